"""Tables of spoil, kept apart by area."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

KEPT_APART = """
ALTER TABLE scene_spoil_site ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_site FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_site_by_area ON scene_spoil_site
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_dock ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_dock FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_dock_by_area ON scene_spoil_dock
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_dustepisode ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_dustepisode FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_dust_by_area ON scene_spoil_dustepisode
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_manifest ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_manifest FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_manifest_by_area ON scene_spoil_manifest
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_weighing ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_weighing FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_weighing_by_area ON scene_spoil_weighing
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_daybound ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_daybound FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_day_by_area ON scene_spoil_daybound
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_haul ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_haul FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_haul_by_area ON scene_spoil_haul
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_suspicion ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_suspicion FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_suspicion_by_area ON scene_spoil_suspicion
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_spoil_filerecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_spoil_filerecord FORCE ROW LEVEL SECURITY;
CREATE POLICY spoil_record_by_area ON scene_spoil_filerecord
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
TOGETHER = """
DROP POLICY spoil_site_by_area ON scene_spoil_site;
DROP POLICY spoil_dock_by_area ON scene_spoil_dock;
DROP POLICY spoil_dust_by_area ON scene_spoil_dustepisode;
DROP POLICY spoil_manifest_by_area ON scene_spoil_manifest;
DROP POLICY spoil_weighing_by_area ON scene_spoil_weighing;
DROP POLICY spoil_day_by_area ON scene_spoil_daybound;
DROP POLICY spoil_haul_by_area ON scene_spoil_haul;
DROP POLICY spoil_suspicion_by_area ON scene_spoil_suspicion;
DROP POLICY spoil_record_by_area ON scene_spoil_filerecord;
"""
GRANTS = """
REVOKE UPDATE, DELETE ON scene_spoil_weighing, scene_spoil_filerecord FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_alarm_case"),
        ("ground", "0013_yard"),
        ("sensing", "0010_doubts_and_spills"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dock",
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
                        choices=[("dock_takes", "可消纳"), ("dock_full", "已满"), ("dock_shut", "停用")],
                        default="dock_takes",
                        max_length=20,
                    ),
                ),
                ("capacity_m3", models.FloatField(null=True)),
                ("taken_m3", models.FloatField(default=0)),
                (
                    "ground",
                    django.contrib.gis.db.models.fields.PolygonField(
                        help_text="where trucks tip and are weighed", srid=4326
                    ),
                ),
                (
                    "quantity",
                    models.CharField(
                        default="pm10", help_text="what of the monitor is judged", max_length=40
                    ),
                ),
                ("limit", models.FloatField(default=150.0, help_text="of dust, in the unit of the quantity")),
                ("updated_at", models.DateTimeField()),
                (
                    "camera",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.camera",
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        help_text="of dust",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "premises",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.premises"
                    ),
                ),
                (
                    "spray",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.control",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DustEpisode",
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
                            ("dust_spraying", "喷淋中"),
                            ("dust_fell", "已降尘"),
                            ("dust_stayed", "喷淋无效"),
                            ("dust_unproven", "效果不明"),
                        ],
                        default="dust_spraying",
                        max_length=20,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("sprayed_at", models.DateTimeField(help_text="when the spray was confirmed", null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("level", models.FloatField(help_text="the mean that began it")),
                ("limit", models.FloatField()),
                ("before", models.FloatField(null=True)),
                ("after", models.FloatField(null=True)),
                (
                    "refusal",
                    models.CharField(blank=True, help_text="why it could not be sprayed", max_length=40),
                ),
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
                    "command",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.command",
                    ),
                ),
                (
                    "dock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="scene_spoil.dock",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FileRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("record_dumping", "偷倒乱倒"),
                            ("record_spillage", "抛洒滴漏"),
                            ("record_unpermitted", "无证运输"),
                            ("record_unmanifested", "无联单运输"),
                            ("record_off_route", "偏离路线"),
                            ("record_out_of_hours", "超时段运输"),
                            ("record_unclosed", "未密闭或带泥上路"),
                            ("record_overloaded", "超载"),
                            ("record_seized", "扣押车辆"),
                            ("record_fined", "罚款"),
                            ("record_educated", "教育整改"),
                            ("record_clean", "检查合格"),
                        ],
                        max_length=24,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ("area_code", models.CharField(max_length=20)),
                ("by", models.CharField(max_length=60)),
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
                    "driver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "hauler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spoil_records",
                        to="ground.party",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NightPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="the day on which the night begins")),
                ("area_code", models.CharField(max_length=20)),
                ("place", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("road", models.CharField(blank=True, max_length=80)),
                ("from_hour", models.PositiveSmallIntegerField()),
                ("lasts_h", models.PositiveSmallIntegerField()),
                ("score", models.FloatField()),
                ("passes", models.PositiveIntegerField()),
                ("found", models.FloatField(help_text="what was found near, weighed by distance and age")),
                (
                    "hits",
                    models.PositiveIntegerField(help_text="trucks stopped with something wrong", null=True),
                ),
                ("arranged_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("building_m2", models.FloatField()),
                (
                    "level",
                    models.CharField(
                        choices=[("level_district", "区级城管"), ("level_above", "上级主管部门")],
                        help_text="follows from its size",
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("site_complete", "完工"),
                            ("site_started", "在建"),
                            ("site_stopped", "停工"),
                            ("site_resumed", "复工"),
                        ],
                        default="site_started",
                        max_length=20,
                    ),
                ),
                ("stage_on", models.DateField()),
                (
                    "gate",
                    django.contrib.gis.db.models.fields.PolygonField(
                        help_text="where trucks are loaded and weighed", srid=4326
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "premises",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.premises"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Manifest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("area_code", models.CharField(help_text="the site's", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("manifest_opened", "待出场"),
                            ("manifest_on_the_way", "运输中"),
                            ("manifest_arrived", "待签收"),
                            ("manifest_settled", "已消纳"),
                            ("manifest_disputed", "数量不符"),
                            ("manifest_voided", "已作废"),
                        ],
                        default="manifest_opened",
                        max_length=20,
                    ),
                ),
                (
                    "approval",
                    models.CharField(blank=True, help_text="number of the project's approval", max_length=40),
                ),
                (
                    "permit",
                    models.CharField(blank=True, help_text="number of the truck's permit", max_length=40),
                ),
                ("planned_m3", models.FloatField()),
                ("loaded_m3", models.FloatField(null=True)),
                ("tipped_m3", models.FloatField(null=True)),
                ("faults", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=60)),
                ("left_at", models.DateTimeField(null=True)),
                ("left_by", models.CharField(blank=True, max_length=60)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("arrived_by", models.CharField(blank=True, max_length=60)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=60)),
                (
                    "carried_by",
                    models.CharField(
                        blank=True, help_text="the driver, once he took the load", max_length=60
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "dock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manifests",
                        to="scene_spoil.dock",
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "hauler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.party",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.vehicle"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manifests",
                        to="scene_spoil.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Haul",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="the day on which it left, by the local clock")),
                ("area_code", models.CharField(max_length=20)),
                ("loaded_at", models.DateTimeField()),
                ("left_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField()),
                ("tipped_at", models.DateTimeField()),
                ("length_m", models.FloatField()),
                ("faults", models.JSONField(default=list, help_text="[kind, since, seconds]")),
                ("at_fault", models.BooleanField(default=False)),
                (
                    "dock",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hauls",
                        to="scene_spoil.dock",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.vehicle"
                    ),
                ),
                (
                    "manifest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hauls",
                        to="scene_spoil.manifest",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hauls",
                        to="scene_spoil.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suspicion_found", "待核查"),
                            ("suspicion_confirmed", "属实"),
                            ("suspicion_refuted", "不属实"),
                        ],
                        default="suspicion_found",
                        max_length=20,
                    ),
                ),
                ("place", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField()),
                (
                    "refusal",
                    models.CharField(blank=True, help_text="why no case could be opened", max_length=40),
                ),
                ("found_at", models.DateTimeField()),
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
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.device"
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
            name="Weighing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        choices=[("weighed_gate", "工地出口"), ("weighed_dock", "码头、消纳场")],
                        max_length=20,
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "measured_in",
                    models.CharField(
                        choices=[
                            ("natural_m3", "立方米（自然方）"),
                            ("loose_m3", "立方米（松方）"),
                            ("tonnes", "吨"),
                        ],
                        max_length=20,
                    ),
                ),
                ("gross_kg", models.FloatField(null=True)),
                ("tare_kg", models.FloatField(null=True)),
                ("amount", models.FloatField(help_text="where it was measured and not weighed", null=True)),
                ("natural_m3", models.FloatField(help_text="empty where it does not count", null=True)),
                ("fault", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                (
                    "manifest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weighings",
                        to="scene_spoil.manifest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CoverPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cover_dock", "码头"),
                            ("cover_gate", "工地出入口"),
                            ("cover_road", "必经道路卡口"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("area_code", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "camera",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.camera",
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.premises",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "id"], name="spoil_cover_by_area")],
            },
        ),
        migrations.CreateModel(
            name="DayBound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("area_code", models.CharField(max_length=20)),
                ("points", models.PositiveIntegerField()),
                (
                    "faults",
                    models.JSONField(default=list, help_text="of the day itself, as [kind, since, seconds]"),
                ),
                ("bound_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.device"
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.vehicle"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("vehicle", "on"), name="spoil_day_once")],
            },
        ),
        migrations.AddIndex(
            model_name="dock",
            index=models.Index(fields=["updated_at", "id"], name="spoil_dock_by_change"),
        ),
        migrations.AddIndex(
            model_name="dock",
            index=models.Index(fields=["area_code", "id"], name="spoil_dock_by_area"),
        ),
        migrations.AddIndex(
            model_name="dustepisode",
            index=models.Index(fields=["began_at", "id"], name="spoil_dust_by_time"),
        ),
        migrations.AddConstraint(
            model_name="dustepisode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dust_spraying")),
                fields=("dock",),
                name="spoil_dust_one_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="filerecord",
            index=models.Index(fields=["at", "id"], name="spoil_record_by_time"),
        ),
        migrations.AddIndex(
            model_name="filerecord",
            index=models.Index(fields=["hauler", "at"], name="spoil_record_by_hauler"),
        ),
        migrations.AddIndex(
            model_name="filerecord",
            index=models.Index(fields=["vehicle", "at"], name="spoil_record_by_truck"),
        ),
        migrations.AddIndex(
            model_name="filerecord",
            index=models.Index(fields=["driver", "at"], name="spoil_record_by_driver"),
        ),
        migrations.AddIndex(
            model_name="nightpost",
            index=models.Index(fields=["on", "id"], name="spoil_post_by_night"),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["updated_at", "id"], name="spoil_site_by_change"),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["area_code", "id"], name="spoil_site_by_area"),
        ),
        migrations.AddIndex(
            model_name="manifest",
            index=models.Index(fields=["opened_at", "id"], name="spoil_manifest_by_time"),
        ),
        migrations.AddIndex(
            model_name="manifest",
            index=models.Index(fields=["state", "id"], name="spoil_manifest_by_state"),
        ),
        migrations.AddIndex(
            model_name="manifest",
            index=models.Index(fields=["vehicle", "opened_at"], name="spoil_manifest_by_truck"),
        ),
        migrations.AddIndex(
            model_name="manifest",
            index=models.Index(fields=["area_code", "id"], name="spoil_manifest_by_area"),
        ),
        migrations.AddIndex(
            model_name="haul",
            index=models.Index(fields=["left_at", "id"], name="spoil_haul_by_time"),
        ),
        migrations.AddIndex(
            model_name="haul",
            index=models.Index(fields=["vehicle", "on"], name="spoil_haul_by_truck"),
        ),
        migrations.AddIndex(
            model_name="haul",
            index=models.Index(fields=["area_code", "id"], name="spoil_haul_by_area"),
        ),
        migrations.AddIndex(
            model_name="suspicion",
            index=models.Index(fields=["since_at", "id"], name="spoil_suspicion_by_time"),
        ),
        migrations.AddIndex(
            model_name="suspicion",
            index=models.Index(fields=["area_code", "id"], name="spoil_suspicion_by_area"),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.UniqueConstraint(fields=("vehicle", "since_at"), name="spoil_suspicion_once"),
        ),
        migrations.AddIndex(
            model_name="weighing",
            index=models.Index(fields=["at", "id"], name="spoil_weighing_by_time"),
        ),
        migrations.RunSQL(KEPT_APART, TOGETHER),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
