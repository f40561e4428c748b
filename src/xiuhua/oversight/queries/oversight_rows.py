"""The rows of other apps that acts of oversight are handed and name: asked for here, and only here."""

from __future__ import annotations

from collections.abc import Collection

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
