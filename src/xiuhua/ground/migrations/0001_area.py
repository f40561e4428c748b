"""Areas and premises, and who can see their rows."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

SHAPES = """
ALTER TABLE ground_area ADD CONSTRAINT area_shape_is_valid CHECK (shape IS NULL OR ST_IsValid(shape));
"""
SHAPES_NOT = "ALTER TABLE ground_area DROP CONSTRAINT area_shape_is_valid;"

# Premises hold a contact's number, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_premises ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_premises FORCE ROW LEVEL SECURITY;
CREATE POLICY premises_scope ON ground_premises USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY premises_scope ON ground_premises;
ALTER TABLE ground_premises NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_premises DISABLE ROW LEVEL SECURITY;
"""

# Areas and premises retire; nothing on the ground is ever deleted.
GRANTS = "REVOKE DELETE ON ground_area, ground_premises FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_entry"),
        ("files", "0001_stored_file"),
    ]

    operations = [
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
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "shape",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        help_text="WGS84; none yet for a bare code", null=True, srid=4326
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
            ],
            options={"indexes": [models.Index(fields=["level", "code"], name="area_by_level")]},
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
        migrations.RunSQL(SHAPES, SHAPES_NOT),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
