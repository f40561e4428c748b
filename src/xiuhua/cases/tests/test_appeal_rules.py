"""What may be objected to, until when, and who may judge: by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from xiuhua.cases.rules.appeals import Counts, Held, appeal_until, held_against, may_judge
from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.rules.folding import Told, clocks_anew, folded, moved
from xiuhua.cases.terms import AppealAbout, CaseAct, CaseState, Stage
from xiuhua.cases.tests.clock_kit import calendar_of, yuncheng

_AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
_LATE = Clock(
    stage=Stage.HANDLE, number=1, charged_to="unit:7", limit=None, started_at=_AT, due_at=_AT, left_s=None,
    running_since=None, stopped_at=_AT + timedelta(hours=1), late=True,
)  # fmt: skip
_NOTHING = Counts(returns=0, returns_exempt=0, reworks=0, reworks_exempt=0)


def about(
    clocks: list[Clock], counts: Counts = _NOTHING, state: CaseState = CaseState.HANDLING
) -> list[Held]:
    return held_against(7, clocks=clocks, counts=counts, state=state)


def test_lateness_of_the_own_runs_may_be_objected_to() -> None:
    assert about([_LATE]) == [Held(about=AppealAbout.LATE, stage=Stage.HANDLE, number=1)]
    again = replace(_LATE, number=2)
    assert about([_LATE, again]) == [Held(about=AppealAbout.LATE, stage=Stage.HANDLE, number=2)]
    for other in (
        replace(_LATE, late=False), replace(_LATE, charged_to="unit:8"), replace(_LATE, cancelled=True),
        replace(_LATE, exempt=True), replace(_LATE, stopped_at=None),
    ):  # fmt: skip
        assert about([other]) == [], other


def test_returns_and_reworks_may_be_objected_to_as_long_as_they_count() -> None:
    counts = Counts(returns=1, returns_exempt=0, reworks=2, reworks_exempt=1)
    assert [one.about for one in about([], counts)] == [AppealAbout.RETURN, AppealAbout.REWORK]
    spent = Counts(returns=1, returns_exempt=1, reworks=2, reworks_exempt=2)
    assert about([], spent) == []
    assert [one.about for one in about([], spent, CaseState.CLOSED)] == [AppealAbout.SCORE]


def test_the_days_run_from_the_end_or_from_the_freeze_if_that_is_later() -> None:
    assert appeal_until(over_at=None, frozen_at=None, days=3) is None
    assert appeal_until(over_at=_AT, frozen_at=None, days=3) == _AT + timedelta(days=3)
    frozen = _AT + timedelta(days=20)
    assert appeal_until(over_at=_AT, frozen_at=frozen, days=3) == _AT + timedelta(days=23)
    assert appeal_until(over_at=frozen, frozen_at=_AT, days=0) == frozen


def test_neither_who_objects_nor_who_judged_first_nor_their_unit_judges() -> None:
    me = frozenset({"user:4", "token:9"})
    assert may_judge(judge_names=me, maker="user:1", first="user:2", serves_there=False)
    assert may_judge(judge_names=me, maker="user:1", first="", serves_there=False)
    assert not may_judge(judge_names=me, maker="user:1", first="token:9", serves_there=False)
    assert not may_judge(judge_names=me, maker="user:4", first="", serves_there=False)
    assert not may_judge(judge_names=me, maker="user:1", first="", serves_there=True)


def _move(number: int, act: CaseAct, after: CaseState, **detail: object) -> Told:
    return Told(
        number=number, act=act, before=None, after=after, at=_AT + timedelta(hours=number), detail=detail
    )


def test_an_upheld_appeal_is_told_by_a_move_from_which_case_and_clock_are_rebuilt() -> None:
    start = {"stage_handle": {"amount": 1, "unit": "work_hour", "charged": "unit:7"}}
    history = [
        _move(1, CaseAct.DISPATCH, CaseState.DISPATCHED, start=start),
        _move(2, CaseAct.CHECK_FAIL, CaseState.HANDLING),
        _move(6, CaseAct.FEED_BACK, CaseState.REVIEWING),
        _move(7, CaseAct.EXEMPT, CaseState.REVIEWING, exempt={"about": "appeal_rework"}),
        _move(
            8, CaseAct.EXEMPT, CaseState.REVIEWING,
            exempt={"about": "appeal_late", "stage": "stage_handle", "number": 1},
        ),
    ]  # fmt: skip
    facts = folded(history)
    assert (facts.reworks, facts.reworks_exempt, facts.returns_exempt) == (1, 1, 0)
    (clock,) = [one for one in clocks_anew(history, calendar_of(yuncheng())) if one.stage is Stage.HANDLE]
    assert (clock.late, clock.exempt) == (True, True), "raw lateness stays as it was"
    again = moved(facts, _move(9, CaseAct.EXEMPT, CaseState.REVIEWING, exempt={"about": "appeal_rework"}))
    assert again.reworks_exempt == 1, "never more than there were"
