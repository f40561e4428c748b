"""A case through the services, the ordinary way."""

from __future__ import annotations

import pytest

from xiuhua.cases.models import Case, CaseClock, Move
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import Loop, after, sound
from xiuhua.shared.errors import NotAllowedNow, NotPermitted

ORDINARY = (
    (CaseAct.ACCEPT, "acceptor", CaseState.FILING),
    (CaseAct.FILE, "head", CaseState.DISPATCHING),
    (CaseAct.DISPATCH, "dispatcher", CaseState.DISPATCHED),
    (CaseAct.RECEIVE, "unit", CaseState.HANDLING),
    (CaseAct.FEED_BACK, "handler", CaseState.REVIEWING),
    (CaseAct.FEEDBACK_PASS, "dispatcher", CaseState.CHECKING),
    (CaseAct.CHECK_PASS, "collector", CaseState.CLOSING),
    (CaseAct.CLOSE, "head", CaseState.CLOSED),
)


def test_an_ordinary_case_passes_every_post(loop: Loop) -> None:
    case = loop.report()
    for minute, (act, who, state) in enumerate(ORDINARY, start=1):
        said: dict[str, object] = {"unit_id": loop.unit("U-KEEPER").pk} if act is CaseAct.DISPATCH else {}
        said |= {"reason": "已清理"} if act is CaseAct.FEED_BACK else {}
        case = loop.act(case, act, who, after(minute), **said)
        assert case.state == state
    case.refresh_from_db()
    assert (case.closing, case.over_at, case.stage, case.due_at) == ("closing_normal", after(8), "", None)
    stages = list(
        CaseClock.objects.filter(case=case).order_by("pk").values_list("stage", "charged_to", "late")
    )
    assert stages == [
        ("stage_accept", "desk_acceptor", False),
        ("stage_file", "desk_shift_head", False),
        ("stage_dispatch", "desk_dispatcher", False),
        ("stage_handle", f"unit:{loop.unit('U-KEEPER').pk}", False),
        ("stage_review", "desk_dispatcher", False),
        ("stage_check", "desk_collector", False),
        ("stage_close", "desk_shift_head", False),
    ]
    assert Move.objects.filter(case=case).count() == 9
    sound()


def test_a_step_out_of_turn_or_by_somebody_else_is_refused_and_leaves_no_trace(loop: Loop) -> None:
    case = loop.report()
    with pytest.raises(NotAllowedNow):
        loop.act(case, CaseAct.CLOSE, "head", after(1))
    with pytest.raises(NotPermitted):
        loop.act(case, CaseAct.ACCEPT, "dispatcher", after(1))
    assert Case.objects.get(pk=case.pk).moves_count == 1
    assert loop.act(case, CaseAct.ACCEPT, "acceptor", after(1)).state == CaseState.FILING
