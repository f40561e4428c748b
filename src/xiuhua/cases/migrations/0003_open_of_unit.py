"""An index for how much a unit has in hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index of open cases."""

    dependencies = [("cases", "0002_people"), ("ground", "0010_roles_of_the_loop")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["unit", "due_at"],
                name="case_open_of_unit",
                condition=models.Q(over_at__isnull=True),
                include=["area_code"],
            ),
        ),
    ]
