"""What a device pushes over HTTPS is stored, or refused and kept with the reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from xiuhua.access.services import require
from xiuhua.sensing.models import Device, RawFrame
from xiuhua.sensing.queries.commands import order_of, pending
from xiuhua.sensing.queries.devices import device_of_number
from xiuhua.sensing.rules.commanding.orders import answer_read, order_told
from xiuhua.sensing.rules.measuring.measured import Measured, late_flag, range_flag, time_fault
from xiuhua.sensing.rules.measuring.pushed import push_is_own, push_read
from xiuhua.sensing.rules.quantities import codes_surplus, quantity_is_named, quantity_words
from xiuhua.sensing.services.commands import command_answer, command_hand_out
from xiuhua.sensing.services.refusals import AnswerUnreadable, PushRefused, PushUnreadable
from xiuhua.sensing.services.storing import (
    EMPTIED,
    STAGING,
    Batch,
    FrameRow,
    ReadingRow,
    batch_store,
    days_ensure,
    own_codes,
    quantities_ensure,
)
from xiuhua.sensing.terms import DeviceState, Direction, FrameAct, FrameFault, Protocol
from xiuhua.shared.actor import system

DOOR = system("readings")
_MOST_REFUSED_A_MINUTE = 60  # kept; the others are only answered


def readings_push(*, number: str, sent_at: str, signature: str, body: bytes, peer: str, at: datetime) -> int:
    """Store what a device pushes, and return how many readings were taken; it is committed on return.

    Raises:
        PushRefused: no such device, it is stopped, or the push is not its own.
        PushUnreadable: the body holds no readings.
    """
    device = device_of_number(Protocol.HTTPS, number)
    why, measured = _judged(device, sent_at, signature, body, at)
    if device is None or measured is None:
        _refused(device, number, body, peer, why or FrameFault.NOT_STORABLE, at)
        raise PushUnreadable if why is FrameFault.NOT_STORABLE else PushRefused
    require(DOOR, FrameAct.PUSH, device)
    timely = [one for one in measured if time_fault(one.at, at) is None]
    wrong = next((fault for one in measured if (fault := time_fault(one.at, at))), None)
    surplus = codes_surplus((one.code for one in timely), _own_codes(device, timely))
    good = [one for one in timely if one.code not in surplus]
    if surplus and wrong is None:
        wrong = FrameFault.QUANTITIES
    batch = Batch()
    batch.frames.append(_frame(device, number, body, peer, wrong.value if wrong else "", at))
    contact = batch.contact(device.pk)
    contact.frames, contact.frame_at, contact.peer = 1, at, peer
    if wrong:
        contact.refused, contact.faults, contact.fault, contact.fault_at = (
            1,
            {wrong.value: 1},
            wrong.value,
            at,
        )
    contact.reading_at = max((one.at for one in good), default=None)
    _stored(batch, device, good, at)
    return len(good)


def _own_codes(device: Device, measured: Sequence[Measured]) -> set[str]:
    """Return the kinds without a name that a device has brought; none where it brings named ones only."""
    if all(quantity_is_named(one.code) for one in measured):
        return set()
    with connection.cursor() as wrapped:
        return own_codes(wrapped.cursor, device.pk)


def _judged(
    device: Device | None, sent_at: str, signature: str, body: bytes, at: datetime
) -> tuple[FrameFault | None, Sequence[Measured] | None]:
    """Return the readings of a push, or why there are none."""
    if device is None:
        return FrameFault.UNKNOWN_DEVICE, None
    if device.state == DeviceState.STOPPED:
        return FrameFault.STOPPED, None
    if not push_is_own(device.secret, sent_at, body, signature, at):
        return FrameFault.SIGNATURE, None
    measured = push_read(body, timedelta(seconds=device.clock_offset_s))
    return (FrameFault.NOT_STORABLE, None) if measured is None else (None, measured)


def device_known(*, number: str, sent_at: str, signature: str, body: bytes, at: datetime) -> Device:
    """Return the device whose own signature a request bears.

    Raises:
        PushRefused: no such device, it is stopped, or the request is not its own.
    """
    device = device_of_number(Protocol.HTTPS, number)
    if device is None or device.state == DeviceState.STOPPED:
        raise PushRefused
    if not push_is_own(device.secret, sent_at, body, signature, at):
        raise PushRefused
    return device


def commands_fetch(*, device: Device, at: datetime) -> list[dict[str, object]]:
    """Hand a device what waits for it, each command once; each is committed by itself."""
    handed = (_handed_out(device, one.pk, at) for one in pending(device, at=at))
    return [told for told in handed if told is not None]


@transaction.atomic
def _handed_out(device: Device, command_id: int, at: datetime) -> dict[str, object] | None:
    """Hand out one command, and keep what the device is told; None where it may not go out (any more)."""
    command = command_hand_out(command_id=command_id, actor=DOOR, at=at)
    if command is None:
        return None
    told = order_told(order_of(command))
    frame = _frame(device, device.number, json.dumps(told, ensure_ascii=False).encode(), "", "", at)
    sent = frame._replace(details={"command": command_id}, direction=Direction.OUT.value)
    _stored(Batch(frames=[sent]), device, (), at)
    return told


def answer_push(*, device: Device, body: bytes, at: datetime) -> bool:
    """Record what a device says of a command it fetched; return whether it changed anything.

    Raises:
        AnswerUnreadable: it says nothing of that kind.
        NotFound: it is no command to this device.
    """
    answer = answer_read(body)
    if answer is None:
        raise AnswerUnreadable
    command_id, is_done, said = answer
    return command_answer(
        command_id=command_id, device_id=device.pk, is_done=is_done, answer=said, actor=DOOR, at=at
    )


@transaction.atomic
def _stored(batch: Batch, device: Device | None, measured: Sequence[Measured], at: datetime) -> None:
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        codes = {one.code for one in measured}
        ids = quantities_ensure(cursor, codes) if codes else {}
        for one in measured:
            words = quantity_words(one.code)
            flags = late_flag(one.at, at, device.interval_s if device else 0)
            flags |= range_flag(one.value, words.low, words.high)
            row = ReadingRow(
                device.pk if device else 0, ids[one.code], one.at, one.sequence, one.value, flags, at
            )
            batch.readings.append(row)
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)
        cursor.execute(EMPTIED)


def _refused(
    device: Device | None, number: str, body: bytes, peer: str, why: FrameFault, at: datetime
) -> None:
    """Keep a refused push, but for more than so many a minute of one number."""
    lately = RawFrame.objects.filter(received_at__gte=at - timedelta(minutes=1))
    kept = lately.filter(device=device) if device else lately.filter(number=number[:40])
    if kept.exclude(fault="")[:_MOST_REFUSED_A_MINUTE].count() >= _MOST_REFUSED_A_MINUTE:
        return
    batch = Batch(frames=[_frame(device, number, body, peer, why.value, at)])
    if device is not None:
        contact = batch.contact(device.pk)
        contact.refused, contact.faults, contact.fault, contact.fault_at = 1, {why.value: 1}, why.value, at
    _stored(batch, device, (), at)


def _frame(device: Device | None, number: str, body: bytes, peer: str, fault: str, at: datetime) -> FrameRow:
    return FrameRow(
        received_at=at,
        device_id=device.pk if device else None,
        protocol=Protocol.HTTPS.value,
        number="" if device else "".join(sign for sign in number if sign.isprintable())[:40],
        area_code=device.area_code if device else "",
        peer=peer[:64],
        content=body,
        fault=fault,
    )
