"""What a device is told: which kinds its protocol can say, and what each needs.

Source:
    HJ 212-2017 annex C (3021, 2011, 1062, 1012), JT/T 808-2013 chapter 8 (0x8500, 0x8201, 0x8103, 0x8300),
    SL 651-2014 6.6.4 (4C to 4E, 37, 4A), GB/T 28181-2016 annexes A.2.3 and A.3, JT/T 1078-2016 chapter 5.
    Bounds of an interval: HJ 212-2017 command 1062, for all alike. JSON of a pushed command, and for how long
    a camera moves: own choice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.terms.commands import CommandAct, CommandKind, LiveAct, Move

LEAST_INTERVAL_S, MOST_INTERVAL_S = 30, 3600
LONGEST_TEXT = 200
MOST_CHANNELS = 16
_CHANNEL_DIGITS = 20
_LAST_PORT = 65_535
LONGEST_WAIT_S = 7 * 24 * 3600
LEAST_ANSWER_S, MOST_ANSWER_S = 5, 24 * 3600
ON, SECONDS, TEXT = "on", "seconds", "text"  # names of parameters
MOVE, SPEED, LASTS, PRESET = "move", "speed", "lasts_ms", "preset"
LIVE, HOURS, HOST, TCP_PORT, UDP_PORT = "live", "hours", "host", "tcp_port", "udp_port"
MOST_SPEED = 100  # percent of the fastest
LEAST_LASTS_MS, MOST_LASTS_MS = 200, 30_000
MOST_PRESET = 255
MOST_HOURS = 7 * 24
PUMPS, VALVES = "pumps", "valves"
_TOLD_IN_JSON = (
    CommandKind.SWITCH, CommandKind.READ, CommandKind.INTERVAL, CommandKind.CLOCK, CommandKind.TEXT,
)  # fmt: skip
_KINDS: Mapping[Protocol, tuple[CommandKind, ...]] = {
    Protocol.HJ212: (CommandKind.SWITCH, CommandKind.READ, CommandKind.INTERVAL, CommandKind.CLOCK),
    Protocol.JT808: (
        CommandKind.SWITCH, CommandKind.READ, CommandKind.INTERVAL, CommandKind.TEXT, CommandKind.LIVE,
        CommandKind.RECORDINGS, CommandKind.MEDIA,
    ),
    Protocol.SL651: (CommandKind.SWITCH, CommandKind.READ, CommandKind.CLOCK),
    Protocol.HTTPS: _TOLD_IN_JSON,
    Protocol.MQTT: _TOLD_IN_JSON,
    Protocol.GB28181: (CommandKind.PTZ, CommandKind.SWITCH, CommandKind.READ, CommandKind.REBOOT),
}  # fmt: skip
Parameters = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command as it goes to a device.

    Args:
        id: of the command.
        channel: the first of which pumps or lamps, or how many where the protocol switches all at once.
        target: which part of the device, as its protocol names it; empty for the usual.
        parameters: `on` of a switch, `seconds` of an interval, `text`.
        expires_at: by when it must have gone out; None where that does not matter.
    """

    id: int
    kind: CommandKind
    channel: int = 1
    target: str = ""
    parameters: Parameters = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def on(self) -> bool:
        """Whether it switches on."""
        return self.parameters.get(ON) is True

    @property
    def seconds(self) -> int:
        """The interval it sets, seconds."""
        return int(str(self.parameters.get(SECONDS, 0)))

    @property
    def text(self) -> str:
        """The text it brings."""
        return str(self.parameters.get(TEXT, ""))

    @property
    def move(self) -> Move:
        """How a camera moves."""
        return Move(str(self.parameters.get(MOVE, Move.STOP.value)))

    def whole(self, name: str, usual: int) -> int:
        """Return a parameter that is a whole number, or the usual one where it is left out."""
        return int(str(self.parameters.get(name, usual)))


def kinds_of(protocol: Protocol) -> tuple[CommandKind, ...]:
    """Return what can be said to a device of a protocol."""
    return _KINDS.get(protocol, tuple(CommandKind))


def parameters_fault(kind: CommandKind, parameters: Parameters) -> tuple[str, str] | None:
    """Return what is wrong with a command's parameters: the field, and the code of a sentence; or None."""
    judge = _JUDGES.get(kind)
    return judge(parameters) if judge is not None else None


def _switch_fault(parameters: Parameters) -> tuple[str, str] | None:
    return None if isinstance(parameters.get(ON), bool) else (ON, "command_on")


def _interval_fault(parameters: Parameters) -> tuple[str, str] | None:
    is_fine = _is_whole(parameters.get(SECONDS), LEAST_INTERVAL_S, MOST_INTERVAL_S)
    return None if is_fine else (SECONDS, "command_seconds")


