"""The hours that a calendar repeats: working week, seasons and shifts, and how they are stored and typed.

Source:
    own choice, because bureaus print their hours as periods per season; DayRule names the law it follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

_SEASON_WORDS = 3  # name, day, one period at least
_SHIFT_WORDS = 2


@dataclass(frozen=True)
class Period:
    """Some working time of a day, local; `until` is outside, and midnight there means the day's end."""

    since: time
    until: time


@dataclass(frozen=True, kw_only=True)
class Season:
    """Working periods that hold every year from a day on, until the next season begins."""

    name: str
    since: tuple[int, int]  # month, day
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A named watch; one that ends at or before its beginning ends on the next day."""

    name: str
    since: time
    until: time


class DayRule(Enum):
    """When the last of some working days ends.

    END_OF_DAY: the day of the start does not count, and the last day ends when work stops.
    SAME_TIME: the clock time of the start, that many working days later.

    Source:
        END_OF_DAY: Civil Code of the People's Republic of China, articles 201 and 203.
        SAME_TIME: own choice, because some platforms count a working day so.
    """

    END_OF_DAY = "end_of_day"
    SAME_TIME = "same_time"


@dataclass(frozen=True, kw_only=True)
class Hours:
    """What a calendar repeats: the working week, the seasons in their order, the shifts."""

    seasons: tuple[Season, ...]
    workweek: frozenset[int] = frozenset(range(5))  # Monday is 0
    shifts: tuple[Shift, ...] = ()
    day_rule: DayRule = DayRule.END_OF_DAY


class BadHours(ValueError):
    """The hours of a calendar cannot be used; `code` says why, `where` names the part."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


def hours_read(stored: Mapping[str, object]) -> Hours:
    """Return the hours that a calendar stores.

    Form: `{"workweek": [0, 1, 2, 3, 4], "day_rule": "end_of_day", "seasons": [{"name": "冬令时", "since":
    "10-01", "periods": ["08:30-12:00", "13:30-17:30"]}], "shifts": [{"name": "早班", "hours":
    "07:00-15:00"}]}`.

    Raises:
        BadHours: `season_missing`, `season_day`, `period`, `period_order` or `workweek`.
    """
    seasons = tuple(_season(one) for one in _mappings(stored.get("seasons")))
    if not seasons:
        raise BadHours("season_missing")
    return Hours(
        seasons=tuple(sorted(seasons, key=lambda season: season.since)),
        workweek=_workweek(stored.get("workweek", list(range(5)))),
        shifts=tuple(_shift(one) for one in _mappings(stored.get("shifts", []))),
        day_rule=DayRule(stored.get("day_rule", DayRule.END_OF_DAY.value)),
    )


def hours_stored(hours: Hours) -> dict[str, object]:
    """Return hours as a calendar stores them; the inverse of `hours_read`."""
    return {
        "workweek": sorted(hours.workweek),
        "day_rule": hours.day_rule.value,
        "seasons": [
            {
                "name": season.name,
                "since": _day_text(season),
                "periods": [_span_text(period) for period in season.periods],
            }
            for season in hours.seasons
        ],
        "shifts": [
            {"name": shift.name, "hours": f"{shift.since:%H:%M}-{shift.until:%H:%M}"}
            for shift in hours.shifts
        ],
    }


def _day_text(season: Season) -> str:
    return f"{season.since[0]:02d}-{season.since[1]:02d}"


def _span_text(span: Period | Shift) -> str:
    return f"{span.since:%H:%M}-{span.until:%H:%M}"


def _mappings(stored: object) -> list[Mapping[str, object]]:
    return [one for one in stored if isinstance(one, Mapping)] if isinstance(stored, list) else []


def _workweek(stored: object) -> frozenset[int]:
    days = stored if isinstance(stored, list) else []
    if not days or any(day not in range(7) for day in days):
        raise BadHours("workweek")
    return frozenset(days)


def _season(stored: Mapping[str, object]) -> Season:
    name, since = str(stored.get("name", "")), str(stored.get("since", ""))
    try:
        month, day = (int(part) for part in since.split("-"))
        date(2024, month, day)  # a leap year, so that 29 February may begin a season
    except ValueError as error:
        raise BadHours("season_day", since) from error
    texts = stored.get("periods", [])
    periods = tuple(Period(*_times(str(text))) for text in texts) if isinstance(texts, list) else ()
    return Season(name=name, since=(month, day), periods=_ordered(periods, name))


def _ordered(periods: tuple[Period, ...], name: str) -> tuple[Period, ...]:
    """Return the periods of a season by time of day, none of them empty, backward or within another."""
    ordered = tuple(sorted(periods, key=lambda period: period.since))
    ends = [period.until for period in ordered]
    fit = all(until == time() or period.since < until for period, until in zip(ordered, ends, strict=True))
    apart = all(
        until != time() and until <= following.since
        for until, following in zip(ends, ordered[1:], strict=False)
    )
    if not ordered or not fit or not apart:
        raise BadHours("period_order", name)
    return ordered


def _shift(stored: Mapping[str, object]) -> Shift:
    since, until = _times(str(stored.get("hours", "")))
    return Shift(name=str(stored.get("name", "")), since=since, until=until)


def _times(text: str) -> tuple[time, time]:
    """Return the two times of `08:30-12:00`; `24:00` is midnight."""
    try:
        since, until = (
            time.fromisoformat(part.strip().replace("24:00", "00:00")) for part in text.split("-")
        )
    except ValueError as error:
        raise BadHours("period", text) from error
    return since, until


def _time(text: str) -> time:
    return time.fromisoformat(text.strip().replace("24:00", "00:00"))


def seasons_typed(text: str) -> list[dict[str, object]]:
    """Return the seasons of lines such as `夏令时 05-01 08:00-12:00 15:00-18:00`, as a calendar stores them.

    Raises:
        BadHours: a line has no name or no day; `hours_read` finds the rest.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    for parts in lines:
        if len(parts) < _SEASON_WORDS:
            raise BadHours("season_line", " ".join(parts))
    return [{"name": name, "since": since, "periods": periods} for name, since, *periods in lines]


def shifts_typed(text: str) -> list[dict[str, object]]:
    """Return the shifts of lines such as `早班 07:00-15:00`, as a calendar stores them.

    Raises:
        BadHours: a line is not a name and its hours.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    for parts in lines:
        if len(parts) != _SHIFT_WORDS:
            raise BadHours("shift_line", " ".join(parts))
    return [{"name": name, "hours": span} for name, span in lines]


def seasons_text(hours: Hours) -> str:
    """Return the seasons as a person types them."""
    return "\n".join(
        " ".join((season.name, _day_text(season), *map(_span_text, season.periods)))
        for season in hours.seasons
    )


def shifts_text(hours: Hours) -> str:
    """Return the shifts as a person types them."""
    return "\n".join(f"{shift.name} {_span_text(shift)}" for shift in hours.shifts)
