"""Rules and readings drawn at random, in the oracle's words and in ours; and a driver of live judgement."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from tests.oracles.alarm_oracle import Plain
from xiuhua.ground.rules.calendars import Hours, Period, Season, WorkCalendar
from xiuhua.sensing.rules.alarms import AlarmStep, Rule, Subject, numbers_here, rule_read
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.trying import Readings
from xiuhua.sensing.terms.doubts import Doubt

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 40  # minutes after the start: a Monday begins
START = datetime(2026, 3, 2, tzinfo=ZONE).timestamp() - MIDNIGHT * 60
UNTIL = 90
HOLDS = {"a": 4, "b": 7}
SETTLE_S = 5.0
_LATER_S = (0.0, 0.0, 0.0, 2.0, 40.0, 130.0)

CALENDAR = WorkCalendar(
    key="kit",
    version=1,
    zone=ZONE,
    hours=Hours(
        seasons=(
            Season(name="冬", since=(10, 1), periods=(Period(time(8), time(12)), Period(time(14), time(18)))),
            Season(name="夏", since=(5, 1), periods=(Period(time(8), time(12)), Period(time(15), time(19)))),
        )
    ),
    days={datetime(2026, 3, 7, tzinfo=UTC).date(): True},  # a Saturday that works
    years=frozenset({2026}),
)


@dataclass(frozen=True)
class Arrival:
    """A reading as it comes: series, minute, value (None for unfit) and when it comes, seconds since 1970."""

    series: str
    minute: int
    value: float | None
    now: float


_series = st.sampled_from(["a", "b"])
_limits = st.integers(0, 5)
_spans = st.integers(1, 12)
_compare = st.sampled_from(["above", "at_least", "below", "at_most", "equal", "different"])


def _leaf() -> st.SearchStrategy[Plain]:
    limit = {"of": _series, "is": _compare, "limit": _limits}
    return st.one_of(
        st.fixed_dictionaries({"kind": st.just("limit"), **limit}),
        st.fixed_dictionaries(
            {"kind": st.just("limit"), "of": _series, "is": st.sampled_from(["on", "off"])}
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("difference"), "of": st.just("a"), "less": st.just("b"), "is": _compare,
                "limit": _limits, "absolute": st.booleans(),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("change"), "of": _series, "by": st.integers(1, 4), "within": _spans,
                "is": st.sampled_from(["rises", "falls", "changes"]),
            }
        ),
        st.fixed_dictionaries(
            {"kind": st.just("count"), **limit, "times": st.integers(1, 4), "within": _spans}
        ),
        st.fixed_dictionaries({"kind": st.just("silent"), "of": _series, "for": _spans}),
        st.fixed_dictionaries(
            {
                "kind": st.just("schedule"),
                "hours": st.tuples(st.integers(0, 60), st.integers(1400, 1439)).flatmap(
                    lambda pair: st.sampled_from([pair, pair[::-1]])
                ),
                "weekdays": st.sampled_from([[0], [6], [0, 6], [1, 2, 3]]),
            }
        ),
    )  # fmt: skip


_FLAT = st.fixed_dictionaries(
    {"kind": st.just("flat"), "of": _series, "for": _spans, "band": st.integers(0, 2)}
)


def _grown(inner: st.SearchStrategy[Plain]) -> st.SearchStrategy[Plain]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"kind": st.sampled_from(["all", "any"]), "of": several}),
        st.fixed_dictionaries({"kind": st.just("not"), "what": inner}),
        st.fixed_dictionaries({"kind": st.just("held"), "what": inner, "for": _spans}),
    )


conditions = st.recursive(_leaf() | _FLAT, _grown, max_leaves=4)
without_flat = st.recursive(_leaf(), _grown, max_leaves=4)
_waits = st.sampled_from([0, 0, 1, 3, 7])


AREA = "990101003"
_PROFILE_AREAS = ("", "9901", "990101", AREA, "990102")
_NAMED = {"profile": "p"}


@st.composite
def _profiles(draw: st.DrawFn) -> list[tuple[str, tuple[int, int] | None, int]]:
    """Draw what the one named number is, by area and by hours that begin or end soon after midnight."""
    hours = st.tuples(st.integers(0, 60), st.integers(1400, 1439)).flatmap(
        lambda pair: st.sampled_from([pair, pair[::-1]])
    )
    by_day = draw(st.dictionaries(st.sampled_from(_PROFILE_AREAS[1:]), _limits, max_size=3))
    by_hour = draw(st.dictionaries(st.sampled_from(_PROFILE_AREAS), st.tuples(hours, _limits), max_size=3))
    return [
        ("", None, draw(_limits)),
        *((area, None, value) for area, value in by_day.items()),
        *((area, one, value) for area, (one, value) in by_hour.items()),
    ]


def _naming(plain: Plain, draw: st.DrawFn) -> Plain:
    """Return a condition in which some numbers are the profile's."""
    found = dict(plain)
    for key in ("limit", "by"):
        if key in found and draw(st.booleans()):
            found[key] = _NAMED
    for key in ("what", "of"):
        inner = found.get(key)
        if isinstance(inner, dict):
            found[key] = _naming(inner, draw)
        elif isinstance(inner, list):
            found[key] = [_naming(one, draw) for one in inner]
    return found


