"""Two years of a city, shaped like those that a bureau printed, through the import; its rates and cases."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from bench.figures import Figure, at_most
from tests.oracles.year_oracle import ZHOUSHAN, counted, csv_of, year_log
from xiuhua.access.services import scope_set
from xiuhua.cases.models import Case, Report
from xiuhua.config.env import Environment
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import CountedFigure, figure_records, figures_counted
from xiuhua.evaluation.terms import Side
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.intake import services
from xiuhua.intake.rules.mapping import mapping_of_toml
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

LIMIT_SECONDS = 1.0  # of the figures of a year over a quarter of a million cases
RATIO = 12
_SOURCE = "old"
_A_FILE = 100_000
_MATTERS = {"06010": "gb47678_5_2026", "07001": "gb47678_5_2026", "0101": "gb30428_2_2013"}
_UNITS = tuple(f"9901010{number:04d}" for number in range(20))
_GROUND = """
INSERT INTO ground_area (code, name, level, shape, updated_at) VALUES
    ('990101', '云河区', 'district', NULL, now()), ('990101003', '绣衣街道', 'street', NULL, now()),
    ('990101004', '锦绣街道', 'street', NULL, now());
INSERT INTO ground_unit (
    code, name, short_name, kind, area_id, area_code, duty_phone, state, recorded_at, updated_at)
SELECT code, code, '', 'contractor', (SELECT id FROM ground_area WHERE code = '990101'), '990101', '',
    'active', now(), now()
FROM unnest(%(units)s::text[]) AS code;
INSERT INTO ground_catalogueitem (
    standard, kind, code, zh, en, class_code, class_zh, class_en, source, unchecked)
SELECT standard, 'matter', code, code, '', left(code, 2), '', '', '', ''
FROM unnest(%(codes)s::text[], %(standards)s::text[]) AS item(code, standard);
"""
_BARE = "SELECT count(*) FILTER (WHERE state = 'case_closed'), count(*) FROM cases_case WHERE filed_at >= %s"


def build(environment: Environment) -> None:
    """Fill the template: a district with two streets, its units, and matters of both editions."""
    with psycopg.connect(environment.database_owner_url) as owner:
        psycopg.ClientCursor(owner).execute(
            _GROUND,
            {"units": list(_UNITS), "codes": list(_MATTERS), "standards": list(_MATTERS.values())},
        )


@dataclass(frozen=True)
class Printed:
    """A figure that the report prints: its key, its value, and the counts that it is made of."""

    key: str
    value: float
    above: str
    below: str = ""


# K-276 to K-282 as the report of 2021 has them; K-283 is the change of the last.
_PRINTED = (
    Printed("filed", 139_586, "filed"),
    Printed("closed", 137_073, "closed"),
    Printed("closure_rate_cohort", 98.2, "closed_of_filed", "filed"),
    Printed("sensed_filed", 21_880, "sensed"),
    Printed("sensed_closed", 21_591, "sensed_closed"),
    Printed("sensed_closure_rate", 98.7, "sensed_closed_of_filed", "sensed"),
    Printed("sensed_share_of_filed", 15.7, "sensed", "filed"),
)
_ROSE_BY = 3.7  # percentage points


def run(environment: Environment) -> list[Figure]:
    """Import both years, count, and hold every figure and its cases against the log."""
    scope_set(("",))
    calendar_national_ensure(actor=system("setup"), at=now() - timedelta(days=8_000))
    rows = year_log(ZHOUSHAN, matters=tuple(_MATTERS), units=_UNITS, areas=("990101003", "990101004"))
    begun = time.perf_counter()
    for late in (False, True):
        some = [row for row in rows if row.late is late]
        for first in range(0, len(some), _A_FILE):
            _import(csv_of(some[first : first + _A_FILE]))
    import_s = time.perf_counter() - begun
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("ANALYZE")
    begun = time.perf_counter()
    figures = _figures(ZHOUSHAN.year)
    figures_s = time.perf_counter() - begun
    wrong = sum(_is_wrong(one, figures, counted(rows, ZHOUSHAN.year)) for one in _PRINTED)
    share = figures["sensed_share_of_filed"]
    wrong += share.change is None or round(share.change.difference, 1) != _ROSE_BY
    return [
        at_most("year-wrong", wrong, "figures that differ, or whose cases do", limit=0),
        at_most("year-import", import_s, f"s for {len(rows):,} cases"),
        at_most(
            "year-figures", figures_s, "s", limit=LIMIT_SECONDS, baseline=_bare_s(environment), ratio=RATIO
        ),
    ]


def _import(content: bytes) -> None:
    actor = system("history")
    opened = services.run_open(
        kind_key="cases", content=io.BytesIO(content), name="cases.csv",
        mapping=mapping_of_toml(f'[cases]\nsource = "{_SOURCE}"\n'), actor=actor, at=now(),
    )  # fmt: skip
    read = services.run_read(run_id=opened.pk, actor=actor, at=now())
    if read.faulty or not read.fresh:
        raise ValueError(f"{read.faulty} faulty, {read.fresh} fresh: {read.failure} {read.faults.first()}")
    services.run_commit_ask(run_id=read.pk, leaves_out=False, actor=actor, at=now())
    services.run_commit(run_id=read.pk, actor=actor, at=now())


def _figures(year: int) -> dict[str, CountedFigure]:
    found = figures_counted(_question(year, tuple(one.key for one in _PRINTED)), compared=True)
    return {one.indicator.key: one for one in found}


def _question(year: int, keys: tuple[str, ...]) -> FigureQuestion:
    said = Wording(period=str(year), keys=keys, against="year")
    return question_read(said, areas=("990101",), at=now())


def _is_wrong(one: Printed, figures: Mapping[str, CountedFigure], year: Mapping[str, set[str]]) -> bool:
    """Return whether a figure differs from what is printed, or its cases from those of the log."""
    value = figures[one.key].value
    found = [value.value is not None and round(value.value, 1) == one.value]
    for name, side in ((one.above, Side.NUMERATOR), (one.below, Side.DENOMINATOR)):
        if name:
            chosen = Case.objects.filter(figure_records(_question(ZHOUSHAN.year, (one.key,)), side=side))
            first = Report.objects.filter(client_id__in=chosen.values("client_id"))  # others joined it later
            opened = {ref.removeprefix(f"{_SOURCE}/") for ref in first.values_list("source_ref", flat=True)}
            found.append(opened == year[name])
    return not all(found)


def _bare_s(environment: Environment) -> float:
    with psycopg.connect(environment.database_owner_url) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        begun = time.perf_counter()
        bare.execute(_BARE, ("2021-01-01T00:00+08:00",)).fetchall()
        return time.perf_counter() - begun
