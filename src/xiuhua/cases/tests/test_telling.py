"""What happens to a case is told to those it concerns: once, in words, and to nobody what they did."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened, scope_set
from xiuhua.cases import services
from xiuhua.cases.models import Case, Supervision
from xiuhua.cases.rules.telling import TELLINGS, case_templates
from xiuhua.cases.services import NewSupervision, deadlines_sweep
from xiuhua.cases.services.telling import cases_tell
from xiuhua.cases.terms import CaseAct, CaseState, SupervisionLevel
from xiuhua.cases.tests.loop_kit import PASSWORD, Loop, after
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.queries import entries_sealed_between
from xiuhua.ledger.services import seal
from xiuhua.notices.models import Notice
from xiuhua.shared.terms import Term


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


# --- 催办 and 督办 ------------------------------------------------------------------------------------------

_UNIT = {"unit", "handler", "own_checker"}  # everybody of U-KEEPER


def pressed(at: datetime, what: str) -> set[str]:
    """Return who has heard something of an order, or was reminded."""
    return {name for name, template in told(at) if template == what}


def inbox(who: str, notice: str = "") -> str:
    """Return what stands on somebody's page of notices, or on that of one notice."""
    browser = Client()
    browser.post("/sign-in", {"username": who, "password": PASSWORD})
    page = str(browser.get(f"/notices{notice}").content.decode())
    scope_set(("",))
    return page


def ordered(loop: Loop, *cases: Case) -> Supervision:
    """Let the leader order the keeper, at ten, to answer within five hours of working time."""
    new = NewSupervision(
        unit_id=loop.unit("U-KEEPER").pk, level=SupervisionLevel.KEY, title="滨河路暴露垃圾",
        demand="请限期清理。", case_ids=[case.pk for case in cases], limit=Limit(5, TimeUnit.WORK_HOUR),
    )  # fmt: skip
    return services.supervision_issue(new=new, actor=loop.actors["leader"], at=after(60))


def answered(loop: Loop, order: Supervision, at: datetime) -> None:
    services.supervision_reply(
        supervision_id=order.pk, reply="已清理完毕。", paper=None, actor=loop.actors["unit"], at=at
    )


def test_an_order_is_told_to_the_unit_its_answer_to_the_issuer_and_its_release_to_the_unit(
    loop: Loop,
) -> None:
    order = ordered(loop, loop.case_in(CaseState.HANDLING))
    assert pressed(after(61), "supervision.issued") == _UNIT
    page = inbox("unit")
    assert "云督〔2026〕1号 督办本单位：滨河路暴露垃圾" in page
    assert "云督" not in inbox("street")
    assert "云督" not in inbox("leader")  # nobody is told what they did themselves
    with scope_opened(("",)):
        notice = Notice.objects.get(template="supervision.issued", user__username="unit")
    shown = inbox("unit", f"/{notice.pk}")
    due = timezone.localtime(order.due_at)
    assert f"重点督办 云督〔2026〕1号“滨河路暴露垃圾”。{due:%Y-%m-%d %H:%M} 到期。请在到期前回复。" in shown
    assert f"/supervisions/{order.pk}" in shown

    answered(loop, order, after(90))
    assert pressed(after(91), "supervision.answered") == {"leader"}
    assert "云督〔2026〕1号 已回复，待销号" in inbox("leader")
    services.supervision_refuse(
        supervision_id=order.pk, reason="没有照片。", actor=loop.actors["leader"], at=after(100)
    )
    assert pressed(after(101), "supervision.refused") == _UNIT
    with scope_opened(("",)):
        words = Notice.objects.filter(template="supervision.refused").values_list("words__said", flat=True)
        assert set(words) == {"没有照片"}
    answered(loop, order, after(110))
    services.supervision_release(
        supervision_id=order.pk, note="", actor=loop.actors["office"], at=after(120)
    )  # a colleague of the issuer, who hears of it
    assert pressed(after(121), "supervision.released") == {*_UNIT, "leader"}
    assert "云督〔2026〕1号 已销号" in inbox("unit")
    heard = told(after(122))
    assert told(after(123)) == heard


def test_an_answer_soon_due_and_late_is_told_once_to_the_unit_and_late_to_the_issuer_too(loop: Loop) -> None:
    order = ordered(loop)
    soon, late = order.due_at - timedelta(hours=1), order.due_at + timedelta(seconds=1)
    with scope_opened(("",)):
        services.supervisions_sweep(at=soon - timedelta(seconds=1))
        assert pressed(soon, "supervision.soon_late") == set()
        services.supervisions_sweep(at=soon)
        assert pressed(soon, "supervision.soon_late") == _UNIT
        services.supervisions_sweep(at=order.due_at)
        assert pressed(late, "supervision.late") == set()
        services.supervisions_sweep(at=late)
    assert pressed(late, "supervision.late") == _UNIT
    assert pressed(late, "supervision.unanswered") == {"leader"}
    with scope_opened(("",)):
        urgent = Notice.objects.filter(urgent=True).values_list("template", flat=True)
        assert set(urgent) == {"supervision.late"}
    assert "云督〔2026〕1号 到期没有回复" in inbox("leader")


def test_the_people_of_the_issuing_unit_hear_of_an_answer_when_the_issuer_has_left(loop: Loop) -> None:
    order = ordered(loop)
    User.objects.filter(username="leader").update(is_active=False)
    answered(loop, order, after(90))
    assert pressed(after(91), "supervision.answered") == {"office", "keeper"}


def test_a_withdrawn_order_is_told_with_its_reason(loop: Loop) -> None:
    order = ordered(loop)
    services.supervision_void(
        supervision_id=order.pk, reason="发错单位", actor=loop.actors["leader"], at=after(70)
    )
    assert pressed(after(71), "supervision.void") == _UNIT
    assert "已撤销" in inbox("handler")


def test_a_reminder_is_told_to_everybody_of_the_unit_in_the_words_of_who_reminded(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    services.case_remind(case_id=case.pk, words="请今天办完！", actor=loop.actors["dispatcher"], at=after(30))
    assert pressed(after(31), "reminded") == _UNIT
    assert f"{case.number} 催办：" in inbox("unit")
    with scope_opened(("",)):
        words = Notice.objects.filter(template="case.reminded").values_list("words__said", flat=True)
        assert set(words) == {"请今天办完！"}


@pytest.mark.parametrize("act", sorted(TELLINGS))
def test_every_telling_has_its_template(act: Term) -> None:
    assert {one.template for one in TELLINGS[act]} <= {template.key for template in case_templates()}
