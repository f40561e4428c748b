"""Fences in versions, what vehicles did at them, and where the following of tracks stands."""

from django.contrib.gis.db import models

from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.sensing.models.alarms import Rule
from xiuhua.sensing.models.devices import Device
from xiuhua.sensing.terms.alarms import Severity
from xiuhua.sensing.terms.tracks import FenceAct, FenceDays, FenceEffect, FenceKind, FenceState


class Fence(models.Model):
    """A piece of ground that asks something of vehicles. Row-level security by `area_code`."""

    code = models.CharField(max_length=34, unique=True)
    name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=20, help_text="vehicles under it may be meant")
    state = models.CharField(max_length=20, choices=FenceState.choices(), default=FenceState.ON.value)
    current = models.ForeignKey("FenceVersion", on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(
        Rule,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the one that raises its alarms",
    )
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="fence_by_area"),
            models.Index(fields=["name", "id"], name="fence_by_name"),
            models.Index(fields=["updated_at", "id"], name="fence_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class FenceVersion(models.Model):
    """One version of a fence; never changed but for when it ended. Row-level security by `area_code`."""

    fence = models.ForeignKey(Fence, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per fence")
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=FenceKind.choices())
    shape = models.MultiPolygonField(srid=4326, help_text="WGS84; of a corridor what it covers")
    route = models.LineStringField(srid=4326, null=True, help_text="WGS84; of a corridor")
    width_m = models.FloatField(null=True, help_text="of a corridor, from side to side")
    effect = models.CharField(max_length=20, choices=FenceEffect.choices())
    hours = models.JSONField(default=list, help_text="07:00-09:00, local; empty for the whole day")
    days = models.CharField(max_length=20, choices=FenceDays.choices(), default=FenceDays.EVERY.value)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="whose vehicles are meant"
    )
    vehicle_kind = models.CharField(max_length=20, choices=VehicleKind.choices(), blank=True)
    vehicles = models.ManyToManyField(Vehicle, related_name="+", help_text="those alone; none for all")
    severity = models.CharField(
        max_length=10, choices=Severity.choices(), blank=True, help_text="of its alarm"
    )
    after_s = models.PositiveIntegerField(default=0, help_text="how long it must be so, seconds")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    author = models.CharField(max_length=60, help_text="as the ledger names them")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fence", "number"], name="fence_version_once")]

    def __str__(self) -> str:
        return f"{self.fence_id}.{self.number}"


class FenceCrossing(models.Model):
    """What a device did at a fence. Row-level security by `area_code`, the device's.

    One that a late fix has shown to be wrong is withdrawn, never deleted.
    """

    fence = models.ForeignKey(Fence, on_delete=models.PROTECT, related_name="crossings", db_index=False)
    version = models.ForeignKey(FenceVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="crossings", db_index=False)
    area_code = models.CharField(max_length=20)
    act = models.CharField(max_length=12, choices=FenceAct.choices())
    at = models.DateTimeField(help_text="when the line was crossed, by the device's clock")
    until = models.DateTimeField(null=True, help_text="of a pass, when it was out again")
    is_seen = models.BooleanField(help_text="whether it lies between two fixes close in time")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "version", "act", "at"], name="crossing_once")
        ]
        indexes = [
            models.Index(fields=["fence", "at", "id"], name="crossing_of_fence"),
            models.Index(fields=["device", "at"], name="crossing_of_device"),
            models.Index(fields=["area_code", "id"], name="crossing_by_area"),
            models.Index(fields=["at", "id"], name="crossing_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.act} {self.fence_id}"


class PointTouch(models.Model):
    """Positions of a device that were stored since its track was followed: when the earliest was taken."""

    device_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_id} {self.at:%Y-%m-%d %H:%M:%S}"


class TrackFollowing(models.Model):
    """Where the following of a device's track stands. Row-level security by `area_code`."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, primary_key=True, related_name="+")
    area_code = models.CharField(max_length=20)
    checkpoints = models.JSONField(default=list, help_text="as rules.tracks.stored writes them")
    met = models.JSONField(default=list, help_text="the fence versions it was told of")
    followed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.device_id)


class TrackDay(models.Model):
    """A day of a device as it was told last; made again when positions have come since.

    Row-level security by `area_code`.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+", db_index=False)
    on = models.DateField(help_text="by the clock of the device's district")
    area_code = models.CharField(max_length=20)
    mark = models.CharField(max_length=80, help_text="of what it was told from")
    told = models.JSONField(help_text="as rules.tracks.stored writes it")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "on"], name="track_day_once")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.on}"
