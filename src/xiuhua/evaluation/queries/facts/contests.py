"""Contests as figures see them: a standing, a sheet of marks, an interview, a commendation."""

from __future__ import annotations

from xiuhua.evaluation.queries.facts.tables import Column, FactTable

# A row that stood first in the last n periods has n standings without a gap: those of them that have fewer
# later ones than the last says belong to it.
_LATER = """(SELECT count(*) FROM evaluation_standing AS later
    JOIN evaluation_round AS later_round ON later_round.id = later.round_id
    WHERE later.subject_code = standing.subject_code AND later_round.key = held.key
        AND later_round.area_code = held.area_code AND later_round.since > held.since
        AND later.published_at <= asked.at)"""


# The streak that the latest standing says.
_LAST = """COALESCE((SELECT last.{} FROM evaluation_standing AS last
    JOIN evaluation_round AS last_round ON last_round.id = last.round_id
    WHERE last.subject_code = standing.subject_code AND last_round.key = held.key
        AND last_round.area_code = held.area_code AND last.published_at <= asked.at
    ORDER BY last_round.since DESC LIMIT 1), 0)"""
_BEGUN = "SELECT min({1}) FROM asked CROSS JOIN {0} WHERE {{area}} AND (NOT asked.past OR {1} <= asked.at)"


def _in_last(streak: str) -> str:
    return f"({_LAST.format(streak)} > {_LATER})"


def _begun(table: str, instant: str) -> str:
    return _BEGUN.format(table, instant)


STANDING_FACTS = FactTable(
    key="standing",
    source="evaluation_standing AS standing JOIN evaluation_round AS held ON held.id = standing.round_id",
    columns={
        "published_at": Column(sql="standing.published_at"),
        "contest": Column(sql="held.key"),
        "ranked": Column(sql="(standing.rank IS NOT NULL)"),
        "in_first_streak": Column(sql=_in_last("first_streak")),
        "in_grade_streak": Column(sql=_in_last("grade_streak")),
        "area_code": Column(sql="standing.area_code"),
    },
    identity="standing.id",
    area="standing.area_code",
    unchanged="standing.published_at <= asked.at",
    begun=_begun("evaluation_standing AS standing", "standing.published_at"),
    groups={"area": "area_code"},
)

MARK_FACTS = FactTable(
    key="contest_mark",
    source="evaluation_mark AS mark",
    columns={
        "at": Column(sql="mark.at"),
        "counted": Column(sql="(mark.struck_at IS NULL OR mark.struck_at > asked.at)"),
        "problems": Column(sql="mark.problems"),
        "area_code": Column(sql="mark.area_code"),
    },
    identity="mark.id",
    area="mark.area_code",
    unchanged="mark.recorded_at <= asked.at",
    begun=_begun("evaluation_mark AS mark", "mark.at"),
    groups={"area": "area_code"},
)

INTERVIEW_FACTS = FactTable(
    key="interview",
    source="evaluation_interview AS interview",
    columns={
        "drafted_at": Column(sql="interview.drafted_at"),
        "held_at": Column(sql="(CASE WHEN interview.held_at <= asked.at THEN interview.held_at END)"),
        "rule": Column(sql="interview.rule"),
        "area_code": Column(sql="interview.area_code"),
    },
    identity="interview.id",
    area="interview.area_code",
    unchanged="interview.drafted_at <= asked.at",
    begun=_begun("evaluation_interview AS interview", "interview.drafted_at"),
    groups={"area": "area_code"},
)

COMMENDATION_FACTS = FactTable(
    key="commendation",
    source="evaluation_commendation AS commendation",
    columns={
        "at": Column(sql="commendation.at"),
        "rule": Column(sql="commendation.rule"),
        "area_code": Column(sql="commendation.area_code"),
    },
    identity="commendation.id",
    area="commendation.area_code",
    unchanged="commendation.at <= asked.at",
    begun=_begun("evaluation_commendation AS commendation", "commendation.at"),
    groups={"area": "area_code"},
)

CONTEST_FACTS = (STANDING_FACTS, MARK_FACTS, INTERVIEW_FACTS, COMMENDATION_FACTS)
