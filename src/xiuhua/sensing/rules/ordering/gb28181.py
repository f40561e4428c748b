"""Commands in GB/T 28181, and what a device's answers to them mean.

Source:
    GB/T 28181-2016, annex A.2.3 (PTZCmd, TeleBoot, GuardCmd), A.2.4 (Catalog), A.3 (the eight bytes), 9.3
    (a control without a body of its own in answer is answered by the 200 alone). Speeds: a percentage of the
    255 steps of pan, tilt, focus and iris, and of the 15 of zoom, is our own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.sensing.codecs.gb28181.manscdp import Body
from xiuhua.sensing.codecs.gb28181.ptz import PtzCommand
from xiuhua.sensing.codecs.gb28181.queries import Ask, catalog_ask, guard, ptz
from xiuhua.sensing.rules.commanding.orders import (
    LASTS,
    LEAST_LASTS_MS,
    MOST_SPEED,
    PRESET,
    SPEED,
    Order,
)
from xiuhua.sensing.terms.commands import CommandKind, Move, Outcome

_STEPS, _ZOOM_STEPS = 255, 15
_ZOOM = frozenset({Move.ZOOM_IN, Move.ZOOM_OUT})
_LENS = ("focus", "iris")
_LENS_STOP = "A50F0040000000F4"  # table A.6: no bit of the lens group; 00 would stop pan, tilt and zoom


@dataclass(frozen=True, slots=True)
class Said:
    """A command as it is sent, and what is sent some seconds later; None for nothing."""

    ask: Ask
    then: Ask | None = None
    after_s: float = 0.0


def gb28181_said(order: Order, number: str) -> Said:
    """Return a command as GB/T 28181 says it, to a device of this number or the channel that the order names.

    Raises:
        FrameError: a value does not fit.
        ValueError: it cannot be said.
    """
    whom = order.target or number
    if order.kind is CommandKind.PTZ:
        return _moved(order, whom)
    if order.kind is CommandKind.SWITCH:
        return Said(guard(whom, on=order.on))
    if order.kind is CommandKind.READ:
        return Said(catalog_ask(number))
    if order.kind is CommandKind.REBOOT:
        return Said(Ask("Control", "DeviceControl", whom, {"TeleBoot": "Boot"}, awaits=False))
    raise ValueError(order.kind)


def _moved(order: Order, whom: str) -> Said:
    """Return a move and the stop that ends it; nothing has to be heard from us for that once more."""
    move = order.move
    if move is Move.STOP:
        return Said(ptz(whom, PtzCommand(actions=("stop",))))
    if move is Move.PRESET:
        return Said(ptz(whom, PtzCommand(actions=("preset_call",), second=order.whole(PRESET, 1))))
    share = order.whole(SPEED, MOST_SPEED) / MOST_SPEED
    steps = max(1, round(share * _STEPS))
    is_zoom, is_lens = move in _ZOOM, move.value.startswith(_LENS)
    command = PtzCommand(
        actions=(move.value,) if is_zoom or is_lens else tuple(move.value.split("_")),
        first=0 if is_zoom else steps,
        second=0 if is_zoom else steps,
        zoom_speed=max(1, round(share * _ZOOM_STEPS)) if is_zoom else 0,
    )
    stop = ptz(whom, PtzCommand(actions=("stop",)))
    if is_lens:
        stop = Ask("Control", "DeviceControl", whom, {"PTZCmd": _LENS_STOP}, awaits=False)
    return Said(ptz(whom, command), stop, order.whole(LASTS, LEAST_LASTS_MS) / 1000)


def gb28181_outcome(body: Body) -> tuple[Outcome, str]:
    """Return what a device's own answer to a control says."""
    result = body.node.value("Result").strip().upper()
    return (Outcome.DONE if result == "OK" else Outcome.REFUSED), f"Result={result[:20]}"
