"""What certificates point to: holders, premises, vehicles, and the codes that their fields name."""

from __future__ import annotations

from collections.abc import Collection

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.permits.models import Certificate
from xiuhua.sensing.queries.fences import fences_coded

__all__ = ["Certificate", "Party", "Premises", "StoredFile", "Vehicle"]


def parties_in(ids: Collection[int]) -> dict[int, Party]:
    """Return some parties in scope by id."""
    return Party.objects.defer("search").in_bulk(list(ids))


def premises_in(ids: Collection[int]) -> dict[int, Premises]:
    """Return some premises in scope by id."""
    return Premises.objects.defer("search").in_bulk(list(ids))


def vehicles_in(ids: Collection[int]) -> dict[int, Vehicle]:
    """Return some vehicles in scope by id."""
    return Vehicle.objects.defer("search").in_bulk(list(ids))


def fences_known(codes: Collection[str]) -> frozenset[str]:
    """Return which of some codes are those of fences in scope."""
    return frozenset(fences_coded(list(codes))) if codes else frozenset()


def premises_known(codes: Collection[str]) -> frozenset[str]:
    """Return which of some codes are those of premises in scope."""
    if not codes:
        return frozenset()
    return frozenset(Premises.objects.filter(code__in=list(codes)).values_list("code", flat=True))
