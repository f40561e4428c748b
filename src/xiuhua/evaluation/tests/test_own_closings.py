"""A contractor reads what a closed month says of itself, and of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import MonthClosing
from xiuhua.evaluation.services.closings import closings_sweep
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.test_closings import keeper_case, people

pytestmark = pytest.mark.slow("a month is frozen, and two firms look at it")


def test_a_contractor_reads_its_own_line_of_a_closed_month_and_no_other(
    office: Office, recording: Recording
) -> None:
    del recording
    people(office)
    with scope_opened(("",)):
        come(office.loop, "own", "洁二", Role.SANITATION_CONTRACTOR, DISTRICT, "U-KEEPER")
        come(office.loop, "rival", "环三", Role.SANITATION_CONTRACTOR, DISTRICT, "U-CLEAN")
    late = keeper_case(office, "06010", MONDAY, handled=timedelta(days=2))
    kept = keeper_case(office, "06013", MONDAY, handled=timedelta(hours=1))
    own, rival = office("own"), office("rival")
    assert own.client.get("/my-scores/months").context["view"].rows == ()
    office("assessor").form(
        "/closings/rule", freeze_days="1", objection_days="3", notice_days="3", green="90", blue="80",
        yellow="70", reason="考核办法第八条",
    )  # fmt: skip
    office.hands.at = datetime(2026, 4, 2, 1, tzinfo=UTC)
    assert closings_sweep(at=office.hands.at) == (1, 0)
    closing = MonthClosing.objects.get()
    (row,) = own.client.get("/my-scores/months").context["view"].rows
    page = own.page(row.url)
    for words in ("2026-03", "云河市政养护公司", "50.0% (1/2)", f"AJ{late:08d} · "):
        assert words in page, words
    assert f"AJ{kept:08d}" not in page
    assert rival.client.get("/my-scores/months").context["view"].rows == ()
    assert rival.client.get(f"/my-scores/months/{closing.pk}").status_code == 404
    assert own.client.get(f"/closings/{closing.pk}").status_code == 403  # the others' lines are not theirs
    assert office("collector").client.get("/my-scores/months").status_code == 403
