"""Assessing the people of a post: the scheme, results, objections to lines, grades and their use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.queries import names_of
from xiuhua.access.services import require, scope_opened
from xiuhua.evaluation.models import Assessment, LineObjection, PersonResult, PostScheme
from xiuhua.evaluation.queries import closing_states as states_of
from xiuhua.evaluation.queries import closings as closing_queries
from xiuhua.evaluation.queries import posts as queries
from xiuhua.evaluation.queries.field_rows import StoredFile
from xiuhua.evaluation.rules.assessing import (
    AssessResult,
    PostBody,
    assessed,
    body_read,
    body_told,
    counted_read,
    line_told,
    post_faults,
)
from xiuhua.evaluation.rules.excusing import LeaveAsked, days_away, leave_read, working_spans
from xiuhua.evaluation.rules.periods import NoPeriod, Period
from xiuhua.evaluation.services.closing_telling import decision_tell, result_tell
from xiuhua.evaluation.services.line_objections import line_enter, line_settle
from xiuhua.evaluation.services.refusals import (
    AssessmentEmpty,
    ClosingNotDue,
    MonthNotOver,
    NothingHeld,
    NotYourLine,
    ObjectionsOver,
)
from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentAct, AssessmentState, ItemSource
from xiuhua.evaluation.terms.closings import LineAbout
from xiuhua.ground.queries.calendars import calendar_for
from xiuhua.ground.rules.calendars import deadline
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Conflict, Invalid, NotFound

ASSESSING = system("assessments")
_SETTLED = timedelta(seconds=10)  # as in services.closings


@transaction.atomic
def post_scheme_publish(
    *, area_code: str, post: AssessedPost, body: PostBody, reason: str, actor: Actor, at: datetime
) -> PostScheme:
    """Let a post be assessed by a scheme. Assessments that are made keep the version they were made by.

    Raises:
        NotPermitted: the actor may not, or not there.
        Invalid: the scheme will not do, or nobody said why.
    """
    queries.post_lock(area_code, post)
    known = queries.scheme_latest(area_code, post)
    row = PostScheme(
        area_code=area_code, post=post.value, number=known.number + 1 if known else 1, body=body_told(body),
        reason=reason.strip(), published_by=actor.name, published_at=at,
    )  # fmt: skip
    require(actor, AssessmentAct.SCHEME, row)
    wrong = post_faults(body) | ({} if row.reason else {"reason": "reason_empty"})
    if wrong:
        raise Invalid(fields=wrong)
    row.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=AssessmentAct.SCHEME.value, subject=f"post_scheme:{row.pk}", area=area_code,
        detail={"post": row.post, "number": row.number}, words={"reason": row.reason},
        state=states_of.scheme_state(row),
    )  # fmt: skip
    return row


@transaction.atomic
def assessment_run(
    *, area_code: str, post: AssessedPost, period: str, actor: Actor, at: datetime
) -> Assessment:
    """Assess everybody of a post over a period that has ended, and let each object line by line.

    Args:
        area_code: of the area whose scheme holds.
        post: whose people.
        period: `2026-03`, `2026-Q1` or `2026`.
        actor: who assesses.
        at: when.

    Raises:
        NotFound: the area has no scheme for the post.
        NotPermitted: the actor may not, or not there.
        MonthNotOver: the period still runs.
        Conflict: it is assessed already.
        AssessmentEmpty: the post has nobody.
        Invalid: the text names no period.
    """
    queries.post_lock(area_code, post)
    scheme = queries.scheme_latest(area_code, post)
    if scheme is None:
        raise NotFound(kind="post_scheme", key=post.value)
    try:
        span = queries.period_of(period, area_code, at=at)
    except NoPeriod as error:
        raise Invalid(fields={"period": "assessment_period_wrong"}) from error
    one = Assessment(
        scheme=scheme, area_code=area_code, post=post.value, period=span.key, since=span.since,
        until=span.until, as_of=at - _SETTLED, made_at=at, objections_until=_objections_until(area_code, at),
    )  # fmt: skip
    one.next_at = one.objections_until
    require(actor, AssessmentAct.RUN, one)
    if one.as_of < span.until:
        raise MonthNotOver(period=span.key)
    if queries.assessments_all().filter(area_code=area_code, post=post.value, period=span.key).exists():
        raise Conflict(kind="assessment", key=span.key)
    people = queries.people_counted(area_code, post, span, as_of=one.as_of)
    if not people:
        raise AssessmentEmpty(period=span.key)
    one.save(force_insert=True)
    body = body_read(scheme.body)
    rows = [_result(one, body, person, span, at) for person in _leave_known(people, one)]
    PersonResult.objects.bulk_create(rows)
    entry_append(
        at=at, actor=actor, act=AssessmentAct.RUN.value, subject=f"assessment:{one.pk}", area=area_code,
        detail={"period": one.period, "people": len(rows), "as_of": one.as_of.isoformat()},
        state=states_of.assessment_state(one),
    )  # fmt: skip
    entries_append_many([_result_entry(row, actor, at) for row in rows])
    for row in rows:
        result_tell(row=row, actor=actor, at=at)
    return one


def _objections_until(area_code: str, at: datetime) -> datetime:
    days = closing_queries.days_for(area_code).objection
    return deadline(calendar_for(area_code, at=at), at, days, TimeUnit.WORK_DAY).at


def _leave_known(people: Sequence[queries.PersonCounted], one: Assessment) -> list[queries.PersonCounted]:
    """Return the people with the working days of the period and those that each was on approved leave."""
    there = [person.actor for person in people if ItemSource.PRESENCE in person.counted]
    spans = working_spans(calendar_for(one.area_code, at=one.as_of), one.since, one.until)
    asked = LeaveAsked(actors=there, since=one.since, until=one.until, as_of=one.as_of)
    leave = leave_read(asked) if there else {}
    told = []
    for person in people:
        known = dict(person.counted)
        if ItemSource.PRESENCE in known:
            away = days_away(spans, leave.get(person.actor, ()))
            known[ItemSource.PRESENCE] = replace(known[ItemSource.PRESENCE], days=len(spans), away=away)
        told.append(replace(person, counted=known))
    return told


def _result(
    one: Assessment, body: PostBody, person: queries.PersonCounted, span: Period, at: datetime
) -> PersonResult:
    made = assessed(body, person.counted, sample=person.sample, months=queries.MONTHS[span.kind])
    row = PersonResult(
        assessment=one, actor=person.actor, name=person.name, unit_name=person.unit_name,
        area_code=person.area_code, sample=person.sample, updated_at=at,
    )  # fmt: skip
    _written(row, made)
    return row


def _written(row: PersonResult, made: AssessResult) -> None:
    row.score, row.raw_score, row.grade = made.score, made.raw_score, made.grade.value
    row.lines = [line_told(line) for line in made.lines]


def _result_entry(row: PersonResult, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at, actor=actor, act=AssessmentAct.RUN.value, subject=f"person_result:{row.pk}",
        area=row.area_code, detail={"assessment": row.assessment_id, "lines": row.lines},
        state=states_of.result_state(row),
    )  # fmt: skip


@transaction.atomic
def assessed_object(
    *,
    result_id: int,
    move_id: int,
    about: LineAbout,
    text: str,
    evidence: StoredFile | None = None,
    actor: Actor,
    at: datetime,
) -> LineObjection:
    """Object to an act that is held against oneself in an assessment.

    Raises:
        NotFound: the result is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the grades are final.
        NotYourLine: the result is somebody else's.
        ObjectionsOver: the days to object are over.
        NothingHeld: the act is not held against them.
        Conflict: it was objected to already.
        Invalid: nobody said why.
    """
    result = queries.result_get(result_id)
    one = queries.assessment_lock(result.assessment_id)
    result = queries.result_get(result_id)
    require(actor, AssessmentAct.OBJECT, result)
    if result.actor not in names_of(actor.user_id):
        raise NotYourLine
    if at > one.objections_until:
        raise ObjectionsOver(period=one.period)
    move = queries.held_deed(result, move_id, about)
    if move is None:
        raise NothingHeld(case=str(move_id))
    if not text.strip():
        raise Invalid(fields={"text": "closing_text_missing"})
    if LineObjection.objects.filter(result=result, move=move, about=about.value).exists():
        raise Conflict(kind="line_objection", key=str(move_id))
    row = LineObjection(
        result=result, case=move.case, move=move, about=about.value, text=text.strip(), evidence=evidence,
        raised_by=actor.name, raised_at=at, area_code=result.area_code,
    )  # fmt: skip
    detail = {"result": result.pk, "move": move.pk}
    return line_enter(row, act=AssessmentAct.OBJECT, detail=detail, actor=actor, at=at)


@transaction.atomic
def assessed_decide(
    *, objection_id: int, upheld: bool, answer: str, actor: Actor, at: datetime
) -> LineObjection:
    """Decide an objection to a person's line; what is upheld leaves that person's assessed points, no others.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is decided.
        OwnObjection: the actor raised it.
        Invalid: nobody said why.
    """
    row = closing_queries.objection_get(objection_id)
    if row.result is None:
        raise NotFound(kind="line_objection", key=objection_id)
    one = queries.assessment_lock(row.result.assessment_id)
    row = closing_queries.objection_lock(objection_id)
    require(actor, AssessmentAct.DECIDE, row)
    line_settle(
        row, act=AssessmentAct.DECIDE, upheld=upheld, answer=answer,
        detail={"result": row.result_id, "move": row.move_id}, actor=actor, at=at,
    )  # fmt: skip
    if upheld and row.result_id is not None:
        _recounted(queries.result_get(row.result_id), one, actor=actor, at=at)
    decision_tell(row=row, actor=actor, at=at)
    return row


def _recounted(row: PersonResult, one: Assessment, *, actor: Actor, at: datetime) -> None:
    """Do a person's arithmetic again, without what has been exempted since."""
    exempt = queries.exempt_of(row)
    counted = {
        ItemSource(line["source"]): counted_read(line, exempt=exempt.get(ItemSource(line["source"]), 0))
        for line in row.lines
    }
    months = queries.MONTHS[queries.period_assessed(one).kind]
    _written(row, assessed(body_read(one.scheme.body), counted, sample=row.sample, months=months))
    row.updated_at = at
    row.save(update_fields=["score", "raw_score", "grade", "lines", "updated_at"])
    entries_append_many([_result_entry(row, actor, at)])


