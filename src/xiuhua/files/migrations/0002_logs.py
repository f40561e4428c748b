"""Logs by lines, and packed files: what past cases come in."""

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
    ("application/x-ndjson", "逐行 JSON"),
    ("application/gzip", "GZIP 压缩文件"),
]


class Migration(migrations.Migration):
    dependencies = [("files", "0001_stored_file")]

    operations = [
        migrations.AlterField(
            model_name="storedfile", name="media_type", field=models.CharField(choices=MEDIA, max_length=100)
        )
    ]
