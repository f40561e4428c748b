"""视频轮巡 of the demo district: cameras, two plans, and some days' rounds with what they found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import atan2, cos, degrees, radians
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Course, Crew, chance_of, key_of
from xiuhua.cases.demo.load import HOME, NothingThere
from xiuhua.cases.models import VideoLook, VideoPlan
from xiuhua.cases.rules.videos import Stop
from xiuhua.cases.services import (
    NewFinding,
    NewPlan,
    video_finding_make,
    video_look_end,
    video_plan_make,
    video_round_end,
    video_round_start,
)
from xiuhua.cases.terms import CaseState, Footage, LookState
from xiuhua.ground.models import Camera, Mount, Premises
from xiuhua.ground.queries.cameras import shops_seen
from xiuhua.ground.services.cameras import (
    Correction,
    NewCamera,
    camera_mark,
    camera_sight_correct,
    cameras_write,
)
from xiuhua.ground.terms.cameras import CameraKind, CameraState, SightKind
from xiuhua.ground.terms.vehicles import MountKind

_CAMERAS, _DAYS = 40, 6
_CENTRE = "990101"
_DEGREE_M = 111_320.0
_KEEPER, _PATROLLER, _HEAD = "keeper", "patroller", "shifthead"
_VIEWS = (  # kind, angle of view in degrees, range in metres
    (CameraKind.DOME, 110.0, 90.0),
    (CameraKind.FIXED, 60.0, 70.0),
    (CameraKind.STEERED, 80.0, 100.0),
    (CameraKind.HALF_DOME, 120.0, 50.0),
    (CameraKind.PANORAMA, 360.0, 80.0),
)
_MARKS = (  # how far down the list, what, and why
    (0.1, CameraState.OFFLINE, "黑屏，已报运维单位。"),
    (0.45, CameraState.OFFLINE, "画面卡顿后中断，疑似链路故障。"),
    (0.75, CameraState.REPAIR, "立杆迁移施工，预计一周恢复。"),
)
_FOUND = (
    ("09005", "店外摆放桌椅货架，占用人行道。"),
    ("06030", "有人向雨水口泼倒污水，录像可见全过程。"),
    ("06010", "垃圾桶外堆放袋装垃圾，长时间未清。"),
    ("09001", "流动摊贩占道，影响通行。"),
)

_OF_SHOPS = ("09005", "06030")
_SURELY = ("/2", "/5")  # days ago: the first camera of these rounds always shows something


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """A plan: which of the cameras, what is looked at, and when of the day."""

    title: str
    footage: Footage
    first: int
    last: int
    minutes: int
    from_hour: int
    to_hour: int


_PLANS = (  # the one whose round is still under way comes last: nobody makes two at once
    _Plan(
        title="背街小巷夜间录像回看", footage=Footage.RECORDED, first=12, last=20, minutes=3, from_hour=20,
        to_hour=23,
    ),
    _Plan(
        title="重点商圈早高峰轮巡", footage=Footage.LIVE, first=0, last=12, minutes=2, from_hour=8, to_hour=10
    ),
)  # fmt: skip


@transaction.atomic
def videos_told(crew: Crew) -> int:
    """Enter the cameras, draw up the plans and make the rounds; once."""
    with scope_opened((HOME,)):
        if Camera.objects.exists() or VideoPlan.objects.exists():
            return 0
    cameras = _cameras_entered(crew)
    told = len(cameras) + _corrected(cameras, crew)
    for number, plan in enumerate(_PLANS):
        plan_id = _planned(plan, cameras[plan.first : plan.last], crew)
        if plan_id is not None:
            told += 1 + _rounds_made(plan, plan_id, number, crew)
    return told


def _cameras_entered(crew: Crew) -> list[Camera]:
    """Record cameras at the first camera places, each looking at the shops nearest to it."""
    chance = chance_of("cameras")
    with crew.acting(_KEEPER) as actor:
        rows = Mount.objects.filter(kind=MountKind.CAMERA.value, area_code__startswith=HOME)
        mounts = list(rows.select_related("unit").defer("search").order_by("code")[:_CAMERAS])
        if not mounts:
            raise NothingThere("there are no places of cameras: run manage demo_load first")
        new = [_camera(mount, number, chance, crew) for number, mount in enumerate(mounts, start=1)]
        made = cameras_write(items=[(one, None) for one in new], actor=actor, at=crew.ago(60, 10))
        for share, state, reason in _MARKS:
            camera = made[int(share * len(made))]
            camera_mark(camera_id=camera.pk, to=state, reason=reason, actor=actor, at=crew.ago(4, 15))
    return made


def _camera(mount: Mount, number: int, chance: Random, crew: Crew) -> NewCamera:
    kind, angle, reach = _VIEWS[number % len(_VIEWS)]
    near = Premises.objects.filter(
        place__within=mount.place.buffer(reach / _DEGREE_M)
    )  # roughly a disc: the exact sector is the service's
    shop = near.order_by("code").first()
    direction = chance.randrange(0, 360, 15) if shop is None else _towards(mount, shop)
    return NewCamera(
        code=f"{_CENTRE}0100131{number:07d}", name=mount.name.replace("摄像机", f"{kind.zh} "), kind=kind,
        mount=mount.code, unit=mount.unit.code if mount.unit else "",
        direction_deg=None if angle >= 360 else float(direction), angle_deg=angle, range_m=reach,
        put_up_on=(crew.ago(60, 10) - timedelta(days=40 * number)).date(),
    )  # fmt: skip


def _towards(mount: Mount, shop: Premises) -> int:
    """Return the direction from a mount to a shop, whole degrees clockwise from north."""
    east = (shop.place.x - mount.place.x) * cos(radians(mount.place.y))
    return round(degrees(atan2(east, shop.place.y - mount.place.y))) % 360


def _corrected(cameras: Sequence[Camera], crew: Crew) -> int:
    """Take a shop away that a tree hides, at the first few cameras that see several."""
    told = 0
    with crew.acting(_KEEPER) as actor:
        for camera in cameras:
            shops = [shop for _seen, shop in shops_seen(camera)]
            if len(shops) < 3 or told == 5:
                continue
            correction = Correction(
                kind=SightKind.REMOVED, premises=shops[-1].code, reason="被行道树遮挡，画面中看不到。"
            )
            camera_sight_correct(
                camera_id=camera.pk, correction=correction, actor=actor, at=crew.ago(30, 14, told)
            )
            told += 1
    return told


def _planned(plan: _Plan, cameras: Sequence[Camera], crew: Crew) -> int | None:
    if not cameras:
        return None
    new = NewPlan(
        area_code=HOME, title=plan.title, footage=plan.footage,
        stops=tuple(Stop(camera_id=one.pk, minutes=plan.minutes) for one in cameras),
        from_time=time(plan.from_hour), to_time=time(plan.to_hour), person_id=crew.person(_PATROLLER),
    )  # fmt: skip
    with crew.acting(_HEAD) as actor:
        return video_plan_make(new=new, actor=actor, at=crew.ago(_DAYS + 1, 16)).pk


@dataclass(frozen=True, kw_only=True)
class _Story:
    """One round: what it is called, after which plan, when it began, its dice, and who tells it."""

    key: str
    plan: _Plan
    plan_id: int
    at: datetime
    crew: Crew

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """Of the recording that it looks at, the evening before; None for live."""
        if self.plan.footage is Footage.LIVE:
            return None
        day, zone = self.crew.on(self.at) - timedelta(days=1), self.crew.calendar.zone
        since, until = (time(hour) for hour in (self.plan.from_hour, self.plan.to_hour))
        return datetime.combine(day, since, zone), datetime.combine(day, until, zone)


def _rounds_made(plan: _Plan, plan_id: int, number: int, crew: Crew) -> int:
    told = 0
    for day in range(_DAYS, 0, -1):
        key = f"video/{number}/{day}"
        at = crew.ago(day, 8 if plan.footage is Footage.LIVE else 14, chance_of(key).randrange(0, 20))
        told += _round_made(_Story(key=key, plan=plan, plan_id=plan_id, at=at, crew=crew))
    if plan.footage is Footage.LIVE:  # one that is under way
        at, key = crew.until - timedelta(minutes=7), f"video/{number}/now"
        told += _round_made(_Story(key=key, plan=plan, plan_id=plan_id, at=at, crew=crew), most=3)
    return told


def _round_made(story: _Story, *, most: int | None = None) -> int:
    """Make a round, or only its first few cameras; return how many acts are told of it."""
    crew, chance, at, found = story.crew, chance_of(f"{story.key}/looks"), story.at, 0
    since, until = story.span or (None, None)
    with crew.acting(_PATROLLER) as actor:
        one = video_round_start(
            plan_id=story.plan_id, footage_since=since, footage_until=until, actor=actor, at=at
        )
        looks = list(VideoLook.objects.filter(round=one).select_related("camera__mount").order_by("number"))
    online = [look.pk for look in looks if look.camera.state == CameraState.ONLINE]
    sure = online[:1] if story.key.endswith(_SURELY) else []
    stops_at = len(looks) * 3 // 4 if most is None and chance.random() < 0.2 else len(looks)
    for look in looks[: most or stops_at]:
        spent = timedelta(seconds=round(story.plan.minutes * 60 * chance.uniform(0.5, 0.95)))
        is_online = look.pk in online
        if look.pk in sure or (is_online and chance.random() < 0.16):
            found += _found(story, look, at=at + spent / 2, chance=chance)
        at += spent
        outcome = LookState.LOOKED if is_online else LookState.NO_PICTURE
        with crew.acting(_PATROLLER) as actor:
            video_look_end(round_id=one.pk, look_id=look.pk, outcome=outcome, actor=actor, at=at)
    if most is None and stops_at < len(looks):
        with crew.acting(_PATROLLER) as actor:
            video_round_end(round_id=one.pk, reason="临时调度处置突发事件。", actor=actor, at=at)
    return 1 + found


def _found(story: _Story, look: VideoLook, *, at: datetime, chance: Random) -> int:
    """Report something from a camera, with snapshot and clip, and lead its case on."""
    crew, (code, words), key = story.crew, chance.choice(_FOUND), f"{story.key}/{look.number}"
    with crew.acting(_PATROLLER):
        camera = Camera.objects.select_related("mount").defer("search").get(pk=look.camera_id)
        shops = [shop for _seen, shop in shops_seen(camera)]
    begins = at - timedelta(seconds=40)
    if story.span is not None:
        begins = story.span[0] + timedelta(minutes=chance.randrange(5, 150))
    photo = crew.photo(_PATROLLER, camera.mount.area_code, at=at, key=key)
    new = NewFinding(
        client_id=key_of(key), item_id=crew.items[code], text=words, photos=(photo,),
        premises=chance.choice(shops) if shops and code in _OF_SHOPS else None,
        clip_since=begins, clip_until=begins + timedelta(seconds=30),
        clip_ref=f"NVR-{look.number:02d}/{begins:%Y%m%d-%H%M%S}.mp4",
    )  # fmt: skip
    with crew.acting(_PATROLLER) as actor:
        made = video_finding_make(round_id=look.round_id, look_id=look.pk, new=new, actor=actor, at=at)
    to = chance.choice((None, None, None, CaseState.HANDLING, CaseState.DISPATCHING))
    crew.lead(made.case_id, Course(hands=crew.hands, to=to), at=at, chance=chance)
    return 1
