"""A thousand sensors speak MQTT while a rule judges what they say; then all raise an alarm, and a case each.

Gateway and judge are the product's own processes; the load client is a raw asyncio client in a process of its
own. All of them and the database share the machine's cores. An alarm's delay is counted from when its sensor
sent the reading to when another connection, which asks every few milliseconds, sees the alarm committed.
Baseline: rows copied into a table by one connection, a thousand a commit, as in `gateway`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import sysconf
from pathlib import Path
from threading import Event, Thread
from typing import LiteralString

import numpy as np
import psycopg

from bench.figures import Figure, at_least, at_most
from bench.gateway import AREA, RATIO, RECORDER, areas_make, background_running, copied_per_s, gateway_running
from bench.sensors import CODE, CONNECTIONS, HOST, number_of
from xiuhua.access.services import scope_opened
from xiuhua.config.env import Environment
from xiuhua.config.launch.ports import port_free
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_switch
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.terms import Protocol, RuleState
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

MESSAGES_S = 20_000.0
ALARM_P99_MS = 500.0
CASE_S = 15.0
_ASK_S, _ASK_CASES_S = 0.004, 0.05
_CAUGHT_UP_S, _PATIENCE_S = 60.0, 60.0
_KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="9901"),), user_id=0)
_RULE = {
    "series": {"fill": {"quantity": "fill", "hold_s": 3600}},
    "levels": [
        {
            "severity": "major",
            "when": {"kind": "limit", "of": "fill", "is": "above", "limit": 90.0},
            "clear": {"kind": "limit", "of": "fill", "is": "below", "limit": 80.0},
            "clear_after_s": 600,
        }
    ],
    "escalate_after_s": [1800],
    "proposes": {"matter": "06001", "at_least": "major"},
}
_MATTER = """
INSERT INTO ground_catalogueitem (
    standard, kind, code, zh, en, class_code, class_zh, class_en, source, unchecked)
