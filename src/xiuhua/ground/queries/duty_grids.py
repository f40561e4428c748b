"""Questions about duty grids and micro grids: who belongs to them, what lies in them, what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, AreaMember, Patrol, Post, Premises, RoadIssue, SurveyGrid, Unit
from xiuhua.ground.terms.areas import AreaLevel, AreaState
from xiuhua.ground.terms.people import UnitKind, UnitState
from xiuhua.ground.terms.road_issues import RoadIssueState
from xiuhua.ground.terms.surveys import SurveyGridState
from xiuhua.shared.errors import NotFound

GRID_LEVELS = (AreaLevel.DUTY_GRID, AreaLevel.GOVERNANCE_GRID)
_PARTY_ROLES = (Role.COMMUNITY_SECRETARY.value,)
_STAFF_ROLES = (Role.GRID_MEMBER.value, Role.SANITATION_WATCHER.value, Role.ROAD_CHIEF.value)
_VOLUNTEER_ROLES = (Role.VOLUNTEER.value, Role.LOCAL_VOLUNTEER.value)


def grids_all(at: datetime) -> QuerySet[Area]:
    """Return the duty grids and micro grids in use, each with its number of members and open problems."""
    return (
        Area.objects.defer("shape", "line", "search")
        .filter(level__in=[level.value for level in GRID_LEVELS], state=AreaState.VALID.value)
        .annotate(
            member_count=Count("posts__person", filter=Q(posts__validity__contains=at), distinct=True),
            open_count=Count(
                "road_issues", filter=Q(road_issues__state=RoadIssueState.OPEN.value), distinct=True
            ),
        )
    )


def grid_get(area_id: int) -> Area:
    """Return a grid with its shape.

    Raises:
        NotFound: there is none.
    """
    levels = [level.value for level in GRID_LEVELS]
    found = Area.objects.select_related("parent").filter(pk=area_id, level__in=levels).first()
    if found is None:
        raise NotFound(kind="area", key=str(area_id))
    return found


@dataclass(frozen=True, kw_only=True)
class GridMember:
    """Somebody who holds a post over the grid; the name is empty beyond the scope."""

    person_id: int
    name: str
    phone: str
    role: str
    title: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class GridDirectory:
    """Who is found in a micro grid: departments of the town, party organisations, staff, volunteers."""

    departments: Sequence[Unit]
    party: Sequence[GridMember]
    staff: Sequence[GridMember]
    volunteers: Sequence[GridMember]


def grid_members(area: Area, *, at: datetime) -> list[GridMember]:
    """Return who holds a post over a grid at an instant."""
    rows = (
        Post.objects.filter(area=area, validity__contains=at, person__name__isnull=False)
        .order_by("role", "person__name")
        .values_list("person_id", "person__name", "person__phone", "role", "title", "unit__name")
    )
    return [
        GridMember(person_id=key, name=name, phone=phone, role=role, title=title, unit=unit)
        for key, name, phone, role, title, unit in rows
    ]


def grid_directory(area: Area, *, at: datetime) -> GridDirectory:
    """Return the directory of a grid."""
    members = grid_members(area, at=at)
    departments = Unit.objects.filter(
        kind__in=(UnitKind.DEPARTMENT.value, UnitKind.COMMUNITY_OFFICE.value),
        state=UnitState.ACTIVE.value,
        area_code__startswith=area.code[:9],
    ).order_by("area_code", "name")
    return GridDirectory(
        departments=list(departments),
        party=[one for one in members if one.role in _PARTY_ROLES],
        staff=[one for one in members if one.role in _STAFF_ROLES],
        volunteers=[one for one in members if one.role in _VOLUNTEER_ROLES],
    )


def inside_grid(code: str) -> Q:
    """Return the condition that premises lie in the grid of a code: by its shape, else by its unit grids."""
    area = Area.objects.filter(code=code).only("pk", "shape").first()
    if area is None:
        return Q(pk__in=())
    if area.shape:
        return Q(place__intersects=area.shape)
    return Q(area__in=AreaMember.objects.filter(zone=area).values("grid"))


def premises_inside(area: Area) -> QuerySet[Premises]:
    """Return the visible premises that lie in a grid."""
    return Premises.objects.filter(inside_grid(area.code))


@dataclass(frozen=True, kw_only=True)
class GridTasks:
    """What is open in a grid, and what was done there lately."""

    surveys: Sequence[SurveyGrid]
    issues: Sequence[RoadIssue]
    patrols: int


def grid_tasks(area: Area, *, since: datetime) -> GridTasks:
    """Return surveys and problems open in a grid, and the number of patrols since an instant."""
    open_surveys = SurveyGrid.objects.filter(area=area).exclude(state=SurveyGridState.FINISHED.value)
    issues = RoadIssue.objects.filter(area=area, state=RoadIssueState.OPEN.value).order_by("recorded_at")
    return GridTasks(
        surveys=list(open_surveys.select_related("survey").order_by("survey__due_on")),
        issues=list(issues),
        patrols=Patrol.objects.filter(area=area, at__gte=since).count(),
    )


def issues_of(area: Area) -> int:
    """Return how many problems of a grid the scope lets through."""
    return RoadIssue.objects.filter(area=area).count()


def patrols_of(area: Area) -> int:
    """Return how many patrols of a grid the scope lets through."""
    return Patrol.objects.filter(area=area).count()
