"""Every way what a device may be told can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Control, Device
from xiuhua.sensing.queries import commands as queries
from xiuhua.sensing.queries.devices import device_lock, devices_numbered
from xiuhua.sensing.rules.commanding import orders as rules
from xiuhua.sensing.rules.commanding.interlocks import (
    LEAST_FRESH_S,
    MOST_FRESH_S,
    Interlock,
    Source,
    condition_fault,
    interlock_stored,
)
from xiuhua.sensing.rules.conditions.kinds import series_of
from xiuhua.sensing.rules.conditions.stored import condition_read
from xiuhua.sensing.rules.quantities import quantity_is_code
from xiuhua.sensing.terms import CommandKind, ControlAct, Guarded, Protocol
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@dataclass(frozen=True, kw_only=True)
class NewControl:
    """What a device may be told, as somebody enters it.

    Args:
        interlock: a condition as `rules.conditions` reads it; None for none. Its series are quantities of the
            device, or of another one as `NUMBER/quantity`.
        fresh_s: how old a reading of the interlock may be, seconds.
        read_back: the quantity that must show a switch; empty where the answer of the device counts.
    """

    kind: CommandKind
    name: str
    channel: int = 1
    target: str = ""
    needs_second: bool = False
    interlock: Mapping[str, object] | None = None
    fresh_s: int = 600
    guarded: Guarded = Guarded.ON
    read_back: str = ""
    waits_s: int = 600
    answer_s: int = 60


@transaction.atomic
def control_write(
    *, device_id: int, new: NewControl, control_id: int | None = None, actor: Actor, at: datetime
) -> Control:
    """Set what a device may be told, anew or in place of what was set; its kind stays.

    Raises:
        Invalid: the protocol cannot say it, or a field does not fit.
        Conflict: the same is set already.
    """
    device = device_lock(device_id)
    require(actor, ControlAct.WRITE, device)
    before = queries.control_get(control_id) if control_id is not None else None
    fault = _fault(device, new)
    if fault:
        raise Invalid(fields={fault[0]: fault[1]})
    control = before or Control(device=device, kind=new.kind.value)
    control.name, control.channel, control.target = new.name.strip(), new.channel, new.target
    control.needs_second, control.guarded = new.needs_second, new.guarded.value
    control.interlock = _interlock(device, new)
    control.read_back, control.waits_s, control.answer_s = new.read_back, new.waits_s, new.answer_s
    control.updated_at = at
    try:
        with transaction.atomic():
            control.save()
    except IntegrityError as error:
        raise Conflict(kind="control", key=new.name) from error
    entry_append(
        at=at, actor=actor, act=ControlAct.WRITE, subject=f"control:{control.pk}", area=device.area_code,
        detail={"device": device.pk}, words={"name.after": control.name},
        state=queries.control_state(control),
    )  # fmt: skip
    return control


@transaction.atomic
def control_end(*, control_id: int, reason: str, actor: Actor, at: datetime) -> Control:
    """Let a device no longer be told something; what it was told remains.

    Raises:
        NotFound: it is ended already.
    """
    control = queries.control_get(control_id)
    device = device_lock(control.device_id)
    require(actor, ControlAct.END, device)
    control.ended_at = control.updated_at = at
    control.save(update_fields=["ended_at", "updated_at"])
    entry_append(
        at=at, actor=actor, act=ControlAct.END, subject=f"control:{control.pk}", area=device.area_code,
        detail={"device": device.pk}, words={"reason": reason}, state=queries.control_state(control),
    )  # fmt: skip
    return control


def _fault(device: Device, new: NewControl) -> tuple[str, str] | None:
    """Return what is wrong: the field, and the code of the sentence; None for nothing."""
    protocol = Protocol(device.protocol)
    target = rules.target_fault(protocol, new.kind, new.target)
    wrongs = (
        ("kind", None if new.kind in rules.kinds_of(protocol) else "kind_of_protocol"),
        ("name", None if new.name.strip() else "name_empty"),
        ("channel", None if 1 <= new.channel <= rules.MOST_CHANNELS else "channel_out_of_range"),
        ("target", target),
        ("condition", _condition_fault(device, new)),
        ("fresh_s", None if LEAST_FRESH_S <= new.fresh_s <= MOST_FRESH_S else "fresh_out_of_range"),
        ("read_back", None if not new.read_back or quantity_is_code(new.read_back) else "quantity_unknown"),
        ("waits_s", None if 1 <= new.waits_s <= rules.LONGEST_WAIT_S else "waits_out_of_range"),
        (
            "answer_s",
            None if rules.LEAST_ANSWER_S <= new.answer_s <= rules.MOST_ANSWER_S else "answer_out_of_range",
        ),
    )
    return next(((field, fault) for field, fault in wrongs if fault), None)


def _condition_fault(device: Device, new: NewControl) -> str | None:
    if new.interlock is None:
        return None
    fault = condition_fault(new.interlock)
    if fault:
        return fault
    sources = _sources(device, new)
    return "series_unknown" if any(one is None for one in sources.values()) else None


def _interlock(device: Device, new: NewControl) -> dict[str, object] | None:
    if new.interlock is None:
        return None
    sources = {name: one for name, one in _sources(device, new).items() if one is not None}
    made = Interlock(when=condition_read(new.interlock), series=sources, fresh_s=new.fresh_s)
    return interlock_stored(made)


def _sources(device: Device, new: NewControl) -> dict[str, Source | None]:
    """Return where each series of an interlock comes from; None where no visible device has the number."""
    names = series_of(condition_read(new.interlock))
    others = devices_numbered({name.rpartition("/")[0] for name in names if "/" in name})
    found: dict[str, Source | None] = {}
    for name in names:
        number, _, code = name.rpartition("/")
        holder = others.get(number) if number else device
        if holder is None or not quantity_is_code(code):
            found[name] = None
        else:
            found[name] = Source(device_id=holder.pk, name=holder.name, quantity=code)
    return found
