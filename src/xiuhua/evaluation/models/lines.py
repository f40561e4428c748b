"""Objections to single lines: to one record that is held against a unit, a street or a person."""

from django.db import models

from xiuhua.cases.models import Case, Move
from xiuhua.evaluation.models.assessments import PersonResult
from xiuhua.evaluation.models.closings import MonthClosing
from xiuhua.evaluation.terms.closings import LineAbout, LineState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit


class LineObjection(models.Model):
    """申诉 against one line, and what was decided. Row-level security by `area_code`, that of the case.

    Against a month it names the case and what is held; against a person's result also the act.
    """

    PERSONAL = ("text", "answer")

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, null=True, related_name="objections")
    result = models.ForeignKey(PersonResult, on_delete=models.PROTECT, null=True, related_name="objections")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=20, choices=LineAbout.choices())
    text = models.TextField()
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=LineState.choices(), default=LineState.RAISED.value)
    answer = models.TextField(blank=True)
    raised_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    raised_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closing__isnull=False, result__isnull=True)
                | models.Q(closing__isnull=True, result__isnull=False, move__isnull=False),
                name="line_objection_one_of",
            ),
            models.UniqueConstraint(fields=["closing", "case", "about"], name="line_objection_case_once"),
            models.UniqueConstraint(fields=["result", "move", "about"], name="line_objection_move_once"),
        ]
        indexes = [
            models.Index(fields=["raised_at", "id"], name="line_objection_by_time"),
            models.Index(fields=["area_code", "id"], name="line_objection_by_area"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: SS00000012."""
        return f"SS{self.pk:08d}"
