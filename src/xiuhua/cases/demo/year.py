"""A year of cases, drawn from a seed: reported where things stand, handled by whoever has the contract.

Most end on time; some are returned, reworked, given more time, deferred, put on the problem list, run late
or come back; what would end after now is still open.
"""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from xiuhua.cases.demo.matters import CHANNELS, HAPPENINGS, Happening
from xiuhua.ground.rules.calendars import WorkCalendar, after_working_seconds, deadline
from xiuhua.ground.rules.limits import Limit

COLUMNS = (
    *("案件编号", "小类代码", "问题来源", "上报时间", "地址", "问题描述", "经度", "纬度", "办理过程"),
    *("上级编号", "上级截止时间"),
)
DAYS = 365
_ZONE = ZoneInfo("Asia/Shanghai")
_COMES_BACK = 0.04
_REMEMBERED = 400  # of what was closed lately, as candidates to come back
_SPREAD_DEGREES = 0.00015  # some ten metres beside the thing itself


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place where something can happen: degrees, what one writes, and the street it lies in."""

    x: float
    y: float
    address: str
    street: str


@dataclass(frozen=True, kw_only=True)
class Yard:
    """What the year is drawn over.

    Args:
        spots: by what stands there: `shop`, `street`, a class of components.
        units: code by street and class of contract, `squad`, `office`; by name for departments.
        limits: of each matter, as the handbook has them; those that a clock can count.
    """

    spots: Mapping[str, Sequence[Spot]]
    units: Mapping[tuple[str, str], str]
    limits: Mapping[str, Limit]
    calendar: WorkCalendar


@dataclass
class _Story:
    """One case as it goes: the stages so far, and what time it is in it."""

    at: datetime
    stages: list[dict[str, Any]] = field(default_factory=list)  # plain JSON

    def tell(self, act: str, minutes: float = 0.0, **more: object) -> None:
        """Let something happen some minutes later."""
        self.at += timedelta(minutes=round(minutes))
        self.stages.append({"act": act, "at": self.at.isoformat(), **more})


def year_drawn(yard: Yard, *, until: datetime, cases: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield rows of the file, oldest first.

    Args:
        yard: where.
        until: now; nothing happens later.
        cases: how many.
        seed: the same one draws the same year.
    """
    chance = Random(seed + 71)  # noqa: S311 - a drawing, not a secret
    drawer = _Drawer(yard, chance, until)
    for number, at in enumerate(drawer.moments(cases), start=1):
        yield drawer.row(number, at)


