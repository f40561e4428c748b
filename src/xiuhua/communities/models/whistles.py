"""吹哨报到: the whistle of a community, the departments it calls, and how long they have."""

from django.contrib.gis.db import models

from xiuhua.cases.models import Case
from xiuhua.cases.terms import ClockAlert
from xiuhua.communities.terms.whistles import CheckInWay, WhistleKind, WhistleState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, CatalogueItem, Unit


class WhistleLimitsVersion(models.Model):
    """One version of an area's check-in limits. Published ones never change."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    ordinary_amount = models.PositiveSmallIntegerField()
    ordinary_unit = models.CharField(max_length=20, help_text="ground.terms.calendars.TimeUnit")
    urgent_amount = models.PositiveSmallIntegerField()
    urgent_unit = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    effective_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="whistle_limits_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class Whistle(models.Model):
    """A community's call to departments. Row-level security by `area_code`."""

    PERSONAL = ("text", "result", "opinion")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given where it was written down")
    kind = models.CharField(max_length=20, choices=WhistleKind.choices())
    state = models.CharField(max_length=20, choices=WhistleState.choices(), default=WhistleState.CALLED.value)
    title = models.CharField(max_length=80)
    text = models.TextField()
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="WGS84")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="the community")
    area_code = models.CharField(max_length=20)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="主办")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="whistle")
    limits = models.ForeignKey(
        WhistleLimitsVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="none: defaults",
    )
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=20)
    raised_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    raised_at = models.DateTimeField()
    result = models.TextField(blank=True, help_text="what came of it, jointly")
    concluded_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, by the community")
    opinion = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="whistle_by_area"),
            models.Index(fields=["raised_at", "id"], name="whistle_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: SH00000012."""
        return f"SH{self.pk:08d}"


class WhistlePhoto(models.Model):
    """A photo of what the whistle is about."""

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.file_id}"


class WhistleCall(models.Model):
    """One department that a whistle calls, and its check-in clock. Row-level security by `area_code`."""

    PERSONAL = ("note", "part", "opinion")

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="whistle_calls")
    leads = models.BooleanField(help_text="whether it is the lead department")
    area_code = models.CharField(max_length=20)
    called_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="when the sweep speaks of it next")
    alert = models.CharField(max_length=20, choices=ClockAlert.choices(), default=ClockAlert.NONE.value)
    way = models.CharField(max_length=30, choices=CheckInWay.choices(), blank=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_in_by = models.CharField(max_length=60, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="where the person stood, WGS84")
    away_m = models.FloatField(null=True, help_text="from the whistle's place")
    note = models.TextField(blank=True, help_text="the reason, where in writing")
    freed_at = models.DateTimeField(null=True, help_text="when the whistle was withdrawn")
    part = models.TextField(blank=True, help_text="what this department did")
    part_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, by the community")
    opinion = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="whistle_call_once"),
            models.UniqueConstraint(
                fields=["whistle"], condition=models.Q(leads=True), name="whistle_one_lead"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=models.Q(next_at__isnull=False), name="whistle_call_due"
            ),
            models.Index(fields=["called_at", "id"], name="whistle_call_by_time"),
            models.Index(fields=["unit", "called_at"], name="whistle_call_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.unit_id}"

    @property
    def state(self) -> str:
        """A call stands in the state of its whistle."""
        return self.whistle.state


class CheckInPhoto(models.Model):
    """A photo that a department took where it checked in."""

    call = models.ForeignKey(WhistleCall, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.call_id} {self.file_id}"
