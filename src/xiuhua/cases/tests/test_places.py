"""The story of a place through the doors: what it tells, to whom, and what it costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.queries import case_get
from xiuhua.cases.queries.place_story import (
    PlaceLine,
    PlaceSource,
    PlaceStory,
    asked_of_case,
    place_story,
    place_story_register,
)
from xiuhua.cases.rules.places import PlaceCase, by_month, months_until, settled, timeline
from xiuhua.cases.tests.loop_kit import HERE, MONDAY, Loop, after
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.web.testing import Budget


def told(number: int, at: datetime, *, matter: str = "暴露垃圾", **changes: object) -> PlaceCase:
    values: dict[str, object] = {
        "case_id": number, "number": f"AJ{number:08d}", "matter": matter, "channel": "channel_public",
        "state": "case_closed", "is_closed": True, "reported_at": at, "over_at": at + timedelta(hours=4),
        "late": False, "unit": "养护", "away_m": 10.0, "same_thing": False, "came_back": False,
        "is_rebound": False,
    }  # fmt: skip
    return PlaceCase(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


_MARCH = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_cases_stand_by_month_and_matter_the_latest_and_the_most_first() -> None:
    last_night = datetime(2026, 2, 28, 15, 59, tzinfo=UTC)
    cases = [told(1, _MARCH), told(2, _MARCH, matter="占道经营"), told(3, _MARCH), told(4, last_night)]
    months = by_month(cases, UTC)
    assert [(f"{month.first:%Y-%m}", month.count) for month in months] == [("2026-03", 3), ("2026-02", 1)]
    assert [(matter, len(found)) for matter, found in months[0].matters] == [("暴露垃圾", 2), ("占道经营", 1)]


def test_how_a_matter_was_settled_last_how_long_it_takes_and_whether_it_came_back() -> None:
    cases = [
        told(1, _MARCH, came_back=True), told(2, _MARCH + timedelta(days=5), unit="洁城"),
        told(3, _MARCH + timedelta(days=9), over_at=None, is_closed=False, state="case_handling"),
        told(4, _MARCH + timedelta(days=2), over_at=_MARCH + timedelta(days=4)),
    ]  # fmt: skip
    (one,) = settled(cases)
    assert (one.last.case_id, one.last.unit, one.times, one.came_back) == (2, "洁城", 3, 1)
    assert one.usually == timedelta(hours=4)  # of 4, 4 and 48 hours


def test_two_years_are_drawn_with_a_bar_a_month_from_zero() -> None:
    months = months_until(datetime(2026, 3, 2, tzinfo=UTC).date())
    assert (len(months), f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") == (24, "2024-04", "2026-03")
    cases = [told(number, _MARCH, is_rebound=number == 1) for number in range(8)]
    bars = timeline(by_month(cases, UTC), until=_MARCH.date())
    assert (bars[-1].count, bars[-1].height, bars[-1].y, bars[-1].back_height) == (8, 56, 0, 7)
    assert {bar.height for bar in bars[:-1]} == {0}


def story(loop: Loop, case_id: int, who: str = "acceptor", reach_m: int = 100) -> PlaceStory:
    case = case_get(case_id)
    return place_story(asked_of_case(case, reach_m=reach_m), actor=loop.actors[who], at=after(60))


def north(metres: float) -> dict[str, Any]:  # keywords of a report
    return {"longitude": HERE[0], "latitude": HERE[1] + metres / 110_856.7}


def test_what_lies_within_reach_is_told_and_nothing_older_than_two_years(loop: Loop) -> None:
    case, near = loop.report(), loop.report(**north(99))
    loop.report(**north(101))
    found = story(loop, case.pk)
    assert [one.case_id for one in found.cases] == [near.pk]
    wider = story(loop, case.pk, reach_m=250)
    assert len(wider.cases) == 2
    type(near).objects.filter(pk=near.pk).update(reported_at=MONDAY - timedelta(days=731))
    assert story(loop, case.pk).cases == []


def test_the_story_asks_the_database_eight_times_at_most(loop: Loop, sql_budget: Budget) -> None:
    phone: dict[str, Any] = {"caller_phone": "13900005678", "caller_name": "某女士"}  # as above
    for _ in range(3):
        loop.report(who="acceptor", **phone)
    case = case_get(loop.report(who="acceptor", **phone).pk)
    with sql_budget("place story", most=8):
        place_story(asked_of_case(case, reach_m=100), actor=loop.actors["acceptor"], at=after(60))


def test_another_app_adds_what_it_knows_of_the_place(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xiuhua.cases.queries.place_story._SOURCES", {})
    line = PlaceLine(at=MONDAY, title="占道许可 2026-12", note="至 6 月底")
    place_story_register(
        PlaceSource(key="permits", zh="许可", en="Permits", lines=lambda _asked, _actor, _at: [line])
    )
    found = story(loop, loop.report().pk)
    assert [(source.key, list(lines)) for source, lines in found.further] == [("permits", [line])]


@pytest.mark.slow("signs five people in")
def test_the_desk_sees_the_callers_earlier_reports_and_a_unit_only_how_many(office: Office) -> None:
    hotline = office("hotline")
    told = {"channel": "channel_hotline", "caller_phone": "13900005678", "caller_name": "某女士"}
    first = hotline.report(**told)["id"]
    office.hands.go(days=3)
    again = hotline.report(**told, **north(400))["id"]
    number = f"AJ{first:08d}"
    seen = office("acceptor").page(f"/cases/{again}/place?reach=50")
    assert number in seen
    assert "13900005678" not in seen
    unit = office("unit").page(f"/cases/{again}/place?reach=50")
    assert number not in unit
    assert "此前两年内还反映过 1 次" in unit


@pytest.mark.slow("walks a case to its close")
def test_a_case_and_its_page_say_who_settled_it_here_the_last_time_and_how(office: Office) -> None:
    first = office("collector").report()["id"]
    office.closed(first)
    office.hands.go(days=2)
    again = office("collector").report()["id"]
    page = office("dispatcher").page(f"/places/{again}")
    for said in (f"AJ{first:08d}", "云河市政养护公司", "“已处置”", "又发生"):
        assert said in page, said
    assert f"/cases/{again}/place" in office("dispatcher").page(f"/cases/{again}"), "fetched when it opens"
    part = office("dispatcher").client.get(
        f"/cases/{again}/place", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert "<html" not in part.content.decode()
    here = office("dispatcher").page(f"/places?lon={HERE[0]}&lat={HERE[1]}&reach=50")
    assert f"AJ{first:08d}" in here
    assert office("dispatcher").client.get("/places?lon=x").status_code == 422


def test_what_was_told_several_times_is_listed_by_case_place_and_caller(office: Office) -> None:
    told = {"channel": "channel_hotline", "caller_phone": "13900005678"}
    for _ in range(2):
        office("hotline").report(**told)
    page = office("acceptor").page("/repeats")
    assert "139****5678" in page
    assert "暴露垃圾" in page
    other = office("dispatcher").page("/repeats")
    assert "139****5678" not in other


def test_a_neighbour_learns_nothing_of_a_place(loop: Loop) -> None:
    case = loop.report()
    with scope_opened(("990102",)):
        asked = asked_of_case(case, reach_m=250)
        found = place_story(asked, actor=loop.actors["acceptor"], at=after(60))
        assert (found.cases, found.calls_count) == ([], 0)
