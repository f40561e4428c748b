"""From a figure to its records: the first fifty of what was counted, beside a million cases."""

from __future__ import annotations

import numpy as np
import psycopg

from bench.counting import build as counting_build
from bench.figures import Figure, at_most
from bench.visiting import opened, signed_in, timed_ms
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment
from xiuhua.shared.clock import now

ROUNDS = 12
DRILL_MS, RATIO = 100.0, 30.0  # ratio: to the bare statement of the same run
_KEYS = ("filed", "closure_rate_cohort", "closed_in_time_rate", "rework_rate_of_due", "cohort_open")
_SIDES = ("", "denominator")
_SCOPES = {"city": "9901", "street": "990101003"}
_BARE = """
SELECT id, title, state, unit_id, channel, area_id, reported_at, over_at FROM cases_case
WHERE filed_at >= now() - interval '30 days' AND state = 'case_closed'
ORDER BY reported_at DESC, id DESC LIMIT 51
"""


def build(environment: Environment) -> None:
    """Fill the template: the cases of `figures`."""
    counting_build(environment)


def run(environment: Environment) -> list[Figure]:
    """Open the records of some figures in a month and in a year, and time the whole request."""
    at = now()
    clients = {name: signed_in(name, Role.LEADER, area) for name, area in _SCOPES.items()}
    urls = [
        (who, f"/figures/{key}/records?period={period}&side={side}")
        for who in _SCOPES
        for key in _KEYS
        for side in _SIDES
        for period in (f"{at:%Y-%m}", f"{at:%Y}")
    ]
    for who, url in urls:
        opened(clients[who], url)  # once to warm up
    times_ms: dict[str, list[float]] = {"month": [], "year": []}
    bare_ms: list[float] = []
    with psycopg.connect(environment.database_url, autocommit=True) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        for _ in range(ROUNDS):
            for who, url in urls:
                span = "month" if f"{at:%Y-%m}" in url else "year"
                times_ms[span].append(timed_ms(lambda who=who, url=url: opened(clients[who], url)))  # type: ignore[misc]  # bound at once
            bare_ms += [timed_ms(lambda: bare.execute(_BARE).fetchall()) for _ in range(5)]
    baseline = float(np.percentile(bare_ms, 95))
    month, year = (float(np.percentile(times_ms[span], 95)) for span in ("month", "year"))
    return [
        at_most("drill-month-p95", month, "ms", limit=DRILL_MS, baseline=baseline, ratio=RATIO),
        at_most("drill-year-p95", year, "ms", limit=DRILL_MS, baseline=baseline, ratio=RATIO),
    ]
