"""The clocks of stages, case by case: what is held, taken up, lengthened, cancelled, refused."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from xiuhua.cases.rules.clocks import BadBeat, Beat, Clock, clocks, is_late, left_at, light, warn_at
from xiuhua.cases.terms import Light, Signal, Stage
from xiuhua.ground.rules.calendars import DayRule, Hours, Period, Season, WorkCalendar
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_HOUR = 3_600


def _calendar(day_rule: DayRule = DayRule.END_OF_DAY) -> WorkCalendar:
    periods = (Period(time(8), time(12)), Period(time(14), time(18)))
    seasons = (Season(name="全年", since=(1, 1), periods=periods),)
    return WorkCalendar(
        key="yunhe", version=1, zone=_SHANGHAI, hours=Hours(seasons=seasons, day_rule=day_rule),
        days={date(2027, 1, 1): False}, years=frozenset({2026}),
    )  # fmt: skip


def _at(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 11) -> datetime:
    """Return an instant of November 2026, in which day 23 is a Monday."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=_SHANGHAI)


def _beat(signal: Signal, at: datetime, amount: int = 0, unit: TimeUnit = TimeUnit.WORK_HOUR) -> Beat:
    return Beat(at=at, signal=signal, stage=Stage.HANDLE, limit=Limit(amount, unit) if amount else None)


def _one(*beats: Beat, day_rule: DayRule = DayRule.END_OF_DAY) -> Clock:
    return clocks(beats, _calendar(day_rule))[-1]


def test_a_held_clock_keeps_what_was_left_in_its_own_measure() -> None:
    start = _beat(Signal.START, _at(23, 9), 2, TimeUnit.WORK_DAY)  # due on the 25th at 18:00
    held = _one(start, _beat(Signal.HOLD, _at(24, 10)))
    assert held.is_held
    assert held.left_s == 14 * _HOUR  # six hours of the 24th and eight of the 25th
    assert left_at(held, _at(30, 9), _calendar()) == 14 * _HOUR
    resumed = _one(start, _beat(Signal.HOLD, _at(24, 10)), _beat(Signal.RESUME, _at(24, 16)))
    assert resumed.due_at == _at(26, 12)  # two hours of the 24th, eight, and four


def test_rework_takes_the_clock_up_and_never_starts_it_anew() -> None:
    start = _beat(Signal.START, _at(23, 8), 4)
    reworked = _one(start, _beat(Signal.STOP, _at(23, 11)), _beat(Signal.RESUME, _at(23, 15)))
    assert (reworked.number, reworked.due_at) == (1, _at(23, 16))


def test_what_ran_over_stays_due_when_it_was() -> None:
    over = (_beat(Signal.START, _at(23, 8), 1), _beat(Signal.STOP, _at(23, 10)))
    again = _one(*over, _beat(Signal.RESUME, _at(24, 8)))
    assert (again.due_at, again.late) == (_at(23, 9), True)
    assert left_at(again, _at(24, 9), _calendar()) == -2 * _HOUR  # the night between is not charged


def test_a_hold_at_night_does_not_bring_a_deadline_forward() -> None:
    # By the clock time of the start a working day ends at 20:00, two hours after work.
    start = _beat(Signal.START, _at(23, 20), 1, TimeUnit.WORK_DAY)
    plain = _one(start, day_rule=DayRule.SAME_TIME)
    held = _one(
        start, _beat(Signal.HOLD, _at(24, 9)), _beat(Signal.RESUME, _at(24, 9)), day_rule=DayRule.SAME_TIME
    )
    assert held.due_at == plain.due_at == _at(24, 20)


def test_an_extension_before_a_hold_or_during_it_gives_the_same() -> None:
    start, hold = _beat(Signal.START, _at(23, 9), 1, TimeUnit.WORK_DAY), _beat(Signal.HOLD, _at(24, 9))
    resume = _beat(Signal.RESUME, _at(25, 9))
    before = _one(start, _beat(Signal.EXTEND, _at(24, 8), 1, TimeUnit.WORK_DAY), hold, resume)
    during = _one(start, hold, _beat(Signal.EXTEND, _at(24, 17), 1, TimeUnit.WORK_DAY), resume)
    assert before == during
    assert before.due_at == _at(26, 18)  # 15 hours are left: seven of the 24th and eight of the 25th


