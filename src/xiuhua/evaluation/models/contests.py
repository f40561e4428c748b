"""Contests: their schemes by version, the rounds that are run, what was marked, and how everybody stood."""

from django.db import models

from xiuhua.evaluation.terms.contests import (
    Cadence,
    Grade,
    MarkState,
    ObjectionState,
    Party,
    RoundState,
    SubjectLevel,
    Unranked,
)
from xiuhua.files.models import StoredFile


class Scheme(models.Model):
    """One version of how an area ranks, see `rules.schemes`. Published ones never change. Public."""

    key = models.CharField(max_length=40)
    area_code = models.CharField(max_length=20, help_text="whose parts are ranked")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per key and area")
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)
    level = models.CharField(max_length=20, choices=SubjectLevel.choices())
    cadence = models.CharField(max_length=20, choices=Cadence.choices())
    body = models.JSONField(help_text="all that the scheme says")
    reason = models.CharField(max_length=200)
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "area_code", "number"], name="contest_scheme_once")
        ]
        indexes = [models.Index(fields=["published_at", "id"], name="contest_scheme_by_time")]

    def __str__(self) -> str:
        return f"{self.zh} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class Round(models.Model):
    """A scheme over one period. Public: what it ranks is printed in the newspaper."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rounds")
    key = models.CharField(max_length=40, help_text="of the scheme")
    area_code = models.CharField(max_length=20)
    name = models.CharField(max_length=100, help_text="洁美杯 2026-Q1")
    period = models.CharField(max_length=10, help_text="2026-03 or 2026-Q1")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=20, choices=RoundState.choices(), default=RoundState.OPEN.value)
    opened_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "area_code", "period"], name="contest_round_once")
        ]
        indexes = [models.Index(fields=["since", "id"], name="contest_round_by_time")]

    def __str__(self) -> str:
        return self.name


class Mark(models.Model):
    """A sheet: somebody looked at a sampled point and gave points by item. Row-level security."""

    PERSONAL = ("note", "spot")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given where it was written down")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="marks")
    subject_code = models.CharField(max_length=30, help_text="the area or unit that is marked")
    subject_name = models.CharField(max_length=100, help_text="as it was then")
    month = models.CharField(max_length=7, help_text="2026-03, the statistical month that `at` lies in")
    points = models.JSONField(help_text="by item, as decimals in words")
    samples = models.PositiveSmallIntegerField(help_text="how many sampled points the sheet stands for")
    problems = models.PositiveSmallIntegerField(default=0, help_text="how many problems were found there")
    party = models.CharField(max_length=20, choices=Party.choices(), default=Party.DISTRICT.value)
    spot = models.CharField(max_length=160, blank=True, help_text="where it was")
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=MarkState.choices(), default=MarkState.COUNTED.value)
    struck_at = models.DateTimeField(null=True)
    marked_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    area_code = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["round", "subject_code"], name="contest_mark_by_round"),
            models.Index(fields=["at", "id"], name="contest_mark_by_time"),
            models.Index(fields=["area_code", "id"], name="contest_mark_by_area"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: CP00000012."""
        return f"CP{self.pk:08d}"


class MarkPhoto(models.Model):
    """A photo of what was marked."""

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.mark_id} {self.file_id}"


class MarkRecheck(models.Model):
    """复查: whoever marks looked again, and so many more problems of the sheet are put right. Never changed.

    Row-level security.
    """

    PERSONAL = ("note",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given where it was written down")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="rechecks")
    rectified = models.PositiveSmallIntegerField(help_text="how many more of its problems are put right")
    note = models.TextField(blank=True)
    checked_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    area_code = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["mark", "at"], name="mark_recheck_by_mark"),
            models.Index(fields=["area_code", "id"], name="mark_recheck_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.rectified}"


class RecheckPhoto(models.Model):
    """A photo of what was put right."""

    recheck = models.ForeignKey(MarkRecheck, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.recheck_id} {self.file_id}"


class Objection(models.Model):
    """申诉: what somebody has against an item of a sheet, and the answer. Row-level security."""

    PERSONAL = ("text", "answer")

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="objections")
    item = models.CharField(max_length=40)
    text = models.TextField()
    state = models.CharField(
        max_length=20, choices=ObjectionState.choices(), default=ObjectionState.RAISED.value
    )
    answer = models.TextField(blank=True)
    raised_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["raised_at", "id"], name="contest_objection_by_time")]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.item}"


class Standing(models.Model):
    """How somebody stood in a published round, with the arithmetic. Never changed. Public as the round is."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="standings")
    subject_code = models.CharField(max_length=30)
    subject_name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=20)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="null: not ranked")
    rank = models.PositiveIntegerField(null=True, help_text="1 is the best; equal scores share it")
    from_end = models.PositiveIntegerField(null=True, help_text="1 is the worst")
    ranked = models.PositiveIntegerField(help_text="how many were ranked")
    unranked = models.CharField(max_length=20, choices=Unranked.choices(), blank=True)
    grade = models.CharField(max_length=20, choices=Grade.choices(), blank=True)
    samples = models.PositiveIntegerField()
    first_streak = models.PositiveIntegerField(
        default=0, help_text="in how many periods up to this one it stood first"
    )
    grade_streak = models.PositiveIntegerField(
        default=0, help_text="in how many periods up to this one it was excellent"
    )
    lines = models.JSONField(help_text="the arithmetic, see rules.ranking.Line")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "subject_code"], name="contest_standing_once")
        ]
        indexes = [
            models.Index(fields=["subject_code", "id"], name="contest_standing_by_subject"),
            models.Index(fields=["round", "rank", "id"], name="contest_standing_by_rank"),
            models.Index(fields=["published_at", "id"], name="contest_standing_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.rank}"

    @property
    def state(self) -> str:
        """A standing has no states: it was published."""
        return ""


class Printing(models.Model):
    """刊发: where a published ranking was printed. Never changed. Public as the round is."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="printings")
    paper = models.CharField(max_length=60, help_text="舟山日报")
    place = models.CharField(max_length=60, blank=True, help_text="头版")
    on = models.DateField()
    recorded_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["round", "on"], name="contest_printing_by_round")]

    def __str__(self) -> str:
        return f"{self.paper} {self.on}"


class Trial(models.Model):
    """试算: a scheme that is not published, tried on past rounds beside the one that held then. Public."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="trials", help_text="in force when it was tried"
    )
    area_code = models.CharField(max_length=20)
    body = models.JSONField(help_text="all that the tried scheme says")
    told = models.JSONField(help_text="by round: who stood where, and where they would have stood")
    tried_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tried_at", "id"], name="contest_trial_by_time")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.pk}"

    @property
    def state(self) -> str:
        """A trial has no states: it was made."""
        return ""
