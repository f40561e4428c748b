"""Questions about the list of projects: what each has out, where it went, what docks are promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan

from xiuhua.scenes.spoil.models import Allotment, Corridor, Dock, Manifest, Project
from xiuhua.scenes.spoil.queries import manifests, permits, places
from xiuhua.scenes.spoil.rules.matching import Sink, Source
from xiuhua.scenes.spoil.rules.permits import DOCKS
from xiuhua.scenes.spoil.terms import AllotmentState, ManifestState, ProjectState, ProjectWay
from xiuhua.sensing.models import Fence
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound

_SIGNED = (ManifestState.SETTLED.value, ManifestState.DISPUTED.value)
_UNDERWAY = (ManifestState.ON_THE_WAY.value, ManifestState.ARRIVED.value)
_ACCEPTED, _PROPOSED = AllotmentState.ACCEPTED.value, AllotmentState.PROPOSED.value


def _summed(rows: QuerySet[Any], by: str, field: str) -> Coalesce:  # a table of manifests or allotments
    added = rows.order_by().values(by).annotate(added=Sum(field)).values("added")
    return Coalesce(Subquery(added, output_field=FloatField()), Value(0.0), output_field=FloatField())


def _volumes(rows: QuerySet[Manifest], by: str) -> dict[str, Coalesce]:
    """Return what left, what came, what is between, and what left of the signed for; m³ in the ground."""
    signed, underway = rows.filter(state__in=_SIGNED), rows.filter(state__in=_UNDERWAY)
    return {
        "out_m3": _summed(rows.filter(state__in=_SIGNED + _UNDERWAY), by, "loaded_m3"),
        "taken_m3_signed": _summed(signed, by, "tipped_m3"),
        "underway_m3": _summed(underway, by, "loaded_m3"),
        "signed_out_m3": _summed(signed, by, "loaded_m3"),
    }


def projects() -> QuerySet[Project]:
    """Return the projects that the database scope lets through, each with its balance, m³ in the ground.

    `allotted_m3` is accepted, `unplaced_m3` is neither accepted nor closed, `out_m3` left the gate, of which
    `taken_m3_signed` was signed for and `underway_m3` was not; `missing_m3` left and did not come.
    """
    rows = Manifest.objects.filter(approval=OuterRef("approval"))
    told = Allotment.objects.filter(project=OuterRef("pk"), state=_ACCEPTED)
    found = Project.objects.select_related("site__premises__party", "sink__premises", "corridor").annotate(
        allotted_m3=_summed(told, "project", "m3"), **_volumes(rows, "approval")
    )
    return found.annotate(
        unplaced_m3=Greatest(F("volume_m3") - F("allotted_m3"), 0.0, output_field=FloatField()),
        missing_m3=F("signed_out_m3") - F("taken_m3_signed"),
    )


def project_get(project_id: int) -> Project:
    """Return a project.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = projects().filter(pk=project_id).first()
    if found is None:
        raise NotFound(kind="spoil_project", key=str(project_id))
    return found


def project_lock(project_id: int) -> Project:
    """Return a project, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    rows = Project.objects.select_for_update(of=("self",)).select_related("site__premises")
    found = rows.filter(pk=project_id).first()
    if found is None:
        raise NotFound(kind="spoil_project", key=str(project_id))
    return found


def project_of_approval(number: str) -> Project | None:
    """Return the project that an approval or a report stands for; None for none."""
    return Project.objects.filter(approval=number).first()


def report_of(site_id: int, dock_id: int, *, on: date) -> Project | None:
    """Return the report in force under which a site may send to a dock; None for none."""
    rows = Project.objects.filter(
        site_id=site_id, sink_id=dock_id, way=ProjectWay.REPORTED.value, state=ProjectState.LISTED.value,
        since__lte=on, until__gte=on,
    )  # fmt: skip
    return rows.order_by("-pk").first()


def projects_of(party_ids: Collection[int]) -> QuerySet[Project]:
    """Return the projects of the sites that some parties run."""
    return projects().filter(site__premises__party_id__in=party_ids)


def allotments() -> QuerySet[Allotment]:
    """Return the allotments that the database scope lets through, each with what left for it so far."""
    pair = Manifest.objects.filter(
        approval=OuterRef("project__approval"), dock=OuterRef("dock"), state__in=_SIGNED + _UNDERWAY
    )
    named = ("project__site__premises", "project__corridor", "dock__premises")
    return Allotment.objects.select_related(*named).annotate(
        out_m3=_summed(pair, "dock", "loaded_m3"),
        taken_m3_signed=_summed(pair.filter(state__in=_SIGNED), "dock", "tipped_m3"),
    ).annotate(due_m3=Greatest(F("m3") - F("out_m3"), 0.0, output_field=FloatField()))  # fmt: skip


def allotment_get(allotment_id: int) -> Allotment:
    """Return an allotment.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = allotments().filter(pk=allotment_id).first()
    if found is None:
        raise NotFound(kind="spoil_allotment", key=str(allotment_id))
    return found


