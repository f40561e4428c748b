"""Surveys, the grids they are walked in, and what was found."""

import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_surveygrid ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_surveygrid FORCE ROW LEVEL SECURITY;
CREATE POLICY surveygrid_scope ON ground_surveygrid USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE ground_surveyfinding ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_surveyfinding FORCE ROW LEVEL SECURITY;
CREATE POLICY surveyfinding_scope ON ground_surveyfinding USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY surveygrid_scope ON ground_surveygrid;
ALTER TABLE ground_surveygrid NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_surveygrid DISABLE ROW LEVEL SECURITY;
DROP POLICY surveyfinding_scope ON ground_surveyfinding;
ALTER TABLE ground_surveyfinding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_surveyfinding DISABLE ROW LEVEL SECURITY;
"""

# The app role may not delete: things retire or are voided. Only what an import made and nobody used goes again.
GRANTS = "REVOKE DELETE ON ground_survey, ground_surveygrid, ground_surveyfinding FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0007_vehicle"),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("area_code", models.CharField(max_length=20)),
                ("premises_kinds", models.JSONField(help_text="values of PremisesKind")),
                (
                    "state",
                    models.CharField(
                        choices=[("survey_open", "进行中"), ("survey_closed", "已完成")],
                        default="survey_open",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SurveyGrid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("walk_waiting", "未开始"),
                            ("walk_under_way", "普查中"),
                            ("walk_finished", "已完成"),
                        ],
                        default="walk_waiting",
                        max_length=20,
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        help_text="a duty grid",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_grids",
                        to="ground.person",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grids", to="ground.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("result", models.CharField(help_text="terms.surveys.FindingResult", max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="ground.premises",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="ground.surveygrid",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="surveygrid",
            constraint=models.UniqueConstraint(fields=("survey", "area"), name="survey_grid_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyfinding",
            constraint=models.UniqueConstraint(fields=("grid", "premises"), name="survey_finding_once"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
