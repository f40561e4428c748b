"""The list of projects, the corridors, and what each project is allotted at each dock."""

from django.contrib.gis.db import models

from xiuhua.scenes.spoil.models.places import Dock, Site
from xiuhua.scenes.spoil.terms import AllotmentState, ProjectState, ProjectWay
from xiuhua.sensing.models import Fence


class Corridor(models.Model):
    """A named group of routes and docks, such as south and north. Row-level security by `area_code`."""

    name = models.CharField(max_length=40)
    area_code = models.CharField(max_length=20)
    docks = models.ManyToManyField(Dock, related_name="corridors")
    routes = models.ManyToManyField(Fence, related_name="+", help_text="fences that trucks keep within")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="spoil_corridor_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """It has none."""
        return ""


class Project(models.Model):
    """One line of the list of projects: so much is to leave a site. Row-level security by `area_code`.

    `approval` is the number that manifests carry: the certificate's, or the report's own.
    """

    number = models.CharField(max_length=40, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="projects")
    area_code = models.CharField(max_length=20, help_text="the site's")
    way = models.CharField(max_length=20, choices=ProjectWay.choices())
    state = models.CharField(max_length=20, choices=ProjectState.choices(), default=ProjectState.LISTED.value)
    approval = models.CharField(max_length=40, unique=True)
    volume_m3 = models.FloatField(help_text="in the ground")
    sink = models.ForeignKey(
        Dock, on_delete=models.PROTECT, null=True, related_name="+", help_text="of a report"
    )
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, related_name="projects")
    since = models.DateField()
    until = models.DateField()
    listed_at = models.DateTimeField()
    listed_by = models.CharField(max_length=60)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["listed_at", "id"], name="spoil_project_by_time"),
            models.Index(fields=["area_code", "id"], name="spoil_project_by_area"),
        ]

    def __str__(self) -> str:
        return self.number


class Allotment(models.Model):
    """So much of a project goes to a dock: proposed, and accepted or changed by a person.

    Row-level security by `area_code`. `reasons` are [kind, found, limit] of `MatchReason`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="allotments")
    dock = models.ForeignKey(Dock, on_delete=models.PROTECT, related_name="allotments")
    area_code = models.CharField(max_length=20, help_text="the project's")
    state = models.CharField(
        max_length=20, choices=AllotmentState.choices(), default=AllotmentState.PROPOSED.value
    )
    m3 = models.FloatField()
    distance_m = models.FloatField(help_text="from gate to dock, as the crow flies")
    reasons = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["proposed_at", "id"], name="spoil_allotment_by_time"),
            models.Index(fields=["area_code", "id"], name="spoil_allotment_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "dock"],
                condition=models.Q(state="allotment_accepted"),
                name="spoil_allotment_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.dock}"
