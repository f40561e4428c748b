"""What an area has set out to reach."""

from django.db import models

from xiuhua.evaluation.terms.plans import TargetKind, TargetState


class Target(models.Model):
    """One version of a target. A next one replaces it; none is ever changed. Row-level security."""

    figure = models.CharField(max_length=60, help_text="key of the figure, which names its variant too")
    area_code = models.CharField(max_length=20)
    period = models.CharField(max_length=10, help_text="2026 or 2026-03")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per figure, area and period")
    kind = models.CharField(max_length=20, choices=TargetKind.choices())
    amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        help_text="in the figure's unit; of growth per cent, of a rate points",
    )
    state = models.CharField(max_length=20, choices=TargetState.choices(), default=TargetState.SET.value)
    source = models.CharField(max_length=200, help_text="the document and its row")
    reason = models.CharField(max_length=200, blank=True, help_text="why it was withdrawn")
    set_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure", "area_code", "period", "number"], name="target_once")
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="target_by_area"),
            models.Index(fields=["set_at", "id"], name="target_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.period} {self.number}"
