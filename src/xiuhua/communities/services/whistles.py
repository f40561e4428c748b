"""吹哨报到: raising, checking in, working together, rating, closing, and speaking of clocks that fall due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.services import NewReport, Said, case_act, report_take
from xiuhua.cases.terms import CaseAct, Channel, ClockAlert
from xiuhua.communities.models import (
    CheckInPhoto,
    Whistle,
    WhistleCall,
    WhistleLimitsVersion,
    WhistlePhoto,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import whistles as queries
from xiuhua.communities.queries.community_rows import Area, StoredFile, Unit
from xiuhua.communities.rules.whistles import WhistleLimits, check_in_clock, check_in_fault, scores_fault
from xiuhua.communities.services.community_refusals import (
    CheckedInAlready,
    NotCalled,
    NotCheckedIn,
    NotTheLead,
    PartsMissing,
    Unrated,
)
from xiuhua.communities.terms.whistles import CheckInWay, WhistleAct, WhistleKind, WhistleState
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.geometry import distance_m

_PIPE = system("whistles")
_SWEPT_AT_ONCE = 1_000
_MOST_UNITS = 12


@dataclass(frozen=True, kw_only=True)
class NewWhistle:
    """A whistle as a community blows it. Degrees are WGS84.

    Args:
        client_id: given where it was written down; the same one again changes nothing.
        area_code: of the community.
        lead_id: 主办, the department that leads; `helper_ids` 协办, the others that are called.
    """

    client_id: UUID
    kind: WhistleKind
    area_code: str
    title: str
    text: str
    lead_id: int
    helper_ids: tuple[int, ...] = ()
    item_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: str = ""
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def whistle_raise(*, new: NewWhistle, actor: Actor, at: datetime) -> Whistle:
    """Call departments to a community: their check-in clocks begin, and the matter's case goes to them.

    The case runs in the loop like any other, with the lead department as 主办 and the others as 协办.

    Raises:
        NotPermitted: the actor may not blow a whistle there.
        Invalid: words, place or departments are missing or wrong; `fields` says which.
        Conflict: its id names a whistle that the actor may not see.
    """
    known = queries.whistle_by_client_id(new.client_id)
    if known is not None:
        return known
    area = communities.community_named(new.area_code)
    require(actor, WhistleAct.RAISE, Whistle(area_code=area.code, state=""))
    lead, helpers = _departments(new)
    place = place_of(new.longitude, new.latitude)
    _told(new, place, area)
    limits, version = queries.limits_holding(area.code, at=at)
    limit = limits.of(new.kind)
    case = report_take(new=_report(new, area), actor=actor, at=at).case
    if case.client_id != new.client_id:
        raise Conflict(kind="whistle", key=str(new.client_id))
    said = Said(unit_id=lead.pk, helper_ids=tuple(one.pk for one in helpers), reason=new.title.strip())
    case_act(case_id=case.pk, act=CaseAct.PUSH, said=said, actor=_PIPE, at=at)
    whistle = Whistle.objects.create(
        client_id=new.client_id, kind=new.kind.value, title=new.title.strip(), text=new.text.strip(),
        address=new.address.strip(), place=place, area=area, area_code=area.code, item_id=new.item_id,
        lead=lead, case_id=case.pk, limits=version, limit_amount=limit.amount, limit_unit=limit.unit.value,
        raised_by=actor.name, raised_at=at, recorded_at=at, updated_at=at,
    )  # fmt: skip
    clock = check_in_clock(calendar_cached(area.code, at=at), at, limit)
    WhistleCall.objects.bulk_create(
        WhistleCall(
            whistle=whistle, unit=unit, leads=unit.pk == lead.pk, area_code=area.code, called_at=at,
            soon_at=clock.soon_at, due_at=clock.due_at, next_at=clock.soon_at,
        )
        for unit in (lead, *helpers)
    )  # fmt: skip
    if new.photos:
        files_settle(files=new.photos, area_code=area.code, actor=actor, at=at)
        WhistlePhoto.objects.bulk_create(WhistlePhoto(whistle=whistle, file=file) for file in new.photos)
    _record(
        whistle, WhistleAct.RAISE, actor=actor, at=at,
        detail={
            "case": case.pk, "units": [lead.pk, *(one.pk for one in helpers)],
            "due_at": clock.due_at.isoformat(), "photos": [file.pk for file in new.photos],
        },
        words={"title.after": whistle.title, "text.after": whistle.text},
    )  # fmt: skip
    return whistle


def _departments(new: NewWhistle) -> tuple[Unit, list[Unit]]:
    wanted = (new.lead_id, *new.helper_ids)
    found = {unit.pk: unit for unit in communities.units_known(wanted)}
    if new.lead_id not in found:
        raise Invalid(fields={"lead": "whistle_unit_unknown"})
    if len(set(wanted)) < len(wanted) or len(found) < len(wanted) or len(wanted) > _MOST_UNITS:
        raise Invalid(fields={"helpers": "whistle_helpers_wrong"})
    return found[new.lead_id], [found[pk] for pk in new.helper_ids]


def _told(new: NewWhistle, place: Point | None, area: Area) -> None:
    fields = {}
    if not new.title.strip():
        fields["title"] = "whistle_title_missing"
    if not new.text.strip():
        fields["text"] = "whistle_text_missing"
    spot = spot_at(place, area_code="") if place else None
    if place is not None and (spot is None or not spot.area_code.startswith(area.code)):
        fields["longitude"] = "whistle_place_elsewhere"
    if fields:
        raise Invalid(fields=fields)


def _report(new: NewWhistle, area: Area) -> NewReport:
    return NewReport(
        client_id=new.client_id, channel=Channel.WHISTLE, item_id=new.item_id,
        text=f"{new.title.strip()}\n{new.text.strip()}", longitude=new.longitude, latitude=new.latitude,
        area_code=area.code, address=new.address, photos=new.photos,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """How a department checks in. Degrees are WGS84.

    Args:
        unit_id: which one, where the actor serves in several that are called.
        reason: why nobody comes, for a check-in in writing.
    """

    way: CheckInWay
    unit_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    reason: str = ""
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def whistle_check_in(*, whistle_id: int, said: CheckIn, actor: Actor, at: datetime) -> WhistleCall:
    """Check a department in: its clock stops. When all have come, they work together.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        NotCalled: the actor serves in no department that is called.
        CheckedInAlready: it has checked in before.
        Invalid: place, photo or reason is missing; `fields` says which.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.CHECK_IN, whistle)
    call = _own_call(whistle, said.unit_id, actor=actor, at=at)
    if call.checked_in_at is not None:
        raise CheckedInAlready(unit=call.unit.name)
    place = place_of(said.longitude, said.latitude)
    away_m = _away(whistle, place)
    fault = check_in_fault(way=said.way, away_m=away_m, photos=len(said.photos), reason=said.reason)
    if fault:
        raise Invalid(fields=fault)
    call.way, call.checked_in_at, call.checked_in_by = said.way.value, at, actor.name
    call.place, call.away_m, call.note, call.next_at = place, away_m, said.reason.strip(), None
    call.save()
    if said.photos:
        files_settle(files=said.photos, area_code=whistle.area_code, actor=actor, at=at)
        CheckInPhoto.objects.bulk_create(CheckInPhoto(call=call, file=file) for file in said.photos)
    if not WhistleCall.objects.filter(whistle=whistle, checked_in_at=None).exists():
        whistle.state = WhistleState.WORKING.value
    _changed(whistle, at)
    _record(
        whistle, WhistleAct.CHECK_IN, actor=actor, at=at,
        detail={
            "unit": call.unit_id, "way": call.way, "late": at > call.due_at,
            "away_m": round(away_m) if away_m is not None else None,
            "photos": [file.pk for file in said.photos],
        },
        words={"unit.after": call.unit.name, "reason": call.note},
    )  # fmt: skip
    return call


