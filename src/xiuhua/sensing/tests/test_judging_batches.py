"""The judge at many standings at once: what it remembers, whom it passes over, and who wakes it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiuhua.ledger.models import Entry
from xiuhua.sensing.gateway.bell import Bell
from xiuhua.sensing.models import Alarm, AlarmStep, Device, RuleStanding
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.writing import SimpleRule
from xiuhua.sensing.services import judging, remembering
from xiuhua.sensing.services.alarms import alarm_acknowledge
from xiuhua.sensing.services.judging import alarms_judge, due_judge
from xiuhua.sensing.terms import READINGS_CAME, Severity
from xiuhua.sensing.terms.conditions import Comparison
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.device_kit import entered, monitor
from xiuhua.sensing.tests.judge_kit import arrive, rule_made
from xiuhua.sensing.tests.test_judging import DUTY

T0 = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
AT_ONCE = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="oil_fume", compare=Comparison.ABOVE, limit=2.0, minutes=0,
    severity=Severity.MAJOR,
)  # fmt: skip
VALUES = [0.5, 0.6, 0.7, 2.5, 2.6, 0.5, 0.4, 2.2, 0.3, 0.3]


def _at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def _many(count: int, prefix: str = "YH") -> list[Device]:
    return entered(*(monitor(f"{prefix}{place:04}") for place in range(count)))


def _send(devices: list[Device], minute: int, values: list[float]) -> None:
    for device, value in zip(devices, values, strict=True):
        arrive(device, _at(minute), {"oil_fume": value})


def _steps(device: Device) -> list[tuple[str, datetime, str, object]]:
    found = AlarmStep.objects.filter(alarm__device=device).order_by("id")
    return [(one.kind, one.at, one.severity, one.readings) for one in found]


def _played(devices: list[Device]) -> tuple[object, object]:
    """Let devices send ten values, shifted against each other, and return all that came of it."""
    for minute in range(len(VALUES)):
        _send(devices, minute, [VALUES[(minute + place) % len(VALUES)] for place in range(len(devices))])
        alarms_judge(at=_at(minute) + timedelta(seconds=6))
    alarms_judge(at=_at(60))
    rows = RuleStanding.objects.filter(device__in=devices).order_by("device_id")
    standings = [(row.standing, row.judged_to, row.looked_at, row.wake_at, row.fault) for row in rows]
    return [_steps(device) for device in devices], standings


@pytest.mark.slow("lets twelve devices be judged by the minute")
def test_what_is_remembered_and_passed_over_changes_nothing(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_made(AT_ONCE, at=T0)
    passed: list[int] = []
    was = judging._passed_over

    def counted(*given: object) -> set[int]:
        found = was(*given)  # type: ignore[arg-type]  # passed on
        passed.extend(found)
        return found

    quick = _many(6)
    with monkeypatch.context() as patch:
        patch.setattr(judging, "_passed_over", counted)
        found = _played(quick)
    assert len(passed) >= 10
    with monkeypatch.context() as patch:
        patch.setattr(judging, "recall", lambda *_given: None)
        patch.setattr(judging, "_passed_over", lambda *_given: set())
        assert _played(_many(6, "SLOW")) == found
    # by hand: the first is above 2.0 in minutes 3, 4 and 7, and each ends with the next value that is not
    assert [step[:2] for step in _steps(quick[0])] == [
        ("raised", _at(3)), ("cleared", _at(5)), ("raised", _at(7)), ("cleared", _at(8)),
    ]  # fmt: skip


def test_forty_devices_cost_no_more_statements_than_two(city: None) -> None:
    devices = _many(40)
    rule_made(AT_ONCE, at=T0)
    asked = []
    for minute, some in ((0, 40), (1, 40), (2, 2), (3, 40)):
        _send(devices[:some], minute, [0.5] * some)
        alarms_judge(at=_at(minute) - timedelta(seconds=1))  # begins, and judges nothing of this minute
        with CaptureQueriesContext(connection) as caught:
            looks, _steps_taken = due_judge(at=_at(minute) + timedelta(seconds=6))
        assert looks == some
        asked.append(len(caught))
    assert asked[2] == asked[3] <= 15  # five of them compare readings with their neighbours
    _send(devices, 4, [9.0] * 40)
    with CaptureQueriesContext(connection) as caught:
        _looks, steps = due_judge(at=_at(4) + timedelta(seconds=6))
    assert steps == 40
    assert len(caught) <= 35  # of forty alarms
    assert Entry.objects.filter(act="alarm.raise").count() == Alarm.objects.count() == 40


def test_past_readings_are_read_once_and_again_after_somebody_else_came_by(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (device,) = _many(1)
    rule_made(AT_ONCE, at=T0)
    resumed: list[int] = []
    was = Live.resumed

    def counted(*given: object, **named: object) -> Live:
        resumed.append(1)
        return was(*given, **named)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(Live, "resumed", counted)
    for minute in range(4):
        arrive(device, _at(minute), {"oil_fume": 2.5})
        alarms_judge(at=_at(minute) + timedelta(seconds=6))
    assert not resumed
    alarm_acknowledge(alarm_id=Alarm.objects.get().pk, note="", actor=DUTY, at=_at(4))
    arrive(device, _at(5), {"oil_fume": 2.5})
    alarms_judge(at=_at(5) + timedelta(seconds=6))
    assert len(resumed) == 1
    assert RuleStanding.objects.get().standing["acknowledged_by"] == DUTY.name
    remembering.forget_all()  # as after a restart
    arrive(device, _at(6), {"oil_fume": 0.5})
    alarms_judge(at=_at(6) + timedelta(seconds=6))
    assert len(resumed) == 2
    assert [kind for kind, *_rest in _steps(device)] == ["raised", "acknowledged", "cleared"]


def test_what_was_not_committed_is_not_remembered(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    (device,) = _many(1)
    rule_made(AT_ONCE, at=T0)
    arrive(device, T0, {"oil_fume": 0.5})
    alarms_judge(at=_at(0.1))
    arrive(device, _at(1), {"oil_fume": 2.5})

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(queries, "standings_write", killed)
        with pytest.raises(KeyboardInterrupt):
            alarms_judge(at=_at(1.1))
    assert not Alarm.objects.exists()
    for _again in range(2):
        alarms_judge(at=_at(1.2))
    assert [(kind, at) for kind, at, *_rest in _steps(device)] == [("raised", _at(1))]


def test_one_that_cannot_be_judged_does_not_hold_up_the_others(
    city: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad, other = _many(3)
    rule_made(AT_ONCE, at=T0)
    _send([good, bad, other], 0, [2.5] * 3)
    was = judging._fed

    def fed(look: judging._Look, *given: object) -> None:
        if look.row.device_id == bad.pk:
            raise ZeroDivisionError
        was(look, *given)  # type: ignore[arg-type]  # passed on

    with monkeypatch.context() as patch:
        patch.setattr(judging, "_fed", fed)
        alarms_judge(at=_at(0.1))
    assert set(Alarm.objects.values_list("device_id", flat=True)) == {good.pk, other.pk}
    row = RuleStanding.objects.get(device=bad)
    assert (row.fault, row.wake_at) == ("ZeroDivisionError", _at(0.1) + judging.AGAIN)
    assert "cannot be judged" in caplog.text
    arrive(bad, _at(1), {"oil_fume": 2.5})  # readings do not bring it back, its time does
    assert due_judge(at=_at(1.1)) == (0, 0)
    alarms_judge(at=_at(11))
    assert Alarm.objects.filter(device=bad).count() == 1


def test_a_bell_rung_often_is_heard_seldom_and_the_last_ring_is_heard(
    live_city: str, gateway_url: str
) -> None:
    heard: list[int] = []

    async def listen() -> None:
        bell = Bell(gateway_url)
        ringing = asyncio.create_task(bell.follow())
        async with await psycopg.AsyncConnection.connect(live_city, autocommit=True) as ear:
            await ear.execute(f"LISTEN {READINGS_CAME}")
            for _ in range(2_000):
                bell.ring()
                await asyncio.wait({ringing}, timeout=0)  # a turn for whoever follows the bell
            heard.append(len([1 async for _told in ear.notifies(timeout=0.5)]))
            bell.ring()
            heard.append(len([1 async for _told in ear.notifies(timeout=5.0, stop_after=1)]))
        ringing.cancel()

    asyncio.run(listen())
    often, last = heard
    assert 1 <= often <= 40  # of two hundred
    assert last == 1
