"""A calendar is corrected, or a year published: open cases are counted again, closed ones stay as judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from xiuhua.cases.models import Case, CaseClock, Move
from xiuhua.cases.services import cases_compare, cases_recount, deadlines_sweep, recounts_due
from xiuhua.cases.services.recounting import case_rebuild
from xiuhua.cases.tails import CALENDARS
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import DISTRICT, Loop, after, sound
from xiuhua.ground.models import Calendar
from xiuhua.ground.services import calendars as calendar_services
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.shared.actor import system

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
_DAY = 24 * 60
_SYSTEM = system("tests")


def _publish(
    loop: Loop, days: dict[date, bool], *, at: datetime, effective_at: datetime | None = None,
    area: str = DISTRICT, years: tuple[int, ...] = (),
) -> Calendar:  # fmt: skip
    """Publish a calendar of an area in which some days work or rest, other than in the one before."""
    keeper = loop.actors["keeper"]
    draft = calendar_services.calendar_draft(area_code=area, name="", actor=keeper, at=at)
    for on, works in days.items():
        calendar_services.special_day_set(
            calendar_id=draft.pk, on=on, works=works, name="调整", actor=keeper, at=at
        )
    for year in years:
        calendar_services.calendar_year_complete(calendar_id=draft.pk, year=year, actor=keeper, at=at)
    return calendar_services.calendar_publish(
        calendar_id=draft.pk, effective_at=effective_at or at, actor=keeper, at=at
    )


@pytest.mark.slow("whole cases, sealed and verified")
def test_a_day_that_rests_now_moves_the_deadline_of_what_is_open_and_of_nothing_else(loop: Loop) -> None:
    opened = loop.case_in(CaseState.HANDLING, "06013")  # five working days: Monday the 9th
    closed = loop.case_in(CaseState.CLOSED, "06013")
    judged = list(CaseClock.objects.filter(case=closed).order_by("pk").values())
    before = opened.due_at
    assert before is not None
    _publish(loop, {TUESDAY: False}, at=after(60))
    assert cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(60)) == 1
    opened.refresh_from_db()
    assert opened.due_at == before + timedelta(days=1)
    told = Move.objects.filter(case=opened).latest("number")
    assert (told.act, told.after) == (CaseAct.RECOUNT, CaseState.HANDLING)
    assert told.detail == {
        "calendar": f"{DISTRICT}/1", "due_before": before.isoformat(), "due_after": opened.due_at.isoformat(),
    }  # fmt: skip
    assert list(CaseClock.objects.filter(case=closed).order_by("pk").values()) == judged
    assert Move.objects.filter(case=closed, act=CaseAct.RECOUNT).count() == 0
    assert cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(61)) == 0
    sound()


def test_another_district_and_what_a_day_does_not_touch_are_left_alone(loop: Loop) -> None:
    near = loop.case_in(CaseState.HANDLING)  # four working hours: today
    _publish(loop, {TUESDAY: False}, at=after(60))
    assert cases_recount(area_code="990102", actor=_SYSTEM, at=after(60)) == 0
    assert recounts_due(at=after(60), actor=_SYSTEM) == 1  # looked at
    assert recounts_due(at=after(60), actor=_SYSTEM) == 0  # once
    assert not Move.objects.filter(case=near, act=CaseAct.RECOUNT).exists()
    sound()


@pytest.mark.slow("whole cases, sealed and verified")
def test_a_case_goes_on_after_it_was_counted_again_and_is_rebuilt_alike(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING, "06013")
    _publish(loop, {TUESDAY: False}, at=after(60))
    cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(60))
    case = loop.do(Case.objects.get(pk=case.pk), CaseAct.FEED_BACK, 2 * _DAY)
    case = loop.do(case, CaseAct.FEEDBACK_PASS, 2 * _DAY + 1)
    _publish(loop, {WEDNESDAY: False}, at=after(2 * _DAY + 2))
    case = loop.do(case, CaseAct.CHECK_FAIL, 2 * _DAY + 3)  # before anybody has counted again
    sound()
    cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(2 * _DAY + 4))
    case = loop.do(Case.objects.get(pk=case.pk), CaseAct.FEED_BACK, 3 * _DAY)
    for minute, act in enumerate((CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE), start=1):
        case = loop.do(case, act, 3 * _DAY + minute)
    sound()


def test_what_was_sent_up_keeps_its_rest_in_working_time_when_the_calendar_changes(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING, "06013")
    case = loop.do(case, CaseAct.DISPATCH, 3, unit_id=loop.unit("U-COMMUNITY").pk)
    case = loop.do(case, CaseAct.STEP_UP, 30, who="community")
    before = case.due_at
    assert before is not None
    _publish(loop, {TUESDAY: False}, at=after(60))
    assert cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(60)) == 1
    assert Case.objects.get(pk=case.pk).due_at == before + timedelta(days=1)
    sound()


def test_what_is_late_no_longer_is_spoken_of_anew_and_what_stays_late_is_not(loop: Loop) -> None:
    saved = loop.case_in(CaseState.HANDLING, "06035")  # two working days, till Tuesday evening
    late = loop.report()
    for _ in range(4):
        deadlines_sweep(at=after(3 * _DAY))
    assert set(Case.objects.values_list("late", flat=True)) == {True}
    _publish(loop, {TUESDAY: False, WEDNESDAY: False, date(2026, 3, 5): False}, at=after(3 * _DAY))
    cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=after(3 * _DAY))
    saved.refresh_from_db()
    assert saved.late is False
    assert saved.due_at is not None
    assert loop.clock(saved, Stage.HANDLE).alert == "alert_none"
    assert Case.objects.get(pk=late.pk).late is True
    assert loop.clock(late, Stage.ACCEPT).alert == "alert_escalated"
    assert deadlines_sweep(at=after(3 * _DAY)).total == 0
    assert deadlines_sweep(at=saved.due_at + timedelta(seconds=1)).overdue == 1
    sound()


def test_a_year_nobody_has_published_is_provisional_until_it_is(loop: Loop) -> None:
    eve = datetime(2026, 12, 30, 1, tzinfo=UTC)  # five working days reach into 2027
    case = loop.report("06013", at=eve)
    for minute, act in enumerate((CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH), start=1):
        case = loop.act(
            case, act, {1: "acceptor", 2: "head", 3: "dispatcher"}[minute], eve + timedelta(minutes=minute),
            unit_id=loop.unit("U-KEEPER").pk,
        )  # fmt: skip
    assert case.provisional is True
    assert loop.clock(case, Stage.HANDLE).unpublished == [2027]
    before, at = case.due_at, eve + timedelta(hours=2)
    _publish(loop, {date(2027, 1, 1): False}, at=at, years=(2027,))
    assert cases_recount(area_code=DISTRICT, actor=_SYSTEM, at=at) == 1
    case.refresh_from_db()
    assert (case.provisional, loop.clock(case, Stage.HANDLE).unpublished) == (False, [])
    assert before is not None
    assert case.due_at == before + timedelta(days=1)  # New Year rests
    sound(at=eve + timedelta(days=30))


def test_a_calendar_that_holds_from_a_later_day_counts_from_that_day(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING, "06013")
    before, tuesday = case.due_at, after(_DAY)
    assert before is not None
    _publish(loop, {date(2026, 3, 5): False}, at=after(60), effective_at=tuesday)
    assert recounts_due(at=tuesday - timedelta(seconds=1), actor=_SYSTEM) == 0
    assert recounts_due(at=tuesday, actor=_SYSTEM) == 1
    assert Case.objects.get(pk=case.pk).due_at == before + timedelta(days=1)
    assert recounts_due(at=tuesday, actor=_SYSTEM) == 0
    sound()


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock of what follows the log."""
    return lambda at: monkeypatch.setattr("xiuhua.cases.tails.now", lambda: at)


