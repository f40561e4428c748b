"""What happens to a case is told to those it concerns: once, in words, and to nobody what they did."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.rules.telling import TELLINGS, case_templates
from xiuhua.cases.services import deadlines_sweep
from xiuhua.cases.services.telling import cases_tell
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import PASSWORD, Loop, after
from xiuhua.ledger.queries import entries_sealed_between
from xiuhua.ledger.services import seal
from xiuhua.notices.models import Notice


def told(at: datetime) -> list[tuple[str, str]]:
    """Let everything be sealed and told; return who has heard what so far, by account name."""
    while seal():
        pass
    with scope_opened(("",)):
        cases_tell(entries=entries_sealed_between(-1, 10_000), at=at)
        rows = Notice.objects.order_by("pk").values_list("user__username", "template")
        return [(str(name), template.removeprefix("case.")) for name, template in rows]


def test_a_dispatched_case_is_told_to_everybody_of_the_unit_and_to_nobody_else(loop: Loop) -> None:
    case = loop.report()
    for minute, act in enumerate((CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH), start=1):
        loop.do(case, act, minute)
    heard = told(after(4))
    assert sorted(heard) == [("handler", "dispatched"), ("own_checker", "dispatched"), ("unit", "dispatched")]
    assert told(after(5)) == heard  # the log is read again and tells nothing twice
    browser = Client()
    browser.post("/sign-in", {"username": "unit", "password": PASSWORD})
    page = browser.get("/notices").content.decode()
    assert f"AJ{case.pk:08d} 派给本单位" in page
    stranger = Client()
    stranger.post("/sign-in", {"username": "leader", "password": PASSWORD})
    assert f"AJ{case.pk:08d}" not in stranger.get("/notices").content.decode()


def test_rework_is_told_to_the_unit_and_the_end_to_who_reported(loop: Loop) -> None:
    case = loop.case_in(CaseState.CHECKING)
    loop.do(case, CaseAct.CHECK_FAIL, 20)
    assert [name for name, what in told(after(21)) if what == "rework"] == ["unit", "handler", "own_checker"]
    for minute, act in enumerate(
        (CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE), start=22
    ):
        loop.do(case, act, minute)
    assert [name for name, what in told(after(30)) if what == "over"] == ["collector"]


def test_deadlines_are_told_to_whose_clock_runs_and_passed_up_to_the_shift_head(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    case.refresh_from_db()
    assert case.soon_at is not None
    assert case.due_at is not None
    with scope_opened(("",)):
        deadlines_sweep(at=case.soon_at)
        deadlines_sweep(at=case.due_at + timedelta(seconds=1))
    late = case.due_at + timedelta(hours=1, seconds=2)
    with scope_opened(("",)):
        deadlines_sweep(at=late)
    heard = told(late)
    assert {name for name, what in heard if what == "soon_late"} == {"unit", "handler", "own_checker"}
    assert {name for name, what in heard if what == "late"} == {"unit", "handler", "own_checker"}
    assert [name for name, what in heard if what == "escalated"] == ["head"]
    with scope_opened(("",)):
        assert Notice.objects.get(template="case.escalated").urgent


def test_a_wish_is_answered_to_who_wished(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    loop.do(case, CaseAct.EXTEND_ASK, 20)
    loop.do(case, CaseAct.EXTEND_PROPOSE, 21)
    assert [what for _name, what in told(after(22)) if what.startswith("wish")] == []
    loop.do(case, CaseAct.EXTEND_GRANT, 22)
    loop.do(case, CaseAct.DEFER_ASK, 23)
    loop.do(case, CaseAct.DEFER_REFUSE, 24)
    heard = [one for one in told(after(25)) if one[1].startswith("wish")]
    assert heard == [("unit", "wish_granted"), ("unit", "wish_refused")]


def test_what_is_a_day_old_is_no_news(loop: Loop) -> None:
    case = loop.report()
    loop.do(case, CaseAct.NOT_ACCEPT, 1)
    assert told(after(1) + timedelta(hours=24)) == []
    assert [what for _name, what in told(after(1) + timedelta(hours=23, minutes=59))] == ["over"]


@pytest.mark.parametrize("act", sorted(TELLINGS))
def test_every_telling_has_its_template(act: CaseAct) -> None:
    assert {one.template for one in TELLINGS[act]} <= {template.key for template in case_templates()}