def test_an_extension_of_a_late_clock_that_waits_counts_once_it_is_taken_up() -> None:
    # Due at 10:00, held at 11:00 an hour late; three hours more leave two, to be had from 08:00 next day.
    late = (_beat(Signal.START, _at(23, 8), 2), _beat(Signal.HOLD, _at(23, 11)))
    extended = (*late, _beat(Signal.EXTEND, _at(23, 15), 3))
    waits = _one(*extended)
    assert (waits.left_s, waits.late) == (2 * _HOUR, False)
    assert _one(*extended, _beat(Signal.RESUME, _at(24, 8))).due_at == _at(24, 10)


def test_an_extension_of_a_late_clock_taken_up_again_does_not_charge_the_hold() -> None:
    late = (_beat(Signal.START, _at(23, 8), 2), _beat(Signal.HOLD, _at(23, 11)))
    runs = (*late, _beat(Signal.RESUME, _at(24, 8)), _beat(Signal.EXTEND, _at(24, 9), 3))
    extended = _one(*runs)  # an hour over before the hold and one after it: of three hours one is left
    assert (extended.late, extended.due_at) == (False, _at(24, 10))
    assert left_at(extended, _at(24, 9), _calendar()) == _HOUR


def test_an_extension_that_does_not_cover_what_ran_over_leaves_it_late() -> None:
    late = (_beat(Signal.START, _at(23, 8), 1), _beat(Signal.HOLD, _at(23, 12)))
    short = _one(*late, _beat(Signal.EXTEND, _at(23, 15), 2))
    assert (short.left_s, short.late, short.due_at) == (-_HOUR, True, _at(23, 11))
    assert _one(*late, _beat(Signal.EXTEND, _at(23, 15), 3)).late is False


def test_what_an_unpublished_year_decided_stays_provisional_after_a_hold() -> None:
    start = _beat(Signal.START, _at(30, 9, month=12), 3, TimeUnit.WORK_DAY)
    first = _one(start)
    held = _one(
        start,
        _beat(Signal.HOLD, _at(30, 10, month=12)),
        _beat(Signal.RESUME, _at(30, 10, month=12)),
    )
    assert first.unpublished == held.unpublished == (2027,)
    fixed = Beat(at=_at(28, 9, month=12), signal=Signal.START, stage=Stage.HANDLE, due=_at(30, 9, month=12))
    more = _beat(Signal.EXTEND, _at(28, 9, month=12), 3, TimeUnit.WORK_DAY)
    again = (_beat(Signal.HOLD, _at(28, 10, month=12)), _beat(Signal.RESUME, _at(28, 10, month=12)))
    assert _one(fixed, more, *again).unpublished == (2027,)


def test_a_deadline_fixed_from_above_stands_instead_of_the_limit() -> None:
    start = Beat(
        at=_at(23, 9), signal=Signal.START, stage=Stage.HANDLE, limit=Limit(1, TimeUnit.WORK_HOUR),
        due=_at(28, 12),
    )  # fmt: skip
    clock = _one(start)
    assert (clock.due_at, clock.limit, clock.left_s) == (_at(28, 12), None, 123 * _HOUR)


def test_what_is_left_by_the_clock_is_real_time_when_the_clock_changes() -> None:
    zone = ZoneInfo("America/New_York")
    evening, morning = datetime(2026, 3, 7, 20, tzinfo=zone), datetime(2026, 3, 8, 9, tzinfo=zone)
    start = Beat(at=evening, signal=Signal.START, stage=Stage.HANDLE, due=morning)
    assert _one(start).left_s == 12 * _HOUR  # 13 on the wall, of which spring takes one


def test_a_limit_counted_from_the_report_is_partly_gone_at_the_start() -> None:
    start = Beat(
        at=_at(23, 9), signal=Signal.START, stage=Stage.HANDLE, limit=Limit(2, TimeUnit.WORK_HOUR),
        counted_from=_at(23, 8),
    )  # fmt: skip
    clock = _one(start)
    assert (clock.due_at, clock.left_s) == (_at(23, 10), _HOUR)


