"""Kitchens as a fume officer keeps them, their hours and exceedances, and what followed from them.

The place itself, its owner and its monitors are rows of the core (`Premises`, `Party`, `Device`); so are the
case and the papers. All tables here are kept apart by row-level security on `area_code`.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import Premises
from xiuhua.papers.models import Paper
from xiuhua.scenes.fumes.terms import (
    AskState,
    Cause,
    Found,
    KitchenState,
    LeadState,
    ProofKind,
    ReportState,
    SizeClass,
    Why,
)
from xiuhua.sensing.models import Device


class LimitsVersion(models.Model):
    """What a city holds its kitchens to, in versions. Published ones never change."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    chosen = models.JSONField(help_text="as rules.limits.limits_stored writes it")
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="fume_limits_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class Kitchen(models.Model):
    """One of the premises as a kitchen. The last group of columns follows from its monitor and its dates."""

    premises = models.OneToOneField(Premises, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    code = models.CharField(max_length=30, unique=True, help_text="of the premises")
    name = models.CharField(max_length=80, help_text="of the premises when it was last entered")
    stoves = models.PositiveSmallIntegerField(null=True, help_text="base stoves")
    power_1e8_j_h = models.FloatField(null=True, help_text="of all burners, 10^8 J/h")
    hood_m2 = models.FloatField(null=True, help_text="projection of all hoods, m²")
    size = models.CharField(max_length=20, choices=SizeClass.choices(), blank=True)
    purifier = models.CharField(max_length=80, blank=True, help_text="make and model")
    noise_device = models.CharField(max_length=80, blank=True, help_text="what keeps the fan quiet")
    report_number = models.CharField(max_length=60, blank=True)
    report_on = models.DateField(null=True)
    report_expires_on = models.DateField(null=True)

    state = models.CharField(
        max_length=20, choices=KitchenState.choices(), default=KitchenState.UNMONITORED.value
    )
    why = models.CharField(max_length=24, choices=Why.choices(), default=Why.NONE.value)
    report_state = models.CharField(
        max_length=24, choices=ReportState.choices(), default=ReportState.NONE.value
    )
    latest_at = models.DateTimeField(null=True, help_text="when its last whole window began")
    latest_mg_m3 = models.FloatField(null=True)
    exceeded_30d = models.PositiveIntegerField(default=0)
    search = SearchVectorField(null=True, help_text="bigrams of code, name and address")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["exceeded_30d", "id"], name="kitchen_by_exceeded"),
            models.Index(fields=["name", "id"], name="kitchen_by_name"),
            models.Index(fields=["report_expires_on", "id"], name="kitchen_by_report"),
            models.Index(fields=["state", "id"], name="kitchen_by_state"),
            models.Index(fields=["area_code", "id"], name="kitchen_by_area"),
            GinIndex(fields=["search"], name="kitchen_search"),
        ]

    def __str__(self) -> str:
        return self.name


class MonitorHour(models.Model):
    """An hour of a monitored kitchen: how many windows said what. Made again when readings come late."""

    kitchen = models.ForeignKey(Kitchen, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=20)
    start = models.DateTimeField(help_text="a whole hour")
    online = models.BooleanField(help_text="half of the windows or more had readings")
    valid = models.PositiveSmallIntegerField(help_text="windows that say whether it is compliant")
    compliant = models.PositiveSmallIntegerField()
    exceeding = models.PositiveSmallIntegerField()
    purifier_off = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField(help_text="windows in doubt; `why` says for what")
    why = models.CharField(max_length=24, choices=Why.choices(), default=Why.NONE.value)
    purifier_share = models.FloatField(null=True, help_text="of the hour's readings that said on")
    fan_share = models.FloatField(null=True)
    most_mg_m3 = models.FloatField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kitchen", "start"], name="fume_hour_once")]
        indexes = [models.Index(fields=["start", "id"], name="fume_hour_by_start")]

    def __str__(self) -> str:
        return f"{self.kitchen_id} {self.start:%Y-%m-%d %H}"


class Lead(models.Model):
    """Something to be looked into at a kitchen. At most one is under way at a time."""

    PERSONAL = ("note",)

    kitchen = models.ForeignKey(Kitchen, on_delete=models.PROTECT, related_name="leads", db_index=False)
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=LeadState.choices(), default=LeadState.OPEN.value)
    cause = models.CharField(max_length=24, choices=Cause.choices())
    note = models.CharField(max_length=300, blank=True)
    exceeded = models.PositiveIntegerField(default=0, help_text="how many exceedances have joined it")
    bypassed = models.PositiveIntegerField(default=0, help_text="windows with the purifier off")
    limits = models.ForeignKey(
        LimitsVersion, on_delete=models.PROTECT, null=True, related_name="+", help_text="none: the nation's"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kitchen"], condition=models.Q(ended_at__isnull=True), name="fume_lead_one"
            )
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="fume_lead_by_opening"),
            models.Index(fields=["kitchen", "id"], name="fume_lead_of_kitchen"),
            models.Index(fields=["state", "id"], name="fume_lead_by_state"),
        ]

    def __str__(self) -> str:
        return f"X{self.pk}"


class Exceedance(models.Model):
    """A window above the limit, or one in which somebody cooked with the purifier off."""

    kitchen = models.ForeignKey(Kitchen, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, related_name="exceedances")
    area_code = models.CharField(max_length=20)
    start = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    mean_mg_m3 = models.FloatField()
    limit_mg_m3 = models.FloatField()
    is_over = models.BooleanField(help_text="above the limit; else only the purifier was off")
    purifier_on = models.BooleanField(null=True, help_text="None where it tells nothing")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kitchen", "start"], name="fume_exceedance_once")]
        indexes = [models.Index(fields=["start", "id"], name="fume_exceedance_by_start")]

    def __str__(self) -> str:
        return f"{self.kitchen_id} {self.start:%Y-%m-%d %H:%M}"


class Proof(models.Model):
    """What somebody found on the spot, or an accredited body measured. Never changed."""

    PERSONAL = ("note", "by_name")

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="proofs")
    kitchen = models.ForeignKey(Kitchen, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=24, choices=ProofKind.choices())
    found = models.CharField(max_length=24, choices=Found.choices())
    note = models.CharField(max_length=500)
    by_name = models.CharField(max_length=120, help_text="as the ledger names them, or the accredited body")
    number = models.CharField(max_length=60, blank=True, help_text="of the body's report")
    outlet_mg_m3 = models.FloatField(null=True)
    inlet_mg_m3 = models.FloatField(null=True)
    removed_share = models.FloatField(null=True)
    removal_met = models.BooleanField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="fume_proof_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """What was found does not change."""
        return ""


class Ask(models.Model):
    """A paper that a kitchen is handed: a notice, or a demand about its report. The kitchen answers it."""

    PERSONAL = ("answer",)

    kitchen = models.ForeignKey(Kitchen, on_delete=models.PROTECT, related_name="asks")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, related_name="asks")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=24, choices=AskState.choices(), default=AskState.DRAFTED.value)
    is_notice = models.BooleanField(help_text="告知函; else about the report")
    exceeded = models.PositiveIntegerField(default=0, help_text="exceedances that it speaks of")
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["drafted_at", "id"], name="fume_ask_by_drafting")]

    def __str__(self) -> str:
        return f"{self.kitchen_id} {self.drafted_at:%Y-%m-%d}"
