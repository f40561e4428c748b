"""The statistical month of an area, in versions that nobody changes."""

from django.db import migrations, models

GRANTS = "REVOKE UPDATE, DELETE ON evaluation_monthversion FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MonthVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area_code",
                    models.CharField(help_text="everything below it, unless it has its own", max_length=20),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                ("starts_on", models.PositiveSmallIntegerField(help_text="1, or a day of the month before")),
                ("reason", models.CharField(max_length=200)),
                ("effective_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="month_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on", 1), ("starts_on__range", (16, 28)), _connector="OR"),
                        name="month_starts",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
