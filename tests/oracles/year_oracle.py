"""Two years of a city's cases as its old platform would export them, and what must be counted of them.

Made so that the totals of a printed yearly report come out exactly, although everything that blurs such
totals lies in between: cases that cross either end of the year, voided, merged and refused ones, deferred and
shelved ones, cases opened again, closings by order, what people saw on video, codes of both editions of the
catalogue, and records that turn up after the year was counted. Imports nothing of the product: each row knows
when it was filed and when it was over, and `counted` counts rows, one after the other.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random

ZONE = timezone(timedelta(hours=8))
HEADINGS = (
    *("案件编号", "小类代码", "问题来源", "案件状态", "上报时间", "派遣时间", "结案时间", "处置单位"),
    *("区域代码", "问题描述", "重复于", "重办自", "办理过程"),
)
_PEOPLE_S = ("channel_collector", "channel_grid", "channel_hotline", "channel_public", "channel_video")
_MACHINES = ("channel_smart", "channel_sensor")
_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a report prints of a year, and of the year before: cases."""

    year: int
    filed: int
    closed: int
    sensed: int
    sensed_closed: int
    filed_before: int
    sensed_before: int


# The report prints the first four and that the share rose by 3.7 to 15.7 %; of the year before it prints no
# counts, so these two are chosen to make 12.0 %.
ZHOUSHAN = Totals(
    year=2021, filed=139_586, closed=137_073, sensed=21_880, sensed_closed=21_591, filed_before=120_450,
    sensed_before=14_454,
)  # fmt: skip
SMALL = Totals(
    year=2021, filed=498, closed=489, sensed=78, sensed_closed=77, filed_before=450, sensed_before=54
)  # the smallest year found with the same four rates


@dataclass(frozen=True, kw_only=True)
class Row:
    """A case of the log, and what became of it.

    Args:
        cells: as the file has them, in the order of HEADINGS.
        smart: whether a machine reported it first.
        gone: whether it was voided or merged.
        late: whether it turned up only after the year was counted.
    """

    ref: str
    cells: tuple[str, ...]
    smart: bool
    filed_at: datetime | None = None
    over_at: datetime | None = None
    closed: bool = False
    gone: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class _Fate:
    """What becomes of some cases: how they end, when they are filed and over."""

    kind: str
    filed: str = "year"  # year, before
    over: str = "same"  # same, next: in which year it closes
    late: bool = False


def year_log(
    totals: Totals, *, matters: Sequence[str], units: Sequence[str], areas: Sequence[str], seed: int = 2021
) -> list[Row]:
    """Return the rows of both years, a case each, so that what a row refers to stands before it."""
    return list(_Teller(totals, matters, units, areas, Random(seed)).rows())  # noqa: S311 - a test's seed


