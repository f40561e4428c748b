"""S-030: the shops along the street are recorded grid by grid and given to the scenes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import scope_opened, token_issue
from xiuhua.ground.models import Area, Person, Post, Premises, Survey, SurveyGrid, Unit
from xiuhua.ground.tests.conftest import Ground
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

STREET, GRID = "990101003", "990101003Z01"
_SQUARE = MultiPolygon(Polygon.from_bbox((120.0, 30.0, 120.2, 30.4)), srid=4326)
_SHOP = {
    "name": "巷口修车铺",
    "kind": "shop",
    "address": "泰然四路 70 号",
    "contact_phone": "19900007777",
    "frontage_m": "4.5",
    "longitude": "120.11",
    "latitude": "30.26",
}


@pytest.fixture
def grid(ground: Ground, sign_in: Callable[..., Client]) -> Area:
    """A duty grid over the street, held by grid member Li."""
    sign_in("grid_member", area=STREET, person="li")
    sign_in("ground_clerk", area="990101", person="wang")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    street = Area.objects.get(code=STREET)
    Area.objects.filter(pk=street.pk).update(shape=_SQUARE)
    made = Area.objects.create(
        code=GRID, name="绣衣一网格", level="duty_grid", parent=street, shape=_SQUARE, updated_at=at
    )
    with scope_opened(("",)):
        unit = Unit.objects.create(
            code="U1",
            name="绣衣街道办",
            kind="street_office",
            area=street,
            area_code=STREET,
            recorded_at=at,
            updated_at=at,
        )
        person = Person.objects.create(
            client_id=uuid7(),
            work_number="W1",
            name="网格员甲",
            unit=unit,
            area_code=STREET,
            user=User.objects.get(username="li"),
            recorded_at=at,
            updated_at=at,
        )
        Post.objects.create(
            person=person, unit=unit, role="grid_member", area=made, area_code=GRID, validity=(at, None)
        )
    return made


def ordered(client: Client, kind: str = "shop") -> SurveyGrid:
    """Order a survey as a clerk does, and return its one grid."""
    due = (now() + timedelta(days=7)).date().isoformat()
    answer = client.post(
        "/surveys/new", {"title": "沿街店铺普查", "area_code": STREET, "kind": kind, "due_on": due}
    )
    assert answer.status_code == 303, answer.content.decode()
    with scope_opened(("",)):
        return SurveyGrid.objects.select_related("survey").get()


@pytest.mark.proves("S-030")
def test_a_shop_recorded_on_the_phone_reaches_the_clerk_and_the_scene(
    grid: Area, sign_in: Callable[..., Client]
) -> None:
    clerk, member = (
        sign_in("ground_clerk", area="990101", person="wang"),
        sign_in("grid_member", area=STREET, person="li"),
    )
    walk = ordered(clerk)
    began = now()
    assert member.get("/surveys/mine").context["view"].rows[0].cells[0].text == "绣衣一网格"
    answer = member.post(f"/surveys/grids/{walk.pk}/new", _SHOP)
    assert answer.status_code == 303, answer.content.decode()
    done = member.post(f"/surveys/grids/{walk.pk}", {"result": "finish"})
    assert done.status_code == 200, done.content.decode()

    seen = clerk.get(f"/surveys/{walk.survey_id}?result=found_new").context["view"]
    assert [one.count.number for one in seen.related] == [1, 0, 0, 0]
    assert [line.text for line in seen.sections[-1].context] == ["巷口修车铺"]
    assert next(fact.value.text for fact in seen.facts if fact.name == "progress") == "1 / 1"
    assert Survey.objects.get().state == "survey_closed"

    found = user_and_actor(User.objects.get(username="wang").pk, at=now())
    assert found is not None
    _token, key = token_issue(name="智能场景", acts=("premises.read",), days=30, actor=found[1], at=now())
    scene = sign_in("ground_clerk", area="990101", person="wang")
    read = scene.get(
        "/api/v1/premises",
        {"kind": "shop", "area": STREET, "recorded_since": began.isoformat()},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert [(item["name"], item["frontage_m"]) for item in read.json()["items"]] == [("巷口修车铺", 4.5)]
    assert read.json()["items"][0]["contact_phone"] == "199****7777"


def test_none_found_is_a_result_too(grid: Area, sign_in: Callable[..., Client]) -> None:
    clerk, member = (
        sign_in("ground_clerk", area="990101", person="wang"),
        sign_in("grid_member", area=STREET, person="li"),
    )
    walk = ordered(clerk, kind="market")
    assert 'value="finish"' in member.get(f"/surveys/grids/{walk.pk}").content.decode()
    assert member.post(f"/surveys/grids/{walk.pk}", {"result": "finish"}).status_code == 200
    with scope_opened(("",)):
        walk.refresh_from_db()
    assert (walk.state, Survey.objects.get().state) == ("walk_finished", "survey_closed")


def test_a_grid_is_complete_only_when_every_known_place_was_met(
    grid: Area, sign_in: Callable[..., Client], ground: Ground
) -> None:
    clerk, member = (
        sign_in("ground_clerk", area="990101", person="wang"),
        sign_in("grid_member", area=STREET, person="li"),
    )
    walk = ordered(clerk, kind="restaurant")
    url = f"/surveys/grids/{walk.pk}"
    assert [one.name for one in member.get(url).context["view"].sections[0].context["premises"]] == [
        "知味面馆"
    ]
    assert member.post(url, {"result": "finish"}).status_code == 422
    changed = member.post(
        f"{url}/changed/{ground.shop.pk}", {"name": "知味小馆", "address": "泰然四路 64 号"}
    )
    assert changed.status_code == 303, changed.content.decode()
    assert member.post(url, {"result": "found_gone", "premises": ground.shop.pk}).status_code == 409
    assert member.post(url, {"result": "finish"}).status_code == 200
    assert member.post(f"{url}/new", _SHOP | {"kind": "restaurant"}).status_code in {403, 409}
    with scope_opened(("",)):
        assert Premises.objects.get(pk=ground.shop.pk).name == "知味小馆"
        assert Premises.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"longitude": "121", "latitude": "31"}, "longitude"),
        ({"name": " \x01 "}, "name"),
        ({"kind": "restaurant"}, "kind"),
        ({"longitude": "nan"}, "longitude"),
        ({"frontage_m": "-1"}, "frontage_m"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_its_field_and_nothing_is_written(
    grid: Area, sign_in: Callable[..., Client], changes: dict[str, str], field: str
) -> None:
    clerk, member = (
        sign_in("ground_clerk", area="990101", person="wang"),
        sign_in("grid_member", area=STREET, person="li"),
    )
    walk = ordered(clerk)
    answer = member.post(f"/surveys/grids/{walk.pk}/new", _SHOP | changes)
    assert answer.status_code == 422
    assert [wrong.name for wrong in answer.context["view"].wrong_fields] == [field]
    with scope_opened(("",)):
        assert Premises.objects.count() == 3


def test_nobody_walks_anothers_grid_and_no_neighbour_sees_it(
    grid: Area, sign_in: Callable[..., Client]
) -> None:
    walk = ordered(sign_in("ground_clerk", area="990101", person="wang"))
    other = sign_in("grid_member", area=STREET, person="zhao")
    assert other.post(f"/surveys/grids/{walk.pk}/new", _SHOP).status_code == 403
    assert (
        sign_in("ground_clerk", area="990102", person="qian").get(f"/surveys/grids/{walk.pk}").status_code
        == 404
    )
