"""Cameras and video rounds through the doors: the ledger, what is seen, rounds and their evidence."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case, VideoFinding, VideoLook, VideoRound
from xiuhua.cases.services import cases_compare
from xiuhua.cases.terms import Channel, LookState
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Camera, CameraSight, Premises
from xiuhua.ground.services import premises_create_many
from xiuhua.ground.services.premises import NewPremises
from xiuhua.ground.terms import PremisesKind
from xiuhua.ground.tests.duty_kit import CLERK
from xiuhua.ledger.models import Entry
from xiuhua.shared.ids import uuid7

_EAST_M, _NORTH_M = 96_270.0, 110_860.0  # a degree at 30.255 north, to four figures
CODE = "33010600001320000001"
OTHER = "33010600001320000002"
_SHOPS = (  # metres east and north of the camera, which looks north-east by 90 degrees, 80 m far
    ("S-NEAR", "知味面馆", 20, 30),
    ("S-EDGE", "阿巧裁缝", 50, 50),  # 70.7 m, straight ahead
    ("S-FAR", "云河百货", 70, 70),  # 99 m: too far
    ("S-BACK", "老周修车", -20, -20),  # behind it
)


def picture(name: str = "截图.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


@pytest.fixture
def street(office: Office) -> Office:
    """The office, with four shops around the place of a camera, and a reviewer of alarms."""
    with scope_opened(("",)):
        come(office.loop, "reviewer", "曹九", Role.ALARM_REVIEWER, DISTRICT, "U-CENTRE")
        premises_create_many(
            new=[
                NewPremises(
                    client_id=uuid7(), code=code, name=name, kind=PremisesKind.RESTAURANT,
                    address=f"滨河路 {number} 号", area_code=f"{STREET}001",
                    longitude=HERE[0] + east / _EAST_M, latitude=HERE[1] + north / _NORTH_M,
                )
                for number, (code, name, east, north) in enumerate(_SHOPS, start=1)
            ],
            actor=CLERK, at=office.hands.at,
        )  # fmt: skip
    return office


def kept(office: Office, code: str = CODE, name: str = "滨河路东口球机", **changes: Any) -> str:
    """Let the keeper of registers record a place and a camera on it; return where the camera's page is."""
    keeper = office("keeper")
    keeper.form(
        "/device-places/new", code=f"P-{code[-3:]}", name="滨河路东口立杆", kind="camera_place",
        state="mount_in_use", area_code=f"{STREET}001", longitude=str(HERE[0]), latitude=str(HERE[1]),
    )  # fmt: skip
    typed = {
        "code": code, "name": name, "kind": "dome_camera", "mount": f"P-{code[-3:]}", "unit": "U-CENTRE",
        "direction_deg": "45", "angle_deg": "90", "range_m": "80", "player_url": "",
    }  # fmt: skip
    return keeper.form("/cameras/new", **(typed | changes))


def planned(office: Office, cameras: str, **changes: Any) -> str:
    typed = {
        "title": "南北大街上午轮巡", "area": DISTRICT, "footage": "footage_live", "cameras": cameras,
        "minutes": "3", "from_time": "08:00", "to_time": "11:30", "person": "",
    }  # fmt: skip
    return office("head").form("/video-plans/new", **(typed | changes))


def looked(office: Office, round_url: str, outcome: LookState = LookState.LOOKED, minutes: float = 3) -> str:
    """Let the patroller finish the camera before them; return where that leads."""
    watcher = office("watcher")
    page = watcher.client.get(f"{round_url}/watch")
    assert page.status_code == 200
    office.hands.go(minutes=minutes)
    look = page.context["view"].look.pk
    answer = watcher.client.post(
        f"{round_url}/watch", {"look": look, "outcome": outcome.value, "once": str(uuid7())}
    )
    assert answer.status_code == 303, answer.content.decode()[:2_000]
    return str(answer["Location"])


def round_of(watch_url: str) -> str:
    return watch_url.removesuffix("/watch")


