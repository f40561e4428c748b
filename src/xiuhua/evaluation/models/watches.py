"""Figures that somebody wants to be told of, and values that lay outside their habit."""

from django.db import models

from xiuhua.evaluation.rules.periods import PeriodKind
from xiuhua.evaluation.terms.watches import Cause, DeviationState, WatchState

_KINDS = [(kind.value, kind.value) for kind in (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH)]


class FigureWatch(models.Model):
    """指标关注: a figure of an area, looked at whenever a period ends. Row-level security by `area_code`."""

    area_code = models.CharField(max_length=20)
    key = models.SlugField(max_length=80, help_text="of the figure")
    kind = models.CharField(max_length=20, choices=_KINDS, help_text="how long its periods are")
    reason = models.CharField(max_length=200)
    user_id = models.BigIntegerField(help_text="who is told")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.CharField(max_length=10, blank=True, help_text="the last period that was looked at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "key", "kind"],
                condition=models.Q(ended_at=None),
                name="figure_watch_once",
            ),
        ]
        indexes = [models.Index(fields=["set_at", "id"], name="figure_watch_by_time")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.key}"

    @property
    def state(self) -> str:
        """Whether it goes on, as the act table asks."""
        return (WatchState.ENDED if self.ended_at else WatchState.GOING).value


class Deviation(models.Model):
    """指标异动: a value that its past led nobody to expect. Row-level security by `area_code`."""

    watch = models.ForeignKey(FigureWatch, on_delete=models.PROTECT, related_name="deviations")
    area_code = models.CharField(max_length=20)
    key = models.SlugField(max_length=80)
    period = models.CharField(max_length=10)
    value = models.FloatField(help_text="in the figure's unit, as it was when it was raised")
    expected = models.FloatField()
    usual_miss = models.FloatField(help_text="by how much the method misses as a rule, the median")
    method = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=DeviationState.choices(), default=DeviationState.OPEN.value
    )
    cause = models.CharField(max_length=20, choices=Cause.choices(), blank=True)
    note = models.TextField(blank=True)
    raised_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)

    PERSONAL = ("note",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "period"], name="deviation_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="deviation_by_area"),
            models.Index(fields=["raised_at", "id"], name="deviation_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: YD00000012."""
        return f"YD{self.pk:08d}"