def _away(whistle: Whistle, place: Point | None) -> float | None:
    """Return how far a place is from the whistle's; anywhere in its community where it names none."""
    if place is None:
        return None
    if whistle.place is None:
        return 0.0 if _code_at(place).startswith(whistle.area_code) else None
    return distance_m(place.x, place.y, whistle.place.x, whistle.place.y)


def _code_at(place: Point) -> str:
    spot = spot_at(place, area_code="")
    return spot.area_code if spot else "-"


def _own_call(whistle: Whistle, unit_id: int | None, *, actor: Actor, at: datetime) -> WhistleCall:
    served = communities.units_served(actor.user_id, at=at)
    calls = [
        call
        for call in queries.calls_of(whistle)
        if call.unit_id in served and unit_id in {None, call.unit_id}
    ]
    if not calls:
        raise NotCalled(number=whistle.number)
    waiting = [call for call in calls if call.checked_in_at is None]
    return (waiting or calls)[0]


@transaction.atomic
def whistle_part(
    *, whistle_id: int, text: str, unit_id: int | None = None, actor: Actor, at: datetime
) -> WhistleCall:
    """Say what a department did; it may be said again until the whistle is concluded.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        NotCalled: the actor serves in no department that is called.
        NotCheckedIn: the department has not checked in.
        Invalid: nothing was said.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.PART, whistle)
    call = _came(whistle, unit_id, actor=actor, at=at)
    if not text.strip():
        raise Invalid(fields={"text": "whistle_part_missing"})
    before, call.part, call.part_at = call.part, text.strip(), at
    call.save(update_fields=["part", "part_at"])
    _changed(whistle, at)
    _record(
        whistle, WhistleAct.PART, actor=actor, at=at, detail={"unit": call.unit_id},
        words={"unit.after": call.unit.name, "part.before": before, "part.after": call.part},
    )  # fmt: skip
    return call


def _came(whistle: Whistle, unit_id: int | None, *, actor: Actor, at: datetime) -> WhistleCall:
    served = communities.units_served(actor.user_id, at=at)
    calls = [
        call
        for call in queries.calls_of(whistle)
        if call.unit_id in served and unit_id in {None, call.unit_id}
    ]
    if not calls:
        raise NotCalled(number=whistle.number)
    came = [call for call in calls if call.checked_in_at is not None]
    if not came:
        raise NotCheckedIn(unit=calls[0].unit.name)
    return came[0]


@transaction.atomic
def whistle_conclude(*, whistle_id: int, result: str, actor: Actor, at: datetime) -> Whistle:
    """Say what came of it jointly: the lead department's act, once every department has said its part.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        NotTheLead: the actor serves in another department.
        PartsMissing: a department has not said what it did.
        Invalid: the result is missing.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.CONCLUDE, whistle)
    calls = queries.calls_of(whistle)
    if whistle.lead_id not in communities.units_served(actor.user_id, at=at):
        raise NotTheLead(unit=calls[0].unit.name)
    missing = [call.unit.name for call in calls if call.part_at is None]
    if missing:
        raise PartsMissing(units="、".join(missing))
    if not result.strip():
        raise Invalid(fields={"result": "whistle_result_missing"})
    whistle.result, whistle.concluded_at = result.strip(), at
    whistle.state = WhistleState.CONCLUDED.value
    _changed(whistle, at)
    _record(
        whistle, WhistleAct.CONCLUDE, actor=actor, at=at, detail={}, words={"result.after": whistle.result}
    )
    return whistle


