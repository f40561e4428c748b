"""What the gateway reads and marks of commands, with a cursor of its own; it makes no ledger entries.

A command is claimed in a transaction of its own before a byte of it goes out, and only one that is not
claimed can be. So it goes out once at most: whoever dies in between leaves a claim that nobody takes up
again.

Source:
    docs/decisions/0030.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from xiuhua.sensing.rules.commanding.interlocks import (
    Interlock,
    LastReading,
    interlock_look,
    interlock_read,
)
from xiuhua.sensing.rules.commanding.orders import ON, Order
from xiuhua.sensing.rules.commanding.states import is_guarded
from xiuhua.sensing.services.refusals import interlock_kept, interlock_refusal
from xiuhua.sensing.terms import CommandKind, Guarded, Outcome
from xiuhua.shared.errors import Argument

_WAITING = """
SELECT DISTINCT device_id FROM sensing_command
WHERE state = 'command_desired' AND claimed_at IS NULL AND expires_at > %s
"""
_CLAIM = """
UPDATE sensing_command AS command SET claimed_at = %(at)s FROM sensing_control AS control
WHERE control.id = command.control_id AND command.device_id = %(device)s
      AND command.state = 'command_desired' AND command.claimed_at IS NULL AND command.expires_at > %(at)s
RETURNING command.id, command.kind, command.parameters, control.channel, control.target, control.interlock,
          control.guarded, command.expires_at
"""
_LEFT = "UPDATE sensing_command SET left_at = %s, reference = %s WHERE id = %s"
_RELEASE = "UPDATE sensing_command SET claimed_at = NULL WHERE id = ANY(%s) AND state = 'command_desired'"
_NEWS = """
INSERT INTO sensing_commandnews (command_id, at, outcome, answer, details)
SELECT id, %(at)s, %(outcome)s::varchar, %(answer)s, %(details)s::jsonb FROM sensing_command
WHERE id = %(command)s
"""
# The same again is no news, however often a device says it.
_TOLD = """
INSERT INTO sensing_commandnews (command_id, at, outcome, answer, details)
SELECT id, %(at)s, %(outcome)s::varchar, %(answer)s, %(details)s::jsonb FROM sensing_command AS command
WHERE device_id = %(device)s AND reference = %(reference)s AND left_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM sensing_commandnews AS news
                      WHERE news.command_id = command.id AND news.outcome = %(outcome)s::varchar)
ORDER BY id DESC LIMIT 1
"""
_LAST = """
SELECT last.device_id, quantity.code, last.at, last.value, last.flags, quantity.unit
FROM sensing_lastvalue AS last JOIN sensing_quantity AS quantity ON quantity.id = last.quantity_id
WHERE last.device_id = ANY(%s) AND quantity.code = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A command that is this gateway's to send, and its interlock; None where none stands for it."""

    order: Order
    interlock: Interlock | None


async def devices_waiting(connection: psycopg.AsyncConnection, at: datetime) -> set[int]:
    """Return the devices that have something to be told."""
    found = await connection.execute(_WAITING, [at])
    return {int(key) for (key,) in await found.fetchall()}


async def orders_claim(connection: psycopg.AsyncConnection, device_id: int, at: datetime) -> list[Claimed]:
    """Take every command that waits for a device, oldest first; it is committed on return."""
    found = await connection.execute(_CLAIM, {"device": device_id, "at": at})
    return sorted((_claimed(row) for row in await found.fetchall()), key=lambda one: one.order.id)


def _claimed(row: Sequence[object]) -> Claimed:
    key, kind, parameters, channel, target, interlock, guarded, expires_at = row
    assert isinstance(parameters, Mapping)  # noqa: S101 - JSON that a service wrote
    order = Order(
        id=int(str(key)), kind=CommandKind(str(kind)), channel=int(str(channel)), target=str(target),
        parameters=parameters, expires_at=expires_at if isinstance(expires_at, datetime) else None,
    )  # fmt: skip
    on = order.on if order.kind is CommandKind.SWITCH and ON in parameters else None
    stands = isinstance(interlock, Mapping) and is_guarded(Guarded(str(guarded)), on=on)
    return Claimed(order, interlock_read(interlock) if stands and isinstance(interlock, Mapping) else None)


async def order_blocked(
    connection: psycopg.AsyncConnection, interlock: Interlock, at: datetime
) -> dict[str, Argument] | None:
    """Return why an interlock does not let a command pass at this last moment; None where it does."""
    sources = interlock.series.values()
    found = await connection.execute(
        _LAST, [[one.device_id for one in sources], [one.quantity for one in sources]]
    )
    last = {
        (int(device), str(code)): LastReading(read_at.timestamp(), float(value), int(flags), str(unit))
        for device, code, read_at, value, flags, unit in await found.fetchall()
    }
    readings = {name: last.get((one.device_id, one.quantity)) for name, one in interlock.series.items()}
    looked = interlock_look(interlock, readings, at.timestamp())
    return None if looked.holds else interlock_kept(interlock_refusal(looked, interlock))


async def order_left(
    connection: psycopg.AsyncConnection, order_id: int, reference: str, at: datetime
) -> None:
    """Note that a command has gone out, and what its answer will name."""
    await connection.execute(_LEFT, [at, reference[:60], order_id])


async def orders_release(connection: psycopg.AsyncConnection, order_ids: Sequence[int]) -> None:
    """Give back commands of which certainly nothing has gone out."""
    await connection.execute(_RELEASE, [list(order_ids)])


async def order_failed(
    connection: psycopg.AsyncConnection,
    order_id: int,
    outcome: Outcome,
    details: Mapping[str, Argument] | None,
    at: datetime,
) -> None:
    """Leave word that a command could not go out."""
    kept = json.dumps(dict(details)) if details is not None else None
    await connection.execute(
        _NEWS, {"command": order_id, "at": at, "outcome": outcome.value, "answer": "", "details": kept}
    )


async def answer_note(
    connection: psycopg.AsyncConnection,
    *,
    device_id: int,
    reference: str,
    outcome: Outcome,
    answer: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Leave word of what a device says; what names no command to it is nothing."""
    await connection.execute(
        _TOLD,
        {
            "device": device_id,
            "reference": reference[:60],
            "outcome": outcome.value,
            "answer": answer[:80],
            "at": at,
            "details": json.dumps(dict(details)) if details is not None else None,
        },
    )
