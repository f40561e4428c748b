"""The rows of other apps that acts of inspections are handed and name: asked for here, and only here."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle

__all__ = ["Case", "Party", "Premises", "StoredFile", "Vehicle"]


def premises_in(ids: Collection[int]) -> dict[int, Premises]:
    """Return some premises in scope by id."""
    return Premises.objects.defer("search").in_bulk(list(ids))


def vehicles_in(ids: Collection[int]) -> dict[int, Vehicle]:
    """Return some vehicles in scope by id."""
    return Vehicle.objects.defer("search").in_bulk(list(ids))


def premises_offered(kinds: Collection[str], *, most: int = 200) -> list[Premises]:
    """Return premises in scope for a choice, of some kinds or of all where none is named, by name."""
    rows = Premises.objects.only("code", "name").order_by("name")
    return list((rows.filter(kind__in=kinds) if kinds else rows)[:most])


def vehicles_offered(kinds: Collection[str], *, most: int = 400) -> list[Vehicle]:
    """Return vehicles in scope for a choice, of some kinds or of all where none is named, by plate."""
    rows = Vehicle.objects.only("plate").order_by("plate")
    return list((rows.filter(kind__in=kinds) if kinds else rows)[:most])
