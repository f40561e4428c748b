"""In which row of its file a recorded row stood."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedrow",
            name="row",
            field=models.PositiveIntegerField(help_text="as a person counts it in the file", null=True),
        ),
    ]