def _text_fault(parameters: Parameters) -> tuple[str, str] | None:
    text = parameters.get(TEXT)
    is_fine = isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_TEXT
    return None if is_fine else (TEXT, "command_text")


def _hours_fault(parameters: Parameters) -> tuple[str, str] | None:
    return None if _is_whole(parameters.get(HOURS), 1, MOST_HOURS) else (HOURS, "command_hours")


def _move_fault(parameters: Parameters) -> tuple[str, str] | None:
    move = parameters.get(MOVE)
    if not isinstance(move, str) or move not in {one.value for one in Move}:
        return MOVE, "command_move"
    if move == Move.PRESET:
        return None if _is_whole(parameters.get(PRESET), 1, MOST_PRESET) else (PRESET, "command_preset")
    if not _is_whole(parameters.get(SPEED, MOST_SPEED), 1, MOST_SPEED):
        return SPEED, "command_speed"
    lasts = parameters.get(LASTS, LEAST_LASTS_MS)
    return None if _is_whole(lasts, LEAST_LASTS_MS, MOST_LASTS_MS) else (LASTS, "command_lasts")


def _live_fault(parameters: Parameters) -> tuple[str, str] | None:
    live = parameters.get(LIVE)
    if not isinstance(live, str) or live not in {one.value for one in LiveAct}:
        return LIVE, "command_live"
    if live != LiveAct.START:
        return None
    is_set = parameters.get(HOST) and _is_whole(parameters.get(TCP_PORT), 0, _LAST_PORT)
    return None if is_set and _is_whole(parameters.get(UDP_PORT), 0, _LAST_PORT) else (LIVE, "command_media")


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


_JUDGES: Mapping[CommandKind, Callable[[Parameters], tuple[str, str] | None]] = {
    CommandKind.SWITCH: _switch_fault,
    CommandKind.INTERVAL: _interval_fault,
    CommandKind.TEXT: _text_fault,
    CommandKind.PTZ: _move_fault,
    CommandKind.LIVE: _live_fault,
    CommandKind.RECORDINGS: _hours_fault,
}


def asking_act(kind: CommandKind) -> CommandAct:
    """Return the act by which a kind of command is asked for.

    Source:
        own choice: who looks at live video all day moves cameras, which changes nothing in the street; a
        pump or a lamp is for whoever runs it and the command centre.
    """
    return CommandAct.STEER if kind is CommandKind.PTZ else CommandAct.ASK


def may_overtake(kind: CommandKind) -> bool:
    """Return whether a command is taken while one of the same control is open.

    A camera must hear "stop" while "left" is not yet settled, and every move ends by itself.
    """
    return kind is CommandKind.PTZ


def target_fault(protocol: Protocol, kind: CommandKind, target: str) -> str | None:
    """Return what is wrong with the part of a device that is switched, as the code of a sentence; or None."""
    if protocol is Protocol.GB28181 and target:
        is_channel = target.isascii() and target.isdigit() and len(target) == _CHANNEL_DIGITS
        return None if is_channel and kind is not CommandKind.READ else "target_gb28181"
    if kind is not CommandKind.SWITCH:
        return "target_needless" if target else None
    if protocol is Protocol.HJ212:
        pollutant, _, wanted = target.partition("/")
        return None if pollutant.isalnum() and wanted.isalnum() and target.isascii() else "target_hj212"
    if protocol is Protocol.SL651:
        return None if target in {PUMPS, VALVES} else "target_sl651"
    return None


def order_told(order: Order) -> dict[str, object]:
    """Return a command as JSON has it, for devices that are told in JSON: HTTPS push, MQTT."""
    named = {"channel": order.channel, "target": order.target} if order.kind is CommandKind.SWITCH else {}
    until = {"expires_at": order.expires_at.isoformat()} if order.expires_at is not None else {}
    return {"id": order.id, "kind": order.kind.value, **named, **order.parameters, **until}


def answer_read(body: bytes) -> tuple[int, bool, str] | None:
    """Return what a device says of a command in JSON: its id, whether it is done, a code of its own; or None.

    The form is `{"command": 17, "done": true, "answer": "ok"}`; `answer` may be left out.
    """
    try:
        told = json.loads(body)
        command, done, answer = told["command"], told["done"], told.get("answer", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    is_id = isinstance(command, int) and not isinstance(command, bool) and 0 < command < 2**63
    if not (is_id and isinstance(done, bool) and isinstance(answer, str)):
        return None
    return command, done, "".join(sign for sign in answer if sign.isprintable())
