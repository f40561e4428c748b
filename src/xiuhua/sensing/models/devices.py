"""What is measured, what measures it, and when it was last heard of."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.ground.models import Component, Premises
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.sensing.terms import ChannelState, ConcentrationUnit, DeviceState, Liveness, Protocol


class Quantity(models.Model):
    """What a reading is a reading of: the fume of now, the hour's mean of PM10. The same everywhere."""

    code = models.CharField(max_length=60, unique=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    unit = models.CharField(max_length=12, blank=True)
    valid_low = models.FloatField(null=True)
    valid_high = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.zh


class Device(models.Model):
    """A thing in the street that sends. Row-level security: a truck's terminal leads to its driver."""

    PERSONAL = ("secret",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    protocol = models.CharField(max_length=12, choices=Protocol.choices())
    number = models.CharField(max_length=40, help_text="as its protocol names it: MN, phone, station address")
    name = models.CharField(max_length=80)
    model = models.CharField(max_length=60, blank=True)
    dialect = models.CharField(max_length=20, blank=True, help_text="edition or vendor; empty for the usual")
    crc_variant = models.CharField(max_length=20, blank=True)
    secret = models.CharField(max_length=64, blank=True, help_text="password, code or key; empty: unchecked")
    concentration_unit = models.CharField(
        max_length=8, choices=ConcentrationUnit.choices(), default=ConcentrationUnit.MICROGRAM.value
    )
    state = models.CharField(max_length=20, choices=DeviceState.choices(), default=DeviceState.IN_USE.value)
    area_code = models.CharField(max_length=20)
    place = models.PointField(srid=4326, null=True, help_text="WGS84; None of what moves")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="devices")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="devices")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="devices")
    interval_s = models.PositiveIntegerField(help_text="how often it is expected to send, seconds")
    clock_offset_s = models.IntegerField(default=0, help_text="by how much its clock is fast, seconds")
    calibrated_on = models.DateField(null=True)
    tags = ArrayField(models.CharField(max_length=30), default=list, help_text="words that rules choose by")
    search = SearchVectorField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "number"], name="device_number")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="device_by_area"),
            models.Index(fields=["name", "id"], name="device_by_name"),
            models.Index(fields=["updated_at", "id"], name="device_by_change"),
            GinIndex(fields=["search"], name="device_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """What is heard of a device: the gateway's own row, made with the device and changed with every batch."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    liveness = models.CharField(max_length=20, choices=Liveness.choices(), default=Liveness.NEVER.value)
    frame_at = models.DateTimeField(null=True, help_text="when a good frame last came")
    reading_at = models.DateTimeField(null=True, help_text="when what it last sent was measured")
    peer = models.CharField(max_length=64, blank=True)
    frames = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    faults = models.JSONField(default=dict, help_text="refused frames by reason")
    fault_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=40, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="where it last was, if it moves")
    speed_km_h = models.FloatField(null=True)
    direction_deg = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["liveness", "device"], name="contact_by_liveness"),
            models.Index(fields=["frame_at", "device"], name="contact_by_frame"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.liveness}"


class Channel(models.Model):
    """One picture of a camera or recorder, as its catalogue names it: the gateway's row.

    Without row-level security: reached through its device. `gone_at` is set where a whole catalogue no longer
    names it.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="channels")
    code = models.CharField(max_length=20, help_text="GB/T 28181, twenty digits; also that of a camera")
    name = models.CharField(max_length=80, blank=True)
    maker = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=20, choices=ChannelState.choices(), default=ChannelState.UNKNOWN.value
    )
    place = models.PointField(srid=4326, null=True, help_text="WGS84, as the device says")
    seen_at = models.DateTimeField(help_text="when a catalogue last named it")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "code"], name="channel_once")]
        indexes = [models.Index(fields=["code"], name="channel_by_code")]

    def __str__(self) -> str:
        return self.name or self.code
