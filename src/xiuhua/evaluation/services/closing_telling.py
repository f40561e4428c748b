"""Telling units, streets and people of closings, decisions and assessments."""

from __future__ import annotations

from datetime import datetime

from xiuhua.access.queries import users_named
from xiuhua.access.terms import Role
from xiuhua.evaluation.models import LineObjection, MonthClosing, PersonResult, Vintage
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.queries.interviews import areas_of_users, users_over
from xiuhua.evaluation.queries.months import zone_of
from xiuhua.evaluation.rules.closing_telling import ASSESSED, DECIDED, FINAL, FROZEN, GRADED, NOTIFIED
from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentState, PersonGrade
from xiuhua.evaluation.terms.closings import ClosingState, LineState
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.shared.actor import Actor

_TOLD = (Role.TOWN_HEAD, Role.TOWN_COMMITTEE)


def closing_tell(*, closing: MonthClosing, vintage: Vintage, actor: Actor, at: datetime) -> None:
    """Tell the units and streets of a vintage that a month is frozen, up for notice, or final."""
    template, until = {
        ClosingState.OBJECTIONS: (FROZEN, closing.objections_until),
        ClosingState.NOTICE: (NOTIFIED, closing.notice_until),
        ClosingState.FINAL: (FINAL, None),
    }[ClosingState(closing.state)]
    words = {
        "period": closing.period, "changed": str(len(vintage.changes)),
        "until": _instant_told(until, closing.area_code, at),
    }  # fmt: skip
    users: dict[int, None] = {}
    for line in vintage.lines:
        if line["kind"] == queries.UNIT and line["code"]:
            users |= dict.fromkeys(users_of_unit(int(line["code"]), at=at))
        elif line["kind"] == queries.STREET:
            for role in _TOLD:
                users |= dict.fromkeys(users_over(role.value, line["code"], at=at, exactly=True))
    areas = areas_of_users(users, below=closing.area_code, at=at)
    for user_id in users:
        notice_send(
            to=Recipient(user_id=user_id), template=template, words=words,
            subject=f"month_closing:{closing.pk}", area=areas.get(user_id, closing.area_code), actor=actor,
            at=at,
        )  # fmt: skip


def _instant_told(until: datetime | None, area_code: str, at: datetime) -> str:
    """Return an instant as a notice says it, in the zone of the place; empty for none."""
    return f"{until.astimezone(zone_of(area_code, at=at)):%Y-%m-%d %H:%M}" if until else ""


def decision_tell(*, row: LineObjection, actor: Actor, at: datetime) -> None:
    """Tell whoever objected what was decided."""
    state = LineState(row.state)
    words = {"number": row.number, "state": state.zh, "state_en": state.en}
    for user_id in users_named([row.raised_by]):
        notice_send(
            to=Recipient(user_id=user_id), template=DECIDED, words=words,
            subject=f"line_objection:{row.pk}", area=row.area_code, actor=actor, at=at,
        )  # fmt: skip


def result_tell(*, row: PersonResult, actor: Actor, at: datetime) -> None:
    """Tell a person how they were assessed, or which grade it became."""
    one = row.assessment
    final = one.state == AssessmentState.FINAL
    post, grade = AssessedPost(one.post), PersonGrade(row.grade)
    words = {
        "period": one.period, "post": post.zh, "post_en": post.en, "grade": grade.zh, "grade_en": grade.en,
        "score": "—" if row.score is None else str(row.score),
        "until": _instant_told(one.objections_until, one.area_code, at),
    }  # fmt: skip
    for user_id in users_named([row.actor]):
        notice_send(
            to=Recipient(user_id=user_id), template=GRADED if final else ASSESSED, words=words,
            subject=f"person_result:{row.pk}", area=row.area_code, actor=actor, at=at,
        )  # fmt: skip
