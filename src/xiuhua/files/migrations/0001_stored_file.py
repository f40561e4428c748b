"""Stored files and exports, and who can see their rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

MEDIA = [
    ("image/jpeg", "JPEG 图片"),
    ("image/png", "PNG 图片"),
    ("image/webp", "WebP 图片"),
    ("application/pdf", "PDF 文档"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格"),
    ("text/csv", "CSV 表格"),
    ("application/json", "JSON 数据"),
    ("application/geo+json", "GeoJSON 地图数据"),
    ("video/mp4", "MP4 视频"),
    ("application/zip", "ZIP 压缩包"),
    ("application/geopackage+sqlite3", "GeoPackage 地图数据"),
    ("application/vnd.google-earth.kml+xml", "KML 地图数据"),
    ("image/vnd.dxf", "DXF 图纸"),
]
KINDS = [("xlsx", "Excel 表格"), ("csv", "CSV 表格"), ("geojson", "GeoJSON 地图数据")]
STATES = [
    ("waiting", "等待中"),
    ("running", "导出中"),
    ("done", "已完成"),
    ("failed", "失败"),
    ("cancelled", "已取消"),
]

# An export is seen by those who see every area it covers; the empty prefix stands for all of them, which only the
# scope `*` sees. A file without an area is for everybody signed in; an export's result also for whoever sees the
# export, because its rows may come from several areas and its own area is then `*`.
ROW_SECURITY = """
ALTER TABLE files_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE files_export FORCE ROW LEVEL SECURITY;
CREATE POLICY files_export_scope ON files_export USING (
    (SELECT bool_and(xiuhua_sees(CASE one WHEN '' THEN '*' ELSE one END)) FROM unnest(areas) AS one)
);
ALTER TABLE files_storedfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE files_storedfile FORCE ROW LEVEL SECURITY;
CREATE POLICY files_storedfile_scope ON files_storedfile USING (
    xiuhua_sees(area_code)
    OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> '')
    OR (area_code = '*' AND EXISTS (SELECT FROM files_export AS made WHERE made.file_id = files_storedfile.id))
);
"""
ROW_SECURITY_NOT = """
DROP POLICY files_storedfile_scope ON files_storedfile;
DROP POLICY files_export_scope ON files_export;
"""

# The sweeper must never take a file for an orphan because its own scope hides the row. This function sees all rows,
# whoever calls it, and tells nothing but which digests no row has.
UNKNOWN = """
CREATE FUNCTION files_unknown(digests text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before text := coalesce(current_setting('xiuhua.scope', true), '');
BEGIN
    PERFORM set_config('xiuhua.scope', '*', true);
    RETURN QUERY SELECT one FROM unnest(digests) AS one
        WHERE NOT EXISTS (SELECT FROM files_storedfile AS kept WHERE kept.sha256 = one AND kept.erased_at IS NULL);
    PERFORM set_config('xiuhua.scope', before, true);
END $$;
"""
UNKNOWN_NOT = "DROP FUNCTION files_unknown(text[]);"

GRANTS = "REVOKE DELETE ON files_storedfile, files_export FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0001_entry")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        help_text="of the content, hexadecimal; where it lies in the store", max_length=64
                    ),
                ),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(choices=MEDIA, max_length=100)),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="as it was handed in; may be erased", max_length=120
                    ),
                ),
                (
                    "area_code",
                    models.CharField(
                        blank=True, help_text="whose it is; empty for everybody signed in", max_length=20
                    ),
                ),
                ("stored_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("stored_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="files_sha256_is_hex"
                    )
                ],
                "indexes": [
                    models.Index(fields=["sha256"], name="files_by_content"),
                    models.Index(fields=["area_code", "-id"], name="files_by_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="what the list is called, in the asker's language", max_length=80
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="the key of the list, from the registry of sources", max_length=60
                    ),
                ),
                (
                    "parameters",
                    models.JSONField(
                        default=dict, help_text="filters, sorts and columns, as the list's address has them"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=10)),
                ("done", models.PositiveIntegerField(default=0, help_text="rows written so far")),
                (
                    "total",
                    models.PositiveIntegerField(
                        blank=True, help_text="rows to write; empty: nobody counted", null=True
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, help_text="the code of the sentence that says why", max_length=60
                    ),
                ),
                ("asked_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                (
                    "user_id",
                    models.BigIntegerField(
                        help_text="the account behind the actor, asked again when the job runs"
                    ),
                ),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(blank=True, max_length=20),
                        help_text="the area prefixes its asker could see",
                        size=None,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("file__isnull", False), ("state", "done"))
                        | (~models.Q(state="done") & models.Q(file=None)),
                        name="export_done_has_file",
                    )
                ],
                "indexes": [models.Index(fields=["asked_by", "-id"], name="export_by_asker")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(UNKNOWN, UNKNOWN_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
