"""Ways past the desks: straight to the crew, up the levels and across. Rows S-032, R-15, S-050 and P-05."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import NOBODYS, after
from xiuhua.cases.tests.proof_kit import Office, instant
from xiuhua.scenekit.testkit.witness import Witness

FIRSTS = ("median_discovered_received", "median_reported_handled", "median_reported_solved")


def measured(office: Office, key: str) -> float | None:
    """Return a latency of March, minutes, as the leader who commands reads it; None while nobody knows."""
    (found,) = office("leader").get("/figures", period="2026-03", key=key)
    value: float | None = found["value"]
    return value


@pytest.mark.slow("six people handle one case, measured at each step")
@pytest.mark.proves("S-032", "R-15")
def test_a_patrol_report_goes_straight_to_the_crew_and_its_three_firsts_are_measured(
    office: Office, witness: Witness
) -> None:
    grid, unit, hands = office("grid"), office("unit"), office.hands
    seen_at = hands.at - timedelta(minutes=8)
    told = grid.report(channel="channel_grid", push=True, occurred_at=seen_at.isoformat())
    case = told["id"]
    assert (told["state"], told["unit"], told["stage"]) == ("case_dispatched", "U-KEEPER", "stage_handle")
    assert [move["act"] for move in grid.get(f"/cases/{case}/moves")] == ["case.open", "case.push"]
    waiting = grid.report(channel="channel_grid", address="滨河路 40 号")  # not pushed: the desks come first
    assert (waiting["state"], waiting["unit"]) == ("case_reported", None)
    nobodys = report_body(matter="06035", longitude=NOBODYS[0], latitude=NOBODYS[1], push=True)
    assert office("collector").refused("/reports", nobodys) == (409, "report_nobody_to_push")

    (mine,) = unit.get("/cases", mine="true")["items"]
    assert mine["id"] == case
    leader = office("leader")
    assert "尚未" in leader.page(f"/cases/{case}")
    before = [measured(office, key) is not None for key in FIRSTS]
    hands.at = after(5)
    unit.post(f"/cases/{case}/acts/receive", {})
    received = measured(office, FIRSTS[0])
    before[1] |= measured(office, FIRSTS[1]) is not None
    hands.at = after(25)
    unit.post(f"/cases/{case}/acts/feed_back", {"reason": "已劝离并清扫"})
    handled = measured(office, FIRSTS[1])
    before[2] |= measured(office, FIRSTS[2]) is not None
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_pass")
    hands.at = after(40)
    office("head").post(f"/cases/{case}/acts/close", {})
    solved = measured(office, FIRSTS[2])
    for known_before, found, minutes in zip(before, (received, handled, solved), (13, 25, 40), strict=True):
        witness.boundary("R-15", just_before=known_before, at=found == minutes)
    page = leader.page(f"/cases/{case}")
    firsts = page.partition("三个第一时间")[2].partition("</ul>")[0]
    assert firsts.index("发现") < firsts.index("签收") < firsts.index("首次处置") < firsts.index("解决")
    for span in (
        "13\u00a0分",
        "33\u00a0分",
        "48\u00a0分",
    ):  # since it was seen, eight minutes before the report
        assert span in firsts


def mine(office: Office, who: str) -> list[int]:
    """Return the cases that wait for somebody's unit."""
    return [case["id"] for case in office(who).get("/cases", mine="true")["items"]]


@pytest.mark.slow("nine people lead three cases along three levels")
@pytest.mark.proves("S-050", "P-05")
def test_a_case_goes_from_community_to_street_to_bureau_and_across_with_the_rest_of_its_time(
    office: Office,
) -> None:
    community, street, bureau, water = (office(who) for who in ("community", "street", "bureau", "water"))
    dispatcher = office("dispatcher")
    up, kept, across = (
        office("collector").report(matter="06035", address=f"滨河路 {nth} 号")["id"] for nth in range(3)
    )
    due = instant(office.dispatched(up, "U-COMMUNITY")["due_at"])
    assert mine(office, "street") == []
    assert mine(office, "community") == [up]
    assert street.refused(f"/cases/{up}/acts/receive", {}) == (403, "case_not_of_this_unit")
    community.act(up, "receive")
    office.hands.go(hours=2)
    told = community.act(up, "step_up", reason="社区无力清运，请街道协调")
    assert (told["unit"], told["state"]) == ("U-OFFICE", "case_dispatched")
    assert instant(told["due_at"]) == due, "the street has what is left, no more"
    assert (mine(office, "street"), mine(office, "community")) == ([up], [])
    assert "社区无力清运，请街道协调" in street.page(f"/cases/{up}")
    street.act(up, "receive")
    told = street.act(up, "step_up", reason="需要局里调车")
    assert (told["unit"], instant(told["due_at"])) == ("U-BUREAU", due)
    bureau.act(up, "receive")
    refused = bureau.refused(f"/cases/{up}/acts/step_up", {"reason": "再往上"})
    assert refused[1] == "case_no_unit_above"
    bureau.act(up, "feed_back", reason="已调车清运")
    runs = [run for run in bureau.get(f"/cases/{up}/clocks") if run["stage"] == "stage_handle"]
    assert len({run["charged_to"] for run in runs}) == 3, "each level's time is its own"
    had = community.page(f"/cases/{up}")
    for unit in ("针线社区居委会", "绣衣街道办事处", "区综合行政执法局"):
        assert unit in had

    # The street handles what is its own, and it is checked by somebody else.
    office.dispatched(kept, "U-OFFICE")
    street.act(kept, "receive")
    street.act(kept, "feed_back", reason="街道已清运")
    assert street.client.get(f"/cases/{kept}/check-pass").status_code == 403
    dispatcher.act(kept, "feedback_pass")
    office("verifier").act(kept, "check_pass")
    office("head").act(kept, "close")
    assert community.get(f"/cases/{kept}")["state"] == "case_closed"

    # What belongs to another department goes across, with that department named.
    office.dispatched(across, "U-OFFICE")
    street.act(across, "send_back", reason="河道护栏归水务", unit_code="U-WATER")
    assert "河道护栏归水务" in dispatcher.page(f"/cases/{across}")
    dispatcher.act(across, "return_grant")
    dispatcher.act(across, "dispatch", unit_code="U-WATER", helper_codes=["U-OFFICE"])
    assert mine(office, "water") == [across]
    assert water.act(across, "receive")["state"] == "case_handling"
    assert "协办" in street.page(f"/cases/{across}")
