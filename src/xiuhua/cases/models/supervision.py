"""催办 and 督办: reminders that need no answer, and numbered orders that do."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.clocks import ClockAlert
from xiuhua.cases.terms.supervision import SupervisionAct, SupervisionLevel, SupervisionState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit
from xiuhua.ledger.models import Entry


class Reminder(models.Model):
    """One 催办: somebody asked the unit to hurry. Row-level security by `area_code`."""

    PERSONAL = ("words",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reminded")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who had it then")
    words = models.CharField(max_length=500)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()
    area_code = models.CharField(max_length=20)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "actor", "-at"], name="reminder_by_actor")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class Supervision(models.Model):
    """One 督办单: what a unit must answer, by when, and whether it was released from it.

    It is about one case, several, or none; row-level security by `area_code`, the area that holds them all.
    """

    PERSONAL = ("demand", "reply")

    number = models.CharField(max_length=40, help_text="云督〔2026〕12号; without gaps per district and year")
    level = models.CharField(max_length=20, choices=SupervisionLevel.choices())
    state = models.CharField(
        max_length=24, choices=SupervisionState.choices(), default=SupervisionState.OPEN.value
    )
    title = models.CharField(max_length=120)
    demand = models.TextField(help_text="what is wrong and what is asked for, a paragraph a line")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervisions", help_text="to whom")
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="in whose name"
    )
    issued_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    issued_at = models.DateTimeField()
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=20, help_text="ground.terms.calendars.TimeUnit")
    due_at = models.DateTimeField(help_text="of the answer that is waited for, or was last")
    late = models.BooleanField(default=False, help_text="whether any answer was not there in time")
    alert = models.CharField(
        max_length=20, choices=ClockAlert.choices(), default=ClockAlert.NONE.value,
        help_text="what was said of the deadline",
    )  # fmt: skip
    next_at = models.DateTimeField(null=True, help_text="when it must next be spoken of")
    reply = models.TextField(blank=True, help_text="the last one")
    replied_at = models.DateTimeField(null=True)
    replies = models.PositiveSmallIntegerField(default=0)
    released_at = models.DateTimeField(null=True)
    points = models.PositiveSmallIntegerField(default=0, help_text="what it counts against the unit")
    area_code = models.CharField(max_length=20)
    updated_at = models.DateTimeField()
    cases = models.ManyToManyField(Case, through="SupervisionCase", related_name="supervisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="supervision_number_once")
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="supervision_by_due"),
            models.Index(fields=["issued_at", "id"], name="supervision_by_issue"),
            models.Index(fields=["due_at", "id"], name="supervision_due"),
            models.Index(
                fields=["next_at"], name="supervision_by_alert", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(fields=["unit", "state"], name="supervision_by_unit"),
            models.Index(fields=["area_code", "id"], name="supervision_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SupervisionCase(models.Model):
    """A case that an order is about."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "supervision"], name="supervision_case_once")]

    def __str__(self) -> str:
        return f"{self.supervision_id} {self.case_id}"


class SupervisionStep(models.Model):
    """What happened to an order. Never changed; row-level security by `area_code`."""

    PERSONAL = ("note",)

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=30, choices=SupervisionAct.choices())
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    late = models.BooleanField(default=False, help_text="of an answer: whether it came after its deadline")
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=20)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.supervision_id} {self.act}"
