"""视频轮巡: plans, rounds, each look at a camera, and what is found on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.cases.models import VideoFinding, VideoLook, VideoPlan, VideoPlanStop, VideoRound
from xiuhua.cases.queries.look_backs import person_known
from xiuhua.cases.queries.rows import Camera, Premises, StoredFile
from xiuhua.cases.queries.videos import look_facts, plan_lock, round_lock, round_open_of, stops_standing
from xiuhua.cases.rules.videos import Stop, clip_fault, look_next, state_at_end, stops_fault
from xiuhua.cases.services.refusals import NotYourVideoRound, VideoRoundOpen
from xiuhua.cases.services.reporting import NewReport, case_report
from xiuhua.cases.terms import Channel, Footage, LookState, PlanState, VideoAct, VideoRoundState
from xiuhua.ground.queries.people import person_of_user
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow

_OUTCOMES = frozenset({LookState.LOOKED, LookState.NO_PICTURE, LookState.SKIPPED})


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A plan of rounds as somebody draws it up.

    Args:
        stops: the cameras in their order.
        from_time, to_time: of the day, local: when rounds are made, or which hours of the recording.
        person_id: who makes them; None for whoever may.
    """

    area_code: str
    title: str
    stops: tuple[Stop, ...]
    footage: Footage
    from_time: time
    to_time: time
    person_id: int | None = None


@transaction.atomic
def video_plan_make(*, new: NewPlan, actor: Actor, at: datetime) -> VideoPlan:
    """Draw up a plan of rounds.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: title, hours, cameras or person cannot be.
    """
    plan = VideoPlan(area_code=new.area_code, recorded_at=at)
    _plan_fill(plan, new, at)
    require(actor, VideoAct.PLAN, plan)
    _plan_check(new)
    plan.save(force_insert=True)
    _stops_write(plan, new.stops)
    _plan_entry(plan, VideoAct.PLAN, new, actor=actor, at=at)
    return plan


@transaction.atomic
def video_plan_revise(*, plan_id: int, new: NewPlan, actor: Actor, at: datetime) -> VideoPlan:
    """Change a plan; rounds made after it stay as they were. The area stays.

    Raises:
        NotFound: no such plan in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was withdrawn.
        Invalid: as `video_plan_make`.
    """
    plan = plan_lock(plan_id)
    require(actor, VideoAct.REVISE, plan)
    _plan_check(new)
    _plan_fill(plan, new, at)
    plan.save()
    plan.stops.all().delete()
    _stops_write(plan, new.stops)
    _plan_entry(plan, VideoAct.REVISE, new, actor=actor, at=at)
    return plan


@transaction.atomic
def video_plan_withdraw(*, plan_id: int, reason: str, actor: Actor, at: datetime) -> VideoPlan:
    """Make no more rounds after a plan.

    Raises:
        NotFound: no such plan in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was withdrawn already.
        Invalid: the reason is missing.
    """
    plan = plan_lock(plan_id)
    require(actor, VideoAct.WITHDRAW, plan)
    if not reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    plan.state, plan.updated_at = PlanState.WITHDRAWN.value, at
    plan.save(update_fields=["state", "updated_at"])
    entry_append(
        at=at, actor=actor, act=VideoAct.WITHDRAW.value, subject=f"video_plan:{plan.pk}", area=plan.area_code,
        words={"reason": reason.strip()},
    )  # fmt: skip
    return plan


def _plan_fill(plan: VideoPlan, new: NewPlan, at: datetime) -> None:
    plan.title, plan.footage = new.title.strip(), new.footage.value
    plan.from_time, plan.to_time, plan.person_id, plan.updated_at = (
        new.from_time, new.to_time, new.person_id, at,
    )  # fmt: skip


def _plan_check(new: NewPlan) -> None:
    fields = {}
    if not new.title.strip():
        fields["title"] = "video_title_missing"
    if not new.from_time < new.to_time:
        fields["to_time"] = "video_hours_wrong"
    fault = stops_fault(new.stops)
    if fault:
        fields["cameras"] = fault
    if new.person_id is not None and person_known(new.person_id) is None:
        fields["person"] = "video_person_unknown"
    known = Camera.objects.filter(pk__in=[stop.camera_id for stop in new.stops])
    told = list(known.values_list("area_code", flat=True))
    if len(told) < len({stop.camera_id for stop in new.stops}):
        fields["cameras"] = "video_camera_unknown"
    if any(not code.startswith(new.area_code) for code in told):
        fields["cameras"] = "video_camera_elsewhere"
    if fields:
        raise Invalid(fields=fields)


def _stops_write(plan: VideoPlan, stops: Sequence[Stop]) -> None:
    VideoPlanStop.objects.bulk_create(
        VideoPlanStop(plan=plan, camera_id=stop.camera_id, number=number, minutes=stop.minutes)
        for number, stop in enumerate(stops, start=1)
    )


