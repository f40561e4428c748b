"""Commands in HJ 212, and what a device's answers to them mean.

Source:
    HJ 212-2017, 6.6 and annex C: 3021 sets an item (InfoId) of a field device (PolId); 9011 says whether a
    request is taken (QnRtn 1), 9012 whether it was executed (ExeRtn 1), with the QN of the request. The
    standard has no switch of its own: 3021 with the value 1 or 0 is our own choice of its words.
"""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.hj212.commands import (
    Cn,
    Command,
    control,
    plain,
    real_time_interval_set,
    time_set,
)
from xiuhua.sensing.codecs.hj212.decoder import Frame
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.terms.commands import CommandKind, Outcome

_YES = "1"


def hj212_command(order: Order, at: datetime) -> Command:
    """Return a command as HJ 212 says it.

    Raises:
        FrameError: a value does not fit.
        ValueError: it cannot be said.
    """
    if order.kind is CommandKind.SWITCH:
        pollutant, _, item = order.target.partition("/")
        return control(Cn.ANALYSER_SET, pollutant, **{"InfoId": item, f"{item}-Info": str(int(order.on))})
    if order.kind is CommandKind.READ:
        return plain(Cn.REAL_TIME)
    if order.kind is CommandKind.INTERVAL:
        return real_time_interval_set(order.seconds)
    if order.kind is CommandKind.CLOCK:
        return time_set("", at)
    raise ValueError(order.kind)


def hj212_outcome(frame: Frame) -> tuple[Outcome, str] | None:
    """Return what 9011 or 9012 says of the request it names, with the device's own code; None for no end."""
    if frame.cn == Cn.ACCEPTED:
        code = frame.cp.get("QnRtn", "")
        return None if code == _YES else (Outcome.REFUSED, f"QnRtn={code}")
    if frame.cn == Cn.EXECUTED:
        code = frame.cp.get("ExeRtn", "")
        return (Outcome.DONE if code == _YES else Outcome.REFUSED), f"ExeRtn={code}"
    return None
