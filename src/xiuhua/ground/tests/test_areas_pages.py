"""The pages and the API of areas and roads, entered by HTTP as somebody in a role."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
import shapely
from django.test import Client

from xiuhua.ground.models import Area, Road
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.roads import RoadFacts, roads_write_many
from xiuhua.ground.terms.areas import RoadClass
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.fields import square
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.actor import Actor
from xiuhua.shared.coordinates import Datum, from_wgs84
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
YUNHE, STREET = "990101", "990101003"
COMMUNITY = f"{STREET}001"
_LINE = '{"type": "LineString", "coordinates": [[120, 30], [120.01, 30]]}'


def viewed(client: Client, url: str, **query: object) -> Any:
    """Return what the page's template was told."""
    answer = client.get(f"{url}?{urlencode(query)}" if query else url, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.context["view"]


def posted(client: Client, path: str, body: dict[str, object]) -> Any:
    answer = client.post(f"/api/v1{path}", json.dumps(body), "application/json")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


@pytest.fixture
def field(ground: Ground, recorder: Actor) -> dict[str, Area]:
    """A community of three unit grids, two of them overlapping, a duty grid, a road and its segment."""
    road = RoadFacts(
        code="R1", name="云河大道", road_class=RoadClass.ARTERIAL, line=_LINE, area_code=YUNHE, width_m=30
    )
    roads_write_many(roads=[road], actor=recorder, at=NOON)
    island = shapely.MultiPolygon([square(0, 0, wide=290), square(600, 0)])
    new = [
        NewArea(code=COMMUNITY, name="绣衣社区", shape=shapely.to_geojson(island)),
        NewArea(code=f"{COMMUNITY}001", name="一", shape=shapely.to_geojson(square(0, 0))),
        NewArea(code=f"{COMMUNITY}002", name="二", shape=shapely.to_geojson(square(100, 0))),
        NewArea(code=f"{COMMUNITY}003", name="三", shape=shapely.to_geojson(square(190, 0))),
        NewArea(code=f"{STREET}Z01", name="一号责任网格", members=[f"{COMMUNITY}001", f"{COMMUNITY}002"]),
        NewArea(code=f"{STREET}L0001", name="云河大道一段", line=_LINE, road="R1"),
    ]
    return {area.code: area for area in areas_create_many(new=new, actor=recorder, at=NOON)}


@pytest.fixture
def clerk(ground: Ground, sign_in: SignIn) -> Client:
    return sign_in("ground_clerk", area=YUNHE)


# --- the list ----------------------------------------------------------------------------------------------


def test_the_list_finds_areas_by_level_words_and_code(field: dict[str, Area], clerk: Client) -> None:
    assert viewed(clerk, "/areas", level="unit_grid").count.number == 3
    assert [row.cells[1].text for row in viewed(clerk, "/areas", q="责任网格").rows] == ["一号责任网格"]
    assert viewed(clerk, "/areas", q=f"{STREET}L0001").count.number == 1
    assert [view.label for view in viewed(clerk, "/areas").views].count("Duty grids") == 1


# --- an area -----------------------------------------------------------------------------------------------


def section(view: Any, title: str) -> Any:
    return next(found.context for found in view.sections if found.title == title)


def test_a_duty_grid_shows_members_extent_and_boundary(field: dict[str, Area], clerk: Client) -> None:
    view = viewed(clerk, f"/areas/{field[f'{STREET}Z01'].pk}")
    assert [row.label for row in section(view, "Member unit grids")] == [
        f"{COMMUNITY}001 一",
        f"{COMMUNITY}002 二",
    ]
    extent = next(fact.value for fact in view.facts if fact.name == "extent")
    assert (extent.number, extent.unit) == (pytest.approx(0.02, rel=1e-2), "km²")
    assert view.map.bounds == pytest.approx(square(0, 0, wide=200).bounds)
    unit_grid = viewed(clerk, f"/areas/{field[f'{COMMUNITY}001'].pk}")
    assert [row.label for row in section(unit_grid, "In these grids")] == [
        f"Duty grid {STREET}Z01 一号责任网格"
    ]


def test_a_community_shows_its_enclave_and_what_lies_in_it(field: dict[str, Area], clerk: Client) -> None:
    view = viewed(clerk, f"/areas/{field[COMMUNITY].pk}")
    (enclave,) = section(view, "Enclaves")
    assert enclave.area_km2 == pytest.approx(0.01, rel=1e-2)
    (grids, *_rest) = view.related
    assert (grids.label, grids.count.number) == ("Unit grid", 3)
    assert viewed(clerk, grids.url).count.number == 3


def test_a_clerk_revises_and_voids_an_area(field: dict[str, Area], clerk: Client, sign_in: SignIn) -> None:
    area = field[f"{STREET}Z01"]
    form = viewed(clerk, f"/areas/{area.pk}/revise")
    once = next(part.value for part in form.fields if part.name == "once")
    typed = {"name": "新网格", "members": f"{COMMUNITY}001", "reason": "调整", "once": once}
    answer = clerk.post(f"/areas/{area.pk}/revise", {**typed, "version": form.version})
    assert answer.status_code == 303, answer.content.decode()
    leader = sign_in("leader", area=YUNHE)
    seen = viewed(leader, f"/areas/{area.pk}")
    assert (seen.title, len(section(seen, "Member unit grids"))) == ("新网格", 1)
    assert not any(act.enabled for act in seen.acts if act.name in {"area.revise", "area.void"})
    form = viewed(clerk, f"/areas/{area.pk}/void")
    once = next(part.value for part in form.fields if part.name == "once")
    clerk.post(f"/areas/{area.pk}/void", {"reason": "撤并", "once": once, "version": form.version})
    assert viewed(leader, f"/areas/{area.pk}").state.text == "Void"


# --- boundaries --------------------------------------------------------------------------------------------


def test_overlaps_and_gaps_are_listed_and_shown_on_the_map(field: dict[str, Area], clerk: Client) -> None:
    url = f"/areas/{field[COMMUNITY].pk}/quality"
    view = viewed(clerk, url)
    (quality,) = (found.context for found in view.sections)
    assert [(row.tag.text, round(row.area_m2, -2)) for row in quality.rows] == [
        ("Gap", 10_000),
        ("Overlap", 1_000),
    ]
    assert quality.rows[1].between == f"{COMMUNITY}002 · {COMMUNITY}003"
    chosen = viewed(clerk, quality.rows[1].url)
    meeting = section(chosen, "Areas that meet there")
    assert [row.label for row in meeting] == [f"{COMMUNITY}002 二", f"{COMMUNITY}003 三"]
    assert chosen.map.bounds == pytest.approx(square(190, 0, wide=10).bounds, abs=1e-7)
    for query in ("?finding=99", "?finding=x", "?level=burnt"):
        assert clerk.get(url + query).status_code == 200
    found = clerk.get(f"/api/v1/areas/{COMMUNITY}/quality?level=unit_grid").json()
    assert [one["kind"] for one in found] == ["gap", "overlap"]
    assert found[1]["shape"]["type"] == "Polygon"


def test_boundaries_that_fit_say_so(field: dict[str, Area], clerk: Client) -> None:
    view = viewed(clerk, f"/areas/{field[f'{COMMUNITY}001'].pk}/quality")
    assert view.sections[0].context.rows == []


# --- roads -------------------------------------------------------------------------------------------------


def test_a_road_shows_its_length_and_segments(field: dict[str, Area], clerk: Client) -> None:
    road = Road.objects.get()
    (row,) = viewed(clerk, "/roads", q="云河").rows
    assert row.url == f"/roads/{road.pk}"
    view = viewed(clerk, row.url)
    length = next(fact.value for fact in view.facts if fact.name == "length")
    assert length.number == pytest.approx(0.965, abs=0.001)
    assert [line.label for line in section(view, "Duty segments")] == [f"{STREET}L0001 云河大道一段"]
    segment = viewed(clerk, f"/areas/{field[f'{STREET}L0001'].pk}")
    assert [line.url for line in section(segment, "On this road")] == [row.url]
    assert segment.map.feature


# --- what a page costs -------------------------------------------------------------------------------------


def test_statements_per_page(field: dict[str, Area], clerk: Client, sql_budget: Budget) -> None:
    with sql_budget("area page"):
        clerk.get(f"/areas/{field[f'{STREET}Z01'].pk}")
    with sql_budget("area quality page"):
        clerk.get(f"/areas/{field[COMMUNITY].pk}/quality")
    with sql_budget("road list", most=8):
        clerk.get("/roads")
    with sql_budget("road page"):
        clerk.get(f"/roads/{Road.objects.get().pk}")


# --- where a point lies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", list(Datum))
def test_a_point_of_any_system_is_found_in_its_areas(
    field: dict[str, Area], clerk: Client, system: Datum
) -> None:
    middle = square(0, 0).centroid
    longitude, latitude = from_wgs84(middle.x, middle.y, system)
    answer = clerk.get(
        f"/api/v1/locate?longitude={longitude}&latitude={latitude}&system={system.value}"
    ).json()
    assert [(place["level"], place["code"]) for place in answer] == [
        ("community", COMMUNITY),
        ("unit_grid", f"{COMMUNITY}001"),
        ("duty_grid", f"{STREET}Z01"),
    ]


@pytest.mark.parametrize(
    "query",
    ["longitude=181&latitude=0", "longitude=x&latitude=0", "latitude=1", "longitude=nan&latitude=0"],
)
def test_a_place_that_is_none_is_refused(clerk: Client, query: str) -> None:
    assert clerk.get(f"/api/v1/locate?{query}").status_code == 422


# --- how many grids ----------------------------------------------------------------------------------------


def duty_grids(district: str, numbers: Sequence[int]) -> dict[str, object]:
    return {
        "areas": [{"code": f"{district}Z{number:02d}", "name": f"{number} 号责任网格"} for number in numbers]
    }


def opened(client: Client, url: str) -> list[str]:
    """Return the codes of every row of a list, page after page."""
    codes: list[str] = []
    while url:
        view = viewed(client, url)
        at = [column.key for column in view.shown_columns].index("code")
        codes += [row.cells[at].text for row in view.rows]
        url = view.pager.older_url
    return codes


@pytest.mark.proves("K-254")
def test_the_number_of_grids_opens_to_exactly_those_grids_and_grows_with_them(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    """62 duty grids stand, 14 more make 76. One given up no longer counts, the neighbour's never did."""
    clerk, leader = sign_in("ground_clerk", area=YUNHE), sign_in("leader", area=YUNHE)
    neighbour = sign_in("ground_clerk", area="990102")
    district = Area.objects.get(code=YUNHE)

    def figure() -> tuple[int, list[str]]:
        related = viewed(leader, f"/areas/{district.pk}").related
        grids = next(found for found in related if found.label == "Duty grid")
        return grids.count.number, opened(leader, grids.url)

    posted(neighbour, "/areas", duty_grids("990102", range(1, 4)))
    posted(clerk, "/areas", duty_grids(YUNHE, range(1, 64)))
    posted(clerk, f"/areas/{YUNHE}Z63/void", {"reason": "并入 62 号"})
    for last in (62, 76):
        if last == 76:
            posted(clerk, "/areas", duty_grids(YUNHE, range(64, 78)))
        wanted = [
            f"{YUNHE}Z{number:02d}"
            for number in range(1, 78)
            if number != 63 and number <= last + (last > 62)
        ]
        number, codes = figure()
        assert (number, sorted(codes)) == (last, wanted)
        witness.figure("K-254", numerator=number, denominator=None, counted=wanted, opened=codes)
