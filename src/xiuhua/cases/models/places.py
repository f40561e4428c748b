"""On which road a case lies, and the places that are watched: 监督清单."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.places import SpotKind, WatchState
from xiuhua.ground.models import CatalogueItem, Person, Road


class CaseRoad(models.Model):
    """The road nearest to a case, found behind the scenes; none where no road is near.

    Kept beside the case, so that whoever reports does not wait for it. Row-level security by `area_code`.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="on_road")
    road = models.ForeignKey(Road, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    away_m = models.FloatField(null=True)
    area_code = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["road", "case"], name="case_road_by_road"),
            models.Index(fields=["found_at"], name="case_road_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.road_id}"


class Watch(models.Model):
    """A place on the supervision list: whose, from when until when, and to how many cases it shall come down.

    `before_count` is what was counted in as many days before it began, by the same filter. Row-level security
    by `area_code`.
    """

    kind = models.CharField(max_length=20, choices=SpotKind.choices())
    key = models.CharField(max_length=30, help_text="code of the road or area")
    name = models.CharField(max_length=80)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="who answers")
    since = models.DateField()
    until = models.DateField(help_text="the last day")
    before_count = models.PositiveIntegerField()
    target = models.PositiveIntegerField(help_text="cases from the first to the last day, at most")
    note = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=20, choices=WatchState.choices(), default=WatchState.ON.value)
    end_count = models.PositiveIntegerField(null=True)
    conclusion = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "item"],
                condition=models.Q(state="watch_on"),
                nulls_distinct=False,
                name="watch_once",
            ),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="watch_span"),
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="watch_by_area"),
            models.Index(fields=["until", "id"], name="watch_by_end"),
        ]

    def __str__(self) -> str:
        return self.name
