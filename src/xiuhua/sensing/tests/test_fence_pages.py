"""Fences drawn, refused, revised and ended through the pages and by import."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Fence, FenceVersion, Rule
from xiuhua.sensing.tests.device_kit import entered, truck
from xiuhua.sensing.tests.drive_kit import BOX, drawn, typed
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]


def test_a_corridor_is_drawn_revised_and_ended_and_its_rule_follows(city: None, sign_in: SignIn) -> None:
    keeper = sign_in("data_admin", area="990101")
    route = {"type": "LineString", "coordinates": [[120.1, 30.25], [120.12, 30.25]]}
    fence = drawn(
        keeper, kind="corridor", shape=json.dumps(route), width_m="60", effect="fence_keep_inside",
        hours="7:00-9:00，17:00-19:00", days="fence_weekdays",
    )  # fmt: skip
    with scope_opened(("",)):
        version = FenceVersion.objects.get(fence=fence)
        assert version.hours == ["07:00-09:00", "17:00-19:00"]
        # 1,924 m times 60 m, and half circles of 30 m at both ends
        assert version.shape.transform(32650, clone=True).area == pytest.approx(
            1_924 * 60 + 3.1416 * 900, rel=0.01
        )
        rule = Rule.objects.get(code="fence-lakeside")
        assert rule.state == "rule_on"
    page = sign_in("leader", area="990101").get(f"/fences/{fence.pk}").content.decode()
    assert "周一至周五 07:00-09:00, 17:00-19:00" in page
    assert "不得离开" in page
    form = keeper.get(f"/fences/{fence.pk}/revise").content.decode()
    assert "LineString" in form
    revised = keeper.post(
        f"/fences/{fence.pk}/revise", {**typed(severity="critical"), "version": _version(fence)}
    )
    assert revised.status_code == 303, revised.content.decode()
    with scope_opened(("",)):
        numbers = FenceVersion.objects.filter(fence=fence).order_by("number")
        assert [(one.number, one.until is None) for one in numbers] == [(1, False), (2, True)]
        rule.refresh_from_db()
        assert (rule.state, rule.current.number if rule.current else 0) == ("rule_on", 2)
    ended = keeper.post(f"/fences/{fence.pk}/end", {"reason": "解除禁行", "version": _version(fence)})
    assert ended.status_code == 303, ended.content.decode()
    with scope_opened(("",)):
        rule.refresh_from_db()
        assert rule.state == "rule_off"
        assert Fence.objects.get(pk=fence.pk).state == "fence_ended"
    again = keeper.post(f"/fences/{fence.pk}/end", {"reason": "再来", "version": _version(fence)})
    assert again.status_code == 409
    acts = [one.act for one in Entry.objects.filter(subject=f"fence:{fence.pk}").order_by("id")]
    assert acts == ["fence.create", "fence.revise", "fence.end"]


def _version(fence: Fence) -> str:
    with scope_opened(("",)):
        return Fence.objects.get(pk=fence.pk).updated_at.isoformat()


_SWAPPED = {"type": "Polygon", "coordinates": [[[30, 120], [31, 120], [31, 121], [30, 120]]]}
_BOW = {
    "type": "Polygon",
    "coordinates": [[[120.1, 30.2], [120.2, 30.3], [120.2, 30.2], [120.1, 30.3], [120.1, 30.2]]],
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Lakeside"}, "code"),
        ({"shape": "nothing"}, "shape"),
        ({"shape": json.dumps({"type": "Point", "coordinates": [120, 30]})}, "shape"),
        ({"shape": json.dumps(_BOW)}, "shape"),
        ({"shape": '{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 2], [3, 1], [NaN, 1]]]}'}, "shape"),
        ({"shape": json.dumps(_SWAPPED)}, "shape"),
        ({"kind": "corridor"}, "shape"),
        ({"hours": "25:00-26:00"}, "hours"),
        ({"area_code": "990199"}, "area_code"),
        ({"unit": "nobody"}, "unit"),
        ({"plates": "浙A00000"}, "plates"),
        ({"effect": "fence_log"}, "severity"),
        ({"after_minutes": "2000"}, "after_minutes"),
    ],
)  # fmt: skip
def test_what_no_fence_can_be_is_refused_beside_its_field(
    city: None, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = sign_in("data_admin", area="990101").post("/fences/new", typed(**changes))
    assert answer.status_code == 422, answer.content.decode()
    assert f'id="id_{field}_error"' in answer.content.decode()
    with scope_opened(("",)):
        assert not Fence.objects.exists()
        assert not Rule.objects.exists()


def test_lists_ask_few_statements(city: None, sign_in: SignIn, sql_budget: Budget) -> None:
    keeper = sign_in("data_admin", area="990101")
    drawn(keeper)
    drawn(keeper, code="other", name="另一处", effect="fence_log", severity="", shape=json.dumps(BOX))
    with scope_opened(("",)):
        (device,) = entered(truck())
    for url in ("/fences", "/tracks", "/fences/crossings"):
        keeper.get(url)
    with sql_budget("fence list", most=12):
        assert "另一处" in keeper.get("/fences").content.decode()
    with sql_budget("track list", most=12):
        assert device.name in keeper.get("/tracks").content.decode()
    with sql_budget("crossing list", most=12):
        keeper.get("/fences/crossings")
    keeper.get(f"/devices/{device.pk}/track")
    with sql_budget("vehicle's day", most=16):
        assert "这一天没有收到定位" in keeper.get(f"/devices/{device.pk}/track").content.decode()
