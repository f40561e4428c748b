"""Telephone calls to the hotline, as its telephone system tells of them."""

from django.db import models

from xiuhua.access.models import User
from xiuhua.files.models import StoredFile
from xiuhua.orders.models.links import Link
from xiuhua.orders.models.orders import Order
from xiuhua.orders.terms.calls import CallState


class Call(models.Model):
    """One call, with its recording and the order it became. Row-level security by `area_code`."""

    PERSONAL = ("caller_phone", "phone_key")

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    call_id = models.CharField(max_length=80, help_text="the telephone system's own")
    caller_phone = models.CharField(max_length=20, blank=True, help_text="empty where it is withheld")
    phone_key = models.CharField(max_length=20, blank=True)
    agent = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=CallState.choices())
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recording = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="calls")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "call_id"], name="call_once")]
        indexes = [
            models.Index(fields=["rang_at", "id"], name="call_by_time"),
            models.Index(fields=["area_code", "id"], name="call_by_area"),
            models.Index(fields=["agent", "rang_at"], name="call_by_agent"),
            models.Index(fields=["phone_key"], name="call_by_phone", condition=~models.Q(phone_key="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number as people say it."""
        return f"LD{self.pk:08d}"
