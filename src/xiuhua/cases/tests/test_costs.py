"""What the services of the loop cost, in statements: the whole way, places, limits, duplicates and ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases.services import NewReport, report_take
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.cases.tests.loop_kit import HERE, MONDAY, Loop
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget


def test_what_a_pushed_report_costs(loop: Loop, sql_budget: Budget) -> None:
    loop.report(push=True)  # the calendar is read once
    new = NewReport(
        client_id=uuid7(), channel=Channel.COLLECTOR, item_id=loop.items["06010"].pk, longitude=HERE[0],
        latitude=HERE[1], push=True,
    )  # fmt: skip
    with sql_budget("report with push", most=20):
        reported = report_take(new=new, actor=loop.actors["collector"], at=MONDAY + timedelta(minutes=5))
        assert reported.case.unit is not None
    assert reported.case.unit.code == "U-KEEPER"
    assert len(reported.duplicates) == 1


ACTS = (
    (CaseAct.ACCEPT, "acceptor", 8),
    (CaseAct.FILE, "head", 8),
    (CaseAct.DISPATCH, "dispatcher", 14),  # asks the duty table who should have got it, and keeps why
    (CaseAct.RECEIVE, "unit", 8),
    (CaseAct.FEED_BACK, "handler", 8),
    (CaseAct.FEEDBACK_PASS, "dispatcher", 8),
    (CaseAct.CHECK_PASS, "collector", 9),
    (CaseAct.CLOSE, "head", 9),
)


@pytest.mark.parametrize("until", range(1, len(ACTS) + 1), ids=lambda until: str(ACTS[until - 1][0]))
def test_what_each_act_costs(loop: Loop, sql_budget: Budget, until: int) -> None:
    case = loop.report()
    for minute, (act, who, _most) in enumerate(ACTS[: until - 1], start=1):
        loop.act(case, act, who, MONDAY + timedelta(minutes=minute), **_said(loop, act))
    act, who, most = ACTS[until - 1]
    with sql_budget(f"act {act}", most=most):
        loop.act(case, act, who, MONDAY + timedelta(minutes=until), **_said(loop, act))


def _said(loop: Loop, act: CaseAct) -> dict[str, object]:
    if act is CaseAct.DISPATCH:
        return {"unit_id": loop.unit("U-KEEPER").pk}
    return {"reason": "已清理"} if act is CaseAct.FEED_BACK else {}
