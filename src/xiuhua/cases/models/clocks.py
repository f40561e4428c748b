"""The clocks of a case, one row for each run of each stage; the same table is swept for deadlines."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms import ClockAlert, Stage


class CaseClock(models.Model):
    """One run of a stage's clock, as `rules.clocks.Clock` has it, with what the sweep still has to say.

    `next_at` is when a running clock will next have to be spoken of: soon late, late, escalated.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )  # the constraint's index begins with it
    stage = models.CharField(max_length=20, choices=Stage.choices())
    number = models.PositiveSmallIntegerField()
    charged_to = models.CharField(max_length=40, help_text="`desk_acceptor`, `unit:12`")
    limit_amount = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    left_s = models.IntegerField(null=True)
    running_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    exempt = models.BooleanField(
        default=False, db_default=False, help_text="an appeal was upheld; `late` stays as it was"
    )
    extensions = models.PositiveSmallIntegerField(default=0)
    unpublished = ArrayField(models.SmallIntegerField(), default=list)
    calendar_key = models.CharField(max_length=30, blank=True)
    calendar_version = models.PositiveIntegerField(null=True)
    alert = models.CharField(max_length=20, choices=ClockAlert.choices(), default=ClockAlert.NONE.value)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage", "number"], name="clock_number_once")]
        indexes = [
            models.Index(
                fields=["next_at", "id"], name="clock_due", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(fields=["stage", "stopped_at"], name="clock_by_stage"),
            models.Index(fields=["due_at"], name="clock_by_due"),
            models.Index(fields=["case"], name="clock_provisional", condition=~models.Q(unpublished=[])),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} {self.number}"
