"""Components, and proposals to change their register."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The app role may not delete: proposals stay. Components go only with the import that made them, while nobody uses
# them; the service that takes an import back is the one place that deletes.
GRANTS = "REVOKE DELETE ON ground_componentproposal FROM xiuhua_app;"

# The number of the web Mercator cell at zoom 22 in which a point lies, the digits of column and row alternating:
# whatever lies in a tile has neighbouring numbers, and half a million are counted in an index alone.
CELL = """
CREATE FUNCTION ground_cell_spread(number bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    number := (number | (number << 16)) & x'0000FFFF0000FFFF'::bigint;
    number := (number | (number << 8)) & x'00FF00FF00FF00FF'::bigint;
    number := (number | (number << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    number := (number | (number << 2)) & x'3333333333333333'::bigint;
    RETURN (number | (number << 1)) & x'5555555555555555'::bigint;
END $$;
CREATE FUNCTION ground_cell_gather(number bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    number := number & x'5555555555555555'::bigint;
    number := (number | (number >> 1)) & x'3333333333333333'::bigint;
    number := (number | (number >> 2)) & x'0F0F0F0F0F0F0F0F'::bigint;
    number := (number | (number >> 4)) & x'00FF00FF00FF00FF'::bigint;
    number := (number | (number >> 8)) & x'0000FFFF0000FFFF'::bigint;
    RETURN (number | (number >> 16)) & x'00000000FFFFFFFF'::bigint;
END $$;
CREATE FUNCTION ground_cell(place geometry) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    across bigint := floor((ST_X(place) + 180) / 360 * (1 << 22));
    angle float8 := radians(greatest(least(ST_Y(place), 85), -85));
    down bigint := floor((0.5 - ln(tan(pi() / 4 + angle / 2)) / (2 * pi())) * (1 << 22));
BEGIN
    RETURN ground_cell_spread(across) | (ground_cell_spread(down) << 1);
END $$;
"""
CELL_NOT = """
DROP FUNCTION ground_cell(geometry);
DROP FUNCTION ground_cell_gather(bigint);
DROP FUNCTION ground_cell_spread(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_file"),
        ("ground", "0005_duty"),
    ]

    operations = [
        migrations.RunSQL(CELL, CELL_NOT),
        migrations.CreateModel(
            name="Component",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "code",
                    models.CharField(help_text="6 district + 2 + 3 class + 6", max_length=17, unique=True),
                ),
                (
                    "code_2013",
                    models.CharField(help_text="6 + 2 + 2 + 6", max_length=16, null=True, unique=True),
                ),
                (
                    "class_code",
                    models.CharField(help_text="of 2026, kept beside it for filters and tiles", max_length=5),
                ),
                ("name", models.CharField(max_length=30)),
                ("steward_code", models.CharField(help_text="主管部门代码", max_length=18)),
                ("steward_name", models.CharField(max_length=100)),
                ("owner_code", models.CharField(blank=True, help_text="权属单位代码", max_length=18)),
                ("owner_name", models.CharField(blank=True, max_length=100)),
                ("keeper_code", models.CharField(blank=True, help_text="养护单位代码", max_length=18)),
                ("keeper_name", models.CharField(blank=True, max_length=100)),
                ("grid_code", models.CharField(help_text="所在单元网格标识码", max_length=15)),
                ("area_code", models.CharField(help_text="unit grid, community or street", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intact", "完好"),
                            ("broken", "破损"),
                            ("lost", "丢失"),
                            ("abandoned", "废弃"),
                            ("removed", "移除"),
                        ],
                        default="intact",
                        max_length=20,
                    ),
                ),
                ("surveyed_on", models.DateField(help_text="初始日期")),
                ("changed_on", models.DateField(help_text="变更日期", null=True)),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("measured", "实测"),
                            ("topographic", "地形图"),
                            ("base_data", "基础地理数据"),
                            ("other_source", "其他"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("street_name", models.CharField(blank=True, max_length=50)),
                ("community_name", models.CharField(blank=True, max_length=50)),
                (
                    "accuracy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accuracy_a", "A 类 ±0.5 m"),
                            ("accuracy_b", "B 类 ±1.0 m"),
                            ("accuracy_c", "C 类 ±10.0 m"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="WGS84; a point on the shape where there is one", srid=4326
                    ),
                ),
                (
                    "cell",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("place"), function="ground_cell"),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "shape",
                    django.contrib.gis.db.models.fields.GeometryField(
                        help_text="line or polygon of what is no point", null=True, srid=4326
                    ),
                ),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of codes, name and note", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the narrowest known",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="ground.area",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept",
                        to="ground.unit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned",
                        to="ground.unit",
                    ),
                ),
                (
                    "steward",
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
            name="ComponentPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="ground.component",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ComponentProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7, given in the field", unique=True)),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("component_new", "新增"),
                            ("component_changed", "变更"),
                            ("component_gone", "消失"),
                        ],
                        max_length=20,
                    ),
                ),
                ("fields", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待核实"),
                            ("checked", "已核实"),
                            ("accepted", "已入库"),
                            ("refused", "不采纳"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(help_text="WGS84", null=True, srid=4326),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("proposed_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("checked_by", models.CharField(blank=True, max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "check_photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="ground.component",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(fields=["updated_at", "id"], name="component_by_change"),
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(fields=["area_code", "id"], name="component_by_area"),
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(fields=["class_code", "id"], name="component_by_class"),
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(fields=["state", "id"], name="component_by_state"),
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(fields=["name", "id"], name="component_by_name"),
        ),
        migrations.AddIndex(
            model_name="component",
            index=models.Index(
                models.F("cell"),
                condition=models.Q(("state__in", ("abandoned", "removed")), _negated=True),
                name="component_by_cell",
            ),
        ),
        migrations.AddIndex(
            model_name="component",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="component_search"),
        ),
        migrations.AddIndex(
            model_name="componentproposal",
            index=models.Index(fields=["updated_at", "id"], name="proposal_by_change"),
        ),
        migrations.AddIndex(
            model_name="componentproposal",
            index=models.Index(fields=["area_code", "id"], name="proposal_by_area"),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
