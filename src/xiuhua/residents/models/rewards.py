"""Rewards: published rules, and what each verified report came to."""

from django.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import CatalogueItem
from xiuhua.residents.models.residents import Receipt
from xiuhua.residents.terms.rewards import RewardState


class RewardRules(models.Model):
    """What a verified report earns, as published; never changed. Money in fen."""

    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    area_code = models.CharField(max_length=20)
    document_number = models.CharField(max_length=60)
    default_fen = models.PositiveIntegerField(help_text="for matters without a line; 0 for none")
    month_most_fen = models.PositiveIntegerField(help_text="what one person may earn in a calendar month")
    first_only = models.BooleanField(default=True, help_text="whether only the first to report earns")
    effective_at = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="reward_rules_number")]
        indexes = [models.Index(fields=["area_code", "effective_at"], name="reward_rules_in_force")]

    def __str__(self) -> str:
        return f"{self.document_number} v{self.number}"

    @property
    def state(self) -> str:
        """A published version has no other state."""
        return ""


class RewardRate(models.Model):
    """What a report of one matter earns under one version. Money in fen."""

    rules = models.ForeignKey(RewardRules, on_delete=models.PROTECT, related_name="rates")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    fen = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rules", "item"], name="reward_rate_once")]

    def __str__(self) -> str:
        return f"{self.rules_id} {self.item_id}"


class Reward(models.Model):
    """What one case came to for whoever reported it first; one per case. Row-level security by `area_code`.

    `reasons` holds why it is as much as it is, in the order of the judgement: codes of sentences, each with
    its numbers. Money in fen.
    """

    PERSONAL = ("openid",)

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reward")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="rewards")
    openid = models.CharField(max_length=64, blank=True, help_text="whose monthly sum it counts in")
    rules = models.ForeignKey(RewardRules, on_delete=models.PROTECT, null=True, related_name="+")
    fen = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    barred = models.JSONField(
        default=list, help_text="who may not approve: whoever accepted, filed, checked or closed the case"
    )
    month = models.DateField(help_text="the first day of the month in which the case was closed")
    state = models.CharField(max_length=20, choices=RewardState.choices())
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, blank=True)
    voucher = models.CharField(max_length=60, blank=True, help_text="the number of the payment's paper")
    note = models.CharField(max_length=200, blank=True, help_text="why it was refused or came back")
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voucher"], condition=~models.Q(voucher=""), name="reward_voucher_once"
            )
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="reward_by_state"),
            models.Index(fields=["openid", "month"], name="reward_by_month"),
            models.Index(fields=["proposed_at", "id"], name="reward_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.fen}"
