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


_RECTIFIED = """(SELECT COALESCE(sum(again.rectified), 0) FROM evaluation_markrecheck AS again
    WHERE again.mark_id = mark.id AND again.at <= asked.at)"""


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
        "area_id": Column(sql="subject.id", join="subject"),
    },
    joins={"subject": "LEFT JOIN ground_area AS subject ON subject.code = standing.subject_code"},
    identity="standing.id",
    area="standing.area_code",
    unchanged="standing.published_at <= asked.at",
    begun=_begun("evaluation_standing AS standing", "standing.published_at"),
    groups={"area": "area_code"},
)

MARK_FACTS = FactTable(
    key="contest_mark",
    source="evaluation_mark AS mark JOIN evaluation_round AS held ON held.id = mark.round_id",
    columns={
        "at": Column(sql="mark.at"),
        "contest": Column(sql="held.key"),
        "counted": Column(sql="(mark.struck_at IS NULL OR mark.struck_at > asked.at)"),
        "problems": Column(sql="mark.problems"),
        "rectified": Column(sql=_RECTIFIED),
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

# A rank holds until a newer version of its month is entered; one that was taken back holds nothing.
_HOLDS = """({0}.rank IS NOT NULL AND {0}.entered_at <= asked.at AND NOT EXISTS (
    SELECT FROM evaluation_outerrank AS newer
    WHERE newer.ranking = {0}.ranking AND newer.area_code = {0}.area_code AND newer.month = {0}.month
        AND newer.number > {0}.number AND newer.entered_at <= asked.at))"""
_MONTHS = "(split_part({0}.month, '-', 1)::int * 12 + split_part({0}.month, '-', 2)::int)"
# It belongs to the run of first ranks when as many first ranks are later as there are months up to the last.
_IN_RUN = """({holds} AND outer_rank.rank = 1 AND (
    SELECT count(*) FILTER (WHERE later.rank = 1 AND {its} > {own}) = max({its}) - {own}
    FROM evaluation_outerrank AS later
    WHERE later.ranking = outer_rank.ranking AND later.area_code = outer_rank.area_code AND {its_holds}))"""
_FIRST_RUN = _IN_RUN.format(
    holds=_HOLDS.format("outer_rank"), own=_MONTHS.format("outer_rank"), its=_MONTHS.format("later"),
    its_holds=_HOLDS.format("later"),
)  # fmt: skip

OUTER_RANK_FACTS = FactTable(
    key="outer_rank",
    source="evaluation_outerrank AS outer_rank",
    columns={
        "at": Column(sql="outer_rank.at"),
        "ranking": Column(sql="outer_rank.ranking"),
        "holds": Column(sql=_HOLDS.format("outer_rank")),
        "in_first_run": Column(sql=_FIRST_RUN),
        "area_code": Column(sql="outer_rank.area_code"),
    },
    identity="outer_rank.id",
    area="outer_rank.area_code",
    unchanged="outer_rank.entered_at <= asked.at",
    begun=_begun("evaluation_outerrank AS outer_rank", "outer_rank.at"),
    groups={"area": "area_code"},
)

CONTEST_FACTS = (OUTER_RANK_FACTS, STANDING_FACTS, MARK_FACTS, INTERVIEW_FACTS, COMMENDATION_FACTS)
