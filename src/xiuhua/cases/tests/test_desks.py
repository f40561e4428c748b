"""Who sits at which desk: merged by setting, over which area, and which of two posts acts."""

from __future__ import annotations

from dataclasses import replace

from xiuhua.cases.models import LoopVersion, Move
from xiuhua.cases.services import loop_publish
from xiuhua.cases.services.refusals import OwnWish, OwnWork, SecondReturn
from xiuhua.cases.terms import CaseAct, CaseState, Channel
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, Loop, after, sound
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.shared.actor import Holding
from xiuhua.shared.errors import CityError, Conflict, Invalid, NotPermitted

_ONE_PERSON = {
    "desk_acceptor": "desk_shift_head",
    "desk_dispatcher": "desk_shift_head",
    "desk_collector": "desk_shift_head",
}
_ROUND = (
    (CaseAct.ASK_VERIFY, "head"), (CaseAct.VERIFY_TRUE, "head"), (CaseAct.FILE, "head"),
    (CaseAct.DISPATCH, "head"), (CaseAct.RECEIVE, "unit"), (CaseAct.FEED_BACK, "unit"),
    (CaseAct.FEEDBACK_PASS, "head"), (CaseAct.CHECK_PASS, "head"), (CaseAct.CLOSE, "head"),
)  # fmt: skip


def _merge(loop: Loop, merged: dict[str, str]) -> None:
    loop_publish(area_code=DISTRICT, chosen={"merged": merged}, reason="人手不足", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip


def test_in_a_small_town_two_people_run_the_whole_loop(loop: Loop) -> None:
    case = loop.report(who="head")
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.ASK_VERIFY, 1, who="head")
    _merge(loop, _ONE_PERSON)
    for minute, (act, who) in enumerate(_ROUND, start=1):
        case = loop.do(case, act, minute, who=who)
    assert (case.state, case.closing) == (CaseState.CLOSED, "closing_normal")
    assert Move.objects.filter(case=case).values("actor").distinct().count() == 2
    assert not Move.objects.filter(case=case, detail__settings=None).exclude(number=1).exists()
    sound()


def test_even_there_who_asks_for_an_end_does_not_grant_it_and_nobody_checks_their_own_work(
    loop: Loop,
) -> None:
    _merge(loop, _ONE_PERSON)
    case = loop.case_in(CaseState.CHECKING)
    loop.town.people["N-head"].unit = loop.unit("U-KEEPER")
    loop.town.people["N-head"].save()
    with loop.refused(case, OwnWork):
        loop.do(case, CaseAct.CHECK_PASS, 10, who="head")
    case = loop.do(case, CaseAct.VOID_ASK, 11, who="head")
    with loop.refused(case, OwnWish):
        loop.do(case, CaseAct.VOID_GRANT, 12, who="head")
    loop.actors["deputy"] = replace(loop.actors["head"], name="user:90001")
    assert loop.do(case, CaseAct.VOID_GRANT, 12, who="deputy").state == CaseState.VOIDED


def test_a_shift_head_who_also_dispatches_judges_the_second_return(loop: Loop) -> None:
    _merge(loop, {"desk_dispatcher": "desk_shift_head"})
    case = loop.case_in(CaseState.RETURNED)
    for act, minute in ((CaseAct.RETURN_GRANT, 5), (CaseAct.DISPATCH, 6), (CaseAct.SEND_BACK, 7)):
        case = loop.do(case, act, minute)
    with loop.refused(case, SecondReturn):
        loop.do(case, CaseAct.RETURN_GRANT, 8)
    case = loop.do(case, CaseAct.RETURN_GRANT, 8, who="head")
    assert (case.returns, Move.objects.filter(case=case).last().desk) == (2, "desk_shift_head")  # type: ignore[union-attr]  # there is one


def test_a_post_held_elsewhere_counts_for_nothing_here(loop: Loop) -> None:
    case = loop.case_in(CaseState.RETURNED)
    for act, minute in ((CaseAct.RETURN_GRANT, 5), (CaseAct.DISPATCH, 6), (CaseAct.SEND_BACK, 7)):
        case = loop.do(case, act, minute)
    dispatcher = loop.actors["dispatcher"]
    elsewhere = (*dispatcher.holdings, Holding(role="shift_head", area="990102"))
    loop.actors["two_posts"] = replace(dispatcher, holdings=elsewhere)
    with loop.refused(case, SecondReturn):
        loop.do(case, CaseAct.RETURN_GRANT, 8, who="two_posts")
    here = (*dispatcher.holdings, Holding(role="shift_head", area=STREET))
    loop.actors["two_posts"] = replace(dispatcher, holdings=here)
    assert loop.do(case, CaseAct.RETURN_GRANT, 8, who="two_posts").returns == 2


def test_merged_desks_reach_no_further_than_the_area_that_chose_them(loop: Loop) -> None:
    loop_publish(area_code="990101003001", chosen={"merged": _ONE_PERSON}, reason="社区试点", seen=0,
                 actor=loop.actors["keeper"], at=LONG_AGO)  # fmt: skip
    inside = loop.report()
    outside = loop.report(longitude=120.15, latitude=30.22)
    assert loop.do(inside, CaseAct.ACCEPT, 1, who="head").state == CaseState.FILING
    with loop.refused(outside, NotPermitted):
        loop.do(outside, CaseAct.ACCEPT, 1, who="head")


def test_settings_that_cannot_be_used_are_refused_by_name(loop: Loop) -> None:
    def publish(chosen: dict[str, object], *, seen: int = 0, who: str = "keeper") -> str:
        try:
            loop_publish(area_code=DISTRICT, chosen=chosen, reason="试行", seen=seen,
                         actor=loop.actors[who], at=after(0))  # fmt: skip
        except Invalid as refusal:
            return ", ".join(f"{name} {code}" for name, code in refusal.fields.items())
        except CityError as refusal:
            return refusal.code
        return ""

    assert publish({"rebound_day": 3}) == "rebound_day setting_unknown"
    assert publish({"rebound_days": -1}) == "rebound_days setting_number"
    assert publish({"rebound_days": True}) == "rebound_days setting_number"
    assert publish({"meeting_day": 29}) == "meeting_day setting_number"
    assert publish({"merged": {"desk_cook": "desk_acceptor"}}) == "merged setting_unreadable"
    assert (
        publish({"verified_channels": [Channel.PUBLIC, "channel_pigeon"]})
        == "verified_channels setting_unreadable"
    )
    assert publish({"stage_limits": {"stage_accept": [0, "work_minute"]}}) == "limit setting_number"
    assert publish({"rebound_days": 3}, who="dispatcher") == NotPermitted.code
    assert publish({"rebound_days": 3}, seen=1) == Conflict.code
    assert not LoopVersion.objects.exists()
    assert publish({"rebound_days": 3, "handle_limit": [2, "work_day"]}) == ""
