"""What a device is told: which kinds its protocol can say, and what each needs.

Source:
    HJ 212-2017 annex C (3021, 2011, 1062, 1012), JT/T 808-2013 chapter 8 (0x8500, 0x8201, 0x8103, 0x8300),
    SL 651-2014 6.6.4 (4C to 4E, 37, 4A). Bounds of an interval: HJ 212-2017 command 1062, for all alike. JSON
    of a pushed command: own choice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.terms.commands import CommandKind

LEAST_INTERVAL_S, MOST_INTERVAL_S = 30, 3600
LONGEST_TEXT = 200
MOST_CHANNELS = 16
LONGEST_WAIT_S = 7 * 24 * 3600
LEAST_ANSWER_S, MOST_ANSWER_S = 5, 24 * 3600
ON, SECONDS, TEXT = "on", "seconds", "text"  # names of parameters
PUMPS, VALVES = "pumps", "valves"
_KINDS: Mapping[Protocol, tuple[CommandKind, ...]] = {
    Protocol.HJ212: (CommandKind.SWITCH, CommandKind.READ, CommandKind.INTERVAL, CommandKind.CLOCK),
    Protocol.JT808: (CommandKind.SWITCH, CommandKind.READ, CommandKind.INTERVAL, CommandKind.TEXT),
    Protocol.SL651: (CommandKind.SWITCH, CommandKind.READ, CommandKind.CLOCK),
    Protocol.HTTPS: tuple(CommandKind),
    Protocol.MQTT: tuple(CommandKind),
}
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


def kinds_of(protocol: Protocol) -> tuple[CommandKind, ...]:
    """Return what can be said to a device of a protocol."""
    return _KINDS.get(protocol, tuple(CommandKind))


def parameters_fault(kind: CommandKind, parameters: Parameters) -> tuple[str, str] | None:
    """Return what is wrong with a command's parameters: the field, and the code of a sentence; or None."""
    if kind is CommandKind.SWITCH and not isinstance(parameters.get(ON), bool):
        return ON, "command_on"
    if kind is CommandKind.INTERVAL:
        seconds = parameters.get(SECONDS)
        if not isinstance(seconds, int) or not LEAST_INTERVAL_S <= seconds <= MOST_INTERVAL_S:
            return SECONDS, "command_seconds"
    if kind is CommandKind.TEXT:
        text = parameters.get(TEXT)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_TEXT:
            return TEXT, "command_text"
    return None


def target_fault(protocol: Protocol, kind: CommandKind, target: str) -> str | None:
    """Return what is wrong with the part of a device that is switched, as the code of a sentence; or None."""
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
