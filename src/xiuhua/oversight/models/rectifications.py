"""What others found of the bureau and its units, and how it was put right."""

from django.db import models

from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit
from xiuhua.oversight.models.warnings import IntegrityWarning
from xiuhua.oversight.terms.rectifications import RectifyAct, RectifySource, RectifyState


class SupervisionTask(models.Model):
    """督查任务: somebody went to look at something; what they found hangs on it. Row-level security."""

    PERSONAL = ("text",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    source = models.CharField(max_length=30, choices=RectifySource.choices())
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, help_text="what is looked at, and how")
    on = models.DateField(help_text="the day of it")
    at = models.DateTimeField(help_text="the first instant of `on`, for order")
    set_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="supervision_task_by_area"),
            models.Index(fields=["at", "id"], name="supervision_task_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people name it: DC00000012."""
        return f"DC{self.pk:08d}"

    @property
    def state(self) -> str:
        """A task has no states: what was found has."""
        return ""


class Rectification(models.Model):
    """One problem on a list, as it stands now; its steps say how it came there. Row-level security."""

    PERSONAL = ("text",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    source = models.CharField(max_length=30, choices=RectifySource.choices())
    task = models.ForeignKey(
        SupervisionTask, on_delete=models.PROTECT, null=True, related_name="found", help_text="督查任务"
    )
    warning = models.ForeignKey(
        IntegrityWarning, on_delete=models.PROTECT, null=True, related_name="+",
        help_text="责令改正: the warning it follows from; its unit sees the order and not the warning",
    )  # fmt: skip
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.CharField(max_length=80, blank=True, help_text="number of the paper that lists it")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    found_on = models.DateField(help_text="when those who found it told of it")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # `rectification_by_unit` begins with it
    due_on = models.DateField(null=True, help_text="the last day on which it may be put right")
    state = models.CharField(max_length=20, choices=RectifyState.choices(), default=RectifyState.FOUND.value)
    assigned_at = models.DateTimeField(null=True, help_text="when its unit was first told")
    overdue_told_on = models.DateField(
        null=True, help_text="the last day of which its unit was told: it is over"
    )
    answered_by = models.CharField(max_length=60, blank=True, help_text="who said that it was put right")
    closed_at = models.DateTimeField(null=True)
    sent_back = models.PositiveSmallIntegerField(default=0, help_text="how often")
    area_code = models.CharField(max_length=20)
    found_at = models.DateTimeField(help_text="the first instant of `found_on`, for figures and order")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="rectification_by_area"),
            models.Index(fields=["found_at", "id"], name="rectification_by_time"),
            models.Index(fields=["due_on", "id"], name="rectification_by_due"),
            models.Index(fields=["unit", "id"], name="rectification_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people name it: ZG00000012."""
        return f"ZG{self.pk:08d}"


class RectificationStep(models.Model):
    """One step of a rectification. Never changed. Row-level security."""

    PERSONAL = ("text",)

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    act = models.CharField(max_length=30, choices=RectifyAct.choices())
    state = models.CharField(max_length=20, choices=RectifyState.choices(), help_text="after it")
    due_on = models.DateField(null=True, help_text="after it")
    text = models.TextField(blank=True)
    by = models.CharField(max_length=60, help_text="as the ledger names actors")
    at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["rectification", "id"], name="rectification_step_by_item")]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.act}"


class RectificationPhoto(models.Model):
    """A photo that came with a step."""

    step = models.ForeignKey(RectificationStep, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.step_id} {self.file_id}"
