"""Commands by hand: how far they come, what an interlock says, what each protocol is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xiuhua.sensing.codecs.hj212.commands import Cn
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.sl651.frames import Encoding, Function
from xiuhua.sensing.rules.commanding.interlocks import (
    Interlock,
    LastReading,
    Source,
    condition_fault,
    interlock_look,
    interlock_read,
    interlock_stored,
)
from xiuhua.sensing.rules.commanding.orders import (
    Order,
    answer_read,
    kinds_of,
    parameters_fault,
    target_fault,
)
from xiuhua.sensing.rules.commanding.states import command_after, is_guarded, may_approve
from xiuhua.sensing.rules.commanding.wording import command_said, interlock_said
from xiuhua.sensing.rules.conditions.stored import condition_read
from xiuhua.sensing.rules.ordering.gb28181 import gb28181_said
from xiuhua.sensing.rules.ordering.hj212 import hj212_command
from xiuhua.sensing.rules.ordering.jt808 import jt808_message
from xiuhua.sensing.rules.ordering.mqtt import mqtt_message, mqtt_outcome, mqtt_received
from xiuhua.sensing.rules.ordering.sl651 import sl651_question
from xiuhua.sensing.terms import CommandAct, CommandKind, CommandState, Guarded, Outcome, Protocol
from xiuhua.sensing.terms.doubts import Doubt

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC).timestamp()
_DEEP = {"kind": "limit", "of": "level", "is": "at_least", "limit": 2.0}
LOCK = Interlock(
    when=condition_read(_DEEP),
    series={"level": Source(device_id=7, name="一号泵站", quantity="level")},
    fresh_s=300,
)
S = CommandState

# Every state × act that leads on, by hand; all others lead nowhere.
_MOVES = {
    (S.PROPOSED, CommandAct.APPROVE): S.DESIRED,
    (S.PROPOSED, CommandAct.WITHDRAW): S.WITHDRAWN,
    (S.DESIRED, CommandAct.WITHDRAW): S.WITHDRAWN,
    (S.DESIRED, CommandAct.SENT): S.SENT,
    (S.SENT, CommandAct.ANSWERED): S.SENT,
    (S.SENT, CommandAct.CONFIRMED): S.CONFIRMED,
    (S.EXPIRED, CommandAct.CONFIRMED): S.CONFIRMED,
    (S.DESIRED, CommandAct.FAILED): S.FAILED,
    (S.SENT, CommandAct.FAILED): S.FAILED,
    (S.EXPIRED, CommandAct.FAILED): S.FAILED,
    (S.PROPOSED, CommandAct.EXPIRED): S.EXPIRED,
    (S.DESIRED, CommandAct.EXPIRED): S.EXPIRED,
    (S.SENT, CommandAct.EXPIRED): S.EXPIRED,
}


def test_a_command_goes_only_where_the_table_says() -> None:
    moving = set(CommandAct) - {CommandAct.READ, CommandAct.ASK, CommandAct.STEER}  # the last two begin one
    for state in CommandState:
        for act in moving:
            assert command_after(state, act, was_sent=True) is _MOVES.get((state, act)), (state, act)


def test_what_expired_without_being_sent_is_over() -> None:
    assert command_after(S.EXPIRED, CommandAct.CONFIRMED, was_sent=False) is None
    assert command_after(S.SENT, CommandAct.CONFIRMED, was_sent=True) is S.CONFIRMED


@pytest.mark.parametrize(
    ("reading", "holds", "code"),
    [
        (LastReading(AT - 10, 2.0), True, ""),  # at the limit
        (LastReading(AT - 10, 1.999), False, "interlock_violated"),
        (None, False, "interlock_never"),
        (LastReading(AT - 299.9, 5.0), True, ""),
        (LastReading(AT - 300, 5.0), False, "interlock_stale"),  # at the printed age it no longer counts
        (LastReading(AT - 10, 5.0, Doubt.FAULTY.bit), False, "interlock_unfit"),
        (LastReading(AT - 10, 5.0, Doubt.LATE_ARRIVAL.bit), True, ""),  # late is not doubtful
        (LastReading(AT + 60, 5.0), True, ""),
        (LastReading(AT + 61, 5.0), False, "interlock_ahead"),
    ],
)
def test_an_interlock_lets_pass_only_what_is_known_and_right(
    *, reading: LastReading | None, holds: bool, code: str
) -> None:
    looked = interlock_look(LOCK, {"level": reading}, AT)
    assert (looked.holds, looked.code, looked.series) == (holds, code, "level")


def test_of_several_limits_the_one_that_is_not_kept_is_named() -> None:
    both = {"kind": "all", "of": [_DEEP, {"kind": "limit", "of": "gate", "is": "on"}]}
    source = LOCK.series["level"]
    lock = replace(
        LOCK,
        when=condition_read(both),
        series={"level": source, "gate": replace(source, quantity="gate_state")},
    )
    looked = interlock_look(lock, {"level": LastReading(AT, 3.0), "gate": LastReading(AT, 0.0)}, AT)
    assert (looked.holds, looked.code, looked.series) == (False, "interlock_violated", "gate")
    unknown = interlock_look(lock, {"level": LastReading(AT, 3.0)}, AT)
    assert (unknown.holds, unknown.code, unknown.series) == (False, "interlock_never", "gate")
    certain = interlock_look(
        lock, {"level": LastReading(AT, 1.0)}, AT
    )  # whatever the gate is, the level forbids
    assert (certain.holds, certain.code, certain.series) == (False, "interlock_violated", "level")


def test_a_negated_condition_forbids_without_a_limit_to_name() -> None:
    lock = replace(LOCK, when=condition_read({"kind": "not", "what": _DEEP}))
    assert interlock_look(lock, {"level": LastReading(AT, 3.0)}, AT).code == "interlock_false"
    assert interlock_look(lock, {"level": LastReading(AT, 1.0)}, AT).holds
    assert not interlock_look(lock, {}, AT).holds


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        (_DEEP, None),
        ({"kind": "difference", "of": "a", "less": "b", "is": "above", "limit": 0}, None),
        ({"kind": "held", "what": _DEEP, "for_s": 60}, "interlock_history"),
        ({"kind": "not", "what": {"kind": "silent", "of": "level", "for_s": 60}}, "interlock_history"),
        ({"kind": "schedule"}, "interlock_history"),
        ({"kind": "limit", "of": "level", "is": "above", "limit": {"profile": "x"}}, "interlock_profile"),
        ({"kind": "limit"}, "interlock_unreadable"),
        ([], "interlock_unreadable"),
    ],
)
def test_only_conditions_over_last_values_can_be_interlocks(stored: object, fault: str | None) -> None:
    assert condition_fault(stored) == fault


def test_an_interlock_is_kept_as_json_and_said_in_both_languages() -> None:
    assert interlock_read(interlock_stored(LOCK)) == LOCK
    assert interlock_said(LOCK, "zh-hans", 7) == "水位不低于 2 m"
    assert interlock_said(LOCK, "en", 8) == "water level of 一号泵站 at least 2 m"
    assert command_said(CommandKind.SWITCH, "1 号泵", {"on": True}, "zh-hans") == "1 号泵：开启"


@pytest.mark.parametrize(
    ("guarded", "on", "expected"),
    [
        (Guarded.ON, True, True),
        (Guarded.ON, False, False),
        (Guarded.OFF, False, True),
        (Guarded.OFF, True, False),
        (Guarded.BOTH, False, True),
        (Guarded.ON, None, True),
    ],
)
def test_an_interlock_stands_for_the_way_it_guards(
    *, guarded: Guarded, on: bool | None, expected: bool
) -> None:
    assert is_guarded(guarded, on=on) is expected


def test_nobody_approves_their_own_command_with_a_token_either() -> None:
    assert may_approve(asked_by="user:1", asked_user=1, by="user:2", user=2)
    assert not may_approve(asked_by="user:1", asked_user=1, by="user:1", user=1)
    assert not may_approve(asked_by="user:1", asked_user=1, by="token:9", user=1)


@pytest.mark.parametrize(
    ("kind", "parameters", "fault"),
    [
        (CommandKind.SWITCH, {"on": True}, None),
        (CommandKind.SWITCH, {"on": 1}, ("on", "command_on")),
        (CommandKind.SWITCH, {}, ("on", "command_on")),
        (CommandKind.INTERVAL, {"seconds": 30}, None),
        (CommandKind.INTERVAL, {"seconds": 29}, ("seconds", "command_seconds")),
        (CommandKind.TEXT, {"text": " "}, ("text", "command_text")),
        (CommandKind.TEXT, {"text": "x" * 201}, ("text", "command_text")),
        (CommandKind.READ, {}, None),
    ],
)
def test_parameters_are_looked_at(
    kind: CommandKind, parameters: dict[str, object], fault: tuple[str, str] | None
) -> None:
    assert parameters_fault(kind, parameters) == fault


_AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def test_a_switch_is_said_in_each_protocol() -> None:
    at = _AT
    on = Order(id=1, kind=CommandKind.SWITCH, target="a34041/i22001", parameters={"on": True})
    asked = hj212_command(on, at)
    assert (asked.cn, asked.cp) == (
        Cn.ANALYSER_SET, {"PolId": "a34041", "InfoId": "i22001", "i22001-Info": "1"},
    )  # fmt: skip
    assert jt808_message(on, Edition.E2013, _AT).write(Edition.E2013) == b"\x01"
    with pytest.raises(ValueError, match="switch"):
        jt808_message(on, Edition.E2019, _AT)
    pumps = replace(on, target="pumps", channel=3)
    question = sl651_question(pumps, Encoding.HEX)
    assert (question.function, question.further) == (Function.PUMPS, b"\x01\x07")  # one byte, bits 0 to 2
    off = sl651_question(replace(pumps, target="valves", parameters={"on": False}), Encoding.HEX)
    assert (off.function, off.further) == (Function.VALVES, b"\x01\x00")


def test_other_commands_are_said_where_a_protocol_can() -> None:
    at = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    slow = Order(id=1, kind=CommandKind.INTERVAL, parameters={"seconds": 120})
    assert hj212_command(slow, at).cp == {"RtdInterval": "120"}
    # one parameter, 0x00000029, four bytes: 120
    assert jt808_message(slow, Edition.E2013, _AT).write(Edition.E2013) == bytes.fromhex(
        "01 00000029 04 00000078"
    )
    text = Order(id=1, kind=CommandKind.TEXT, parameters={"text": "绕行"})
    assert jt808_message(text, Edition.E2013, _AT).write(Edition.E2013) == b"\x0c" + "绕行".encode("gbk")
    clock = Order(id=1, kind=CommandKind.CLOCK)
    assert hj212_command(clock, at).cp == {"SystemTime": "20261126160000"}
    assert sl651_question(clock, Encoding.HEX).function == Function.CLOCK_SET
    for protocol in (Protocol.HJ212, Protocol.JT808, Protocol.SL651, Protocol.GB28181):
        for kind in set(CommandKind) - set(kinds_of(protocol)):
            with pytest.raises(ValueError, match=kind.value):
                _said(protocol, Order(id=1, kind=kind))


def _said(protocol: Protocol, order: Order) -> object:
    if protocol is Protocol.HJ212:
        return hj212_command(order, datetime(2026, 11, 26, tzinfo=UTC))
    if protocol is Protocol.JT808:
        return jt808_message(order, Edition.E2013, _AT)
    if protocol is Protocol.GB28181:
        return gb28181_said(order, "33010600001180000001")
    return sl651_question(order, Encoding.HEX)


def test_over_mqtt_a_command_is_told_in_json_and_a_receipt_is_enough_for_some() -> None:
    until = datetime(2026, 11, 26, 8, 10, tzinfo=UTC)
    order = Order(
        id=17, kind=CommandKind.SWITCH, channel=2, target="阀", parameters={"on": False}, expires_at=until
    )
    assert mqtt_message(order).decode() == (
        '{"id": 17, "kind": "switch", "channel": 2, "target": "阀", "on": false,'
        ' "expires_at": "2026-11-26T08:10:00+00:00"}'
    )
    assert {kind for kind in CommandKind if mqtt_received(kind) is Outcome.DONE} == {
        CommandKind.TEXT, CommandKind.READ,
    }  # fmt: skip
    assert mqtt_outcome(b'{"command": 17, "done": true}') == ("17", Outcome.DONE, "")
    assert mqtt_outcome(b'{"command": 17, "done": false, "answer": "E3"}') == ("17", Outcome.REFUSED, "E3")
    assert mqtt_outcome(b'{"readings": []}') is None


@pytest.mark.parametrize(
    ("protocol", "target", "fault"),
    [
        (Protocol.HJ212, "a34041/i22001", None),
        (Protocol.HJ212, "a34041", "target_hj212"),
        (Protocol.HJ212, "a34041;x/i22001", "target_hj212"),
        (Protocol.HJ212, "油/烟", "target_hj212"),
        (Protocol.SL651, "pumps", None),
        (Protocol.SL651, "", "target_sl651"),
        (Protocol.JT808, "", None),
    ],
)
def test_the_part_that_is_switched_is_one_of_its_protocol(
    protocol: Protocol, target: str, fault: str | None
) -> None:
    assert target_fault(protocol, CommandKind.SWITCH, target) == fault


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"command": 17, "done": true, "answer": "ok\\u0000"}', (17, True, "ok")),
        (b'{"command": 17, "done": false}', (17, False, "")),
        (b'{"command": true, "done": true}', None),
        (b'{"command": 17, "done": 1}', None),
        (b'{"command": 99999999999999999999, "done": true}', None),
        (b"[]", None),
        (b"\xff", None),
    ],
)
def test_an_answer_in_json_is_read_or_refused(body: bytes, expected: object) -> None:
    assert answer_read(body) == expected
