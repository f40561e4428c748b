"""Questions about who has devices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from xiuhua.ground.models import Area, Person
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.people import PersonState
from xiuhua.sensing.models import Device, DeviceHolding
from xiuhua.sensing.terms.holdings import HoldingState

_HEAVY = (
    *("search", "device__search", "person__search", "person__unit__search", "grid__shape", "grid__line"),
    "grid__search",
)
_MOST_GRIDS = 500


def holdings_all() -> QuerySet[DeviceHolding]:
    """Return what the database scope lets through, of now and of before."""
    rows = DeviceHolding.objects.select_related("device", "person", "person__unit", "grid")
    return rows.defer(*_HEAVY)


def holdings_of(device: Device) -> list[DeviceHolding]:
    """Return who had a device, the latest first."""
    return list(holdings_all().filter(device=device).order_by("-since", "-pk"))


def holding_of(device: Device) -> DeviceHolding | None:
    """Return with whom a device is; None where with nobody."""
    return holdings_all().filter(device=device, until__isnull=True).first()


def holdings_now(devices: Collection[Device]) -> list[DeviceHolding]:
    """Return with whom some devices are, those that are with anybody."""
    return list(holdings_all().filter(device__in=devices, until__isnull=True))


def holding_lock(device: Device) -> DeviceHolding | None:
    """Return with whom a device is, locked until the transaction ends."""
    rows = DeviceHolding.objects.select_for_update(of=("self",)).defer("search")
    return rows.filter(device=device, until__isnull=True).first()


def holding_state(holding: DeviceHolding) -> dict[str, str | int | None]:
    """Return the columns that the ledger answers for."""
    return {
        "device": holding.device_id,
        "person": holding.person_id,
        "grid": holding.grid_id,
        "state": holding.state,
        "since": holding.since.isoformat(),
        "until": holding.until.isoformat() if holding.until else None,
    }


def holding_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every holding's id and what the ledger answers for, for `ledger verify`."""
    rows = DeviceHolding.objects.defer("search").order_by("pk").iterator()
    return ((row.pk, holding_state(row)) for row in rows)


def held_by(person: Person) -> int:
    """Return how many devices somebody has."""
    return DeviceHolding.objects.filter(person=person, until__isnull=True).count()


def held_in(grid: Area) -> int:
    """Return how many devices are with people of a grid."""
    return DeviceHolding.objects.filter(grid=grid, until__isnull=True).count()


def users_holding(device_ids: Collection[int]) -> Mapping[int, int]:
    """Return the accounts of those who have some devices, by device."""
    rows = DeviceHolding.objects.filter(
        device__in=device_ids, until__isnull=True, state=HoldingState.HELD.value,
        person__user__is_active=True,
    )  # fmt: skip
    return dict(rows.values_list("device_id", "person__user_id"))


# --- whom and which grids a form offers ---------------------------------------------------------------------


def people_serving() -> QuerySet[Person]:
    """Return who serves, of those the scope lets through, by work number."""
    rows = Person.objects.filter(state=PersonState.SERVING.value).select_related("unit")
    return rows.defer("search", "unit__search").order_by("work_number")


def person_named(words: str) -> Person | None:
    """Return whom a work number means, perhaps with the name behind it, or a name that one person has."""
    head = words.split(maxsplit=1)[0] if words.strip() else ""
    exact = people_serving().filter(work_number=head).first()
    if exact is not None:
        return exact
    named = list(people_serving().filter(name=words.strip())[:2])
    return named[0] if len(named) == 1 else None


def grids_known() -> QuerySet[Area]:
    """Return the duty grids, by code."""
    rows = Area.objects.filter(level=AreaLevel.DUTY_GRID.value).defer("shape", "line", "search")
    return rows.order_by("code")


def grid_at(place: Point | None) -> Area | None:
    """Return the duty grid in which a place lies."""
    return grids_known().filter(shape__covers=place).first() if place is not None else None


def grid_choices() -> list[tuple[str, str]]:
    """Return the grids for which devices are or were given out, by id."""
    rows = Area.objects.filter(holdings__isnull=False).distinct().order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:_MOST_GRIDS]]


def person_choices() -> list[tuple[str, str]]:
    """Return those who have or had devices, by id."""
    rows = Person.objects.filter(holdings__isnull=False).distinct().order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:_MOST_GRIDS]]
