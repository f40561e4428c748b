"""Messages that were left on boards elsewhere, and the issues that many of them are about."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.cases.models import Case, Report
from xiuhua.ground.models import CatalogueItem, Unit
from xiuhua.residents.terms.messages import IssueState, MessageState


class Issue(models.Model):
    """What many messages of one neighbourhood are about. Row-level security by `area_code`."""

    PERSONAL = ("note",)

    key = models.CharField(max_length=120, unique=True, help_text="area, then matter or first message")
    title = models.CharField(max_length=120)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=IssueState.choices())
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True, help_text="what makes it difficult, and what is to be done")
    due_on = models.DateField(null=True)
    messages_count = models.PositiveIntegerField(default=0, help_text="in the last thirty days")
    week_count = models.PositiveIntegerField(default=0, help_text="in the last seven days")
    before_count = models.PositiveIntegerField(default=0, help_text="in the seven days before those")
    last_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["messages_count", "id"], name="issue_by_count"),
            models.Index(fields=["last_at", "id"], name="issue_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """One message of a board, under its number there. Row-level security by `area_code`."""

    PERSONAL = ("title", "text", "author", "phone", "search", "reply")

    key = models.CharField(max_length=130, unique=True, help_text="board and number")
    board = models.CharField(max_length=60)
    ref = models.CharField(max_length=60, help_text="its number on the board")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    author = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True)
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="by when the board wants a reply")
    state = models.CharField(max_length=20, choices=MessageState.choices(), default=MessageState.NEW.value)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="messages")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.SET_NULL, null=True, related_name="messages")
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=60, blank=True)
    search = SearchVectorField(null=True, help_text="bigrams of number, title, words, address")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["posted_at", "id"], name="message_by_time"),
            models.Index(fields=["state", "id"], name="message_by_state"),
            models.Index(fields=["replied_at", "id"], name="message_by_reply"),
            models.Index(fields=["area_code", "id"], name="message_by_area"),
            GinIndex(fields=["search"], name="message_search"),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.ref}"
