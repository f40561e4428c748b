"""Building sites, docks, what watches over them and the roads between, and episodes of dust."""

from django.contrib.gis.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import Premises
from xiuhua.ground.models.cameras import Camera
from xiuhua.scenes.spoil.terms import CoverKind, DockState, DustState, SiteLevel, SiteStage
from xiuhua.sensing.models import Command, Control, Device


class Site(models.Model):
    """What the premises of a building site do not say. Row-level security by `area_code`."""

    premises = models.OneToOneField(Premises, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    building_m2 = models.FloatField()
    level = models.CharField(max_length=20, choices=SiteLevel.choices(), help_text="follows from its size")
    stage = models.CharField(max_length=20, choices=SiteStage.choices(), default=SiteStage.STARTED.value)
    stage_on = models.DateField()
    gate = models.PolygonField(srid=4326, help_text="where trucks are loaded and weighed")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="spoil_site_by_change"),
            models.Index(fields=["area_code", "id"], name="spoil_site_by_area"),
        ]

    def __str__(self) -> str:
        return self.premises.name

    @property
    def state(self) -> str:
        """Whether it is being worked on, as the act table asks."""
        return self.stage


class Dock(models.Model):
    """A dock or tip that takes spoil. Row-level security by `area_code`.

    `taken_m3` is what was signed for, m³ in the ground; without a capacity it is never full.
    """

    premises = models.OneToOneField(Premises, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=DockState.choices(), default=DockState.TAKES.value)
    capacity_m3 = models.FloatField(null=True)
    taken_m3 = models.FloatField(default=0)
    ground = models.PolygonField(srid=4326, help_text="where trucks tip and are weighed")
    monitor = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, related_name="+", help_text="of dust"
    )
    quantity = models.CharField(max_length=40, default="pm10", help_text="what of the monitor is judged")
    spray = models.ForeignKey(Control, on_delete=models.PROTECT, null=True, related_name="+")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, null=True, related_name="+")
    limit = models.FloatField(default=150.0, help_text="of dust, in the unit of the quantity")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="spoil_dock_by_change"),
            models.Index(fields=["area_code", "id"], name="spoil_dock_by_area"),
        ]

    def __str__(self) -> str:
        return self.premises.name


class CoverPoint(models.Model):
    """A point of "two points, one line": at a dock, a site's gate, or a road between. Public ground.

    It is covered where a camera or a monitor of dust looks at it.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=CoverKind.choices())
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.PointField(srid=4326)
    area_code = models.CharField(max_length=20)
    monitor = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"], name="spoil_cover_by_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """It has none."""
        return ""


class DustEpisode(models.Model):
    """A time in which a dock was sprayed, and what came of it. Row-level security by `area_code`."""

    dock = models.ForeignKey(Dock, on_delete=models.PROTECT, related_name="episodes")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=DustState.choices(), default=DustState.SPRAYING.value)
    command = models.ForeignKey(Command, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    sprayed_at = models.DateTimeField(null=True, help_text="when the spray was confirmed")
    judged_at = models.DateTimeField(null=True)
    level = models.FloatField(help_text="the mean that began it")
    limit = models.FloatField()
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    refusal = models.CharField(max_length=40, blank=True, help_text="why it could not be sprayed")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["began_at", "id"], name="spoil_dust_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["dock"], condition=models.Q(state="dust_spraying"), name="spoil_dust_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"dust {self.pk}"
