"""What a city has chosen about its evaluation."""

from django.db import models


class MonthVersion(models.Model):
    """On which day an area's statistical month begins, in versions. A published one never changes."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    starts_on = models.PositiveSmallIntegerField(help_text="1, or a day of the month before")
    reason = models.CharField(max_length=200)
    effective_at = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="month_version_once"),
            models.CheckConstraint(
                condition=models.Q(starts_on=1) | models.Q(starts_on__range=(16, 28)), name="month_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""
