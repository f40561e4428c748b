"""What happened to a case, append-only, and who had it when."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms import CaseAct, CaseState, Desk
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Duty, Person, Unit
from xiuhua.ledger.models import Entry


class Move(models.Model):
    """One act on a case. Never changed, never deleted; row-level security by `area_code`.

    `detail` holds what the fold of `rules.folding` needs beside the columns: limits, dates, ids.
    """

    PERSONAL = ("note",)

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="moves", db_index=False
    )  # the constraint's index begins with it
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per case")
    act = models.CharField(max_length=30, choices=CaseAct.choices())
    before = models.CharField(max_length=20, choices=CaseState.choices(), blank=True)
    after = models.CharField(max_length=20, choices=CaseState.choices())
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    desk = models.CharField(max_length=20, choices=Desk.choices(), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True, help_text="the opinion, as the next person reads it")
    detail = models.JSONField(default=dict)
    area_code = models.CharField(max_length=20)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="move_number_once")]
        indexes = [
            models.Index(fields=["act", "at"], name="move_by_act"),
            models.Index(fields=["recorded_at"], name="move_by_record"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number} {self.act}"


class MovePhoto(models.Model):
    """A picture of what was found or done."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.move_id} {self.file_id}"


class Assignment(models.Model):
    """A unit that has a case for a while, and why it was chosen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    lead = models.BooleanField(help_text="主办; else 协办")
    ground = models.CharField(max_length=30, blank=True, help_text="ground.terms.duties, or cases' own")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(default=list, help_text="who else answers, in order, each with its ground")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    exempt = models.BooleanField(
        default=False, db_default=False, help_text="an appeal of this unit was upheld: no score counts it"
    )

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="assignment_by_case"),
            models.Index(
                fields=["unit", "case"], name="assignment_open", condition=models.Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"
