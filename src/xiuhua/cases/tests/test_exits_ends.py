"""Other ends and ways back: 作废, 强制结案, 告知性结案, 合并, 重办, 撤回, answers to the platform above."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases.models import Asking, Assignment, Case, Move, Report
from xiuhua.cases.services.refusals import (
    NotFromAbove,
    NothingToTakeBack,
    NotYours,
    NoWish,
    OvertakenCase,
    OwnWish,
    RedoneAlready,
)
from xiuhua.cases.terms import CaseAct, CaseState, Channel, Stage
from xiuhua.cases.tests.loop_kit import HERE, MONDAY, Loop, after, sound
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted

_ENDS = (
    (CaseAct.VOID_ASK, CaseAct.VOID_GRANT, CaseAct.VOID_REFUSE, CaseState.VOIDED, ""),
    (CaseAct.FORCE_ASK, CaseAct.FORCE_GRANT, CaseAct.FORCE_REFUSE, CaseState.CLOSED, "closing_forced"),
    (CaseAct.INFORM_ASK, CaseAct.INFORM_GRANT, CaseAct.INFORM_REFUSE, CaseState.CLOSED, "closing_informed"),
)


@pytest.mark.parametrize(("ask", "grant", "refuse", "state", "closing"), _ENDS)
def test_an_end_out_of_turn_needs_a_reason_and_another_person_who_grants_it(
    loop: Loop, ask: CaseAct, grant: CaseAct, refuse: CaseAct, state: CaseState, closing: str
) -> None:
    case = loop.case_in(CaseState.HANDLING)
    both = Actor(
        name=loop.actors["dispatcher"].name, user_id=loop.actors["dispatcher"].user_id,
        holdings=(*loop.actors["dispatcher"].holdings, Holding(role="shift_head", area="990101")),
    )  # fmt: skip
    loop.actors["both"] = both
    with loop.refused(case, NoWish):
        loop.do(case, grant, 5)
    with loop.refused(case, Invalid):
        loop.do(case, ask, 5, reason="")
    with loop.refused(case, NotPermitted):
        loop.do(case, ask, 5, who="unit")
    case = loop.do(case, ask, 5)
    with loop.refused(case, OwnWish):
        loop.do(case, grant, 6, who="both")
    with loop.refused(case, Invalid):
        loop.do(case, refuse, 6, reason="")
    case = loop.do(case, refuse, 6)
    assert (case.state, case.asked) == (CaseState.HANDLING, "")
    case = loop.do(case, ask, 7)
    case = loop.do(case, grant, 8)
    assert (case.state, case.closing, case.over_at, case.asked) == (state, closing, after(8), "")
    assert not Assignment.objects.filter(case=case, until=None).exists()
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.FEED_BACK, 9)
    sound()


def test_what_waits_to_be_granted_lapses_when_the_case_ends_otherwise(loop: Loop) -> None:
    cases = (
        (CaseState.REPORTED, CaseAct.VOID_ASK, (CaseAct.NOT_ACCEPT,)),
        (CaseState.FILING, CaseAct.VOID_ASK, (CaseAct.NOT_FILE,)),
        (CaseState.CLOSING, CaseAct.VOID_ASK, (CaseAct.CLOSE,)),
        (CaseState.CHECKING, CaseAct.FORCE_ASK, (CaseAct.CHECK_PASS, CaseAct.CLOSE)),
    )
    for nth, (state, ask, ending) in enumerate(cases):
        apart = loop.case_in(state, longitude=HERE[0] + nth / 100)  # so far that none comes back
        case = loop.do(apart, ask, 20)
        for minute, act in enumerate(ending, start=21):
            case = loop.do(case, act, minute)
        assert (case.asked, case.over_at is not None) == ("", True)
        assert Asking.objects.get(case=case).state == "asking_lapsed"
    sound()


def test_what_the_desk_asked_for_still_waits_when_the_unit_feeds_back(loop: Loop) -> None:
    case = loop.do(loop.case_in(CaseState.HANDLING), CaseAct.FORCE_ASK, 5)
    case = loop.do(case, CaseAct.FEED_BACK, 6)
    assert case.asked == "ask_force"
    assert loop.do(case, CaseAct.FORCE_GRANT, 7).state == CaseState.CLOSED
    sound()


# --- merging ------------------------------------------------------------------------------------------------


def _two(loop: Loop) -> tuple[Case, Case]:
    return loop.case_in(CaseState.FILING), loop.report(at=after(2), who="acceptor")


def test_a_merged_case_gives_its_reports_away_and_gets_them_back_with_its_clock(loop: Loop) -> None:
    kept, gone = _two(loop)  # the second waits for acceptance from 09:02, half an hour
    for wrong in ({"target_id": None}, {"target_id": 0}, {"target_id": gone.pk}):
        with loop.refused(gone, Invalid):
            loop.do(gone, CaseAct.MERGE, 5, **wrong)
    with loop.refused(gone, NotPermitted):
        loop.do(gone, CaseAct.MERGE, 5, who="head", target_id=kept.pk)
    gone = loop.do(gone, CaseAct.MERGE, 12, target_id=kept.pk)
    assert (gone.state, gone.merged_into_id, gone.over_at) == (CaseState.MERGED, kept.pk, after(12))
    assert Report.objects.filter(case=kept).count() == 2
    assert loop.clock(gone, Stage.ACCEPT).stopped_at == after(12)
    told = Move.objects.filter(case=kept).latest("number")
    assert (told.act, told.detail["other"], told.detail["taken"]) == ("case.merged_in", gone.pk, True)
    with loop.refused(gone, Invalid):
        loop.do(gone, CaseAct.UNMERGE, 60, reason="")
    gone = loop.do(gone, CaseAct.UNMERGE, 60)
    assert (gone.state, gone.merged_into_id, gone.over_at) == (CaseState.REPORTED, None, None)
    assert (Report.objects.filter(case=kept).count(), Report.objects.filter(case=gone).count()) == (1, 1)
    assert gone.due_at == after(80)  # twenty minutes were left
    sound()


def test_a_case_is_not_merged_into_what_is_over_but_into_what_is_open(loop: Loop) -> None:
    kept, gone = _two(loop)
    kept = loop.do(kept, CaseAct.NOT_FILE, 5)
    with loop.refused(gone, Invalid):
        loop.do(gone, CaseAct.MERGE, 6, target_id=kept.pk)
    third = loop.report(at=after(6))
    assert loop.do(gone, CaseAct.MERGE, 7, target_id=third.pk).state == CaseState.MERGED
    with loop.refused(third, Invalid):  # two cases are not merged into each other
        loop.do(third, CaseAct.MERGE, 8, target_id=gone.pk)
    sound()


def test_a_clock_stopped_in_the_same_second_as_the_merge_does_not_come_back_with_it(loop: Loop) -> None:
    kept, gone = _two(loop)
    gone = loop.do(gone, CaseAct.ACCEPT, 5)
    gone = loop.do(gone, CaseAct.MERGE, 5, target_id=kept.pk)
    gone = loop.do(gone, CaseAct.UNMERGE, 6)
    assert (gone.state, gone.stage) == (CaseState.FILING, "stage_file")
    assert loop.clock(gone, Stage.ACCEPT).stopped_at == after(5)
    sound()


def test_of_a_chain_of_merges_the_last_is_taken_apart_first(loop: Loop) -> None:
    kept, gone = _two(loop)
    third = loop.report(at=after(6))
    gone = loop.do(gone, CaseAct.MERGE, 7, target_id=kept.pk)
    kept = loop.do(kept, CaseAct.MERGE, 8, target_id=third.pk)
    assert Report.objects.filter(case=third).count() == 3
    for act in (CaseAct.UNMERGE, CaseAct.TAKE_BACK):
        with loop.refused(gone, Invalid):
            loop.do(gone, act, 9, who="acceptor")
    kept = loop.do(kept, CaseAct.UNMERGE, 9)
    assert Report.objects.filter(case=kept).count() == 2
    gone = loop.do(gone, CaseAct.UNMERGE, 10)
    counts = [Report.objects.filter(case=case).count() for case in (gone, kept, third)]
    assert counts == [1, 1, 1]
    sound()


def test_an_end_asked_for_before_a_merge_waits_again_when_the_merge_is_taken_back(loop: Loop) -> None:
    kept, gone = _two(loop)
    gone = loop.do(gone, CaseAct.VOID_ASK, 5)
    gone = loop.do(gone, CaseAct.MERGE, 6, target_id=kept.pk)
    assert (gone.asked, Asking.objects.get().state) == ("", "asking_lapsed")
    gone = loop.do(gone, CaseAct.TAKE_BACK, 7, who="acceptor")
    assert (gone.asked, Asking.objects.get().state) == ("ask_void", "asking_asked")
    assert loop.do(gone, CaseAct.VOID_GRANT, 8).state == CaseState.VOIDED
    sound()


# --- again, above, back -------------------------------------------------------------------------------------


def test_a_closed_case_stays_closed_and_is_done_again_as_a_linked_one(loop: Loop) -> None:
    case = loop.case_in(CaseState.CLOSED)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.REDO, 20, reason="")
    with loop.refused(case, NotPermitted):
        loop.do(case, CaseAct.REDO, 20, who="dispatcher")
    case = loop.do(case, CaseAct.REDO, 20)
    again = Case.objects.get(redo_of=case)
    assert (case.state, case.over_at, case.closing) == (CaseState.CLOSED, after(8), "closing_normal")
    assert (again.state, again.item_id, again.area_id) == (CaseState.REPORTED, case.item_id, case.area_id)
    assert again.rebound_of_id is None  # done again is not come back
    with loop.refused(case, RedoneAlready):  # pressed twice
        loop.do(case, CaseAct.REDO, 21)
    other = loop.case_in(CaseState.VOIDED)
    with loop.refused(other, NotAllowedNow):
        loop.do(other, CaseAct.REDO, 20)
    sound()


def test_a_case_from_above_keeps_its_number_and_deadline_and_is_answered_once_closed(loop: Loop) -> None:
    due = MONDAY + timedelta(days=2)
    case = loop.report(who="upper", channel=Channel.UPPER, upper_number="SJ-2026-17", upper_due_at=due)
    for minute, act in enumerate((CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH, CaseAct.RECEIVE), start=1):
        case = loop.do(case, act, minute)
    assert (case.upper_number, case.due_at, case.limit_source) == ("SJ-2026-17", due, "limit_upper")
    with loop.refused(case, NotAllowedNow):
        loop.do(case, CaseAct.REPLY_UP, 5)
    for minute, act in enumerate(
        (CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE), start=5
    ):
        case = loop.do(case, act, minute)
    with loop.refused(case, Invalid):
        loop.do(case, CaseAct.REPLY_UP, 10, reason="")
    case = loop.do(case, CaseAct.REPLY_UP, 10)
    assert (case.replied_at, case.state, case.over_at) == (after(10), CaseState.CLOSED, after(8))
    own = loop.case_in(CaseState.CLOSED, "06013")
    with loop.refused(own, NotFromAbove):
        loop.do(own, CaseAct.REPLY_UP, 10)
    sound()


@pytest.mark.parametrize(
    ("state", "act", "who", "signs", "why"),
    [
        (CaseState.REPORTED, CaseAct.ACCEPT, "acceptor", CaseAct.FILE, NotYours),
        (CaseState.REPORTED, CaseAct.ASK_VERIFY, "acceptor", CaseAct.VERIFY_TRUE, NothingToTakeBack),
        (CaseState.FILING, CaseAct.FILE, "head", CaseAct.DISPATCH, NotYours),
        (CaseState.DISPATCHING, CaseAct.DISPATCH, "dispatcher", CaseAct.RECEIVE, NotAllowedNow),
    ],
)
def test_an_act_is_taken_back_by_its_doer_until_the_next_person_signs(
    loop: Loop, state: CaseState, act: CaseAct, who: str, signs: CaseAct, why: type[CityError]
) -> None:
    case = loop.case_in(state)
    due, before = case.due_at, case.moves_count
    case = loop.do(case, act, 10)
    loop.actors["other"] = Actor(name="user:99999", holdings=loop.actors[who].holdings, user_id=None)
    with loop.refused(case, NotYours):
        loop.do(case, CaseAct.TAKE_BACK, 11, who="other")
    case = loop.do(case, CaseAct.TAKE_BACK, 11, who=who)
    assert (case.state, case.due_at, case.moves_count) == (state, due, before + 2)
    assert not Assignment.objects.filter(case=case, until=None).exists()
    case = loop.do(case, act, 12)
    case = loop.do(case, signs, 13)
    with loop.refused(case, why):
        loop.do(case, CaseAct.TAKE_BACK, 14, who=who)
    sound()


def test_a_merge_is_taken_back_with_its_reports_until_somebody_signs(loop: Loop) -> None:
    kept, gone = _two(loop)
    due = gone.due_at
    gone = loop.do(gone, CaseAct.MERGE, 5, target_id=kept.pk)
    gone = loop.do(gone, CaseAct.TAKE_BACK, 6, who="acceptor")
    assert (gone.state, gone.due_at, gone.merged_into_id) == (CaseState.REPORTED, due, None)
    assert Report.objects.filter(case=gone).count() == 1
    with loop.refused(gone, NotAllowedNow):
        loop.do(gone, CaseAct.TAKE_BACK, 7, who="acceptor")
    gone = loop.do(gone, CaseAct.ACCEPT, 8)
    gone = loop.do(gone, CaseAct.MERGE, 9, target_id=kept.pk)
    gone = loop.do(gone, CaseAct.UNMERGE, 10)
    with loop.refused(gone, NothingToTakeBack):
        loop.do(gone, CaseAct.TAKE_BACK, 11, who="acceptor")
    sound()


def test_an_act_is_taken_back_though_another_case_was_merged_in_since(loop: Loop) -> None:
    kept, gone = _two(loop)  # the first was accepted, and waits to be filed
    loop.do(gone, CaseAct.MERGE, 6, target_id=kept.pk)
    kept = loop.do(Case.objects.get(pk=kept.pk), CaseAct.TAKE_BACK, 7, who="acceptor")
    assert (kept.state, kept.stage) == (CaseState.REPORTED, Stage.ACCEPT)
    kept = loop.do(kept, CaseAct.ACCEPT, 8)
    assert kept.state == CaseState.FILING
    sound()


def test_who_acts_on_what_has_moved_on_is_told_who_did_what(loop: Loop) -> None:
    case = loop.report()
    seen = case.moves_count
    loop.do(case, CaseAct.ACCEPT, 1, seen=seen)
    case.refresh_from_db()
    with loop.refused(case, OvertakenCase, act="case.accept", actor=loop.actors["acceptor"].name):
        loop.do(case, CaseAct.FILE, 2, seen=seen)
    assert loop.do(case, CaseAct.FILE, 2, seen=seen + 1).state == CaseState.DISPATCHING
