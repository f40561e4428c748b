"""Telling people how their area stood, that they are to interview or to be interviewed, and of awards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from xiuhua.access.queries import users_named
from xiuhua.access.terms import Role
from xiuhua.evaluation.models import Commendation, Interview, Objection, Round, Standing
from xiuhua.evaluation.queries import interviews as interview_queries
from xiuhua.evaluation.rules.seats import ROLES, TOLD
from xiuhua.evaluation.rules.telling import COMMENDED, INTERVIEWED, OBJECTION_ANSWERED, RANKED, TO_INTERVIEW
from xiuhua.evaluation.terms.contests import ObjectionState, Seat, SubjectLevel, Unranked
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.shared.actor import Actor


def results_tell(*, one: Round, standings: Iterable[Standing], actor: Actor, at: datetime) -> None:
    """Tell everybody who answers for what was ranked how it stood."""
    roles = TOLD[SubjectLevel(one.scheme.level)]
    for standing in standings:
        words = {
            "round": one.name, "subject": standing.subject_name,
            "result": f"{standing.score} 分，第 {standing.rank}/{standing.ranked} 名"
            if standing.rank
            else Unranked(standing.unranked).zh,
            "result_en": f"{standing.score} points, rank {standing.rank} of {standing.ranked}"
            if standing.rank
            else Unranked(standing.unranked).en,
        }  # fmt: skip
        for user_id in _answering(roles, standing.subject_code, at=at):
            _send(user_id, RANKED, words, f"contest_round:{one.pk}", standing.area_code, actor, at)


def interview_tell(*, interview: Interview, actor: Actor, at: datetime) -> None:
    """Tell whoever is to interview, and whoever is to be interviewed, with the ranks that called for it."""
    interviewer, interviewee = Seat(interview.interviewer), Seat(interview.interviewee)
    words = {
        "number": interview.number, "subject": interview.subject_name, "rule": interview.rule,
        "round": interview.standing.round.name,
        "interviewer": interviewer.zh, "interviewer_en": interviewer.en,
        "interviewee": interviewee.zh, "interviewee_en": interviewee.en,
        "ranks": "，".join(f"{row['period']} 第 {row['rank']}/{row['of']} 名" for row in interview.sequence),
        "ranks_en": ", ".join(f"{row['period']}: {row['rank']} of {row['of']}" for row in interview.sequence),
    }  # fmt: skip
    subject = f"interview:{interview.pk}"
    for template, seat, exactly in (
        (TO_INTERVIEW, interviewer, False),
        (INTERVIEWED, interviewee, True),
    ):
        users = interview_queries.users_over(ROLES[seat].value, interview.area_code, at=at, exactly=exactly)
        for user_id in users:
            _send(user_id, template, words, subject, interview.area_code, actor, at)


def commended_tell(*, row: Commendation, actor: Actor, at: datetime) -> None:
    """Tell whoever answers for what is commended."""
    one = row.standing.round
    words = {"round": one.name, "subject": row.subject_name, "rank": str(row.rank)}
    for user_id in _answering(TOLD[SubjectLevel(one.scheme.level)], row.subject_code, at=at):
        _send(user_id, COMMENDED, words, f"contest_round:{one.pk}", row.area_code, actor, at)


def objection_tell(*, row: Objection, actor: Actor, at: datetime) -> None:
    """Tell whoever objected what was answered."""
    state = ObjectionState(row.state)
    words = {
        "subject": row.mark.subject_name, "number": row.mark.number, "state": state.zh, "state_en": state.en,
    }  # fmt: skip
    for user_id in users_named([row.raised_by]):
        _send(user_id, OBJECTION_ANSWERED, words, f"mark:{row.mark_id}", row.area_code, actor, at)


def _answering(roles: Iterable[Role], code: str, *, at: datetime) -> list[int]:
    users = [
        user for role in roles for user in interview_queries.users_over(role.value, code, at=at, exactly=True)
    ]
    return list(dict.fromkeys(users))


def _send(
    user_id: int, template: str, words: dict[str, str], subject: str, area: str, actor: Actor, at: datetime
) -> None:
    notice_send(
        to=Recipient(user_id=user_id), template=template, words=words, subject=subject, area=area,
        actor=actor, at=at,
    )  # fmt: skip