@dataclass(frozen=True, kw_only=True)
class Rating:
    """What a community thinks of a department's work: 1 is worst, 5 is best."""

    score: int
    opinion: str = ""


@transaction.atomic
def whistle_rate(
    *, whistle_id: int, whole: Rating, units: Mapping[int, Rating], actor: Actor, at: datetime
) -> Whistle:
    """Rate the whole and each department by its unit's id: the community's act.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        Invalid: a department is left out or unknown, or a score is none; `fields` says which.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.RATE, whistle)
    calls = queries.calls_of(whistle)
    fields = {} if whole.score and not scores_fault([whole.score]) else {"score": "whistle_score_wrong"}
    if set(units) != {call.unit_id for call in calls}:
        fields["units"] = "whistle_rating_units"
    elif scores_fault([rating.score for rating in units.values()]):
        fields["units"] = "whistle_score_wrong"
    if fields:
        raise Invalid(fields=fields)
    for call in calls:
        call.score, call.opinion = units[call.unit_id].score, units[call.unit_id].opinion.strip()
    WhistleCall.objects.bulk_update(calls, ["score", "opinion"])
    whistle.score, whistle.opinion, whistle.rated_at = whole.score, whole.opinion.strip(), at
    whistle.state = WhistleState.RATED.value
    _changed(whistle, at)
    _record(
        whistle, WhistleAct.RATE, actor=actor, at=at,
        detail={"score": whole.score, "units": {str(call.unit_id): call.score for call in calls}},
        words={"opinion.after": whistle.opinion},
    )  # fmt: skip
    return whistle


@transaction.atomic
def whistle_close(*, whistle_id: int, actor: Actor, at: datetime) -> Whistle:
    """Close a whistle: 销哨, the community's act, once it has rated it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        Unrated: it is not rated yet.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.CLOSE, whistle)
    if whistle.rated_at is None:
        raise Unrated(number=whistle.number)
    whistle.state, whistle.closed_at = WhistleState.CLOSED.value, at
    _changed(whistle, at)
    _record(whistle, WhistleAct.CLOSE, actor=actor, at=at, detail={}, words={})
    return whistle


