"""Questions about look-backs: what may be drawn, what came back before, who may look, what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from xiuhua.access.queries import names_of
from xiuhua.cases.models import Assignment, Case, LookBackRound, Move, Revisit
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.rules.sampling import (
    Closed,
    Estimate,
    Looker,
    Seen,
    Share,
    Shares,
    ToSee,
    estimated,
)
from xiuhua.cases.terms import CaseAct, CaseState, Closing, Desk, RevisitState
from xiuhua.ground.models import Person
from xiuhua.ground.terms.people import PersonState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

LOOKING_ROLES = (*DESK_ROLES[Desk.COLLECTOR], *DESK_ROLES[Desk.SHIFT_HEAD])
_COMMUNITY = 12  # digits of its code
_DONE_THERE = (Closing.NORMAL.value, Closing.ON_THE_SPOT.value, Closing.FORCED.value)
_A_YEAR = timedelta(days=365)
MOST_DRAWN_FROM = 200_000


@dataclass(frozen=True, kw_only=True)
class Drawable:
    """From what a round is drawn: the closed cases of a span, an area and perhaps one matter."""

    area_code: str
    since: datetime
    until: datetime
    item_id: int | None = None


def closed_cases(asked: Drawable) -> list[Closed]:
    """Return the closed cases that may be drawn: something was done there, it has a place, nobody looked yet.

    What was closed by telling why was not settled, so there is nothing to see.
    """
    rows = _closed(asked.area_code, asked.since, asked.until).filter(
        closing__in=_DONE_THERE, place__isnull=False
    )
    if asked.item_id is not None:
        rows = rows.filter(item_id=asked.item_id)
    rows = rows.filter(~Exists(Revisit.objects.filter(case=OuterRef("pk"))))
    told = rows.annotate(community=Left("area_code", _COMMUNITY)).order_by("pk")
    return [
        Closed(case_id=pk, matter=str(item or ""), place=community, unit=str(unit or ""))
        for pk, item, community, unit in told.values_list("pk", "item_id", "community", "unit_id")
    ]


def _closed(area_code: str, since: datetime, until: datetime) -> QuerySet[Case]:
    return Case.objects.filter(
        within("area_code", [area_code]), state=CaseState.CLOSED.value, over_at__gte=since, over_at__lt=until
    ).order_by()


def rebound_shares(area_code: str, *, until: datetime) -> Shares:
    """Return, of the cases closed in the year before an instant, how many came back.

    On the whole, by matter, by community and by unit. One statement.
    """
    back = Exists(Case.objects.filter(rebound_of=OuterRef("pk")))
    rows = _closed(area_code, until - _A_YEAR, until).annotate(
        community=Left("area_code", _COMMUNITY), back=back
    )
    told = rows.values_list("item_id", "community", "unit_id").annotate(
        closed=Count("pk"), came_back=Count("pk", filter=Q(back=True))
    )
    matters: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    places: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    units: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    whole = [0, 0]
    for item, community, unit, closed, came_back in told:
        for sums in (matters[str(item or "")], places[community], units[str(unit or "")], whole):
            sums[0] += came_back
            sums[1] += closed
    return Shares(
        whole=Share(came_back=whole[0], closed=whole[1]), matters=_shares(matters), places=_shares(places),
        units=_shares(units),
    )  # fmt: skip


def _shares(sums: dict[str, list[int]]) -> dict[str, Share]:
    return {key: Share(came_back=back, closed=closed) for key, (back, closed) in sums.items()}


def shares_kept(shares: Shares, cases: Iterable[Closed]) -> dict[str, object]:
    """Return the shares that the chances of some cases rest on, as a round keeps them."""
    told = list(cases)

    def kept(known: dict[str, Share], keys: set[str]) -> dict[str, list[int]]:
        return {key: [known[key].came_back, known[key].closed] for key in sorted(keys) if key in known}

    return {
        "whole": [shares.whole.came_back, shares.whole.closed],
        "matters": kept(dict(shares.matters), {one.matter for one in told}),
        "places": kept(dict(shares.places), {one.place for one in told}),
        "units": kept(dict(shares.units), {one.unit for one in told}),
    }


# --- who looks ----------------------------------------------------------------------------------------------


def lookers(area_code: str, *, at: datetime) -> list[Looker]:
    """Return who may look again in an area: who has a post of looking there or above, with an account."""
    rows = Person.objects.filter(
        posts__role__in=LOOKING_ROLES, posts__validity__contains=at, state=PersonState.SERVING.value,
        user__isnull=False,
    )  # fmt: skip
    told = rows.values_list("pk", "user_id", "unit_id", "posts__area_code", "posts__unit_id")
    found: dict[int, tuple[int, set[str], set[int]]] = {}
    for pk, user_id, unit_id, post_area, post_unit in told:
        if not (area_code.startswith(post_area) or post_area.startswith(area_code)):
            continue
        _user, areas, units = found.setdefault(pk, (user_id, set(), set()))
        areas.add(post_area)
        units |= {unit_id, post_unit}
    return [
        Looker(
            person_id=pk, areas=tuple(sorted(areas)), units=frozenset(units),
            names=frozenset({f"user:{user_id}"}),
        )
        for pk, (user_id, areas, units) in sorted(found.items())
    ]  # fmt: skip


def to_see(case_ids: Sequence[int]) -> list[ToSee]:
    """Return whose work some cases were, and who passed each check. Three statements."""
    areas = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "area_code"))
    units: dict[int, set[int]] = defaultdict(set)
    for case_id, unit_id in Assignment.objects.filter(case_id__in=case_ids).values_list("case_id", "unit_id"):
        units[case_id].add(unit_id)
    passed = Move.objects.filter(case_id__in=case_ids, act=CaseAct.CHECK_PASS.value).order_by("number")
    by = dict(passed.values_list("case_id", "actor"))
    return [
        ToSee(case_id=pk, area_code=area, units=frozenset(units[pk]), passed_by=by.get(pk, ""))
        for pk, area in areas.items()
    ]


def looker_of(user_id: int | None, area_code: str, *, at: datetime) -> Looker | None:
    """Return somebody as who looks again; None for who may not in the area."""
    person = Person.objects.filter(user_id=user_id).values_list("pk", flat=True).first() if user_id else None
    found = next((one for one in lookers(area_code, at=at) if one.person_id == person), None)
    if found is None:
        return None
    return Looker(person_id=found.person_id, areas=found.areas, units=found.units, names=names_of(user_id))


def person_known(person_id: int | None) -> Person | None:
    """Return somebody who serves."""
    return Person.objects.filter(pk=person_id or 0, state=PersonState.SERVING.value).defer("search").first()


def people_serving() -> QuerySet[Person]:
    """Return who serves, by name, with their units."""
    rows = Person.objects.filter(state=PersonState.SERVING.value).select_related("unit")
    return rows.defer("search", "unit__search").order_by("name", "pk")


# --- rounds and revisits ------------------------------------------------------------------------------------

_OF = {
    "done_count": ~Q(revisits__state=RevisitState.TO_DO.value),
    "failed_count": Q(revisits__state=RevisitState.FAILED.value),
}


def rounds_all() -> QuerySet[LookBackRound]:
    """Return every round, with how many of its cases were looked at and how many were not in order."""
    counts = {name: Count("revisits", filter=condition) for name, condition in _OF.items()}
    return LookBackRound.objects.select_related("item").defer("item__search").annotate(**counts)


def round_get(round_id: int) -> LookBackRound:
    """Return a round.

    Raises:
        NotFound: there is none.
    """
    found = rounds_all().filter(pk=round_id).first()
    if found is None:
        raise NotFound(kind="look_back", key=str(round_id))
    return found


def revisits_all() -> QuerySet[Revisit]:
    """Return the revisits that the database scope lets through, with what a list prints."""
    rows = Revisit.objects.select_related("round", "case", "case__area", "case__unit", "case__item", "person")
    return rows.select_related("redo").defer(
        "case__search", "case__description", "case__area__shape", "case__area__line", "case__area__search",
        "case__unit__search", "case__item__search", "person__search", "redo__search", "redo__description",
        "round__weights",
    )  # fmt: skip


def revisit_get(revisit_id: int) -> Revisit:
    """Return a revisit.

    Raises:
        NotFound: there is none in scope.
    """
    found = revisits_all().filter(pk=revisit_id).first()
    if found is None:
        raise NotFound(kind="revisit", key=str(revisit_id))
    return found


def revisit_lock(revisit_id: int) -> Revisit:
    """Return a revisit, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = revisits_all().select_for_update(of=("self",)).filter(pk=revisit_id).first()
    if found is None:
        raise NotFound(kind="revisit", key=str(revisit_id))
    return found


def revisits_of_person(user_id: int | None) -> QuerySet[Revisit]:
    """Return what somebody still has to look at, what is due first standing first."""
    rows = revisits_all().filter(person__user_id=user_id or 0, state=RevisitState.TO_DO.value)
    return rows.order_by("due_on", "case__area_code", "pk")


def estimate_of(one: LookBackRound) -> Estimate | None:
    """Return what a round says of all its closed cases; None before anything was seen."""
    judged = (RevisitState.PASSED.value, RevisitState.FAILED.value)
    rows = Revisit.objects.filter(round=one, state__in=judged).order_by("pk").values_list("chance", "state")
    seen = [Seen(chance=chance, failed=state == RevisitState.FAILED) for chance, state in rows]
    return estimated(seen, closed=one.closed_count, drawn_count=one.drawn_count)
