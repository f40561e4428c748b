"""Cases as other systems list them: by id, newest first, narrowed by what a desk asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from xiuhua.cases.models import Case, Report
from xiuhua.cases.queries.cases import cases_all, cases_listed, serves_in
from xiuhua.cases.queries.finding import cases_found, is_common
from xiuhua.cases.rules.worklists import WAITS_AT
from xiuhua.cases.terms import Desk
from xiuhua.shared.search import search_question
from xiuhua.web.areas import overlap, within
from xiuhua.web.statements import prepared


@dataclass(frozen=True, kw_only=True)
class CaseWish:
    """What of the cases is asked for; empty is everything.

    Args:
        question: words to be found by.
        states: values of CaseState.
        area: an area code and everything in it.
        unit: the code of the unit that has it.
        matter: the code of its matter.
        channels: values of Channel.
        late: whether the clock that runs, or the last one, is late.
        since, until: between which instants it was reported, the second not included.
        waiting: a condition of its own: what waits for somebody.
    """

    question: str = ""
    states: Sequence[str] = ()
    area: str = ""
    unit: str = ""
    matter: str = ""
    channels: Sequence[str] = ()
    late: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    waiting: Q | None = None


def cases_before(*, before: int | None, areas: Sequence[str], wish: CaseWish) -> QuerySet[Case]:
    """Return the cases wished for in some areas with a lower id, newest first.

    The database scope alone is too wide: it spans every role of a person, also those that read no cases.
    """
    prefixes = overlap(areas, [wish.area]) if wish.area else areas
    rows = cases_listed().filter(within("area_code", prefixes), *_conditions(wish)).order_by("-pk")
    if search_question(wish.question):
        rows = cases_found(rows, wish.question, walk=is_common(wish.question))
    return rows if before is None else rows.filter(pk__lt=before)


def _conditions(wish: CaseWish) -> list[Q]:
    told = {
        "state__in": wish.states, "unit__code": wish.unit, "item__code": wish.matter,
        "channel__in": wish.channels, "reported_at__gte": wish.since, "reported_at__lt": wish.until,
    }  # fmt: skip
    found = [Q(**{name: value}) for name, value in told.items() if value]
    if wish.late is not None:
        found.append(Q(late=wish.late))
    return found + ([wish.waiting] if wish.waiting is not None else [])


def waiting_for(*, desks: Collection[Desk], user_id: int | None, at: datetime) -> Q:
    """Return the condition that a case waits for somebody: its clock runs at their desk, or in their unit.

    A returned case waits for the dispatcher, although the clock of its unit is still running. `WAITS_AT` says
    which state waits where; the worklists of the workbench part the same cases state by state.
    """
    states = [state.value for state, desk in WAITS_AT.items() if desk in desks and desk is not Desk.UNIT]
    found = Q(state__in=states)
    if Desk.UNIT in desks:
        with_units = [state.value for state, desk in WAITS_AT.items() if desk is Desk.UNIT]
        found |= Q(serves_in(user_id, at=at), state__in=with_units)
    return Q(over_at=None) & found


def cases_from_above(upper_number: str) -> QuerySet[Case]:
    """Return the visible cases of a number of the platform above, newest first: what was redone has two."""
    return cases_all().filter(upper_number=upper_number).order_by("-pk")


def reports_of(case: Case) -> QuerySet[Report]:
    """Return what was reported about a case, first to last."""
    return Report.objects.filter(case=case).select_related("item", "person").defer(
        "search", "item__search", "person__search"
    ).prefetch_related("photos").order_by("pk")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class UnitLoad:
    """How much a unit has in hand: its open cases, and those of them that are late."""

    open: int
    late: int


def unit_load(unit_id: int, *, at: datetime) -> UnitLoad:
    """Return how much a unit has in hand, of the cases that the scope lets through."""
    with prepared() as cursor:
        cursor.execute(_LOAD, [at, unit_id])
        known, late = cursor.fetchone()
    return UnitLoad(open=known, late=late)


_LOAD = """
SELECT count(*), count(*) FILTER (WHERE due_at < %s) FROM cases_case WHERE unit_id = %s AND over_at IS NULL
"""
