"""The day on which a camera was put up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0011_camera"),
    ]

    operations = [
        migrations.AddField(
            model_name="camera",
            name="put_up_on",
            field=models.DateField(
                help_text="None where nobody knows; the day of recording counts then", null=True
            ),
        ),
    ]
