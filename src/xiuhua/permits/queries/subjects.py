"""What certificates point to: holders, premises, vehicles, and the codes that their fields name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.ground.queries.called import party_called, premises_called, vehicle_called
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries.certificates import certificate_called
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


def parties_offered(*, most: int = 200) -> list[str]:
    """Return parties in scope as a form offers them, by name."""
    rows = Party.objects.exclude(credit_code=None).order_by("name").values_list("credit_code", "name")
    return [f"{code} {name}" for code, name in rows[:most]]


def premises_offered(kinds: Collection[str], *, most: int = 200) -> list[str]:
    """Return premises in scope as a form offers them, of some kinds or of all, by name."""
    rows = Premises.objects.order_by("name").values_list("code", "name")
    return [f"{code} {name}" for code, name in (rows.filter(kind__in=kinds) if kinds else rows)[:most]]


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a certificate of a file names, by id: 0 for what nobody knows, None for what is not named."""

    party_id: int
    premises_id: int | None
    vehicle_id: int | None
    parent_id: int | None


def named(*, holder: str, premises: str, plate: str, parent: str, parent_kind: str) -> Named:
    """Return what some codes name."""
    given = certificate_called(parent, kind=parent_kind) if parent else None
    return Named(
        party_id=_id(party_called(holder)),
        premises_id=_id(premises_called(premises)) if premises else None,
        vehicle_id=_id(vehicle_called(plate)) if plate else None, parent_id=_id(given) if parent else None,
    )  # fmt: skip


def names_of(row: Certificate) -> dict[str, str | None]:
    """Return what a certificate points to, as a file names it."""
    rows = Certificate.objects.filter(pk=row.pk).values_list(
        "party__credit_code", "premises__code", "vehicle__plate", "parent__number"
    )
    return dict(zip(("holder", "premises", "plate", "parent"), rows[0], strict=True))


def _id(row: Party | Premises | Vehicle | Certificate | None) -> int:
    return row.pk if row else 0
