"""Questions about problems that road chiefs and grid members meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Area, Person, RoadIssue, Unit
from xiuhua.ground.queries.duties import who_answers
from xiuhua.ground.queries.patrols import name_of
from xiuhua.ground.rules.duties import Answer, level_above
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.terms.people import UnitKind, UnitState
from xiuhua.ground.terms.road_issues import RoadIssueState
from xiuhua.shared.errors import NotFound


def issues_all() -> QuerySet[RoadIssue]:
    """Return the problems that the database scope lets through; names as far as it reaches.

    Names are asked one by one: a join would drop the problems of people whom the scope hides.
    """
    return (
        RoadIssue.objects.select_related("area", "area__road", "department")
        .defer("area__shape", "area__line", "area__road__line")
        .annotate(reporter_name=name_of("reporter_id"), person_name=name_of("person_id"))
    )


def issues_held(person: Person) -> QuerySet[RoadIssue]:
    """Return the open problems that a person has now."""
    return issues_all().filter(person=person, state=RoadIssueState.OPEN.value).order_by("recorded_at")


def issue_get(issue_id: int) -> RoadIssue:
    """Return a problem, with the names of the road chiefs who had and have it, wherever their units lie.

    Raises:
        NotFound: there is none in the scope.
    """
    area_code = RoadIssue.objects.filter(pk=issue_id).values_list("area_code", flat=True).first()
    if area_code is None:
        raise NotFound(kind="road_issue", key=str(issue_id))
    with scope_opened((area_code[:6],)):
        return issues_all().get(pk=issue_id)


def issue_lock(issue_id: int) -> RoadIssue:
    """Return a problem, locked until the transaction ends.

    Raises:
        NotFound: there is none in the scope.
    """
    found = RoadIssue.objects.select_for_update(of=("self",)).filter(pk=issue_id).first()
    if found is None:
        raise NotFound(kind="road_issue", key=str(issue_id))
    return found


def chain_of(area: Area, *, at: datetime) -> tuple[Answer, ...]:
    """Return the road chiefs of a segment, nearest first, each represented where absent."""
    found = who_answers(area_code=area.code, at=at)
    return tuple(answer for answer in found if answer.ground == DutyGround.ROAD_CHIEF)


def next_above(area: Area, *, level: str, person_id: int, at: datetime) -> Answer | None:
    """Return who a problem is passed up to: the next road chief, elsewhere whoever answers after oneself."""
    found = who_answers(area_code=area.code, at=at)
    chiefs = [one for one in found if one.ground == DutyGround.ROAD_CHIEF and one.person_id]
    if chiefs:
        wanted = level_above(level)
        above = [one for one in chiefs if one.level in wanted and one.person_id != person_id]
        return min(above, key=lambda one: wanted.index(one.level), default=None)
    return next((one for one in found if one.person_id not in {None, person_id}), None)


def departments(area_code: str) -> QuerySet[Unit]:
    """Return the departments that a problem of a district can be passed on to."""
    return Unit.objects.filter(
        kind=UnitKind.DEPARTMENT.value, state=UnitState.ACTIVE.value, area_code__startswith=area_code[:6]
    ).order_by("name")


def issue_state(issue: RoadIssue) -> dict[str, str | int | bool | None]:
    """Return the columns of a problem that the ledger answers for."""
    return {
        "area": issue.area_id,
        "area_code": issue.area_code,
        "state": issue.state,
        "level": issue.level,
        "found": issue.found,
        "solution": issue.solution,
        "self_solved": issue.self_solved,
        "reporter": issue.reporter_id,
        "person": issue.person_id,
        "department": issue.department_id,
    }


def issue_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every problem's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, issue_state(row)) for row in RoadIssue.objects.order_by("pk").iterator(chunk_size=5_000))
