"""What a photo says about itself, and what is said of it, seen by whoever sees the photo's row."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

ZONES = [
    ("zone_camera", "相机记录的时区"),
    ("zone_satellite", "按卫星时间推算的时区"),
    ("zone_platform", "时区按平台所在地"),
]
RANGES = [("photo_near", "近景"), ("photo_far", "远景")]

ROW_SECURITY = """
ALTER TABLE files_photofacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE files_photofacts FORCE ROW LEVEL SECURITY;
CREATE POLICY files_photofacts_scope ON files_photofacts USING (
    EXISTS (SELECT FROM files_storedfile AS kept WHERE kept.id = files_photofacts.file_id)
);
REVOKE DELETE ON files_photofacts FROM xiuhua_app;
"""
ROW_SECURITY_NOT = "DROP POLICY files_photofacts_scope ON files_photofacts;"


class Migration(migrations.Migration):
    dependencies = [("files", "0002_logs")]

    operations = [
        migrations.CreateModel(
            name="PhotoFacts",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="files.storedfile",
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "zone_from",
                    models.CharField(
                        blank=True, choices=ZONES, help_text="how its zone is known", max_length=20
                    ),
                ),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="of the camera, WGS84", null=True, srid=4326
                    ),
                ),
                ("device", models.CharField(blank=True, help_text="maker and model", max_length=80)),
                (
                    "shot",
                    models.CharField(
                        blank=True,
                        choices=RANGES,
                        help_text="近景 or 远景, as its bringer says",
                        max_length=20,
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        help_text="place, number and post, written into its lower edge",
                        max_length=200,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
    ]
