"""One run of an import, from the upload to the day it is taken back."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.intake.terms import RunState


class ImportRun(models.Model):
    """A file that somebody brought: how it is read, what it would do, and what became of it.

    What it would do is told twice: in the counts and lists that a person looks at, and in `plan`, a hash over
    every row and what is recorded beside it. A commit reads the file again and is refused where the hash has
    become another.
    """

    PERSONAL = ("preview",)

    kind = models.CharField(max_length=40, help_text="the key of the import kind")
    state = models.CharField(max_length=12, choices=RunState.choices(), default=RunState.READING.value)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(
        max_length=120, help_text="of the file, as it was handed in; its ending says what it is"
    )
    mapping = models.JSONField(default=dict, help_text="what somebody said about the file; see rules.mapping")
    preview = models.JSONField(default=dict, help_text="headings, samples, notes and shapes for the page")
    failure = models.JSONField(
        default=dict, help_text="code and arguments of the sentence that says why it stands still"
    )
    plan = models.CharField(max_length=64, blank=True)
    fresh = models.PositiveIntegerField(default=0, help_text="rows that would be, or are, made")
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0, help_text="rows with at least one fault")
    done = models.PositiveIntegerField(default=0, help_text="rows dealt with by the job that is at it")
    due = models.PositiveIntegerField(default=0, help_text="rows that job has to deal with; 0: not known yet")
    leaves_out = models.BooleanField(default=False, help_text="whether the faulty rows stay out by decision")
    started_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    user_id = models.BigIntegerField(help_text="the account behind the actor, asked again when a job runs")
    areas = ArrayField(
        models.CharField(max_length=20, blank=True), help_text="the area prefixes it may touch"
    )
    started_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.CharField(max_length=60, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=60, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="import_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> RunState:
        """How far it has come."""
        return RunState(self.state)

    @property
    def area_code(self) -> str:
        """Where the act table looks it up, and where its file belongs: the first area it may touch."""
        return self.areas[0] or "*"

    @property
    def total(self) -> int:
        """Rows of the file."""
        return self.fresh + self.changed + self.same + self.faulty

    @property
    def vouched(self) -> dict[str, str | int | bool]:
        """What the ledger vouches for."""
        return {
            "kind": self.kind,
            "state": self.state,
            "file": self.file_id,
            "fresh": self.fresh,
            "changed": self.changed,
            "same": self.same,
            "faulty": self.faulty,
            "leaves_out": self.leaves_out,
        }


class ImportFault(models.Model):
    """Something wrong with one row: the sentence's code and arguments, and the row as the file has it."""

    PERSONAL = ("cells", "arguments")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    cells = models.JSONField(default=dict, help_text="heading to cell")

    class Meta:
        indexes = [models.Index(fields=["run", "row", "id"], name="import_fault_by_run")]

    def __str__(self) -> str:
        return f"{self.row} {self.column} {self.code}"


class ImportChange(models.Model):
    """One column of one recorded row that the file would change."""

    PERSONAL = ("before", "after")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    column = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "row", "id"], name="import_change_by_run")]

    def __str__(self) -> str:
        return f"{self.key} {self.column}"


class ImportedRow(models.Model):
    """A row that a committed import made or changed: what it takes to undo it.

    `fingerprint` is a hash of what was recorded right after the import; where it is another by now, somebody
    has worked with the row and the import can no longer be taken back.
    """

    PERSONAL = ("before",)

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=120)
    row = models.PositiveIntegerField(null=True, help_text="as a person counts it in the file")
    number = models.BigIntegerField(help_text="the row's own key in its table")
    before = models.JSONField(null=True, blank=True, help_text="what it held; empty: the import made it")
    shape = models.BinaryField(null=True, blank=True, help_text="the shape it had, WKB in WGS84")
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="import_row_once")]

    def __str__(self) -> str:
        return self.key


class ImportMapping(models.Model):
    """How the last file of a kind was matched, proposed for the next one of the same area."""

    kind = models.CharField(max_length=40)
    area_code = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    saved_by = models.CharField(max_length=60)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "area_code"], name="import_mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_code}"