VALUES ('gb47678_5_2026', 'matter', '06001', '垃圾满溢', '', '06', '市容环境', '', '', '')
"""
_APART_DEGREES = 0.003  # some three hundred metres: no two of them are one trouble


def build(environment: Environment) -> None:
    """Enter a thousand sensors, and a rule about them that is on and asks for cases."""
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute(_MATTER)
    with scope_opened(("",)):
        areas_make()
        calendar_national_ensure(actor=system("setup"), at=now())
        devices = [
            NewDevice(
                protocol=Protocol.MQTT,
                number=number_of(place),
                name=f"{place}",
                area_code=AREA,
                interval_s=30,
                secret=CODE,
                longitude=120.0 + _APART_DEGREES * (place % 32),
                latitude=30.0 + _APART_DEGREES * (place // 32),
            )
            for place in range(CONNECTIONS)
        ]
        devices_write(items=[(one, None) for one in devices], actor=RECORDER, at=now())
        new = NewRule(code="full", name="满溢", area_code="990101", definition=_RULE, reason="bench")
        rule = rule_create(new=new, actor=_KEEPER, at=now())
        rule_switch(rule_id=rule.pk, to=RuleState.ON, reason="bench", actor=_KEEPER, at=now())


def run(environment: Environment) -> list[Figure]:
    """Measure the messages, how far behind the judge is meanwhile, and then the alarms."""
    url = environment.database_url
    port = port_free(HOST)
    with gateway_running({"mqtt": port}) as gateway, background_running() as judge:
        with _lag_watched(url) as lags:
            before_s = [_worked_s(process.pid) for process in (gateway, judge)]
            load = _client("load", port)
            after_s = [_worked_s(process.pid) for process in (gateway, judge)]
        behind_s = _caught_up(url)
        stored = _count(url, "sensing_observation")
        with _watched(url, _ALARMS, _ASK_S) as seen, _watched(url, _CASES, _ASK_CASES_S) as opened:
            _client("cross", port)
            _waited_for(seen)
            _waited_for(opened)
        delays_ms = [1000 * delay for delay in seen.values()]
    baseline = copied_per_s(url)
    return [
        at_least("mqtt-judged", load["per_s"], "1/s", limit=MESSAGES_S, baseline=baseline, ratio=RATIO),
        at_most("mqtt-acknowledged-p99", load["p99_ms"], "ms"),
        at_most(
            "mqtt-missing", max(0.0, load["acknowledged"] - stored), "acknowledged and not there", limit=0
        ),
        at_most("mqtt-lag-p50", 1000 * _quantile(lags, 50), "ms behind"),
        at_most("mqtt-lag-worst", 1000 * max(lags, default=0.0), "ms behind"),
        *(
            at_most(
                f"mqtt-{name}-cpu", 1e6 * (after - before) / max(1.0, load["acknowledged"]), "µs a message"
            )
            for name, before, after in zip(("gateway", "judge"), before_s, after_s, strict=True)
        ),
        at_most("mqtt-caught-up", behind_s, "s after the load"),
        at_least("mqtt-alarms", float(len(delays_ms)), "alarms", limit=CONNECTIONS),
        at_most("mqtt-alarm-p50", _quantile(delays_ms, 50), "ms"),
        at_most("mqtt-alarm-p99", _quantile(delays_ms, 99), "ms", limit=ALARM_P99_MS),
        at_least("mqtt-cases", float(len(opened)), "cases", limit=CONNECTIONS),
        at_most("mqtt-case-worst", max(opened.values(), default=0.0), "s", limit=CASE_S),
    ]


def _quantile(values: list[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else 0.0


@contextmanager
def _asking(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('xiuhua.scope', '*', false)")
        yield connection


# How long ago the reading that each judgement has reached was measured: nine in ten are closer.
_LAG = """
SELECT extract(epoch FROM clock_timestamp() - percentile_disc(0.1) WITHIN GROUP (ORDER BY judged_to))::float8
FROM sensing_rulestanding
"""
_BEHIND = """
SELECT count(*) FROM sensing_lastvalue AS last
LEFT JOIN sensing_rulestanding AS standing USING (device_id)
WHERE standing.id IS NULL OR last.at > standing.judged_to
"""
_ALARMS = """
SELECT device_id, extract(epoch FROM since)::float8 FROM sensing_alarm WHERE device_id <> ALL(%s::bigint[])
"""


_CASES = """
SELECT alarm.device_id, extract(epoch FROM alarm.since)::float8
FROM cases_alarmcase AS link JOIN sensing_alarm AS alarm ON alarm.id = link.alarm_id
WHERE link.case_id IS NOT NULL AND alarm.device_id <> ALL(%s::bigint[])
"""


def _worked_s(pid: int) -> float:
    """Return how long processors have worked for a process, seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")


@contextmanager
def _lag_watched(url: str) -> Iterator[list[float]]:
    """Note twice a second how far behind the judge is, once it has begun."""
    stop, lags = Event(), list[float]()

    def watch() -> None:
        with _asking(url) as connection:
            while not stop.wait(0.5):
                row = connection.execute(_LAG).fetchone()
                if row and row[0] is not None:
                    lags.append(float(row[0]))

    with _threaded(watch, stop):
        yield lags


@contextmanager
def _watched(url: str, question: LiteralString, every_s: float) -> Iterator[dict[int, float]]:
    """Note how long after its reading was sent what follows from it is seen, seconds by device."""
    stop, seen = Event(), dict[int, float]()

    def watch() -> None:
        with _asking(url) as connection:
            while not stop.wait(every_s):
                rows = connection.execute(question, [list(seen)]).fetchall()
                at = now().timestamp()
                seen.update({int(device): at - float(since) for device, since in rows})

    with _threaded(watch, stop):
        yield seen


@contextmanager
def _threaded(watch: object, stop: Event) -> Iterator[None]:
    thread = Thread(target=watch, daemon=True)  # type: ignore[arg-type]  # a function of this module
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _caught_up(url: str) -> float:
    """Wait until everything that was stored is judged, and return how long it took."""
    began = time.monotonic()
    with _asking(url) as connection:
        while time.monotonic() - began < _CAUGHT_UP_S:
            row = connection.execute(_BEHIND).fetchone()
            if row is not None and row[0] == 0:
                break
            time.sleep(0.05)
    return time.monotonic() - began


def _waited_for(seen: dict[int, float]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while len(seen) < CONNECTIONS and time.monotonic() < deadline:
        time.sleep(0.05)


def _count(url: str, table: str) -> int:
    with _asking(url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
    return int(row[0]) if row else 0


def _client(what: str, port: int) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.sensors", what, str(port)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found