def test_a_published_calendar_is_followed_by_the_log_and_another_act_is_not(
    loop: Loop, time_is: Callable[[datetime], None]
) -> None:
    def follow() -> None:
        while seal():
            pass
        while tail_run_once(CALENDARS):
            pass

    case = loop.case_in(CaseState.HANDLING, "06013")
    before = case.due_at
    assert before is not None
    time_is(after(60))
    follow()
    assert not Move.objects.filter(act=CaseAct.RECOUNT).exists()
    _publish(loop, {TUESDAY: False}, at=after(60))
    assert Case.objects.get(pk=case.pk).due_at == before
    follow()
    assert Case.objects.get(pk=case.pk).due_at == before + timedelta(days=1)
    follow()
    assert Move.objects.filter(act=CaseAct.RECOUNT).count() == 1
    sound()


def test_a_row_changed_by_hand_is_found_and_written_anew_with_an_entry(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    Case.objects.filter(pk=case.pk).update(returns=3)
    CaseClock.objects.filter(case=case, stage=Stage.HANDLE.value).update(due_at=after(9_999))
    found = {one.column for one in cases_compare(at=after(100))}
    assert found == {"returns", "clock stage_handle 1"}
    case_rebuild(case_id=case.pk, actor=_SYSTEM, at=after(100))
    assert Move.objects.filter(case=case).latest("number").detail == {"rebuilt": sorted(found)}
    assert case_rebuild(case_id=case.pk, actor=_SYSTEM, at=after(101)) == []
    sound()
