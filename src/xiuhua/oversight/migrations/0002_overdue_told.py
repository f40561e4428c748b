"""A problem remembers of which last day its unit was told that it is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_oversight"),
    ]

    operations = [
        migrations.AddField(
            model_name="rectification",
            name="overdue_told_on",
            field=models.DateField(
                help_text="the last day of which its unit was told: it is over", null=True
            ),
        ),
    ]
