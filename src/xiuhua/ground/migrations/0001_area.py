"""Areas, roads, the base map, parties and premises, and who can see their rows."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

SHAPES = """
ALTER TABLE ground_area ADD CONSTRAINT area_shape_is_valid CHECK (shape IS NULL OR ST_IsValid(shape));
ALTER TABLE ground_feature ADD CONSTRAINT feature_shape_is_valid CHECK (ST_IsValid(shape));
"""
SHAPES_NOT = """
ALTER TABLE ground_area DROP CONSTRAINT area_shape_is_valid;
ALTER TABLE ground_feature DROP CONSTRAINT feature_shape_is_valid;
"""

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_party ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_party FORCE ROW LEVEL SECURITY;
CREATE POLICY party_scope ON ground_party USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE ground_premises ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_premises FORCE ROW LEVEL SECURITY;
CREATE POLICY premises_scope ON ground_premises USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY party_scope ON ground_party;
ALTER TABLE ground_party NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_party DISABLE ROW LEVEL SECURITY;
DROP POLICY premises_scope ON ground_premises;
ALTER TABLE ground_premises NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_premises DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_stored_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("water", "水系"),
                            ("park", "公园绿地"),
                            ("building", "建筑"),
                            ("plaza", "广场"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "shape",
                    django.contrib.gis.db.models.fields.MultiPolygonField(help_text="WGS84", srid=4326),
                ),
                ("floors", models.PositiveSmallIntegerField(help_text="of a building", null=True)),
                ("area_code", models.CharField(help_text="the district it lies in", max_length=20)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "id"], name="feature_by_kind")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("firm", "企业"),
                            ("trader", "个体工商户"),
                            ("institution", "机关事业单位"),
                            ("individual", "个人"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "credit_code",
                    models.CharField(help_text="GB 32100-2015", max_length=18, null=True, unique=True),
                ),
                ("contact_name", models.CharField(blank=True, max_length=40)),
                ("contact_phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "正常"), ("dissolved", "已注销")], default="active", max_length=20
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code and name", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "id"], name="party_by_name"),
                    models.Index(fields=["area_code", "id"], name="party_by_area"),
                    models.Index(fields=["updated_at", "id"], name="party_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="party_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Road",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "road_class",
                    models.CharField(
                        choices=[
                            ("expressway", "快速路"),
                            ("arterial", "主干路"),
                            ("secondary", "次干路"),
                            ("branch", "支路"),
                            ("lane", "街巷"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "line",
                    django.contrib.gis.db.models.fields.MultiLineStringField(help_text="WGS84", srid=4326),
                ),
                ("width_m", models.FloatField(null=True)),
                ("area_code", models.CharField(help_text="the district it lies in", max_length=20)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code and name", null=True
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "id"], name="road_by_name"),
                    models.Index(fields=["area_code", "id"], name="road_by_area"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="road_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("city", "市"),
                            ("district", "区县"),
                            ("street", "街道乡镇"),
                            ("community", "社区村"),
                            ("unit_grid", "单元网格"),
                            ("duty_grid", "责任网格"),
                            ("evaluation_grid", "评价网格"),
                            ("governance_grid", "综治网格"),
                            ("key_area", "重点区域"),
                            ("segment", "责任路段"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("valid", "有效"), ("void", "作废")], db_default="valid", max_length=20
                    ),
                ),
                (
                    "shape",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        help_text="WGS84; none yet for a bare code", null=True, srid=4326
                    ),
                ),
                (
                    "line",
                    django.contrib.gis.db.models.fields.MultiLineStringField(
                        help_text="WGS84; of a duty segment", null=True, srid=4326
                    ),
                ),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code and name", null=True
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ground.area",
                    ),
                ),
                (
                    "road",
                    models.ForeignKey(
                        help_text="of a duty segment",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segments",
                        to="ground.road",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AreaMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="zones", to="ground.area"
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="ground.area"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("zone", "grid"), name="area_member_once")],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, given by whoever recorded it first", unique=True),
                ),
                ("code", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shop", "商铺"),
                            ("restaurant", "餐饮"),
                            ("site", "工地"),
                            ("estate", "住宅小区"),
                            ("market", "集贸市场"),
                            ("lot", "停车场"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "在用"), ("suspended", "停业"), ("closed", "注销")],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(max_length=120)),
                ("contact_phone", models.CharField(blank=True, max_length=20)),
                (
                    "area_code",
                    models.CharField(
                        help_text="the area's code, kept beside it for scopes and filters", max_length=20
                    ),
                ),
                ("place", django.contrib.gis.db.models.fields.PointField(help_text="WGS84", srid=4326)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code, name and address", null=True
                    ),
                ),
                ("frontage_m", models.FloatField(help_text="length along the road", null=True)),
                ("floor_area_m2", models.FloatField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="premises", to="ground.area"
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        help_text="on what the present name rests",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="who runs it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="premises",
                        to="ground.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["updated_at", "id"], name="premises_by_change"),
                    models.Index(fields=["name", "id"], name="premises_by_name"),
                    models.Index(fields=["code", "id"], name="premises_by_code"),
                    models.Index(fields=["area_code", "id"], name="premises_by_area"),
                    models.Index(fields=["kind", "state", "id"], name="premises_by_kind"),
                    models.Index(fields=["state", "id"], name="premises_by_state"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="premises_search"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="area",
            index=models.Index(fields=["level", "code"], name="area_by_level"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=models.Index(fields=["name", "id"], name="area_by_name"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="area_search"),
        ),
        migrations.RunSQL(SHAPES, SHAPES_NOT),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
    ]
