"""Cameras at their places, and what was corrected of what they see."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# What a camera sees leads to shops and people, so the database itself keeps districts apart.
ROW_SECURITY = """
ALTER TABLE ground_camera ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_camera FORCE ROW LEVEL SECURITY;
CREATE POLICY camera_scope ON ground_camera USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE ground_camerasight ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_camerasight FORCE ROW LEVEL SECURITY;
CREATE POLICY camerasight_scope ON ground_camerasight USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY camera_scope ON ground_camera;
ALTER TABLE ground_camera NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_camera DISABLE ROW LEVEL SECURITY;
DROP POLICY camerasight_scope ON ground_camerasight;
ALTER TABLE ground_camerasight NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_camerasight DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0010_roles_of_the_loop"),
    ]

    operations = [
        migrations.CreateModel(
            name="Camera",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(help_text="GB/T 28181, twenty digits", max_length=20, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dome_camera", "球机"),
                            ("half_dome_camera", "半球"),
                            ("fixed_camera", "固定枪机"),
                            ("steered_camera", "遥控枪机"),
                            ("high_point_camera", "高点云台"),
                            ("panorama_camera", "全景摄像机"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("camera_online", "在线"),
                            ("camera_offline", "离线"),
                            ("camera_repair", "维修"),
                            ("camera_dismantled", "已拆除"),
                        ],
                        default="camera_online",
                        max_length=20,
                    ),
                ),
                ("state_at", models.DateTimeField(help_text="since when it is so")),
                (
                    "direction_deg",
                    models.FloatField(help_text="clockwise from north, of the middle", null=True),
                ),
                ("angle_deg", models.FloatField(help_text="of the whole field of view", null=True)),
                ("range_m", models.FloatField(null=True)),
                (
                    "view",
                    django.contrib.gis.db.models.fields.PolygonField(
                        help_text="WGS84; what it looks at", null=True, srid=4326
                    ),
                ),
                (
                    "player_url",
                    models.CharField(
                        blank=True,
                        help_text="with {code}, {begin}, {end}; empty for the city's usual one",
                        max_length=300,
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "mount",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cameras", to="ground.mount"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who runs it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cameras",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CameraSight",
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
                            ("sight_by_view", "视域推算"),
                            ("sight_added", "人工补充"),
                            ("sight_removed", "人工剔除"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("area_code", models.CharField(help_text="the camera's", max_length=20)),
                ("corrected_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("updated_at", models.DateTimeField()),
                (
                    "camera",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sights", to="ground.camera"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sights",
                        to="ground.component",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sights",
                        to="ground.premises",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="camera",
            index=models.Index(fields=["area_code", "id"], name="camera_by_area"),
        ),
        migrations.AddIndex(
            model_name="camera",
            index=models.Index(fields=["name", "id"], name="camera_by_name"),
        ),
        migrations.AddIndex(
            model_name="camera",
            index=models.Index(fields=["updated_at", "id"], name="camera_by_change"),
        ),
        migrations.AddIndex(
            model_name="camera",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="camera_search"),
        ),
        migrations.AddConstraint(
            model_name="camerasight",
            constraint=models.CheckConstraint(
                condition=models.Q(("premises__isnull", True), ("component__isnull", True), _connector="XOR"),
                name="sight_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="camerasight",
            constraint=models.UniqueConstraint(fields=("camera", "premises"), name="sight_of_premises_once"),
        ),
        migrations.AddConstraint(
            model_name="camerasight",
            constraint=models.UniqueConstraint(
                fields=("camera", "component"), name="sight_of_component_once"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
    ]