def allotment_lock(allotment_id: int) -> Allotment:
    """Return an allotment, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    rows = Allotment.objects.select_for_update(of=("self",)).select_related("project", "dock__premises")
    found = rows.filter(pk=allotment_id).first()
    if found is None:
        raise NotFound(kind="spoil_allotment", key=str(allotment_id))
    return found


def allotment_accepted(project_id: int, dock_id: int) -> Allotment | None:
    """Return the accepted line of a project to a dock; None for none."""
    return Allotment.objects.filter(project_id=project_id, dock_id=dock_id, state=_ACCEPTED).first()


def allotted_m3(project_id: int, *, but: int = 0) -> float:
    """Return what of a project is accepted, one line left out."""
    rows = Allotment.objects.filter(project_id=project_id, state=_ACCEPTED).exclude(pk=but)
    return float(rows.aggregate(added=Sum("m3"))["added"] or 0.0)


def allotments_to(party_ids: Collection[int]) -> QuerySet[Allotment]:
    """Return what is accepted for the docks that some parties run."""
    return allotments().filter(dock__premises__party_id__in=party_ids, state=_ACCEPTED)


def sinks() -> QuerySet[Dock]:
    """Return the docks with what each was sent and signed for, m³ in the ground."""
    rows = Manifest.objects.filter(dock=OuterRef("pk"))
    told = Allotment.objects.filter(dock=OuterRef("pk"), state=_ACCEPTED, project__state=ProjectState.LISTED)
    found = places.docks().prefetch_related("corridors").annotate(
        promised_m3=_summed(told, "dock", "m3"), **_volumes(rows, "dock")
    )  # fmt: skip
    return found.annotate(missing_m3=F("signed_out_m3") - F("taken_m3_signed"))


def due_m3(dock_ids: Collection[int], *, but: int = 0) -> dict[int, float]:
    """Return what is still to come to some docks: accepted and not yet out, and out and not signed for."""
    due: dict[int, float] = dict.fromkeys(dock_ids, 0.0)
    rows = allotments().filter(dock_id__in=dock_ids, state=_ACCEPTED, project__state=ProjectState.LISTED)
    for dock_id, m3 in rows.exclude(pk=but).values_list("dock_id", F("due_m3")):
        due[dock_id] += m3
    underway = Manifest.objects.filter(dock_id__in=dock_ids, state__in=_UNDERWAY).order_by().values("dock_id")
    for dock_id, m3 in underway.annotate(added=Sum("loaded_m3")).values_list("dock_id", "added"):
        due[dock_id] += m3 or 0.0
    return due


def free_m3(dock: Dock, *, but: int = 0) -> float | None:
    """Return what a dock still takes beyond what is on its way or promised; None for one without a limit."""
    room = places.room_m3(dock)
    return None if room is None else max(room - due_m3([dock.pk], but=but)[dock.pk], 0.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """What went between a project and a dock, m³ in the ground, and what was to go."""

    name: str
    allotted_m3: float
    out_m3: float
    taken_m3: float
    underway_m3: float

    @property
    def missing_m3(self) -> float:
        """What left, is not under way and did not come; negative where more came."""
        return self.out_m3 - self.underway_m3 - self.taken_m3


def flows_of_project(project: Project) -> list[Flow]:
    """Return, dock by dock, what a project was to send, sent, and what came."""
    told = Allotment.objects.filter(project=project, state=_ACCEPTED)
    return _flows(
        Manifest.objects.filter(approval=project.approval), "dock__premises__name",
        dict(told.values_list("dock__premises__name").annotate(added=Sum("m3"))),
    )  # fmt: skip


def flows_of_dock(dock: Dock) -> list[Flow]:
    """Return, site by site, what a dock was to take, was sent, and took."""
    told = Allotment.objects.filter(dock=dock, state=_ACCEPTED)
    return _flows(
        Manifest.objects.filter(dock=dock), "site__premises__name",
        dict(told.values_list("project__site__premises__name").annotate(added=Sum("m3"))),
    )  # fmt: skip


def _flows(rows: QuerySet[Manifest], by: str, allotted: Mapping[str, float]) -> list[Flow]:
    signed, underway = Q(state__in=_SIGNED), Q(state__in=_UNDERWAY)
    found = rows.order_by().values_list(by).annotate(
        out=Sum("loaded_m3", filter=signed | underway), taken=Sum("tipped_m3", filter=signed),
        between=Sum("loaded_m3", filter=underway),
    )  # fmt: skip
    sent = {name: (out or 0.0, taken or 0.0, between or 0.0) for name, out, taken, between in found}
    names = sorted({*allotted, *(name for name, (out, _, _) in sent.items() if out)})
    return [Flow(name, allotted.get(name, 0.0), *sent.get(name, (0.0, 0.0, 0.0))) for name in names]


def docks_allowed(premises_id: int, *, at: datetime) -> frozenset[int]:
    """Return the docks that the approval of a project names; none where it leaves them open."""
    approval = permits.approval_of(premises_id, at=at)
    named = approval.fields.get(DOCKS) if approval else None
    codes = named if isinstance(named, Sequence) and not isinstance(named, str) else ()
    return frozenset(docks_coded([str(one) for one in codes]).values())


def sources_open(area_code: str, *, at: datetime, on: date) -> list[Source]:
    """Return the listed projects under an area that have something to place, as matching takes them."""
    rows = projects().filter(
        GreaterThan(F("unplaced_m3"), 0.0),
        state=ProjectState.LISTED.value,
        area_code__startswith=area_code,
        until__gte=on,
    )
    found = []
    for one in rows.order_by("pk"):
        gate = one.site.gate.centroid
        found.append(
            Source(
                one.pk, gate.x, gate.y, float(getattr(one, "unplaced_m3", 0.0)),
                frozenset({one.corridor_id} if one.corridor_id else ()),
                docks_allowed(one.site.premises_id, at=at),
            )
        )  # fmt: skip
    return found


def sinks_open() -> list[Sink]:
    """Return the docks that take spoil with what nobody has been promised of them."""
    docks = list(places.docks_taking())
    corridors: dict[int, set[int]] = defaultdict(set)
    for dock_id, corridor_id in Corridor.objects.filter(docks__in=docks).values_list("docks", "pk"):
        corridors[dock_id].add(corridor_id)
    due = due_m3([one.pk for one in docks])
    found = []
    for one in docks:
        room, ground = places.room_m3(one), one.ground.centroid
        found.append(
            Sink(
                one.pk, ground.x, ground.y, None if room is None else max(room - due[one.pk], 0.0),
                frozenset(corridors[one.pk]),
            )
        )  # fmt: skip
    return found


def proposed_under(area_code: str) -> QuerySet[Allotment]:
    """Return what is proposed under an area and not decided."""
    return Allotment.objects.filter(state=_PROPOSED, area_code__startswith=area_code)


def corridors() -> QuerySet[Corridor]:
    """Return the corridors that the database scope lets through, with how much lies on each."""
    return Corridor.objects.prefetch_related("docks__premises", "routes").annotate(
        number_of_projects=Count("projects", filter=Q(projects__state=ProjectState.LISTED), distinct=True)
    )


def routes_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the visible fences of some codes."""
    return dict(Fence.objects.filter(code__in=codes).values_list("code", "pk"))


