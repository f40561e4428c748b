"""Briefings: what was drafted from records, what people wrote in it, its charts, and what recurs where."""

from django.db import models

from xiuhua.briefings.terms import BriefingKind, BriefingState
from xiuhua.files.models import StoredFile


class Briefing(models.Model):
    """One briefing of one period of an area. Row-level security; what is sent is seen below its area too."""

    kind = models.CharField(max_length=30, choices=BriefingKind.choices())
    template = models.CharField(max_length=40, help_text="key of the template it is written after")
    area_code = models.CharField(max_length=20)
    period = models.CharField(max_length=10, help_text="2026-03-02, 2026-W10, 2026-03, 2026-Q1 or 2026")
    state = models.CharField(
        max_length=20, choices=BriefingState.choices(), default=BriefingState.REQUESTED.value
    )
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True, help_text="given when it was signed off")
    content = models.JSONField(default=list, help_text="the blocks as the platform wrote them")
    figures = models.JSONField(default=list, help_text="every figure in them, by number, with its counts")
    gaps = models.PositiveSmallIntegerField(default=0, help_text="places that a person has to write")
    version = models.PositiveSmallIntegerField(default=0, help_text="how often it was drafted or edited")
    as_of = models.DateTimeField(null=True, help_text="what its figures were counted as of")
    requested_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    requested_at = models.DateTimeField()
    edited_by = models.CharField(max_length=60, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    issuer = models.CharField(max_length=100, blank=True, help_text="whose name stands under it")
    copied_to = models.CharField(
        max_length=300, blank=True, help_text="抄送, as it was typed when it was sent"
    )
    returned_why = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often its writing failed")
    not_before = models.DateTimeField(null=True, help_text="when it is tried again")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "area_code", "period", "template"], name="briefing_once"),
            models.UniqueConstraint(
                fields=["area_code", "number"], condition=~models.Q(number=""), name="briefing_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["briefing_signed", "briefing_sent"])
                | models.Q(file__isnull=False) & ~models.Q(number=""),
                name="briefing_signed_is_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="briefing_by_area"),
            models.Index(fields=["changed_at", "id"], name="briefing_by_change"),
            models.Index(fields=["state", "id"], name="briefing_by_state"),
        ]

    def __str__(self) -> str:
        return self.title


class BriefingEdit(models.Model):
    """What a person wrote in the place of a block. Never changed: the last one of a block and draft stands.

    Row-level security by `area_code`.
    """

    PERSONAL = ("text",)

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="edits")
    block = models.CharField(max_length=10)
    as_of = models.DateTimeField(help_text="the draft that it was written in")
    text = models.TextField(help_text="empty where the block is left out")
    area_code = models.CharField(max_length=20)
    edited_by = models.CharField(max_length=60)
    edited_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["briefing", "id"], name="briefing_edit_by_briefing")]

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.block}"


class BriefingChart(models.Model):
    """A chart of a draft, as it was drawn. Row-level security by `area_code`."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="charts")
    number = models.PositiveSmallIntegerField()
    png = models.BinaryField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["briefing", "number"], name="briefing_chart_once")]

    def __str__(self) -> str:
        return f"{self.briefing_id}.{self.number}"


class BriefingPlan(models.Model):
    """Whether a kind is drafted by itself for an area, and after which template. Row-level security."""

    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=BriefingKind.choices())
    template = models.CharField(max_length=40)
    enabled = models.BooleanField(default=True)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per area and kind")
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind", "number"], name="briefing_plan_once")
        ]
        indexes = [models.Index(fields=["area_code", "id"], name="briefing_plan_by_area")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states."""
        return ""
