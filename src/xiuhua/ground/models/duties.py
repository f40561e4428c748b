"""Who answers for what, where, when, and on what ground."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators

from xiuhua.files.models import StoredFile
from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.catalogue import CatalogueItem
from xiuhua.ground.models.people import Post, Unit
from xiuhua.ground.terms.duties import ChiefLevel, DraftVerb, DutyGround, DutyHours, RevisionState


class DutyRevision(models.Model):
    """A change to the duty table: drafted, tried, published from a date. Published ones never change."""

    area_code = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    document_number = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=20, choices=RevisionState.choices(), default=RevisionState.DRAFT.value
    )
    effective_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    basis = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"], name="duty_revision_by_area")]

    def __str__(self) -> str:
        return self.title


class Duty(models.Model):
    """One line of the duty table. Without `item` and `class_code` it covers every matter."""

    code = models.CharField(max_length=40, help_text="names the line across revisions, for imports")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="duties")
    area_code = models.CharField(max_length=20)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="duties")
    class_code = models.CharField(max_length=2, blank=True, help_text="a whole class of matters of 2026")
    hours = models.CharField(max_length=20, choices=DutyHours.choices(), default=DutyHours.ALWAYS.value)
    ground = models.CharField(max_length=20, choices=DutyGround.choices())
    level = models.CharField(max_length=20, choices=ChiefLevel.choices(), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="duties")
    validity = DateTimeRangeField(help_text="[since, until)")
    opened_by = models.ForeignKey(DutyRevision, on_delete=models.PROTECT, related_name="opened")
    closed_by = models.ForeignKey(DutyRevision, on_delete=models.PROTECT, null=True, related_name="closed")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="duty_by_area"),
            models.Index(fields=["code", "id"], name="duty_by_code"),
        ]
        constraints = [
            ExclusionConstraint(
                name="duty_code_once_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), ("validity", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state(self) -> str:
        """A duty has a period instead of states."""
        return ""


class DutyDraftLine(models.Model):
    """What a draft will do: add a line, replace one or end one. Without `target` it adds."""

    revision = models.ForeignKey(DutyRevision, on_delete=models.PROTECT, related_name="lines")
    verb = models.CharField(max_length=20, choices=DraftVerb.choices())
    target = models.ForeignKey(Duty, on_delete=models.PROTECT, null=True, related_name="drafts")
    code = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    class_code = models.CharField(max_length=2, blank=True)
    hours = models.CharField(max_length=20, choices=DutyHours.choices(), default=DutyHours.ALWAYS.value)
    ground = models.CharField(max_length=20, choices=DutyGround.choices())
    level = models.CharField(max_length=20, choices=ChiefLevel.choices(), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(null=True, help_text="where it begins later than the revision")
    until = models.DateTimeField(null=True, help_text="end of the duty, where it is known")
    note = models.CharField(max_length=200, blank=True)
    until_before = models.DateTimeField(
        null=True, help_text="when the target would have ended; kept at publishing, for withdrawing"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "code"], name="draft_line_once"),
            models.UniqueConstraint(
                fields=["revision", "target"],
                condition=models.Q(target__isnull=False),
                name="draft_target_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.code}"
