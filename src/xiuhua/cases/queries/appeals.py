"""Questions about appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xiuhua.cases.models import Appeal, Assignment, Case
from xiuhua.cases.queries.cases import serves_in
from xiuhua.cases.queries.clocks import clocks_of, runs_of
from xiuhua.cases.rules.appeals import Counts, Held, held_against
from xiuhua.cases.terms import AppealState, CaseState
from xiuhua.shared.errors import NotFound

OPEN = (AppealState.MADE.value, AppealState.REVIEWED.value)


def appeals_all() -> QuerySet[Appeal]:
    """Return the appeals that the database scope lets through, with what a list prints."""
    return Appeal.objects.select_related("case", "case__area", "unit").defer(
        "case__search", "case__description", "case__area__shape", "case__area__line", "case__area__search",
        "unit__search",
    )  # fmt: skip


def appeal_get(appeal_id: int) -> Appeal:
    """Return an appeal.

    Raises:
        NotFound: there is none in scope.
    """
    found = appeals_all().filter(pk=appeal_id).first()
    if found is None:
        raise NotFound(kind="appeal", key=str(appeal_id))
    return found


def appeal_lock(appeal_id: int) -> Appeal:
    """Return an appeal, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = appeals_all().select_for_update(of=("self",)).filter(pk=appeal_id).first()
    if found is None:
        raise NotFound(kind="appeal", key=str(appeal_id))
    return found


def appeals_of(case: Case) -> QuerySet[Appeal]:
    """Return what was objected to about a case, first to last."""
    return Appeal.objects.filter(case=case).select_related("unit").defer("unit__search").order_by("pk")


@dataclass(frozen=True, kw_only=True)
class Appealable:
    """Something held against a unit that somebody serves in, with the assignment it is about."""

    held: Held
    assignment: Assignment


def appealable(case: Case, *, user_id: int | None, at: datetime) -> list[Appealable]:
    """Return what is held over a case against the units that a user serves in, and is not objected to yet."""
    given = Assignment.objects.filter(case=case).select_related("unit").defer("unit__search")
    own = given.annotate(serves=serves_in(user_id, at=at)).filter(serves=True).order_by("pk")
    last = {one.unit_id: one for one in own}
    if not last:
        return []
    open_ones = set(Appeal.objects.filter(case=case, state__in=OPEN).values_list("unit_id", "about"))
    clocks = runs_of(clocks_of(case.pk))
    counts = Counts(
        returns=case.returns, returns_exempt=case.returns_exempt, reworks=case.reworks,
        reworks_exempt=case.reworks_exempt,
    )  # fmt: skip
    return [
        Appealable(held=held, assignment=one)
        for unit_id, one in last.items()
        for held in held_against(unit_id, clocks=clocks, counts=counts, state=CaseState(case.state))
        if (unit_id, held.about.value) not in open_ones
    ]


def serves_unit(appeal: Appeal, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit that objects."""
    rows = Appeal.objects.filter(pk=appeal.pk).annotate(serves=serves_in(user_id, at=at))
    return rows.filter(serves=True).exists()
