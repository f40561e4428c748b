"""请销假: who is away, from when to when, where, how to reach them, and when they came back."""

from django.db import models

from xiuhua.ground.models import Absence, Person, Unit
from xiuhua.oversight.terms.leaves import LeaveKind, LeaveState


class Leave(models.Model):
    """One leave, or one report of going out of town off hours. Row-level security by `area_code`."""

    private_shown = False  # no column: whether whoever reads this very row now sees its private words
    PERSONAL = ("place", "reached_by", "reason", "answer")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=LeaveKind.choices())
    since = models.DateField()
    until = models.DateField(help_text="the last day")
    since_at = models.DateTimeField(help_text="the first instant of `since`, for figures and order")
    due_back_at = models.DateTimeField(help_text="the first instant after `until`")
    out_of_town = models.BooleanField(default=False)
    place = models.CharField(max_length=100, blank=True, help_text="where, when out of town")
    reached_by = models.CharField(max_length=20, help_text="telephone")
    reason = models.CharField(max_length=300, blank=True)
    stand_in = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=LeaveState.choices(), default=LeaveState.ASKED.value)
    answered_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    returned_at = models.DateTimeField(null=True)
    overdue_told = models.BooleanField(
        default=False, help_text="whether it was told that nobody reported back"
    )
    absence = models.ForeignKey(
        Absence, on_delete=models.PROTECT, null=True, related_name="+", help_text="by which duties know of it"
    )
    asked_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="leave_ends_after")
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="leave_by_area"),
            models.Index(fields=["since_at", "id"], name="leave_by_time"),
            models.Index(fields=["unit", "id"], name="leave_by_unit"),
            models.Index(fields=["state", "due_back_at"], name="leave_by_return"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: QJ00000012."""
        return f"QJ{self.pk:08d}"
