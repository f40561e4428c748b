"""普查: an ordered census of one kind of thing, grid by grid, where "none found" is a result too."""

from django.db import models

from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.people import Person
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.terms.surveys import SurveyGridState, SurveyState


class Survey(models.Model):
    """An order to record everything of one kind in an area by a date."""

    title = models.CharField(max_length=80)
    area_code = models.CharField(max_length=20)
    premises_kinds = models.JSONField(help_text="values of PremisesKind")
    state = models.CharField(max_length=20, choices=SurveyState.choices(), default=SurveyState.OPEN.value)
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class SurveyGrid(models.Model):
    """One grid of a survey, and the member who walks it. Row-level security by `area_code`."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="grids")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="a duty grid")
    area_code = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="survey_grids")
    state = models.CharField(
        max_length=20, choices=SurveyGridState.choices(), default=SurveyGridState.WAITING.value
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "area"], name="survey_grid_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.area_code}"


class SurveyFinding(models.Model):
    """One of the premises as a walk found it: new, as known, changed or gone. RLS by `area_code`."""

    grid = models.ForeignKey(SurveyGrid, on_delete=models.PROTECT, related_name="findings")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="findings")
    area_code = models.CharField(max_length=20)
    result = models.CharField(max_length=20, help_text="terms.surveys.FindingResult")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "premises"], name="survey_finding_once")]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.result}"
