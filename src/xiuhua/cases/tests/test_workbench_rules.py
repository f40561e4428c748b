"""What waits at which desk, how soon, and what goes late at this pace: vectors worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.cases.rules.forecasting import (
    BINS,
    FEWEST,
    Outlook,
    Pace,
    Tally,
    alike,
    outlook,
    share_used,
    tally,
)
from xiuhua.cases.rules.loop import STEP_OF, STEPS, may_move
from xiuhua.cases.rules.worklists import (
    BULK,
    KEY_OF,
    MINE,
    WAITS_AT,
    Urgency,
    has_choices,
    is_direct,
    shift_end,
    steps_in_bulk,
    urgency,
    walk_minutes,
    worklists_of,
)
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Desk
from xiuhua.ground.rules.calendars import Hours, Period, Season, Shift, WorkCalendar

_ZONE = ZoneInfo("Asia/Shanghai")
_SEASON = Season(
    name="冬令时", since=(10, 1), periods=(Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))
)
_SHIFTS = (
    Shift(name="早班", since=time(7), until=time(15)),
    Shift(name="中班", since=time(15), until=time(23)),
    Shift(name="夜班", since=time(23), until=time(7)),
)
PLAIN = WorkCalendar(key="", version=1, zone=_ZONE, hours=Hours(seasons=(_SEASON,)))
WATCHED = replace(PLAIN, hours=Hours(seasons=(_SEASON,), shifts=_SHIFTS))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026 in Shanghai; the 2nd is a Monday, the 7th a Saturday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=_ZONE)


# --- whose it is --------------------------------------------------------------------------------------------


def test_every_state_that_is_not_over_or_paused_waits_at_the_desk_whose_act_leads_on() -> None:
    assert set(WAITS_AT) == set(CaseState) - OVER - {CaseState.DEFERRED, CaseState.SHELVED}
    for state, desk in WAITS_AT.items():
        leading = [step for step in STEPS if state in step.sources and step.to and desk in step.desks]
        assert leading, state


def test_worklists_are_all_that_waits_first_and_then_state_by_state() -> None:
    told = [(one.key, one.states) for one in worklists_of([Desk.DISPATCHER])]
    each = (CaseState.DISPATCHING, CaseState.RETURNED, CaseState.REVIEWING)
    assert told == [(MINE, each), ("dispatching", each[:1]), ("returned", each[1:2]), ("reviewing", each[2:])]
    assert [one.key for one in worklists_of([Desk.ACCEPTOR])] == ["reported"]
    assert worklists_of([]) == worklists_of([Desk.SYSTEM]) == ()


# --- how soon -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "at", "until"),
    [
        (WATCHED, local(2, 10, 24), local(2, 15)),  # early shift
        (WATCHED, local(2, 15), local(2, 23)),  # to the minute the next one
        (WATCHED, local(2, 23, 30), local(3, 7)),  # the night shift ends tomorrow
        (WATCHED, local(3, 6, 59), local(3, 7)),  # and is still on before dawn
        (PLAIN, local(2, 10, 24), local(2, 17, 30)),  # no shifts: when work stops
        (PLAIN, local(2, 12, 30), local(2, 17, 30)),  # at noon too
        (PLAIN, local(2, 18), local(3, 0)),  # after work: the day itself
        (PLAIN, local(7, 10), local(8, 0)),  # Saturday does not work
    ],
)
def test_the_shift_ends_when_its_calendar_says(calendar: WorkCalendar, at: datetime, until: datetime) -> None:
    assert shift_end(calendar, at) == until


def test_a_make_up_day_ends_with_its_work() -> None:
    assert shift_end(replace(PLAIN, days={date(2026, 3, 7): True}), local(7, 10)) == local(7, 17, 30)


def test_what_turns_red_before_the_shift_ends_stands_before_what_does_not() -> None:
    at, shift_until, day_until = local(2, 10, 24), local(2, 15), local(3, 0)
    dues = {
        None: Urgency.NONE,
        at - timedelta(seconds=1): Urgency.LATE,
        at: Urgency.SOON,  # due this very second is not yet over
        at + timedelta(minutes=30): Urgency.SOON,
        at + timedelta(minutes=30, seconds=1): Urgency.SHIFT,
        local(2, 15): Urgency.SHIFT,
        local(2, 15, 1): Urgency.TODAY,
        local(3, 0): Urgency.TODAY,
        local(3, 0, 1): Urgency.LATER,
    }
    found = {due: urgency(due, at=at, shift_until=shift_until, day_until=day_until) for due in dues}
    assert found == dues
    order = list(Urgency)
    ranks = [order.index(found[due]) for due in sorted(due for due in dues if due)]
    assert ranks == sorted(ranks), "the order of deadlines is the order of the headings"


def test_a_night_shift_takes_the_rest_of_the_day_with_it() -> None:
    told = [
        urgency(due, at=local(2, 23, 20), shift_until=local(3, 7), day_until=local(3, 0))
        for due in (local(2, 23, 59), local(3, 5), local(3, 8))
    ]
    assert told == [Urgency.SHIFT, Urgency.SHIFT, Urgency.LATER]


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_letter_means_one_act_in_any_state_at_any_desk() -> None:
    for state in CaseState:
        for desk in Desk:
            here = [step.act for step in STEPS if state in step.sources and desk in step.desks]
            letters = [KEY_OF[act] for act in here if act in KEY_OF]
            assert len(letters) == len(set(letters)), (state, desk)


def test_a_key_alone_does_what_needs_no_words() -> None:
    direct = {act for act, step in STEP_OF.items() if is_direct(step, has_unit=True)}
    assert {CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH, CaseAct.RECEIVE, CaseAct.CLOSE} <= direct
    assert not direct & {CaseAct.FEED_BACK, CaseAct.NOT_ACCEPT, CaseAct.SEND_BACK, CaseAct.MERGE}
    assert not is_direct(STEP_OF[CaseAct.DISPATCH], has_unit=False), "nobody is suggested: a person decides"
    assert has_choices(STEP_OF[CaseAct.DISPATCH])
    assert not has_choices(STEP_OF[CaseAct.CLOSE])


def test_many_at_once_are_acted_on_only_where_one_act_fits_them_all() -> None:
    mine, dispatching, *_others = worklists_of([Desk.DISPATCHER])
    assert steps_in_bulk(mine) == ()
    assert [step.act for step in steps_in_bulk(dispatching)] == [CaseAct.DISPATCH]
    assert not BULK & {CaseAct.CHECK_PASS, CaseAct.FEEDBACK_PASS, CaseAct.CLOSE}, "those need a look"
    assert all(may_move(act, state) for act in BULK for state in STEP_OF[act].sources)


def test_one_walks_a_third_more_than_the_straight_line() -> None:
    # 75 m a minute: 57 m are 74.1 m of street, 58 m are 75.4; 340 m are 442 m, 5.9 minutes.
    assert [walk_minutes(metres) for metres in (0, 57, 58, 340)] == [1, 1, 2, 6]


# --- what goes late -----------------------------------------------------------------------------------------


def pace(**given: int) -> Pace:
    """Return a pace by twentieths: `b10=4` is four runs that used 0.50 to 0.55 of their time, `late=2`."""
    bins = [0] * (BINS + 1)
    for name, count in given.items():
        bins[BINS if name == "late" else int(name[1:])] = count
    return Pace(bins=tuple(bins))


def test_of_the_runs_no_faster_than_it_is_already_some_were_late() -> None:
    # 60 runs: 30 done within a twentieth, 10 in the eleventh (0.50 to 0.55), 10 in the last, 10 late.
    past = pace(b0=30, b10=10, b19=10, late=10)
    assert alike(past, 0.0) == 60
    assert alike(past, 0.05) == 30  # the first thirty were faster
    assert alike(past, 0.525) == 25  # half of the eleventh twentieth has passed: 5 + 10 + 10
    assert alike(past, 0.95) == 20
    assert alike(past, 1.0) == 10
    told = {used: outlook(used, [past]) for used in (0.0, 0.05, 0.525, 0.95)}
    shares = {used: found.share for used, found in told.items() if found}
    assert shares == {0.0: 10 / 60, 0.05: 10 / 30, 0.525: 10 / 25, 0.95: 10 / 20}
    named = {used for used, found in told.items() if found and found.is_named}
    assert named == {0.95}, "half and more is named, two fifths is not"


def test_the_narrowest_group_that_is_large_enough_decides() -> None:
    narrow, wide = pace(b0=5, late=14), pace(b19=19, late=1)
    assert outlook(0.5, [narrow, wide]) == Outlook(late=1, alike=20, place=1), "fourteen alike are too few"
    enough = replace(narrow, bins=(*narrow.bins[:BINS], FEWEST))
    assert outlook(0.5, [enough, wide]) == Outlook(late=20, alike=20, place=0)
    assert outlook(0.5, [None, wide]) == Outlook(late=1, alike=20, place=1)
    assert outlook(0.5, [narrow, None]) is None, "nobody can know"
    assert share_used(seconds=600, limit_seconds=1800) == 1 / 3


def test_a_forecast_is_counted_by_what_it_named_and_what_it_missed() -> None:
    sure, unsure = Outlook(late=20, alike=20, place=0), Outlook(late=1, alike=20, place=0)
    told = [(sure, True), (sure, True), (sure, False), (unsure, True), (None, True), (unsure, False)]
    found = tally(told)
    assert found == Tally(looked_at=6, named=3, hits=2, missed=2)
    assert (found.precision, found.recall) == (2 / 3, 2 / 4)
    assert (Tally().precision, Tally().recall) == (None, None)
    assert found + found == Tally(looked_at=12, named=6, hits=4, missed=4)
