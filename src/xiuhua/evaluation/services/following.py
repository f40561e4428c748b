"""What follows from a ranking: interviews drafted, held, followed up and closed; commendations given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Commendation, Interview, Listing, PaymentSheet, Round, Standing
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import interviews as interview_queries
from xiuhua.evaluation.queries import promises
from xiuhua.evaluation.rules.schemes import body_read
from xiuhua.evaluation.rules.seats import sits_on
from xiuhua.evaluation.rules.telling import LISTING_TOLD
from xiuhua.evaluation.rules.triggers import Fired, Stood
from xiuhua.evaluation.services.refusals import InterviewOthers, PromiseRuns
from xiuhua.evaluation.services.telling import commended_tell, interview_tell, listing_tell, payment_tell
from xiuhua.evaluation.terms.contests import (
    AwardAct,
    InterviewAct,
    InterviewState,
    ListingAct,
    Outcome,
    PaymentAct,
    Seat,
)
from xiuhua.ledger.services import entry_append
from xiuhua.scenekit.indicators import indicator_named
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A figure that is promised in an interview.

    Args:
        figure: its key.
        target: in the unit of the figure; its own direction says whether more or fewer is wanted.
        period: over which it is counted, `2026-08` or `2026-Q3`.
    """

    figure: str
    target: float | None
    period: str


def following_make(
    *, one: Round, fired: Sequence[Fired], standings: Mapping[str, Standing], actor: Actor, at: datetime
) -> None:
    """Draft what a published round calls for, in the transaction that publishes it.

    Whoever is to be on a list is told, and may object; reward and penalty are drafted when it is published.
    """
    for found in fired:
        standing = standings[found.subject]
        if found.trigger.outcome is Outcome.INTERVIEW:
            interview_draft(one, found, standing, actor=actor, at=at)
        elif found.trigger.outcome is Outcome.AWARD:
            commendation_give(found, standing, actor=actor, at=at)
        else:
            _listing(one, found, standing, actor=actor, at=at)
    _payment(one, actor=actor, at=at)


def _listing(one: Round, found: Fired, standing: Standing, *, actor: Actor, at: datetime) -> None:
    if standing.score is None or found.trigger.line is None:
        raise ValueError(f"{found.trigger.key} lists somebody without a score")
    row = Listing.objects.create(
        standing=standing, kind=found.trigger.outcome.value, rule=found.trigger.key,
        subject_code=standing.subject_code, subject_name=standing.subject_name, area_code=standing.area_code,
        score=standing.score, line=found.trigger.line, told_at=at, updated_at=at,
        object_until=at + timedelta(days=body_read(one.scheme.body).objection_days),
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ListingAct.DRAFT.value, subject=f"listing:{row.pk}", area=row.area_code,
        detail={"round": one.pk, "rule": row.rule, "kind": row.kind}, state=states_of.listing_state(row),
    )  # fmt: skip
    listing_tell(row=row, template=LISTING_TOLD, actor=actor, at=at)


def _payment(one: Round, *, actor: Actor, at: datetime) -> None:
    """Draft the payment sheet of a ranking that brings money: each amount as the scheme sets it, added up."""
    given = Commendation.objects.filter(standing__round=one, amount_fen__isnull=False)
    rows = list(given.select_related("standing").order_by("rank", "subject_code"))
    if not rows:
        return
    sheet = PaymentSheet.objects.create(
        round=one, area_code=one.area_code, total_fen=sum(row.amount_fen or 0 for row in rows), drafted_at=at,
        lines=[
            {
                "subject": row.subject_code, "name": row.subject_name, "rank": row.rank, "grade": row.grade,
                "score": str(row.standing.score), "rule": row.rule, "amount_fen": row.amount_fen,
            }
            for row in rows
        ],
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=PaymentAct.DRAFT.value, subject=f"payment_sheet:{sheet.pk}",
        area=sheet.area_code, detail={"round": one.pk, "total_fen": sheet.total_fen, "lines": len(rows)},
        state=states_of.payment_state(sheet),
    )  # fmt: skip
    payment_tell(sheet=sheet, actor=actor, at=at)


def interview_draft(one: Round, found: Fired, standing: Standing, *, actor: Actor, at: datetime) -> None:
    """Draft an interview, and tell whoever interviews and is interviewed.

    Raises:
        ValueError: the trigger names nobody.
    """
    trigger = found.trigger
    if trigger.interviewer is None or trigger.interviewee is None:
        raise ValueError(f"{trigger.key} names nobody for its interview")
    interview = Interview.objects.create(
        standing=standing, rule=trigger.key, subject_code=standing.subject_code,
        subject_name=standing.subject_name, area_code=standing.area_code,
        interviewer=trigger.interviewer.value, interviewee=trigger.interviewee.value,
        sequence=[_stood_told(row) for row in found.rounds], mean=found.mean, drafted_at=at, updated_at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=InterviewAct.DRAFT.value, subject=f"interview:{interview.pk}",
        area=interview.area_code,
        detail={"round": one.pk, "rule": trigger.key, "ranks": [row["rank"] for row in interview.sequence]},
        state=states_of.interview_state(interview),
    )  # fmt: skip
    interview_tell(interview=interview, actor=actor, at=at)


