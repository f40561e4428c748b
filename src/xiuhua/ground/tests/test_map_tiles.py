"""Every layer of the map: what is in its tiles, what they cost, and when they are cut again."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, Camera, CatalogueItem, Component, Feature, Mount, Road
from xiuhua.ground.queries import layer_version
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7
from xiuhua.web import tiles
from xiuhua.web.tiles import TileShelf

LONGITUDE, LATITUDE = 120.1, 30.25  # where the shop of the small ground stands
ZOOMS = range(8, 19)
_DOWN = 0.5 - math.asinh(math.tan(math.radians(LATITUDE))) / math.tau  # of the world, from its top
People = Callable[..., tuple[User, Actor]]


def square(longitude: float = LONGITUDE, latitude: float = LATITUDE, half: float = 0.002) -> MultiPolygon:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return MultiPolygon(Polygon([(longitude + x * half, latitude + y * half) for x, y in corners]))


def street_line() -> MultiLineString:
    return MultiLineString(LineString((LONGITUDE - 0.01, LATITUDE), (LONGITUDE + 0.01, LATITUDE)))


def tile_at(zoom: int) -> str:
    """Return the address of the tile around the shop: x and y of the web Mercator grid."""
    x = int((LONGITUDE + 180) / 360 * 2**zoom)
    return f"{zoom}/{x}/{int(_DOWN * 2**zoom)}"


@pytest.fixture
def drawn(ground: Ground) -> Ground:
    """The small ground with one of everything that the map draws, all around the shop."""
    street = ground.shop.area
    Area.objects.filter(pk=street.pk).update(shape=square())
    for level, code in (
        ("unit_grid", "990101003001001"),
        ("duty_grid", "990101003Z01"),
        ("evaluation_grid", "990101003P01"),
        ("governance_grid", "990101003Q01"),
        ("key_area", "990101003K01"),
    ):
        Area.objects.create(code=code, name=code, level=level, parent=street, shape=square(), updated_at=NOON)
    Area.objects.create(
        code="990101003L0001",
        name="泰然四路北段",
        level="segment",
        parent=street,
        line=street_line(),
        updated_at=NOON,
    )
    Road.objects.create(
        code="R1",
        name="泰然大道",
        road_class="arterial",
        line=street_line(),
        area_code="990101",
        updated_at=NOON,
    )
    Feature.objects.create(
        code="F1", name="绣湖", kind="water", shape=square(), area_code="990101", updated_at=NOON
    )
    components_make(street, 1)
    mount = Mount.objects.create(
        code="M1", name="路口", kind="camera_place", area=street, area_code=street.code,
        place=Point(LONGITUDE, LATITUDE), recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip
    Camera.objects.create(
        code="33010600001320000001", name="路口球机", kind="dome_camera", mount=mount, area_code=street.code,
        view=square()[0], state_at=NOON, recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip
    return ground


def components_make(area: Area, count: int, *, since: int = 0) -> None:
    item, _ = CatalogueItem.objects.get_or_create(
        standard="2026",
        kind="component",
        code="01037",
        defaults={"zh": "路灯", "class_code": "01", "class_zh": "公用设施"},
    )
    Component.objects.bulk_create(
        [
            Component(
                client_id=uuid7(), code=f"99010101037{number:06}", item=item, class_code="01037", name="路灯",
                steward_code="1", steward_name="城管局", grid_code="990101003001001", area=area,
                area_code=area.code, surveyed_on=date(2026, 1, 1), place=Point(LONGITUDE, LATITUDE),
                recorded_at=NOON, updated_at=NOON,
            )
            for number in range(since, since + count)
        ]
    )  # fmt: skip


@pytest.fixture
def desk(drawn: Ground, person: People) -> Client:
    """A clerk of the district, signed in."""
    person("clerk", Role.GROUND_CLERK, "990101")
    client = Client()
    client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    return client


def body(client: Client, layer: str, zoom: int) -> bytes:
    answer = client.get(f"/tiles/{layer}/{tile_at(zoom)}.mvt")
    assert answer.status_code == 200, answer.content.decode()
    return answer.content


SEEN_FROM = {
    "areas": 10,
    "area_names": 10,
    "unit_grids": 13,
    "duty_grids": 10,
    "evaluation_grids": 10,
    "governance_grids": 10,
    "key_areas": 10,
    "segments": 12,
    "roads": 8,
    "basemap": 8,
    "components": 15,
    "component_clusters": 8,
    "mounts": 13,
    "cameras": 11,
    "premises": 13,
}
SEEN_UNTIL = {"component_clusters": 14}


def test_the_register_of_layers_is_the_one_tested() -> None:
    higher = {"devices"}  # of apps above, which test their own
    assert {layer.key for layer in tiles.tile_layers()} - higher == set(SEEN_FROM)


@pytest.mark.parametrize("layer", sorted(SEEN_FROM))
def test_a_layer_answers_at_every_zoom_with_what_it_shows_there(desk: Client, layer: str) -> None:
    shown = [zoom for zoom in ZOOMS if body(desk, layer, zoom)]
    last = SEEN_UNTIL.get(layer, 18)
    assert [zoom for zoom in range(SEEN_FROM[layer], last + 1) if zoom not in shown] == []
    if layer != "premises":  # of these one in sixteen may be seen from afar
        assert [zoom for zoom in shown if not SEEN_FROM[layer] <= zoom <= last] == []


@pytest.mark.parametrize("layer", sorted(SEEN_FROM))
def test_a_tile_costs_two_statements_of_its_own_at_most_and_one_when_kept(desk: Client, layer: str) -> None:
    costs = [_own_statements(desk, layer) for _ in range(2)]
    assert costs == ([1, 1] if layer in {"premises", "cameras"} else [2, 1])


def _own_statements(client: Client, layer: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        body(client, layer, 16)
    return sum("ST_AsMVT(" in query["sql"] or "ground_layerchange" in query["sql"] for query in captured)


def test_a_tile_that_the_browser_holds_is_not_sent_again(desk: Client) -> None:
    url = f"/tiles/roads/{tile_at(14)}.mvt"
    first = desk.get(url)
    assert first["Cache-Control"] == "private, max-age=60"
    again = desk.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert desk.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


def test_premises_are_cut_for_whoever_asks_and_kept_by_nobody_else(desk: Client, person: People) -> None:
    assert "知味面馆".encode() in body(desk, "premises", 16)
    person("neighbour", Role.GROUND_CLERK, "990102")
    neighbour = Client()
    neighbour.post("/sign-in", {"username": "neighbour", "password": PASSWORD})
    theirs = body(neighbour, "premises", 16)
    assert "知味面馆".encode() not in theirs
    assert "江畔小炒".encode() in theirs
    with pytest.raises(AssertionError):
        body(Client(), "premises", 16)


def test_more_than_fifty_thousand_are_never_in_a_tile(
    desk: Client, drawn: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    components_make(drawn.shop.area, 40, since=1)
    assert body(desk, "components", 16).count(b"\x12") > 30
    monkeypatch.setattr(tiles, "MOST_FEATURES", 5)
    monkeypatch.setattr(tiles, "_SHELF", TileShelf(1_000_000))
    assert len(body(desk, "components", 16)) < 300
    assert tiles.MOST_FEATURES < 50_000 + 1
    assert b"\x05count" in body(desk, "component_clusters", 14)  # from afar forty are one circle


def test_a_circle_counts_what_stands_around_it_wherever_on_earth(drawn: Ground) -> None:
    components_make(drawn.shop.area, 40, since=1)
    Component.objects.filter(code="99010101037000007").update(state="removed")
    Component.objects.filter(code="99010101037000008").update(place=Point(-179.9, -84.9))
    (layer,) = (layer for layer in tiles.tile_layers() if layer.key == "component_clusters")
    for zoom in range(15):
        x, y = (int(part) for part in tile_at(zoom).split("/")[1:])
        asked: dict[str, int | list[str]] = {"z": zoom, "x": x, "y": y, "areas": [""]}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count, ST_X(geom), ST_Y(geom) FROM ({layer.sql}) AS found", asked)
            here = max(cursor.fetchall())
        assert here[0] == 39
        inside = ((LONGITUDE + 180) / 360 * 2**zoom % 1, _DOWN * 2**zoom % 1)
        assert [here[1] / 4096, here[2] / 4096] == pytest.approx(inside, abs=1 / 64 + 1 / 4096)


# --- the version of a layer --------------------------------------------------------------------------------


def test_a_version_changes_with_every_committed_change_whatever_the_order_of_commits(
    committed_db: str,
) -> None:
    import psycopg  # noqa: PLC0415 - two sessions at once, beside Django's

    owner = committed_db.replace("xiuhua_app", "xiuhua_owner")
    insert = (
        "INSERT INTO ground_road (code, name, road_class, line, area_code, updated_at) VALUES"
        " (%s, '路', 'lane', ST_Multi(ST_GeomFromText('LINESTRING(120 30, 121 30)', 4326)),"
        " '990101', now())"
    )
    versions = [layer_version("ground_road")]
    with psycopg.connect(owner) as early, psycopg.connect(owner) as late:
        early.execute(insert, ["early"])
        late.execute(insert, ["late"])
        assert layer_version("ground_road") == versions[-1]  # nothing is committed
        late.commit()
        versions.append(layer_version("ground_road"))
        early.commit()
        versions.append(layer_version("ground_road"))
        early.execute("UPDATE ground_road SET name = '街' WHERE code = 'early'")
        early.commit()
        versions.append(layer_version("ground_road"))
    assert all(one != other for one, other in pairwise(versions))
    assert layer_version("ground_road") == versions[-1]
    assert layer_version("ground_feature") == "|"


def test_the_shelf_forgets_what_was_asked_for_least_lately() -> None:
    shelf = TileShelf(10)
    first, second, third = (("roads", 1, 0, number) for number in range(3))
    shelf.keep(first, "1", b"12345")
    shelf.keep(second, "1", b"12345")
    assert shelf.find(first, "1") == b"12345"
    shelf.keep(third, "1", b"12345")
    assert shelf.find(second, "1") is None
    assert shelf.find(first, "2") is None  # cut from older rows
    shelf.keep(first, "2", b"1")
    assert (shelf.find(first, "1"), shelf.find(first, "2")) == (None, b"1")
