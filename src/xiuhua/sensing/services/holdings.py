"""Every way in which it changes who has a device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Device, DeviceHolding
from xiuhua.sensing.queries import holdings as queries
from xiuhua.sensing.queries.devices import device_lock
from xiuhua.sensing.services.refusals import KitHeld
from xiuhua.sensing.terms.holdings import HoldingAct, HoldingState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow
from xiuhua.shared.search import search_lexemes


@dataclass(frozen=True, kw_only=True)
class NewHolding:
    """To whom a device is given, and for which grid.

    Args:
        person: a work number or a name, as somebody types it.
        grid: the code of an area.
    """

    person: str
    grid: str
    note: str = ""


@transaction.atomic
def device_give(*, device_id: int, new: NewHolding, actor: Actor, at: datetime) -> DeviceHolding:
    """Give a device to somebody, for a grid.

    Raises:
        NotFound: no such device in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the device is stopped.
        KitHeld: somebody has it.
        Invalid: the person or the grid is unknown.
    """
    device = device_lock(device_id)
    require(actor, HoldingAct.GIVE, device)
    before = queries.holding_of(device)
    if before is not None:
        raise KitHeld(name=before.person.name, since=f"{localtime(before.since):%Y-%m-%d %H:%M}")
    person = queries.person_named(new.person)
    if person is None:
        raise Invalid(fields={"person": "kit_person_unknown"})
    grid = areas_by_code({new.grid}).get(new.grid)
    if grid is None:
        raise Invalid(fields={"grid": "area_code_unknown"})
    made = DeviceHolding.objects.create(
        device=device, person=person, grid=grid, area_code=device.area_code, since=at, note=new.note.strip(),
        search=search_lexemes(f"{device.name} {device.number} {device.model} {person.name} {grid.name}"),
    )  # fmt: skip
    _entered(
        made, HoldingAct.GIVE, {"holder.after": person.name, "grid.after": grid.name}, new.note, actor, at
    )
    return made


@transaction.atomic
def device_return(*, device_id: int, note: str, actor: Actor, at: datetime) -> DeviceHolding:
    """Take a device back from whoever has it.

    Raises:
        NotFound: no such device in scope.
        NotPermitted: not by this actor.
        NotAllowedNow: nobody has it.
    """
    device = device_lock(device_id)
    require(actor, HoldingAct.RETURN, device)
    holding = queries.holding_lock(device)
    if holding is None:
        raise NotAllowedNow(act=HoldingAct.RETURN, state=HoldingState.RETURNED)
    holding.state, holding.until, holding.returned_note = HoldingState.RETURNED.value, at, note.strip()
    holding.save(update_fields=["state", "until", "returned_note"])
    _entered(holding, HoldingAct.RETURN, {"holder.before": holding.person.name}, note, actor, at)
    return holding


def _entered(
    row: DeviceHolding, act: HoldingAct, words: dict[str, str], note: str, actor: Actor, at: datetime
) -> None:
    said = {"reason": note.strip()} if note.strip() else {}
    entry_append(
        at=at, actor=actor, act=act, subject=f"kit:{row.pk}", area=row.area_code,
        detail={"device": row.device_id, "person": row.person_id, "grid": row.grid_id},
        words=words | said, state=queries.holding_state(row),
    )  # fmt: skip


def holdings_follow(devices: Sequence[Device]) -> None:
    """Let who has a device lie in the area in which the device was written to lie; within that act."""
    for device in devices:
        rows = DeviceHolding.objects.filter(device=device)
        rows.exclude(area_code=device.area_code).update(area_code=device.area_code)
