"""A matter that comes back: row S-055."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.door_kit import Door
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE
from xiuhua.cases.tests.proof_kit import Office, instant

# One degree of latitude at 30.25 degrees north on WGS84: 111132.95 - 559.82 cos(60.5) + 1.17 cos(121) metres.
METRE = 1 / 110_856.7


def north(metres: float) -> dict[str, float]:
    """Return a place so far north of where the case was closed."""
    return {"longitude": HERE[0], "latitude": HERE[1] + metres * METRE}


@pytest.mark.slow("eight people, and a month goes by")
@pytest.mark.proves("S-055")
def test_a_matter_that_comes_back_within_thirty_days_and_fifty_metres_is_flagged_and_inspected_closer(
    office: Office,
) -> None:
    collector, assessor, hands = office("collector"), office("assessor"), office.hands
    first = collector.report()["id"]
    office.closed(first)
    closed = instant(office.case_read("assessor", first)["over_at"])
    assert closed is not None
    assert assessor.rows("/cases?rebound=1") == []

    hands.at = closed + timedelta(days=30)
    same, near = collector.report(), collector.report(**north(49))
    far, other = collector.report(**north(51)), collector.report(matter="06013")
    assert [one["rebound_of"] for one in (same, near, far, other)] == [first, first, None, None]
    hands.at = closed + timedelta(days=31)
    late = collector.report()
    assert late["rebound_of"] is None

    numbers = [f"AJ{one['id']:08d}" for one in (same, near)]
    assert sorted(assessor.rows("/cases?rebound=1")) == numbers
    assert late["number"] in assessor.rows("/cases?rebound=0")
    page = assessor.page(f"/cases/{same['id']}")
    assert "提级 · 回潮" in page
    assert f"AJ{first:08d}" in page.partition("回潮自")[2]
    assert "提级 · 回潮" not in assessor.page(f"/cases/{far['id']}")
    assert numbers[0] in assessor.page(f"/cases/{first}").partition("回潮为")[2]

    dispatched = [office.dispatched(one["id"], "U-KEEPER") for one in (same, far)]
    assert [one["state"] for one in dispatched] == ["case_dispatched"] * 2
    for one in (same, far):
        office("unit").act(one["id"], "receive")
        office("unit").act(one["id"], "feed_back", reason="已处置")
        office("dispatcher").act(one["id"], "feedback_pass")
    verifier = office("verifier")  # who passed the first one
    assert assessor.rows("/cases?state=case_checking&rebound=1&sort=due") == [numbers[0]]
    told = {one["act"]: one for one in verifier.get(f"/cases/{same['id']}/acts")}
    assert (told["case.check_pass"]["code"], told["case.check_fail"]["allowed"]) == (
        "case_checked_before",
        True,
    )
    assert f"AJ{first:08d}" in told["case.check_pass"]["message"]
    assert verifier.refused(f"/cases/{same['id']}/acts/check_pass", {}) == (403, "case_checked_before")
    assert "提级核查" in verifier.page(f"/cases/{same['id']}")
    assert verifier.act(far["id"], "check_pass")["state"] == "case_closing"
    assert collector.act(same["id"], "check_pass")["state"] == "case_closing"

    (figure,) = office("leader").get("/figures", period="2026-04", key="rebounds")
    assert figure["value"] == 2

    wish = {"area_code": DISTRICT, "chosen": {"rebound_days": 45}, "reason": "创卫期间", "seen": 0}
    office("keeper").post("/loop-settings", wish)
    assert collector.report()["rebound_of"] == first, "the city has lengthened the window"


def test_a_token_of_the_same_person_has_no_other_eyes_and_a_city_may_do_without(office: Office) -> None:
    collector, loop = office("collector"), office.loop
    first = collector.report()["id"]
    office.closed(first)
    again = collector.report()["id"]
    office.dispatched(again, "U-KEEPER")
    office("unit").act(again, "receive")
    office("unit").act(again, "feed_back", reason="已处置")
    office("dispatcher").act(again, "feedback_pass")
    with scope_opened(("",)):
        program = Door(loop.actors["verifier"], "case.check_pass", "case.read")
    path = f"/cases/{again}/acts/check_pass"
    assert program.post(path, {}).json()["code"] == "case_checked_before"
    wish = {"area_code": DISTRICT, "chosen": {"rebound_raised": False}, "reason": "两人值守", "seen": 0}
    office("keeper").post("/loop-settings", wish)
    assert program.post(path, {}).json()["state"] == "case_closing"
