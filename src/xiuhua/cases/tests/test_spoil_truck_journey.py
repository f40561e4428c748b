"""A spoil truck, from its frames on a socket to the town: off its route, and perhaps dumping."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import AlarmCase, Case
from xiuhua.cases.tests.alarm_kit import MATTER, tails_read
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.notices.models import Notice
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.sensing.models import Alarm, Device
from xiuhua.sensing.simulator.jt808 import Position
from xiuhua.sensing.tests.device_kit import truck
from xiuhua.sensing.tests.drive_kit import drive, followed, told, typed
from xiuhua.sensing.tests.gateway_kit import entered_and_known, gateway_running

PLATE, PHONE = "浙A6F218", "13808809901"
_LAT = 30.252
_ROUTE = {"type": "LineString", "coordinates": [[120.1, _LAT], [120.1, 30.29]]}
_YARD = {
    "type": "Polygon",
    "coordinates": [
        [[120.15, 30.27], [120.152, 30.27], [120.152, 30.272], [120.15, 30.272], [120.15, 30.27]]
    ],
}
_DUMPING = {
    "name": "渣土车疑似偷倒", "code": "spoil-dumping", "area_code": DISTRICT, "kind": "limit",
    "quantity": "parked_outside", "compare": "on", "limit": "", "minutes": "10", "times": "3",
    "severity": "major", "clear_minutes": "2", "hold_minutes": "5", "watch_subject": "vehicle",
    "reason": "在消纳场和停车场以外停留满十分钟", "matter": f"{MATTER} 暴露垃圾", "case_from": "minor",
    "tell": Role.SQUAD_LEADER.zh,
}  # fmt: skip


def _drawn(office: Office, **changes: str) -> None:
    office("keeper").form("/fences/new", **typed(area_code=DISTRICT, vehicle_kind="spoil_truck", **changes))


def _ruled(office: Office) -> None:
    """Let the keeper say where spoil trucks may go and stand, and what it means when one does not."""
    _drawn(office, code="lakeside")
    _drawn(
        office, code="north_route", name="北线运输路线", kind="corridor", shape=json.dumps(_ROUTE),
        width_m="120", effect="fence_keep_inside", severity="minor", after_minutes="2", hours="6:00-22:00",
        reason="处置核准的运输路线",
    )  # fmt: skip
    _drawn(
        office, code="yard", name="下沙消纳场", shape=json.dumps(_YARD), effect="fence_stops", severity="",
        reason="核准的消纳场",
    )  # fmt: skip
    rule = office("keeper").form("/rules/new", **_DUMPING)
    office("keeper").form(f"{rule}/on", reason="试算通过")


def _driven(office: Office) -> list[Position]:
    """Return a drive off the route and through the forbidden area, and a stop of a quarter of an hour."""
    driven = drive(office.hands.at, lat=_LAT)
    last = driven[-1]
    stays = [Position(at=last.at + timedelta(minutes=one), lon=last.lon, lat=_LAT) for one in range(1, 11)]
    return [*driven, *stays]


@pytest.mark.proves("S-019")
def test_a_truck_that_leaves_its_route_and_stops_where_it_may_not_becomes_a_tip_to_the_town(
    live_office: Office, test_databases: TestDatabases, database_name: str, witness: Witness
) -> None:
    office = live_office
    office("keeper").form(
        "/vehicles/new", plate=PLATE, kind="spoil_truck", state="in_service", area_code=STREET
    )
    _ruled(office)
    with gateway_running(test_databases.url(database_name, user="xiuhua_gateway")) as gateway:
        with scope_opened(("",)):
            (device,) = entered_and_known(gateway, truck(PHONE, name=f"{PLATE} 车载终端", vehicle=PLATE))
        office.hands.go(minutes=2)
        positions = _driven(office)
        office.hands.go(minutes=31)
        told(gateway, device, positions)
    witness.passage(
        Door.SOCKET, role="spoil_hauler", person=PHONE, acted=True, accepted=True, what="JT/T 808 0x0200"
    )
    followed(office.hands.at)
    tails_read()
    with scope_opened(("",)):
        alarms = {one.rule.code: one for one in Alarm.objects.select_related("rule").filter(device=device)}
        assert sorted(alarms) == ["fence-lakeside", "fence-north-route", "spoil-dumping"]
        tip = Case.objects.get()
        assert AlarmCase.objects.get().case_id == tip.pk
        heard = set(Notice.objects.filter(template="alarm.raised").values_list("user__username", flat=True))
    stands = positions[-10].at - timedelta(minutes=6)  # the first fix of the last stand
    assert alarms["spoil-dumping"].since == stands + timedelta(minutes=10)
    assert (tip.channel, tip.area_code[:9]) == ("channel_sensor", STREET)
    assert tip.place is not None
    assert tip.place.x == pytest.approx(positions[-1].lon), "where it stood, not where it is now"
    assert heard == {"squad"}
    _seen(office, device, tip, alarms)
    _followed_up(office, device, tip)


def _seen(office: Office, device: Device, tip: Case, alarms: dict[str, Alarm]) -> None:
    """See that the town's squad is told, and sees the alarm, the violations and the track."""
    squad = office("squad")
    assert "渣土车疑似偷倒" in squad.page("/notices")
    page = squad.page(f"/alarms/{alarms['spoil-dumping'].pk}")
    assert "在许可地点外停车" in page
    for code, said in (("fence-lakeside", "湖滨禁行区"), ("fence-north-route", "北线运输路线")):
        assert said in squad.page(f"/alarms/{alarms[code].pk}")
    track = squad.page(f"/devices/{device.pk}/track?day=2026-03-02")
    for said in ("进入禁行区域", "偏离路线", "在非许可地点停留", PLATE):
        assert said in track, said


def _followed_up(office: Office, device: Device, tip: Case) -> None:
    """Lead the tip to the squad and on to its close; each sees the truck's way beside it."""
    office.filed(tip.pk)
    office("dispatcher").act(tip.pk, "dispatch", unit_code="U-SQUAD")
    page = office("squad").page(f"/cases/{tip.pk}")
    for said in ("渣土车疑似偷倒", PLATE, "当日轨迹", f"/devices/{device.pk}/track?day=2026-03-02"):
        assert said in page, said
    office("squad").act(tip.pk, "receive")
    office("squad").act(tip.pk, "feed_back", reason="现场查获，责令清除，移送立案查处")
    assert "责令清除" in office("dispatcher").page(f"/cases/{tip.pk}")
