"""The append-only record, its Merkle log, and the cursors that follow it.

`entry`, `leaf`, `node` and `treehead` take new rows only: the app role holds nothing but INSERT and SELECT on
them, and triggers refuse every change by anybody else. `opening` can be erased; `sealmark` and `tailcursor`
are positions, nothing that proves anything.
"""

from django.db import models
from django.db.models.functions import Now

from xiuhua.ledger.rules.canonical import Record


class Entry(models.Model):
    """One act: who did what to which subject, and when.

    The column `txid`, by which the sealer finds what became visible, exists in PostgreSQL only.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    act = models.TextField()
    subject = models.TextField()
    area = models.TextField(default="", blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="ledger_entry_story")]

    def __str__(self) -> str:
        return f"{self.id} {self.act} {self.subject}"

    def record(self) -> Record:
        """Return what the entry's leaf covers."""
        return Record(
            id=self.id,
            at=self.at,
            recorded_at=self.recorded_at,
            actor=self.actor,
            act=self.act,
            subject=self.subject,
            area=self.area,
            detail=self.detail,
        )


class Opening(models.Model):
    """The words behind an entry's digests, and their salt: erasable, and visible by area only."""

    PERSONAL = ("words",)

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True)
    area = models.TextField(default="", blank=True)
    salt = models.BinaryField()
    words = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"opening of {self.entry_id}"


class Leaf(models.Model):
    """The gap-free place of a sealed entry in the log."""

    leaf = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"leaf {self.leaf}"


class Node(models.Model):
    """The root of a complete subtree of 2**level leaves, where the level is a multiple of eight."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class TreeHead(models.Model):
    """A signed root over the first `size` leaves."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    suite = models.TextField()
    public_key = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"head of {self.size}"


class SealMark(models.Model):
    """How far sealing has come, in one row: the snapshot whose every visible entry has a leaf.

    `system` is the cluster the snapshot belongs to; transaction numbers of another one mean nothing.
    """

    id = models.SmallIntegerField(primary_key=True)
    suite = models.TextField()
    system = models.TextField(default="")
    snapshot = models.TextField(default="")

    def __str__(self) -> str:
        return f"sealed up to {self.snapshot}"


class TailCursor(models.Model):
    """How far one tail has read, and why it stands still if it does."""

    name = models.TextField(primary_key=True)
    leaf = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at leaf {self.leaf}"
