"""Working days, hours and seasons of a city, year by year as they are published."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.ground.terms.calendars import CalendarState


class Calendar(models.Model):
    """The working time of an area: its zone, its hours by season, and the years published so far.

    `hours` is what `rules.calendars.hours_read` reads: seasons with their weekly working periods.
    """

    key = models.CharField(max_length=30)
    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    version = models.PositiveIntegerField(help_text="1, 2, 3 … per key; published versions never change")
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=40)
    hours = models.JSONField()
    years = ArrayField(models.SmallIntegerField(), default=list, help_text="whose holidays are published")
    state = models.CharField(
        max_length=20, choices=CalendarState.choices(), default=CalendarState.DRAFT.value
    )
    effective_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="calendar_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class SpecialDay(models.Model):
    """A holiday, a make-up day or a local exception, in one version of a calendar."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    works = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="special_day_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