@pytest.mark.slow("five people, a place, a camera and its two states")
@pytest.mark.proves("S-005")
def test_a_camera_is_kept_with_place_owner_grid_and_shops_and_its_state_is_known_to_all(
    street: Office,
) -> None:
    url = kept(street)
    watcher = street("watcher")
    page = watcher.page(url)
    for said in (CODE, "滨河路东口球机", "滨河路东口立杆", "针线社区", "在线", "知味面馆", "阿巧裁缝"):
        assert said in page, said
    assert "云河百货" not in page
    assert "老周修车" not in page
    with scope_opened(("",)):
        unit = Camera.objects.select_related("unit").get().unit
        assert unit is not None
        assert unit.name in page
    assert watcher.rows("/cameras?q=滨河路") == ["滨河路东口球机"]
    watcher.form(f"{url}/mark", to="camera_offline", reason="黑屏，杆箱断电")
    keeper = street("keeper")
    assert keeper.rows("/cameras?state=camera_offline") == ["滨河路东口球机"]
    assert "黑屏，杆箱断电" in keeper.page(url)
    told = street("head").get("/cameras")
    assert [(one["code"], one["state"], one["unit"]) for one in told["items"]] == [
        (CODE, "camera_offline", "U-CENTRE")
    ]
    with scope_opened(("",)):
        camera = Camera.objects.get()
        acts = list(Entry.objects.filter(subject=f"camera:{camera.pk}").values_list("act", flat=True))
    assert sorted(acts) == ["camera.create", "camera.mark"]


@pytest.mark.slow("four people, a camera, two corrections")
@pytest.mark.proves("S-007")
def test_the_shops_a_camera_sees_are_collected_corrected_and_name_what_an_alarm_is_about(
    street: Office,
) -> None:
    url = kept(street)
    keeper, reviewer = street("keeper"), street("reviewer")
    asked = {"longitude": HERE[0] + 48 / _EAST_M, "latitude": HERE[1] + 48 / _NORTH_M}
    told = reviewer.get(f"/cameras/{CODE}/shops", **asked)
    assert [(one["code"], round(one["away_m"])) for one in told["shops"]] == [("S-NEAR", 36), ("S-EDGE", 71)]
    assert told["shop"] == "S-EDGE", "the alarm's point lies three metres from the tailor"
    assert reviewer.get(f"/cameras/{CODE}/shops")["shop"] is None, "two shops, and no point: a guess"

    keeper.form(f"{url}/sight", kind="sight_removed", premises="S-EDGE", component="", reason="被行道树遮挡")
    keeper.form(f"{url}/sight", kind="sight_added", premises="S-FAR", component="", reason="变焦后可辨")
    told = reviewer.get(f"/cameras/{CODE}/shops", **asked)
    assert [(one["code"], one["known_by"]) for one in told["shops"]] == [
        ("S-NEAR", "sight_by_view"), ("S-FAR", "sight_added"),
    ]  # fmt: skip
    assert told["shop"] == "S-FAR", "31 m from the point; the noodle shop is 33 m away"
    with scope_opened(("",)):
        shops = {one.code: one.pk for one in Premises.objects.all()}
    assert "滨河路东口球机" in reviewer.page(f"/premises/{shops['S-FAR']}")
    assert "滨河路东口球机" not in reviewer.page(f"/premises/{shops['S-EDGE']}")
    assert "被行道树遮挡" in reviewer.page(url)


