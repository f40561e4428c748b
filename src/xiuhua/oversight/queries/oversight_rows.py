"""The rows of other apps that acts of oversight are handed and name: asked for here, and only here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from xiuhua.access.models import RoleHolding
from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Person, Unit

__all__ = ["Case", "Person", "StoredFile", "Unit"]


def units_in(ids: Collection[int]) -> dict[int, Unit]:
    """Return some units by id."""
    return Unit.objects.defer("search").in_bulk(list(ids))


def units_offered(*, most: int = 400) -> list[tuple[str, str]]:
    """Return units for a choice: id and name, by code."""
    rows = Unit.objects.order_by("code").values_list("pk", "name")[:most]
    return [(str(pk), name) for pk, name in rows]


def people_offered(*, most: int = 400) -> list[tuple[str, str]]:
    """Return the people in scope for a choice: id, and name with work number."""
    rows = Person.objects.order_by("name", "pk").values_list("pk", "name", "work_number")[:most]
    return [(str(pk), f"{name} {number}") for pk, name, number in rows]


def person_in_scope(person_id: int) -> Person | None:
    """Return a person in scope; None where there is none."""
    return Person.objects.filter(pk=person_id).first()


def people_of_unit(unit_id: int, *, most: int = 400) -> list[tuple[str, str]]:
    """Return the people of a unit for a choice: id, and name with work number."""
    rows = Person.objects.filter(unit_id=unit_id).order_by("name", "pk")
    return [
        (str(pk), f"{name} {number}")
        for pk, name, number in rows.values_list("pk", "name", "work_number")[:most]
    ]


def users_leading(unit_id: int, roles: Collection[str], *, at: datetime) -> list[int]:
    """Return the active accounts of whoever serves in a unit and holds one of some roles now."""
    held = RoleHolding.objects.filter(role__in=roles, validity__contains=at).values("user_id")
    rows = Person.objects.filter(unit_id=unit_id, user__in=held, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))
