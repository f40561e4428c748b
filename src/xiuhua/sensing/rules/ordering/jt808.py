"""Commands in JT/T 808, and what a terminal's answers to them mean.

Source:
    JT/T 808-2013, chapter 8: 0x8500 (bit 0: lock), 0x8201, 0x8103 with parameter 0x0029, 0x8300 (bit 2 shown,
    bit 3 read aloud); 0x0001 result 0 is success; 0x0500 tells by bit 12 of the status whether it is locked.
"""

from __future__ import annotations

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.messages.links import Result
from xiuhua.sensing.codecs.jt808.messages.locations import LocationRequest, VehicleControlAnswer
from xiuhua.sensing.codecs.jt808.messages.settings import ParametersSet, VehicleControl
from xiuhua.sensing.codecs.jt808.messages.texts import TextMessage
from xiuhua.sensing.codecs.jt808.parameters import Parameter
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.terms.commands import CommandKind, Outcome

_REPORT_INTERVAL = 0x0029
_SHOWN_AND_READ = 0b1100
_NOTICE = 1
_LOCKED = 1 << 12


def jt808_message(order: Order, edition: Edition) -> Message:
    """Return a command as JT/T 808 says it.

    Raises:
        ValueError: it cannot be said, or not in this edition.
    """
    if order.kind is CommandKind.SWITCH and edition is not Edition.E2019:  # 2019 has another layout
        return VehicleControl(flags=int(order.on))
    if order.kind is CommandKind.READ:
        return LocationRequest()
    if order.kind is CommandKind.INTERVAL:
        return ParametersSet(parameters=(Parameter(_REPORT_INTERVAL, order.seconds.to_bytes(4)),))
    if order.kind is CommandKind.TEXT:
        return TextMessage(flags=_SHOWN_AND_READ, kind=_NOTICE, text=order.text)
    raise ValueError(order.kind)


def jt808_outcome(order: Order, result: int, message: Message) -> tuple[Outcome, str]:
    """Return what the answer to a command says, with the terminal's own code."""
    if isinstance(message, VehicleControlAnswer):
        locked = bool(message.location.status & _LOCKED)
        return (Outcome.DONE if locked is order.on else Outcome.DIFFERS), f"0x0500 {int(locked)}"
    return (Outcome.DONE if result == Result.DONE else Outcome.REFUSED), f"0x0001 {result}"
