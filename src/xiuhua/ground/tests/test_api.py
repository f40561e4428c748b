"""Renaming by API: permission, idempotency, refusals, and the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import role_grant, token_issue
from xiuhua.access.terms import Role
from xiuhua.ground.models import Premises
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.tests.conftest import PASSWORD, Ground
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse
People = Callable[..., tuple[User, Actor]]


class Door:
    """A program with a token."""

    def __init__(self, actor: Actor, *acts: str) -> None:
        _, raw = token_issue(name="测试", acts=acts, days=1, actor=actor, at=now())
        self.headers = {"Authorization": f"Bearer {raw}"}

    def get(self, path: str) -> TestResponse:
        """Ask."""
        return Client().get(path, headers=self.headers)

    def post(self, path: str, body: dict[str, object], **headers: str) -> TestResponse:
        """Act."""
        return Client().post(path, json.dumps(body), "application/json", headers={**self.headers, **headers})


@pytest.fixture
def clerk(ground: Ground, person: People) -> Door:
    _, actor = person("clerk", Role.GROUND_CLERK, "990101")
    return Door(actor, "premises.read", "premises.rename", "premises.create", "area.read")


def _rename(door: Door, premises: Premises, name: str = "知味小炒", **headers: str) -> TestResponse:
    body: dict[str, object] = {"name": name, "reason": "店主申请"}
    return door.post(f"/api/v1/premises/{premises.pk}/rename", body, **headers)


def test_a_program_renames_and_reads_the_history(clerk: Door, ground: Ground) -> None:
    answer = _rename(clerk, ground.shop)
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["contact_phone"]) == ("知味小炒", "199****1234")
    history = clerk.get(f"/api/v1/premises/{ground.shop.pk}/history").json()
    assert [line["act"] for line in history] == ["premises.rename", "premises.create"]
    assert history[0]["words"]["name.before"] == "知味面馆"


def test_the_same_key_renames_once(clerk: Door, ground: Ground) -> None:
    first = _rename(clerk, ground.shop, **{"Idempotency-Key": "k1"})
    again = _rename(clerk, ground.shop, **{"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert Entry.objects.filter(act="premises.rename").count() == 1
    other = _rename(clerk, ground.shop, name="别的名字", **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_without_a_token_nothing_opens(ground: Ground) -> None:
    answer = Client().get("/api/v1/premises")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    wrong = Client().get("/api/v1/premises", headers={"Authorization": "Bearer xh_wrong"})
    assert wrong.status_code == 401


def test_a_token_for_reading_does_not_write(ground: Ground, person: People) -> None:
    _, actor = person("clerk", Role.GROUND_CLERK, "990101")
    answer = _rename(Door(actor, "premises.read"), ground.shop)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert "改名" in answer.json()["message"]


def test_another_district_does_not_exist_for_a_program(clerk: Door, ground: Ground) -> None:
    assert clerk.get(f"/api/v1/premises/{ground.elsewhere.pk}").status_code == 404
    assert _rename(clerk, ground.elsewhere).status_code == 404
    found = clerk.get("/api/v1/premises").json()["items"]
    assert [row["code"] for row in found] == ["YH000001", "YH000002"]


def test_refusals_name_the_field_in_the_readers_language(clerk: Door, ground: Ground) -> None:
    answer = _rename(clerk, ground.shop, name="")
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"name": "名称不能为空。"}
    english = _rename(clerk, ground.shop, name="", **{"Accept-Language": "en"})
    assert english.json()["fields"] == {"name": "The name is empty."}


def test_a_body_that_is_no_json_is_refused_in_a_sentence(clerk: Door, ground: Ground) -> None:
    path = f"/api/v1/premises/{ground.shop.pk}/rename"
    answer = Client().post(path, "{nonsense", "application/json", headers=clerk.headers)
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"code", "message", "fields"}


def test_search_and_paging(clerk: Door, ground: Ground) -> None:
    assert [row["name"] for row in clerk.get("/api/v1/premises?q=书店").json()["items"]] == ["旧书店"]
    first = clerk.get("/api/v1/premises?limit=1").json()
    second = clerk.get(f"/api/v1/premises?limit=1&after={first['next']}").json()
    assert [first["items"][0]["code"], second["items"][0]["code"]] == ["YH000001", "YH000002"]
    assert second["next"] is None


def test_a_browser_session_needs_its_csrf_token(ground: Ground, person: People) -> None:
    person("clerk", Role.GROUND_CLERK, "990101")
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in")
    token = browser.cookies["xh_csrf"].value
    form = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/sign-in", form).status_code == 302
    path, body = f"/api/v1/premises/{ground.shop.pk}/rename", json.dumps({"name": "新", "reason": "x"})
    assert browser.post(path, body, "application/json").status_code == 403
    token = browser.cookies["xh_csrf"].value
    assert browser.post(path, body, "application/json", headers={"X-CSRFToken": token}).status_code == 200


def test_tokens_are_issued_listed_and_revoked_by_api(ground: Ground, person: People) -> None:
    _, actor = person("clerk", Role.GROUND_CLERK, "990101")
    door = Door(actor, "token.issue", "token.revoke", "premises.read")
    issued = door.post("/api/v1/tokens", {"name": "巡查脚本", "acts": ["premises.read"], "days": 7})
    assert issued.status_code == 201
    key = {"Authorization": f"Bearer {issued.json()['key']}"}
    assert Client().get("/api/v1/premises", headers=key).status_code == 200
    assert "key" not in door.get("/api/v1/tokens").json()[0]
    revoked = Client().delete(f"/api/v1/tokens/{issued.json()['id']}", headers=door.headers)
    assert revoked.status_code == 204
    assert Client().get("/api/v1/premises", headers=key).status_code == 401


def test_the_contract_is_openapi_3_1() -> None:
    contract = Client().get("/api/v1/openapi.json").json()
    assert contract["openapi"].startswith("3.1")
    assert "post" in contract["paths"]["/api/v1/premises/{premises_id}/rename"]


def test_tiles_hold_only_the_scope(clerk: Door, ground: Ground) -> None:
    # zoom 14 over 120.1 E, 30.25 N: x = (120.1 + 180) / 360 * 2^14 = 13657.88, y = 6746.48 by Mercator
    inside = clerk.get("/tiles/premises/14/13657/6746.mvt")
    assert inside.status_code == 200
    assert "知味面馆".encode() in inside.content
    assert "江畔小炒".encode() not in inside.content
    assert clerk.get("/tiles/nothing/14/1/1.mvt").status_code == 404
    assert clerk.get("/tiles/premises/2/9/9.mvt").status_code == 404


def test_the_name_of_an_area_stands_in_one_tile_only(ground: Ground, recorder: Actor, person: People) -> None:
    # A square across the edge of two tiles at zoom 14: 13658 / 2^14 * 360 - 180 = 120.10254 E.
    ring = [[120.099, 30.245], [120.107, 30.245], [120.107, 30.250], [120.099, 30.250], [120.099, 30.245]]
    shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
    new = NewArea(code="990101004", name="跨界街道", level=AreaLevel.STREET, shape=shape)
    areas_create_many(new=[new], actor=recorder, at=now())
    _, actor = person("reader", Role.LEADER, "990101")
    door = Door(actor, "area.read")
    tiles = [f"14/{x}/{y}" for x in (13657, 13658) for y in (6746, 6747)]
    cut = [door.get(f"/tiles/areas/{tile}.mvt").content.count("跨界街道".encode()) for tile in tiles]
    named = [door.get(f"/tiles/area_names/{tile}.mvt").content.count("跨界街道".encode()) for tile in tiles]
    assert sum(cut) >= 2
    assert sum(named) == 1


def test_another_kind_of_authorization_does_not_excuse_from_csrf(ground: Ground, person: People) -> None:
    person("clerk", Role.GROUND_CLERK, "990101")
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in")
    form = {"username": "clerk", "password": PASSWORD}
    token = browser.cookies["xh_csrf"].value
    assert browser.post("/sign-in", {**form, "csrfmiddlewaretoken": token}).status_code == 302
    path, body = f"/api/v1/premises/{ground.shop.pk}/rename", json.dumps({"name": "新", "reason": "x"})
    for header in ("Basic eDp5", "bearer xh_any", ""):
        answer = browser.post(path, body, "text/plain", headers={"Authorization": header})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed"), header


def test_a_role_that_reads_no_premises_does_not_widen_those_that_a_program_sees(
    ground: Ground, person: People
) -> None:
    user, _ = person("both", Role.GROUND_CLERK, "990101")
    role_grant(user_id=user.pk, role=Role.SECURITY_ADMIN, actor=system("setup"), at=now())
    found = user_and_actor(user.pk, at=now())
    assert found is not None
    door = Door(found[1], "premises.read")
    assert [row["code"] for row in door.get("/api/v1/premises").json()["items"]] == ["YH000001", "YH000002"]
    tile = door.get("/tiles/premises/14/13657/6746.mvt").content
    assert ("知味面馆".encode() in tile, "江畔小炒".encode() in tile) == (True, False)


def _shop(code: str, **changes: object) -> dict[str, object]:
    given = {
        "client_id": str(uuid7()),
        "code": code,
        "name": "新店",
        "kind": "shop",
        "address": "泰然四路 1 号",
    }
    return {**given, "area_code": "990101003", "longitude": 120.1, "latitude": 30.2, **changes}


def test_a_code_taken_out_of_sight_or_twice_in_one_sending_is_a_conflict(clerk: Door, ground: Ground) -> None:
    hidden = clerk.post("/api/v1/premises", {"premises": [_shop(ground.elsewhere.code)]})
    assert (hidden.status_code, hidden.json()["code"]) == (409, "conflict")
    twice = clerk.post("/api/v1/premises", {"premises": [_shop("YH000009"), _shop("YH000009")]})
    assert (twice.status_code, "YH000009" in twice.json()["message"]) == (409, True)
    known = clerk.post(
        "/api/v1/premises", {"premises": [_shop("YH9", client_id=str(ground.elsewhere.client_id))]}
    )
    assert known.status_code == 409


def test_a_text_that_postgresql_cannot_hold_is_refused(clerk: Door, ground: Ground) -> None:
    path = f"/api/v1/premises/{ground.shop.pk}/rename"
    answer = clerk.post(path, {"name": "新名", "reason": "a\x00b"})
    assert (answer.status_code, set(answer.json())) == (400, {"code", "message", "fields"})
    assert clerk.post("/api/v1/premises", {"premises": [_shop("A\x00")]}).status_code == 400
    assert clerk.post(path, {"name": r"新名 \u0000", "reason": "six signs, no NUL"}).status_code == 200


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Polygon"},
        {"type": "Nonsense", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2]]]},
        {"type": "Polygon", "coordinates": [[[10**30, 0], [1, 1], [0, 1], [10**30, 0]]]},
        {"type": "Polygon", "coordinates": "\ud800"},
        {"type": "Point", "coordinates": [1, 2]},
        {"any": 10**40},
        {"type": "MultiPolygon", "coordinates": []},
    ],
)
def test_a_shape_that_is_none_is_refused_in_a_sentence(
    ground: Ground, person: People, shape: dict[str, object]
) -> None:
    _, actor = person("chief", Role.SYSTEM_ADMIN)
    area = {"code": "990101005", "name": "新街道", "level": "street", "shape": shape}
    answer = Door(actor, "area.create").post("/api/v1/areas", {"areas": [area]})
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, {"shape"})


def test_an_unknown_area_is_refused_beside_the_field(clerk: Door, ground: Ground) -> None:
    answer = clerk.post("/api/v1/premises", {"premises": [_shop("YH9", area_code="990101999")]})
    assert (answer.status_code, "YH9" in answer.json()["fields"]["area_code"]) == (422, True)
