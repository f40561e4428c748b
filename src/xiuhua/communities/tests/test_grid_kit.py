"""What grids are watched with and their people carry: listed, bound to a person, into the grid's loop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case
from xiuhua.cases.tests.alarm_kit import SMOKE, followed, sends, shop_open, tails_read
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.communities.services.grid_notices import findings_take
from xiuhua.communities.tests.community_kit import COMMUNITY, photo
from xiuhua.ground.models import Area, Person
from xiuhua.intake.rules import Applied, Change, Record
from xiuhua.ledger.models import Entry
from xiuhua.sensing.imports.kit import KitImporter
from xiuhua.sensing.models import Device, DeviceHolding
from xiuhua.sensing.queries.holdings import holdings_of
from xiuhua.sensing.tests.judge_kit import rule_made

GRID = "990101003Z01"


def entered(office: Office, **changes: str) -> Device:
    """Let the keeper enter a device."""
    typed = {
        "protocol": "hj212", "number": "YH2026000014", "name": "知味面馆油烟监测", "area_code": COMMUNITY,
        "interval_s": "60", "secret": "123456", "concentration_unit": "ug_m3", "clock_offset_s": "0",
        "premises": "S-NOODLES", "longitude": str(HERE[0]), "latitude": str(HERE[1]),
    }  # fmt: skip
    made = office("keeper").form("/devices/new", **(typed | changes))
    with scope_opened(("",)):
        return Device.objects.get(pk=made.rsplit("/", 1)[1])


def handheld(office: Office) -> Device:
    return entered(
        office, protocol="https", number="PDA-0031", name="单兵手持终端 31 号", premises="", secret="",
        longitude="", latitude="", interval_s="300",
    )  # fmt: skip


def given(office: Office, device: Device, person: str, by: str = "keeper", grid: str = GRID) -> None:
    to = office(by).form(f"/devices/{device.pk}/give", person=person, grid=grid, note="含充电座")
    assert to == f"/devices/{device.pk}"


@pytest.fixture
def street(office: Office) -> Office:
    """The town, with the noodle shop in its duty grid."""
    with scope_opened(("",)):
        shop_open(office.hands.at)
    return office


@pytest.mark.slow("seven people; a monitor that alarms and a handheld; a case and a finding of the grid")
@pytest.mark.proves("S-014")
def test_a_grids_devices_and_kit_are_listed_with_their_people_and_feed_its_loop(street: Office) -> None:
    office = street
    monitor, pda = entered(office), handheld(office)
    assert GRID in office("keeper").page(f"/devices/{monitor.pk}/give"), "the grid in which it stands"
    given(office, monitor, "N-grid 孙悦")
    given(office, pda, "N-squad 许七", by="squad")
    with scope_opened(("",)):
        grid, person = Area.objects.get(code=GRID), Person.objects.get(work_number="N-grid")
    leader = office("leader")
    names = ["单兵手持终端 31 号", "知味面馆油烟监测"]
    assert leader.rows(f"/kit?grid={grid.pk}&state=kit_held") == names
    assert leader.rows(f"/kit?person={person.pk}") == names[1:]
    assert leader.rows("/kit?q=许七") == names[:1]
    sheet = leader.client.get(f"/kit?grid={grid.pk}&export=csv")
    told = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # as a file
    assert all(name in told.decode("utf-8-sig") for name in (*names, "孙悦", "许七"))
    for page in (f"/people/{person.pk}", f"/areas/{grid.pk}"):
        assert "装备与感知设备" in leader.page(page), page

    with scope_opened(("",)):
        rule_made(replace(SMOKE, minutes=5), at=office.hands.at)
    sends(monitor, office.hands.at, dict.fromkeys(range(8), 2.6))
    office.hands.go(minutes=9)
    with scope_opened(("",)):
        followed(office.hands.at)
        tails_read()
        case = Case.objects.get(channel="channel_sensor")
    assert "油烟超标" in office("grid").page("/notices"), "who has the monitor is told of its alarm"
    assert findings_take(at=office.hands.at) == 1
    (notice,) = office("grid").get("/grid-notices")
    assert case.number in office("grid").page(f"/grid-notices/{notice['id']}")
    path = f"/grid-notices/{notice['id']}"
    office("grid").post(f"{path}/tell", {"words": "清洗净化器"})
    office("squad").post(
        f"{path}/feed-back", {"text": "已清洗", "photos": [photo(office, "squad", COMMUNITY)]}
    )
    seen = office("grid").page(path)
    assert "已清洗" in seen
    assert "<img" in seen, "the photo from the handheld"

    back = office("keeper").form(f"/devices/{pda.pk}/return", note="屏幕有裂纹")
    assert leader.rows("/kit?state=kit_held") == names[1:]
    assert leader.rows("/kit?state=kit_returned") == names[:1]
    page = leader.page(back)
    for said in ("发放装备", "收回装备", "许七", "屏幕有裂纹", "含充电座"):
        assert said in page, said


@pytest.mark.slow("four people, two devices")
def test_a_sheet_hands_kit_out_hands_it_on_and_is_taken_back(street: Office) -> None:
    office = street
    pda, _monitor = handheld(office), entered(office)
    keeper = office.loop.actors["keeper"]

    def row(person: str, number: str = "PDA-0031", grid: str = GRID) -> Record:
        return Record(row=2, values={"number": number, "person": person, "grid": grid, "note": None})

    def applied(person: str) -> Applied:
        known = importer.existing(["PDA-0031"], actor=keeper).get("PDA-0031")
        change = Change(key="PDA-0031", record=row(person), before=known)
        (made,) = importer.apply([change], actor=keeper, at=office.hands.go(minutes=1))
        return made

    importer = KitImporter()
    with scope_opened(("",)):
        rows = [row("N-grid"), row("N-nobody"), row("N-grid", number="PDA-9"), row("N-grid", grid="1")]
        faults = importer.faults(rows, keys=[], actor=keeper)
        assert [(one.column, one.code) for one in faults] == [
            ("person", "kit_person_unknown"), ("number", "kit_device_unknown"), ("grid", "area_code_unknown"),
        ]  # fmt: skip
        applied("N-grid")
        second = applied("N-squad")
        assert [one.person.work_number for one in holdings_of(pda)] == ["N-squad", "N-grid"]
        importer.revert([second], actor=keeper, at=office.hands.go(minutes=1))
        assert [one.person.work_number for one in holdings_of(pda)] == ["N-grid", "N-squad", "N-grid"]
        acts = Entry.objects.filter(act__startswith="kit.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["kit.give", "kit.return", "kit.give", "kit.return", "kit.give"]


@pytest.mark.slow("five people, a device")
def test_a_device_is_with_one_person_at_a_time_and_only_who_may_gives_it_out(street: Office) -> None:
    office = street
    pda = handheld(office)
    give = f"/devices/{pda.pk}/give"
    typed = {"person": "N-grid", "grid": GRID, "note": ""}
    for wrong in ({"person": "无此人"}, {"grid": "990101003Z99"}):
        answer = office("keeper").client.post(give, {"version": "", **(typed | wrong)})
        assert (answer.status_code, [one.name for one in answer.context["view"].wrong_fields]) == (
            422,
            list(wrong),
        )
    assert office("grid").client.post(give, {"version": "", **typed}).status_code == 403
    nobody = office("keeper").client.post(f"/devices/{pda.pk}/return", {"version": "", "note": ""})
    assert nobody.status_code == 409
    with scope_opened(("",)):
        come(office.loop, "neighbour", "邻七", Role.DATA_ADMIN, "990102", "U-CENTRE")
        assert not DeviceHolding.objects.exists()
    assert not Entry.objects.filter(act__startswith="kit.").exists()
    given(office, pda, "N-grid")
    with scope_opened(("",)):
        held = DeviceHolding.objects.get()
    again = office("keeper").client.post(give, {"version": str(held.pk), **typed, "person": "N-squad"})
    assert again.status_code == 409
    assert "请先收回" in again.content.decode()
    assert office("neighbour").client.get(give).status_code == 404
    assert office("neighbour").rows("/kit") == []
    revised = f"/devices/{pda.pk}/revise"
    office("keeper").form(
        revised, protocol="https", number="PDA-0031", name="单兵手持终端 31 号", area_code=STREET,
        interval_s="300", concentration_unit="ug_m3", clock_offset_s="0",
    )  # fmt: skip
    with scope_opened(("",)):
        assert DeviceHolding.objects.get().area_code == STREET, "it lies where the device lies"
    office("keeper").form(f"/devices/{pda.pk}/return", note="")
    given(office, pda, "N-squad", grid=DISTRICT)
    acts = Entry.objects.filter(act__startswith="kit.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["kit.give", "kit.return", "kit.give"]