def csv_of(rows: Iterable[Row]) -> bytes:
    """Return rows as the file that is imported."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(HEADINGS)
    writer.writerows(row.cells for row in rows)
    return told.getvalue().encode()


def counted(rows: Iterable[Row], year: int) -> dict[str, set[str]]:
    """Return the numbers of the cases that each count of a year holds."""
    since, until = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    found: dict[str, set[str]] = {
        name: set()
        for name in (
            "filed",
            "closed",
            "closed_of_filed",
            "sensed",
            "sensed_closed",
            "sensed_closed_of_filed",
        )
    }
    for row in rows:
        if row.gone or row.filed_at is None:
            continue
        names = []
        if since <= row.filed_at < until:
            names += ["filed", *(["closed_of_filed"] if row.closed else [])]
        if row.closed and row.over_at is not None and since <= row.over_at < until:
            names += ["closed"]
        for name in names:
            found[name].add(row.ref)
            if row.smart:
                found[name.replace("filed", "sensed") if name == "filed" else f"sensed_{name}"].add(row.ref)
    return found


class _Teller:
    """Tells the rows of a log, one after the other."""

    def __init__(
        self,
        totals: Totals,
        matters: Sequence[str],
        units: Sequence[str],
        areas: Sequence[str],
        chance: Random,
    ) -> None:
        self.totals, self.chance = totals, chance
        self.matters, self.units, self.areas = matters, units, areas
        self.ordinary: list[str] = []  # closed cases that others may repeat or be opened again from
        self.number = 0

    def rows(self) -> Iterator[Row]:
        for smart in (False, True):
            yield from self._edges(smart=smart)
        fates = [(fate, smart) for smart in (False, True) for fate in self._fates(smart=smart)]
        self.chance.shuffle(fates)
        for fate, smart in fates:
            yield self._row(fate, smart=smart)

    def _fates(self, *, smart: bool) -> Iterator[_Fate]:
        told = self.totals
        filed = told.sensed if smart else told.filed - told.sensed
        closed = told.sensed_closed if smart else told.closed - told.sensed_closed
        before = told.sensed_before if smart else told.filed_before - told.sensed_before
        crossing = max(2, closed // 150)
        by_order, told_why, again, put_off, late, whole = (
            max(2, closed // part) for part in (200, 300, 100, 60, 400, 6)
        )
        special = crossing + by_order + told_why + again + put_off + late + whole
        yield from [_Fate(kind="closed", over="next")] * crossing
        yield from [_Fate(kind="closed", filed="before", over="next")] * crossing
        yield from [_Fate(kind="forced")] * by_order
        yield from [_Fate(kind="informed")] * told_why
        yield from [_Fate(kind="again")] * again
        yield from [_Fate(kind="resumed")] * put_off
        yield from [_Fate(kind="closed", late=True)] * late
        yield from [_Fate(kind="whole")] * whole
        yield from [_Fate(kind="plain")] * (closed - special - _CLOSED_AT_EDGES)
        for place in range(filed - closed):
            yield _Fate(kind=("handling", "deferred", "shelved", "handling")[place % 4])
        yield from [_Fate(kind="plain", filed="before")] * (before - crossing - _BEFORE_AT_EDGES)
        aside = max(2, filed // 120)
        for kind in (
            "voided",
            "voided_filed",
            "merged",
            "merged_filed",
            "not_accepted",
            "not_filed",
            "reported",
        ):
            for year in ("year", "before"):
                yield from [_Fate(kind=kind, filed=year)] * aside

    def _edges(self, *, smart: bool) -> Iterator[Row]:
        """Yield cases that are filed or closed in the first and the last second of the year."""
        first, after = (datetime(self.totals.year + more, 1, 1, tzinfo=ZONE) for more in (0, 1))
        for filed_at, over_at in (
            (first, first + 9 * _HOUR),  # filed in the first second
            (first - _SECOND, first - _SECOND),  # filed and closed in the last second before
            (after - 30 * _HOUR, after - _SECOND),  # closed in the last second
            (after - _SECOND, after),  # filed in the last second, closed in the first after
            (first - 9 * _HOUR, first),  # closed in the first second
        ):
            yield self._plain(filed_at, over_at, smart=smart)

    def _row(self, fate: _Fate, *, smart: bool) -> Row:
        year = self.totals.year - (fate.filed == "before")
        since = datetime(year, 1, 1, tzinfo=ZONE)
        if fate.over == "next":
            until = datetime(year + 1, 1, 1, tzinfo=ZONE)
            filed_at = until - timedelta(hours=self.chance.randrange(30, 700))
            over_at = until + timedelta(minutes=self.chance.randrange(60, 30_000))
        else:
            filed_at = since + timedelta(minutes=self.chance.randrange(0, 340 * 24 * 60))
            over_at = filed_at + timedelta(minutes=self.chance.randrange(600, 24 * 24 * 60))
        if fate.kind == "plain":
            return self._plain(filed_at, over_at, smart=smart)
        return replace(self._staged(fate.kind, filed_at, over_at, smart=smart), late=fate.late)

    def _plain(self, filed_at: datetime, over_at: datetime, *, smart: bool) -> Row:
        """Return a case of which the log has dates only."""
        ref = self._ref()
        self.ordinary.append(ref)
        reported_at = filed_at - timedelta(minutes=self.chance.randrange(0, 90))
        cells = self._cells(
            ref,
            smart=smart,
            ending="ending_closed",
            reported_at=reported_at,
            dispatched_at=filed_at,
            over_at=over_at,
        )
        return Row(ref=ref, cells=cells, smart=smart, filed_at=filed_at, over_at=over_at, closed=True)

    def _staged(self, kind: str, filed_at: datetime, over_at: datetime, *, smart: bool) -> Row:
        """Return a case with its whole way."""
        ref = self._ref()
        reported_at = filed_at - timedelta(minutes=self.chance.randrange(20, 200))
        ways: dict[str, Sequence[str]] = {
            "closed": _WHOLE, "whole": _WHOLE, "again": _WHOLE,
            "resumed": (*_TO_UNIT, "defer_grant", "resume", *_END),
            "forced": (*_TO_UNIT, "force_grant"), "informed": (*_TO_UNIT[:2], "inform_grant"),
            "handling": _TO_UNIT, "deferred": (*_TO_UNIT, "defer_grant"),
            "shelved": (*_TO_UNIT, "shelve_grant"),
            "voided": ("void_grant",), "voided_filed": (*_TO_UNIT[:2], "void_grant"),
            "merged": ("merge",), "merged_filed": (*_TO_UNIT[:2], "merge"), "not_accepted": ("not_accept",),
            "not_filed": ("accept", "not_file"), "reported": (),
        }  # fmt: skip
        way = ways[kind]
        is_over, is_closed, is_filed = kind not in _OPEN, kind in _CLOSED, "file" in way
        stages = [("open", reported_at), *_timed(way, reported_at, filed_at, over_at, ends=is_over)]
        cells = self._cells(
            ref, smart=smart, reported_at=reported_at, stages=stages,
            duplicate_of=self.chance.choice(self.ordinary) if "merged" in kind else "",
            redo_of=self.chance.choice(self.ordinary) if kind == "again" else "",
        )  # fmt: skip
        return Row(
            ref=ref, cells=cells, smart=smart, filed_at=filed_at if is_filed else None,
            over_at=over_at if is_over else None, closed=is_closed,
            gone=kind.startswith(("voided", "merged")),
        )  # fmt: skip

    def _ref(self) -> str:
        self.number += 1
        return f"{self.number:07d}"

    def _cells(
        self,
        ref: str,
        *,
        smart: bool,
        reported_at: datetime,
        ending: str = "",
        dispatched_at: datetime | None = None,
        over_at: datetime | None = None,
        duplicate_of: str = "",
        redo_of: str = "",
        stages: Sequence[tuple[str, datetime]] = (),
    ) -> tuple[str, ...]:
        pick = self.chance.choice
        told = [
            {"act": f"case.{act}", "at": at.isoformat()}
            | ({"until": (at + 30 * 24 * _HOUR).isoformat()} if act.startswith("defer") else {})
            for act, at in stages
        ]
        return (
            ref, pick(self.matters), pick(_MACHINES if smart else _PEOPLE_S), ending, _local(reported_at),
            _local(dispatched_at), _local(over_at), pick(self.units), pick(self.areas), "路面有待处理的问题",
            duplicate_of, redo_of, json.dumps(told) if told else "",
        )  # fmt: skip


_TO_UNIT = ("accept", "file", "dispatch", "receive")
_END = ("feed_back", "feedback_pass", "check_pass", "close")
_WHOLE = (*_TO_UNIT, *_END)
_OPEN = frozenset({"handling", "deferred", "shelved", "reported"})
_CLOSED = frozenset({"closed", "whole", "again", "resumed", "forced", "informed"})
_CLOSED_AT_EDGES = (
    3  # of the year's own cases in `_edges`: both that close in it, and the one that closes after
)
_BEFORE_AT_EDGES = 2


def _timed(
    way: Sequence[str], reported_at: datetime, filed_at: datetime, over_at: datetime, *, ends: bool
) -> Iterator[tuple[str, datetime]]:
    """Yield each act with its time: filed and over when they must be, the others between."""
    at = reported_at
    for place, act in enumerate(way, start=1):
        if act == "file":
            at = filed_at
        elif ends and place == len(way):
            at = over_at
        else:
            at += _MINUTE
        yield act, at


def _local(at: datetime | None) -> str:
    return f"{at:%Y/%m/%d %H:%M:%S}" if at else ""
