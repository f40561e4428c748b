"""A yard or wharf is premises too."""

from django.db import migrations, models

KINDS = [
    ("shop", "商铺"),
    ("restaurant", "餐饮"),
    ("site", "工地"),
    ("estate", "住宅小区"),
    ("market", "集贸市场"),
    ("lot", "停车场"),
    ("yard", "场站码头"),
]


class Migration(migrations.Migration):
    dependencies = [("ground", "0012_camera_put_up")]

    operations = [
        migrations.AlterField("premises", "kind", models.CharField(choices=KINDS, max_length=20)),
    ]
