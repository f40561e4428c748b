"""Photos for everybody, archives, recordings."""

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("public_looking", "正在查找"),
    ("public_proposed", "待审核"),
    ("public_published", "已公开"),
    ("public_withheld", "不公开"),
]
ROW_SECURITY = """
ALTER TABLE files_publicphoto ENABLE ROW LEVEL SECURITY;
ALTER TABLE files_publicphoto FORCE ROW LEVEL SECURITY;
CREATE POLICY files_publicphoto_scope ON files_publicphoto USING (
    EXISTS (SELECT FROM files_storedfile AS kept WHERE kept.id = files_publicphoto.file_id)
);
REVOKE DELETE ON files_publicphoto FROM xiuhua_app;
"""
ROW_SECURITY_NOT = "DROP POLICY files_publicphoto_scope ON files_publicphoto;"
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
    ("audio/wav", "WAV 录音"),
    ("audio/mpeg", "MP3 录音"),
    ("application/zip", "ZIP 压缩包"),
    ("application/geopackage+sqlite3", "GeoPackage 地图数据"),
    ("application/vnd.google-earth.kml+xml", "KML 地图数据"),
    ("image/vnd.dxf", "DXF 图纸"),
    ("application/x-ndjson", "逐行 JSON"),
    ("application/gzip", "GZIP 压缩文件"),
]


class Migration(migrations.Migration):
    dependencies = [("files", "0003_photo_facts")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("xlsx", "Excel 表格"),
                    ("csv", "CSV 表格"),
                    ("geojson", "GeoJSON 地图数据"),
                    ("zip", "ZIP 压缩包"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="photofacts",
            name="phash",
            field=models.BigIntegerField(
                help_text="how it looks, rules.looks; None where it was not asked", null=True
            ),
        ),
        migrations.CreateModel(
            name="PublicPhoto",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="public",
                        serialize=False,
                        to="files.storedfile",
                    ),
                ),
                ("state", models.CharField(choices=STATES, max_length=20)),
                (
                    "boxes",
                    models.JSONField(default=list, help_text="rules.masks.Box, thousandths of the sides"),
                ),
                (
                    "finder",
                    models.CharField(blank=True, help_text="what searched it, and how", max_length=40),
                ),
                ("version", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("found_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.AlterField(
            model_name="storedfile", name="media_type", field=models.CharField(choices=MEDIA, max_length=100)
        ),
    ]
