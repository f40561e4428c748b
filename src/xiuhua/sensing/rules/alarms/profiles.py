"""Profiles: numbers that a rule speaks of by name, and what they are in an area at an hour.

A profile is a table of rows: an area, hours, a value. At a place and an instant the narrowest area counts; in
the same area a row with hours goes before one for the whole day. One row is for everywhere and the whole day.

Source:
    own choice, because one rule serves a district whose key areas have stricter limits, and noise is judged
    by day and by night. An area beside the tree, such as a key area, was drawn for being special: it counts
    as narrower than any of the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import combinations

from xiuhua.sensing.rules.conditions.faults import RuleFault
from xiuhua.sensing.rules.conditions.kinds import DayHours, Hourly, Value
from xiuhua.sensing.rules.conditions.stored import RuleReader, hours_read

MOST_ROWS = 2_000
EVERYWHERE = ""
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileRow:
    """One value of a profile.

    Args:
        area: its code; empty for everywhere.
        hours: local; None for the whole day.
    """

    value: float
    area: str = EVERYWHERE
    hours: DayHours | None = None


Profile = tuple[ProfileRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """A value that holds for a subject, and by which row."""

    name: str
    row: ProfileRow


def profiles_read(reader: RuleReader, stored: object) -> dict[str, Profile]:
    """Return the profiles of some JSON: `{"limit": [{"value": 2}, {"area": "440304001", "value": 1.5}]}`."""
    if not isinstance(stored, Mapping):
        reader.note(RuleFault.NOT_AN_OBJECT, "profiles")
        return {}
    found = {}
    for name, rows in stored.items():
        where = f"profiles.{name}"
        listed = reader.list_at(rows, where, most=MOST_ROWS)
        profile = tuple(_row(reader, one, f"{where}[{n}]") for n, one in enumerate(listed))
        _check(reader, reader.text(name, where), profile)
        found[str(name)] = profile
    return found


def _row(reader: RuleReader, stored: object, where: str) -> ProfileRow:
    fields = reader.object_at(stored, where, frozenset({"value"}), frozenset({"area", "hours"}))
    area, hours = fields.get("area", EVERYWHERE), fields.get("hours")
    return ProfileRow(
        value=reader.plain_number(fields.get("value", 0.0), f"{where}.value"),
        area=EVERYWHERE if area == EVERYWHERE else reader.text(area, f"{where}.area"),
        hours=None if hours is None else hours_read(reader, hours, f"{where}.hours"),
    )


def _check(reader: RuleReader, name: str, profile: Profile) -> None:
    if not any(row.area == EVERYWHERE and row.hours is None for row in profile):
        reader.note(RuleFault.PROFILE_DEFAULT, f"profiles.{name}", name=name)
    for one, other in overlapping(profile):
        reader.note(
            RuleFault.PROFILE_OVERLAP, f"profiles.{name}[{other}]", name=name, area=profile[one].area or "*",
            hours=hours_text(profile[other].hours),
        )  # fmt: skip


def overlapping(profile: Sequence[ProfileRow]) -> list[tuple[int, int]]:
    """Return which rows speak of the same area at the same time, in pairs of places, the first one first."""
    by_area: dict[str, list[int]] = {}
    for place, row in enumerate(profile):
        by_area.setdefault(row.area, []).append(place)
    return [
        (one, other)
        for places in by_area.values()
        for one, other in combinations(places, 2)
        if _meet(profile[one].hours, profile[other].hours)
    ]


def _meet(one: DayHours | None, other: DayHours | None) -> bool:
    """Return whether two rows of one area cannot be told apart; hours go before the whole day."""
    if one is None or other is None:
        return one is other
    return any(
        start < until and begin < end for start, end in _minutes(one) for begin, until in _minutes(other)
    )


def _minutes(hours: DayHours) -> list[tuple[int, int]]:
    """Return hours as spans of minutes within one day."""
    since, until = (one.hour * 60 + one.minute for one in (hours.since, hours.until))
    return [(since, until)] if since < until else [(since, _DAY_MINUTES), (0, until)]


def profiles_stored(profiles: Mapping[str, Profile]) -> dict[str, object]:
    """Return profiles as plain JSON; the inverse of `profiles_read`."""
    return {name: [_row_stored(row) for row in rows] for name, rows in profiles.items()}


def _row_stored(row: ProfileRow) -> dict[str, object]:
    found: dict[str, object] = {"value": row.value}
    if row.area:
        found["area"] = row.area
    if row.hours is not None:
        found["hours"] = hours_text(row.hours)
    return found


def hours_text(hours: DayHours | None) -> str:
    """Return hours as `22:00-06:00`; empty for the whole day."""
    return "" if hours is None else f"{hours.since:%H:%M}-{hours.until:%H:%M}"


def usual_of(rows: Profile) -> float:
    """Return the value for everywhere and the whole day."""
    return next(row.value for row in rows if row.area == EVERYWHERE and row.hours is None)


def profiles_areas(profiles: Mapping[str, Profile]) -> frozenset[str]:
    """Return the codes of the areas that profiles speak of."""
    return frozenset(row.area for rows in profiles.values() for row in rows if row.area)


def numbers_here(
    profiles: Mapping[str, Profile], area_code: str, beside: Iterable[str] = ()
) -> dict[str, Value]:
    """Return what each profile gives in an area.

    Args:
        profiles: by name.
        area_code: where the subject is; the areas it lies in are those its code begins with.
        beside: areas beside the tree that it lies in too, such as key areas.
    """
    return {name: _value(rows_here(rows, area_code, beside)) for name, rows in profiles.items()}


def applied_here(
    profiles: Mapping[str, Profile], area_code: str, beside: Iterable[str] = ()
) -> tuple[Applied, ...]:
    """Return by which rows each profile gives its values in an area, the one that goes before first."""
    return tuple(
        Applied(name=name, row=row)
        for name, rows in profiles.items()
        for row in rows_here(rows, area_code, beside)
    )


def rows_here(rows: Profile, area_code: str, beside: Iterable[str] = ()) -> tuple[ProfileRow, ...]:
    """Return the rows that can hold in an area, in their order of precedence, up to one for the whole day."""
    others = frozenset(beside)
    found = []
    for row in sorted(
        (row for row in rows if row.area in others or area_code.startswith(row.area)),
        key=lambda row: (row.area not in others, -len(row.area), row.hours is None, row.area, _since(row)),
    ):
        found.append(row)
        if row.hours is None:
            break
    return tuple(found)


def _since(row: ProfileRow) -> time:
    return row.hours.since if row.hours else time()


def _value(rows: tuple[ProfileRow, ...]) -> Value:
    spans = tuple((row.hours, row.value) for row in rows if row.hours is not None)
    return Hourly(spans, rows[-1].value) if spans else rows[-1].value
