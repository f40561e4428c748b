"""Limits at their printed parameters, and not one step before: R-09, R-10, R-15, S-028, S-050, S-055."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from xiuhua.cases.models import Case, Move
from xiuhua.cases.services import deadlines_sweep, loop_publish
from xiuhua.cases.terms import CaseAct, CaseState, Channel, Stage, Track
from xiuhua.cases.tests.loop_kit import AT_THE_KEY_SPOT, DISTRICT, HERE, MONDAY, Loop, after, sound
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.shared.geometry import distance_m

_DAY = 24 * 60
STICKERS = "07001"


def _dispatched(loop: Loop, spot: tuple[float, float]) -> Case:
    """Return stickers dispatched at 09:30, half an hour after they were reported."""
    case = loop.report(STICKERS, longitude=spot[0], latitude=spot[1])
    for minute, act in ((1, CaseAct.ACCEPT), (2, CaseAct.FILE), (30, CaseAct.DISPATCH)):
        case = loop.do(case, act, minute)
    return case


def _late_from(case: Case) -> datetime:
    """Return the deadline of a case, having seen that it is late a second after it and not at it."""
    due = case.due_at
    assert due is not None
    deadlines_sweep(at=due)
    deadlines_sweep(at=due)
    assert Case.objects.get(pk=case.pk).late is False
    assert deadlines_sweep(at=due + timedelta(seconds=1)).overdue >= 1
    assert Case.objects.get(pk=case.pk).late is True
    return due


def test_stickers_have_two_hours_at_a_key_spot_and_four_elsewhere(loop: Loop) -> None:
    key, other = _dispatched(loop, AT_THE_KEY_SPOT), _dispatched(loop, HERE)
    assert (key.key_area, key.limit_source) == (True, "limit_key_area")
    assert (other.key_area, other.limit_source) == (False, "limit_other_area")
    assert _late_from(key) == after(30 + 2 * 60)  # 11:30
    assert _late_from(other) == after(30 + 4 * 60 + 2 * 60)  # 15:30: noon has two hours
    sound()


def test_by_setting_their_time_counts_from_the_report(loop: Loop) -> None:
    rule = {"matter": STICKERS, "key": [2, "work_hour"], "other": [4, "work_hour"], "counts_from": "report"}
    loop_publish(area_code=DISTRICT, chosen={"key_limits": [rule]}, reason="自上报起", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip
    key, other = _dispatched(loop, AT_THE_KEY_SPOT), _dispatched(loop, HERE)
    assert (key.due_at, other.due_at) == (after(2 * 60), after(6 * 60))
    assert loop.clock(key, Stage.HANDLE).left_s == 90 * 60  # half an hour had gone before the dispatch
    sound()


def test_a_quick_response_has_ten_thirty_ten_minutes_and_five_hours(loop: Loop) -> None:
    quick, plain = loop.report(track=Track.QUICK), loop.report()
    found: list[tuple[timedelta, timedelta]] = []
    for act in (CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH, None):
        assert quick.due_at is not None
        assert plain.due_at is not None
        found.append(((quick.due_at - after(len(found))), (plain.due_at - after(len(found)))))
        if act:
            quick, plain = (loop.do(case, act, len(found)) for case in (quick, plain))
    minutes = [tuple(one.total_seconds() / 60 for one in pair) for pair in found]
    assert minutes == [(10, 30), (30, 30), (10, 30), (300, 4 * 60 + 2 * 60)]  # plain: four working hours
    assert quick.limit_source == "limit_quick"
    assert _late_from(quick) == after(3 + 300)
    sound()


def test_four_other_steps_may_be_chosen_and_hold_only_for_what_begins_after(loop: Loop) -> None:
    before = loop.report(track=Track.QUICK)
    loop_publish(area_code=DISTRICT, chosen={"quick_limits": {"stage_accept": [13, "urgent_minute"]}},
                 reason="1315", seen=0, actor=loop.actors["keeper"], at=after(1))  # fmt: skip
    since = loop.report(track=Track.QUICK, at=after(1))
    assert (before.due_at, since.due_at) == (after(10), after(14))
    assert loop.do(since, CaseAct.ACCEPT, 2).due_at == after(32)  # the others stand
    assert Move.objects.get(case=since, number=2).detail["settings"] is not None


def test_three_firsts_are_three_instants_seen_handled_solved(loop: Loop) -> None:
    case = loop.report(push=True, channel=Channel.SMART, occurred_at=MONDAY - timedelta(minutes=7))
    for minutes, act in ((4, CaseAct.RECEIVE), (25, CaseAct.FEED_BACK), (26, CaseAct.FEEDBACK_PASS)):
        case = loop.do(case, act, minutes)
    seen = case.reports.get().occurred_at
    assert (seen, case.reported_at, case.received_at, case.fed_back_at) == (
        MONDAY - timedelta(minutes=7), MONDAY, after(4), after(25),
    )  # fmt: skip
    for minutes, act in ((30, CaseAct.CHECK_FAIL), (40, CaseAct.FEED_BACK)):
        case = loop.do(case, act, minutes)
    assert (case.received_at, case.fed_back_at) == (after(4), after(40))  # received once, solved at last
    assert case.smart is True
    sound()


@pytest.mark.parametrize(
    ("upper_days", "due_days"),
    [(1, 1), (20, 20)],  # what was fixed above stands, be it earlier or later than our own limit
)
def test_what_comes_from_above_keeps_the_deadline_fixed_there(
    loop: Loop, upper_days: int, due_days: int
) -> None:
    case = loop.report("06013", who="upper", channel=Channel.UPPER, upper_number="SJ-1",
                       upper_due_at=MONDAY + timedelta(days=upper_days))  # fmt: skip
    for minute, act in enumerate((CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH), start=1):
        case = loop.do(case, act, minute)
    assert _late_from(case) == MONDAY + timedelta(days=due_days)
    sound()


def test_who_may_not_push_down_passes_on_all_three_levels_both_ways(loop: Loop) -> None:
    """S-050: from the bureau to a community, up to the street, up to the district; and sideways again."""
    case = loop.do(
        loop.case_in(CaseState.DISPATCHING), CaseAct.DISPATCH, 3, unit_id=loop.unit("U-COMMUNITY").pk
    )
    case = loop.do(case, CaseAct.RECEIVE, 4, who="community")
    case = loop.do(case, CaseAct.STEP_UP, 5, who="community")
    case = loop.do(case, CaseAct.SEND_BACK, 6, who="street", unit_id=loop.unit("U-WATER").pk)
    case = loop.do(case, CaseAct.RETURN_GRANT, 7)
    case = loop.do(case, CaseAct.DISPATCH, 8, unit_id=loop.unit("U-WATER").pk)
    handled = [loop.clock(case, Stage.HANDLE, number) for number in (1, 2, 3)]
    assert [clock.cancelled for clock in handled] == [False, True, False]
    assert (case.steps_up, case.returns) == (1, 1)
    sound()


# --- what comes back, S-055 ---------------------------------------------------------------------------------

_PER_M = 1 / 111_195  # degrees of latitude


def _closed(loop: Loop) -> Case:
    return loop.case_in(CaseState.CLOSED)  # at 09:08


def _again(loop: Loop, at: datetime, *, metres: float = 0, matter: str = "06010") -> Case:
    return loop.report(matter, at=at, latitude=HERE[1] + metres * _PER_M)


def test_the_same_matter_within_thirty_days_has_come_back_and_a_second_later_it_has_not(loop: Loop) -> None:
    case = _closed(loop)
    last = after(8) + timedelta(days=30)
    assert _again(loop, last).rebound_of_id == case.pk
    assert _again(loop, last + timedelta(seconds=1)).rebound_of_id is None
    sound()


def test_within_fifty_metres_it_has_come_back_and_a_metre_further_it_has_not(loop: Loop) -> None:
    case = _closed(loop)
    near, far = (_again(loop, after(20), metres=metres) for metres in (49.5, 50.5))
    assert near.place is not None
    assert far.place is not None
    assert distance_m(*HERE, near.place.x, near.place.y) < 50 < distance_m(*HERE, far.place.x, far.place.y)
    assert (near.rebound_of_id, far.rebound_of_id) == (case.pk, None)


def test_another_matter_or_a_case_still_open_or_voided_does_not_come_back(loop: Loop) -> None:
    loop.case_in(CaseState.HANDLING)
    loop.case_in(CaseState.VOIDED)
    assert _again(loop, after(20)).rebound_of_id is None
    closed = _closed(loop)
    assert _again(loop, after(20), matter="06013").rebound_of_id is None
    assert _again(loop, after(20)).rebound_of_id == closed.pk


def test_the_window_is_a_setting_and_the_latest_of_several_is_meant(loop: Loop) -> None:
    loop_publish(area_code=DISTRICT, chosen={"rebound_days": 3, "rebound_m": 10}, reason="考核办法", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip
    _closed(loop)
    second = loop.report(solved=True, at=after(_DAY))
    assert second.rebound_of_id is not None
    assert _again(loop, after(_DAY + 5)).rebound_of_id == second.pk
    assert _again(loop, after(_DAY + 5), metres=10.5).rebound_of_id is None
    assert _again(loop, after(5 * _DAY)).rebound_of_id is None
