"""Vehicles, and the places where cameras and devices are mounted."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_vehicle ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_vehicle FORCE ROW LEVEL SECURITY;
CREATE POLICY vehicle_scope ON ground_vehicle USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY vehicle_scope ON ground_vehicle;
ALTER TABLE ground_vehicle NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_vehicle DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0006_component"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("camera_place", "摄像机点位"),
                            ("sensor_place", "传感器点位"),
                            ("display_place", "显示屏点位"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("mount_in_use", "在用"), ("dismantled", "已拆除")],
                        default="mount_in_use",
                        max_length=20,
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("place", django.contrib.gis.db.models.fields.PointField(help_text="WGS84", srid=4326)),
                ("height_m", models.FloatField(null=True)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mounts", to="ground.area"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mounts",
                        to="ground.component",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mounts",
                        to="ground.premises",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mounts",
                        to="ground.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="mount_by_area"),
                    models.Index(fields=["updated_at", "id"], name="mount_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="mount_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("plate", models.CharField(max_length=12, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("patrol_car", "巡查车"),
                            ("sweeper", "清扫车"),
                            ("refuse_truck", "垃圾车"),
                            ("spoil_truck", "渣土车"),
                            ("rescue_truck", "抢险车"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("in_service", "在用"), ("laid_up", "停用"), ("scrapped", "报废")],
                        default="in_service",
                        max_length=20,
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=60)),
                ("load_kg", models.PositiveIntegerField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vehicles",
                        to="ground.party",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vehicles",
                        to="ground.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="vehicle_by_area"),
                    models.Index(fields=["updated_at", "id"], name="vehicle_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="vehicle_search"),
                ],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
    ]
