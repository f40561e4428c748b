"""From positions on a socket to crossings, an alarm and a vehicle's day on the page."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from django.test import Client
from django.utils.timezone import localtime
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import (
    Alarm,
    Device,
    Fence,
    FenceCrossing,
    Observation,
    PointTouch,
    TrackDay,
    TrackPoint,
)
from xiuhua.sensing.queries.retired import retired_positions
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.services.retiring import day_retire
from xiuhua.sensing.terms import StoredKind
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.device_kit import NEIGHBOUR, STREET, truck
from xiuhua.sensing.tests.drive_kit import STEP_S, drawn, drive, followed, told, typed
from xiuhua.sensing.tests.gateway_kit import entered_and_known
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
_NUMBERS = count(1)


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(autouse=True)
def no_fence_of_before(live_city: str) -> None:
    """Every test draws its own fences; those of the one before are over."""
    with scope_opened(("",)):
        Fence.objects.update(state="fence_ended")


def _truck(gateway: Gateway, **changes: object) -> Device:
    new: NewDevice = truck(f"1380880{next(_NUMBERS):04}", **changes)
    with scope_opened(("",)):
        (made,) = entered_and_known(gateway, new)
    return made


def _start(minutes: float = 60) -> datetime:
    """Return a whole second some time ago: of today, or where today is too young of yesterday."""
    at = localtime(now()).replace(microsecond=0)
    start = at - timedelta(minutes=minutes)
    midnight = at.replace(hour=0, minute=0, second=0)
    return start if start >= midnight else midnight - timedelta(minutes=90)


def _day(start: datetime) -> str:
    """Return the day of what started then, as an address asks for it."""
    return f"day={localtime(start).date()}"


def _crossings(device: Device) -> list[tuple[str, float]]:
    with scope_opened(("",)):
        rows = FenceCrossing.objects.filter(device=device, withdrawn_at__isnull=True).order_by("at")
        return [(row.act, row.at.timestamp()) for row in rows]


def _code() -> str:
    return f"lakeside_{next(_NUMBERS)}"


# The fence lies between 120.105 and 120.1085. Step 2 is at 120.10416, step 3 at 120.10624: it enters after
# 0.00084 / 0.00208 = 0.4038 of the step. Step 4 is at 120.10832, step 5 at 120.1104: it leaves after 0.0865.
def _expected(start: datetime) -> list[tuple[str, float]]:
    begun = (start + timedelta(minutes=5)).timestamp()
    return [
        ("entered", begun + (2 + 0.4038) * STEP_S),
        ("left", begun + (4 + 0.0865) * STEP_S),
    ]


def _are(found: list[tuple[str, float]], expected: list[tuple[str, float]]) -> bool:
    """Return whether the acts are the same, and their instants to a tenth of a second."""
    return [act for act, _ in found] == [act for act, _ in expected] and all(
        abs(one - other) < 0.1 for (_, one), (_, other) in zip(found, expected, strict=True)
    )


def test_a_truck_in_a_forbidden_area_is_alarmed_and_its_day_says_where_and_when(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    fence = drawn(sign_in("data_admin", area="990101"), code=_code())
    start = _start()
    told(gateway, device, drive(start))
    at = now()
    followed(at)
    assert _are(_crossings(device), _expected(start))
    with scope_opened(("",)):
        alarm = Alarm.objects.get(device=device)
        assert (alarm.severity, alarm.rule_id) == ("major", fence.rule_id)
        assert alarm.since.timestamp() == pytest.approx(_expected(start)[0][1], abs=0.1)
        assert alarm.ended_at is not None
    head = sign_in("shift_head", area="990101", person="值班长")
    assert "湖滨禁行区" in head.get(f"/alarms/{alarm.pk}").content.decode()
    page = head.get(f"/devices/{device.pk}/track?{_day(start)}").content.decode()
    assert "进入禁行区域" in page
    assert "驶入" in page
    assert "湖滨禁行区" in page
    assert "1.8 km" in page  # nine steps of 200 m; the way to the last stand is none
    fence_page = head.get(f"/fences/{fence.pk}").content.decode()
    assert device.name in fence_page
    assert [one.act for one in Entry.objects.filter(subject=f"fence:{fence.pk}")] == ["fence.create"]
    assert head.get("/fences/crossings?act=left").content.decode().count(device.name) >= 1


def test_the_same_positions_shuffled_and_in_batches_tell_the_same(gateway: Gateway, sign_in: SignIn) -> None:
    device = _truck(gateway)
    drawn(sign_in("data_admin", area="990101"), code=_code())
    start = _start()
    positions = drive(start)
    Random(7).shuffle(positions)  # noqa: S311 - the same order at each run
    for place in range(0, len(positions), 4):
        told(gateway, device, positions[place : place + 4], batch=3)
        followed(now())
    assert _are(_crossings(device), _expected(start))


def test_positions_uploaded_late_withdraw_what_was_wrong_and_change_the_day(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    fence = drawn(sign_in("data_admin", area="990101"), code=_code())
    start = _start()
    positions = drive(start)
    inside = positions[8:10]  # steps 3 and 4
    told(gateway, device, [one for one in positions if one not in inside])
    first = followed(now())
    assert (first.found, first.withdrawn) == (1, 0)
    assert [act for act, _ in _crossings(device)] == ["passed"]
    head = sign_in("shift_head", area="990101")
    url = f"/devices/{device.pk}/track?{_day(start)}"
    assert "穿越" in head.get(url).content.decode()
    with scope_opened(("",)):
        kept = TrackDay.objects.get(device=device)
    told(gateway, device, inside, batch=2)
    second = followed(now())
    assert (second.found, second.withdrawn) == (2, 1)
    assert _are(_crossings(device), _expected(start))
    page = head.get(url).content.decode()
    assert "驶入" in page
    assert "穿越" not in page
    with scope_opened(("",)):
        again = TrackDay.objects.get(device=device)
        assert again.mark != kept.mark
        readings = Observation.objects.filter(device=device, quantity__code=f"fence:{fence.code}")
        # Between two positions it is taken to go straight on: what rules were told first was right.
        assert [one.value for one in readings.order_by("at")] == [1.0, 0.0]
        assert FenceCrossing.objects.filter(device=device).count() == 3
    head.get(url)
    with scope_opened(("",)):
        assert TrackDay.objects.get(device=device).made_at == again.made_at  # nothing has come since


def test_who_must_stay_inside_is_alarmed_outside_and_not_before_its_minutes(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    keeper = sign_in("data_admin", area="990101")
    fence = drawn(
        keeper, code=_code(), effect="fence_keep_inside", severity="minor", after_minutes="2", name="作业区"
    )
    start = _start()
    told(gateway, device, drive(start))
    # It stands outside from the first position on, known when it was followed first: at its last position.
    followed(now())
    last = drive(start)[-1].at
    with scope_opened(("",)):
        readings = Observation.objects.filter(device=device, quantity__code=f"fence:{fence.code}")
        assert [(one.value, one.at) for one in readings.order_by("at")][-1][0] == 0.0
        assert Alarm.objects.filter(device=device, rule=fence.rule_id).count() == 1
        alarm = Alarm.objects.get(device=device, rule=fence.rule_id)
    assert alarm.since.timestamp() == pytest.approx(_expected(start)[1][1] + 120, abs=0.1)
    assert alarm.since < last
    page = keeper.get(f"/devices/{device.pk}/track?{_day(start)}").content.decode()
    assert "偏离路线" in page


def test_a_new_fence_begins_in_the_state_its_vehicles_are_in(gateway: Gateway, sign_in: SignIn) -> None:
    device = _truck(gateway)
    keeper = sign_in("data_admin", area="990101")
    start = _start(180)
    came = drive(start, steps=4)[:-5]  # four steps east, and one stand: inside, at 120.10624
    told(gateway, device, came)
    followed(now())
    assert _crossings(device) == []
    fence = drawn(keeper, code=_code(), hours_ago=1.0)
    late = came[-1].__class__(at=came[-1].at + timedelta(minutes=2), lon=came[-1].lon, lat=30.25)
    told(gateway, device, [late])  # of before the fence: it may have gone since
    followed(now())
    since = fence.recorded_at.timestamp()
    assert _are(_crossings(device), [("stood", since)])
    with scope_opened(("",)):
        assert not Observation.objects.filter(device=device, quantity__code=f"fence:{fence.code}").exists()
        assert not Alarm.objects.filter(device=device).exists()
    assert "起初已在内" in keeper.get(f"/fences/{fence.pk}").content.decode()
    here = now().replace(microsecond=0) - timedelta(minutes=20)
    told(gateway, device, [late.__class__(at=here, lon=late.lon, lat=30.25)])  # it still stands there
    followed(now())
    with scope_opened(("",)):
        assert Alarm.objects.get(device=device).since == here
    gone = [
        late.__class__(
            at=here + timedelta(minutes=1, seconds=STEP_S * step), lon=late.lon + 0.00208 * step, lat=30.25
        )
        for step in range(6)
    ]
    told(gateway, device, gone)
    followed(now())
    assert [act for act, _ in _crossings(device)] == ["stood", "left"]
    with scope_opened(("",)):
        assert Alarm.objects.get(device=device).ended_at is not None


def test_a_stop_outside_permitted_places_is_found_and_inside_one_is_not(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    start = _start()
    far = drive(start)[-1].at
    stays = [
        one.__class__(at=far + timedelta(minutes=minute), lon=drive(start)[-1].lon, lat=30.25)
        for one in drive(start)[:1]
        for minute in range(1, 15)
    ]
    told(gateway, device, [*drive(start), *stays])
    keeper = sign_in("data_admin", area="990101")
    url = f"/devices/{device.pk}/track?{_day(start)}"
    assert "在非许可地点停留" not in keeper.get(url).content.decode()  # no place is set, so that all are
    drawn(keeper, code=_code(), effect="fence_stops", severity="", name="消纳场")
    assert "在非许可地点停留" in keeper.get(url).content.decode()
    lon = drive(start)[-1].lon
    around = [[lon - 0.001, 30.249], [lon + 0.001, 30.249], [lon + 0.001, 30.251], [lon - 0.001, 30.251]]
    box = {"type": "Polygon", "coordinates": [[*around, around[0]]]}
    drawn(keeper, code=_code(), effect="fence_stops", severity="", name="停车场", shape=json.dumps(box))
    assert "在非许可地点停留" not in keeper.get(url).content.decode()


def test_the_day_is_exported_as_sheet_and_gpx_and_shows_the_positions_behind_a_finding(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    start = _start()
    told(gateway, device, drive(start))
    head = sign_in("shift_head", area="990101")
    sheet = head.get(f"/devices/{device.pk}/track.csv?{_day(start)}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(sheet.splitlines()))
    assert len(rows) == len(drive(start))
    assert float(rows[6]["lon"]) == pytest.approx(120.10208)
    gpx = head.get(f"/devices/{device.pk}/track.gpx?{_day(start)}").content.decode()
    assert gpx.count("<trkpt") == len(rows)
    assert gpx.count("<trkseg>") == 1
    since = localtime(start + timedelta(minutes=5))
    span = f"from={since:%H:%M:%S}&to={since + timedelta(seconds=40):%H:%M:%S}"
    page = head.get(f"/devices/{device.pk}/track?{_day(start)}&{span}").content.decode()
    assert "120.104160" in page
    assert "120.106240" not in page


def test_a_day_that_left_for_a_file_is_told_from_it(
    gateway: Gateway, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.RETIRED_ROOT = tmp_path
    device = _truck(gateway)
    start = (localtime(now()) - timedelta(days=4)).replace(hour=9, minute=0, second=0, microsecond=0)
    rows = drive(start)
    told(gateway, device, rows)
    head = sign_in("shift_head", area="990101", person="值班长")
    url = f"/devices/{device.pk}/track"
    asked = f"{url}?day={start.date()}&from=09:05:00&to=09:06:00"
    before, sheet = _body(head, asked), head.get(f"{url}.csv?day={start.date()}").content
    assert "1.8 km" in before
    with scope_opened(("",)):
        kept = TrackDay.objects.get(device=device)
        day_retire(
            kind=StoredKind.POINT, day=rows[0].at.astimezone(UTC).date(), actor=system("tests"), at=now()
        )
        assert not TrackPoint.objects.filter(device=device).exists()
    assert _body(head, asked) == before
    assert head.get(f"{url}.csv?day={start.date()}").content == sheet
    assert head.get(f"{url}.gpx?day={start.date()}").content.count(b"<trkpt") == len(rows)
    with scope_opened(("",)):
        assert TrackDay.objects.get(device=device).made_at == kept.made_at  # nothing has come since
        TrackDay.objects.all().delete()  # told anew, as after an update
    assert "1.8 km" in _body(head, asked)
    after = [rows[-1].__class__(at=rows[-1].at + timedelta(minutes=1), lon=rows[-1].lon, lat=30.25)]
    told(gateway, device, after)  # what comes for it later stands beside the file
    shown = _body(head, asked)
    assert f"{len(rows) + 1} 个定位" in shown
    assert "1.8 km" in shown
    with scope_opened(("990102",)):
        assert retired_positions(device.pk, rows[0].at, rows[-1].at) == []


def _body(client: Client, url: str) -> str:
    """Return what a page says, without what differs from one request to the next."""
    found = client.get(url).content.decode()
    return found[found.index("<main") : found.index("</main>")]


def test_neighbours_and_strangers_see_no_track_and_draw_no_fence_here(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _truck(gateway)
    fence = drawn(sign_in("data_admin", area="990101"), code=_code())
    neighbour = sign_in("data_admin", area="990102")
    day = _day(_start())
    page, sheet = (f"/devices/{device.pk}/track{kind}?{day}" for kind in ("", ".csv"))
    for url in (page, sheet, f"/fences/{fence.pk}"):
        assert neighbour.get(url).status_code == 404
    assert fence.name not in neighbour.get("/fences").content.decode()
    assert sign_in("gas_firm", area="990101").get(f"/devices/{device.pk}/track?{day}").status_code == 403
    refused = neighbour.post("/fences/new", {**_form(), "area_code": STREET})
    assert refused.status_code == 403
    with scope_opened(("",)):
        assert not Fence.objects.filter(code="elsewhere").exists()


def _form() -> dict[str, str]:
    return typed(code="elsewhere")


def test_a_truck_of_the_neighbours_is_not_meant(gateway: Gateway, sign_in: SignIn) -> None:
    device = _truck(gateway, area_code=NEIGHBOUR)
    drawn(sign_in("data_admin", area="990101"), code=_code())
    told(gateway, device, drive(_start()))
    followed(now())
    assert _crossings(device) == []
    with scope_opened(("",)):
        assert not PointTouch.objects.exists()
