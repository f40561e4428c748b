"""Commands over MQTT, and when they count as done.

A command goes down as JSON, as devices that push over HTTPS get it, and is answered in JSON on a topic of the
device's own.

Source:
    own choice. MQTT 3.1.1, 4.3.2: PUBACK says that the device has the message, not that it has done anything.
    That is all that is asked of a text to be shown and of the request to send readings; what is switched or
    set is confirmed by an answer alone.
"""

from __future__ import annotations

import json

from xiuhua.sensing.rules.commanding.orders import Order, answer_read, order_told
from xiuhua.sensing.terms.commands import CommandKind, Outcome

_DONE_WHEN_RECEIVED = frozenset({CommandKind.TEXT, CommandKind.READ})


def mqtt_message(order: Order) -> bytes:
    """Return a command as its device reads it."""
    return json.dumps(order_told(order), ensure_ascii=False).encode()


def mqtt_received(kind: CommandKind) -> Outcome | None:
    """Return what it says of a command that the device has it; None for nothing."""
    return Outcome.DONE if kind in _DONE_WHEN_RECEIVED else None


def mqtt_outcome(payload: bytes) -> tuple[str, Outcome, str] | None:
    """Return what an answer says: the command's reference, its outcome, the device's own words; or None."""
    answer = answer_read(payload)
    if answer is None:
        return None
    command_id, is_done, said = answer
    return str(command_id), (Outcome.DONE if is_done else Outcome.REFUSED), said
