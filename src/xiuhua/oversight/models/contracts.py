"""市容环卫履约: contracts with their terms, daily checks with deductions, and what a month comes to."""

from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit
from xiuhua.oversight.terms.contracts import CheckState, SettlementState


class ServiceContract(models.Model):
    """A contract and its terms as it was made; never changed. Row-level security by `area_code`."""

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    name = models.CharField(max_length=120)
    paper = models.CharField(max_length=80, help_text="number of the contract")
    contractor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(help_text="the last day")
    month_fen = models.BigIntegerField(help_text="what a month is paid before deductions, fen")
    terms = models.JSONField(default=list, help_text="in their order: text, and fen for each finding")
    entered_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")) & models.Q(month_fen__gt=0),
                name="service_contract_sound",
            )
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="service_contract_by_area"),
            models.Index(fields=["since", "id"], name="service_contract_by_begin"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def number(self) -> str:
        """How people name it: HT00000012."""
        return f"HT{self.pk:08d}"

    @property
    def state(self) -> str:
        """A contract has no states: it has a period."""
        return ""


class ContractAmendment(models.Model):
    """补充协议: fee and terms in place of those before; never changed. Row-level security by `area_code`."""

    contract = models.ForeignKey(
        ServiceContract, on_delete=models.PROTECT, related_name="amendments", db_index=False
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 … per contract")
    since = models.DateField(help_text="valid from; from which month on it is counted, see rules.contracts")
    month_fen = models.BigIntegerField(help_text="what a month is paid before deductions, fen")
    terms = models.JSONField(default=list, help_text="all of them, as those of the contract")
    paper = models.CharField(max_length=80, blank=True, help_text="number of the agreement")
    reason = models.CharField(max_length=300)
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    entered_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_amendment_once"),
            models.CheckConstraint(condition=models.Q(month_fen__gt=0), name="contract_amendment_sound"),
        ]
        indexes = [models.Index(fields=["area_code", "id"], name="contract_amendment_by_area")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.number}"


class ContractCheck(models.Model):
    """One daily check of one term, or one that found nothing. Row-level security by `area_code`."""

    PERSONAL = ("text", "objection", "answer")

    contract = models.ForeignKey(
        ServiceContract, on_delete=models.PROTECT, related_name="checks", db_index=False
    )
    on = models.DateField()
    at = models.DateTimeField(help_text="the first instant of `on`, for figures and order")
    term = models.PositiveSmallIntegerField(
        null=True, help_text="place of the term, from 0, of those of its month; none: nothing found"
    )
    times = models.PositiveSmallIntegerField(default=0, help_text="how often the term was broken")
    amount_fen = models.BigIntegerField(default=0, help_text="as the term says, fen")
    place = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=30, choices=CheckState.choices())
    checked_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    objection = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="contract_check_by_area"),
            models.Index(fields=["at", "id"], name="contract_check_by_time"),
            models.Index(fields=["contract", "on"], name="contract_check_by_contract"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: LY00000012."""
        return f"LY{self.pk:08d}"


class ContractPhoto(models.Model):
    """A photo that came with a check."""

    check_of = models.ForeignKey(ContractCheck, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.file_id}"


class Settlement(models.Model):
    """What a month of a contract comes to. Row-level security by `area_code`."""

    contract = models.ForeignKey(
        ServiceContract, on_delete=models.PROTECT, related_name="settlements", db_index=False
    )
    month = models.DateField(help_text="the first day of it")
    month_fen = models.BigIntegerField()
    deducted_fen = models.BigIntegerField()
    payable_fen = models.BigIntegerField()
    lines = models.JSONField(default=list, help_text="the checks that it was counted from")
    state = models.CharField(
        max_length=30, choices=SettlementState.choices(), default=SettlementState.DRAWN.value
    )
    invoice = models.CharField(max_length=40, blank=True, help_text="number of the contractor's invoice")
    paid_on = models.DateField(null=True)
    drawn_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "month"], name="settlement_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="settlement_by_area"),
            models.Index(fields=["month", "id"], name="settlement_by_month"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: JS00000012."""
        return f"JS{self.pk:08d}"
