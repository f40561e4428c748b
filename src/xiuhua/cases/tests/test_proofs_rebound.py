"""A matter that comes back: row S-055."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    (figure,) = office("leader").get("/figures", period="2026-04", key="rebounds")
    assert figure["value"] == 2

    wish = {"area_code": DISTRICT, "chosen": {"rebound_days": 45}, "reason": "创卫期间", "seen": 0}
    office("keeper").post("/loop-settings", wish)
    assert collector.report()["rebound_of"] == first, "the city has lengthened the window"