def _stood_told(row: Stood) -> dict[str, Any]:  # what JSON holds
    return {
        "period": row.period, "rank": row.place.rank if row.place else None,
        "from_end": row.place.from_end if row.place else None, "of": row.place.of if row.place else None,
        "score": None if row.score is None else str(row.score),
    }  # fmt: skip


def commendation_give(found: Fired, standing: Standing, *, actor: Actor, at: datetime) -> None:
    """Commend whoever earned it, and tell them."""
    row = Commendation.objects.create(
        standing=standing, rule=found.trigger.key, subject_code=standing.subject_code,
        subject_name=standing.subject_name, area_code=standing.area_code, rank=standing.rank or 0,
        grade=found.trigger.grade.value if found.trigger.grade else "",
        amount_fen=found.trigger.amount_fen, at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=AwardAct.GIVE.value, subject=f"commendation:{row.pk}", area=row.area_code,
        detail={"rule": row.rule, "standing": standing.pk}, state=states_of.commendation_state(row),
    )  # fmt: skip
    commended_tell(row=row, actor=actor, at=at)


@transaction.atomic
def interview_hold(
    *, interview_id: int, present: str, minutes: str, commitments: str, due_on: date, actor: Actor,
    at: datetime, promise: Promise | None = None,
) -> Interview:  # fmt: skip
    """Write down that an interview was held: who was there, what was said, what was promised until when.

    A promise may name a figure, a target and the period that it is counted over.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was held already.
        InterviewOthers: the rule names another post.
        Invalid: minutes or commitments are missing, or a figure is named without target or period.
    """
    interview = interview_queries.interview_lock(interview_id)
    require(actor, InterviewAct.HOLD, interview)
    _seat_check(interview, actor)
    said = {"present": present.strip(), "minutes": minutes.strip(), "commitments": commitments.strip()}
    wrong = {key: "interview_words_missing" for key, value in said.items() if not value}
    wrong |= _promise_faults(interview, promise, at=at) if promise else {}
    if wrong:
        raise Invalid(fields=wrong)
    if promise:
        interview.figure, interview.figure_target = promise.figure, promise.target
        interview.figure_period = promise.period.strip()
    interview.present, interview.minutes, interview.commitments = said.values()
    interview.due_on, interview.held_by, interview.held_at = due_on, actor.name, at
    interview.state = InterviewState.HELD.value
    _changed(interview, InterviewAct.HOLD, said, actor=actor, at=at)
    return interview


def _promise_faults(interview: Interview, promise: Promise, *, at: datetime) -> dict[str, str]:
    wrong = {} if indicator_named(promise.figure) else {"figure": "interview_figure_unknown"}
    if promise.target is None:
        wrong["figure_target"] = "interview_words_missing"
    if promises.period_read_in(interview, promise.period, at=at) is None:
        wrong["figure_period"] = "figure_period_wrong"
    return wrong


@transaction.atomic
def interview_follow(*, interview_id: int, text: str, actor: Actor, at: datetime) -> Interview:
    """Write down what was done since the interview.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or not held yet.
        Invalid: nothing was said.
    """
    interview = interview_queries.interview_lock(interview_id)
    require(actor, InterviewAct.FOLLOW, interview)
    if not text.strip():
        raise Invalid(fields={"text": "interview_words_missing"})
    interview.followed = "\n".join(part for part in (interview.followed, text.strip()) if part)
    _changed(interview, InterviewAct.FOLLOW, {"followed": text.strip()}, actor=actor, at=at)
    return interview


@transaction.atomic
def interview_close(
    *, interview_id: int, result: str, round_id: int | None, actor: Actor, at: datetime
) -> Interview:
    """Close an interview by what came of it: words, and a later round of the same contest where there is one.

    Where a figure was promised, what it is at the end of its period is kept with it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or not held yet.
        InterviewOthers: the rule names another post.
        PromiseRuns: the period of the promised figure is not over.
        Invalid: nothing was said, or the round is none that came after.
    """
    interview = interview_queries.interview_lock(interview_id)
    require(actor, InterviewAct.CLOSE, interview)
    _seat_check(interview, actor)
    later = {one.pk: one for one in interview_queries.rounds_after(interview)}
    wrong = {} if result.strip() else {"result": "interview_words_missing"}
    wrong |= {} if round_id is None or round_id in later else {"round": "interview_round_wrong"}
    if wrong:
        raise Invalid(fields=wrong)
    if interview.figure:
        outcome = promises.outcome_of(interview, at=at)
        if outcome is None or not outcome.over:
            raise PromiseRuns(period=interview.figure_period)
        interview.figure_value = outcome.value
    interview.result, interview.result_round = result.strip(), later.get(round_id or 0)
    interview.state, interview.closed_at = InterviewState.CLOSED.value, at
    _changed(interview, InterviewAct.CLOSE, {"result": interview.result}, actor=actor, at=at)
    return interview


def _seat_check(interview: Interview, actor: Actor) -> None:
    seat = Seat(interview.interviewer)
    if not sits_on(actor, seat, interview.area_code):
        raise InterviewOthers(seat=seat.value)


def _changed(
    interview: Interview, act: InterviewAct, words: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:
    interview.updated_at = at
    interview.save()
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"interview:{interview.pk}", area=interview.area_code,
        detail={"rule": interview.rule}, words=words, state=states_of.interview_state(interview),
    )  # fmt: skip
