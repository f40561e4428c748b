"""How far the readings of streams were compared with their neighbours, and files of the gateway were stored."""

import django.db.models.deletion
from django.db import migrations, models

# Values stay as they came; of a reading only what is doubtful about it may change.
GRANTS = """
GRANT UPDATE (flags) ON sensing_observation TO xiuhua_app;
GRANT SELECT, INSERT, UPDATE ON sensing_spillmark TO xiuhua_gateway;
"""
GRANTS_NOT = "REVOKE UPDATE (flags) ON sensing_observation FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0009_kit"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpillMark",
            fields=[
                ("spill", models.UUIDField(primary_key=True, serialize=False)),
                ("stored", models.BigIntegerField(help_text="items, from the beginning of the file")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StreamMark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "quantity_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField(help_text="the last that was looked at")),
                ("hour_readings", models.IntegerField(help_text="neighbours up to it, in its hour of UTC")),
                ("before_readings", models.IntegerField(help_text="neighbours in the hour before that")),
                (
                    "seen_at",
                    models.DateTimeField(help_text="the last neighbour; none yet: empty", null=True),
                ),
                ("value", models.FloatField(null=True)),
                (
                    "run_at",
                    models.DateTimeField(help_text="the first of the run that it belongs to", null=True),
                ),
                ("run_value", models.FloatField(null=True)),
                ("run_readings", models.IntegerField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "quantity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.quantity",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="fencecrossing",
            name="act",
            field=models.CharField(
                choices=[
                    ("entered", "驶入"),
                    ("left", "驶出"),
                    ("passed", "穿越"),
                    ("stood", "起初已在内"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(GRANTS, GRANTS_NOT),
    ]