@pytest.mark.slow("six people, two cameras, a round of a recording, a case")
@pytest.mark.proves("S-006")
def test_a_round_of_recordings_finds_with_evidence_and_its_case_names_the_camera(
    street: Office, settings: Any
) -> None:  # pytest-django's settings
    settings.PLAYERS = ("https://video.example.gov.cn",)
    settings.PLAYER_TEMPLATE = "https://video.example.gov.cn/p?c={code}&b={begin}&e={end}"
    kept(street)
    kept(street, OTHER, "滨河路西口枪机", direction_deg="30", kind="fixed_camera", range_m="60")
    plan = planned(street, f"{CODE} 5\n滨河路西口枪机", footage="footage_recorded", person="")
    watcher = street("watcher")
    assert "滨河路西口枪机" in watcher.page(plan)
    watch = watcher.form(f"{plan}/start", footage_since="2026-03-01 08:00", footage_until="2026-03-01 11:30")
    answer = watcher.client.get(watch)
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-src https://video.example.gov.cn; media-src https://video.example.gov.cn" in policy
    page = answer.content.decode()
    assert f"c={CODE}&amp;b=2026-03-01T00%3A00%3A00%2B00%3A00" in page, "the recording of eight o'clock here"
    street.hands.go(minutes=4)
    look = answer.context["view"].look.pk
    with scope_opened(("",)):
        shop = Premises.objects.get(code="S-NEAR")
    find = f"{round_of(watch)}/looks/{look}/find"
    back = watcher.form(
        find, matter="09006", shop=str(shop.pk), text="店外摆了三张桌子，有人泼倒污水", photo=picture(),
        clip_since="2026-03-01 09:12", clip_until="2026-03-01 09:14", clip_ref="NVR-3/20260301-0912.mp4",
    )  # fmt: skip
    assert back == watch, "the seat stays at the camera"
    assert looked(street, round_of(watch)) == watch
    assert looked(street, round_of(watch), LookState.NO_PICTURE, minutes=1) == round_of(watch), "it is over"

    with scope_opened(("",)):
        finding = VideoFinding.objects.select_related("case", "look__round").get()
        looks = {one.number: one for one in VideoLook.objects.all()}
    spent = [
        (one.ended_at - one.began_at).total_seconds() / 60
        for one in looks.values()
        if one.ended_at and one.began_at
    ]
    assert spent == [8, 1], "four until the finding, one for the form, three after it; then one"
    case = street.case_read("acceptor", finding.case_id)
    assert case["channel"] == Channel.VIDEO.value
    page = street("acceptor").page(f"/cases/{finding.case_id}")
    for said in ("视频巡查", "滨河路东口球机", CODE, "知味面馆", "b=2026-03-01T01%3A12%3A00"):
        assert said in page, said
    evidence = street("squad").page(f"/video-findings/{finding.pk}")
    assert "NVR-3/20260301-0912.mp4" in evidence
    assert "滨河路西口枪机" in evidence, "the shop lies in its view too: whoever did it is traced back there"
    assert evidence.count("<img") >= 1

    tally = street("head").client.get(round_of(watch)).context["view"].sections[0].context["tally"]
    assert (tally.looked, tally.no_picture, tally.missed, tally.findings, tally.filed) == (1, 1, 0, 1, 0)
    street.filed(finding.case_id)
    tally = street("head").client.get(round_of(watch)).context["view"].sections[0].context["tally"]
    assert (tally.findings, tally.filed) == (1, 1)
    (row,) = street("head").client.get("/video-rounds").context["view"].rows
    assert row.cells[0].text == "南北大街上午轮巡"
    with scope_opened(("",)):
        entry = Entry.objects.get(act="video.find")
        photo = finding.case.reports.get().photos.get().file
        assert entry.detail["photos"] == [photo.sha256]
        assert list(cases_compare(at=street.hands.at)) == []


