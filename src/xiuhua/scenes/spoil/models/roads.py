"""Dust of roads: trips of water trucks, and trips that were asked for."""

from django.contrib.gis.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.models.places import CoverPoint
from xiuhua.scenes.spoil.terms import AskState, ToldBy
from xiuhua.sensing.models import Device


class WaterTrip(models.Model):
    """A water truck sprinkling along a road, as its track tells. Row-level security by `area_code`.

    One without `point` passed no monitor: nobody knows what it did to the dust.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(help_text="the local day in which it began")
    area_code = models.CharField(max_length=20, help_text="the vehicle's")
    road = models.CharField(max_length=80, blank=True, help_text="empty where no road is recorded")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    length_m = models.FloatField()
    told_by = models.CharField(max_length=20, choices=ToldBy.choices())
    way = models.LineStringField(srid=4326)
    point = models.ForeignKey(
        CoverPoint, on_delete=models.PROTECT, null=True, related_name="+", help_text="whose monitor it passed"
    )
    passed_at = models.DateTimeField(null=True, help_text="when it was nearest to the monitor")
    before = models.FloatField(null=True, help_text="mean of PM10 before it passed, µg/m³")
    after = models.FloatField(null=True, help_text="as above, once the water had its time")
    judged_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["began_at", "id"], name="spoil_water_by_time"),
            models.Index(fields=["area_code", "id"], name="spoil_water_by_area"),
        ]
        constraints = [models.UniqueConstraint(fields=["device", "began_at"], name="spoil_water_once")]

    def __str__(self) -> str:
        return f"{self.road} {self.began_at}"

    @property
    def state(self) -> str:
        """It has none."""
        return ""


class WaterAsk(models.Model):
    """A road whose dust stood high, the trip that was asked for, and what it did.

    Row-level security by `area_code`. Means are in the unit of the monitor's PM10, µg/m³.
    """

    point = models.ForeignKey(CoverPoint, on_delete=models.PROTECT, related_name="asks")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=AskState.choices(), default=AskState.ASKED.value)
    level = models.FloatField(help_text="the mean that asked")
    limit = models.FloatField()
    asked_at = models.DateTimeField()
    trip = models.ForeignKey(WaterTrip, on_delete=models.PROTECT, null=True, related_name="asks")
    judged_at = models.DateTimeField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["asked_at", "id"], name="spoil_ask_by_time"),
            models.Index(fields=["area_code", "id"], name="spoil_ask_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=models.Q(state__in=["ask_asked", "ask_passed"]),
                name="spoil_ask_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"
