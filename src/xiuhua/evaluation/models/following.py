"""What follows from a ranking: interviews, and commendations."""

from django.db import models

from xiuhua.evaluation.models.contests import Round, Standing
from xiuhua.evaluation.terms.contests import (
    Grade,
    InterviewState,
    ListingState,
    Outcome,
    PaymentState,
    Seat,
)


class Interview(models.Model):
    """约谈: drafted by a trigger, held, followed up, closed. Row-level security by `area_code`."""

    PERSONAL = ("minutes", "commitments", "followed", "result", "present")

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="interviews")
    rule = models.CharField(max_length=10, help_text="R-04")
    subject_code = models.CharField(max_length=30)
    subject_name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=20)
    interviewer = models.CharField(max_length=30, choices=Seat.choices())
    interviewee = models.CharField(max_length=30, choices=Seat.choices())
    sequence = models.JSONField(help_text="the rounds that called for it: period, rank, of, score")
    mean = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, help_text="that the score was below, where that was it"
    )
    state = models.CharField(
        max_length=20, choices=InterviewState.choices(), default=InterviewState.DRAFTED.value
    )
    present = models.CharField(max_length=200, blank=True, help_text="who was there")
    minutes = models.TextField(blank=True)
    commitments = models.TextField(blank=True)
    due_on = models.DateField(null=True, help_text="until when what was promised is done")
    figure = models.CharField(max_length=60, blank=True, help_text="key of the figure that was promised")
    figure_target = models.FloatField(null=True, help_text="in the unit of the figure")
    figure_period = models.CharField(max_length=10, blank=True, help_text="2026-08, over which it is counted")
    figure_value = models.FloatField(null=True, help_text="what it was when the interview was closed")
    followed = models.TextField(blank=True)
    result = models.TextField(blank=True)
    result_round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, related_name="+", help_text="that it was closed by"
    )
    held_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    drafted_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standing", "rule"], name="interview_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="interview_by_area"),
            models.Index(fields=["drafted_at", "id"], name="interview_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: YT00000012."""
        return f"YT{self.pk:08d}"


class Commendation(models.Model):
    """嘉奖, 奖补: what a rank or a grade earned. Never changed. Row-level security by `area_code`."""

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="commendations")
    rule = models.CharField(max_length=10, help_text="R-06+")
    subject_code = models.CharField(max_length=30)
    subject_name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    grade = models.CharField(max_length=20, choices=Grade.choices(), blank=True)
    amount_fen = models.BigIntegerField(null=True, help_text="null: the scheme sets none")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standing", "rule"], name="commendation_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="commendation_by_area"),
            models.Index(fields=["at", "id"], name="commendation_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.rule}"

    @property
    def state(self) -> str:
        """A commendation has no states: it was given."""
        return ""


class Listing(models.Model):
    """A place on the red or the black list: told first, then published. Row-level security by `area_code`."""

    PERSONAL = ("objection", "answer", "claim", "repair", "subject_name")

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="listings")
    kind = models.CharField(max_length=20, choices=Outcome.choices(), help_text="red or black")
    rule = models.CharField(max_length=10, help_text="R-79")
    subject_code = models.CharField(max_length=30)
    subject_name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=20)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    line = models.DecimalField(max_digits=6, decimal_places=2, help_text="the score that lists it")
    state = models.CharField(max_length=20, choices=ListingState.choices(), default=ListingState.TOLD.value)
    told_at = models.DateTimeField()
    object_until = models.DateTimeField(help_text="published not before, unless it was answered")
    objection = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, help_text="when a place on the black list ends by itself")
    claim = models.TextField(blank=True, help_text="what was put right, as whoever is listed says it")
    repair = models.TextField(blank=True, help_text="what was seen when somebody looked")
    repaired_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standing", "rule"], name="listing_once")]
        indexes = [
            models.Index(fields=["area_code", "id"], name="listing_by_area"),
            models.Index(fields=["told_at", "id"], name="listing_by_time"),
            models.Index(fields=["subject_code", "id"], name="listing_by_subject"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: HB00000012."""
        return f"HB{self.pk:08d}"


class PaymentSheet(models.Model):
    """奖补计算书: what a ranking pays to whom, and how that adds up. Row-level security by `area_code`."""

    PERSONAL = ("note",)

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="payment")
    area_code = models.CharField(max_length=20)
    lines = models.JSONField(help_text="by subject: score, grade, rule, amount")
    total_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=20, choices=PaymentState.choices(), default=PaymentState.DRAFTED.value
    )
    note = models.TextField(blank=True)
    decided_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    decided_at = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="payment_by_area"),
            models.Index(fields=["drafted_at", "id"], name="payment_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: JB00000012."""
        return f"JB{self.pk:08d}"