@pytest.mark.slow("six people, two cameras, a round of last night's recording, a case to its end")
@pytest.mark.proves("P-16")
def test_a_video_patroller_goes_through_last_night_and_their_evidence_carries_the_case(
    street: Office,
) -> None:
    kept(street)
    kept(street, OTHER, "滨河路西口枪机", direction_deg="30", kind="fixed_camera", range_m="60")
    watcher = street("watcher")
    plan = watcher.form(
        "/video-plans/new", title="夜间偷倒回放", area=DISTRICT, footage="footage_recorded", minutes="5",
        cameras=f"{CODE}\n{OTHER}", from_time="22:00", to_time="23:30", person="",
    )  # fmt: skip
    watch = watcher.form(f"{plan}/start", footage_since="2026-03-01 22:00", footage_until="2026-03-01 23:30")
    looked(street, round_of(watch), minutes=5)
    look = watcher.client.get(watch).context["view"].look
    assert look.camera.code == OTHER
    with scope_opened(("",)):
        shop = Premises.objects.get(code="S-NEAR")
    snapshot = picture("泼水.png")
    taken = sha256(snapshot.read()).hexdigest()
    snapshot.seek(0)
    watcher.form(
        f"{round_of(watch)}/looks/{look.pk}/find", matter="09006", shop=str(shop.pk), photo=snapshot,
        text="店员向人行道泼倒污水", clip_since="2026-03-01 22:41", clip_until="2026-03-01 22:43",
        clip_ref="NVR-3/20260301-2241.mp4",
    )  # fmt: skip
    assert looked(street, round_of(watch), minutes=4) == round_of(watch), "the round is over"

    with scope_opened(("",)):
        finding = VideoFinding.objects.select_related("case").get()
        kept_file = finding.case.reports.get().photos.get().file
    assert kept_file.sha256 == taken, "what the patroller took is what is kept"
    for somebody in ("acceptor", "head"):
        page = street(somebody).page(f"/cases/{finding.case_id}")
        for said in ("视频巡查", "滨河路西口枪机", "知味面馆", f"/video-findings/{finding.pk}"):
            assert said in page, (somebody, said)
    street.filed(finding.case_id)
    street("dispatcher").act(finding.case_id, "dispatch", unit_code="U-SQUAD")
    evidence = street("squad").page(f"/video-findings/{finding.pk}")
    for said in ("NVR-3/20260301-2241.mp4", "滨河路东口球机"):
        assert said in evidence, said
    (thumb,) = re.findall(r'<img src="([^"]+)" alt="截图', evidence)
    assert thumb.startswith("/files/"), "the snapshot itself is shown"
    street("squad").act(finding.case_id, "receive")
    street("squad").act(finding.case_id, "feed_back", reason="当事人已冲洗，批评教育")
    street("dispatcher").act(finding.case_id, "feedback_pass")
    street("verifier").act(finding.case_id, "check_pass")
    street("head").act(finding.case_id, "close")
    assert "已结案" in watcher.page(round_of(watch)), "the patroller learns what became of it"


def _begun(office: Office) -> str:
    kept(office)
    kept(office, OTHER, "滨河路西口枪机")
    plan = planned(office, f"{CODE}\n{OTHER}")
    return round_of(office("watcher").form(f"{plan}/start"))


@pytest.mark.slow("a town, two cameras, a round")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"photo": None}, "photo"),
        ({"matter": "没有这样的事项"}, "matter"),
        ({"clip_since": "2026-03-01 09:12"}, "clip_until"),
        ({"clip_since": "2026-03-01 09:12", "clip_until": "2026-03-01 09:10"}, "clip_until"),
    ],
)
def test_a_finding_without_proof_is_refused_and_leaves_no_trace(
    street: Office, typed: dict[str, Any], field: str
) -> None:
    url = _begun(street)
    watcher = street("watcher")
    with scope_opened(("",)):
        look = VideoLook.objects.get(number=1).pk
    whole: dict[str, Any] = {"matter": "09006", "shop": "", "text": "占道", "photo": picture()} | typed
    sent = {key: value for key, value in whole.items() if value is not None}
    answer = watcher.client.post(f"{url}/looks/{look}/find", {"version": "", "once": str(uuid7()), **sent})
    assert answer.status_code == 422
    assert [one.name for one in answer.context["view"].wrong_fields] == [field]
    with scope_opened(("",)):
        assert not VideoFinding.objects.exists()
        assert not Case.objects.exists()
    assert not Entry.objects.filter(act="video.find").exists()


