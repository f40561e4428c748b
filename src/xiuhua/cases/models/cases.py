"""The matter itself, as its moves have left it."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.cases.terms import AskedFor, CaseState, Channel, Closing, Stage, Track
from xiuhua.ground.models import Area, CatalogueItem, Component, HandbookLine, Person, Premises, Unit


class Case(models.Model):
    """A matter that somebody must settle: the projection of its moves. Row-level security by `area_code`.

    Every column but the first group can be rebuilt from `Move`; `./xiuhua manage cases_compare` does.
    """

    PERSONAL = ("description", "search")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given by whoever reported it first")
    channel = models.CharField(max_length=24, choices=Channel.choices(), help_text="source of discovery")
    smart = models.BooleanField(default=False, help_text="whether a machine found it")
    track = models.CharField(max_length=20, choices=Track.choices(), default=Track.ORDINARY.value)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True, help_text="as reported; may hold what a caller said")
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="WGS84; None where nobody knows")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="cases")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="cases")
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    upper_number = models.CharField(max_length=40, blank=True, help_text="of the platform above")
    upper_due_at = models.DateTimeField(null=True, help_text="as the platform above has fixed it")
    redo_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="redone_as")
    rebound_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="rebounds")

    state = models.CharField(max_length=20, choices=CaseState.choices())
    closing = models.CharField(max_length=20, choices=Closing.choices(), blank=True)
    asked = models.CharField(
        max_length=20, choices=AskedFor.choices(), blank=True, help_text="what waits to be granted"
    )
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # `case_by_item` begins with it, as `case_by_unit` with the unit
    line = models.ForeignKey(HandbookLine, on_delete=models.PROTECT, null=True, related_name="+")
    limit_amount = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True, help_text="ground.terms.calendars.TimeUnit")
    limit_source = models.CharField(max_length=30, blank=True, help_text="which rule gave it")
    dangerous = models.BooleanField(default=False, help_text="cannot wait for anybody's consent")
    key_area = models.BooleanField(default=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False, help_text="主办"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    defers = models.PositiveSmallIntegerField(default=0)
    steps_up = models.PositiveSmallIntegerField(default=0)
    returns_exempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    reworks_exempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    resume_at = models.DateTimeField(null=True, help_text="when a deferral ends")
    review_on = models.DateField(null=True, help_text="when the problem list is next gone through")
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True, help_text="the first time")
    received_at = models.DateTimeField(null=True, help_text="the first time")
    fed_back_at = models.DateTimeField(null=True, help_text="the last time")
    over_at = models.DateTimeField(null=True, help_text="when it came to an end, whatever end")
    replied_at = models.DateTimeField(null=True, help_text="when the platform above was answered")
    stage = models.CharField(max_length=20, choices=Stage.choices(), blank=True, help_text="whose clock runs")
    due_at = models.DateTimeField(null=True, help_text="of the clock that runs")
    soon_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False, help_text="whether the clock that runs, or the last, was late")
    provisional = models.BooleanField(default=False, help_text="the deadline needs a year not yet published")
    moves_count = models.PositiveIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(
        default=0, help_text="how often the unit was reminded; no move"
    )
    search = SearchVectorField(null=True, help_text="bigrams of title, address, matter, reports' words")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "area_code", "id"], name="case_by_state"),
            models.Index(fields=["area_code", "id"], name="case_by_area"),
            models.Index(fields=["updated_at", "id"], name="case_by_change"),
            models.Index(fields=["reported_at", "id"], name="case_by_report"),
            models.Index(
                fields=["due_at", "id"], name="case_by_due", condition=models.Q(over_at__isnull=True)
            ),
            models.Index(fields=["unit", "state", "id"], name="case_by_unit"),
            models.Index(
                fields=["unit", "due_at"],
                name="case_open_of_unit",
                condition=models.Q(over_at__isnull=True),
                include=["area_code"],
            ),
            models.Index(
                fields=["state", "due_at", "id"],
                name="case_by_desk",
                condition=models.Q(over_at__isnull=True),
                include=["area_code"],
            ),
            models.Index(fields=["item", "over_at"], name="case_by_item"),
            models.Index(
                fields=["reported_at", "id"], name="case_reworked", condition=models.Q(reworks__gt=0)
            ),
            models.Index(
                fields=["reported_at", "id"], name="case_returned", condition=models.Q(returns__gt=0)
            ),
            models.Index(fields=["upper_number"], name="case_by_upper", condition=~models.Q(upper_number="")),
            models.Index(
                fields=["resume_at"], name="case_by_resume", condition=models.Q(resume_at__isnull=False)
            ),
            GinIndex(fields=["search"], name="case_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Its number as people say it; not gapless, as only legal papers are."""
        return f"AJ{self.pk:08d}"

    @property
    def standing(self) -> CaseState:
        """Its state as a term."""
        return CaseState(self.state)
