"""新闻宣传, 舆情: articles from plan to publication, and what the public says with what was done about it."""

from django.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import Unit
from xiuhua.oversight.terms.publicity import ArticleState, MediaChannel, OpinionLevel, OpinionState


class Article(models.Model):
    """One article on the plan. Row-level security by `area_code`."""

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="which writes it")
    due_on = models.DateField(help_text="the day by which it is to be published")
    due_at = models.DateTimeField(help_text="the first instant of `due_on`, for figures and order")
    text = models.TextField(blank=True, help_text="as last handed in")
    note = models.TextField(blank=True, help_text="what is asked for, or why it was sent back")
    state = models.CharField(
        max_length=20, choices=ArticleState.choices(), default=ArticleState.PLANNED.value
    )
    written_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    approved_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    published_at = models.DateTimeField(
        null=True, help_text="the first instant of the first day it stood anywhere"
    )
    planned_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="article_by_area"),
            models.Index(fields=["due_at", "id"], name="article_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people name it: XC00000012."""
        return f"XC{self.pk:08d}"


class Publication(models.Model):
    """Where and when an article stood. Never changed. Row-level security."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="publications", db_index=False
    )
    channel = models.CharField(max_length=20, choices=MediaChannel.choices())
    on = models.DateField()
    at = models.DateTimeField(help_text="the first instant of `on`, for figures and order")
    link = models.URLField(max_length=300, blank=True, help_text="none for print and television")
    media = models.CharField(max_length=60, blank=True, help_text="the paper's, station's or account's name")
    recorded_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "channel", "media"], name="publication_once")
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="publication_by_area"),
            models.Index(fields=["at", "id"], name="publication_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.channel}"

    @property
    def state(self) -> str:
        """A publication has no states: it took place."""
        return ""


class Opinion(models.Model):
    """One clue of public opinion, and what was done about it. Row-level security by `area_code`."""

    PERSONAL = ("text", "handled", "answer")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    title = models.CharField(max_length=120)
    text = models.TextField(help_text="what is said")
    channel = models.CharField(max_length=20, choices=MediaChannel.choices())
    link = models.URLField(max_length=300, blank=True)
    level = models.CharField(max_length=20, choices=OpinionLevel.choices())
    state = models.CharField(max_length=20, choices=OpinionState.choices(), default=OpinionState.FOUND.value)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    due_on = models.DateField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    handled = models.TextField(blank=True, help_text="what the unit did")
    handled_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    handled_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="as it was published")
    answer_link = models.URLField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    answered_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="opinion_by_area"),
            models.Index(fields=["found_at", "id"], name="opinion_by_time"),
            models.Index(fields=["unit", "id"], name="opinion_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people name it: YQ00000012."""
        return f"YQ{self.pk:08d}"