class _Drawer:
    """Draws case after case; keeps what was closed lately."""

    def __init__(self, yard: Yard, chance: Random, until: datetime) -> None:
        self.yard, self.chance, self.until = yard, chance, until
        self.happenings = [one for one in HAPPENINGS if one.code in yard.limits and yard.spots.get(one.near)]
        self.closed: list[tuple[datetime, Happening, Spot]] = []
        self.channels = list(accumulate(share for _, share, _ in CHANNELS))

    def moments(self, cases: int) -> list[datetime]:
        """Return when each is reported: by day, a little more on workdays."""
        first = (self.until - timedelta(days=DAYS)).astimezone(_ZONE).date()
        days = [first + timedelta(days=number) for number in range(DAYS + 1)]
        weights = [10 if day.weekday() < 5 else 7 for day in days]
        drawn = self.chance.choices(days, weights=weights, k=cases)
        return [
            datetime(day.year, day.month, day.day, tzinfo=_ZONE)
            + timedelta(seconds=self.chance.randrange(60))
            for day in sorted(drawn)
        ]

    def row(self, number: int, day: datetime) -> dict[str, object]:
        """Return one case, reported some time on a day."""
        happening, spot = self._what(day)
        hour = self.chance.choices(range(24), weights=happening.hours)[0]
        begun = min(day + timedelta(hours=hour, minutes=self.chance.randrange(60)), self.until)
        channel, _, looks = CHANNELS[bisect(self.channels, self.chance.randrange(self.channels[-1]))]
        story = _Story(begun.astimezone(UTC))
        story.tell("case.open")
        upper = channel == "channel_upper"
        unit = self._unit(happening, spot)
        self._told(story, happening, unit, looks=looks, channel=channel)
        stages = [one for one in story.stages if one["at"] <= self.until.astimezone(UTC).isoformat()]
        if stages[-1]["act"] in {"case.close", "case.solve"}:
            self.closed.append((datetime.fromisoformat(stages[-1]["at"]), happening, spot))
            del self.closed[:-_REMEMBERED]
        limit = self.yard.limits[happening.code]
        due = deadline(self.yard.calendar, begun, limit.amount, limit.unit).at + timedelta(hours=8)
        cells = (
            f"YH{begun:%y%m%d}{number:05d}", happening.code, channel, begun.isoformat(), spot.address,
            f"{spot.address}{happening.words}", f"{spot.x:.7f}", f"{spot.y:.7f}",
            json.dumps(stages, ensure_ascii=False), f"YZ{begun:%Y%m%d}{number:05d}" if upper else "",
            due.isoformat() if upper else "",
        )  # fmt: skip
        return dict(zip(COLUMNS, cells, strict=True))

    def _what(self, day: datetime) -> tuple[Happening, Spot]:
        back = [one for one in self.closed if timedelta(0) < day - one[0] < timedelta(days=25)]
        if back and self.chance.random() < _COMES_BACK:
            _, happening, spot = self.chance.choice(back)
            return happening, spot
        weights = [one.weight * one.months[day.month - 1] for one in self.happenings]
        happening = self.chance.choices(self.happenings, weights=weights)[0]
        spot = self.chance.choice(self.yard.spots[happening.near])
        x, y = (self.chance.uniform(-_SPREAD_DEGREES, _SPREAD_DEGREES) for _ in range(2))
        return happening, Spot(x=spot.x + x, y=spot.y + y, address=spot.address, street=spot.street)

    def _unit(self, happening: Happening, spot: Spot) -> str:
        units = self.yard.units
        return units.get((spot.street, happening.by)) or units.get(("", happening.by)) or units["", "bureau"]

    # --- how it goes ----------------------------------------------------------------------------------------

    def _told(self, story: _Story, happening: Happening, unit: str, *, looks: bool, channel: str) -> None:
        chance, draw = self.chance, self.chance.random()
        if channel in {"channel_collector", "channel_grid"} and draw < 0.16:
            story.stages[0] |= {"act": "case.solve", "opinion": "现场劝导，已整改"}
            return
        if draw > 0.975:
            story.tell("case.not_accept", chance.uniform(4, 30), opinion="不属于城市管理职责范围")
            return
        if draw > 0.955:
            story.tell("case.merge", chance.uniform(4, 30), opinion="重复上报")
            return
        if not self._filed(story, looks=looks):
            return
        self._dispatched(story, happening, unit)
        if channel == "channel_upper" and story.stages[-1]["act"] == "case.close":
            story.tell("case.reply_up", chance.uniform(5, 90), opinion="已处置完毕，请查收")

    def _filed(self, story: _Story, *, looks: bool) -> bool:
        chance = self.chance
        if looks:
            story.tell("case.ask_verify", chance.uniform(2, 20))
            if chance.random() < 0.06:
                story.tell("case.verify_false", chance.uniform(25, 400), opinion="现场未发现所述问题")
                story.tell("case.not_file", chance.uniform(3, 25), opinion="核实不属实")
                return False
            story.tell("case.verify_true", chance.uniform(20, 300), opinion="情况属实")
        else:
            story.tell("case.accept", chance.uniform(1, 22))
        story.tell("case.file", self._desk_minutes())
        return True

    def _desk_minutes(self) -> float:
        """Return how long a desk takes: rarely longer than its half hour."""
        return self.chance.uniform(40, 240) if self.chance.random() < 0.03 else self.chance.uniform(2, 25)

    def _dispatched(self, story: _Story, happening: Happening, unit: str) -> None:
        chance = self.chance
        story.tell("case.dispatch", self._desk_minutes(), unit=unit)
        if chance.random() < 0.035:
            story.tell("case.send_back", chance.uniform(10, 120), opinion="不属于我单位职责")
            story.tell("case.return_grant", chance.uniform(5, 60), opinion="同意回退")
            story.tell("case.dispatch", self._desk_minutes(), unit=unit)
        limit = self.yard.limits[happening.code]
        begun = story.at
        due = deadline(self.yard.calendar, begun, limit.amount, limit.unit).at
        span_m = (due - begun).total_seconds() / 60
        share = chance.betavariate(2.2, 3.2) if chance.random() > 0.05 else chance.uniform(1.02, 1.9)
        story.tell("case.receive", min(chance.uniform(5, 90), span_m * share * 0.4))
        left_m = span_m * share - (story.at - begun).total_seconds() / 60
        left_m -= self._paused(story, left_m)
        self._fed_back(story, left_m)

    def _paused(self, story: _Story, left_m: float) -> float:
        """Tell what takes time from the unit, and return the minutes it took of its own."""
        chance, draw, before = self.chance, self.chance.random(), story.at
        if draw < 0.03:
            more = {"opinion": "材料未到，申请延期", "limit": "2 work_day"}
            story.tell("case.extend_ask", left_m * 0.3, **more)
            story.tell("case.extend_propose", chance.uniform(5, 20), opinion="情况属实，建议同意")
            story.tell("case.extend_grant", chance.uniform(5, 20), opinion="同意")
        elif draw < 0.036:
            until = story.at + timedelta(days=chance.randrange(7, 40))
            story.tell("case.defer_ask", left_m * 0.2, opinion="雨季无法施工", until=until.isoformat())
            story.tell("case.defer_grant", chance.uniform(10, 60), opinion="同意缓办")
            story.at = max(until, story.at)
            story.tell("case.resume")
            return 0.0
        elif draw < 0.040:
            story.tell("case.shelve_ask", left_m * 0.2, opinion="权属待确认，列入改造计划")
            story.tell("case.shelve_grant", chance.uniform(10, 60), opinion="同意挂账")
            story.tell("case.clear", chance.uniform(30, 150) * 24 * 60, opinion="改造完成，销账")
            return 0.0
        else:
            return 0.0
        return (story.at - before).total_seconds() / 60

    def _fed_back(self, story: _Story, left_m: float) -> None:
        chance = self.chance
        story.tell("case.feed_back", max(left_m, 3.0), opinion="已处置完毕")
        if chance.random() < 0.02:
            story.tell("case.feedback_refuse", self._desk_minutes(), opinion="照片不清，请补拍")
            story.tell("case.feed_back", chance.uniform(15, 90), opinion="已补充照片")
        story.tell("case.feedback_pass", self._desk_minutes())
        for _ in range(2):
            self._working(story)
            if chance.random() > 0.05:
                break
            story.tell("case.check_fail", chance.uniform(20, 110), opinion="现场仍有残留")
            story.tell("case.feed_back", chance.uniform(40, 260), opinion="已返工整改")
            story.tell("case.feedback_pass", self._desk_minutes())
        story.tell("case.check_pass", chance.uniform(15, 115), opinion="现场已恢复")
        story.tell("case.close", self._desk_minutes())

    def _working(self, story: _Story) -> None:
        """Wait for working time: nobody checks at night."""
        story.at = after_working_seconds(self.yard.calendar, story.at, 60)
