"""Every kind of condition worked by hand: at its printed parameter, and one step before.

Instants are seconds after Monday 2026-03-02 00:00 in Shanghai; values stay in force for 300 s. Each vector is
looked at live, one instant after another, and over arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pytest

from xiuhua.sensing.rules.conditions import Condition, Verdict, condition_read, lookback_s
from xiuhua.sensing.rules.conditions.signals import Window, series_of_arrays, signal_of
from xiuhua.sensing.rules.conditions.watching import LiveSeries, watch_of
from xiuhua.sensing.tests.alarm_kit import CALENDAR, ZONE

MONDAY = datetime(2026, 3, 2, tzinfo=ZONE).timestamp()
HOLD_S = 300.0
DAY_S = 86_400
NAN = math.nan
T, F, NONE, ERROR = Verdict.TRUE, Verdict.FALSE, Verdict.NO_READINGS, Verdict.ERROR
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Vector:
    """A condition, the readings of its series, and what it says when."""

    id: str
    condition: dict[str, object]
    a: Points
    says: Sequence[tuple[float, Verdict]]
    b: Points = ()


def limit(word: str, number: float | None = 2.0, of: str = "a") -> dict[str, object]:
    found: dict[str, object] = {"kind": "limit", "of": of, "is": word}
    return found if number is None else {**found, "limit": number}


def held(what: dict[str, object], for_s: float) -> dict[str, object]:
    return {"kind": "held", "what": what, "for_s": for_s}


def change(word: str, by: float, within_s: float) -> dict[str, object]:
    return {"kind": "change", "of": "a", "is": word, "by": by, "within_s": within_s}


def count(times: int, within_s: float) -> dict[str, object]:
    return {"kind": "count", "of": "a", "is": "above", "limit": 2.0, "times": times, "within_s": within_s}


def flat(for_s: float, band: float = 0.0) -> dict[str, object]:
    return {"kind": "flat", "of": "a", "for_s": for_s, "band": band}


def difference(word: str, number: float, *, absolute: bool = False) -> dict[str, object]:
    found = {"kind": "difference", "of": "a", "less": "b", "is": word, "limit": number}
    return {**found, "absolute": absolute}


def schedule(**fields: object) -> dict[str, object]:
    return {"kind": "schedule", **fields}


HIGH = limit("above")
CLOCK = 3600.0

VECTORS = (
    # Threshold: 2.0 is not above 2.0; the value before the first reading is open.
    Vector("above", HIGH, [(60, 2.0), (120, 2.1), (180, 1.9)], [(0, NONE), (60, F), (120, T), (180, F)]),
    Vector("at-least", limit("at_least"), [(0, 1.9), (60, 2.0)], [(0, F), (60, T)]),
    Vector("below", limit("below"), [(0, 2.0), (60, 1.9)], [(0, F), (60, T)]),
    Vector("at-most", limit("at_most"), [(0, 2.1), (60, 2.0)], [(0, F), (60, T)]),
    Vector("equal", limit("equal"), [(0, 2.1), (60, 2.0)], [(0, F), (60, T)]),
    Vector("different", limit("different"), [(0, 2.0), (60, 2.1)], [(0, F), (60, T)]),
    Vector("on", limit("on", None), [(0, 0), (60, 1), (120, 0)], [(0, F), (60, T), (120, F)]),
    Vector("off", limit("off", None), [(0, 0), (60, 1)], [(0, T), (60, F)]),
    # 300 s after its reading a value is no longer in force; at 299 s it still is.
    Vector("in-force", HIGH, [(0, 3)], [(299, T), (300, NONE), (9000, NONE)]),
    Vector("in-force-joined", HIGH, [(0, 3), (300, 3)], [(299, T), (300, T), (599, T), (600, NONE)]),
    Vector("unfit", HIGH, [(0, 3), (60, NAN), (120, 3)], [(59, T), (60, ERROR), (119, ERROR), (120, T)]),
    Vector("unfit-then-none", HIGH, [(0, NAN)], [(0, ERROR), (299, ERROR), (300, NONE)]),
    # Duration: true since 60; 600 s later is 660.
    Vector(
        "held", held(HIGH, 600), [(t, 3 if t >= 60 else 1) for t in range(0, 900, 60)],
        [(59, F), (60, F), (659, F), (660, T), (840, T)],
    ),
    # What is below the limit in the very instant has not been above it for 600 s.
    Vector(
        "held-ends", held(HIGH, 600), [(t, 3 if 60 <= t < 660 else 1) for t in range(0, 900, 60)],
        [(659, F), (660, F), (661, F)],
    ),
    # 0 to 300 in force, then open, then true anew from 400: 120 s later is 520.
    Vector(
        "held-anew", held(HIGH, 120), [(0, 3), (400, 3)],
        [(119, F), (120, T), (300, NONE), (519, F), (520, T)],
    ),
    # Rate: from 1.1 to 1.4 is 0.3, although 1.4 - 1.1 is 0.2999999999999998 in binary.
    Vector(
        "rises", change("rises", 0.3, 120), [(0, 1.1), (60, 1.1), (120, 1.39), (180, 1.4), (240, 1.4)],
        [(0, NONE), (119, NONE), (120, F), (179, F), (180, T), (239, T), (240, F)],
    ),
    Vector("falls", change("falls", 2, 60), [(0, 5), (60, 3), (120, 1.1)], [(60, T), (120, F)]),
    Vector(
        "changes", change("changes", 2, 60), [(0, 5), (60, 3), (120, 5), (180, 6)],
        [(60, T), (120, T), (180, F)],
    ),
    # The older value moves on without a message: 10 at 0, 0 at 30, 9 at 60; at 90 the value 60 s before is 0.
    Vector(
        "rate-by-itself", change("rises", 9, 60), [(0, 10), (30, 0), (60, 9)],
        [(60, F), (89, F), (90, T), (119, T), (120, F)],
    ),
    # Count: the third within 600 s; the first leaves 600 s after it came.
    Vector(
        "count", count(3, 600), [(0, 3), (100, 1), (200, 3), (400, 3), (500, 1)],
        [(0, F), (399, F), (400, T), (599, T), (600, F)],
    ),
    Vector("count-apart", count(2, 600), [(0, 3), (250, 1), (500, 1), (600, 3)], [(599, F), (600, F)]),
    Vector(
        "count-near", count(2, 600), [(0, 3), (250, 1), (500, 1), (599, 3)],
        [(598, F), (599, T), (600, F)],
    ),
    # With too few it is open once no value is in force; with enough it is not.
    Vector("count-open", count(1, 900), [(0, 3)], [(299, T), (300, T), (899, T), (900, NONE)]),
    Vector("count-unfit", count(1, 900), [(0, 1), (60, NAN)], [(0, F), (60, ERROR), (360, NONE)]),
    # No data: since watching began, then since the last reading, fit or not.
    Vector(
        "silent", {"kind": "silent", "of": "a", "for_s": 600}, [(700, 1), (800, NAN)],
        [(599, F), (600, T), (699, T), (700, F), (1399, F), (1400, T)],
    ),
    Vector(
        "silent-joined", {"kind": "silent", "of": "a", "for_s": 600}, [(600, 1)],
        [(600, F), (1199, F), (1200, T)],
    ),
    # Flat: the run begins at 60; 240 s later is 300.
    Vector(
        "flat", flat(240), [(0, 2), (60, 1), (120, 1), (180, 1), (240, 1), (300, 1), (360, 1.1)],
        [(299, F), (300, T), (359, T), (360, F)],
    ),
    Vector("flat-of-three", flat(60), [(0, 1), (60, 1), (100, 1)], [(60, F), (99, F), (100, T)]),
    # A band is around the first value: 1.0, 1.2, 1.4 drifts out of 0.3, although no step is greater.
    Vector(
        "flat-drifts", flat(120, 0.3), [(0, 1.0), (60, 1.2), (120, 1.4), (180, 1.4), (240, 1.4)],
        [(120, F), (239, F), (240, T)],
    ),
    Vector("flat-band", flat(120, 0.3), [(0, 1.0), (60, 1.3), (120, 0.7)], [(119, F), (120, T)]),
    # A gap ends the run: 0 and 60, open from 360, and again from 400.
    Vector(
        "flat-gap", flat(120), [(0, 1), (60, 1), (400, 1), (460, 1), (520, 1)],
        [(120, F), (360, NONE), (519, F), (520, T)],
    ),
    Vector(
        "flat-unfit", flat(120), [(0, 1), (60, 1), (90, NAN), (120, 1), (180, 1), (240, 1)],
        [(90, ERROR), (120, F), (239, F), (240, T)],
    ),
    # Difference of two quantities: 1.3 - 1.0 is 0.3 and so not above 0.3.
    Vector("difference", difference("above", 0.3), [(0, 1.3), (60, 1.31)], [(0, F), (60, T)], b=[(0, 1.0)]),
    Vector(
        "difference-at-least", difference("at_least", 0.3), [(0, 1.29), (60, 1.4)], [(0, F), (60, T)],
        b=[(0, 1.0), (60, 1.1)],
    ),
    Vector("difference-signed", difference("at_least", 2), [(0, 1)], [(0, F)], b=[(0, 3)]),
    Vector("difference-absolute", difference("at_least", 2, absolute=True), [(0, 1)], [(0, T)], b=[(0, 3)]),
    Vector(
        "difference-open", difference("above", 0), [(0, 5)],
        [(0, NONE), (59, NONE), (60, T), (300, NONE)], b=[(60, 3)],
    ),
    Vector(
        "difference-unfit", difference("above", 0), [(0, 5)], [(60, ERROR), (300, ERROR), (360, NONE)],
        b=[(60, NAN)],
    ),
    # And, or, not, with what is open: false and open is false; true or open is true.
    Vector(
        "all", {"kind": "all", "of": [HIGH, limit("on", None, "b")]}, [(0, 3), (120, 1)],
        [(0, NONE), (59, NONE), (60, T), (120, F)], b=[(60, 1)],
    ),
    Vector(
        "all-unfit", {"kind": "all", "of": [HIGH, limit("on", None, "b")]}, [(0, 3)],
        [(0, ERROR), (300, ERROR)], b=[(0, NAN), (290, NAN)],
    ),
    Vector(
        "any", {"kind": "any", "of": [HIGH, limit("on", None, "b")]}, [(0, 3), (120, 1)],
        [(0, T), (120, NONE), (180, T), (240, F)], b=[(180, 1), (240, 0)],
    ),
    Vector("not", {"kind": "not", "what": HIGH}, [(0, 2.1), (60, 2.0)], [(0, F), (60, T), (360, NONE)]),
    # Fume above 2.0 for 10 minutes while the purifier is on: on only from 300, so that is 900.
    Vector(
        "while-on", held({"kind": "all", "of": [HIGH, limit("on", None, "b")]}, 600),
        [(t, 3) for t in range(0, 1200, 60)], [(600, F), (899, F), (900, T)],
        b=[(t, float(t >= 300)) for t in range(0, 1200, 60)],
    ),
    # Hours 22:00 to 06:00, outside at 06:00; on a Monday night they last into Tuesday.
    Vector(
        "hours", schedule(hours=["22:00-06:00"]), [],
        [(0, T), (6 * CLOCK - 1, T), (6 * CLOCK, F), (22 * CLOCK - 1, F), (22 * CLOCK, T)],
    ),
    Vector(
        "monday-night", schedule(hours=["22:00-06:00"], weekdays=[1]), [],
        [(0, F), (22 * CLOCK, T), (30 * CLOCK - 1, T), (30 * CLOCK, F), (46 * CLOCK, F)],
    ),
    Vector(
        "two-spans", schedule(hours=["06:00-08:00", "11:00-13:00"]), [],
        [(6 * CLOCK, T), (8 * CLOCK, F), (11 * CLOCK, T), (13 * CLOCK, F)],
    ),
    # Tuesday is weekday 2; Saturday 7 March works by the calendar, Sunday 8 March does not.
    Vector("weekday", schedule(weekdays=[2]), [], [(DAY_S - 1, F), (DAY_S, T), (2 * DAY_S, F)]),
    Vector(
        "working", schedule(days="working"), [],
        [(0, T), (5 * DAY_S, T), (6 * DAY_S - 1, T), (6 * DAY_S, F)],
    ),
    Vector("rest", schedule(days="rest"), [], [(6 * DAY_S - 1, F), (6 * DAY_S, T), (7 * DAY_S, F)]),
    # Working time in winter 08:00 to 12:00 and 14:00 to 18:00.
    Vector(
        "working-time", schedule(working_time=True), [],
        [(8 * CLOCK - 1, F), (8 * CLOCK, T), (12 * CLOCK, F), (14 * CLOCK, T), (18 * CLOCK, F)],
    ),
    Vector(
        "working-hours", schedule(working_time=True, hours=["11:00-15:00"]), [],
        [(11 * CLOCK, T), (12 * CLOCK, F), (14 * CLOCK, T), (15 * CLOCK, F)],
    ),
    # Seasons, last day inside: up to 3 March; and over the new year.
    Vector(
        "season", schedule(season=["03-03", "03-04"]), [],
        [(DAY_S - 1, F), (DAY_S, T), (3 * DAY_S - 1, T), (3 * DAY_S, F)],
    ),
    Vector(
        "season-over-year", schedule(season=["11-01", "03-03"]), [],
        [(0, T), (2 * DAY_S - 1, T), (2 * DAY_S, F)],
    ),
    Vector("any-time", schedule(), [], [(0, T), (9 * CLOCK, T)]),
)  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.id for vector in VECTORS])
def test_a_condition_says_live_what_was_worked_by_hand(vector: Vector) -> None:
    assert _live(condition_read(vector.condition), vector) == list(vector.says)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.id for vector in VECTORS])
def test_a_condition_says_over_arrays_what_was_worked_by_hand(vector: Vector) -> None:
    window = Window(MONDAY, MONDAY + 8 * DAY_S)
    series = {
        name: series_of_arrays(
            np.array([MONDAY + at for at, _value in points]),
            np.array([value for _at, value in points], dtype=float),
            np.zeros(len(points), np.uint16),
            window=window, hold_s=HOLD_S, unfit_bits=0,
        )
        for name, points in (("a", vector.a), ("b", vector.b))
    }  # fmt: skip
    signal = signal_of(condition_read(vector.condition), series, window, CALENDAR)
    asked = np.array([MONDAY + at for at, _verdict in vector.says])
    said = [Verdict(one) for one in signal.verdicts(asked)]
    assert said == [verdict for _at, verdict in vector.says]


def test_a_schedule_without_a_calendar_is_a_mistake_of_the_caller() -> None:
    condition = condition_read(schedule())
    with pytest.raises(ValueError, match="calendar"):
        watch_of(condition, {}, None)
    with pytest.raises(ValueError, match="calendar"):
        signal_of(condition, {}, Window(0, 1), None)


def test_it_is_known_how_far_back_readings_matter() -> None:
    while_on = held({"kind": "all", "of": [HIGH, change("rises", 1, 1200)]}, 600)
    assert lookback_s(condition_read(while_on), HOLD_S) == 600 + 1200 + 300
    assert lookback_s(condition_read(schedule()), HOLD_S) == 0
    assert lookback_s(condition_read(flat(7200)), HOLD_S) == 7200 + 300


def _live(condition: Condition, vector: Vector) -> list[tuple[float, Verdict]]:
    """Look at every reading, at every question, and whenever the watch asks to be woken."""
    series = {name: LiveSeries(HOLD_S, 0, MONDAY) for name in ("a", "b")}
    watch = watch_of(condition, series, CALENDAR)
    points = [(at, name, value) for name in ("a", "b") for at, value in getattr(vector, name)]
    instants = sorted({0.0, *(at for at, _, _ in points), *(at for at, _verdict in vector.says)})
    said = {}
    wake = math.inf
    for at in instants:
        while wake < MONDAY + at:
            watch.look(wake)
            assert watch.wake > wake
            wake = watch.wake
        for when, name, value in points:
            if when == at:
                series[name].take(MONDAY + at, value, 0)
        said[at] = Verdict(watch.look(MONDAY + at))
        wake = watch.wake
    return [(at, said[at]) for at, _verdict in vector.says]
