"""责任追究: the written rule, what it proposed, and what people decided."""

from django.db import models

from xiuhua.ground.models import Person, Unit
from xiuhua.oversight.terms.accountability import AccountAct, AccountForm, AccountState, FaultKind


class AccountRule(models.Model):
    """One published version of a district's rule. Never changed; the last one of an area holds there.

    Everybody below its area reads it, so there is no policy on it: nobody is named in it.
    """

    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    enabled = models.BooleanField(help_text="whether it proposes")
    paper = models.CharField(max_length=80, help_text="number of the paper that sets it")
    text = models.TextField(help_text="the duties and the rule, a paragraph a line")
    parameters = models.JSONField(default=dict, help_text="days, hear_days and times by kind of fault")
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="account_rule_once")]
        indexes = [models.Index(fields=["published_at", "id"], name="account_rule_by_time")]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states."""
        return ""


class Accountability(models.Model):
    """What the rule found against a unit, and what became of it. Row-level security by `area_code`."""

    PERSONAL = ("person", "decision")

    rule = models.ForeignKey(AccountRule, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    fault = models.CharField(max_length=20, choices=FaultKind.choices())
    matter = models.CharField(max_length=24, help_text="kind and class of the catalogue: `matter:06`")
    matter_name = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=list, help_text="the records that triggered it, first to last")
    count = models.PositiveIntegerField(help_text="how many records those are")
    state = models.CharField(
        max_length=20, choices=AccountState.choices(), default=AccountState.PROPOSED.value
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="named by a person, never by the rule",
    )
    hear_until = models.DateField(null=True, help_text="the last day on which it may be answered")
    stated = models.BooleanField(default=False, help_text="whether anybody stated the case")
    form = models.CharField(max_length=20, choices=AccountForm.choices(), blank=True)
    decision = models.TextField(blank=True, help_text="why it was decided or dropped")
    decided_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    decided_at = models.DateTimeField(null=True)
    proposed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fault", "matter"], name="accountability_open_once",
                condition=models.Q(state__in=["account_proposed", "account_hearing"]),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["area_code", "id"], name="accountability_by_area"),
            models.Index(fields=["proposed_at", "id"], name="accountability_by_time"),
            models.Index(fields=["unit", "id"], name="accountability_by_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: ZZ00000012."""
        return f"ZZ{self.pk:08d}"


class AccountStep(models.Model):
    """One step of it. Never changed. Row-level security."""

    PERSONAL = ("text",)

    accountability = models.ForeignKey(Accountability, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=30, choices=AccountAct.choices())
    text = models.TextField(blank=True)
    by = models.CharField(max_length=60, help_text="as the ledger names actors")
    at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.accountability_id} {self.act}"
