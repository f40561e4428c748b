"""What a forecast is made of: the paces of past runs, and the clocks that run out before a shift ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.rules.forecasting import BINS, FEWEST, Outlook, Pace, outlook, share_used

Group = tuple[str, str, int | None]  # stage, to whom it was charged, matter; "" and None for all
LOOKED_BACK = timedelta(days=90)
_MOST = 1_000

# Whole groups in one scan: by stage, whom it was charged to and matter; without the matter; the stage alone.
# A run that was held is left out: its share of the wall's time says nothing of how fast anybody was.
_PACES = f"""
SELECT stage, COALESCE(charged_to, ''), item_id, {{bins}}
FROM (
    SELECT clock.stage, clock.charged_to, matter.item_id, CASE WHEN clock.late THEN {BINS} ELSE LEAST(
        floor({BINS} * extract(epoch FROM clock.stopped_at - clock.started_at)
              / extract(epoch FROM clock.due_at - clock.started_at))::int, {BINS} - 1) END AS bin
    FROM cases_caseclock AS clock JOIN cases_case AS matter ON matter.id = clock.case_id
    WHERE clock.stopped_at >= %s AND clock.stopped_at < %s AND clock.due_at > clock.started_at
      AND clock.stopped_at >= clock.started_at AND NOT clock.cancelled AND clock.extensions = 0
      AND matter.defers = 0
) AS run
GROUP BY GROUPING SETS ((stage, charged_to, item_id), (stage, charged_to), (stage))
HAVING count(*) >= {FEWEST} AND NOT (GROUPING(item_id) = 0 AND item_id IS NULL)
""".format(bins=", ".join(f"count(*) FILTER (WHERE bin = {place})" for place in range(BINS + 1)))  # noqa: S608 - numbers of our own


def paces_before(at: datetime) -> dict[Group, Pace]:
    """Return the paces of what was done in the ninety days before an instant; nothing later is looked at."""
    with connection.cursor() as cursor:
        cursor.execute(_PACES, [at - LOOKED_BACK, at])
        return {
            (stage, charged, item): Pace(bins=tuple(bins))
            for stage, charged, item, *bins in cursor.fetchall()
        }


@dataclass(frozen=True, kw_only=True)
class Running:
    """An open clock that runs out before a shift ends."""

    case_id: int
    stage: str
    charged_to: str
    item_id: int | None
    started_at: datetime
    due_at: datetime

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups it belongs to, the narrowest first."""
        return (
            (self.stage, self.charged_to, self.item_id),
            (self.stage, self.charged_to, None),
            (self.stage, "", None),
        )

    def used(self, at: datetime) -> float:
        """Return how much of its time it has used at an instant."""
        return share_used(
            seconds=(at - self.started_at).total_seconds(),
            limit_seconds=(self.due_at - self.started_at).total_seconds(),
        )

    def outlook(self, paces: Mapping[Group, Pace], *, at: datetime) -> Outlook | None:
        """Return what becomes of it by some paces."""
        return outlook(self.used(at), [paces.get(group) for group in self.groups])


@dataclass(frozen=True, kw_only=True)
class Compared:
    """An open clock beside the stored paces of the groups it belongs to, the narrowest first."""

    clock: Running
    paces: tuple[Pace | None, ...]

    def outlook(self, at: datetime) -> Outlook | None:
        """Return what becomes of it."""
        return outlook(self.clock.used(at), self.paces)


_COMPARED = """
SELECT clock.case_id, clock.stage, clock.charged_to, matter.item_id, clock.started_at, clock.due_at,
    narrow.bins, charged.bins, whole.bins
FROM ({cases}) AS wanted (id)
JOIN cases_case AS matter ON matter.id = wanted.id
JOIN cases_caseclock AS clock ON clock.case_id = matter.id AND clock.stage = matter.stage
    AND clock.stopped_at IS NULL AND clock.running_since IS NOT NULL AND clock.due_at IS NOT NULL
LEFT JOIN cases_pace AS narrow ON narrow.stage = clock.stage AND narrow.charged_to = clock.charged_to
    AND narrow.item_id = matter.item_id
LEFT JOIN cases_pace AS charged ON charged.stage = clock.stage AND charged.charged_to = clock.charged_to
    AND charged.item_id IS NULL
LEFT JOIN cases_pace AS whole ON whole.stage = clock.stage AND whole.charged_to = ''
    AND whole.item_id IS NULL
ORDER BY clock.due_at, clock.case_id LIMIT %s
"""


def compared(cases: QuerySet[Case]) -> list[Compared]:
    """Return the running clocks that some cases wait for, the first to run out first; a thousand at most."""
    try:
        sql, parameters = cases.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED.format(cases=sql), [*parameters, _MOST])  # the ORM's own statement
        rows = cursor.fetchall()
    return [
        Compared(
            clock=_running(*cells[:6]),
            paces=tuple(Pace(bins=tuple(bins)) if bins is not None else None for bins in cells[6:]),
        )
        for cells in rows
    ]


_CELLS = ("case_id", "stage", "charged_to", "case__item_id", "started_at", "due_at")


def _running(
    case_id: int, stage: str, charged_to: str, item_id: int | None, started_at: datetime, due_at: datetime
) -> Running:
    return Running(
        case_id=case_id, stage=stage, charged_to=charged_to, item_id=item_id, started_at=started_at,
        due_at=due_at,
    )  # fmt: skip


# --- as of a past instant -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Past:
    """A clock that ran at a past instant, and whether it went late in the end."""

    clock: Running
    late: bool


def ran_at(at: datetime, *, until: datetime) -> Iterator[Past]:
    """Yield the clocks that ran at a past instant and were to run out by another one.

    What was given more time, or was held, is left out: which deadline it had then is not stored.
    """
    rows = CaseClock.objects.filter(
        Q(stopped_at__isnull=True) | Q(stopped_at__gt=at),
        started_at__lte=at, due_at__gt=at, due_at__lte=until, extensions=0, cancelled=False, case__defers=0,
    ).order_by("due_at", "pk")  # fmt: skip
    for *cells, stopped_at in rows.values_list(*_CELLS, "stopped_at"):
        clock = _running(*cells)
        yield Past(clock=clock, late=stopped_at is None or stopped_at > clock.due_at)


def named_of(clocks: Sequence[Compared], *, at: datetime) -> list[int]:
    """Return the cases among some open clocks of which the past says that they go late."""
    told = ((one.clock.case_id, one.outlook(at)) for one in clocks)
    return [case_id for case_id, found in told if found is not None and found.is_named]
