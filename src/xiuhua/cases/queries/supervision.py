"""Questions about reminders and supervision orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from xiuhua.cases.models import Case, Reminder, Supervision, SupervisionCase, SupervisionStep
from xiuhua.cases.queries.cases import instant_kept, serves_in
from xiuhua.cases.terms import ClockAlert, SupervisionState
from xiuhua.ground.models import Area, Person, Unit
from xiuhua.papers.services.subjects import Seat
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within
from xiuhua.web.counting import count
from xiuhua.web.parts import Count

_DISTRICT = 6  # digits


def supervisions_all() -> QuerySet[Supervision]:
    """Return the orders that the database scope lets through."""
    return Supervision.objects.select_related("unit", "issuer").defer(
        "demand", "reply", "unit__search", "issuer__search"
    )


def supervisions_in(areas: Sequence[str], *, state: SupervisionState | None) -> QuerySet[Supervision]:
    """Return the orders of some areas, latest first; of one state where one is given."""
    rows = supervisions_all().filter(within("area_code", areas)).order_by("-pk")
    return rows.filter(state=state.value) if state else rows


def supervision_get(supervision_id: int) -> Supervision:
    """Return one of the visible orders.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    rows = Supervision.objects.select_related("unit", "issuer").defer("unit__search", "issuer__search")
    return _one(rows, supervision_id)


def supervision_lock(supervision_id: int) -> Supervision:
    """Return one of the visible orders, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    return _one(Supervision.objects.select_for_update(), supervision_id)


def _one(rows: QuerySet[Supervision], supervision_id: int) -> Supervision:
    found = rows.filter(pk=supervision_id).first()
    if found is None:
        raise NotFound(kind="supervision", key=str(supervision_id))
    return found


def steps_of(supervision: Supervision) -> list[SupervisionStep]:
    """Return what happened to an order, first to last."""
    rows = SupervisionStep.objects.filter(supervision=supervision).select_related("paper")
    return list(rows.order_by("pk"))


def cases_of(supervision: Supervision) -> list[Case]:
    """Return the cases that an order is about."""
    ids = SupervisionCase.objects.filter(supervision=supervision).values("case")
    rows = Case.objects.filter(pk__in=ids).select_related("area", "unit", "item")
    return list(
        rows.defer("search", "description", "area__search", "area__shape", "area__line", "unit__search",
                   "item__search").order_by("pk")
    )  # fmt: skip


def supervisions_of(case: Case) -> QuerySet[Supervision]:
    """Return the orders about a case."""
    return supervisions_all().filter(links__case=case).order_by("pk")


def supervised_due(at: datetime) -> QuerySet[Supervision]:
    """Return the orders that must be spoken of, locked; others' locks are left alone.

    Of what was warned at its very deadline nothing new can be said before it has passed.
    """
    rows = Supervision.objects.filter(state=SupervisionState.OPEN.value, next_at__lte=at)
    rows = rows.exclude(alert=ClockAlert.WARNED.value, due_at__gte=at)
    return rows.select_for_update(skip_locked=True).order_by("next_at", "pk")


def serves_unit(unit_id: int | None, *, user_id: int | None, at: datetime) -> bool:
    """Return whether somebody serves in a unit: by a post there, or as one of its people."""
    if unit_id is None or user_id is None:
        return False
    row = Unit.objects.filter(pk=unit_id).annotate(
        served=Exists(Person.objects.filter(user_id=user_id, unit_id=OuterRef("pk")))
        | Exists(Person.objects.filter(user_id=user_id, posts__unit_id=OuterRef("pk"),
                                       posts__validity__contains=at))
    )  # fmt: skip
    return bool(row.values_list("served", flat=True).first())


def serves_in_supervised(*, user_id: int | None, at: datetime) -> QuerySet[Supervision]:
    """Return the orders to units that somebody serves in."""
    return supervisions_all().annotate(serves=serves_in(user_id, at=at)).filter(serves=True)


def reminded_last(*, case_id: int, actor: str) -> datetime | None:
    """Return when somebody last reminded of a case; None where they never did."""
    rows = Reminder.objects.filter(case_id=case_id, actor=actor).order_by("-at")
    return rows.values_list("at", flat=True).first()


def unit_of_user(user_id: int) -> Unit | None:
    """Return the unit that an account's person serves in; None where there is none."""
    found = Person.objects.filter(user_id=user_id).select_related("unit").defer("search", "unit__search")
    person = found.first()
    return person.unit if person else None


def seat_of_user(user_id: int) -> Seat | None:
    """Return the same as papers ask for it."""
    unit = unit_of_user(user_id)
    return Seat(unit_code=unit.code, unit_name=unit.name, area_code=unit.area_code) if unit else None


def district_name(area_code: str) -> str:
    """Return the name of the district that an area lies in; empty where nobody knows it."""
    found = Area.objects.filter(code=area_code[:_DISTRICT]).values_list("name", flat=True).first()
    return found or ""


def cases_numbered(ids: Iterable[int]) -> list[Case]:
    """Return the visible cases of some ids, with their units."""
    rows = Case.objects.filter(pk__in=list(ids)).select_related("unit", "area", "item")
    return list(
        rows.defer("search", "description", "area__search", "area__shape", "area__line", "unit__search",
                   "item__search").order_by("pk")
    )  # fmt: skip


def supervision_count(case: Case) -> Count:
    """Return how many orders there are about a case."""
    return count(Supervision.objects.filter(links__case=case), guarded=False)


def supervision_state(row: Supervision) -> dict[str, str | int | bool | None]:
    """Return the columns of an order that the ledger answers for."""
    return {
        "number": row.number, "level": row.level, "state": row.state, "unit": row.unit_id,
        "issued_by": row.issued_by, "due_at": instant_kept(row.due_at), "late": row.late,
        "replies": row.replies, "points": row.points,
        "released_at": instant_kept(row.released_at),
    }  # fmt: skip


def supervision_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every order's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, supervision_state(row)) for row in Supervision.objects.order_by("pk").iterator())


def reminders_of(case: Case) -> Sequence[Reminder]:
    """Return how a unit was reminded of a case, first to last."""
    return list(Reminder.objects.filter(case=case).order_by("pk"))
