"""Every figure of a year over 10⁶ cases and 10⁷ observations, for a city, its streets and grids; one day."""

from __future__ import annotations

import time
from dataclasses import replace

import psycopg
from django.db import connection

from bench.cases import build as cases_build
from bench.figures import Figure, at_least, at_most
from xiuhua.access.services import scope_set
from xiuhua.config.env import Environment
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import figures_together
from xiuhua.evaluation.terms import SplitBy
from xiuhua.scenes.fumes.models import MonitorHour
from xiuhua.scenes.fumes.tests.bench import kitchens_fill
from xiuhua.shared.clock import now

CITY = "9901"
OBSERVATIONS_AN_HOUR = 60  # of each monitor
_KITCHENS, _MONITORS, _DAYS = 1_760, 435, 64  # a quarter of them lie in the city's two streets
COLD_S, DAY_S, OBSERVATIONS = 20.0, 1.0, 10_000_000.0
# A case is filed ten minutes after its report and handled in a day and a half, late one time in twelve;
# its handling clock ended with it.
_COURSES = """
UPDATE cases_case SET filed_at = reported_at + interval '10 minutes',
    dispatched_at = reported_at + interval '20 minutes', received_at = reported_at + interval '30 minutes',
    fed_back_at = CASE WHEN over_at IS NULL THEN NULL ELSE reported_at + interval '36 hours' END,
    updated_at = coalesce(over_at, reported_at + interval '30 minutes')
WHERE state NOT IN ('case_reported', 'case_filing');
INSERT INTO cases_caseclock (
    case_id, stage, number, charged_to, limit_amount, limit_unit, started_at, due_at, soon_at, left_s,
    stopped_at, late, cancelled, extensions, unpublished, calendar_key, alert)
SELECT id, 'stage_handle', 1, 'unit:' || unit_id, 4, 'work_hour', reported_at + interval '20 minutes',
    reported_at + interval '40 hours', reported_at + interval '38 hours', 0, fed_back_at, provisional, false,
    0, '{}', '', 'alert_none'
FROM cases_case WHERE over_at IS NOT NULL;
"""


def build(environment: Environment) -> None:
    """Fill the template: the cases of `cases`, each with its course and its clock; hours."""
    cases_build(environment)
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        owner.execute(_COURSES)
        kitchens_fill(owner, kitchens=_KITCHENS, monitors=_MONITORS, days=_DAYS)
        owner.execute("VACUUM ANALYZE")


def run(_environment: Environment) -> list[Figure]:
    """Count every figure of a year for the city, its streets and its grids; then those of the last day."""
    scope_set(("",))
    at = now()
    year = question_read(Wording(area=CITY, period=str(at.year)), areas=("",), at=at)
    day = question_read(Wording(area=CITY, period=at.date().isoformat()), areas=("",), at=at)
    cold, number = _counted(year)
    return [
        at_most("figures-year-cold", cold, "s", limit=COLD_S, baseline=_read_once(), ratio=COLD_S),
        at_most("figures-day", _counted(day)[0], "s", limit=DAY_S),
        at_least("figures-counted", float(number), "figures"),
        at_least(
            "figures-observations",
            MonitorHour.objects.count() * OBSERVATIONS_AN_HOUR,
            "observations",
            limit=OBSERVATIONS,
        ),
    ]


def _counted(question: FigureQuestion) -> tuple[float, int]:
    """Return how long every figure takes for the whole, the streets and the grids, and how many they are."""
    began = time.perf_counter()
    found = figures_together(
        [replace(question, split=split) for split in (None, SplitBy.STREET, SplitBy.GRID)]
    )
    return time.perf_counter() - began, sum(map(len, found))


def _read_once() -> float:
    """Return how long reading all cases once takes, and nothing else."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(state), min(reported_at), max(over_at) FROM cases_case")
        cursor.fetchall()
    return time.perf_counter() - began
