"""Who outside is told of sealed acts, and how far that has come."""

from django.db import models

from xiuhua.ledger.models import Entry
from xiuhua.notices.terms import DeliveryFault, DeliveryState, WebhookState


class Webhook(models.Model):
    """An address of another system that is told of acts by their ids.

    `leased_until` keeps two processes from sending at once: whoever sends holds the webhook until then, and a
    process that dies leaves it to the next one.
    """

    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=64, help_text="of the signature; shown once")
    acts = models.CharField(max_length=60, blank=True, help_text="how they begin: `case.`; empty for all")
    area_code = models.CharField(max_length=20, blank=True, help_text="with all below it; empty for all")
    state = models.CharField(max_length=20, choices=WebhookState.choices(), default=WebhookState.ACTIVE.value)
    since_leaf = models.BigIntegerField(help_text="what was sealed before is not its business")
    leased_until = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="webhook_by_name")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One sealed act that one webhook is told of: sent until it is accepted, in the order of the leaves."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    leaf = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=20, choices=DeliveryState.choices(), default=DeliveryState.WAITING.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP, as it was answered last")
    took_ms = models.PositiveIntegerField(null=True)
    fault = models.CharField(max_length=20, choices=DeliveryFault.choices(), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "leaf"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["webhook", "leaf"],
                name="delivery_waiting",
                condition=models.Q(state="delivery_waiting"),
            ),
            models.Index(
                fields=["tried_at"], name="delivery_done", condition=models.Q(state="delivery_delivered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.leaf}"
