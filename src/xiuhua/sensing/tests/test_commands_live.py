"""Commands from a page to a device over a real socket, and back: confirmed, refused, lost, never twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import psycopg
import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Command, CommandNews, Device, LastValue, RawFrame
from xiuhua.sensing.rules.measuring.pushed import push_signature
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator import hj212, jt808, sl651
from xiuhua.sensing.simulator.pumps import PumpStation
from xiuhua.sensing.terms import CommandKind, Direction, Outcome, Protocol
from xiuhua.sensing.tests.command_kit import (
    S,
    SignIn,
    asked,
    becomes,
    controlled,
    left,
    people_of,
    posted,
    stands,
)
from xiuhua.sensing.tests.device_kit import PASSWORD, entered, monitor, station, truck
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.clock import now

_NUMBERS = count(1)
_CODE = "K8S7AAZ2"
_KEY = "K8S7AAZ2K8S7AAZ2K8S7AAZ2"
_DEEP = {"kind": "limit", "of": "level", "is": "at_least", "limit": 2.0}


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


def _known(gateway: Gateway, *new: NewDevice) -> list[Device]:
    with scope_opened(("",)):  # a request before has left none
        return entered_and_known(gateway, *new)


def _mn() -> str:
    return f"YHC{next(_NUMBERS):06}"


def _alive(line: Wire, mn: str) -> None:
    """Let a monitor say something, and wait for the answer: the gateway knows then where it is."""
    before = len(_acks(line.heard))
    line.send(hj212.upload(mn=mn, at=now(), values={"a34041-Rtd": "0.5"}))
    line.wait(_acks, before + 1)


def _acks(stream: bytes) -> list[dict[str, str]]:
    return [one for one in hj212.answers(stream) if one["CN"] == "9014"]


def _executed(line: Wire, mn: str, qn: str, code: str = "1") -> None:
    line.send(hj212.accepted(mn=mn, qn=qn))
    line.send(hj212.executed(mn=mn, qn=qn, code=code))


def _level(device: Device) -> float:
    with scope_opened(("",)):
        return LastValue.objects.get(device=device, quantity__code="level").value


def _reports_answered(stream: bytes) -> list[int]:
    return [serial for function, serial in sl651.answers(stream) if function == sl651.TIMED]


class _Played:
    """A pump station on a line, whose clock the test moves: SL 651 tells readings to the minute."""

    def __init__(self, pump: PumpStation, line: Wire, at: datetime) -> None:
        self.pump, self.line, self.at = pump, line, at
        self.commands = 0
        self._given = 0  # bytes that the pump has heard

    def reports(self, minutes: int = 1) -> None:
        self.at += timedelta(minutes=minutes)
        before = len(_reports_answered(self.line.heard))
        self.line.send(self.pump.report(self.at))
        self.line.wait(_reports_answered, before + 1)

    def obeys(self) -> None:
        self.commands += 1
        self.line.wait(sl651.questions, self.commands)
        fresh, self._given = self.line.heard[self._given :], len(self.line.heard)
        for answer in self.pump.received(fresh, self.at):
            self.line.send(answer)


def test_a_pump_starts_only_when_its_level_allows_and_the_level_falls_while_it_runs(
    gateway: Gateway, sign_in: SignIn
) -> None:
    number = f"004401{next(_NUMBERS):04}"
    (device,) = _known(gateway, station(number))
    control = controlled(device, target="pumps", interlock=_DEEP, fresh_s=3600)
    operator = sign_in("river_operator", area="990101")
    leader = sign_in("leader", area="990101", person="district leader")
    pump = PumpStation(station=number, password="1234", level_m=1.2, falls_m_s=0.01)
    ask = f"/controls/{control.pk}/command"
    never = operator.post(ask, {"on": "1", "reason": "排涝"})
    assert never.status_code == 409
    assert "绣衣河水位站从未上报水位" in never.content.decode()
    with wire(gateway, Protocol.SL651) as line:
        played = _Played(pump, line, now() - timedelta(minutes=20))
        played.reports()
        page = operator.get(ask).content.decode()
        assert "水位不低于 2 m" in page
        refused = operator.post(ask, {"on": "1", "reason": "排涝"})
        assert refused.status_code == 409
        assert "绣衣河水位站的水位为 1.2 m（" in refused.content.decode()
        assert "要求不低于 2 m" in refused.content.decode()
        with scope_opened(("",)):
            assert not Command.objects.filter(device=device).exists()
            assert not Entry.objects.filter(act="command.ask", detail__device=device.pk).exists()
        pump.level_m = 3.0
        played.reports()
        command = asked(operator, control)
        kept = stands(command.pk).standing
        assert kept is not None
        assert (command.state, command.standing) == (
            S.DESIRED,
            {"series": "level", "value": 3.0, "at": kept["at"], "unit": "m"},
        )
        played.obeys()
        done = becomes(command, S.CONFIRMED)
        assert (done.outcome, done.answer, pump.is_running) == (Outcome.DONE, "1", True)
        played.reports()
        assert _level(device) == pytest.approx(2.4)  # a minute at 0.01 m/s
        seen = leader.get(f"/commands/{command.pk}").content.decode()
        assert "已确认" in seen
        assert "设备回复已执行" in seen
        assert "汛前试车" in seen
        stopped = asked(operator, control, on="0")  # the interlock stands for starting only
        played.obeys()
        becomes(stopped, S.CONFIRMED)
    assert pump.switchings == [True, False]
    acts = [
        (entry.act, entry.actor)
        for entry in Entry.objects.filter(subject=f"command:{command.pk}").order_by("pk")
    ]
    assert [act for act, _ in acts] == ["command.ask", "command.sent", "command.confirmed"]
    assert acts[0][1].startswith("user:")
    assert {actor for _, actor in acts[1:]} == {"system:commands"}


def test_a_pump_that_reports_another_state_has_failed(gateway: Gateway, sign_in: SignIn) -> None:
    number = f"004401{next(_NUMBERS):04}"
    (device,) = _known(gateway, station(number))
    control = controlled(device, target="pumps")
    pump = PumpStation(station=number, password="1234", level_m=3.0, obeys=False)
    with wire(gateway, Protocol.SL651) as line:
        played = _Played(pump, line, now() - timedelta(minutes=20))
        played.reports()
        command = asked(sign_in("river_operator", area="990101"), control)
        played.obeys()
        failed = becomes(command, S.FAILED)
    assert (failed.outcome, failed.answer) == (Outcome.DIFFERS, "0")


def test_two_persons_are_needed_where_that_is_set(gateway: Gateway, sign_in: SignIn) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device, needs_second=True)
    dispatcher = sign_in("dispatcher", area="990101")
    head = sign_in("shift_head", area="990101")
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        command = asked(dispatcher, control)
        assert command.state == S.PROPOSED
        assert posted(dispatcher, command, "approve", seen="on") == 403
        assert not hj212.requests(line.heard)
        assert stands(command.pk).state == S.PROPOSED
        assert posted(head, command, "approve", seen="on") == 303
        (request,) = line.wait(hj212.requests)
        assert (request.cn, dict(request.content)) == (
            "3021", {"PolId": "a34041", "InfoId": "i22001", "i22001-Info": "1"},
        )  # fmt: skip
        _executed(line, mn, request.qn)
        done = becomes(command, S.CONFIRMED)
    assert (done.reference, done.answer) == (request.qn, "ExeRtn=1")
    assert done.approved_by not in {"", done.desired_by}
    assert posted(head, command, "approve", seen="on") == 409


def test_nobody_approves_what_an_interlock_forbids_by_then(gateway: Gateway, sign_in: SignIn) -> None:
    number, mn = f"004401{next(_NUMBERS):04}", _mn()
    level, device = _known(gateway, station(number), monitor(mn))
    lock = _DEEP | {"of": f"{number}/level"}
    control = controlled(device, needs_second=True, interlock=lock, fresh_s=3600)
    pump = PumpStation(station=number, password="1234", level_m=2.5)
    head = sign_in("shift_head", area="990101")
    with wire(gateway, Protocol.SL651) as line:
        played = _Played(pump, line, now() - timedelta(minutes=20))
        played.reports()
        command = asked(sign_in("dispatcher", area="990101"), control)
        pump.level_m = 1.5
        played.reports()
        assert posted(head, command, "approve", seen="on") == 409
        pump.level_m = 2.0
        played.reports()
        assert posted(head, command, "approve", seen="on") == 303
    assert _level(level) == 2.0


def test_what_was_not_sent_goes_out_when_the_device_comes_back(gateway: Gateway, sign_in: SignIn) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device)
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
    eventually(lambda: gateway.hub.line_of(device.pk) is None)
    command = asked(sign_in("dispatcher", area="990101"), control)
    assert stands(command.pk).claimed_at is None
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        (request,) = line.wait(hj212.requests)
        _executed(line, mn, request.qn)
        becomes(command, S.CONFIRMED)
        assert len(hj212.requests(line.heard)) == 1


def test_what_waits_too_long_expires_and_is_not_sent_later(gateway: Gateway, sign_in: SignIn) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device, waits_s=1)
    command = asked(sign_in("dispatcher", area="990101"), control)
    expired = becomes(command, S.EXPIRED)
    assert (expired.outcome, expired.sent_at) == (Outcome.NOT_SENT, None)
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        _alive(line, mn)
        assert not hj212.requests(line.heard)
    other = asked(sign_in("dispatcher", area="990101"), controlled(device, channel=2))
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        (request,) = line.wait(hj212.requests)  # the way is open: only the expired one was left out
        assert left(other).reference == request.qn


def test_a_gateway_that_is_started_again_sends_nothing_twice_and_hears_the_late_answer(
    live_city: str, gateway_url: str, sign_in: SignIn
) -> None:
    mn = _mn()
    with gateway_running(gateway_url) as first:
        (device,) = _known(first, monitor(mn))
        control = controlled(device)
        with wire(first, Protocol.HJ212) as line:
            _alive(line, mn)
            command = asked(sign_in("dispatcher", area="990101"), control)
            (request,) = line.wait(hj212.requests)
            left(command)
    becomes(command, S.SENT)
    with gateway_running(gateway_url) as second, wire(second, Protocol.HJ212) as line:
        _alive(line, mn)
        _alive(line, mn)
        assert not hj212.requests(line.heard)
        line.send(hj212.executed(mn=mn, qn=request.qn))
        becomes(command, S.CONFIRMED)


def test_a_gateway_that_died_while_sending_leaves_a_command_that_nobody_sends_again(
    gateway: Gateway, sign_in: SignIn
) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device, answer_s=5)
    command = asked(sign_in("dispatcher", area="990101"), control)
    with scope_opened(("",)):
        Command.objects.filter(pk=command.pk).update(claimed_at=now() - timedelta(seconds=31))
    assert posted(sign_in("dispatcher", area="990101"), command, "withdraw", reason="不用了") == 409
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        _alive(line, mn)
        assert not hj212.requests(line.heard)
    over = becomes(command, S.EXPIRED)
    assert over.outcome == Outcome.UNANSWERED  # whether it was done is unknown, and said so
    assert over.sent_at is not None


def test_a_gateway_that_lost_its_database_sends_what_waits_once(
    gateway: Gateway, gateway_url: str, sign_in: SignIn
) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device)
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        with psycopg.connect(gateway_url, autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'xiuhua_gateway'"
                " AND pid <> pg_backend_pid()"
            )
        command = asked(sign_in("dispatcher", area="990101"), control)  # nobody listens at this moment
        (request,) = line.wait(hj212.requests, seconds=30.0)
        _executed(line, mn, request.qn)
        becomes(command, S.CONFIRMED)
        assert len(hj212.requests(line.heard)) == 1


def test_an_answer_of_another_device_confirms_nothing(gateway: Gateway, sign_in: SignIn) -> None:
    mn, other = _mn(), _mn()
    device, _ = _known(gateway, monitor(mn), monitor(other))
    command = asked(sign_in("dispatcher", area="990101"), controlled(device))
    with wire(gateway, Protocol.HJ212) as line, wire(gateway, Protocol.HJ212) as forger:
        _alive(line, mn)
        _alive(forger, other)
        (request,) = line.wait(hj212.requests)
        left(command)
        forger.send(hj212.executed(mn=other, qn=request.qn))
        forger.send(hj212.executed(mn=other, qn=request.qn, code="1\0"))  # what no table can hold
        forger.send(hj212.executed(mn=mn, qn=request.qn, password="000000"))
        _alive(forger, other)
        becomes(command, S.SENT)
        assert stands(command.pk).state == S.SENT
        assert not CommandNews.objects.filter(command_id=command.pk).exists()
        line.send(hj212.executed(mn=mn, qn=request.qn, code="2"))
        failed = becomes(command, S.FAILED)
    assert (failed.outcome, failed.answer) == (Outcome.REFUSED, "ExeRtn=2")
    assert PASSWORD not in failed.answer


def test_an_interlock_is_looked_at_again_before_a_byte_goes_out(gateway: Gateway, sign_in: SignIn) -> None:
    number, mn = f"004401{next(_NUMBERS):04}", _mn()
    _, device = _known(gateway, station(number), monitor(mn))
    control = controlled(device, interlock=_DEEP | {"of": f"{number}/level"}, fresh_s=3600)
    pump = PumpStation(station=number, password="1234", level_m=2.5)
    with wire(gateway, Protocol.SL651) as line:
        played = _Played(pump, line, now() - timedelta(minutes=20))
        played.reports()
        command = asked(sign_in("dispatcher", area="990101"), control)
        pump.level_m = 0.4
        played.reports()
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        failed = becomes(command, S.FAILED)
        assert not hj212.requests(line.heard)
    assert (failed.outcome, failed.sent_at) == (Outcome.INTERLOCK, None)
    page = sign_in("leader", area="990101").get(f"/commands/{command.pk}").content.decode()
    assert "绣衣河水位站的水位为 0.4 m" in page


def test_a_terminal_is_sent_a_text_and_locked(gateway: Gateway, sign_in: SignIn) -> None:
    phone = f"1381{next(_NUMBERS):07}"
    (device,) = _known(gateway, truck(phone))
    text = controlled(device, kind=CommandKind.TEXT, name="通知司机", target="")
    lock = controlled(device, name="车门锁", target="")
    dispatcher = sign_in("dispatcher", area="990101")
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.authentication(phone=phone, serial=1, code=_CODE))
        line.wait(jt808.answers)
        told = asked(dispatcher, text, text="前方管制，绕行绣衣路")
        (order,) = line.wait(jt808.orders)
        assert (order.message_id, order.body[1:].decode("gbk")) == (0x8300, "前方管制，绕行绣衣路")
        line.send(jt808.acknowledgement(order, phone=phone, serial=2))
        assert becomes(told, S.CONFIRMED).answer == "0x0001 0"
        locked = asked(dispatcher, lock)
        order = line.wait(jt808.orders, 2)[1]
        assert (order.message_id, order.body) == (0x8500, b"\x01")
        where = jt808.Position(at=now(), lon=120.1, lat=30.2, status=jt808.FIXED | jt808.LOCKED)
        line.send(jt808.control_answer(order, where, phone=phone, serial=3))
        assert becomes(locked, S.CONFIRMED).answer == "0x0500 1"
        opened = asked(dispatcher, lock, on="0")
        order = line.wait(jt808.orders, 3)[2]
        line.send(jt808.control_answer(order, where, phone=phone, serial=4))
        assert becomes(opened, S.FAILED).outcome == Outcome.DIFFERS


def test_a_device_that_pushes_gets_its_commands_in_the_answer_once(
    live_city: str, sign_in: SignIn, client: Client
) -> None:
    number, other = f"gate-{next(_NUMBERS)}", f"gate-{next(_NUMBERS)}"
    with scope_opened(("",)):
        device, _ = entered(
            monitor(number, protocol=Protocol.HTTPS, secret=_KEY),
            monitor(other, protocol=Protocol.HTTPS, secret=_KEY[::-1]),
        )
    control = controlled(device, name="闸门", target="gate", channel=2, read_back="gate_state")
    command = asked(sign_in("dispatcher", area="990101"), control)
    pushed = {"readings": [{"quantity": "gate_state", "at": now().isoformat(), "value": 0}]}
    told = _pushed(client, "/api/v1/readings", number, pushed)
    assert told == (
        201,
        {
            "stored": 1,
            "commands": [
                {
                    "id": command.pk, "kind": "switch", "channel": 2, "target": "gate", "on": True,
                    "expires_at": command.expires_at.isoformat(),
                }
            ],
        },
    )  # fmt: skip
    assert _pushed(client, "/api/v1/readings", number, pushed) == (201, {"stored": 1})
    assert _pushed(client, "/api/v1/commands", number, None) == (200, {"commands": []})
    with scope_opened(("",)):
        (kept,) = RawFrame.objects.filter(device=device, direction=Direction.OUT.value)
    assert (json.loads(bytes(kept.content))["id"], kept.details) == (command.pk, {"command": command.pk})
    assert stands(command.pk).state == S.SENT
    answer = {"command": command.pk, "done": True, "answer": "opened"}
    assert _pushed(client, "/api/v1/commands", other, answer, key=_KEY[::-1])[0] == 404
    assert _pushed(client, "/api/v1/commands", number, answer, key="x" * 24)[0] == 401
    assert _pushed(client, "/api/v1/commands", number, {"command": "x"})[0] == 422
    assert stands(command.pk).answered_at is None
    assert _pushed(client, "/api/v1/commands", number, answer) == (200, {"noted": True})
    assert _pushed(client, "/api/v1/commands", number, answer) == (200, {"noted": False})
    becomes(command, S.SENT)  # a reading must show it first
    assert stands(command.pk).answered_at is not None
    shown = {"readings": [{"quantity": "gate_state", "at": now().isoformat(), "value": 1}]}
    assert _pushed(client, "/api/v1/readings", number, shown)[0] == 201
    done = becomes(command, S.CONFIRMED)
    assert (done.outcome, done.answer) == (Outcome.READ_BACK, "opened")


def _pushed(client: Client, path: str, number: str, told: object, *, key: str = _KEY) -> tuple[int, object]:
    body = b"" if told is None else json.dumps(told).encode()
    sent_at = str(int(now().timestamp()))
    headers = {"X-Device": number, "X-Time": sent_at, "X-Signature": push_signature(key, sent_at, body)}
    if told is None:
        answer = client.get(path, headers=headers)
    else:
        answer = client.post(path, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_command_is_withdrawn_before_it_goes_out_and_not_after(gateway: Gateway, sign_in: SignIn) -> None:
    mn = _mn()
    (device,) = _known(gateway, monitor(mn))
    control = controlled(device)
    dispatcher = sign_in("dispatcher", area="990101")
    early = asked(dispatcher, control)
    second = dispatcher.post(f"/controls/{control.pk}/command", {"on": "0", "reason": "改主意"})
    assert second.status_code == 409  # one at a time of each control
    assert posted(dispatcher, early, "withdraw", reason="不用了") == 303
    late = asked(dispatcher, control)
    with wire(gateway, Protocol.HJ212) as line:
        _alive(line, mn)
        (request,) = line.wait(hj212.requests)
        assert left(late).reference == request.qn
        assert posted(dispatcher, late, "withdraw", reason="不用了") == 409
    assert stands(early.pk).state == S.WITHDRAWN


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sensing_command SET state = 'command_confirmed'",
        "UPDATE sensing_command SET expires_at = now() + interval '1 year'",
        "INSERT INTO sensing_command DEFAULT VALUES",
        "UPDATE sensing_commandnews SET outcome = 'outcome_done'",
        "UPDATE sensing_control SET interlock = NULL",
        "INSERT INTO ledger_entry DEFAULT VALUES",
    ],
)
def test_the_gateway_can_neither_ask_nor_finish_nor_rewrite_a_command(
    live_city: str, gateway_url: str, statement: str
) -> None:
    with psycopg.connect(gateway_url) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)
