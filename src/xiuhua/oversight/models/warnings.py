"""Warnings, and the versions of the rules that raise them. Sealed: see `queries.sealing`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.cases.models import Case
from xiuhua.oversight.terms.warnings import WarningResult, WarningState


class RuleVersion(models.Model):
    """What a rule looked for from an instant on. Published ones never change; the last one holds."""

    rule = models.CharField(max_length=40, help_text="key of the declared rule")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per rule")
    enabled = models.BooleanField()
    parameters = models.JSONField(default=dict, help_text="by key, whole numbers")
    reason = models.TextField(blank=True)
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="warning_rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.number}"

    @property
    def area_code(self) -> str:
        """A rule holds everywhere."""
        return ""

    @property
    def state(self) -> str:
        """A version has no states."""
        return ""


class IntegrityWarning(models.Model):
    """Something that a rule found. Row-level security by area, by who oversees, and by whom it is about."""

    PERSONAL = ("about", "checked_words", "closed_words")

    rule = models.CharField(max_length=40, help_text="key of the declared rule")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="warnings")
    parameters = models.JSONField(default=dict, help_text="with which it was found")
    subject = models.CharField(max_length=160, help_text="what the rule found it of, as the rule names it")
    about = ArrayField(
        models.BigIntegerField(), default=list, help_text="the accounts whose acts it is about"
    )
    arguments = models.JSONField(default=dict, help_text="what the rule's sentence mentions")
    evidence = models.JSONField(default=list, help_text="the moves, first to last")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=WarningState.choices(), default=WarningState.RAISED.value)
    result = models.CharField(max_length=20, choices=WarningResult.choices(), blank=True)
    raised_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    taken_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    checked_at = models.DateTimeField(null=True)
    checked_words = models.TextField(blank=True)
    closed_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    closed_at = models.DateTimeField(null=True)
    closed_words = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=~models.Q(state="warning_closed"), name="warning_once"
            )
        ]
        indexes = [
            models.Index(fields=["raised_at", "id"], name="warning_by_time"),
            models.Index(fields=["area_code", "id"], name="warning_by_area"),
            models.Index(fields=["rule", "state"], name="warning_by_rule"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: YJ00000012."""
        return f"YJ{self.pk:08d}"
