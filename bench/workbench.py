"""The workbench beside a million cases: worklist, open case and forecast, in the process that serves."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.test import Client

from bench.cases import build as cases_build
from bench.figures import Figure, at_most
from bench.painting import DESK, SLOW, city_running, painted
from bench.visiting import PASSWORD, opened, signed_in, timed_ms
from xiuhua.access.terms import Role
from xiuhua.cases.services.forecasting import paces_count
from xiuhua.config.env import Environment
from xiuhua.shared.clock import now

ROUNDS = 40
PAGE_MS = 60.0
STATEMENTS = 8
PAINT_MS = 1_000.0
PAINTS = 7
LIST_RATIO, CASE_RATIO = 12.0, 40.0  # of the bare statement of the same run, whatever else the machine does
_PEOPLE = (
    ("acceptor", Role.ACCEPTOR, "990101"),
    ("dispatcher", Role.DISPATCHER, "990101"),
    ("head", Role.SHIFT_HEAD, "990101"),
    ("street", Role.DISPATCHER, "990101003"),
)
# On an ordinary day the clocks of open cases are counted by the calendar that holds, and what is late was
# spoken of when it became so: without this, measuring begins with hours of catching up.
_CAUGHT_UP = """
UPDATE cases_caseclock AS clock SET calendar_key = holds.key, calendar_version = holds.version,
    alert = CASE WHEN due_at < now() THEN 'alert_escalated' WHEN soon_at < now() THEN 'alert_warned'
        ELSE alert END,
    next_at = CASE WHEN due_at < now() THEN NULL WHEN soon_at < now() THEN due_at ELSE next_at END
FROM (SELECT key, version FROM ground_calendar ORDER BY effective_at DESC, version DESC LIMIT 1) AS holds
WHERE stopped_at IS NULL;
"""
# The clocks of the desks as the states of the cases have them, and a quarter of a year of runs that ended.
_DESKS = """
UPDATE cases_case SET stage = CASE state
    WHEN 'case_reported' THEN 'stage_accept' WHEN 'case_filing' THEN 'stage_file'
    WHEN 'case_dispatching' THEN 'stage_dispatch' WHEN 'case_reviewing' THEN 'stage_review'
    WHEN 'case_checking' THEN 'stage_check' WHEN 'case_closing' THEN 'stage_close' ELSE stage END
WHERE over_at IS NULL;
UPDATE cases_caseclock AS clock SET stage = matter.stage
FROM cases_case AS matter WHERE matter.id = clock.case_id AND matter.over_at IS NULL;
INSERT INTO cases_caseclock (
    case_id, stage, number, charged_to, limit_amount, limit_unit, started_at, due_at, soon_at, left_s,
    stopped_at, late, cancelled, extensions, unpublished, calendar_key, alert)
SELECT id, ran.stage, 1, CASE ran.stage WHEN 'stage_handle' THEN 'unit:' || unit_id ELSE 'desk' END, 4,
    'work_hour',
    reported_at, reported_at + interval '4 hours', reported_at + interval '3 hours', 0,
    reported_at + interval '4 hours' * (0.1 + (id % 17) / 16.0), id % 17 > 14, false, 0, '{}', '',
    'alert_none'
FROM cases_case, unnest(
    ARRAY['stage_accept', 'stage_file', 'stage_dispatch', 'stage_handle', 'stage_review']) AS ran (stage)
