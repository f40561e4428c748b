"""What trucks did by their own tracks: hauls, suspicions, and where the night is watched."""

from django.contrib.gis.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import Unit
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.models.manifests import Manifest
from xiuhua.scenes.spoil.models.places import Dock, Site
from xiuhua.scenes.spoil.terms import SuspicionState
from xiuhua.sensing.models import Device


class DayBound(models.Model):
    """Which day of a truck was compared with its manifests, and by what it was. Row-level security."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    area_code = models.CharField(max_length=20)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    faults = models.JSONField(default=list, help_text="of the day itself, as [kind, since, seconds]")
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vehicle", "on"], name="spoil_day_once")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.on}"

    @property
    def state(self) -> str:
        """It has none."""
        return ""


class Haul(models.Model):
    """A haul as the track tells it; told anew when more of the track is known. Row-level security."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(help_text="the day on which it left, by the local clock")
    area_code = models.CharField(max_length=20)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="hauls")
    dock = models.ForeignKey(Dock, on_delete=models.PROTECT, null=True, related_name="hauls")
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, null=True, related_name="hauls")
    loaded_at = models.DateTimeField()
    left_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    tipped_at = models.DateTimeField()
    length_m = models.FloatField()
    faults = models.JSONField(default=list, help_text="[kind, since, seconds]")
    at_fault = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["left_at", "id"], name="spoil_haul_by_time"),
            models.Index(fields=["vehicle", "on"], name="spoil_haul_by_truck"),
            models.Index(fields=["area_code", "id"], name="spoil_haul_by_area"),
        ]

    def __str__(self) -> str:
        return f"haul {self.pk}"


class Suspicion(models.Model):
    """A stop that may have been a dumping, with what speaks for it. Row-level security.

    `reasons` are those of `rules.dumping`, as [kind, points, found]. What a person said of it stays.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    area_code = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=SuspicionState.choices(), default=SuspicionState.FOUND.value
    )
    place = models.PointField(srid=4326)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    score = models.FloatField()
    reasons = models.JSONField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=40, blank=True, help_text="why no case could be opened")
    found_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["since_at", "id"], name="spoil_suspicion_by_time"),
            models.Index(fields=["area_code", "id"], name="spoil_suspicion_by_area"),
        ]
        constraints = [models.UniqueConstraint(fields=["vehicle", "since_at"], name="spoil_suspicion_once")]

    def __str__(self) -> str:
        return f"suspicion {self.pk}"


class NightPost(models.Model):
    """Where and when somebody waits in a night, and why there. Public ground: no person is in it."""

    on = models.DateField(help_text="the day on which the night begins")
    area_code = models.CharField(max_length=20)
    place = models.PointField(srid=4326)
    road = models.CharField(max_length=80, blank=True)
    from_hour = models.PositiveSmallIntegerField()
    lasts_h = models.PositiveSmallIntegerField()
    score = models.FloatField()
    passes = models.PositiveIntegerField()
    found = models.FloatField(help_text="what was found near, weighed by distance and age")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    hits = models.PositiveIntegerField(null=True, help_text="trucks stopped with something wrong")
    arranged_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["on", "id"], name="spoil_post_by_night")]

    def __str__(self) -> str:
        return f"{self.on} {self.road}"

    @property
    def state(self) -> str:
        """It has none."""
        return ""
