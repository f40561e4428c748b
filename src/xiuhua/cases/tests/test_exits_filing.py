"""Before a case is filed: not accepted, verified, not filed, another matter chosen, solved on the spot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases.models import Report
from xiuhua.cases.services.refusals import OutsideCity, TooEarly, TooLate, VerifyFirst
from xiuhua.cases.services.settings import loop_publish
from xiuhua.cases.terms import CaseAct, CaseState, Channel, Desk, Stage
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, MONDAY, Loop, after, sound
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted


def test_what_is_not_accepted_needs_a_reason_and_is_over(loop: Loop) -> None:
    case = loop.report()
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.NOT_ACCEPT, 1, reason=" ")
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.NOT_ACCEPT, 1, who="head")
    case = loop.do(case, CaseAct.NOT_ACCEPT, 1)
    assert (case.state, case.over_at, case.closing, case.stage) == (CaseState.NOT_ACCEPTED, after(1), "", "")
    with loop.refused(case, NotAllowedNow, act="case.accept", state="case_not_accepted"):
        loop.do(case, CaseAct.ACCEPT, 2)
    sound()


def test_what_is_not_filed_needs_a_reason_and_the_shift_head(loop: Loop) -> None:
    case = loop.case_in(CaseState.FILING)
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.NOT_FILE, 2, who="acceptor")
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.NOT_FILE, 2, reason="")
    case = loop.do(case, CaseAct.NOT_FILE, 2)
    assert (case.state, case.over_at, case.filed_at) == (CaseState.NOT_FILED, after(2), None)
    sound()


@pytest.mark.parametrize("found", [CaseAct.VERIFY_TRUE, CaseAct.VERIFY_FALSE])
def test_who_verified_decides_nothing_the_shift_head_does(loop: Loop, found: CaseAct) -> None:
    case = loop.report(channel=Channel.PUBLIC, who="acceptor")
    case = loop.do(case, CaseAct.ASK_VERIFY, 1, person_id=loop.town.people["N-collector"].pk)
    assert loop.clock(case, Stage.VERIFY).charged_to == Desk.COLLECTOR
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.FILE, 2)
    with loop.refused(case, NotPermitted):
        loop.do(case, found, 2, who="acceptor")
    case = loop.do(case, found, 2)
    assert (case.state, case.over_at) == (CaseState.FILING, None)
    ending = CaseAct.FILE if found is CaseAct.VERIFY_TRUE else CaseAct.NOT_FILE
    assert loop.do(case, ending, 3).state in {CaseState.DISPATCHING, CaseState.NOT_FILED}
    sound()


@pytest.mark.parametrize("channel", list(Channel))
def test_what_comes_by_a_channel_that_is_verified_is_accepted_only_by_way_of_somebody_who_looked(
    loop: Loop, channel: Channel
) -> None:
    verified = {
        *(Channel.HOTLINE, Channel.PUBLIC, Channel.PRESS, Channel.DEPARTMENT),
        *(Channel.WECHAT, Channel.BOARD, Channel.MAIL),
    }
    case = loop.report(channel=channel)
    if channel in verified:
        with loop.refused(case, VerifyFirst, channel=channel.value):
            loop.do(case, CaseAct.ACCEPT, 1)
        loop.do(case, CaseAct.ASK_VERIFY, 1)
        case = loop.do(case, CaseAct.VERIFY_TRUE, 2)
    else:
        case = loop.do(case, CaseAct.ACCEPT, 1)
    assert loop.do(case, CaseAct.FILE, 3).state == CaseState.DISPATCHING
    sound()


def test_what_must_be_verified_may_be_refused_merged_or_pushed_unseen(loop: Loop) -> None:
    other = loop.report()
    for act, state in (
        (CaseAct.NOT_ACCEPT, CaseState.NOT_ACCEPTED), (CaseAct.MERGE, CaseState.MERGED),
        (CaseAct.PUSH, CaseState.DISPATCHED),
    ):  # fmt: skip
        case = loop.report(channel=Channel.HOTLINE, who="acceptor")
        assert loop.do(case, act, 1, target_id=other.pk).state == state
    sound()


def test_a_city_chooses_which_channels_are_verified(loop: Loop) -> None:
    loop_publish(
        area_code=DISTRICT, chosen={"verified_channels": [Channel.SMART.value]}, reason="试行", seen=0,
        actor=loop.actors["keeper"], at=after(0),
    )  # fmt: skip
    heard = loop.report(channel=Channel.HOTLINE, who="acceptor", at=after(1))
    assert loop.do(heard, CaseAct.ACCEPT, 2).state == CaseState.FILING
    detected = loop.report(channel=Channel.SMART, who="acceptor", at=after(3))
    with loop.refused(detected, VerifyFirst):
        loop.do(detected, CaseAct.ACCEPT, 4)


def test_finding_it_not_so_needs_a_reason_and_finding_it_true_does_not(loop: Loop) -> None:
    case = loop.case_in(CaseState.VERIFYING)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.VERIFY_FALSE, 2, reason="")
    assert loop.do(case, CaseAct.VERIFY_TRUE, 2, reason="").state == CaseState.FILING


def test_what_is_solved_on_the_spot_is_closed_at_once_and_by_collectors_only(loop: Loop) -> None:
    with pytest.raises(NotPermitted):
        loop.report(solved=True, who="acceptor")
    assert not Report.objects.exists()
    case = loop.report(solved=True, text="当场清走两袋垃圾")
    assert (case.state, case.closing, case.over_at) == (CaseState.CLOSED, "closing_on_the_spot", MONDAY)
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.ACCEPT, 1)
    sound()


def test_a_matter_named_by_the_acceptor_brings_its_line_limit_and_danger(loop: Loop) -> None:
    case = loop.report(item_id=None, text="有人占道")
    assert (case.item_id, case.line_id, case.dangerous) == (None, None, False)
    case = loop.do(case, CaseAct.ACCEPT, 1, item_id=loop.items["09006"].pk)
    case.refresh_from_db()
    assert (case.item_id, case.line_id) == (loop.items["09006"].pk, loop.lines["09006"].pk)
    assert (case.limit_amount, case.limit_unit, case.dangerous) == (2, "urgent_hour", True)
    case = loop.do(case, CaseAct.FILE, 2, item_id=loop.items["06013"].pk)
    assert (case.line_id, case.limit_amount, case.limit_unit) == (loop.lines["06013"].pk, 5, "work_day")
    assert case.dangerous is False
    sound()


def test_a_matter_that_leaves_its_limit_to_judgement_leaves_it_to_nobody_once_it_is_another(
    loop: Loop,
) -> None:
    case = loop.case_in(CaseState.FILING, "05008")
    assert case.limit_source == "limit_manual"
    case = loop.do(case, CaseAct.FILE, 2, item_id=loop.items["06013"].pk)
    case = loop.do(case, CaseAct.DISPATCH, 3)
    assert (case.limit_source, case.limit_amount, case.limit_unit) == ("limit_handbook", 5, "work_day")
    assert loop.clock(case, Stage.HANDLE).due_at is not None
    sound()


def test_a_line_about_another_matter_is_refused_and_one_about_this_is_taken(loop: Loop) -> None:
    case = loop.report()
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.ACCEPT, 1, line_id=loop.lines["06013"].pk)
    for wrong in ({"line_id": 0}, {"item_id": 0}):
        with loop.refused(case, Invalid):
            loop.do(case, CaseAct.ACCEPT, 1, **wrong)
    second = loop.lines["06010.2"]
    case = loop.do(case, CaseAct.ACCEPT, 1, line_id=second.pk)
    assert (case.line_id, case.limit_amount, case.limit_unit) == (second.pk, 1, "work_day")
    sound()


def test_reports_from_nowhere_or_about_nothing_are_refused(loop: Loop) -> None:
    for wrong, why in (
        ({"longitude": 10.0, "latitude": 10.0}, OutsideCity),
        ({"item_id": None, "text": " "}, Invalid),
        ({"item_id": 0}, Invalid),
        ({"reported_at": after(11)}, TooLate),
        ({"occurred_at": MONDAY - timedelta(days=367)}, TooEarly),
    ):
        with pytest.raises(why):
            loop.report(**wrong)
    assert not Report.objects.exists()
    assert loop.report(reported_at=after(10)).reported_at == MONDAY  # a telephone's clock runs ahead a little
    assert loop.report(longitude=None, latitude=None, area_code="990101003").area_code == "990101003"
    assert loop.report(longitude=HERE[0], latitude=HERE[1]).area_code == "990101003001001"
