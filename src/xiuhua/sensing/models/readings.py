"""What devices send: raw frames, readings and positions, a partition for each day, and last values.

The tables are partitioned, which Django does not know; the migration makes them by hand. They hold no foreign
key of the database's: checking one costs every reading a look at a row that is never deleted.
"""

from django.contrib.gis.db import models

from xiuhua.sensing.models.devices import Device, Quantity
from xiuhua.sensing.terms.devices import Direction


class RawFrame(models.Model):
    """A frame as it came, or a stretch of bytes that is none, with what was wrong with it.

    Partitioned by `received_at`. A frame of nobody known has no device, the number it claims, and no area.
    What was sent to a device for a command stands here too, `received_at` being when it left.
    """

    PERSONAL = ("content",)

    received_at = models.DateTimeField()
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    protocol = models.CharField(max_length=12)
    number = models.CharField(max_length=40, blank=True, help_text="the number it claims")
    area_code = models.CharField(max_length=20, blank=True)
    peer = models.CharField(max_length=64)
    content = models.BinaryField()
    fault = models.CharField(max_length=40, blank=True, help_text="why it was refused; empty for a good one")
    details = models.JSONField(null=True, help_text="what the sentence of the fault is filled from")
    direction = models.CharField(
        max_length=12, choices=Direction.choices(), default=Direction.IN.value, help_text="in, or out to it"
    )

    class Meta:
        indexes = [
            models.Index(fields=["device", "-received_at"], name="frame_of_device"),
            models.Index(fields=["number", "-received_at"], name="frame_claiming"),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.received_at:%Y-%m-%d %H:%M:%S}"


class Observation(models.Model):
    """One reading. Partitioned by `at`, when it was measured.

    `sequence` tells several readings of one instant apart; 0 where there is one.
    """

    pk = models.CompositePrimaryKey("device_id", "quantity_id", "at", "sequence")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    quantity = models.ForeignKey(
        Quantity, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    sequence = models.IntegerField(default=0)
    value = models.FloatField()
    flags = models.SmallIntegerField(default=0, help_text="a set of terms.doubts")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.value}"


class LastValue(models.Model):
    """The newest reading of each quantity of a device, by when it was measured."""

    pk = models.CompositePrimaryKey("device_id", "quantity_id")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, db_index=False, related_name="last_values")
    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    value = models.FloatField()
    flags = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.value}"


class TrackPoint(models.Model):
    """One position of what moves. Partitioned by `at`. Row-level security: it leads to a driver.

    `sequence` is a sum over the fix itself, so that a position sent again is the same row.
    """

    pk = models.CompositePrimaryKey("device_id", "at", "sequence")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    sequence = models.IntegerField(default=0)
    area_code = models.CharField(max_length=20, help_text="the device's own, for row-level security")
    lon = models.FloatField(help_text="degrees, WGS84")
    lat = models.FloatField(help_text="degrees, WGS84")
    speed_km_h = models.FloatField()
    direction_deg = models.SmallIntegerField(help_text="clockwise from north")
    altitude_m = models.IntegerField()
    status = models.BigIntegerField(help_text="bits as JT/T 808 has them")
    alarm = models.BigIntegerField(help_text="bits as JT/T 808 has them")
    mileage_km = models.FloatField(null=True)
    flags = models.SmallIntegerField(default=0)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lon}, {self.lat}"


class SpillMark(models.Model):
    """Up to where a file is stored in which the gateway kept frames while the database was away.

    Changed in the transaction that stores them, so that what is read again from the file is not stored twice.
    """

    spill = models.UUIDField(primary_key=True)
    stored = models.BigIntegerField(help_text="items, from the beginning of the file")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.spill}: {self.stored}"
