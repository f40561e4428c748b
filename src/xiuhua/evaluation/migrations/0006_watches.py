"""Figures that are watched, and values that lay outside their habit."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_figurewatch ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_figurewatch FORCE ROW LEVEL SECURITY;
CREATE POLICY figurewatch_scope ON evaluation_figurewatch
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_deviation ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_deviation FORCE ROW LEVEL SECURITY;
CREATE POLICY deviation_scope ON evaluation_deviation
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY deviation_scope ON evaluation_deviation;
ALTER TABLE evaluation_deviation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_deviation DISABLE ROW LEVEL SECURITY;
DROP POLICY figurewatch_scope ON evaluation_figurewatch;
ALTER TABLE evaluation_figurewatch NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_figurewatch DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE DELETE ON evaluation_figurewatch, evaluation_deviation FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0005_lists_and_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureWatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("key", models.SlugField(help_text="of the figure", max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("day", "day"), ("week", "week"), ("month", "month")],
                        help_text="how long its periods are",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("user_id", models.BigIntegerField(help_text="who is told")),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "looked_at",
                    models.CharField(
                        blank=True, help_text="the last period that was looked at", max_length=10
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["set_at", "id"], name="figure_watch_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("area_code", "key", "kind"),
                        name="figure_watch_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("key", models.SlugField(max_length=80)),
                ("period", models.CharField(max_length=10)),
                ("value", models.FloatField(help_text="in the figure's unit, as it was when it was raised")),
                ("expected", models.FloatField()),
                (
                    "usual_miss",
                    models.FloatField(help_text="by how much the method misses as a rule, the median"),
                ),
                ("method", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("deviation_open", "待研判"), ("deviation_judged", "已研判")],
                        default="deviation_open",
                        max_length=20,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cause_real", "情况属实，已采取措施"),
                            ("cause_known", "有已知原因（节假日、天气、专项行动等）"),
                            ("cause_records", "记录有误或补录"),
                            ("cause_nothing", "属正常波动，预警不准"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("raised_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "watch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviations",
                        to="evaluation.figurewatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="deviation_by_area"),
                    models.Index(fields=["raised_at", "id"], name="deviation_by_time"),
                ],
                "constraints": [models.UniqueConstraint(fields=("watch", "period"), name="deviation_once")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
