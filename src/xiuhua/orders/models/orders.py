"""Work orders: what a citizen asked, who was called, which cases it became, and how it ended."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.cases.models import Case
from xiuhua.ground.models import Area, CatalogueItem
from xiuhua.ledger.models import Entry
from xiuhua.orders.models.links import Link
from xiuhua.orders.terms.orders import (
    ContactOutcome,
    OrderAlert,
    OrderKind,
    OrderSource,
    OrderState,
    Satisfaction,
)


class Order(models.Model):
    """One order: the projection of its moves, with deadlines fixed when it came in.

    Row-level security by `area_code`. Who called is kept here and never goes to the unit that handles.
    """

    PERSONAL = ("words", "search", "caller_name", "caller_phone", "phone_key", "reply")

    source = models.CharField(max_length=20, choices=OrderSource.choices())
    link = models.ForeignKey(Link, on_delete=models.PROTECT, null=True, related_name="+")
    city_number = models.CharField(max_length=40, blank=True, help_text="of the platform above")
    kind = models.CharField(max_length=20, choices=OrderKind.choices())
    words = models.TextField(help_text="the citizen's own, as they were taken down")
    caller_name = models.CharField(max_length=40, blank=True)
    caller_phone = models.CharField(max_length=20, blank=True)
    phone_key = models.CharField(max_length=20, blank=True, help_text="its digits, to find earlier ones")
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="WGS84")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    version = models.ForeignKey(
        "orders.OrderVersion", on_delete=models.PROTECT, null=True, related_name="+", help_text="its limits"
    )
    sign_due_at = models.DateTimeField()
    call_due_at = models.DateTimeField()
    pass_on_due_at = models.DateTimeField()
    return_due_at = models.DateTimeField()
    reply_due_at = models.DateTimeField()

    state = models.CharField(max_length=20, choices=OrderState.choices())
    asked = models.CharField(max_length=24, blank=True, help_text="what waits for an answer from above")
    returned_from = models.CharField(max_length=20, blank=True, help_text="where it stood")
    signed_at = models.DateTimeField(null=True)
    first_called_at = models.DateTimeField(null=True, help_text="the first try to call")
    contacted_at = models.DateTimeField(null=True, help_text="when the citizen was first reached")
    passed_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True, help_text="the last time")
    called_back_at = models.DateTimeField(null=True, help_text="when an answer was got")
    archived_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    signed_in_time = models.BooleanField(null=True)
    contacted_in_time = models.BooleanField(null=True)
    passed_in_time = models.BooleanField(null=True)
    replied_in_time = models.BooleanField(null=True)
    resolved = models.BooleanField(null=True, help_text="as the citizen says")
    satisfied = models.CharField(max_length=20, choices=Satisfaction.choices(), blank=True)
    redos = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reply = models.TextField(blank=True, help_text="the last one sent, or the draft that waits")
    due_at = models.DateTimeField(null=True, help_text="of what it waits for")
    soon_at = models.DateTimeField(null=True)
    alert = models.CharField(max_length=24, choices=OrderAlert.choices(), default=OrderAlert.NONE.value)
    next_at = models.DateTimeField(null=True, help_text="when it must next be spoken of")
    moves_count = models.PositiveIntegerField(default=0)
    search = SearchVectorField(null=True, help_text="bigrams of numbers, words, address")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "city_number"], name="order_number_once", condition=~models.Q(city_number="")
            )
        ]
        indexes = [
            models.Index(fields=["state", "area_code", "id"], name="order_by_state"),
            models.Index(fields=["area_code", "id"], name="order_by_area"),
            models.Index(fields=["received_at", "id"], name="order_by_time"),
            models.Index(fields=["due_at", "id"], name="order_by_due"),
            models.Index(
                fields=["next_at"], name="order_by_alert", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(fields=["phone_key"], name="order_by_phone", condition=~models.Q(phone_key="")),
            GinIndex(fields=["search"], name="order_search"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number as people say it."""
        return f"GD{self.pk:08d}"


class OrderCase(models.Model):
    """One matter of an order and its case. `until` ends it: the matter was done again as another case."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "case"], name="order_case_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.case_id}"


class OrderContact(models.Model):
    """One try to reach the citizen. Row-level security by `area_code`."""

    PERSONAL = ("note",)

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="contacts")
    area_code = models.CharField(max_length=20)
    outcome = models.CharField(max_length=24, choices=ContactOutcome.choices())
    is_callback = models.BooleanField(default=False, help_text="回访: to ask how it went")
    note = models.TextField(blank=True)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="order_contact_by_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.outcome}"


class OrderMove(models.Model):
    """One act on an order; never changed. `detail["set"]` holds what it made of the order's columns."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per order")
    act = models.CharField(max_length=40)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    area_code = models.CharField(max_length=20)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="order_move_once")]
        indexes = [models.Index(fields=["recorded_at"], name="order_move_by_record")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.act}"


class OrderVersion(models.Model):
    """One version of an area's limits of orders. Published ones never change."""

    area_code = models.CharField(max_length=20, help_text="everything below it, unless it has its own")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    chosen = models.JSONField(help_text="what differs from rules.order_settings.OrderSettings()")
    reason = models.CharField(max_length=200, blank=True)
    effective_at = models.DateTimeField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="order_version_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""
