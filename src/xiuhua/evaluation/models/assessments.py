"""How people of a post are assessed: the scheme, the assessment of a period, each person's result."""

from django.db import models

from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentState, PersonGrade


class PostScheme(models.Model):
    """How a post is assessed in an area, in versions, see `rules.assessing`. Published ones never change."""

    area_code = models.CharField(max_length=20)
    post = models.CharField(max_length=20, choices=AssessedPost.choices())
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per post and area")
    body = models.JSONField(help_text="all that the scheme says")
    reason = models.CharField(max_length=200)
    published_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "post", "number"], name="post_scheme_once")
        ]
        indexes = [models.Index(fields=["published_at", "id"], name="post_scheme_by_time")]

    def __str__(self) -> str:
        return f"{self.post} {self.number}"

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class Assessment(models.Model):
    """A scheme over one period. No person is in it."""

    scheme = models.ForeignKey(PostScheme, on_delete=models.PROTECT, related_name="assessments")
    area_code = models.CharField(max_length=20)
    post = models.CharField(max_length=20, choices=AssessedPost.choices())
    period = models.CharField(max_length=10, help_text="2026-03, 2026-Q1 or 2026")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=AssessmentState.choices(), default=AssessmentState.OPEN.value
    )
    as_of = models.DateTimeField(help_text="counted from what was recorded by then")
    objections_until = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="when the sweep has to look at it again")
    made_at = models.DateTimeField()
    final_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_code", "post", "period"], name="assessment_once")
        ]
        indexes = [models.Index(fields=["since", "id"], name="assessment_by_time")]

    def __str__(self) -> str:
        return f"{self.post} {self.period}"


class PersonResult(models.Model):
    """What one person's records of a period come to, with the arithmetic. Row-level security."""

    PERSONAL = ("name", "used")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="results")
    actor = models.CharField(max_length=60, help_text="as the ledger names actors, user:12")
    name = models.CharField(max_length=40, help_text="as it was then")
    unit_name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=20, help_text="where the post is held")
    sample = models.PositiveIntegerField(help_text="how many records there are of the person")
    raw_score = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, help_text="as if no objection had been upheld"
    )
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="null: not graded")
    grade = models.CharField(max_length=20, choices=PersonGrade.choices())
    lines = models.JSONField(help_text="the arithmetic, see rules.assessing.Line")
    used = models.CharField(max_length=200, blank=True, help_text="what the result was used for")
    used_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "actor"], name="person_result_once")]
        indexes = [
            models.Index(fields=["actor", "id"], name="person_result_by_actor"),
            models.Index(fields=["area_code", "id"], name="person_result_by_area"),
            models.Index(fields=["updated_at", "id"], name="person_result_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.actor}"

    @property
    def state(self) -> str:
        """Whether objections are taken still."""
        return self.assessment.state