def docks_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the visible docks whose premises have some codes."""
    return dict(Dock.objects.filter(premises__code__in=codes).values_list("premises__code", "pk"))


def is_party_to(project: Project, actor: Actor, *, at: datetime) -> bool:
    """Return whether an actor stands for a project's site or for a dock that it is allotted."""
    told = Allotment.objects.filter(project=project, state=_ACCEPTED)
    parties = set(told.values_list("dock__premises__party_id", flat=True))
    return bool(({project.site.premises.party_id, *parties} - {None}) & manifests.stands_for(actor, at=at))


def project_state(project: Project) -> dict[str, str | int | None]:
    """Return the columns of a project that the ledger answers for."""
    return {
        "number": project.number, "site": project.site_id, "way": project.way, "state": project.state,
        "approval": project.approval, "volume_m3": str(project.volume_m3), "sink": project.sink_id,
        "corridor": project.corridor_id, "area_code": project.area_code,
    }  # fmt: skip


def project_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every project's id and what the ledger answers for."""
    return ((one.pk, project_state(one)) for one in Project.objects.order_by("pk").iterator(chunk_size=1_000))


def allotment_state(one: Allotment) -> dict[str, str | int | None]:
    """Return the columns of an allotment that the ledger answers for."""
    return {
        "project": one.project_id, "dock": one.dock_id, "m3": str(one.m3), "state": one.state,
        "area_code": one.area_code,
    }  # fmt: skip


def allotment_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every decided allotment's id and what the ledger answers for; proposals come and go."""
    rows = Allotment.objects.exclude(state=_PROPOSED).order_by("pk")
    return ((one.pk, allotment_state(one)) for one in rows.iterator(chunk_size=1_000))
