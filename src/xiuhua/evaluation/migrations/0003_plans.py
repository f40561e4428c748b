"""Targets, the figures of the month, snapshots, screens."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_target ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_target FORCE ROW LEVEL SECURITY;
CREATE POLICY target_scope ON evaluation_target
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_snapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY snapshot_scope ON evaluation_snapshot
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_screen ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_screen FORCE ROW LEVEL SECURITY;
CREATE POLICY screen_scope ON evaluation_screen
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_screenrow ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_screenrow FORCE ROW LEVEL SECURITY;
CREATE POLICY screenrow_scope ON evaluation_screenrow
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY target_scope ON evaluation_target;
ALTER TABLE evaluation_target NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_target DISABLE ROW LEVEL SECURITY;
DROP POLICY snapshot_scope ON evaluation_snapshot;
ALTER TABLE evaluation_snapshot NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_snapshot DISABLE ROW LEVEL SECURITY;
DROP POLICY screen_scope ON evaluation_screen;
ALTER TABLE evaluation_screen NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_screen DISABLE ROW LEVEL SECURITY;
DROP POLICY screenrow_scope ON evaluation_screenrow;
ALTER TABLE evaluation_screenrow NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_screenrow DISABLE ROW LEVEL SECURITY;
"""
# What was set, fixed or published is never changed and never forgotten; the row of a screen is counted anew.
GRANTS = """
REVOKE UPDATE, DELETE ON evaluation_target, evaluation_overviewversion, evaluation_snapshot, evaluation_screen
    FROM xiuhua_app;
REVOKE DELETE ON evaluation_screenrow FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_contests"),
    ]

    operations = [
        migrations.CreateModel(
            name="OverviewVersion",
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
                ("figures", models.JSONField(help_text="eight keys of figures, in their order")),
                ("main", models.CharField(help_text="the one that streets are sorted by", max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("chosen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="overview_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Screen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="its name in addresses", max_length=40)),
                ("area_code", models.CharField(blank=True, help_text="what it counts over", max_length=20)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per key")),
                ("zh", models.CharField(max_length=60)),
                ("en", models.CharField(max_length=60)),
                ("cells", models.JSONField(help_text="see rules.screens.Cell")),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["published_at", "id"], name="screen_by_time")],
                "constraints": [models.UniqueConstraint(fields=("key", "number"), name="screen_once")],
            },
        ),
        migrations.CreateModel(
            name="ScreenRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("area_code", models.CharField(blank=True, max_length=20)),
                (
                    "revision",
                    models.PositiveBigIntegerField(default=0, help_text="rises when a figure changes"),
                ),
                ("figures", models.JSONField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                (
                    "asked_at",
                    models.DateTimeField(help_text="when a wall last asked, to some seconds", null=True),
                ),
                (
                    "screen",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluation.screen",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area_code",
                    models.CharField(blank=True, help_text="empty: everything there is", max_length=20),
                ),
                ("page", models.CharField(help_text="what was fixed for: month, vintage", max_length=40)),
                ("period", models.CharField(help_text="2026-03", max_length=10)),
                ("as_of", models.DateTimeField(help_text="counted from what was recorded by then")),
                ("figures", models.JSONField(help_text="see rules.snapshots.Fixed")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 over the figures, as the ledger holds it", max_length=64
                    ),
                ),
                ("entry", models.BigIntegerField(help_text="number of the ledger's entry")),
                ("reason", models.CharField(max_length=200)),
                ("fixed_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("fixed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["fixed_at", "id"], name="snapshot_by_time"),
                    models.Index(fields=["area_code", "period", "id"], name="snapshot_by_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        help_text="key of the figure, which names its variant too", max_length=60
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("period", models.CharField(help_text="2026 or 2026-03", max_length=10)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per figure, area and period")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("target_at_least", "不低于"),
                            ("target_at_most", "不高于"),
                            ("target_growth", "比上年提高"),
                            ("target_decline", "比上年下降"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="in the figure's unit; of growth per cent, of a rate points",
                        max_digits=14,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("target_in_force", "有效"), ("target_withdrawn", "已撤销")],
                        default="target_in_force",
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(help_text="the document and its row", max_length=200)),
                ("reason", models.CharField(blank=True, help_text="why it was withdrawn", max_length=200)),
                ("set_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="target_by_area"),
                    models.Index(fields=["set_at", "id"], name="target_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("figure", "area_code", "period", "number"), name="target_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
