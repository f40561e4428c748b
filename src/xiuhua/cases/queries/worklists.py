"""What waits at somebody's desks: page by page in the order in which it turns red, and how much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from xiuhua.cases.models import AlarmCase, Case, Report
from xiuhua.cases.queries.cases import HEAVY
from xiuhua.cases.queries.reading import Columns
from xiuhua.cases.rules.worklists import WAITS_AT, Worklist
from xiuhua.cases.terms import CaseState, Channel, Desk
from xiuhua.ground.models import Component, Person, Post
from xiuhua.shared.geometry import box_around, distance_m
from xiuhua.web.areas import within
from xiuhua.web.counting import counted, counts

PAGE = 50
_UNITS = frozenset(state for state, desk in WAITS_AT.items() if desk is Desk.UNIT)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Who looks: over which areas their desks reach, and in which units they serve."""

    areas: tuple[str, ...]
    units: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in a worklist: the deadline and the id of the row it follows; None after the last deadline."""

    due_at: datetime | None
    case_id: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Some rows of a worklist, whether there are more, and how much waits in each worklist asked about."""

    rows: Sequence[Case]
    more: bool
    counts: Mapping[str, int] = field(default_factory=dict)


def units_served(user_id: int | None, *, at: datetime) -> tuple[int, ...]:
    """Return the units that a user serves in: by a post there, or as one of its people."""
    if user_id is None:
        return ()
    posts = Post.objects.filter(person__user_id=user_id, unit__isnull=False, validity__contains=at)
    people = Person.objects.filter(user_id=user_id, unit__isnull=False)
    return tuple(posts.values_list("unit_id", flat=True).union(people.values_list("unit_id", flat=True)))


def waiting_page(
    worklist: Worklist,
    *,
    sitting: Sitting,
    after: Place | None = None,
    most: int = PAGE,
    counting: Sequence[Worklist] = (),
) -> Waiting:
    """Return some rows of a worklist from a place on: deadlines first, then what has none. One statement.

    Each state's rows come in order out of `case_by_desk`, and no more of them are read than a page has. How
    much waits in `counting` rides on the rows; where there are none it is asked by itself.
    """
    runs = _runs(worklist, sitting, after)
    sets = {f"{_COUNT}{one.key}": waiting_in(one, sitting=sitting) for one in counting}
    rows = list(counted(_told(_ids(runs, most + 1)), **sets)) if runs else []
    numbers = vars(rows[0]) if rows else counts(**sets)
    return Waiting(
        rows=rows[:most],
        more=len(rows) > most,
        counts={one.key: numbers[f"{_COUNT}{one.key}"] for one in counting},
    )


_COUNT = "waiting_"


def waiting_due(worklist: Worklist, *, sitting: Sitting, since: datetime, until: datetime) -> QuerySet[Case]:
    """Return the cases of a worklist whose deadline lies between two instants, the second included."""
    return waiting_in(worklist, sitting=sitting).filter(due_at__gt=since, due_at__lte=until)


def waiting_in(worklist: Worklist, *, sitting: Sitting) -> QuerySet[Case]:
    """Return every case of a worklist, in no order."""
    condition = Q()
    for state in worklist.states:
        condition |= _waits(state, sitting)
    return Case.objects.filter(condition)


def waiting_counts(worklists: Iterable[Worklist], *, sitting: Sitting) -> dict[str, int]:
    """Return how many cases each worklist has, no further than one above a thousand. One statement."""
    return counts(**{one.key: waiting_in(one, sitting=sitting) for one in worklists})


def waiting_still(worklist: Worklist, *, sitting: Sitting, ids: Collection[int]) -> dict[int, int]:
    """Return which of some cases wait in a worklist, each with how many moves it has had."""
    rows = waiting_in(worklist, sitting=sitting).filter(pk__in=ids)
    return dict(rows.values_list("pk", "moves_count"))


