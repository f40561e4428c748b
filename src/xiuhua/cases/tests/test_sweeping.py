"""What falls due by itself: spoken of once each, in order, anew where there is another deadline."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.services import deadlines_sweep, loop_publish
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import DISTRICT, Loop, after, loop_make, sound
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.ledger.models import Entry

_SECOND = timedelta(seconds=1)
_SAID = ("case.warn", "case.overdue", "case.escalate")


def _said(case: Case) -> list[str]:
    entries = Entry.objects.filter(subject=f"case:{case.pk}", act__in=_SAID).order_by("id")
    return [act.removeprefix("case.") for act in entries.values_list("act", flat=True)]


def _sweep_all(at: datetime) -> int:
    """Sweep until nothing is left to be said; return how often something was."""
    return sum(deadlines_sweep(at=at).total for _ in range(4))


def test_a_deadline_is_spoken_of_three_times_once_each_and_in_order(loop: Loop) -> None:
    case = loop.report()  # thirty minutes for acceptance; amber at half of it
    assert _sweep_all(after(15) - _SECOND) == 0
    assert _sweep_all(after(15)) == 1
    assert _sweep_all(after(30)) == 0  # the very second it is due, it is not late
    assert _sweep_all(after(30) + _SECOND) == 1
    assert _sweep_all(after(90) - _SECOND) == 0
    assert _sweep_all(after(90)) == 1
    assert _sweep_all(after(10_000)) == 0
    assert _said(case) == ["warn", "overdue", "escalate"]
    sound()


def test_an_entry_says_whose_clock_it_was_and_how_late(loop: Loop) -> None:
    case = loop.report()
    _sweep_all(after(31))
    entry = Entry.objects.get(subject=f"case:{case.pk}", act="case.overdue")
    assert entry.detail["stage"] == "stage_accept"
    assert (entry.detail["charged_to"], entry.detail["late_s"]) == ("desk_acceptor", 60)
    assert entry.area == case.area_code


def test_after_a_pause_what_is_late_is_late_at_once_and_never_warned(loop: Loop) -> None:
    case = loop.report()
    assert _sweep_all(after(1_000)) == 2
    assert _said(case) == ["overdue", "escalate"]


def test_when_lateness_is_passed_up_is_the_areas_choice(loop: Loop) -> None:
    loop_publish(area_code=DISTRICT, chosen={"escalate_minutes": 5}, reason="从严", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip
    case = loop.report()
    _sweep_all(after(30) + _SECOND)
    assert _sweep_all(after(35) - _SECOND) == 0
    assert _sweep_all(after(35)) == 1
    assert _said(case) == ["overdue", "escalate"]


def test_what_was_done_in_time_is_never_spoken_of(loop: Loop) -> None:
    case = loop.do(loop.report(), CaseAct.NOT_ACCEPT, 5)
    assert _sweep_all(after(10_000)) == 0
    assert _said(case) == []


def test_what_was_extended_is_spoken_of_anew(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)  # due at 15:03, six hours and three minutes after nine
    _sweep_all(after(6 * 60))
    assert _said(case) == ["warn"]
    hour = Limit(1, TimeUnit.WORK_HOUR)
    for minute, act in enumerate((CaseAct.EXTEND_ASK, CaseAct.EXTEND_PROPOSE, CaseAct.EXTEND_GRANT)):
        case = loop.do(case, act, 6 * 60 + minute, limit=hour)
    assert case.due_at == after(7 * 60 + 3)
    assert _sweep_all(after(6 * 60 + 3) + _SECOND) == 1  # amber again: an hour less a fifth of five is left
    assert _sweep_all(after(7 * 60 + 3) + _SECOND) == 1
    assert _said(case) == ["warn", "warn", "overdue"]
    sound()


def test_what_is_held_is_not_spoken_of_and_what_is_taken_up_again_is_anew(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    _sweep_all(after(6 * 60))
    case = loop.do(case, CaseAct.SHELVE_ASK, 6 * 60)
    case = loop.do(case, CaseAct.SHELVE_GRANT, 6 * 60 + 1)
    assert _sweep_all(after(9_000)) == 0
    case = loop.do(case, CaseAct.CLEAR, 7 * 24 * 60)  # next Monday at nine, two minutes are left
    assert case.due_at == after(7 * 24 * 60 + 2)
    assert _sweep_all(after(7 * 24 * 60 + 1)) == 1
    assert _sweep_all(after(7 * 24 * 60 + 2) + _SECOND) == 1
    assert _said(case) == ["warn", "warn", "overdue"]


def test_what_was_late_and_comes_back_is_still_late_and_not_said_twice(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    day = 24 * 60
    assert _sweep_all(after(day)) == 2
    case = loop.do(case, CaseAct.FEED_BACK, day)
    assert case.late is False  # the clock that runs now is the review's
    case = loop.do(case, CaseAct.FEEDBACK_REFUSE, day + 1)
    assert case.late is True
    assert _sweep_all(after(day + 1)) == 0
    assert _said(case) == ["overdue", "escalate"]
    sound()


def test_an_act_taken_back_says_nothing_twice_and_leaves_the_case_late(loop: Loop) -> None:
    case = loop.case_in(CaseState.DISPATCHING)  # dispatched within half an hour of 09:02
    assert _sweep_all(after(33)) == 1
    case = loop.do(case, CaseAct.DISPATCH, 34)
    assert case.late is False
    case = loop.do(case, CaseAct.TAKE_BACK, 35)
    assert (case.state, case.late, case.due_at) == (CaseState.DISPATCHING, True, after(32))
    assert _sweep_all(after(36)) == 0
    assert _sweep_all(after(93)) == 1
    assert _said(case) == ["overdue", "escalate"]
    sound()


def test_a_sweep_takes_what_is_most_urgent_first_and_no_more_than_it_may(loop: Loop) -> None:
    first, second = loop.report(), loop.report(at=after(1))
    assert deadlines_sweep(at=after(60), batch=1).total == 1
    assert (_said(first), _said(second)) == (["overdue"], [])
    assert deadlines_sweep(at=after(60), batch=1).total == 1
    assert (_said(first), _said(second)) == (["overdue"], ["overdue"])


# --- at once ------------------------------------------------------------------------------------------------


@pytest.fixture
def committed_loop(committed_db: str) -> Iterator[Loop]:
    """The town in a database in which commits are real."""
    with scope_opened(("",)):
        yield loop_make()


def _swept(together: Barrier, at: datetime) -> int:
    together.wait()
    try:
        return deadlines_sweep(at=at).total
    finally:
        connection.close()


def test_sweeps_at_once_share_the_work_and_say_everything_once(committed_loop: Loop) -> None:
    cases = [committed_loop.report(at=after(number / 60)) for number in range(12)]
    together = Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        swept = [threads.submit(_swept, together, after(40)) for _ in range(4)]
        found = [one.result(timeout=20) for one in swept]
    deadlines_sweep(at=after(40))
    assert sum(found) == 12
    assert [_said(case) for case in cases] == [["overdue"]] * 12
    assert Case.objects.filter(late=True).count() == 12


def test_a_sweep_passes_by_what_somebody_works_on_and_neither_waits_for_the_other(
    committed_loop: Loop,
) -> None:
    busy, free = committed_loop.report(), committed_loop.report()
    with transaction.atomic(), ThreadPoolExecutor(1) as threads:
        Case.objects.select_for_update().get(pk=busy.pk)
        assert threads.submit(_swept, Barrier(1), after(40)).result(timeout=20) == 1
        CaseClock.objects.filter(case=busy).update(limit_unit="work_minute")  # and is not waited for
    assert (_said(busy), _said(free)) == ([], ["overdue"])
    assert deadlines_sweep(at=after(40)).total == 1
    assert committed_loop.clock(busy, Stage.ACCEPT).alert == "alert_overdue"
