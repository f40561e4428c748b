"""The ways out of the house, what goes by them, and what came back."""

from datetime import time

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xiuhua.access.models import User
from xiuhua.notices.models.notices import Notice
from xiuhua.notices.terms import OutgoingFault, OutgoingState, RouteKind, RouteState


class Route(models.Model):
    """One way, as an administrator set it up. `secret` and `token` are kept encrypted."""

    kind = models.CharField(max_length=24, choices=RouteKind.choices(), unique=True)
    state = models.CharField(max_length=20, choices=RouteState.choices(), default=RouteState.SANDBOX.value)
    settings = models.JSONField(default=dict, help_text="what the provider asks for, without secrets")
    secret = models.CharField(max_length=600, blank=True, help_text="the provider's, encrypted")
    receipt_secret = models.CharField(
        max_length=400, blank=True, help_text="of signed receipts, encrypted; shown once"
    )
    token = models.CharField(max_length=1200, blank=True, help_text="the provider's access token, encrypted")
    token_until = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind

    @property
    def area_code(self) -> str:
        """A way serves the whole city."""
        return ""


class NoticeRules(models.Model):
    """What holds for the whole city: one row."""

    only = models.BooleanField(primary_key=True, default=True)
    quiet_since = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    daily_at = models.TimeField(default=time(8, 30))
    sms_daily_total = models.PositiveIntegerField(default=2000)
    sms_daily_unit = models.PositiveIntegerField(default=200)
    kept_days = models.PositiveSmallIntegerField(default=180)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="notice_rules_one_row")]

    def __str__(self) -> str:
        return f"{self.quiet_since} {self.quiet_until}"

    @property
    def area_code(self) -> str:
        """It holds for the whole city."""
        return ""

    @property
    def state(self) -> str:
        """It has no states."""
        return ""


class Outgoing(models.Model):
    """A message on its way out. Committed before anything is sent. Row-level security by `area_code`.

    `leased_until` keeps two processes from sending it at once. A row that was tried and has no outcome may
    have been sent: what is then done is said in `rules.sending`.
    """

    PERSONAL = ("address", "address_masked", "title", "text", "words")

    uuid = models.UUIDField(unique=True, help_text="UUIDv7: the provider's receipts name it")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="outgoing")
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="gathered", help_text="that it went into"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=24, choices=RouteKind.choices())
    template = models.CharField(max_length=60)
    address = models.CharField(max_length=400, help_text="encrypted")
    address_masked = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    text = models.TextField()
    words = models.JSONField(default=dict, help_text="what the provider's template takes")
    subject = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=20, blank=True)
    unit_code = models.CharField(max_length=30, blank=True, help_text="whose quota it is charged to")
    urgent = models.BooleanField(default=False)
    segments = models.PositiveSmallIntegerField(default=0, help_text="of an SMS")
    state = models.CharField(
        max_length=20, choices=OutgoingState.choices(), default=OutgoingState.WAITING.value
    )
    fault = models.CharField(max_length=24, choices=OutgoingFault.choices(), blank=True)
    provider_ref = models.CharField(max_length=120, blank=True, help_text="the provider's own id")
    provider_code = models.CharField(max_length=80, blank=True, help_text="as the provider answered last")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    search = SearchVectorField(null=True, help_text="bigrams of title, masked address, provider's id")
    settled_at = models.DateTimeField(null=True, help_text="when a receipt said what became of it")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"],
                name="outgoing_due",
                condition=models.Q(state__in=["out_waiting", "out_collected", "out_accepted"]),
            ),
            models.Index(fields=["queued_at", "id"], name="outgoing_by_time"),
            models.Index(fields=["address"], name="outgoing_by_address"),
            GinIndex(fields=["search"], name="outgoing_search"),
            models.Index(
                fields=["provider_ref"], name="outgoing_by_ref", condition=~models.Q(provider_ref="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.address_masked}"


class HeardReceipt(models.Model):
    """A call that told what became of messages, kept so that it cannot be played again."""

    route = models.CharField(max_length=24, choices=RouteKind.choices())
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was signed")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "digest"], name="receipt_once")]
        indexes = [models.Index(fields=["at"], name="receipt_by_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.at}"


class SmsUse(models.Model):
    """How many SMS segments were charged on a local day: to a unit, or in all where `unit_code` is empty."""

    on = models.DateField()
    unit_code = models.CharField(max_length=30, blank=True)
    used = models.PositiveIntegerField(default=0)
    warned = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "unit_code"], name="sms_use_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.unit_code} {self.used}"
