"""Each stage's own limit as a figure: who kept it, over whom it fell due, each count opening to its cases."""

from __future__ import annotations

import pytest

from xiuhua.cases.tests.proof_kit import Office
from xiuhua.scenekit.indicators import indicators

MARCH = "2026-03"
# The desks' limits: acceptance, filing, dispatch 30 working minutes; review, closing 60; the check two hours.
KEPT = {
    "accept_stage_in_time": (1, 3),
    "verify_stage_in_time": (0, 0),
    "file_stage_in_time": (1, 2),
    "dispatch_stage_in_time": (1, 1),
    "handled_in_time": (1, 1),
    "review_stage_in_time": (1, 1),
    "check_stage_in_time": (0, 1),
    "close_stage_in_time": (1, 1),
}


def _figures(office: Office) -> dict[str, tuple[int | None, int | None]]:
    told = office("leader").get("/figures", period=MARCH)
    return {one["key"]: (one["numerator"], one["denominator"]) for one in told if one["key"] in KEPT}


def _records(office: Office, key: str, side: str) -> list[str]:
    return sorted(office("leader").rows(f"/figures/{key}/records?period={MARCH}&side={side}"))


@pytest.mark.slow("three cases, six people")
def test_each_stage_counts_who_kept_its_limit_and_opens_to_the_cases(office: Office) -> None:
    hands = office.hands  # Monday, nine o'clock: every stage below lies before noon but the check
    first, second, third = (office("collector").report()["id"] for _ in range(3))
    office("acceptor").act(first, "accept")  # 9:01, due 9:30
    hands.go(minutes=40)
    office("acceptor").act(second, "accept")  # 9:42, due 9:30: late
    office("head").act(first, "file")  # 9:43, due 9:31: late
    office("head").act(second, "file")  # 9:44, due 10:12
    office("dispatcher").act(first, "dispatch", unit_code="U-KEEPER")  # 9:45, due 10:13
    office("unit").act(first, "receive")
    office("unit").act(first, "feed_back", reason="已处置")
    office("dispatcher").act(first, "feedback_pass")
    hands.go(hours=5)
    office("verifier").act(first, "check_pass")  # 14:49; two hours from 9:48 end at 11:48
    office("head").act(first, "close")
    hands.go(days=1)
    # The second still waits to be dispatched, due 10:14 the day before; the third was never accepted.
    expected = KEPT | {"dispatch_stage_in_time": (1, 2)}
    assert _figures(office) == expected
    numbers = [f"AJ{case:08d}" for case in (first, second, third)]
    assert _records(office, "accept_stage_in_time", "numerator") == numbers[:1]
    assert _records(office, "accept_stage_in_time", "denominator") == numbers
    assert _records(office, "dispatch_stage_in_time", "denominator") == numbers[:2]
    assert _records(office, "check_stage_in_time", "numerator") == []
    page = office("leader").page(f"/figures?period={MARCH}")
    for said in ("各环节按时率", "受理按时率", "按时受理/应受理", "核查按时率", "结案按时率"):
        assert said in page


def test_no_two_figures_are_called_the_same() -> None:
    for language in ("zh-hans", "en"):
        names = [(one.name(language), one.variant(language)) for one in indicators()]
        assert sorted({name for name in names if names.count(name) > 1}) == []