_NEVER_TRUE: Plain = {"kind": "limit", "of": "a", "is": "above", "limit": 99}


def _names_series(levels: list[Plain], names: Iterable[str] = HOLDS) -> bool:
    return any(f"'{key}': '{name}'" in str(levels) for key in ("of", "less") for name in names)


@st.composite
def plain_rules(draw: st.DrawFn, of: st.SearchStrategy[Plain] = conditions) -> Plain:
    """Draw a rule in the words of the oracle."""
    severities = draw(st.sampled_from([["major"], ["minor", "critical"], ["note", "minor", "major"]]))
    unknown = st.sampled_from(["keep", "keep", "normal", "alarm"])
    levels: list[Plain] = [
        {
            "severity": severity,
            "when": draw(of),
            "after": draw(_waits),
            "clear": draw(st.none() | of),
            "clear_after": draw(_waits),
        }
        for severity in severities
    ]
    if not _names_series(levels):
        levels[0]["when"] = {"kind": "any", "of": [levels[0]["when"], _NEVER_TRUE]}
    since = draw(st.integers(0, UNTIL))
    profile = draw(st.just([]) | _profiles())
    if profile:
        for level in levels:
            for part in ("when", "clear"):
                one = level[part]
                level[part] = _naming(one, draw) if isinstance(one, dict) else None
    return {
        "profile": profile,
        "levels": levels,
        "no_data": draw(unknown),
        "error": draw(unknown),
        "flap": draw(st.none() | st.tuples(st.integers(1, 3), st.integers(5, 40), st.integers(1, 15))),
        "escalate": draw(st.sampled_from([[], [5], [3, 4, 20]])),
        "maintenance": draw(
            st.sampled_from([[], [], [(since, since + 11)], [(since, since + 4), (since + 9, since + 20)]])
        ),
    }


