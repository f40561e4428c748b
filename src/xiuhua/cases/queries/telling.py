"""Questions about who is told of a case or a supervision order, and what was said there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from xiuhua.access.models import RoleHolding
from xiuhua.access.queries import users_named
from xiuhua.cases.models import Asking, Case, CaseClock, Move, Reminder, Report, Supervision, SupervisionStep
from xiuhua.ground.models import Person
from xiuhua.ground.queries.people import users_of_unit


def cases_told_of(case_ids: Collection[int]) -> dict[int, Case]:
    """Return cases by id, with what a notice says of them."""
    return (
        Case.objects.select_related("area", "unit")
        .defer("search", "area__shape", "area__line")
        .in_bulk(case_ids)
    )


def supervisions_told_of(supervision_ids: Collection[int]) -> dict[int, Supervision]:
    """Return supervision orders by id, with their units."""
    rows = Supervision.objects.select_related("unit").defer("demand", "reply", "unit__search")
    return rows.in_bulk(supervision_ids)


def said_with(entry_id: int) -> str:
    """Return the words of a reminder, or of a step of an order, by their entry; empty for none."""
    steps = SupervisionStep.objects.filter(entry=entry_id).values_list("note", flat=True)
    reminders = Reminder.objects.filter(entry=entry_id).values_list("words", flat=True)
    return steps.first() or reminders.first() or ""


def issuers_of(order: Supervision, *, at: datetime) -> list[int]:
    """Return the active account that issued an order; where it is gone, those of the issuing unit."""
    found = users_named([order.issued_by])
    return found or (users_of_unit(order.issuer_id, at=at) if order.issuer_id else [])


def users_of_person(person_id: int | None) -> list[int]:
    """Return the active account of a person, if there is one."""
    if person_id is None:
        return []
    rows = Person.objects.filter(pk=person_id, user__is_active=True)
    return list(rows.values_list("user_id", flat=True))


def heads_over(area_code: str, *, at: datetime) -> list[int]:
    """Return the active accounts that hold the post of shift head over an area."""
    rows = RoleHolding.objects.filter(role="shift_head", validity__contains=at, user__is_active=True)
    return sorted(
        {user_id for user_id, area in rows.values_list("user_id", "area") if area_code.startswith(area)}
    )


def asker_of(case_id: int) -> list[int]:
    """Return the account that made the wish decided last."""
    names = Asking.objects.filter(case_id=case_id, decided_at__isnull=False).order_by("-decided_at", "-pk")
    last = names.values_list("asked_by", flat=True).first()
    return users_named([last]) if last else []


def reporters_of(case_id: int) -> list[int]:
    """Return the accounts that reported a case: whoever opened it, and the collectors of all its reports."""
    first = Move.objects.filter(case_id=case_id, number=1).values_list("actor", flat=True)
    people = Report.objects.filter(case_id=case_id, person__user__is_active=True)
    return sorted({*users_named(list(first)), *people.values_list("person__user_id", flat=True)})


def charged_unit(case_id: int, stage: str) -> int | None:
    """Return the unit whose clock runs or ran last in a stage; None where it is a desk's."""
    rows = CaseClock.objects.filter(case_id=case_id, stage=stage).order_by("-number")
    charged = rows.values_list("charged_to", flat=True).first() or ""
    kind, _, number = charged.partition(":")
    return int(number) if kind == "unit" and number.isdecimal() else None
