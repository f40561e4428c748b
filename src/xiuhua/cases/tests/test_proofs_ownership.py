"""What nobody owns: handled first, decided by the month's meeting, then a duty. Rows S-048, R-08 and P-04."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from xiuhua.cases.tests.loop_kit import NOBODYS, STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.scenekit.testkit.witness import Witness

THERE = {"longitude": NOBODYS[0], "latitude": NOBODYS[1], "address": "飞地 3 号"}
OWNER = "云河市政养护公司"


def agenda(office: Office, month: str) -> tuple[str, list[str]]:
    """Return where a month's meeting is and what stands on its agenda, as its host reads it."""
    host = office("office")
    listed = host.client.get("/consultations").context["view"].rows
    found = next((row for row in listed if row.cells[0].text == month), None)
    if found is None:
        return "", []
    assert "云河区政府" in [cell.text for cell in found.cells], "the government office hosts it"
    (section, *_rest) = host.client.get(found.url).context["view"].sections
    return found.url, [line["question"].case.title for line in section.context]


def suggested(office: Office, case: int) -> tuple[str, bool]:
    """Return whom dispatch is told to ask, and whether nobody owns it."""
    told = office("dispatcher").get(f"/cases/{case}/suggestion")
    return told["unit"], told["ownerless"]


@pytest.mark.slow("seven people bring three matters before two meetings")
@pytest.mark.proves("S-048", "R-08", "P-04")
def test_what_nobody_owns_is_decided_by_the_months_meeting_and_dispatched_by_it_ever_after(
    office: Office, witness: Witness
) -> None:
    collector, dispatcher, host = office("collector"), office("dispatcher"), office("office")
    furniture = collector.report(matter="06035", **THERE)["id"]
    office.filed(furniture)
    assert suggested(office, furniture) == ("", True)
    dispatcher.act(furniture, "dispatch", unit_code="U-OFFICE")  # named by the dispatcher
    danger = collector.report(matter="09006", push=True, **THERE)
    assert (danger["unit"], danger["state"]) == ("U-OFFICE", "case_dispatched")  # at once: the fallback
    office("street").form(f"/cases/{danger['id']}/cost", amount="120.50", purpose="清障车辆")
    costs = host.page(f"/cases/{danger['id']}")
    assert "120.50" in costs
    assert "清障车辆" in costs
    assert office("unit").refused(f"/cases/{danger['id']}/costs", {"amount_fen": 1, "purpose": "x"})[0] == 403

    meeting, titles = agenda(office, "2026-03")
    assert titles == ["废弃家具设备", "占道经营"]
    question = host.client.get(meeting).context["view"].sections[0].context[0]["question"].pk
    decision = {
        "unit": OWNER, "area_code": STREET, "only_this_matter": "on", "reason": "由养护公司负责",
        "document_number": "会商〔2026〕3 号",
    }  # fmt: skip
    assert dispatcher.client.get(f"/questions/{question}/decide").status_code == 403
    waiting = collector.report(matter="06035", **THERE)["id"]
    before = suggested(office, waiting)
    host.form(f"/questions/{question}/decide", **decision)
    decided = suggested(office, waiting)
    witness.boundary("R-08", just_before=before == (OWNER, False), at=decided == (OWNER, False))
    assert OWNER in dispatcher.page(f"/cases/{waiting}")
    office.filed(waiting)
    assert dispatcher.act(waiting, "dispatch", unit_code="U-KEEPER")["unit"] == "U-KEEPER"
    assert agenda(office, "2026-03")[1] == titles, "what has an owner raises no question"
    other = collector.report(matter="05008", **THERE)["id"]
    assert suggested(office, other) == ("", True), "decided for this matter only"

    office.hands.at = datetime(2026, 3, 25, 1, tzinfo=UTC)
    carried = agenda(office, "2026-04")
    minutes = {"meets_on": "2026-03-25", "minutes": "议定一项，一项续议"}
    host.form(f"{meeting}/close", **minutes)
    assert agenda(office, "2026-03")[1] == ["废弃家具设备"]
    later = agenda(office, "2026-04")[1]
    witness.boundary("R-08", just_before=bool(carried[1]), at=later == ["占道经营"])
    again = host.client.post(f"{meeting}/close", {"version": "held", **minutes})
    assert again.status_code == 409, "held once a month"
    assert "会商〔2026〕3 号" in host.page(f"/questions/{question}")
    assert "议定一项，一项续议" in dispatcher.page(meeting)
