"""普查: ordered for an area, walked grid by grid; that nothing is there is a result too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models.people import Person
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.surveys import Survey, SurveyFinding, SurveyGrid
from xiuhua.ground.queries import components as places
from xiuhua.ground.queries import premises_lock, premises_state
from xiuhua.ground.queries import surveys as queries
from xiuhua.ground.rules.names import name_fault, name_tidied
from xiuhua.ground.terms import Act
from xiuhua.ground.terms.premises import PremisesKind, PremisesState
from xiuhua.ground.terms.surveys import FindingResult, SurveyAct, SurveyGridState, SurveyState
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotPermitted
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes


@transaction.atomic
def survey_order(
    *, title: str, area_code: str, kinds: Sequence[PremisesKind], due_on: date, actor: Actor, at: datetime
) -> Survey:
    """Order a survey: one row for each duty grid of the area, given to the grid member who holds it.

    Raises:
        NotPermitted: the area lies outside those the actor may order in.
        Invalid: title or kinds are missing, the day has passed, or the area has no duty grids.
    """
    survey = Survey(
        title=name_tidied(title),
        area_code=area_code,
        premises_kinds=[kind.value for kind in kinds],
        state=SurveyState.OPEN.value,
        due_on=due_on,
        recorded_at=at,
        updated_at=at,
    )
    require(actor, SurveyAct.ORDER, survey)
    grids = queries.grids_below(area_code)
    fields = {}
    if not survey.title:
        fields["title"] = "name_empty"
    if not kinds:
        fields["kinds"] = "survey_kinds"
    if due_on < at.date():
        fields["due_on"] = "survey_due"
    if not grids:
        fields["area_code"] = "survey_no_grids"
    if fields:
        raise Invalid(fields=fields)
    survey.save()
    members = queries.members_of([grid.pk for grid in grids], at=at)
    rows = SurveyGrid.objects.bulk_create(
        SurveyGrid(
            survey=survey,
            area=grid,
            area_code=grid.code,
            person_id=members.get(grid.pk),
            state=SurveyGridState.WAITING.value,
        )
        for grid in grids
    )
    entry_append(
        at=at,
        actor=actor,
        act=SurveyAct.ORDER,
        subject=f"survey:{survey.pk}",
        area=area_code,
        detail={"grids": len(rows)},
        words={"name.after": survey.title},
        state=queries.survey_state(survey),
    )
    entries_append_many([_grid_entry(row, SurveyAct.ORDER, actor=actor, at=at) for row in rows])
    return survey


def _grid_entry(
    grid: SurveyGrid, act: str, *, actor: Actor, at: datetime, words: Mapping[str, str] | None = None
) -> NewEntry:
    return NewEntry(
        at=at,
        actor=actor,
        act=act,
        subject=f"survey_grid:{grid.pk}",
        area=grid.area_code,
        words=words or {},
        state=queries.grid_state(grid),
    )


@transaction.atomic
def survey_assign(*, grid_id: int, work_number: str, actor: Actor, at: datetime) -> SurveyGrid:
    """Give a grid of a survey to another person.

    Raises:
        NotFound, NotPermitted: no such grid, or not by this actor.
        Invalid: nobody has the work number.
    """
    grid = queries.grid_lock(grid_id)
    require(actor, SurveyAct.ASSIGN, grid)
    person = Person.objects.filter(work_number=work_number.strip()).first()
    if person is None:
        raise Invalid(fields={"work_number": "person_unknown"})
    grid.person = person
    grid.save(update_fields=["person"])
    entries_append_many([_grid_entry(grid, SurveyAct.ASSIGN, actor=actor, at=at)])
    return grid


def _walked(grid_id: int, *, actor: Actor) -> SurveyGrid:
    """Return a grid, locked, for the person who walks it."""
    grid = queries.grid_lock(grid_id)
    require(actor, SurveyAct.WALK, grid)
    if grid.person is None or grid.person.user_id != actor.user_id:
        raise NotPermitted(act=SurveyAct.WALK)
    return grid


@transaction.atomic
def survey_confirm(
    *,
    grid_id: int,
    premises_id: int,
    result: FindingResult,
    changes: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> SurveyFinding:
    """Record what a walk found at known premises: as known, changed, or gone.

    What has changed is written into the register at once; premises that are gone are closed.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such grid or premises, or not by this actor, or completed.
        Conflict: the walk has met these premises already.
        Invalid: a changed name cannot be used.
    """
    grid = _walked(grid_id, actor=actor)
    premises = premises_lock(premises_id)
    if SurveyFinding.objects.filter(grid=grid, premises=premises).exists():
        raise Conflict(kind="survey_finding", key=premises.code)
    words: dict[str, str] = {}
    if result is FindingResult.GONE:
        words = {"state.before": premises.state, "state.after": PremisesState.CLOSED.value}
        premises.state = PremisesState.CLOSED.value
    elif result is FindingResult.CHANGED:
        words = _changed(premises, changes)
    if words:
        premises.updated_at = at
        premises.search = _lexemes(premises)
        premises.save(update_fields=["state", "name", "address", "updated_at", "search"])
        entry_append(
            at=at,
            actor=actor,
            act=SurveyAct.FIND,
            subject=f"premises:{premises.pk}",
            area=premises.area_code,
            words=words,
            state=premises_state(premises),
        )
    return _found(grid, premises, result, actor=actor, at=at)


def _changed(premises: Premises, changes: Mapping[str, str]) -> dict[str, str]:
    tidy = {key: name_tidied(value) for key, value in changes.items() if key in {"name", "address"}}
    different = {key: value for key, value in tidy.items() if value and value != getattr(premises, key)}
    if not different:
        raise Invalid(fields={"name": "nothing_changed"})
    fault = name_fault(different["name"], before=premises.name) if "name" in different else None
    if fault:
        raise Invalid(fields={"name": fault})
    words = {f"{key}.before": str(getattr(premises, key)) for key in different}
    for key, value in different.items():
        setattr(premises, key, value)
    return words | {f"{key}.after": value for key, value in different.items()}


def _lexemes(premises: Premises) -> str:
    return search_lexemes(f"{premises.code} {premises.name} {premises.address}")


def _found(
    grid: SurveyGrid, premises: Premises, result: FindingResult, *, actor: Actor, at: datetime
) -> SurveyFinding:
    finding = SurveyFinding.objects.create(
        grid=grid, premises=premises, area_code=premises.area_code, result=result.value, at=at
    )
    if grid.state == SurveyGridState.WAITING.value:
        grid.state = SurveyGridState.UNDER_WAY.value
        grid.save(update_fields=["state"])
    words = {"name.after": premises.name, "result.after": result.value}
    entries_append_many([_grid_entry(grid, SurveyAct.FIND, actor=actor, at=at, words=words)])
    return finding


@dataclass(frozen=True, kw_only=True)
class NewShop:
    """Premises that nobody knew, as a walk met them. Degrees are WGS84."""

    name: str
    kind: PremisesKind
    address: str
    longitude: float
    latitude: float
    contact_phone: str = ""
    frontage_m: float | None = None


@transaction.atomic
def survey_discover(*, grid_id: int, new: NewShop, actor: Actor, at: datetime) -> SurveyFinding:
    """Record premises that a walk met and the register did not know.

    They get a code of the survey, `PC-grid-number`, which stays theirs.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such grid, or not by this actor, or completed.
        Invalid: the name is missing, the kind is not surveyed, or the place lies outside the grid.
    """
    grid = _walked(grid_id, actor=actor)
    name, place = name_tidied(new.name), Point(new.longitude, new.latitude, srid=4326)
    fields = {}
    fault = name_fault(name, before="")
    if fault:
        fields["name"] = fault
    if new.kind.value not in grid.survey.premises_kinds:
        fields["kind"] = "survey_kind_other"
    if grid.area.shape is not None and not grid.area.shape.covers(place):
        fields["longitude"] = "survey_place"
    area = places.area_at(place)
    if area is None:
        fields["longitude"] = "place_outside"
    if fields or area is None:
        raise Invalid(fields=fields)
    number = SurveyFinding.objects.filter(grid=grid, result=FindingResult.NEW.value).count() + 1
    premises = Premises(
        client_id=uuid7(),
        code=f"PC-{grid.pk:05d}-{number:03d}",
        name=name,
        kind=new.kind.value,
        state=PremisesState.OPEN.value,
        address=name_tidied(new.address),
        contact_phone=new.contact_phone,
        area=area,
        area_code=area.code,
        place=place,
        frontage_m=new.frontage_m,
        recorded_at=at,
        updated_at=at,
    )
    premises.search = _lexemes(premises)
    premises.save()
    entry_append(
        at=at,
        actor=actor,
        act=Act.PREMISES_CREATE,
        subject=f"premises:{premises.pk}",
        area=premises.area_code,
        words={"name.after": name},
        state=premises_state(premises),
    )
    return _found(grid, premises, FindingResult.NEW, actor=actor, at=at)


@transaction.atomic
def survey_finish(*, grid_id: int, actor: Actor, at: datetime) -> SurveyGrid:
    """Complete a grid; with the last one the survey is complete. None found is a result.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such grid, or not by this actor, or completed already.
        Invalid: known premises have not been met yet.
    """
    grid = _walked(grid_id, actor=actor)
    if queries.premises_to_see(grid).exists():
        raise Invalid(fields={"known": "survey_not_seen"})
    grid.state, grid.finished_at = SurveyGridState.FINISHED.value, at
    grid.save(update_fields=["state", "finished_at"])
    entries_append_many([_grid_entry(grid, SurveyAct.FINISH, actor=actor, at=at)])
    survey = Survey.objects.select_for_update().get(pk=grid.survey_id)
    if not queries.open_grids(survey.pk):
        survey.state, survey.updated_at = SurveyState.CLOSED.value, at
        survey.save(update_fields=["state", "updated_at"])
        entry_append(
            at=at,
            actor=actor,
            act=SurveyAct.FINISH,
            subject=f"survey:{survey.pk}",
            area=survey.area_code,
            state=queries.survey_state(survey),
        )
    return grid
