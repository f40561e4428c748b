"""The map page and its three doors, entered by HTTP as somebody in a role."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, Road
from xiuhua.ground.pages import map as map_pages
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.ground.tests.test_map_tiles import LATITUDE, LONGITUDE, square, street_line
from xiuhua.shared.actor import Actor
from xiuhua.web.pages import lists
from xiuhua.web.testing import Budget

HERE = f"/map/here?longitude={LONGITUDE}&latitude={LATITUDE}&radius=10"
People = Callable[..., tuple[User, Actor]]


@pytest.fixture
def enter(ground: Ground, person: People) -> Callable[..., Client]:
    """Sign somebody in who holds a role over an area; the street and a road are drawn."""
    Area.objects.filter(pk=ground.shop.area_id).update(shape=square())
    Road.objects.create(
        code="R1",
        name="泰然大道",
        road_class="arterial",
        line=street_line(),
        area_code="990101",
        updated_at=NOON,
    )

    def entered(username: str, role: Role = Role.GROUND_CLERK, area: str = "990101") -> Client:
        person(username, role, area)
        client = Client(headers={"Accept-Language": "en"})
        client.post("/sign-in", {"username": username, "password": PASSWORD})
        return client

    return entered


def found(client: Client, question: str) -> list[dict[str, Any]]:
    answer = client.get("/map/search", {"q": question})
    assert answer.status_code == 200, answer.content.decode()
    items: list[dict[str, Any]] = json.loads(answer.content)
    return items


def here(client: Client, url: str = HERE) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()
    return answer.context["view"]


def test_the_map_begins_where_the_widest_drawn_area_lies(enter: Callable[..., Client]) -> None:
    view = enter("clerk").get("/map").context["view"]
    assert view.map.bounds == pytest.approx((120.098, 30.248, 120.102, 30.252))
    assert [switch.name for switch in view.switches if switch.on] == [
        "cases",
        "devices",
        "premises",
        "components",
        "areas",
    ]


def test_a_city_without_boundaries_is_told_where_to_begin(ground: Ground, person: People) -> None:
    person("clerk", Role.GROUND_CLERK, "990101")
    client = Client(headers={"Accept-Language": "en"})
    client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    assert "No boundary is recorded yet" in client.get("/map").content.decode()


def test_a_name_a_code_and_a_road_are_found_with_kind_place_and_page(
    enter: Callable[..., Client], ground: Ground
) -> None:
    client = enter("clerk")
    (shop,) = found(client, "知味")
    assert (shop["kind"], shop["id"], shop["url"]) == (
        "premises",
        ground.shop.pk,
        f"/premises/{ground.shop.pk}",
    )
    assert (shop["longitude"], shop["latitude"]) == (LONGITUDE, LATITUDE)
    assert shop["where"] == "Restaurant · 泰然四路 64 号"
    assert [one["name"] for one in found(client, "990101003")] == ["绣衣街道"]
    assert [one["kind"] for one in found(client, "泰然大道")] == ["road"]
    assert found(client, "没有这样的名字") == found(client, " \x00") == []


def test_longitude_and_latitude_are_a_place(enter: Callable[..., Client]) -> None:
    client = enter("clerk")
    for typed in ("120.15, 30.26", "120.15，30.26", "120.15 30.26"):
        (place,) = found(client, typed)
        assert (place["kind"], place["longitude"], place["latitude"]) == ("place", 120.15, 30.26)
    assert found(client, "220.15, 30.26") == []


def test_coordinates_of_the_public_maps_are_brought_to_their_place(enter: Callable[..., Client]) -> None:
    client = enter("clerk")
    offsets = {}
    for system in ("wgs84", "gcj02", "bd09", "nonsense"):
        (place,) = client.get("/map/search", {"q": "120.15,30.26", "system": system}).json()
        offsets[system] = (place["longitude"] - 120.15, place["latitude"] - 30.26)
    assert offsets["wgs84"] == offsets["nonsense"] == (0, 0)
    assert -0.006 < offsets["gcj02"][0] < -0.004  # some hundred metres, always to the west of here
    assert -0.013 < offsets["bd09"][0] < -0.010


def test_what_lies_here_is_told_nearest_first_and_then_everything_around(
    enter: Callable[..., Client], ground: Ground
) -> None:
    view = here(enter("clerk"))
    assert view.chosen.object.kind == "premises"
    others = [(one.object.kind, one.object.name) for one in view.others]
    assert others[0][0] == "premises"  # two shops stand on one point
    assert others[1:] == [("road", "泰然大道"), ("area", "绣衣街道")]
    named = here(enter("clerk2"), f"/map/here?object=premises:{ground.closed.pk}")
    assert named.chosen.object.name == "旧书店"


def test_premises_of_another_district_lie_nowhere_for_a_stranger(
    enter: Callable[..., Client], ground: Ground
) -> None:
    neighbour = enter("neighbour", area="990102")
    assert [one.object.name for one in (here(neighbour).chosen,)] == ["江畔小炒"]
    view = here(neighbour, f"/map/here?object=premises:{ground.shop.pk}&longitude=120&latitude=30")
    assert view.chosen is None
    assert found(neighbour, "知味") == []
    admin = enter("admin", Role.SYSTEM_ADMIN, "")  # reads areas, and no premises
    assert here(admin).chosen.object.kind == "road"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "longitude=x&latitude=y",
        "longitude=nan&latitude=1",
        "object=premises:99999999999999999999",
        "object=::",
    ],
)
def test_what_is_no_place_is_said(enter: Callable[..., Client], query: str) -> None:
    answer = enter("clerk").get(f"/map/here?{query}")
    assert answer.status_code == 422
    assert "no place on the earth" in answer.content.decode()


def test_the_list_beside_the_map_holds_what_is_in_sight(enter: Callable[..., Client]) -> None:
    client = enter("clerk")
    seen = client.get("/map/seen?bounds=120,30,121,31").content.decode()
    assert all(name in seen for name in ("绣衣街道", "知味面馆", "旧书店"))
    for bounds in ("130,30,131,31", "", "1,2,3", "a,b,c,d", "131,30,130,31"):
        assert "Nothing recorded lies in sight" in client.get(f"/map/seen?bounds={bounds}").content.decode()


def test_answers_are_asked_of_whoever_gives_them(
    enter: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def reverse(name: str, **_kept: object) -> str:
        asked.append(name)
        return "/answers/fragment"

    monkeypatch.setattr(map_pages, "reverse", reverse)
    view = here(enter("clerk"))
    kept = f"/answers/fragment?longitude={LONGITUDE:.6f}&latitude={LATITUDE:.6f}&premises="
    assert view.answers_url == kept + str(view.chosen.object.pk)
    assert "ground:answers-fragment" in asked


def test_the_map_costs_what_it_did(enter: Callable[..., Client], sql_budget: Budget) -> None:
    client = enter("clerk")
    for name, url in (
        ("map page", "/map"),
        ("map search", "/map/search?q=知味"),
        ("map here", HERE),
        ("map seen", "/map/seen?bounds=120,30,121,31"),
    ):
        with sql_budget(name, most=16):
            assert client.get(url).status_code == 200


def test_a_list_is_a_map_of_the_same_rows(
    enter: Callable[..., Client], ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("clerk")
    view = client.get("/premises?mode=map&state=open").context["view"]
    (feature,) = view.map.overlay["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [LONGITUDE, LATITUDE]}
    assert feature["properties"]["url"] == f"/premises/{ground.shop.pk}"
    assert (view.map.note, view.table_url) == ("", "/premises?state=open")
    monkeypatch.setattr(lists, "MAP_CAP", 1)
    capped = client.get("/premises?mode=map").context["view"].map
    assert (len(capped.overlay["features"]), capped.note) == (
        1,
        "The first 1 are drawn. Narrow the list to see the others.",
    )


def test_a_name_cannot_break_out_of_the_data_beside_the_map(
    enter: Callable[..., Client], ground: Ground
) -> None:
    type(ground.shop).objects.filter(pk=ground.shop.pk).update(name="</script><b>面馆")
    page = enter("clerk").get("/premises?mode=map").content.decode()
    assert "</script><b>" not in page