WHERE over_at IS NOT NULL AND reported_at > now() - interval '90 days';
"""


def build(environment: Environment) -> None:
    """Fill the template: the million cases of `cases`, with their clocks at the desks where they stand."""
    cases_build(environment)
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        owner.execute(_DESKS)
        owner.execute(_CAUGHT_UP)
        owner.execute("VACUUM ANALYZE cases_case")
        owner.execute("VACUUM ANALYZE cases_caseclock")
    paces_count(at=now())


@dataclass(frozen=True)
class Part:
    """One part of the desk that somebody asks for."""

    who: str
    what: str
    url: str


def run(environment: Environment) -> list[Figure]:
    """Ask for every part in turn, and time the whole request in the process that serves it."""
    clients = {name: signed_in(name, role, area) for name, role, area in _PEOPLE}
    lists, cases, forecasts = [], [], []
    for name, client in clients.items():
        page = client.get("/workbench").content.decode()
        older = unescape(re.findall(r'data-desk-older="([^"]+)"', page)[0])
        lists += [Part(name, "list", "/workbench/rows"), Part(name, "older", older)]
        forecasts.append(Part(name, "forecast", "/workbench/forecast"))
        waiting = re.findall(r'data-subject="case:(\d+)" data-id', page)
        cases += [Part(name, "case", f"/workbench/{pk}/part") for pk in waiting[:12]]
    most = max(_statements(clients[part.who], part) for part in lists)
    times_ms: dict[Part, list[float]] = {part: [] for part in (*lists, *cases, *forecasts)}
    bare_ms: list[float] = []
    with psycopg.connect(environment.database_url, autocommit=True) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        for nth in range(ROUNDS):
            for part in (
                *lists,
                *forecasts,
                *(one for place, one in enumerate(cases) if place % 4 == nth % 4),
            ):
                times_ms[part].append(timed_ms(lambda part=part: opened(clients[part.who], part.url)))  # type: ignore[misc]  # bound at once
            bare_ms += [timed_ms(lambda: bare.execute(_BARE).fetchall()) for _ in range(20)]
    baseline = float(np.percentile(bare_ms, 95))
    list_ms, case_ms, forecast_ms = (
        float(np.percentile([ms for part in those for ms in times_ms[part]], 95))
        for those in (lists, cases, forecasts)
    )
    _slowest_print(times_ms)
    paints = _paints(environment)
    return [
        at_most("workbench-list-p95", list_ms, "ms", limit=PAGE_MS, baseline=baseline, ratio=LIST_RATIO),
        at_most("workbench-list-statements", most, "SQL", limit=STATEMENTS),
        at_most("workbench-case-p95", case_ms, "ms", limit=PAGE_MS, baseline=baseline, ratio=CASE_RATIO),
        at_most("workbench-forecast-p95", forecast_ms, "ms"),
        *paints,
    ]


def _paints(environment: Environment) -> list[Figure]:
    """Return when the desk of the busiest post is first painted, in browsers that are slowed down."""
    who = _PEOPLE[1][0]
    found = []
    with city_running(_database(environment)) as city:
        for line, limit in ((DESK, PAINT_MS), (SLOW, None)):
            seen = painted(city.url, "/workbench", who=who, password=PASSWORD, line=line, times=PAINTS)
            found += [
                at_most(f"workbench-paint-{line.name}-{name}", float(np.median(ms)), "ms", limit=limit)
                for name, ms in (("first", seen.first_ms), ("again", seen.again_ms))
            ]
    return found


def _database(environment: Environment) -> dict[str, str]:
    """Return what the programs of the product need to reach this run's database."""
    return {
        "DATABASE_URL": environment.database_url, "DATABASE_GATEWAY_URL": environment.database_gateway_url,
        "PGPASSFILE": os.environ.get("PGPASSFILE", ""),  # noqa: TID251 - libpq's own, handed on
    }  # fmt: skip


# The bare list: the first fifty that wait for dispatch, by deadline, with what a row prints.
_BARE = """
SELECT matter.id, matter.title, matter.address, matter.due_at, matter.soon_at, matter.state, matter.channel,
    matter.moves_count, area.name, unit.name
FROM cases_case AS matter JOIN ground_area AS area ON area.id = matter.area_id
LEFT JOIN ground_unit AS unit ON unit.id = matter.unit_id
WHERE matter.over_at IS NULL AND matter.state = 'case_dispatching' ORDER BY matter.due_at, matter.id LIMIT 51
"""


def _slowest_print(times_ms: dict[Part, list[float]]) -> None:
    """Say on the side which parts took longest, for whoever wants to make them faster."""
    for part in sorted(times_ms, key=lambda part: -float(np.median(times_ms[part])))[:8]:
        p50, p95 = np.percentile(times_ms[part], [50, 95])
        print(f"{p50:7.1f} {p95:7.1f} ms  {part.who}: {part.what}", file=sys.stderr)


def _statements(client: Client, part: Part) -> int:
    opened(client, part.url)
    return sum(1 for _ in _asked(client, part))


def _asked(client: Client, part: Part) -> Iterator[str]:
    said: list[str] = []

    def noted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        opened(client, part.url)
    yield from said
