"""What was not as it should be: what was ordered, said and seen about it since."""

from django.db import models

from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.inspections.models.inspections import Inspection
from xiuhua.inspections.terms.findings import FindingAct, FindingState


class RectifyOrder(models.Model):
    """责令改正通知书: a numbered paper about findings of one inspection. Row-level security."""

    PERSONAL = ("demand",)

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=40)
    demand = models.TextField(blank=True, help_text="what has to be done, beside what was found")
    issued_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    issuer = models.CharField(max_length=100, blank=True, help_text="the unit whose name stands under it")
    issued_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="rectify_number_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> str:
        """A paper that was handed over has no states."""
        return ""


class Finding(models.Model):
    """An item that was not kept, as it stands now; its steps say how it came there. Row-level security."""

    PERSONAL = ("text", "subject_name")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    checklist = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, null=True, related_name="inspection_findings"
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, related_name="inspection_findings"
    )
    subject_name = models.CharField(max_length=100, help_text="name or plate, as it was then")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, help_text="what exactly was wrong")
    state = models.CharField(max_length=20, choices=FindingState.choices(), default=FindingState.OPEN.value)
    order = models.ForeignKey(RectifyOrder, on_delete=models.PROTECT, null=True, related_name="findings")
    due_at = models.DateTimeField(null=True, help_text="it has to be put right before then")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="findings")
    amount = models.FloatField(null=True, help_text="how much was put right, in the unit of its item")
    overdue_told_at = models.DateTimeField(
        null=True, help_text="the day of which people were told: it is over"
    )
    answered_by = models.CharField(max_length=60, blank=True, help_text="who said that it was put right")
    area_code = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="finding_item_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="finding_by_area"),
            models.Index(fields=["found_at", "id"], name="finding_by_time"),
            models.Index(fields=["due_at", "id"], name="finding_by_due"),
            models.Index(fields=["premises", "id"], name="finding_by_premises"),
            models.Index(fields=["vehicle", "id"], name="finding_by_vehicle"),
            models.Index(fields=["party", "id"], name="finding_by_party"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: WT00000012."""
        return f"WT{self.pk:08d}"


class FindingStep(models.Model):
    """One step of a finding. Never changed; the finding is what its steps make of it."""

    PERSONAL = ("text",)

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20, choices=FindingAct.choices())
    state = models.CharField(max_length=20, choices=FindingState.choices(), help_text="after it")
    due_at = models.DateTimeField(null=True, help_text="after it")
    text = models.TextField(blank=True)
    by = models.CharField(max_length=60, help_text="as the ledger names actors")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["finding", "id"], name="finding_step_by_finding")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.act}"


class FindingPhoto(models.Model):
    """A photo that came with a step of a finding."""

    step = models.ForeignKey(FindingStep, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.step_id} {self.file_id}"