@pytest.mark.slow("a town, two cameras, a round")
def test_a_round_is_its_own_persons_and_what_is_left_at_its_end_is_missed(street: Office) -> None:
    url = _begun(street)
    head, watcher = street("head"), street("watcher")
    assert head.client.get(f"{url}/watch")["Location"] == url
    with scope_opened(("",)):
        look = VideoLook.objects.get(number=1).pk
    refused = head.client.post(f"{url}/watch", {"look": look, "outcome": "look_done", "once": str(uuid7())})
    assert refused.status_code == 403
    again = watcher.client.post(f"{url}/watch", {"look": look + 1, "outcome": "look_done"})
    assert again.status_code == 409, "that is not the camera being looked at"
    assert street("keeper").client.post(f"{url}/watch", {"look": look}).status_code == 403
    with scope_opened(("",)):
        second = watcher.client.post(
            f"/video-plans/{VideoRound.objects.get().plan_id}/start", {"version": ""}
        )
    assert second.status_code == 409, "one round at a time"
    watcher.form(f"{url}/end", reason="交接班")
    with scope_opened(("",)):
        assert {one.state for one in VideoLook.objects.all()} == {LookState.MISSED.value}
    assert watcher.client.get(f"{url}/end").status_code == 409
    page = head.page(url)
    assert "交接班" in page
    assert "漏巡" in page


@pytest.mark.slow("a town, a camera, a neighbour")
def test_a_neighbour_sees_no_camera_and_a_moved_place_takes_its_view_along(street: Office) -> None:
    url = kept(street)
    with scope_opened(("",)):
        come(street.loop, "neighbour", "邻七", Role.DATA_ADMIN, "990102", "U-CENTRE")
    assert street("neighbour").client.get(url).status_code == 404
    assert street("neighbour").rows("/cameras") == []
    with scope_opened(("",)):
        camera = Camera.objects.select_related("mount").get()
        CameraSight.objects.create(
            camera=camera, premises=Premises.objects.get(code="S-FAR"), kind="sight_added", reason="变焦",
            area_code=camera.area_code, corrected_by="user:0", updated_at=street.hands.at,
        )  # fmt: skip
        before = camera.view
    street("keeper").form(
        f"/device-places/{camera.mount_id}/revise", name="滨河路东口立杆", kind="camera_place",
        state="mount_in_use", area_code=STREET, longitude=str(HERE[0] + 0.001), latitude=str(HERE[1]),
    )  # fmt: skip
    with scope_opened(("",)):
        moved = Camera.objects.get()
        assert moved.view is not None
        assert before is not None
        assert moved.view.centroid.x - before.centroid.x == pytest.approx(0.001, abs=1e-6)
        assert moved.area_code == STREET
        assert CameraSight.objects.get().area_code == STREET


@pytest.mark.slow("a town, a camera")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "123"}, "code"),
        ({"mount": "P-NONE"}, "mount"),
        ({"unit": "U-NONE"}, "unit"),
        ({"range_m": ""}, "range_m"),
        ({"angle_deg": "400"}, "angle_deg"),
        ({"player_url": "https://elsewhere.example/{code}"}, "player_url"),
    ],
)
def test_what_no_camera_can_have_is_refused_beside_its_field(
    street: Office, typed: dict[str, str], field: str
) -> None:
    kept(street)
    whole = {
        "code": OTHER, "name": "又一台", "kind": "dome_camera", "mount": "P-001", "unit": "",
        "direction_deg": "45", "angle_deg": "90", "range_m": "80", "player_url": "",
    }  # fmt: skip
    answer = street("keeper").client.post(
        "/cameras/new", {**whole, **typed, "version": "", "once": str(uuid7())}
    )
    assert answer.status_code == 422
    assert [one.name for one in answer.context["view"].wrong_fields] == [field]
    with scope_opened(("",)):
        assert Camera.objects.count() == 1


def test_a_recording_that_ends_later_than_now_is_no_span(street: Office) -> None:
    kept(street)
    plan = planned(street, CODE, footage="footage_recorded")
    answer = street("watcher").client.post(
        f"{plan}/start",
        {
            "version": street("watcher").client.get(f"{plan}/start").context["view"].version,
            "footage_since": "2026-03-02 08:00", "footage_until": "2026-03-02 23:00", "once": str(uuid7()),
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert [one.name for one in answer.context["view"].wrong_fields] == ["footage_until"]
    with scope_opened(("",)):
        assert not VideoRound.objects.exists()
