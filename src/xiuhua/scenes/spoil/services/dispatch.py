"""The dispatch of spoil: projects listed or reported, corridors, proposals, and what a person decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.spoil.models import Allotment, Corridor, Dock, Project, Site
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.queries import manifests, permits, places
from xiuhua.scenes.spoil.rules.matching import Why, match, stays_within
from xiuhua.scenes.spoil.rules.permits import VOLUME
from xiuhua.scenes.spoil.services.refusals import (
    AlreadyListed,
    DockNotPermitted,
    DockShut,
    NoApproval,
    NothingToPlace,
    NotYours,
    OutsideDistrict,
    OverVolume,
    RoomPromised,
)
from xiuhua.scenes.spoil.terms import Act, AllotmentState, DockState, MatchReason, ProjectState, ProjectWay
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.geometry import distance_m

_EPSILON_M3 = 0.05  # own choice: half of what a page prints


@transaction.atomic
def corridor_write(
    *, name: str, area_code: str, dock_ids: Collection[int], route_ids: Collection[int], actor: Actor,
    at: datetime,
) -> Corridor:  # fmt: skip
    """Set a corridor: its docks and routes; one of the same name is replaced.

    Raises:
        NotPermitted: not by this actor.
        Invalid: it has no name.
    """
    require(actor, Act.CORRIDOR, Corridor(area_code=area_code))
    if not name.strip():
        raise Invalid(fields={"name": "spoil_name_missing"})
    made, _ = Corridor.objects.update_or_create(
        name=name.strip(), area_code=area_code, defaults={"recorded_at": at}
    )
    made.docks.set(dock_ids)
    made.routes.set(route_ids)
    entry_append(
        at=at, actor=actor, act=Act.CORRIDOR, subject=f"spoil_corridor:{made.pk}", area=area_code,
        detail={"docks": len(dock_ids), "routes": len(route_ids)}, words={"name.after": made.name},
    )  # fmt: skip
    return made


@transaction.atomic
def project_list(
    *, site_id: int, corridor_id: int | None, until: date, actor: Actor, at: datetime
) -> Project:
    """Put an approved project on the list with the volume of its approval.

    Raises:
        NotFound, NotPermitted: no such site, or not by this actor.
        NoApproval, AlreadyListed: nothing of it is approved, or it is on the list.
        Invalid: it would end before today.
    """
    site = places.site_lock(site_id)
    require(actor, Act.LIST, Project(area_code=site.area_code))
    approval = permits.approval_of(site.premises_id, at=at)
    volume = approval.fields.get(VOLUME) if approval else None
    if approval is None or not isinstance(volume, int | float):
        raise NoApproval(name=site.premises.name)
    if queries.project_of_approval(approval.number):
        raise AlreadyListed(name=site.premises.name)
    return _project_make(
        site, way=ProjectWay.APPROVED, approval=approval.number, volume_m3=float(volume), sink=None,
        corridor_id=corridor_id, until=until, act=Act.LIST, actor=actor, at=at,
    )  # fmt: skip


@transaction.atomic
def project_report(
    *, site_id: int, dock_id: int, volume_m3: float, until: date, actor: Actor, at: datetime
) -> Project:
    """Report spoil that stays in the district: it stands in place of an approval, for that dock alone.

    Raises:
        NotFound, NotPermitted: no such site or dock, or not by this actor.
        NotYours: the actor stands for another firm.
        OutsideDistrict: the dock lies in another district, so that it must be approved.
        DockShut, RoomPromised: the dock takes nothing, or not so much.
        AlreadyListed: a report of this site to this dock is in force.
        Invalid: the volume is none, or it would end before today.
    """
    site = places.site_lock(site_id)
    require(actor, Act.REPORT, Project(area_code=site.area_code))
    if site.premises.party_id not in manifests.stands_for(actor, at=at):
        raise NotYours(name=site.premises.name)
    dock = places.dock_lock(dock_id)
    if not volume_m3 > 0:
        raise Invalid(fields={"volume_m3": "spoil_size_wrong"})
    if not stays_within(site.area_code, dock.area_code):
        raise OutsideDistrict(name=dock.premises.name)
    if queries.report_of(site.pk, dock.pk, on=localtime(at).date()):
        raise AlreadyListed(name=site.premises.name)
    _takes(dock, volume_m3)
    made = _project_make(
        site, way=ProjectWay.REPORTED, approval="", volume_m3=volume_m3, sink=dock, corridor_id=None,
        until=until, act=Act.REPORT, actor=actor, at=at,
    )  # fmt: skip
    line = Allotment.objects.create(
        project=made, dock=dock, area_code=made.area_code, state=AllotmentState.ACCEPTED.value, m3=volume_m3,
        distance_m=_apart_m(site, dock), reasons=[why_stored(Why(MatchReason.REPORTED))], proposed_at=at,
        decided_at=at, decided_by=actor.name,
    )  # fmt: skip
    _line_record(line, Act.REPORT, actor, at)
    return made


def _project_make(  # noqa: PLR0913 - the columns of a project
    site: Site, *, way: ProjectWay, approval: str, volume_m3: float, sink: Dock | None,
    corridor_id: int | None, until: date, act: Act, actor: Actor, at: datetime,
) -> Project:  # fmt: skip
    today = localtime(at).date()
    if until < today:
        raise Invalid(fields={"until": "spoil_until_wrong"})
    made = Project.objects.create(
        number=f"new-{site.pk}-{at.timestamp()}"[:40], site=site, area_code=site.area_code, way=way.value,
        approval=approval or f"new-{site.pk}-{at.timestamp()}"[:40], volume_m3=volume_m3, sink=sink,
        corridor_id=corridor_id, since=today, until=until, listed_at=at, listed_by=actor.name, updated_at=at,
    )  # fmt: skip
    made.number = f"XM{today:%y%m%d}{made.pk:05d}"
    made.approval = approval or f"渣报-{today:%y%m%d}{made.pk:05d}"
    made.save(update_fields=["number", "approval"])
    _project_record(made, act, actor, at)
    return made


@transaction.atomic
def project_close(*, project_id: int, actor: Actor, at: datetime) -> Project:
    """Take a project off the list; what was proposed for it is dropped, what it was promised is free again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such project, or not by this actor, or it is closed.
    """
    project = queries.project_lock(project_id)
    require(actor, Act.CLOSE, project)
    Allotment.objects.filter(project=project, state=AllotmentState.PROPOSED.value).delete()
    project.state, project.updated_at = ProjectState.CLOSED.value, at
    project.save(update_fields=["state", "updated_at"])
    _project_record(project, Act.CLOSE, actor, at)
    return project


@transaction.atomic
def dispatch_propose(*, area_code: str, actor: Actor, at: datetime) -> list[Allotment]:
    """Propose what of each listed project goes to which dock; what was proposed before is replaced.

    Raises:
        NotPermitted: not by this actor.
        NothingToPlace: no project has anything to place, or no dock has room.
    """
    require(actor, Act.PROPOSE, Project(area_code=area_code))
    queries.proposed_under(area_code).delete()
    lines = match(queries.sources_open(area_code, at=at, on=localtime(at).date()), queries.sinks_open())
    if not lines:
        raise NothingToPlace
    areas = dict(Project.objects.filter(pk__in=[one.source for one in lines]).values_list("pk", "area_code"))
    made = Allotment.objects.bulk_create(
        Allotment(
            project_id=one.source, dock_id=one.sink, area_code=areas[one.source], m3=one.m3,
            distance_m=one.distance_m, reasons=[why_stored(why) for why in one.reasons], proposed_at=at,
        )
        for one in lines
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=Act.PROPOSE, subject=f"spoil_dispatch:{area_code}", area=area_code,
        detail={"lines": len(made), "m3": round(sum(one.m3 for one in made))},
    )  # fmt: skip
    return made


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person says of a line: taken as it stands, changed in amount or dock, or not taken."""

    takes: bool
    m3: float
    dock_id: int
    note: str = ""