@transaction.atomic
def assessment_finalise(*, assessment_id: int, actor: Actor, at: datetime) -> Assessment:
    """Let the grades be final, once the days to object are over and every objection is decided.

    Raises:
        NotFound: there is no such assessment.
        NotPermitted, NotAllowedNow: not by this actor, or it is final.
        ClosingNotDue: days are left, or an objection waits.
    """
    one = queries.assessment_lock(assessment_id)
    require(actor, AssessmentAct.FINALISE, one)
    if at <= one.objections_until or queries.assessment_waiting(one):
        raise ClosingNotDue(period=one.period)
    one.state, one.final_at, one.next_at = AssessmentState.FINAL.value, at, None
    one.save(update_fields=["state", "final_at", "next_at"])
    results: Sequence[PersonResult] = list(queries.results_all().filter(assessment=one))
    grades: dict[str, int] = {}
    for row in results:
        grades[row.grade] = grades.get(row.grade, 0) + 1
    entry_append(
        at=at, actor=actor, act=AssessmentAct.FINALISE.value, subject=f"assessment:{one.pk}",
        area=one.area_code, detail={"grades": grades}, state=states_of.assessment_state(one),
    )  # fmt: skip
    for row in results:
        result_tell(row=row, actor=actor, at=at)
    return one


