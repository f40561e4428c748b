"""Figures as they were fixed."""

from django.db import models


class Snapshot(models.Model):
    """Figures of a period as of an instant, with a digest of what was counted. Row-level security."""

    area_code = models.CharField(max_length=20, blank=True, help_text="empty: everything there is")
    page = models.CharField(max_length=40, help_text="what was fixed for: month, vintage")
    period = models.CharField(max_length=10, help_text="2026-03")
    as_of = models.DateTimeField(help_text="counted from what was recorded by then")
    figures = models.JSONField(help_text="see rules.snapshots.Fixed")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the figures, as the ledger holds it")
    entry = models.BigIntegerField(help_text="number of the ledger's entry")
    reason = models.CharField(max_length=200)
    fixed_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    fixed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["fixed_at", "id"], name="snapshot_by_time"),
            models.Index(fields=["area_code", "period", "id"], name="snapshot_by_area"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: KZ00000012."""
        return f"KZ{self.pk:08d}" if self.pk else ""

    @property
    def state(self) -> str:
        """A snapshot has no states: it was taken."""
        return ""
