"""Telling people how their area stood, that they are to interview or to be interviewed, and of awards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.access.queries import users_named
from xiuhua.access.terms import Role
from xiuhua.evaluation.models import (
    Commendation,
    Interview,
    Listing,
    Objection,
    PaymentSheet,
    Round,
    Standing,
)
from xiuhua.evaluation.queries import interviews as interview_queries
from xiuhua.evaluation.rules.seats import ROLES
from xiuhua.evaluation.rules.telling import (
    COMMENDED,
    INTERVIEWED,
    OBJECTION_ANSWERED,
    PAYMENT_DRAFTED,
    RANKED,
    TO_INTERVIEW,
    TO_PRINT,
)
from xiuhua.evaluation.terms.contests import (
    ListingState,
    ObjectionState,
    Outcome,
    Seat,
    SubjectLevel,
    Unranked,
)
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.shared.actor import Actor

OWN_LEVELS = frozenset({SubjectLevel.CONTRACTOR, SubjectLevel.PREMISES})
"""Whose people read their own pages, and not those of the office."""
FEN = 100


def results_tell(*, one: Round, standings: Iterable[Standing], actor: Actor, at: datetime) -> None:
    """Tell everybody who answers for what was ranked how it stood."""
    level = SubjectLevel(one.scheme.level)
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
        subject = f"own_standing:{standing.pk}" if level in OWN_LEVELS else f"contest_round:{one.pk}"
        for user_id in interview_queries.users_answering(level, standing.subject_code, at=at):
            _send(user_id, RANKED, words, subject, standing.area_code, actor, at)


def press_tell(*, one: Round, actor: Actor, at: datetime) -> None:
    """Tell the press that a ranking may be printed; how each firm stood is not public."""
    if SubjectLevel(one.scheme.level) is SubjectLevel.PREMISES:
        return
    for user_id in interview_queries.users_over(Role.PRESS.value, one.area_code, at=at):
        _send(user_id, TO_PRINT, {"round": one.name}, f"contest_round:{one.pk}", one.area_code, actor, at)


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
    of_firm = SubjectLevel(interview.standing.round.scheme.level) in OWN_LEVELS
    for template, seat, exactly in (
        (TO_INTERVIEW, interviewer, False),
        (INTERVIEWED, interviewee, True),
    ):
        users = _sitting(seat, interview, exactly=exactly, at=at)
        own = of_firm and seat is Seat.ANSWERABLE  # a firm reads its score, not the office's minutes
        subject = f"own_standing:{interview.standing_id}" if own else f"interview:{interview.pk}"
        for user_id in users:
            _send(user_id, template, words, subject, interview.area_code, actor, at)


def _sitting(seat: Seat, interview: Interview, *, exactly: bool, at: datetime) -> list[int]:
    if seat is Seat.ANSWERABLE:
        level = SubjectLevel(interview.standing.round.scheme.level)
        return interview_queries.users_answering(level, interview.subject_code, at=at)
    return interview_queries.users_over(ROLES[seat].value, interview.area_code, at=at, exactly=exactly)


def listing_tell(*, row: Listing, template: str, actor: Actor, at: datetime) -> None:
    """Tell whoever is on a list, or is to be."""
    one, kind, state = row.standing.round, Outcome(row.kind), ListingState(row.state)
    level = SubjectLevel(one.scheme.level)
    words = {
        "round": one.name, "subject": row.subject_name, "kind": kind.zh, "kind_en": kind.en,
        "score": str(row.score), "line": str(row.line), "state": state.zh, "state_en": state.en,
        "day": localtime(row.object_until).date().isoformat(), "number": row.number,
        "until": localtime(row.until).date().isoformat() if row.until else "—",
    }  # fmt: skip
    subject = f"own_listing:{row.pk}" if level in OWN_LEVELS else f"listing:{row.pk}"
    for user_id in interview_queries.users_answering(level, row.subject_code, at=at):
        _send(user_id, template, words, subject, row.area_code, actor, at)


def payment_tell(*, sheet: PaymentSheet, actor: Actor, at: datetime) -> None:
    """Tell finance that a payment sheet waits."""
    words = {
        "round": sheet.round.name, "number": sheet.number, "lines": str(len(sheet.lines)),
        "total": f"{sheet.total_fen / FEN:,.2f}",
    }  # fmt: skip
    for user_id in interview_queries.users_over(Role.FINANCE.value, sheet.area_code, at=at):
        _send(user_id, PAYMENT_DRAFTED, words, f"payment_sheet:{sheet.pk}", sheet.area_code, actor, at)


def commended_tell(*, row: Commendation, actor: Actor, at: datetime) -> None:
    """Tell whoever answers for what is commended."""
    one = row.standing.round
    words = {"round": one.name, "subject": row.subject_name, "rank": str(row.rank)}
    level = SubjectLevel(one.scheme.level)
    subject = f"own_standing:{row.standing_id}" if level in OWN_LEVELS else f"contest_round:{one.pk}"
    for user_id in interview_queries.users_answering(level, row.subject_code, at=at):
        _send(user_id, COMMENDED, words, subject, row.area_code, actor, at)


def objection_tell(*, row: Objection, actor: Actor, at: datetime) -> None:
    """Tell whoever objected what was answered."""
    state = ObjectionState(row.state)
    words = {
        "subject": row.mark.subject_name, "number": row.mark.number, "state": state.zh, "state_en": state.en,
    }  # fmt: skip
    for user_id in users_named([row.raised_by]):
        _send(user_id, OBJECTION_ANSWERED, words, f"mark:{row.mark_id}", row.area_code, actor, at)


def _send(
    user_id: int, template: str, words: dict[str, str], subject: str, area: str, actor: Actor, at: datetime
) -> None:
    notice_send(
        to=Recipient(user_id=user_id), template=template, words=words, subject=subject, area=area,
        actor=actor, at=at,
    )  # fmt: skip
