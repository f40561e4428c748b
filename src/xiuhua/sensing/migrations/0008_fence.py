"""Fences in versions, what vehicles did at them, where the following of tracks stands, days as they were told."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

_SCOPED = ("fence", "fenceversion", "fencecrossing", "trackfollowing", "trackday")
ROW_SECURITY = "".join(
    f"""
ALTER TABLE sensing_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {table}_scope ON sensing_{table} USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
    for table in _SCOPED
)
ROW_SECURITY_NOT = "".join(
    f"""
DROP POLICY {table}_scope ON sensing_{table};
ALTER TABLE sensing_{table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_{table} DISABLE ROW LEVEL SECURITY;
"""
    for table in _SCOPED
)
# The gateway says which tracks have grown. A crossing is withdrawn, never deleted.
GRANTS = """
GRANT SELECT, INSERT ON sensing_pointtouch TO xiuhua_gateway;
GRANT USAGE ON SEQUENCE sensing_pointtouch_id_seq TO xiuhua_gateway;
REVOKE DELETE, TRUNCATE ON sensing_fence, sensing_fenceversion, sensing_fencecrossing FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0011_camera"),
        ("sensing", "0007_rule_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="PointTouch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TrackFollowing",
            fields=[
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="sensing.device",
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "checkpoints",
                    models.JSONField(default=list, help_text="as rules.tracks.stored writes them"),
                ),
                ("met", models.JSONField(default=list, help_text="the fence versions it was told of")),
                ("followed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Fence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=34, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("area_code", models.CharField(help_text="vehicles under it may be meant", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("fence_on", "启用"), ("fence_ended", "已撤销")],
                        default="fence_on",
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "rule",
                    models.ForeignKey(
                        help_text="the one that raises its alarms",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.rule",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FenceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per fence")),
                ("area_code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(choices=[("polygon", "区域"), ("corridor", "路线走廊")], max_length=20),
                ),
                (
                    "shape",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        help_text="WGS84; of a corridor what it covers", srid=4326
                    ),
                ),
                (
                    "route",
                    django.contrib.gis.db.models.fields.LineStringField(
                        help_text="WGS84; of a corridor", null=True, srid=4326
                    ),
                ),
                ("width_m", models.FloatField(help_text="of a corridor, from side to side", null=True)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("fence_forbidden", "禁止进入"),
                            ("fence_keep_inside", "不得离开"),
                            ("fence_log", "只作记录"),
                            ("fence_stops", "许可停车点"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "hours",
                    models.JSONField(default=list, help_text="07:00-09:00, local; empty for the whole day"),
                ),
                (
                    "days",
                    models.CharField(
                        choices=[
                            ("fence_every_day", "每天"),
                            ("fence_weekdays", "周一至周五"),
                            ("fence_weekend", "周六、周日"),
                        ],
                        default="fence_every_day",
                        max_length=20,
                    ),
                ),
                (
                    "vehicle_kind",
                    models.CharField(
                        blank=True,
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
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("note", "提示"),
                            ("minor", "一般"),
                            ("major", "较重"),
                            ("critical", "严重"),
                        ],
                        help_text="of its alarm",
                        max_length=10,
                    ),
                ),
                (
                    "after_s",
                    models.PositiveIntegerField(default=0, help_text="how long it must be so, seconds"),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("author", models.CharField(help_text="as the ledger names them", max_length=60)),
                ("reason", models.CharField(max_length=300)),
                (
                    "fence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="sensing.fence",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="whose vehicles are meant",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "vehicles",
                    models.ManyToManyField(
                        help_text="those alone; none for all", related_name="+", to="ground.vehicle"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FenceCrossing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "act",
                    models.CharField(
                        choices=[("entered", "驶入"), ("left", "驶出"), ("passed", "穿越")], max_length=12
                    ),
                ),
                ("at", models.DateTimeField(help_text="when the line was crossed, by the device's clock")),
                ("until", models.DateTimeField(help_text="of a pass, when it was out again", null=True)),
                ("is_seen", models.BooleanField(help_text="whether it lies between two fixes close in time")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crossings",
                        to="sensing.device",
                    ),
                ),
                (
                    "fence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crossings",
                        to="sensing.fence",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.fenceversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="fence",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sensing.fenceversion",
            ),
        ),
        migrations.CreateModel(
            name="TrackDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="by the clock of the device's district")),
                ("area_code", models.CharField(max_length=20)),
                ("mark", models.CharField(help_text="of what it was told from", max_length=80)),
                ("told", models.JSONField(help_text="as rules.tracks.stored writes it")),
                ("made_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="fenceversion",
            constraint=models.UniqueConstraint(fields=("fence", "number"), name="fence_version_once"),
        ),
        migrations.AddIndex(
            model_name="fencecrossing",
            index=models.Index(fields=["fence", "at", "id"], name="crossing_of_fence"),
        ),
        migrations.AddIndex(
            model_name="fencecrossing",
            index=models.Index(fields=["device", "at"], name="crossing_of_device"),
        ),
        migrations.AddIndex(
            model_name="fencecrossing",
            index=models.Index(fields=["area_code", "id"], name="crossing_by_area"),
        ),
        migrations.AddIndex(
            model_name="fencecrossing",
            index=models.Index(fields=["at", "id"], name="crossing_by_time"),
        ),
        migrations.AddConstraint(
            model_name="fencecrossing",
            constraint=models.UniqueConstraint(
                fields=("device", "version", "act", "at"), name="crossing_once"
            ),
        ),
        migrations.AddIndex(
            model_name="fence",
            index=models.Index(fields=["area_code", "id"], name="fence_by_area"),
        ),
        migrations.AddIndex(
            model_name="fence",
            index=models.Index(fields=["name", "id"], name="fence_by_name"),
        ),
        migrations.AddIndex(
            model_name="fence",
            index=models.Index(fields=["updated_at", "id"], name="fence_by_change"),
        ),
        migrations.AddConstraint(
            model_name="trackday",
            constraint=models.UniqueConstraint(fields=("device", "on"), name="track_day_once"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