@st.composite
def arrivals(draw: st.DrawFn) -> list[Arrival]:
    """Draw readings of both series with gaps, repeated ones and late ones, in the order they come."""
    found = []
    for series in HOLDS:
        minutes = draw(st.lists(st.integers(0, UNTIL), max_size=UNTIL, unique=True))
        pattern = draw(st.lists(st.sampled_from([0, 0, 1, 2, 3, 5, None]), min_size=1, max_size=12))
        run = draw(st.integers(1, 6))
        for number, minute in enumerate(sorted(minutes)):
            value = pattern[number // run % len(pattern)]
            later = draw(st.sampled_from(_LATER_S))
            found.append(Arrival(series, minute, value, START + minute * 60 + later))
        again = draw(st.lists(st.sampled_from(minutes), max_size=3)) if minutes else []
        found += [Arrival(series, minute, 4, START + minute * 60 + 20) for minute in again]
    return sorted(found, key=lambda one: one.now)


def stored(plain: Plain) -> Plain:
    """Return an oracle's condition as our JSON."""
    found = dict(plain)
    for short in ("for", "within"):
        if short in found:
            found[f"{short}_s"] = int(str(found.pop(short))) * 60
    if plain["kind"] == "schedule":
        pair, days = plain["hours"], plain["weekdays"]
        assert isinstance(pair, tuple)
        assert isinstance(days, list)
        found["hours"] = ["-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in pair)]
        found["weekdays"] = [day + 1 for day in days]
    for key in ("what", "of"):
        inner = found.get(key)
        if isinstance(inner, dict):
            found[key] = stored(inner)
        elif isinstance(inner, list):
            found[key] = [stored(one) for one in inner]
    return found


def rule_of(plain: Plain) -> Plain:
    """Return an oracle's rule as our JSON; series that no condition names are left out."""
    levels = [
        {
            "severity": level["severity"],
            "when": stored(level["when"]),
            "after_s": level["after"] * 60,
            "clear": None if level["clear"] is None else stored(level["clear"]),
            "clear_after_s": level["clear_after"] * 60,
        }
        for level in plain["levels"]  # type: ignore[attr-defined]  # a list of levels
    ]
    flap = plain["flap"]
    rows = [
        {"area": area, "value": value}
        | ({"hours": "-".join(f"{one // 60:02d}:{one % 60:02d}" for one in hours)} if hours else {})
        for area, hours, value in plain["profile"]  # type: ignore[attr-defined]  # a list of rows
    ]
    profiles = {"profiles": {"p": rows}} if str(_NAMED) in str(levels) else {}
    return {
        **profiles,
        "series": {
            name: {"quantity": name, "hold_s": hold * 60}
            for name, hold in HOLDS.items()
            if _names_series(levels, [name])
        },
        "levels": levels,
        "no_data": plain["no_data"],
        "error": plain["error"],
        "flap": flap and {"times": flap[0], "within_s": flap[1] * 60, "quiet_s": flap[2] * 60},  # type: ignore[index]
        "escalate_after_s": [minutes * 60 for minutes in plain["escalate"]],  # type: ignore[attr-defined]
        "settle_s": SETTLE_S,
    }


def subject_of(plain: Plain) -> Subject:
    """Return the subject with the maintenance of an oracle's rule."""
    return Subject(
        key="device:1",
        numbers=numbers_here(rule_read(rule_of(plain), key="kit", version=3).profiles, AREA),
        calendar=CALENDAR,
        maintenance=tuple((START + since * 60, START + until * 60) for since, until in plain["maintenance"]),  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class Lived:
    """What live judgement found: its steps, and which arrivals it judged."""

    steps: list[AlarmStep]
    judged: list[bool]


def lived(rule: Rule, subject: Subject, coming: list[Arrival]) -> Lived:
    """Play arrivals to live judgement, with a clock that wakes it whenever it asks."""
    live = Live(rule, subject, START)
    steps: list[AlarmStep] = []
    judged = []
    end = START + UNTIL * 60
    for one in coming:
        if one.series not in rule.series or one.now > end + SETTLE_S:
            judged.append(False)
            continue
        while live.wake_at <= one.now:
            steps += live.advance(live.wake_at)
        value, flags = (math.nan, 0) if one.value is None else (float(one.value), 0)
        if one.value is None and one.minute % 2:
            value, flags = 9.0, Doubt.FAULTY.bit
        was_judged, more = live.reading(one.series, START + one.minute * 60, value, flags, now=one.now)
        judged.append(was_judged)
        steps += more
    while live.wake_at <= end + 2 * SETTLE_S:
        steps += live.advance(live.wake_at)
    return Lived([step for step in steps if step.at <= end], judged)


def readings_of(coming: list[Arrival], judged: list[bool]) -> Mapping[str, Readings]:
    """Return arrivals as they would lie in the store, those not judged marked as late."""
    found = {}
    for series in HOLDS:
        mine = sorted(
            ((one, taken) for one, taken in zip(coming, judged, strict=True) if one.series == series),
            key=lambda pair: pair[0].minute,
        )
        at = [START + one.minute * 60 for one, _taken in mine]
        values, flags = [], []
        for one, taken in mine:
            odd = one.value is None and one.minute % 2
            values.append(9.0 if odd else math.nan if one.value is None else float(one.value))
            flags.append((Doubt.FAULTY.bit if odd else 0) | (0 if taken else Doubt.LATE_ARRIVAL.bit))
        found[series] = Readings(np.array(at), np.array(values), np.array(flags, dtype=np.uint16))
    return found


def minutes_of(coming: list[Arrival], judged: list[bool]) -> dict[str, dict[int, float | None]]:
    """Return what was judged as the oracle wants it."""
    found: dict[str, dict[int, float | None]] = {series: {} for series in HOLDS}
    for one, taken in zip(coming, judged, strict=True):
        if taken:
            found[one.series][one.minute] = one.value
    return found


def minute_at(at: float) -> int:
    """Return the minute of an instant, which must be a whole one."""
    minutes = timedelta(seconds=at - START) / timedelta(minutes=1)
    assert minutes == int(minutes)
    return int(minutes)