def _plan_entry(plan: VideoPlan, act: VideoAct, new: NewPlan, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"video_plan:{plan.pk}", area=plan.area_code,
        detail={"cameras": [[stop.camera_id, stop.minutes] for stop in new.stops], "footage": plan.footage,
                "from": plan.from_time.isoformat(), "to": plan.to_time.isoformat(), "person": plan.person_id},
        words={"title.after": plan.title},
    )  # fmt: skip


# --- rounds -------------------------------------------------------------------------------------------------


@transaction.atomic
def video_round_start(
    *,
    plan_id: int,
    actor: Actor,
    at: datetime,
    footage_since: datetime | None = None,
    footage_until: datetime | None = None,
) -> VideoRound:
    """Start a round after a plan; its first camera is looked at from now on.

    The span of a recording is told where the plan looks at one.

    Raises:
        NotFound: no such plan in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the plan was withdrawn.
        VideoRoundOpen: the actor has another one under way.
        Invalid: none of its cameras stands, or the span of the recording cannot be.
    """
    plan = plan_lock(plan_id)
    require(actor, VideoAct.START, plan)
    under_way = round_open_of(actor.name)
    if under_way is not None:
        raise VideoRoundOpen(title=under_way.plan.title)
    recorded = plan.footage == Footage.RECORDED
    _footage_check(footage_since, footage_until, recorded=recorded, at=at)
    stops = stops_standing(plan)
    if not stops:
        raise Invalid(fields={"cameras": "video_cameras_missing"})
    made = VideoRound(
        plan=plan, area_code=plan.area_code, footage=plan.footage,
        footage_since=footage_since if recorded else None, footage_until=footage_until if recorded else None,
        started_by=actor.name, person_id=person_of_user(actor.user_id), started_at=at, updated_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # started twice at the same moment
        raise VideoRoundOpen(title=plan.title) from error
    VideoLook.objects.bulk_create(
        VideoLook(
            round=made, camera_id=stop.camera_id, number=number, minutes=stop.minutes,
            state=(LookState.LOOKING if number == 1 else LookState.TO_DO).value,
            began_at=at if number == 1 else None, area_code=made.area_code,
        )
        for number, stop in enumerate(stops, start=1)
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=VideoAct.START.value, subject=f"video_round:{made.pk}", area=made.area_code,
        detail={"plan": plan.pk, "cameras": [stop.camera_id for stop in stops]},
    )  # fmt: skip
    return made


def _footage_check(since: datetime | None, until: datetime | None, *, recorded: bool, at: datetime) -> None:
    if not recorded:
        return
    if since is None or until is None or not since < until <= at:
        raise Invalid(fields={"footage_until": "video_footage_wrong"})


@transaction.atomic
def video_look_end(
    *, round_id: int, look_id: int, outcome: LookState, actor: Actor, at: datetime
) -> VideoRound:
    """Finish the camera that is being looked at, and go on to the next; after the last the round is over.

    Raises:
        NotFound: no such round in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the round is over.
        NotYourVideoRound: somebody else started it.
        Conflict: that camera is not the one being looked at any more.
        Invalid: the outcome is none.
    """
    one = _round_own(round_id, VideoAct.LOOK, actor)
    if outcome not in _OUTCOMES:
        raise Invalid(fields={"outcome": "video_outcome_wrong"})
    looks = _looks_locked(one)
    current = next((look for look in looks if look.state == LookState.LOOKING), None)
    if current is None or current.pk != look_id:
        raise Conflict(kind="video_round", key=one.pk)
    current.state, current.ended_at = outcome.value, at
    number = look_next([look_facts(look) for look in looks])
    following = next((look for look in looks if look.number == number), None)
    if following is not None:
        following.state, following.began_at = LookState.LOOKING.value, at
    VideoLook.objects.bulk_update(looks, ("state", "began_at", "ended_at"))
    if following is None:
        one.state, one.ended_at = VideoRoundState.ENDED.value, at
    one.updated_at = at
    one.save(update_fields=["state", "ended_at", "updated_at"])
    entry_append(
        at=at, actor=actor, act=VideoAct.LOOK.value, subject=f"video_round:{one.pk}", area=one.area_code,
        detail={"camera": current.camera_id, "outcome": outcome.value,
                "seconds": round(look_facts(current).seconds), "over": following is None},
    )  # fmt: skip
    return one


@transaction.atomic
def video_round_end(*, round_id: int, reason: str, actor: Actor, at: datetime) -> VideoRound:
    """End a round early; what was not finished counts as missed.

    Raises:
        NotFound: no such round in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is over.
        NotYourVideoRound: somebody else started it.
        Invalid: the reason is missing.
    """
    one = _round_own(round_id, VideoAct.END, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": "case_reason_missing"})
    looks = _looks_locked(one)
    for look in looks:
        before, after = LookState(look.state), state_at_end(LookState(look.state))
        look.state = after.value
        if before is LookState.LOOKING:
            look.ended_at = at
    VideoLook.objects.bulk_update(looks, ("state", "ended_at"))
    one.state, one.ended_at, one.updated_at = VideoRoundState.ENDED.value, at, at
    one.save(update_fields=["state", "ended_at", "updated_at"])
    missed = sum(look.state == LookState.MISSED for look in looks)
    entry_append(
        at=at, actor=actor, act=VideoAct.END.value, subject=f"video_round:{one.pk}", area=one.area_code,
        detail={"missed": missed}, words={"reason": reason.strip()},
    )  # fmt: skip
    return one


def _round_own(round_id: int, act: VideoAct, actor: Actor) -> VideoRound:
    one = round_lock(round_id)
    require(actor, act, one)
    if one.state != VideoRoundState.UNDER_WAY:
        raise NotAllowedNow(act=act.value, state=one.state)
    if one.started_by != actor.name:
        raise NotYourVideoRound
    return one


def _looks_locked(one: VideoRound) -> list[VideoLook]:
    return list(VideoLook.objects.select_for_update().filter(round=one).order_by("number"))


# --- findings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NewFinding:
    """What somebody saw on a camera's picture. Degrees are WGS84.

    Args:
        client_id: given where it was written down; the same one again changes nothing.
        item_id: the matter.
        premises: the shop it is about, of those that the camera sees.
        longitude, latitude: where it is; None for the shop's place, or the camera's.
        photos: snapshots.
        clip_ref, clip_since, clip_until: the piece of the recording that shows it.
    """

    client_id: UUID
    item_id: int | None = None
    text: str = ""
    premises: Premises | None = None
    longitude: float | None = None
    latitude: float | None = None
    photos: tuple[StoredFile, ...] = ()
    clip_ref: str = ""
    clip_since: datetime | None = None
    clip_until: datetime | None = None


@transaction.atomic
def video_finding_make(
    *, round_id: int, look_id: int, new: NewFinding, actor: Actor, at: datetime
) -> VideoFinding:
    """Report what a camera shows, as a report of the video patrol, with its evidence.

    Raises:
        NotFound: no such round in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the round is over.
        NotYourVideoRound: somebody else started it.
        Invalid: there is neither snapshot nor clip, the clip's times cannot be, or as `case_report`.
        CityError: as `case_report`.
    """
    one = _round_own(round_id, VideoAct.FIND, actor)
    rows = VideoLook.objects.select_related("camera", "camera__mount")
    look = rows.defer("camera__search", "camera__view").filter(round=one, pk=look_id).first()
    if look is None or look.state not in {LookState.LOOKING, LookState.LOOKED}:
        raise Conflict(kind="video_round", key=one.pk)
    _evidence_check(new, at)
    case = case_report(new=_report_of(new, look.camera, at), actor=actor, at=at)
    known = VideoFinding.objects.filter(case=case, look=look).first()
    if known is not None:  # the same form, sent again
        return known
    made = VideoFinding(
        look=look, camera=look.camera, case=case, clip_ref=new.clip_ref.strip(), clip_since=new.clip_since,
        clip_until=new.clip_until, found_by=actor.name, found_at=at, area_code=case.area_code,
    )  # fmt: skip
    made.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=VideoAct.FIND.value, subject=f"video_finding:{made.pk}", area=made.area_code,
        detail={"round": one.pk, "camera": look.camera_id, "case": case.pk,
                "photos": [photo.sha256 for photo in new.photos],
                "clip": [moment.isoformat() for moment in (new.clip_since, new.clip_until) if moment]},
        words={"clip.after": made.clip_ref} if made.clip_ref else {},
    )  # fmt: skip
    return made


def _evidence_check(new: NewFinding, at: datetime) -> None:
    fields = {}
    fault = clip_fault(new.clip_since, new.clip_until, at=at)
    if fault:
        fields[fault[0]] = fault[1]
    if not new.photos and new.clip_since is None:
        fields["photo"] = "video_evidence_missing"
    if new.item_id is None:
        fields["matter"] = "video_matter_missing"
    if fields:
        raise Invalid(fields=fields)


def _report_of(new: NewFinding, camera: Camera, at: datetime) -> NewReport:
    shop, place = new.premises, camera.mount.place
    if shop is not None:
        place = shop.place
    typed = new.longitude is not None and new.latitude is not None
    return NewReport(
        client_id=new.client_id, channel=Channel.VIDEO, text=new.text, item_id=new.item_id,
        longitude=new.longitude if typed else place.x, latitude=new.latitude if typed else place.y,
        address=(shop.address or shop.name) if shop else camera.mount.name,
        premises_id=shop.pk if shop else None,
        source_ref=camera.code, occurred_at=new.clip_since or at, photos=new.photos,
    )  # fmt: skip


def finding_place(camera: Camera, premises: Premises | None) -> tuple[float, float]:
    """Return where a finding is, unless somebody says otherwise: the shop's place, or the camera's."""
    place = premises.place if premises else camera.mount.place
    return place.x, place.y
