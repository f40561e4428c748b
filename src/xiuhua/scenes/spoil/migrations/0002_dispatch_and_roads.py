"""The dispatch of spoil, and the dust of roads."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

KEPT_APART = """
ALTER TABLE scene_spoil_corridor ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_corridor FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_corridor_by_area ON scene_spoil_corridor
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_project ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_project FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_project_by_area_code ON scene_spoil_project
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_allotment ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_allotment FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_allotment_by_area_code ON scene_spoil_allotment
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_watertrip ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_watertrip FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_water_by_area_code ON scene_spoil_watertrip
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_waterask ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_waterask FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_ask_by_area_code ON scene_spoil_waterask
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
TOGETHER = """
DROP POLICY spoil_corridor_by_area ON scene_spoil_corridor;
DROP POLICY spoil_project_by_area_code ON scene_spoil_project;
DROP POLICY spoil_allotment_by_area_code ON scene_spoil_allotment;
DROP POLICY spoil_water_by_area_code ON scene_spoil_watertrip;
DROP POLICY spoil_ask_by_area_code ON scene_spoil_waterask;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_alarm_case"),
        ("ground", "0014_water_truck"),
        ("scene_spoil", "0001_spoil"),
        ("sensing", "0011_water_truck"),
    ]

    operations = [
        migrations.CreateModel(
            name="Corridor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("area_code", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("docks", models.ManyToManyField(related_name="corridors", to="scene_spoil.dock")),
                (
                    "routes",
                    models.ManyToManyField(
                        help_text="fences that trucks keep within", related_name="+", to="sensing.fence"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True)),
                ("area_code", models.CharField(help_text="the site's", max_length=20)),
                (
                    "way",
                    models.CharField(
                        choices=[("way_approved", "处置核准"), ("way_reported", "区内报备")], max_length=20
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("project_listed", "在册"), ("project_closed", "已销项")],
                        default="project_listed",
                        max_length=20,
                    ),
                ),
                ("approval", models.CharField(max_length=40, unique=True)),
                ("volume_m3", models.FloatField(help_text="in the ground")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("listed_at", models.DateTimeField()),
                ("listed_by", models.CharField(max_length=60)),
                ("updated_at", models.DateTimeField()),
                (
                    "corridor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="scene_spoil.corridor",
                    ),
                ),
                (
                    "sink",
                    models.ForeignKey(
                        help_text="of a report",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scene_spoil.dock",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="scene_spoil.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Allotment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(help_text="the project's", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("allotment_proposed", "待确认"),
                            ("allotment_accepted", "已下达"),
                            ("allotment_merged", "已并入"),
                            ("allotment_refused", "未采纳"),
                        ],
                        default="allotment_proposed",
                        max_length=20,
                    ),
                ),
                ("m3", models.FloatField()),
                ("distance_m", models.FloatField(help_text="from gate to dock, as the crow flies")),
                ("reasons", models.JSONField(default=list)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "dock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allotments",
                        to="scene_spoil.dock",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allotments",
                        to="scene_spoil.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WaterTrip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="the local day in which it began")),
                ("area_code", models.CharField(help_text="the vehicle's", max_length=20)),
                (
                    "road",
                    models.CharField(blank=True, help_text="empty where no road is recorded", max_length=80),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("length_m", models.FloatField()),
                (
                    "told_by",
                    models.CharField(
                        choices=[("told_signal", "作业信号"), ("told_speed", "作业速度")], max_length=20
                    ),
                ),
                ("way", django.contrib.gis.db.models.fields.LineStringField(srid=4326)),
                (
                    "passed_at",
                    models.DateTimeField(help_text="when it was nearest to the monitor", null=True),
                ),
                ("before", models.FloatField(help_text="mean of PM10 before it passed, µg/m³", null=True)),
                ("after", models.FloatField(help_text="as above, once the water had its time", null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.device"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        help_text="whose monitor it passed",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scene_spoil.coverpoint",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.vehicle"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WaterAsk",
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
                            ("ask_asked", "待洒水"),
                            ("ask_passed", "已洒水"),
                            ("ask_fell", "已降尘"),
                            ("ask_stayed", "洒水无效"),
                            ("ask_unproven", "效果不明"),
                            ("ask_missed", "未洒水"),
                        ],
                        default="ask_asked",
                        max_length=20,
                    ),
                ),
                ("level", models.FloatField(help_text="the mean that asked")),
                ("limit", models.FloatField()),
                ("asked_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="scene_spoil.coverpoint",
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="scene_spoil.watertrip",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="corridor",
            constraint=models.UniqueConstraint(fields=("area_code", "name"), name="spoil_corridor_once"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["listed_at", "id"], name="spoil_project_by_time"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["area_code", "id"], name="spoil_project_by_area"),
        ),
        migrations.AddIndex(
            model_name="allotment",
            index=models.Index(fields=["proposed_at", "id"], name="spoil_allotment_by_time"),
        ),
        migrations.AddIndex(
            model_name="allotment",
            index=models.Index(fields=["area_code", "id"], name="spoil_allotment_by_area"),
        ),
        migrations.AddConstraint(
            model_name="allotment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "allotment_accepted")),
                fields=("project", "dock"),
                name="spoil_allotment_once",
            ),
        ),
        migrations.AddIndex(
            model_name="watertrip",
            index=models.Index(fields=["began_at", "id"], name="spoil_water_by_time"),
        ),
        migrations.AddIndex(
            model_name="watertrip",
            index=models.Index(fields=["area_code", "id"], name="spoil_water_by_area"),
        ),
        migrations.AddConstraint(
            model_name="watertrip",
            constraint=models.UniqueConstraint(fields=("device", "began_at"), name="spoil_water_once"),
        ),
        migrations.AddIndex(
            model_name="waterask",
            index=models.Index(fields=["asked_at", "id"], name="spoil_ask_by_time"),
        ),
        migrations.AddIndex(
            model_name="waterask",
            index=models.Index(fields=["area_code", "id"], name="spoil_ask_by_area"),
        ),
        migrations.AddConstraint(
            model_name="waterask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ask_asked", "ask_passed"])),
                fields=("point",),
                name="spoil_ask_one_at_a_time",
            ),
        ),
        migrations.RunSQL(KEPT_APART, TOGETHER),
    ]
