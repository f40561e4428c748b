"""What a photo says about itself, kept apart from it."""

from django.contrib.gis.db import models

from xiuhua.files.models.stored_file import StoredFile
from xiuhua.files.terms import PhotoRange, ZoneFrom


class PhotoFacts(models.Model):
    """What the EXIF of a photo says, as it was read when the photo arrived. Of no rendition a part.

    Whoever took it can have written anything: it is compared with the report and decides nothing.
    """

    PERSONAL = ("taken_at", "place", "device")

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, primary_key=True, related_name="facts")
    taken_at = models.DateTimeField(null=True)
    zone_from = models.CharField(
        max_length=20, choices=ZoneFrom.choices(), blank=True, help_text="how its zone is known"
    )
    place = models.PointField(srid=4326, null=True, help_text="of the camera, WGS84")
    shot = models.CharField(
        max_length=20, choices=PhotoRange.choices(), blank=True, help_text="近景 or 远景, as its bringer says"
    )
    mark = models.CharField(
        max_length=200, blank=True, help_text="place, number and post, written into its lower edge"
    )
    phash = models.BigIntegerField(
        null=True, help_text="how it looks, rules.looks; None where it was not asked"
    )
    device = models.CharField(max_length=80, blank=True, help_text="maker and model")

    def __str__(self) -> str:
        return f"{self.file_id} {self.taken_at}"
