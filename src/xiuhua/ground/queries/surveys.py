"""Questions about surveys: how far each has come, and what a member has still to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.people import Post
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.surveys import Survey, SurveyFinding, SurveyGrid
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.ground.terms.premises import PremisesState
from xiuhua.ground.terms.surveys import FindingResult, SurveyGridState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

_FINISHED = Q(grids__state=SurveyGridState.FINISHED.value)


def surveys_all() -> QuerySet[Survey]:
    """Return every survey with its visible grids, how many are completed, and what was found."""
    return Survey.objects.annotate(
        grids_count=CountOf("grids", distinct=True),
        finished_count=CountOf("grids", filter=_FINISHED, distinct=True),
        findings_count=CountOf("grids__findings", distinct=True),
        new_count=CountOf(
            "grids__findings", filter=Q(grids__findings__result=FindingResult.NEW.value), distinct=True
        ),
    )


def survey_get(survey_id: int) -> Survey:
    """Return a survey.

    Raises:
        NotFound: it does not exist.
    """
    found = surveys_all().filter(pk=survey_id).first()
    if found is None:
        raise NotFound(kind="survey", key=str(survey_id))
    return found


def survey_grids(survey_id: int) -> list[SurveyGrid]:
    """Return the visible grids of a survey with what was found in each."""
    return list(_grids_counted().filter(survey_id=survey_id).order_by("area_code"))


def _grids_counted() -> QuerySet[SurveyGrid]:
    rows = SurveyGrid.objects.select_related("survey", "area", "person").defer("person__search")
    results = {
        f"{result.name.lower()}_count": CountOf("findings", filter=Q(findings__result=result.value))
        for result in FindingResult
    }
    return rows.annotate(findings_count=CountOf("findings"), **results)


def grids_of(user_id: int | None) -> QuerySet[SurveyGrid]:
    """Return the grids that somebody walks."""
    return _grids_counted().filter(person__user_id=user_id or 0)


def grid_findings(grid: SurveyGrid) -> list[SurveyFinding]:
    """Return what the walk through a grid found, latest first."""
    rows = SurveyFinding.objects.filter(grid=grid).select_related("premises").defer("premises__search")
    return list(rows.order_by("-at", "-pk"))


def finding_counts(survey_id: int) -> dict[str, int]:
    """Return how many visible findings of a survey have which result."""
    rows = SurveyFinding.objects.filter(grid__survey_id=survey_id).values("result")
    return {row["result"]: row["n"] for row in rows.annotate(n=CountOf("pk"))}


def area_options(prefixes: Sequence[str]) -> list[tuple[str, str]]:
    """Return districts and streets under some prefixes, for the choice of where to survey."""
    rows = Area.objects.filter(
        within("code", prefixes), level__in=(AreaLevel.DISTRICT.value, AreaLevel.STREET.value)
    )
    return list(rows.order_by("code").values_list("code", "name"))


def grid_get(grid_id: int) -> SurveyGrid:
    """Return one of the visible grids of a survey.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = _grids_counted().filter(pk=grid_id).first()
    if found is None:
        raise NotFound(kind="survey_grid", key=str(grid_id))
    return found


def grid_lock(grid_id: int) -> SurveyGrid:
    """Return one of the visible grids of a survey, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = (
        SurveyGrid.objects.select_for_update(of=("self",))
        .select_related("survey", "area", "person")
        .filter(pk=grid_id)
        .first()
    )
    if found is None:
        raise NotFound(kind="survey_grid", key=str(grid_id))
    return found


def open_grids(survey_id: int) -> bool:
    """Return whether a survey has grids left to walk, those out of one's sight included.

    A member sees the grids of a street only; the counter on the survey's row would be a second truth, so the
    scope is widened for this one question.
    """
    with scope_opened(("",)):
        return (
            SurveyGrid.objects.filter(survey_id=survey_id)
            .exclude(state=SurveyGridState.FINISHED.value)
            .exists()
        )


def premises_to_see(grid: SurveyGrid) -> QuerySet[Premises]:
    """Return the known premises of the survey's kinds in a grid that the walk has not met yet."""
    met = SurveyFinding.objects.filter(grid=grid, premises=OuterRef("pk"))
    shape = Area.objects.filter(pk=grid.area_id).values("shape")
    return (
        Premises.objects.filter(place__coveredby=shape, kind__in=grid.survey.premises_kinds)
        .exclude(state=PremisesState.CLOSED.value)
        .exclude(Exists(met))
        .select_related("area")
        .defer("search", "area__shape")
        .order_by("address", "pk")
    )


def findings(*, survey_id: int, result: str = "", areas: Sequence[str] = ("",)) -> QuerySet[SurveyFinding]:
    """Return what a survey found, latest first."""
    rows = SurveyFinding.objects.filter(grid__survey_id=survey_id).filter(within("area_code", areas))
    rows = rows.filter(result=result) if result else rows
    return (
        rows.select_related("premises", "grid__area")
        .defer("premises__search", "grid__area__shape")
        .order_by("-at")
    )


def grids_below(area_code: str) -> list[Area]:
    """Return the duty grids inside an area."""
    inside = Area.objects.filter(level=AreaLevel.DUTY_GRID.value, state=AreaState.VALID.value)
    return list(inside.filter(within("code", [area_code])).defer("shape", "line", "search").order_by("code"))


def members_of(area_ids: Sequence[int], *, at: datetime) -> dict[int, int]:
    """Return, by grid, the person who holds the post of grid member there at an instant."""
    rows = Post.objects.filter(area_id__in=area_ids, role=Role.GRID_MEMBER.value, validity__contains=at)
    return dict(rows.order_by("-pk").values_list("area_id", "person_id"))


def survey_state(survey: Survey) -> dict[str, str | int | None]:
    """Return the columns of a survey that the ledger answers for."""
    return {
        "title": survey.title,
        "area_code": survey.area_code,
        "kinds": " ".join(survey.premises_kinds),
        "state": survey.state,
        "due_on": survey.due_on.isoformat(),
    }


def survey_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every survey's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, survey_state(row)) for row in Survey.objects.order_by("pk").iterator())


def grid_state(grid: SurveyGrid) -> dict[str, str | int | None]:
    """Return the columns of a surveyed grid that the ledger answers for."""
    return {"survey": grid.survey_id, "area": grid.area_id, "person": grid.person_id, "state": grid.state}


def grid_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every surveyed grid's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, grid_state(row)) for row in SurveyGrid.objects.order_by("pk").iterator())
