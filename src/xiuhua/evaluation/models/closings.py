"""How a month closes: the setting, the closing itself, and each fixing of its figures."""

from django.db import models

from xiuhua.evaluation.terms.closings import ClosingState, VintageKind


class ClosingRule(models.Model):
    """How the months of an area close, in versions. A published one never changes."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    freeze_days = models.PositiveSmallIntegerField(help_text="working days after the month's end")
    objection_days = models.PositiveSmallIntegerField(help_text="working days")
    notice_days = models.PositiveSmallIntegerField(help_text="working days")
    green = models.PositiveSmallIntegerField(help_text="per cent from which a rate is green")
    blue = models.PositiveSmallIntegerField()
    yellow = models.PositiveSmallIntegerField(help_text="below it a rate is red")
    reason = models.CharField(max_length=200)
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="closing_rule_once"),
            models.CheckConstraint(
                condition=models.Q(green__gt=models.F("blue"), blue__gt=models.F("yellow"), green__lte=100),
                name="closing_rule_bands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class MonthClosing(models.Model):
    """One statistical month of an area on its way to being final. No person is in it."""

    area_code = models.CharField(max_length=20)
    period = models.CharField(max_length=7, help_text="2026-03")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=ClosingState.choices(), default=ClosingState.OBJECTIONS.value
    )
    frozen_at = models.DateTimeField()
    objections_until = models.DateTimeField()
    notice_days = models.PositiveSmallIntegerField(
        help_text="working days, as the setting said at the freeze"
    )
    notice_at = models.DateTimeField(null=True)
    notice_until = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="when the sweep has to look at it again")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "period"], name="month_closing_once")]
        indexes = [
            models.Index(fields=["since", "id"], name="month_closing_by_time"),
            models.Index(
                fields=["next_at", "id"], name="month_closing_due", condition=models.Q(next_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.period}"


class Vintage(models.Model):
    """The figures of a month as of an instant, raw and assessed. Never changed. No person is in it.

    `lines` holds one row for each unit and street and one for all: `kind`, `code`, `name`, and by figure the
    two counts. `changes` says which records count otherwise than in the vintage before, and why.
    """

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="vintages")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 per closing")
    kind = models.CharField(max_length=20, choices=VintageKind.choices())
    as_of = models.DateTimeField(help_text="counted from what was recorded by then")
    lines = models.JSONField()
    changes = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the lines, as the ledger holds it")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "number"], name="vintage_once")]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.number}"
