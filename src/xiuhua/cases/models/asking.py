"""What somebody asked for about a case, and what was decided."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms import AskedFor, AskingState
from xiuhua.ground.models import Unit


class Asking(models.Model):
    """A wish: 延期, 缓办, 挂账, 作废, 强制结案, 告知性结案. One at a time per case.

    `file` is the written application where one is needed. Row-level security by `area_code`.
    """

    PERSONAL = ("reason", "opinion")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="askings")
    kind = models.CharField(max_length=20, choices=AskedFor.choices())
    state = models.CharField(max_length=20, choices=AskingState.choices())
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    amount = models.PositiveSmallIntegerField(null=True)
    time_unit = models.CharField(max_length=20, blank=True)
    until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    proposed_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    opinion = models.TextField(blank=True)
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["asking_asked", "asking_proposed"]),
                name="asking_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"