@transaction.atomic
def result_use(*, result_id: int, used: str, actor: Actor, at: datetime) -> PersonResult:
    """Record what a final result is used for: a bonus, training, a talk, a change of post.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the grade is not final.
        Invalid: nobody said for what.
    """
    row = queries.result_get(result_id)
    queries.assessment_lock(row.assessment_id)
    row = queries.result_get(result_id)
    require(actor, AssessmentAct.USE, row)
    if not used.strip():
        raise Invalid(fields={"used": "closing_text_missing"})
    row.used, row.used_at, row.updated_at = used.strip(), at, at
    row.save(update_fields=["used", "used_at", "updated_at"])
    entry_append(
        at=at, actor=actor, act=AssessmentAct.USE.value, subject=f"person_result:{row.pk}",
        area=row.area_code, detail={"assessment": row.assessment_id, "grade": row.grade},
        words={"used": row.used}, state=states_of.result_state(row),
    )  # fmt: skip
    return row


def assessments_sweep(*, at: datetime) -> int:
    """Make the grades final that are due; return of how many assessments."""
    made = 0
    with scope_opened((EVERYWHERE,)), transaction.atomic():
        for one in queries.assessments_due(at):
            if not queries.assessment_waiting(one):
                assessment_finalise(assessment_id=one.pk, actor=ASSESSING, at=at)
                made += 1
    return made
