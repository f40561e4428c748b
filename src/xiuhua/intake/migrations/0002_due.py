"""How many rows the job at an import has to deal with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_run"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="due",
            field=models.PositiveIntegerField(
                default=0, help_text="rows that job has to deal with; 0: not known yet"
            ),
        ),
    ]
