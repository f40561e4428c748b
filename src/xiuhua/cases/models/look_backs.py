"""回头看: rounds drawn from closed cases, and what was found when somebody went there again."""

from django.contrib.gis.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.look_backs import RevisitState, RoundState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import CatalogueItem, Person


class LookBackRound(models.Model):
    """One sample: what it was drawn from, how, and with which seed, so that anybody can draw it again."""

    area_code = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    since = models.DateTimeField(help_text="cases closed then or later")
    until = models.DateTimeField(help_text="cases closed before")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.PositiveBigIntegerField()
    closed_count = models.PositiveIntegerField(help_text="closed cases that could be drawn")
    drawn_count = models.PositiveIntegerField()
    weights = models.JSONField(help_text="the shares of rebounds that the chances rest on")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=RoundState.choices(), default=RoundState.OPEN.value)
    drawn_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="round_by_area"),
            models.Index(fields=["recorded_at", "id"], name="round_by_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Revisit(models.Model):
    """One drawn case: who looks at it, by when, and what they found. Row-level security by `area_code`."""

    PERSONAL = ("words",)

    round = models.ForeignKey(LookBackRound, on_delete=models.PROTECT, related_name="revisits")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisits")
    chance = models.FloatField(help_text="with which it was drawn, above 0, at most 1")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=RevisitState.choices(), default=RevisitState.TO_DO.value)
    words = models.TextField(blank=True)
    place = models.PointField(srid=4326, null=True, help_text="where whoever looked stood; WGS84")
    away_m = models.FloatField(null=True, help_text="from the place of the case")
    done_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    redo = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=20)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="revisit_once"),
            models.CheckConstraint(
                condition=models.Q(chance__gt=0, chance__lte=1), name="revisit_chance_is_a_share"
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state", "id"], name="revisit_by_round"),
            models.Index(fields=["person", "state", "id"], name="revisit_by_person"),
            models.Index(fields=["area_code", "id"], name="revisit_by_area"),
            models.Index(fields=["due_on", "id"], name="revisit_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def chance_percent(self) -> float:
        """The chance in percent, for printing."""
        return 100 * self.chance


class RevisitPhoto(models.Model):
    """What it looked like when somebody went there again."""

    revisit = models.ForeignKey(Revisit, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.revisit_id} {self.file_id}"
