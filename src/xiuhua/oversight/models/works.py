"""Works too small for the ordinary supervision of tenders, and the checks of them."""

from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit
from xiuhua.oversight.terms.works import Procurement, WorkResult


class SmallWork(models.Model):
    """A work below the line. Never changed but by what its checks say. Row-level security."""

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="whose work it is"
    )  # `small_work_by_pair` begins with it
    contractor = models.CharField(max_length=100, help_text="as the contract names it")
    procurement = models.CharField(max_length=30, choices=Procurement.choices())
    amount_fen = models.BigIntegerField(help_text="of the contract, fen")
    line_fen = models.BigIntegerField(help_text="below which a work was small when it was registered, fen")
    signed_on = models.DateField(help_text="day of the contract")
    signed_at = models.DateTimeField(help_text="the first instant of `signed_on`, for figures and order")
    split = models.BooleanField(default=False, help_text="it was found among works that look like one")
    last_result = models.CharField(max_length=20, choices=WorkResult.choices(), blank=True)
    registered_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0) & models.Q(amount_fen__lt=models.F("line_fen")),
                name="small_work_is_small",
            )
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="small_work_by_area"),
            models.Index(fields=["signed_at", "id"], name="small_work_by_time"),
            models.Index(fields=["amount_fen", "id"], name="small_work_by_amount"),
            models.Index(fields=["unit", "contractor", "signed_on"], name="small_work_by_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def number(self) -> str:
        """How people name it: XE00000012."""
        return f"XE{self.pk:08d}"

    @property
    def state(self) -> str:
        """A work in the register has no states."""
        return ""


class WorkCheck(models.Model):
    """Somebody looked at a small work. Never changed. Row-level security."""

    PERSONAL = ("text",)

    work = models.ForeignKey(SmallWork, on_delete=models.PROTECT, related_name="checks")
    result = models.CharField(max_length=20, choices=WorkResult.choices())
    text = models.TextField(blank=True)
    by = models.CharField(max_length=60, help_text="as the ledger names actors")
    at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.work_id} {self.result}"


class WorkPhoto(models.Model):
    """A photo that came with a check."""

    check_of = models.ForeignKey(WorkCheck, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.file_id}"