@transaction.atomic
def whistle_withdraw(*, whistle_id: int, reason: str, actor: Actor, at: datetime) -> Whistle:
    """Take a whistle back: who has not checked in is free, and late for nobody. Its case runs on by itself.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such whistle, or not by this actor, or not now.
        Invalid: the reason is missing.
    """
    whistle = queries.whistle_lock(whistle_id)
    require(actor, WhistleAct.WITHDRAW, whistle)
    if not reason.strip():
        raise Invalid(fields={"reason": "whistle_reason_missing"})
    WhistleCall.objects.filter(whistle=whistle, checked_in_at=None).update(freed_at=at, next_at=None)
    whistle.state, whistle.closed_at = WhistleState.WITHDRAWN.value, at
    _changed(whistle, at)
    _record(whistle, WhistleAct.WITHDRAW, actor=actor, at=at, detail={}, words={"reason": reason.strip()})
    return whistle


def _changed(whistle: Whistle, at: datetime) -> None:
    whistle.updated_at = at
    whistle.save()


def _record(
    whistle: Whistle, act: WhistleAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, object], words: Mapping[str, str],
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"whistle:{whistle.pk}", area=whistle.area_code,
        detail=detail, words={name: text for name, text in words.items() if text},  # type: ignore[arg-type]  # plain JSON
        state=queries.whistle_state(whistle),
    )  # fmt: skip


# --- what falls due by itself -------------------------------------------------------------------------------


@transaction.atomic
def whistles_sweep(*, at: datetime) -> int:
    """Speak of the calls that are due to be spoken of: soon late, then late, once each; return how many."""
    with scope_opened((EVERYWHERE,)):
        due = list(
            WhistleCall.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(next_at__lte=at)
            .select_related("whistle")
            .order_by("next_at", "pk")[:_SWEPT_AT_ONCE]
        )
        spoken = [call for call in due if _spoken(call, at)]
        WhistleCall.objects.bulk_update(spoken, ["alert", "next_at"])
        entries_append_many([_swept(call, at) for call in spoken])
    return len(spoken)


def _spoken(call: WhistleCall, at: datetime) -> bool:
    """Move what was said of a call one step on; at its very deadline nothing new can be said."""
    if at > call.due_at:
        call.alert, call.next_at = ClockAlert.OVERDUE.value, None
        return True
    if call.alert == ClockAlert.NONE:
        call.alert, call.next_at = ClockAlert.WARNED.value, call.due_at
        return True
    return False


def _swept(call: WhistleCall, at: datetime) -> NewEntry:
    act = WhistleAct.OVERDUE if call.alert == ClockAlert.OVERDUE else WhistleAct.WARN
    return NewEntry(
        at=at, actor=_PIPE, act=act.value, subject=f"whistle:{call.whistle_id}", area=call.area_code,
        detail={"unit": call.unit_id, "late_s": int((at - call.due_at).total_seconds())},
    )  # fmt: skip


# --- how long they have -------------------------------------------------------------------------------------


@transaction.atomic
def whistle_limits_publish(
    *, area_code: str, limits: WhistleLimits, reason: str, seen: int, actor: Actor, at: datetime
) -> WhistleLimitsVersion:
    """Let check-in limits hold in an area from now on; whistles that are out keep theirs.

    Args:
        area_code: where, and everywhere below it.
        limits: of each kind.
        reason: why.
        seen: the number of the version that the actor saw; 0 for none.
        actor: who.
        at: when.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: the reason is missing.
        Conflict: somebody published another version meanwhile.
    """
    last = queries.limits_last_number(area_code)
    version = WhistleLimitsVersion(
        area_code=area_code, number=last + 1, reason=reason.strip(), effective_at=at,
        ordinary_amount=limits.ordinary.amount, ordinary_unit=limits.ordinary.unit.value,
        urgent_amount=limits.urgent.amount, urgent_unit=limits.urgent.unit.value,
    )  # fmt: skip
    require(actor, WhistleAct.LIMITS_PUBLISH, version)
    if last != seen:
        raise Conflict(kind="whistle_limits", key=last)
    if not reason.strip():
        raise Invalid(fields={"reason": "whistle_reason_missing"})
    version.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=WhistleAct.LIMITS_PUBLISH.value, subject=f"whistle_limits:{version.pk}",
        area=area_code,
        detail={
            "number": version.number, "ordinary": f"{version.ordinary_amount} {version.ordinary_unit}",
            "urgent": f"{version.urgent_amount} {version.urgent_unit}",
        },
        words={"reason": version.reason},
    )  # fmt: skip
    return version
