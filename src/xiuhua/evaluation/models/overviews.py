"""Which figures a leader's month shows."""

from django.db import models


class OverviewVersion(models.Model):
    """The figures of an area's month, in versions. A published one never changes. Public."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    figures = models.JSONField(help_text="eight keys of figures, in their order")
    main = models.CharField(max_length=60, help_text="the one that streets are sorted by")
    reason = models.CharField(max_length=200)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="overview_version_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""
