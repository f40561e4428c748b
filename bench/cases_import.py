"""Past cases written in bulk: ten thousand histories of the length of an ordinary closed case."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg

from bench.figures import Figure, at_least
from xiuhua.access.services import scope_set
from xiuhua.cases.rules.histories import History, PastEvent, PastReport
from xiuhua.cases.services.importing import cases_import_many
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.config.env import Environment
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

CASES = 10_000
LIMIT_CASES_S = 1_000.0
RATIO = 0.03  # of as many plain rows copied in the same run, which have no index, check, hash or deadline
_BATCH = 2_500
_GRIDS, _UNITS = 900, 40
_WEST, _SOUTH, _SIDE = 113.4, 34.6, 0.2  # degrees
_FIRST = datetime(2025, 3, 3, 1, tzinfo=UTC)
_GROUND = """
INSERT INTO ground_area (code, name, level, shape, updated_at) VALUES
    ('990101', '云河区', 'district', ST_Multi(ST_MakeEnvelope(113.4, 34.6, 113.6, 34.8, 4326)), now()),
    ('990101003', '绣衣街道', 'street', NULL, now()), ('990101003001', '锦绣社区', 'community', NULL, now());
INSERT INTO ground_area (code, name, level, shape, updated_at)
SELECT '990101003001' || to_char(number, 'FM000'), '', 'unit_grid', ST_Multi(ST_MakeEnvelope(
    113.4 + (number %% 30) * 0.2 / 30, 34.6 + (number / 30) * 0.2 / 30,
    113.4 + (number %% 30 + 1) * 0.2 / 30, 34.6 + (number / 30 + 1) * 0.2 / 30, 4326)), now()
FROM generate_series(0, %(grids)s - 1) AS number;
INSERT INTO ground_unit (
    code, name, short_name, kind, area_id, area_code, duty_phone, state, recorded_at, updated_at)
SELECT '9901010' || to_char(number, 'FM0000'), '第' || number || '养护所', '', 'contractor',
    (SELECT id FROM ground_area WHERE code = '990101'), '990101', '', 'active', now(), now()
FROM generate_series(0, %(units)s - 1) AS number;
INSERT INTO ground_catalogueitem (
    standard, kind, code, zh, en, class_code, class_zh, class_en, source, unchecked)
VALUES ('gb47678_5_2026', 'matter', '06010', '暴露垃圾', '', '06', '市容环境', '', '', '');
"""
_TABLES = (
    *("cases_case", "cases_report", "cases_move", "cases_caseclock", "cases_assignment"),
    *("ledger_entry", "ledger_opening"),
)


def build(environment: Environment) -> None:
    """Fill the template: a district with its grids and units, and one matter."""
    with psycopg.connect(environment.database_owner_url) as owner:
        psycopg.ClientCursor(owner).execute(_GROUND, {"grids": _GRIDS, "units": _UNITS})


def run(environment: Environment) -> list[Figure]:
    """Measure cases a second, in whole chains and in logs of two dates, beside plain rows a second."""
    actor = system("history")
    scope_set(actor.areas)
    calendar_national_ensure(actor=system("setup"), at=now())
    short_s = _seconds(_histories(_SHORT), actor)
    plain_s = _plain_seconds(environment)
    whole_s = _seconds(_histories(_WHOLE), actor)
    return [
        at_least("cases-import", CASES / short_s, "cases/s", limit=LIMIT_CASES_S, baseline=CASES / plain_s,
                 ratio=RATIO),
        at_least("cases-import-whole", CASES / whole_s, "cases/s"),
    ]  # fmt: skip


def _seconds(histories: Sequence[History], actor: Actor) -> float:
    begun = time.perf_counter()
    for first in range(0, len(histories), _BATCH):
        cases_import_many(histories=histories[first : first + _BATCH], actor=actor, at=now())
    return time.perf_counter() - begun


def _plain_seconds(environment: Environment) -> float:
    """Return the seconds it takes to copy the rows just written into tables without index, check or hash."""
    with psycopg.connect(environment.database_owner_url) as owner:
        texts = {}
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        for table in _TABLES:
            with owner.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT".encode()) as copy:
                texts[table] = b"".join(bytes(part) for part in copy)
            owner.execute(f"CREATE TABLE plain_{table} AS SELECT * FROM {table} LIMIT 0".encode())
        owner.commit()
        begun = time.perf_counter()
        for table, text in texts.items():
            with owner.cursor().copy(f"COPY plain_{table} FROM STDIN".encode()) as copy:
                copy.write(text)
        owner.commit()
    return time.perf_counter() - begun


_WHOLE = (
    (CaseAct.ACCEPT, 10), (CaseAct.FILE, 25), (CaseAct.DISPATCH, 40), (CaseAct.RECEIVE, 60),
    (CaseAct.FEED_BACK, 400), (CaseAct.FEEDBACK_PASS, 430), (CaseAct.CHECK_PASS, 500), (CaseAct.CLOSE, 520),
)  # fmt: skip
_SHORT = ((CaseAct.PUSH, 0), (CaseAct.FEED_BACK, 500), (CaseAct.CLOSE, 500))


def _histories(steps: Sequence[tuple[CaseAct, int]]) -> list[History]:
    """Return histories at invented places over a year, the same for each run but for their ids."""
    from xiuhua.ground.models import CatalogueItem, Unit  # noqa: PLC0415 - only inside a started Django

    chance = np.random.default_rng(20260302)
    places = chance.random((CASES, 2)) * _SIDE * 0.999 + (_WEST, _SOUTH)
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    item_id = CatalogueItem.objects.get(code="06010").pk
    limit = Limit(2, TimeUnit.WORK_DAY)
    found = []
    for number, (x, y) in enumerate(places.tolist()):
        begun = _FIRST + timedelta(minutes=50 * number)
        events = [PastEvent(act=CaseAct.OPEN, at=begun, silent=steps is _SHORT)]
        for act, minute in steps:
            given = {"unit_id": units[number % _UNITS], "limit": limit} if act in _GIVEN else {}
            events.append(PastEvent(act=act, at=begun + timedelta(minutes=minute), note="已办", **given))  # type: ignore[arg-type]  # of two types
        report = PastReport(
            client_id=uuid7(), channel=Channel.HOTLINE, reported_at=begun, text=f"第 {number} 件：路边有垃圾",
            address=f"滨河路 {number} 号", source_ref=f"B{number:06d}",
        )  # fmt: skip
        found.append(
            History(key=str(number), reports=(report,), events=tuple(events), item_id=item_id, longitude=x,
                    latitude=y)
        )  # fmt: skip
    return found


_GIVEN = frozenset({CaseAct.PUSH, CaseAct.DISPATCH})
