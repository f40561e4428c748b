"""Links to other systems: who may knock at the signed doors, and what they are still to be told."""

from django.db import models

from xiuhua.notices.terms import DeliveryFault
from xiuhua.orders.terms.links import LinkKind, LinkState, MessageKind, MessageState


class Link(models.Model):
    """A system at the other end: the city's 12345 platform, or the telephone system of the hotline.

    `leased_until` keeps two processes from sending at once, as with webhooks.
    """

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=24, choices=LinkKind.choices())
    area_code = models.CharField(max_length=20, help_text="whose orders and calls it brings")
    key = models.CharField(max_length=40, unique=True, help_text="names the link in each request")
    secret = models.CharField(max_length=64, help_text="of the signatures, both ways; shown once")
    url = models.CharField(max_length=500, blank=True, help_text="where it is told; empty where it asks")
    state = models.CharField(max_length=20, choices=LinkState.choices(), default=LinkState.ACTIVE.value)
    leased_until = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="link_by_name")]

    def __str__(self) -> str:
        return self.name


class LinkNonce(models.Model):
    """A nonce that a link has used: the same request again is refused. Forgotten once it is too old."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "nonce"], name="link_nonce_once")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.nonce}"


class LinkMessage(models.Model):
    """One thing that a link is told, written with the act it tells of. Row-level security by `area_code`."""

    PERSONAL = ("body",)

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="messages")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="messages")
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=24, choices=MessageKind.choices())
    body = models.JSONField(help_text="as it is sent")
    state = models.CharField(
        max_length=24, choices=MessageState.choices(), default=MessageState.WAITING.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP, as it was answered last")
    fault = models.CharField(max_length=20, choices=DeliveryFault.choices(), blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["link", "id"], name="link_message_waiting",
                condition=models.Q(state="message_waiting"),
            ),
            models.Index(fields=["order", "id"], name="link_message_by_order"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"
