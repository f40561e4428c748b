"""What follows from a ranking: interviews drafted, held, followed up and closed; commendations given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Commendation, Interview, Round, Standing
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import interviews as interview_queries
from xiuhua.evaluation.rules.seats import sits_on
from xiuhua.evaluation.rules.triggers import Fired, Stood
from xiuhua.evaluation.services.refusals import InterviewOthers
from xiuhua.evaluation.services.telling import commended_tell, interview_tell
from xiuhua.evaluation.terms.contests import AwardAct, InterviewAct, InterviewState, Outcome, Seat
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


def following_make(
    *, one: Round, fired: Sequence[Fired], standings: Mapping[str, Standing], actor: Actor, at: datetime
) -> None:
    """Draft what a published round calls for, in the transaction that publishes it."""
    for found in fired:
        standing = standings[found.subject]
        if found.trigger.outcome is Outcome.INTERVIEW:
            _interview(one, found, standing, actor=actor, at=at)
        else:
            _commendation(found, standing, actor=actor, at=at)


def _interview(one: Round, found: Fired, standing: Standing, *, actor: Actor, at: datetime) -> None:
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


def _commendation(found: Fired, standing: Standing, *, actor: Actor, at: datetime) -> None:
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
    at: datetime,
) -> Interview:  # fmt: skip
    """Write down that an interview was held: who was there, what was said, what was promised until when.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was held already.
        InterviewOthers: the rule names another post.
        Invalid: minutes or commitments are missing.
    """
    interview = interview_queries.interview_lock(interview_id)
    require(actor, InterviewAct.HOLD, interview)
    _seat_check(interview, actor)
    said = {"present": present.strip(), "minutes": minutes.strip(), "commitments": commitments.strip()}
    if wrong := {key: "interview_words_missing" for key, value in said.items() if not value}:
        raise Invalid(fields=wrong)
    interview.present, interview.minutes, interview.commitments = said.values()
    interview.due_on, interview.held_by, interview.held_at = due_on, actor.name, at
    interview.state = InterviewState.HELD.value
    _changed(interview, InterviewAct.HOLD, said, actor=actor, at=at)
    return interview


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

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or not held yet.
        InterviewOthers: the rule names another post.
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
