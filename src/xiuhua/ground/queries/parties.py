"""Questions about parties."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models import QuerySet

from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.shared.errors import NotFound


def parties_all() -> QuerySet[Party]:
    """Return the parties that the database scope lets through, with how many premises each runs."""
    return Party.objects.defer("search").annotate(
        premises_count=CountOf("premises", distinct=True), vehicles_count=CountOf("vehicles", distinct=True)
    )


def party_get(party_id: int) -> Party:
    """Return one of the visible parties.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = parties_all().filter(pk=party_id).first()
    if found is None:
        raise NotFound(kind="party", key=str(party_id))
    return found


def party_lock(party_id: int) -> Party:
    """Return one of the visible parties, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Party.objects.select_for_update().defer("search").filter(pk=party_id).first()
    if found is None:
        raise NotFound(kind="party", key=str(party_id))
    return found


def party_state(party: Party) -> dict[str, str | int | None]:
    """Return the columns of a party that the ledger answers for."""
    return {
        "kind": party.kind,
        "name": party.name,
        "credit_code": party.credit_code,
        "contact_name": party.contact_name,
        "contact_phone": party.contact_phone,
        "address": party.address,
        "state": party.state,
        "area_code": party.area_code,
    }


def party_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every party's id and what the ledger answers for, for `ledger verify`."""
    rows = Party.objects.defer("search").order_by("pk").iterator(chunk_size=5_000)
    return ((row.pk, party_state(row)) for row in rows)


def party_premises(party: Party) -> list[Premises]:
    """Return the visible premises that a party runs."""
    return list(Premises.objects.filter(party=party).defer("search").order_by("name", "pk")[:100])


def party_vehicles(party: Party) -> list[Vehicle]:
    """Return the visible vehicles of a party."""
    return list(Vehicle.objects.filter(party=party).defer("search").order_by("plate")[:100])
