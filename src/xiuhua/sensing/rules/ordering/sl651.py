"""Commands in SL 651, and what a station's answers to them mean.

Source:
    SL 651-2014, 6.6.4.22 to 6.6.4.24 (4C pumps, 4D valves: all that exist are named; the answer tells how
    they stand), 6.6.4.11 (37) and 6.6.4.20 (4A sets the clock by the time in the head).
"""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651.answers import switches_read
from xiuhua.sensing.codecs.sl651.commands import Question, plain, switches_set
from xiuhua.sensing.codecs.sl651.frames import Encoding, Function
from xiuhua.sensing.codecs.sl651.reports import Report
from xiuhua.sensing.rules.commanding.orders import VALVES, Order
from xiuhua.sensing.terms.commands import CommandKind, Outcome


def sl651_question(order: Order, encoding: Encoding) -> Question:
    """Return a command as SL 651 says it; a switch switches pumps 1 to `channel` together.

    Raises:
        FrameError: a value does not fit.
        ValueError: it cannot be said.
    """
    if order.kind is CommandKind.SWITCH:
        function = Function.VALVES if order.target == VALVES else Function.PUMPS
        return switches_set(function, [order.on] * order.channel, encoding)
    if order.kind is CommandKind.READ:
        return plain(Function.REAL_TIME)
    if order.kind is CommandKind.CLOCK:
        return plain(Function.CLOCK_SET)
    raise ValueError(order.kind)


def sl651_outcome(order: Order, report: Report) -> tuple[Outcome, str]:
    """Return what the answer to a command says, with how the station tells that its switches stand."""
    if order.kind is not CommandKind.SWITCH:
        return Outcome.DONE, ""
    try:
        stand = switches_read(report.rest)[: order.channel]
    except FrameError:
        return Outcome.DIFFERS, report.rest[:32].hex().upper()
    is_right = len(stand) == order.channel and all(one is order.on for one in stand)
    return (Outcome.DONE if is_right else Outcome.DIFFERS), "".join(str(int(one)) for one in stand)
