"""确权会商: matters nobody owns, the monthly meeting that gives them an owner, what they cost till then."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.consultations import ConsultationState, QuestionState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, CatalogueItem, DutyRevision, Unit


class Consultation(models.Model):
    """One monthly meeting. Its host is the district government's office (R-08), by setting another unit."""

    area_code = models.CharField(max_length=20)
    month = models.DateField(help_text="its first day")
    meets_on = models.DateField()
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=20, choices=ConsultationState.choices(), default=ConsultationState.AGENDA.value
    )
    minutes = models.TextField(blank=True)
    number = models.CharField(
        max_length=40, blank=True, help_text="of the minutes, given when they were closed"
    )
    carried = models.PositiveSmallIntegerField(
        default=0, help_text="questions that went onto the next agenda"
    )
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "month"], name="consultation_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.month:%Y-%m}"


class ConsultationItem(models.Model):
    """One question on an agenda: who owns this matter here? Its answer becomes a duty."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, related_name="questions"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=30, help_text="the code of the sentence that says why nobody owned it")
    state = models.CharField(max_length=20, choices=QuestionState.choices(), default=QuestionState.OPEN.value)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="the owner decided on"
    )
    decided_at = models.DateTimeField(null=True)
    revision = models.ForeignKey(
        DutyRevision, on_delete=models.PROTECT, null=True, related_name="+", help_text="brought the duty"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="question_open"), name="question_once"
            )
        ]
        indexes = [models.Index(fields=["area_code", "id"], name="question_by_area")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Cost(models.Model):
    """What a unit spent on a matter that was nobody's, kept so that it can be recovered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="costs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who spent it")
    amount_fen = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=120)
    area_code = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.amount_fen}"

    @property
    def state(self) -> str:
        """A cost has no states."""
        return ""

    @property
    def yuan(self) -> float:
        """The amount in yuan, for printing."""
        return self.amount_fen / 100