def cases_waiting(ids: Sequence[int], *, sitting: Sitting, counting: Sequence[Worklist]) -> Waiting:
    """Return some cases as a worklist prints them, what turns red first standing first. One statement."""
    sets = {f"{_COUNT}{one.key}": waiting_in(one, sitting=sitting) for one in counting}
    rows = list(counted(_told(ids), **sets)) if ids else []
    numbers = vars(rows[0]) if rows else counts(**sets)
    return Waiting(rows=rows, more=False, counts={one.key: numbers[f"{_COUNT}{one.key}"] for one in counting})


def _waits(state: CaseState, sitting: Sitting) -> Q:
    found = Q(over_at=None, state=state.value) & within("area_code", sitting.areas)
    return found & Q(unit_id__in=sitting.units) if state in _UNITS else found


def _runs(worklist: Worklist, sitting: Sitting, after: Place | None) -> list[QuerySet[Case]]:
    """Return each state's rows beyond a place: those with a deadline, and those without."""
    found = []
    for state in worklist.states:
        if state in _UNITS and not sitting.units:
            continue  # somebody at a unit's desk who serves in no unit
        rows = Case.objects.filter(_waits(state, sitting))
        due, bare = rows.filter(due_at__isnull=False), rows.filter(due_at__isnull=True)
        if after is not None and after.due_at is None:
            found.append(bare.filter(pk__gt=after.case_id))
            continue
        if after is not None:
            due = due.filter(TupleGreaterThan((F("due_at"), F("pk")), (after.due_at, after.case_id)))
        found += [due, bare]
    return found


def _ids(runs: Sequence[QuerySet[Case]], most: int) -> RawSQL:
    """Return the first ids of several ordered runs, as a subquery."""
    cut = [run.order_by("due_at", "pk").values_list("due_at", "pk")[:most] for run in runs]
    rows = cut[0].union(*cut[1:], all=True) if len(cut) > 1 else cut[0]
    sql, parameters = rows.order_by("due_at", "pk")[:most].query.sql_with_params()
    return RawSQL(f"SELECT page.pk FROM ({sql}) AS page (due_at, pk)", parameters)  # noqa: S608, S611 - the ORM's own statement, parameters apart


# Looked at for what a sensor reported only: the channel is asked first.
_ALARMS_OVER = ExpressionWrapper(
    Q(channel=Channel.SENSOR.value)
    & Exists(AlarmCase.objects.filter(case=OuterRef("pk")))
    & ~Exists(AlarmCase.objects.filter(case=OuterRef("pk"), alarm__ended_at=None)),
    output_field=BooleanField(),
)


def _told(ids: RawSQL | Sequence[int]) -> QuerySet[Case]:
    """Return cases with what a row prints of them."""
    reports = Report.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(n=Count("pk"))
    return (
        Case.objects.filter(pk__in=ids)
        .select_related("item", "unit", "area")
        .defer(*HEAVY, "description")
        .annotate(reports_count=Subquery(reports.values("n")), alarms_over=_ALARMS_OVER)
        .order_by("due_at", "pk")
    )


# --- what lies around an open case --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A component near a case, and how far, metres."""

    component: Component
    distance_m: float


def components_beside(case: Case, *, reach_m: float, most: int) -> list[Beside]:
    """Return the components nearest to a case's place, nearest first; none where nobody knows the place."""
    if case.place is None:
        return []
    here = (case.place.x, case.place.y)
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [*box_around(*here, reach_m), _LOOKED_AT])
        rows = cursor.fetchall()
    near = [
        Beside(component=_COMPONENT.row(cells), distance_m=distance_m(x, y, *here)) for *cells, x, y in rows
    ]
    return sorted((one for one in near if one.distance_m <= reach_m), key=lambda one: one.distance_m)[:most]


_LOOKED_AT = 400
_COMPONENT = Columns(Component, only=("code", "name"))
_BESIDE = f"""
SELECT {_COMPONENT.listed("thing")}, ST_X(place), ST_Y(place) FROM ground_component AS thing
WHERE place && ST_MakeEnvelope(%s, %s, %s, %s, 4326) LIMIT %s
"""  # noqa: S608 - names of our own columns
