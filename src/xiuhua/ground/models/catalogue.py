"""The catalogue of components and matters, and the handbook that says who handles what within which limit."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.files.models import StoredFile
from xiuhua.files.terms import PhotoRange
from xiuhua.ground.models.people import Unit
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.terms.catalogue import HandbookState, ItemKind, Standard


class CatalogueItem(models.Model):
    """A kind of component or of matter, keyed (standard, kind, code). Component and matter codes overlap."""

    standard = models.CharField(max_length=20, choices=Standard.choices())
    kind = models.CharField(max_length=20, choices=ItemKind.choices())
    code = models.CharField(
        max_length=5, help_text="2 + 3 digits in 2026, 2 + 2 in 2013; extensions from 999 down"
    )
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=80, blank=True)
    class_code = models.CharField(max_length=2)
    class_zh = models.CharField(max_length=20)
    class_en = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120, help_text="where this line was taken from")
    unchecked = models.CharField(
        max_length=200, blank=True, help_text="what still needs checking against the purchased text"
    )
    search = SearchVectorField(null=True, help_text="code, names and pinyin initials")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "kind", "code"], name="catalogue_item_key"),
        ]
        indexes = [
            models.Index(fields=["code", "id"], name="catalogue_item_by_code"),
            models.Index(fields=["zh", "id"], name="catalogue_item_by_name"),
            GinIndex(fields=["search"], name="catalogue_item_search"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"

    @property
    def area_code(self) -> str:
        """A standard belongs to no area."""
        return ""

    @property
    def state(self) -> str:
        """A line of a standard has no states."""
        return ""


class ItemSuccession(models.Model):
    """Which item of the older standard became which of the newer one."""

    older = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="successors")
    newer = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="predecessors", null=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["older", "newer"], name="item_succession_once")]

    def __str__(self) -> str:
        return f"{self.older_id} → {self.newer_id}"


class Handbook(models.Model):
    """One version of the 指挥手册. Published versions never change; a new one takes over from its day."""

    area_code = models.CharField(max_length=20, help_text="the city or district it holds for")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area")
    title = models.CharField(max_length=80)
    document_number = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=20, choices=HandbookState.choices(), default=HandbookState.DRAFT.value
    )
    effective_at = models.DateTimeField(null=True, help_text="set when it is published")
    published_at = models.DateTimeField(null=True)
    basis = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", help_text="the version it began with"
    )
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="handbook_number_once"),
            models.UniqueConstraint(
                fields=["area_code"], condition=models.Q(state="draft"), name="handbook_one_draft"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(effective_at__isnull=False, published_at__isnull=False),
                name="handbook_published_has_day",
            ),
        ]
        indexes = [models.Index(fields=["area_code", "id"], name="handbook_by_area")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class HandbookLine(models.Model):
    """One condition of one item: when it is filed, within which limit, and what closes it."""

    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="handbook_lines")
    sequence = models.PositiveSmallIntegerField(help_text="1, 2, 3 … within the item")
    filing_condition = models.CharField(max_length=300)
    limit_amount = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True, help_text="terms.calendars.TimeUnit")
    manual_reason = models.CharField(
        max_length=120, blank=True, help_text="why no clock can count it: 种植季节"
    )
    closing_condition = models.CharField(max_length=300)
    steward = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="主管")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="权属")
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="养护")
    handler = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="处置")
    source = models.CharField(max_length=120, blank=True)
    unchecked = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handbook", "item", "sequence"], name="handbook_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.sequence}"

    @property
    def area_code(self) -> str:
        """Where its version holds."""
        return self.handbook.area_code

    @property
    def state(self) -> str:
        """Where its version stands: only a draft's lines change."""
        return self.handbook.state

    @property
    def limit(self) -> Limit | Manual | None:
        """The limit, or why a person must judge it; None while nobody has written one."""
        if self.manual_reason:
            return Manual(self.manual_reason)
        return Limit(self.limit_amount, TimeUnit(self.limit_unit)) if self.limit_amount else None


class ExamplePhoto(models.Model):
    """A picture that shows what a line of the handbook means."""

    line = models.ForeignKey(HandbookLine, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    shot = models.CharField(
        max_length=20, choices=PhotoRange.choices(), default=PhotoRange.NEAR.value, help_text="近景 or 远景"
    )
    caption = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.caption

    @property
    def area_code(self) -> str:
        """Where its version holds."""
        return self.line.handbook.area_code

    @property
    def state(self) -> str:
        """Where its version stands: only a draft's photos change."""
        return self.line.handbook.state
