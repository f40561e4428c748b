"""Appeals through the doors: who objects, who judges, what counts afterwards and what stays visible."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Appeal, Assignment, Case, CaseClock
from xiuhua.cases.services import (
    NewAppeal,
    appeal_make,
    appeal_review_first,
    appeal_review_second,
    appeal_withdraw,
    cases_compare,
)
from xiuhua.cases.services.refusals import AppealTooLate, NothingToAppeal, OwnAppeal
from xiuhua.cases.terms import AppealAbout, AppealState, CaseAct, CaseState, Stage
from xiuhua.cases.tests.loop_kit import Loop, after, sound
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.cases.tests.test_look_backs import picture
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted

_DAY = 24 * 60


def late(loop: Loop) -> Case:
    """Return a closed case that its unit handled a day late and that was sent back to it once."""
    case = loop.case_in(CaseState.HANDLING)
    minute = _DAY
    for act in (
        CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_FAIL, CaseAct.FEED_BACK,
        CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE,
    ):  # fmt: skip
        minute += 1
        case = loop.do(case, act, minute)
    assert loop.clock(case, Stage.HANDLE).late
    return case


def make(loop: Loop, case: Case, about: AppealAbout = AppealAbout.LATE, **changes: object) -> Appeal:
    who, days = str(changes.pop("who", "unit")), changes.pop("days", 2)
    new = NewAppeal(about=about, reason=str(changes.pop("reason", "台风期间封路，无法进场")))
    return appeal_make(case_id=case.pk, new=new, actor=loop.actors[who], at=after(_DAY * int(str(days))))


def first(
    loop: Loop, appeal: Appeal, *, who: str = "dispatcher", upholds: bool = True, days: int = 3
) -> Appeal:
    return appeal_review_first(
        appeal_id=appeal.pk, upholds=upholds, opinion="属实", actor=loop.actors[who], at=after(_DAY * days)
    )


def second(loop: Loop, appeal: Appeal, *, who: str = "head", upholds: bool = True, days: int = 4) -> Appeal:
    return appeal_review_second(
        appeal_id=appeal.pk, upholds=upholds, opinion="同意", actor=loop.actors[who], at=after(_DAY * days)
    )


def test_an_upheld_appeal_exempts_the_clock_and_raw_lateness_stays(loop: Loop) -> None:
    case = late(loop)
    appeal = second(loop, first(loop, make(loop, case)))
    assert appeal.state == AppealState.UPHELD
    clock = loop.clock(case, Stage.HANDLE)
    assert (clock.late, clock.exempt) == (True, True)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert not Assignment.objects.filter(case=case, exempt=True).exists()
    assert list(cases_compare(at=after(_DAY * 5))) == []
    sound(at=after(_DAY * 5))


def test_an_upheld_appeal_against_a_rework_takes_it_off_the_record(loop: Loop) -> None:
    case = late(loop)
    second(loop, first(loop, make(loop, case, AppealAbout.REWORK)))
    case.refresh_from_db()
    assert (case.reworks, case.reworks_exempt) == (1, 1)
    assert Assignment.objects.get(case=case).exempt
    with pytest.raises(NothingToAppeal):
        make(loop, case, AppealAbout.REWORK)
    sound(at=after(_DAY * 5))


@pytest.mark.parametrize(("first_says", "second_says"), [(True, False), (False, False)])
def test_a_refused_appeal_changes_nothing_and_the_second_reviewer_decides(
    loop: Loop, *, first_says: bool, second_says: bool
) -> None:
    case = late(loop)
    appeal = second(loop, first(loop, make(loop, case), upholds=first_says), upholds=second_says)
    assert appeal.state == AppealState.REFUSED
    assert not CaseClock.objects.filter(exempt=True).exists()
    overruled = second(loop, first(loop, make(loop, case), upholds=False), upholds=True)
    assert overruled.state == AppealState.UPHELD


def test_three_days_after_the_end_it_is_not_too_late_and_a_second_later_it_is(loop: Loop) -> None:
    case = late(loop)
    assert case.over_at is not None
    new = NewAppeal(about=AppealAbout.SCORE, reason="封路")
    until = case.over_at + timedelta(days=3)
    with pytest.raises(AppealTooLate):
        appeal_make(case_id=case.pk, new=new, actor=loop.actors["unit"], at=until + timedelta(seconds=1))
    assert appeal_make(case_id=case.pk, new=new, actor=loop.actors["unit"], at=until).pk


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": " "}, Invalid),
        ({"who": "street"}, NothingToAppeal),  # another unit
        ({"who": "dispatcher"}, NotPermitted),
        ({"about": AppealAbout.RETURN}, NothingToAppeal),
    ],
)
def test_an_objection_that_cannot_be_made_is_refused_and_leaves_no_trace(
    loop: Loop, changes: dict[str, object], why: type[CityError]
) -> None:
    case = late(loop)
    with pytest.raises(why):
        make(loop, case, **changes)  # type: ignore[arg-type]  # named values of mixed types
    assert not Appeal.objects.exists()
    make(loop, case)
    with pytest.raises(NothingToAppeal):
        make(loop, case)


def test_reviews_come_in_their_order_by_two_people_of_other_units(loop: Loop) -> None:
    appeal = make(loop, late(loop))
    with pytest.raises(NotAllowedNow):
        second(loop, appeal)
    for who in ("head", "unit"):
        with pytest.raises(NotPermitted):
            first(loop, appeal, who=who)
    both = loop.actors["dispatcher"]
    loop.actors["both"] = type(both)(
        name=both.name, holdings=(*both.holdings, *loop.actors["head"].holdings), user_id=both.user_id
    )
    first(loop, appeal, who="both")
    with pytest.raises(OwnAppeal):
        second(loop, appeal, who="both")
    judge = loop.actors["unit"]
    loop.actors["own"] = type(judge)(
        name=judge.name, holdings=loop.actors["head"].holdings, user_id=judge.user_id
    )
    with pytest.raises(OwnAppeal):
        second(loop, appeal, who="own")
    assert second(loop, appeal).state == AppealState.UPHELD
    with pytest.raises(NotAllowedNow):
        second(loop, appeal)


def test_a_late_review_is_said_to_be_late_and_an_appeal_may_be_withdrawn(loop: Loop) -> None:
    appeal = first(loop, make(loop, late(loop)), days=6)  # three days are allowed
    assert appeal.first_late
    done = appeal_withdraw(
        appeal_id=appeal.pk, reason="已补材料另行说明", actor=loop.actors["unit"], at=after(_DAY * 7)
    )
    assert done.state == AppealState.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        second(loop, appeal, days=8)


@pytest.mark.slow("four people and eight pages")
def test_a_unit_appeals_two_judge_and_the_figure_without_appeals_leaves_it_out(office: Office) -> None:
    case = office("collector").report()["id"]
    office.dispatched(case, "U-KEEPER")
    office("unit").act(case, "receive")
    office.hands.go(days=1)
    office("unit").act(case, "feed_back", reason="已处置")
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_pass")
    office("head").act(case, "close")
    led = office("unit").form(
        f"/cases/{case}/appeal", about="appeal_late", reason="夜间封路，无法进场", photo=picture()
    )
    assert "夜间封路" in office("dispatcher").page(led)
    assert office("dispatcher").rows("/appeals?state=appeal_made") != []
    office("dispatcher").form(f"{led}/first", upholds="1", opinion="封路属实")
    assert "封路属实" in office("head").page(led)
    office("head").form(f"{led}/second", upholds="1", opinion="同意免予计入")
    page = office("unit").page(f"/cases/{case}")
    assert "申诉成立" in page
    assert "超期" in page, "raw lateness stays visible"
    asked = {"period": "2026-03"}
    figures = {one["key"]: one for one in office("leader").get("/figures", **asked)}
    raw, less = figures["handled_in_time"], figures["handled_in_time_less_appeals"]
    assert (raw["numerator"], raw["denominator"]) == (0, 1)
    assert (less["numerator"], less["denominator"]) == (0, 0)
    with scope_opened(("",)):
        assert list(cases_compare(at=office.hands.at)) == []
