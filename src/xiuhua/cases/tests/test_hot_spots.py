"""Hot spots and the supervision list through the doors: row S-054."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case, CaseRoad, Watch
from xiuhua.cases.queries.hot_spots import SpotAsked, heat_counted, spots_counted
from xiuhua.cases.services import roads_find
from xiuhua.cases.terms import SpotKind
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, MONDAY, STREET, Loop, after, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Road

METRE = 1 / 110_856.7  # a degree of latitude at 30.25 degrees north, as test_proofs_rebound has it
_NORTH = 30.26


def roads(loop: Loop) -> None:
    """Give the town a second road, 550 m north of the first."""
    line = MultiLineString(LineString((120.1, _NORTH), (120.13, _NORTH)), srid=4326)
    Road.objects.create(
        code="R2", name="云台路", road_class="arterial", line=line, area_code=DISTRICT,
        updated_at=MONDAY - timedelta(days=400),
    )  # fmt: skip


def at(metres: float, *, of: float = 30.255) -> dict[str, Any]:  # keywords of a report
    """Return a place so far north of a road."""
    return {"longitude": HERE[0], "latitude": of + metres * METRE}


def week(kind: SpotKind = SpotKind.ROAD, **changes: object) -> SpotAsked:
    monday = MONDAY.date()
    values: dict[str, object] = {
        "kind": kind, "since": monday, "until": monday + timedelta(days=6), "areas": ("",)
    }  # fmt: skip
    return SpotAsked(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def counts(asked: SpotAsked) -> dict[str, tuple[int, int]]:
    return {one.key: (one.now, one.before) for one in spots_counted(asked)}


def test_a_case_lies_on_the_nearest_road_within_forty_metres(loop: Loop) -> None:
    roads(loop)
    near, far = loop.report(**at(39)), loop.report(**at(41))
    other = loop.report(**at(5, of=_NORTH))
    assert roads_find(at=after(1)) == 3
    found = dict(CaseRoad.objects.values_list("case_id", "road__code"))
    assert found == {near.pk: "R1", far.pk: None, other.pk: "R2"}
    assert CaseRoad.objects.get(case=near).away_m == pytest.approx(39, abs=0.5)
    assert roads_find(at=after(2)) == 0, "nothing is left to be found"
    line = MultiLineString(LineString((120.1, 30.2554), (120.13, 30.2554)), srid=4326)
    Road.objects.filter(code="R1").update(line=line, updated_at=after(3))
    assert roads_find(at=after(4)) == 3
    assert CaseRoad.objects.filter(case=far, road__code="R1").exists(), "the road was moved"
    assert roads_find(at=after(5)) == 0


def test_cases_are_counted_by_road_area_matter_channel_and_hour(loop: Loop) -> None:
    roads(loop)
    loop.report(at=after(0), **at(1))
    loop.report("06013", at=after(60), **at(2))
    loop.report(at=after(-7 * 24 * 60), **at(3))
    loop.report(at=after(15 * 60), **at(1, of=_NORTH))  # 00:00 in Shanghai, the next day
    loop.report(at=after(7 * 24 * 60), **at(1))  # the Monday after
    roads_find(at=after(9 * 24 * 60))
    assert counts(week()) == {"R1": (2, 1), "R2": (1, 0)}
    assert counts(week(items=(loop.items["06013"].pk,))) == {"R1": (1, 0)}
    assert counts(week(channels=("channel_public",))) == {}
    assert counts(week(hours=(9, 9))) == {"R1": (1, 1)}
    assert counts(week(hours=(23, 1))) == {"R2": (1, 0)}
    assert counts(week(areas=("990102",))) == {}
    assert counts(week(SpotKind.STREET)) == {STREET: (3, 1)}
    assert counts(week(SpotKind.GRID))["990101003001001"] == (2, 1)
    assert heat_counted(week()) == {(1, 9): 1, (1, 10): 1, (2, 0): 1}


def test_what_was_void_or_told_twice_is_no_problem_of_a_place(loop: Loop) -> None:
    kept, gone = loop.report(**at(1)), loop.report(**at(1))
    Case.objects.filter(pk=gone.pk).update(state="case_merged")
    roads_find(at=after(1))
    assert counts(week()) == {"R1": (1, 0)}
    assert kept.pk


@pytest.mark.slow("four people, forty reports, six pages")
@pytest.mark.proves("S-054")
def test_hot_roads_are_ranked_opened_put_on_the_list_and_compared(office: Office) -> None:
    loop = office.loop
    with scope_opened(("",)):
        roads(loop)
        come(loop, "analyst", "施敏", Role.COMMITTEE_OFFICE, DISTRICT, "U-DISTRICT")
        for number in range(20):
            loop.report(at=after(number * 60), **at(number % 8))
        for number in range(3):
            loop.report(at=after(-3 * 24 * 60 + number), **at(1))
            loop.report("06013", at=after(number * 60 + 5), **at(2, of=_NORTH))
        roads_find(at=after(1))
    office.hands.at = datetime(2026, 3, 9, 1, tzinfo=UTC)
    analyst = office("analyst")
    asked = "/hot-spots?kind=spot_road&on_from=2026-03-02&on_to=2026-03-08"
    answer = analyst.client.get(asked)
    view = answer.context["view"]
    assert [(line.spot.count.name, line.spot.rank, line.spot.count.now, line.spot.count.before)
            for line in view.lines] == [("滨河路", 1, 20, 3), ("云台路", 2, 3, 0)]  # fmt: skip
    assert [line.spot.verdict.value for line in view.lines] == ["verdict_more", "verdict_few"]
    assert view.lines[0].spot.per_km == pytest.approx(20 / 2.887, abs=0.02)  # 0.03 degrees at 30.255 north
    kinds = [one["properties"]["kind"] for one in view.map.overlay["features"]]
    assert kinds == ["heat1", "heat5"], "what has most lies on top"
    opened = analyst.rows(view.lines[0].cases_url)
    with scope_opened(("",)):
        since = datetime(2026, 3, 1, 16, tzinfo=UTC)
        around = Road.objects.get(code="R1").line.buffer(0.001)
        exactly = Case.objects.filter(reported_at__gte=since, place__bboverlaps=around)
        assert sorted(opened) == sorted(case.number for case in exactly)
    assert len(analyst.rows(view.lines[1].cases_url)) == 3
    at_nine = analyst.client.get(f"{asked}&hours=9-9").context["view"]
    assert at_nine.total == 2, "one at nine on each road, of the first day; the others an hour apart"

    led = analyst.form(
        view.lines[0].watch_url, owner="何启明", since="2026-03-09", until="2026-03-15", target=5,
        note="加派保洁", matter="",
    )  # fmt: skip
    leader = office("leader")
    assert "滨河路" in leader.page("/supervision-list")
    page = leader.page(led)
    assert "何启明" in page
    with scope_opened(("",)):
        watch = Watch.objects.get()
        assert (watch.before_count, watch.target) == (20, 5)
        for number in range(4):
            loop.report(at=office.hands.at + timedelta(hours=number), **at(1))
        roads_find(at=office.hands.at)
    office.hands.at = datetime(2026, 3, 16, 1, tzinfo=UTC)
    compared = leader.client.get(led).context["view"].sections[0].context
    assert (compared.before, compared.now, compared.met, compared.running) == (20, 4, True, False)
    assert len(leader.rows(compared.now_url)) == 4
    assert len(leader.rows(compared.before_url)) == 20
    office("analyst").form(f"{led}/end", conclusion="增设两处果壳箱，夜间加一班")
    assert "已销号" in leader.page(led)


def test_the_list_is_the_analysts_and_a_place_stands_on_it_once(office: Office) -> None:
    with scope_opened(("",)):
        come(office.loop, "analyst", "施敏", Role.COMMITTEE_OFFICE, DISTRICT, "U-DISTRICT")
    path = "/hot-spots/spot_road/R1/watch"
    assert office("leader").client.get(path).status_code == 403
    typed = {"owner": "何启明", "since": "2026-03-09", "until": "2026-03-15", "target": 5}
    analyst = office("analyst")
    analyst.form(path, **typed)
    assert analyst.client.post(path, typed).status_code == 409
    assert analyst.client.post("/hot-spots/spot_road/R9/watch", typed).status_code == 404
    assert analyst.client.get("/hot-spots/nothing/R1/watch").status_code == 404
    wrong = analyst.client.post("/hot-spots/spot_street/990101003/watch", {**typed, "until": "2026-03-01"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "", "?kind=spot_community", "?kind=spot_grid&hours=22-5",
        "?kind=x&hours=99-1&item=a&on_from=2026-13-01",
    ],
)  # fmt: skip
def test_the_page_opens_whatever_is_asked(office: Office, query: str) -> None:
    office("collector").report()
    assert office("leader").page(f"/hot-spots{query}")


def test_the_filter_is_folded_behind_what_is_chosen(office: Office) -> None:
    page = office("leader").page("/hot-spots?channel=channel_hotline&hours=17-19")
    folded = page.partition('<details class="x-spots-fold"')[2].partition("</details>")[0]
    summary, _end, form = folded.partition("</summary>")
    assert "筛选 · 17–20 时，晚高峰 · " in summary
    assert '<form class="x-figures-form"' in form


def test_the_ranking_is_taken_away_as_a_sheet_and_as_map_data(office: Office) -> None:
    with scope_opened(("",)):
        office.loop.report(**at(1))
        roads_find(at=after(1))
    asked = "/hot-spots?on_from=2026-03-02&on_to=2026-03-08&export="
    leader = office("leader").client
    csv = b"".join(leader.get(f"{asked}csv", follow=True))
    assert "滨河路" in csv.decode("utf-8-sig")
    shapes = b"".join(leader.get(f"{asked}geojson", follow=True))
    assert b"MultiLineString" in shapes
