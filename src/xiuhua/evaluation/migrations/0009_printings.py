"""Where published rankings were printed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0008_outer_ranks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Printing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(help_text="舟山日报", max_length=60)),
                ("place", models.CharField(blank=True, help_text="头版", max_length=60)),
                ("on", models.DateField()),
                ("recorded_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printings",
                        to="evaluation.round",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["round", "on"], name="contest_printing_by_round")],
            },
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON evaluation_printing FROM xiuhua_app;", migrations.RunSQL.noop
        ),
    ]
