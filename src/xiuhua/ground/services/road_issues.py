"""Every way a problem on a segment or in a micro grid can move: reported, passed up, linked, solved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models import Person, RoadIssue, Unit
from xiuhua.ground.queries import patrols as patrol_queries
from xiuhua.ground.queries import road_issues as queries
from xiuhua.ground.terms.road_issues import RoadIssueAct, RoadIssueState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, Invalid, NotFound, NotPermitted


class NobodyAbove(CityError):
    """There is no level above that has a name. Arguments: area."""

    code = "issue_nobody_above"
    http_status = 409


@transaction.atomic
def issue_report(*, area_id: int, found: str, solution: str = "", actor: Actor, at: datetime) -> RoadIssue:
    """Record a problem where the actor is bound; with a solution it is settled on the spot (自行处置).

    Raises:
        NotFound: nothing binds the actor to this area now.
        Invalid: what was found is not said.
        NotPermitted: the actor's roles give no reports where their post is.
    """
    if not found.strip():
        raise Invalid(fields={"found": "issue_found_empty"})
    person = _oneself(actor)
    duty = patrol_queries.duty_of(person, area_id, at=at)
    settled = bool(solution.strip())
    issue = RoadIssue(
        area_id=area_id,
        area_code=duty.post.area_code if duty.post else duty.area_code,
        state=(RoadIssueState.SOLVED if settled else RoadIssueState.OPEN).value,
        level=duty.level,
        found=found.strip(),
        solution=solution.strip(),
        self_solved=settled,
        reporter=person,
        person=person,
        recorded_at=at,
        updated_at=at,
    )
    require(actor, RoadIssueAct.REPORT, issue)
    issue.save(force_insert=True)
    words = {"found.after": issue.found} | ({"solution.after": issue.solution} if settled else {})
    _entry(issue, RoadIssueAct.REPORT, actor=actor, at=at, words=words)
    return issue


@transaction.atomic
def issue_escalate(*, issue_id: int, reason: str, actor: Actor, at: datetime) -> RoadIssue:
    """Pass a problem up to the next level.

    Raises:
        NotPermitted: somebody else has it now.
        Invalid: no reason is given.
        NobodyAbove: the top is reached, or no name stands above.
    """
    issue = _held(issue_id, RoadIssueAct.ESCALATE, actor=actor)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    above = queries.next_above(issue.area, level=issue.level, person_id=issue.person_id, at=at)
    if above is None or above.person_id is None:
        raise NobodyAbove(area=issue.area.name)
    before = issue.level
    issue.person_id, issue.level, issue.updated_at = above.person_id, above.level, at
    issue.save(update_fields=["person", "level", "updated_at"])
    words = {"reason": reason.strip(), "level.before": before, "level.after": issue.level}
    _entry(issue, RoadIssueAct.ESCALATE, actor=actor, at=at, words=words)
    return issue


@transaction.atomic
def issue_link(*, issue_id: int, unit_id: int, actor: Actor, at: datetime) -> RoadIssue:
    """Call in a department (联动): it is named beside the problem, which stays with whoever has it.

    Raises:
        NotPermitted: somebody else has it now.
        NotFound: no such department in the district.
    """
    issue = _held(issue_id, RoadIssueAct.LINK, actor=actor)
    unit: Unit | None = queries.departments(issue.area_code).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(kind="unit", key=str(unit_id))
    issue.department, issue.updated_at = unit, at
    issue.save(update_fields=["department", "updated_at"])
    _entry(issue, RoadIssueAct.LINK, actor=actor, at=at, words={"department.after": unit.name})
    return issue


@transaction.atomic
def issue_solve(*, issue_id: int, solution: str, actor: Actor, at: datetime) -> RoadIssue:
    """Say that a problem is settled, and how it looks now.

    Raises:
        NotPermitted: somebody else has it now.
        Invalid: the solution is not said.
    """
    issue = _held(issue_id, RoadIssueAct.SOLVE, actor=actor)
    if not solution.strip():
        raise Invalid(fields={"solution": "issue_solution_empty"})
    issue.state, issue.solution, issue.updated_at = RoadIssueState.SOLVED.value, solution.strip(), at
    issue.self_solved = issue.person_id == issue.reporter_id
    issue.save(update_fields=["state", "solution", "self_solved", "updated_at"])
    _entry(issue, RoadIssueAct.SOLVE, actor=actor, at=at, words={"solution.after": issue.solution})
    return issue


def _oneself(actor: Actor) -> Person:
    person = patrol_queries.person_of(actor.user_id)
    if person is None:
        raise NotFound(kind="person", key=actor.name)
    return person


def _held(issue_id: int, act: RoadIssueAct, *, actor: Actor) -> RoadIssue:
    """Return a problem that the actor has now, locked."""
    issue = queries.issue_lock(issue_id)
    require(actor, act, issue)
    if issue.person_id != _oneself(actor).pk:
        raise NotPermitted(act=act)
    return issue


def _entry(
    issue: RoadIssue, act: RoadIssueAct, *, actor: Actor, at: datetime, words: Mapping[str, str]
) -> None:
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"road_issue:{issue.pk}",
        area=issue.area_code,
        detail={"person": issue.person_id, "level": issue.level},
        words=words,
        state=queries.issue_state(issue),
    )