@transaction.atomic
def allotment_decide(*, allotment_id: int, decision: Decision, actor: Actor, at: datetime) -> Allotment:
    """Accept, change or refuse a line; a second one to the same dock is added to the first.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such line or dock, or not by this actor, or it is settled.
        DockNotPermitted: the approval names other docks.
        DockShut, RoomPromised, OverVolume: the dock takes not so much, or the project has not so much.
        Invalid: the amount is none, or it is refused without saying why.
    """
    project_id = queries.allotment_get(allotment_id).project_id
    project = queries.project_lock(project_id)
    line = queries.allotment_lock(allotment_id)
    require(actor, Act.DECIDE, line)
    line.decided_at, line.decided_by, line.note = at, actor.name, decision.note.strip()
    if not decision.takes:
        if not line.note:
            raise Invalid(fields={"note": "spoil_reason_missing"})
        line.state = AllotmentState.REFUSED.value
        line.save()
        _line_record(line, Act.DECIDE, actor, at)
        return line
    if not decision.m3 > 0:
        raise Invalid(fields={"m3": "spoil_size_wrong"})
    dock = places.dock_lock(decision.dock_id)
    left = project.volume_m3 - queries.allotted_m3(project.pk, but=line.pk)
    if decision.m3 > left + _EPSILON_M3:
        raise OverVolume(name=project.number, found=round(decision.m3, 1), limit=round(left, 1))
    allowed = queries.docks_allowed(project.site.premises_id, at=at)
    if allowed and dock.pk not in allowed and dock.pk != project.sink_id:
        raise DockNotPermitted(name=dock.premises.name)
    _takes(dock, decision.m3, but=line.pk)
    changed = [Why(MatchReason.MOVED)] if dock.pk != line.dock_id else []
    if abs(decision.m3 - line.m3) > _EPSILON_M3:
        changed.append(Why(MatchReason.CHANGED, decision.m3, line.m3))
    line.reasons = [*line.reasons, *(why_stored(one) for one in changed)]
    line.dock, line.m3, line.distance_m = dock, decision.m3, _apart_m(project.site, dock)
    before = queries.allotment_accepted(project.pk, dock.pk)
    if before is not None and before.pk != line.pk:
        before.m3, before.decided_at, before.decided_by = before.m3 + line.m3, at, actor.name
        before.save()
        _line_record(before, Act.DECIDE, actor, at)
        line.state = AllotmentState.MERGED.value
    else:
        line.state = AllotmentState.ACCEPTED.value
    line.save()
    _line_record(line, Act.DECIDE, actor, at)
    return line


def _takes(dock: Dock, m3: float, *, but: int = 0) -> None:
    if dock.state != DockState.TAKES:
        raise DockShut(name=dock.premises.name)
    free = queries.free_m3(dock, but=but)
    if free is not None and m3 > free + _EPSILON_M3:
        raise RoomPromised(name=dock.premises.name, found=round(m3, 1), limit=round(free, 1))


def _apart_m(site: Site, dock: Dock) -> float:
    gate, ground = site.gate.centroid, dock.ground.centroid
    return distance_m(gate.x, gate.y, ground.x, ground.y)


def why_stored(why: Why) -> list[str | float | None]:
    """Return a reason as JSON keeps it."""
    return [why.kind.value, why.found, why.limit]


def _project_record(project: Project, act: Act, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"spoil_project:{project.pk}", area=project.area_code,
        detail={"site": project.site_id}, words={"state.after": project.state},
        state=queries.project_state(project),
    )  # fmt: skip


def _line_record(line: Allotment, act: Act, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"spoil_allotment:{line.pk}", area=line.area_code,
        detail={"project": line.project_id}, words={"state.after": line.state},
        state=queries.allotment_state(line),
    )  # fmt: skip
