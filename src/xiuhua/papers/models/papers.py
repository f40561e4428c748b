"""Documents that a person drafts from the record, and the numbers that official papers carry."""

from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.papers.terms import PaperKind, PaperState


class PaperCounter(models.Model):
    """The last number given to a kind of paper in an area and a year. Locked last, so that none is lost."""

    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=PaperKind.choices())
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind", "year"], name="paper_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind} {self.year}: {self.last}"


class Paper(models.Model):
    """One document about a case. Row-level security by `area_code`.

    `subject` names what it is about as the ledger does, `case:12`: cases lie above this app.
    """

    PERSONAL = ("body", "addressee", "sources")

    kind = models.CharField(max_length=20, choices=PaperKind.choices())
    subject = models.CharField(max_length=40, help_text="as the ledger names it: case:12")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=PaperState.choices(), default=PaperState.DRAFT.value)
    number = models.CharField(max_length=40, blank=True, help_text="given when it became final")
    title = models.CharField(max_length=120)
    addressee = models.CharField(max_length=120, blank=True, help_text="主送")
    issuer = models.CharField(max_length=100, blank=True, help_text="whose name stands under it")
    body = models.TextField(help_text="a paragraph a line")
    sources = models.JSONField(default=list, help_text="each drafted sentence with the records it came from")
    version = models.PositiveSmallIntegerField(default=1, help_text="the last one kept")
    drafted_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    drafted_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="when the draft was last written down")
    finished_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "number"], condition=~models.Q(number=""), name="paper_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paper_final")
                | models.Q(file__isnull=False) & ~models.Q(number=""),
                name="paper_final_is_kept",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="paper_by_subject"),
            models.Index(fields=["saved_at", "id"], name="paper_by_change"),
            models.Index(fields=["area_code", "id"], name="paper_by_area"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """A text of a document that somebody kept. Never changed; row-level security by `area_code`."""

    PERSONAL = ("body",)

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    area_code = models.CharField(max_length=20)
    kept_by = models.CharField(max_length=60)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.number}"
