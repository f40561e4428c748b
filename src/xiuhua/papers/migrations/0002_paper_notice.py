"""Two more kinds of documents: a notice, and a demand to put something right."""

from django.db import migrations, models

KINDS = [
    ("paper_reply", "答复函"),
    ("paper_statement", "情况说明"),
    ("paper_order", "督办单"),
    ("paper_minutes", "会商纪要"),
    ("paper_notice", "告知函"),
    ("paper_demand", "整改通知书"),
]


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_paper")]

    operations = [
        migrations.AlterField("paper", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AlterField("papercounter", "kind", models.CharField(choices=KINDS, max_length=20)),
    ]
