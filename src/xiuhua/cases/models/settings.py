"""The rules a city has chosen for its loop, in versions."""

from django.db import models


class LoopVersion(models.Model):
    """One version of an area's settings. Published ones never change; the next takes over from its day."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    chosen = models.JSONField(help_text="what differs from rules.settings.LoopSettings()")
    reason = models.CharField(max_length=200, blank=True)
    effective_at = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="loop_version_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""