def test_the_second_of_the_deadline_is_in_time_and_the_next_is_late() -> None:
    clock = _one(_beat(Signal.START, _at(23, 8), 1))
    last = _at(23, 9).replace(microsecond=999_999)
    assert not is_late(clock, last)
    assert is_late(clock, _at(23, 9, 0, 1))
    assert not _one(_beat(Signal.START, _at(23, 8), 1), _beat(Signal.STOP, last)).late


def test_a_clock_without_limit_runs_and_is_never_late() -> None:
    beats = (
        _beat(Signal.START, _at(23, 8)),
        _beat(Signal.HOLD, _at(24, 8)),
        _beat(Signal.RESUME, _at(25, 8)),
    )
    clock = _one(*beats, _beat(Signal.EXTEND, _at(25, 9), 1))
    assert (clock.due_at, clock.left_s, clock.extensions) == (None, None, 1)
    assert light(clock, _at(30, 8), soon_from=None) is Light.NO_LIMIT
    assert warn_at(clock, _calendar()) is None


def test_a_clock_turns_amber_before_it_turns_red() -> None:
    calendar = _calendar()
    day = _one(_beat(Signal.START, _at(23, 8), 8))
    assert warn_at(day, calendar) == _at(23, 16, 24)  # a fifth of eight hours is 96 minutes
    assert warn_at(_one(_beat(Signal.START, _at(23, 8), 1)), calendar) == _at(23, 8, 30)  # half of it
    urgent = _one(_beat(Signal.START, _at(23, 20), 2, TimeUnit.URGENT_HOUR))
    assert warn_at(urgent, calendar) == _at(23, 21, 30)
    soon_from = warn_at(day, calendar)
    assert [
        light(day, at, soon_from=soon_from) for at in (_at(23, 16, 23), _at(23, 16, 24), _at(23, 18, 0, 1))
    ] == [
        Light.WITHIN,
        Light.SOON,
        Light.LATE,
    ]


def test_the_warning_never_comes_after_the_deadline() -> None:
    # Started on a Saturday by the clock time of the start: due on Monday at 06:00, before work begins.
    early = _one(_beat(Signal.START, _at(28, 6), 1, TimeUnit.WORK_DAY), day_rule=DayRule.SAME_TIME)
    assert early.due_at == _at(30, 6)
    assert warn_at(early, _calendar(DayRule.SAME_TIME)) == _at(30, 6)


def test_a_cancelled_run_counts_for_nobody_and_the_next_is_numbered_on() -> None:
    made = clocks(
        [
            _beat(Signal.START, _at(23, 8), 4),
            _beat(Signal.CANCEL, _at(23, 9)),
            _beat(Signal.START, _at(23, 10), 4),
        ],
        _calendar(),
    )
    assert [(clock.number, clock.cancelled, clock.due_at) for clock in made] == [
        (1, True, _at(23, 12)),
        (2, False, _at(23, 16)),
    ]


@pytest.mark.parametrize(
    "signals",
    [
        (Signal.STOP,),
        (Signal.START, Signal.START),
        (Signal.START, Signal.HOLD, Signal.START),
        (Signal.START, Signal.RESUME),
        (Signal.START, Signal.HOLD, Signal.HOLD),
        (Signal.START, Signal.STOP, Signal.STOP),
        (Signal.START, Signal.STOP, Signal.HOLD),
        (Signal.START, Signal.STOP, Signal.EXTEND),
        (Signal.START, Signal.CANCEL, Signal.RESUME),
    ],
)
def test_what_a_clock_cannot_take_is_refused(signals: tuple[Signal, ...]) -> None:
    beats = [_beat(signal, _at(23, 8 + number), 4) for number, signal in enumerate(signals)]
    with pytest.raises(BadBeat):
        clocks(beats, _calendar())


def test_stages_have_their_own_clocks() -> None:
    handle = _beat(Signal.START, _at(23, 8), 4)
    check = Beat(at=_at(23, 9), signal=Signal.START, stage=Stage.CHECK, limit=Limit(2, TimeUnit.WORK_HOUR))
    made = clocks([handle, check, _beat(Signal.STOP, _at(23, 10))], _calendar())
    assert [(clock.stage, clock.is_running) for clock in made] == [(Stage.HANDLE, False), (Stage.CHECK, True)]
