"""Epidemic control: who is posted where, cases sent to communities, and what was disinfected when."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators

from xiuhua.cases.models import Case
from xiuhua.communities.terms.health import Agent, HealthKind, StaffingKind
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, Person, Unit


class Staffing(models.Model):
    """Somebody posted to a community or village for some days. Row-level security by `area_code`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staffings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="whence they come")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", help_text="community or village"
    )
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=StaffingKind.choices())
    spot = models.CharField(max_length=80, blank=True, help_text="which gate, which hotel")
    days = DateRangeField(help_text="[first day, day after the last)")
    ended_on = models.DateField(null=True, help_text="the last day, where it was cut short")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"], name="staffing_by_area")]
        constraints = [
            ExclusionConstraint(
                name="staffing_one_place_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.area_code}"

    @property
    def state(self) -> str:
        """A posting has days instead of states."""
        return ""


class HealthCase(models.Model):
    """A case of the loop that epidemic control sent to a community. Row-level security by `area_code`."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="health")
    kind = models.CharField(max_length=30, choices=HealthKind.choices())
    campaign = models.CharField(max_length=60, blank=True, help_text="the order it belongs to")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", help_text="community or village"
    )
    area_code = models.CharField(max_length=20)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="the community's own"
    )
    dispatched_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="health_case_by_area"),
            models.Index(fields=["dispatched_at", "id"], name="health_case_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def state(self) -> str:
        """It stands where its case stands."""
        return self.case.state


class Disinfection(models.Model):
    """A place that was disinfected. Row-level security by `area_code`."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    spot = models.CharField(max_length=80, help_text="which yard, which market")
    place = models.PointField(srid=4326, help_text="WGS84")
    at = models.DateTimeField()
    agent = models.CharField(max_length=30, choices=Agent.choices())
    concentration_mg_l = models.FloatField()
    size_m2 = models.FloatField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="disinfection_by_area"),
            models.Index(fields=["at", "id"], name="disinfection_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.spot} {self.at:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """A disinfection has no states."""
        return ""


class DisinfectionPhoto(models.Model):
    """A photo of a disinfection."""

    disinfection = models.ForeignKey(Disinfection, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.disinfection_id} {self.file_id}"
