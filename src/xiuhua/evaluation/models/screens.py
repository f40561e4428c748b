"""Screens on walls: what each shows, by version, and the one row that all who look at it read."""

from django.db import models


class Screen(models.Model):
    """One version of what a screen shows. A published one never changes. Row-level security."""

    key = models.CharField(max_length=40, help_text="its name in addresses")
    area_code = models.CharField(max_length=20, blank=True, help_text="what it counts over")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per key")
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)
    cells = models.JSONField(help_text="see rules.screens.Cell")
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="screen_once")]
        indexes = [models.Index(fields=["published_at", "id"], name="screen_by_time")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class ScreenRow(models.Model):
    """The figures of a screen as last counted. Row-level security.

    The program behind the pages counts them again once a second while a wall asks, under the row's lock.
    """

    key = models.CharField(max_length=40, unique=True)
    area_code = models.CharField(max_length=20, blank=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.PositiveBigIntegerField(default=0, help_text="rises when a figure changes")
    figures = models.JSONField(null=True)
    changed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="when a wall last asked, to some seconds")

    def __str__(self) -> str:
        return f"{self.key} {self.revision}"

    @property
    def state(self) -> str:
        """A row has no states: it is counted."""
        return ""
