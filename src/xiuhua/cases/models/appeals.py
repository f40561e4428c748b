"""申诉: a unit's objection, and what two reviewers made of it."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.models.moves import Assignment
from xiuhua.cases.terms.appeals import AppealAbout, AppealState
from xiuhua.cases.terms.states import Stage
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit


class Appeal(models.Model):
    """One objection. Two people look at it, one after the other. Row-level security by `area_code`.

    `stage` and `number` name the run of a clock where lateness is objected to: the run's row may be written
    anew when limits are counted again.
    """

    PERSONAL = ("reason", "first_opinion", "second_opinion")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who objects")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, choices=AppealAbout.choices())
    stage = models.CharField(max_length=20, choices=Stage.choices(), blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=20, choices=AppealState.choices(), default=AppealState.MADE.value)
    reason = models.TextField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="of the review that is waited for")
    first_by = models.CharField(max_length=60, blank=True)
    first_at = models.DateTimeField(null=True)
    first_upholds = models.BooleanField(null=True)
    first_opinion = models.TextField(blank=True)
    first_late = models.BooleanField(default=False)
    second_by = models.CharField(max_length=60, blank=True)
    second_at = models.DateTimeField(null=True)
    second_opinion = models.TextField(blank=True)
    second_late = models.BooleanField(default=False)
    area_code = models.CharField(max_length=20)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "about"],
                condition=models.Q(state__in=["appeal_made", "appeal_reviewed"]),
                name="appeal_once",
            )
        ]
        indexes = [
            models.Index(fields=["state", "area_code", "id"], name="appeal_by_state"),
            models.Index(fields=["made_at", "id"], name="appeal_by_time"),
            models.Index(fields=["due_at", "id"], name="appeal_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.about} {self.state}"


class AppealPhoto(models.Model):
    """A picture that a unit brings with its objection."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.file_id}"
