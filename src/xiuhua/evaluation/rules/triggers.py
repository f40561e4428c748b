"""When a ranking calls for an interview or a commendation, with the sequence of ranks that says why.

How missing periods and merged areas count is written here, in `held_in_a_row`, `history_joined` and
`history_continued`.

Source:
    R-01, R-04, R-05, R-06 and R-07 as printed, each at its constant below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from xiuhua.evaluation.rules.ranking import Place, is_last
from xiuhua.evaluation.terms.contests import Cadence, Grade, Outcome, Position, Seat


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A condition over rankings, and what it drafts.

    Args:
        key: the row of the requirement that prints it, or a name of the city's own.
        position: where somebody must stand.
        places: the last or first so many, for the positions that count them.
        periods: in so many rounds one after the other, the published one the latest.
        cadence: it is asked only of contests ranked so often; None: of any.
        among_siblings: for the mean, that of the same street; else that of all.
        supersedes: a longer trigger of the same round takes the place of a shorter one.
        grade, amount_fen: for grades, which, and the money that comes with it; None where none is set.
        line: of a list, the score that puts somebody on it; a parameter, and nobody is listed without it.
    """

    key: str
    position: Position
    outcome: Outcome
    places: int = 1
    periods: int = 1
    cadence: Cadence | None = None
    interviewer: Seat | None = None
    interviewee: Seat | None = None
    among_siblings: bool = False
    supersedes: tuple[str, ...] = ()
    grade: Grade | None = None
    amount_fen: int | None = None
    line: Decimal | None = None


R_01 = Trigger(
    key="R-01", position=Position.LAST, outcome=Outcome.INTERVIEW, places=2, periods=2,
    cadence=Cadence.QUARTER, interviewer=Seat.OFFICE_DIRECTOR, interviewee=Seat.MAIN_LEADER,
)  # fmt: skip
"""对连续2个季度排名末2位的乡镇(街道)主要负责人实行约谈. Who interviews is not printed: a parameter."""

R_04 = Trigger(
    key="R-04", position=Position.LAST, outcome=Outcome.INTERVIEW, places=1, periods=2,
    cadence=Cadence.MONTH, interviewer=Seat.OFFICE_DIRECTOR, interviewee=Seat.STREET_DEPUTY,
)  # fmt: skip
"""对连续2个月排名全市倒数第一的街道,由区城管委办公室主任约谈街道分管负责人."""

R_05 = Trigger(
    key="R-05", position=Position.LAST, outcome=Outcome.INTERVIEW, places=1, periods=3,
    cadence=Cadence.MONTH, interviewer=Seat.COMMITTEE_HEAD, interviewee=Seat.STREET_HEAD,
    supersedes=("R-04",),
)  # fmt: skip
"""对连续3个月排名全市倒数第一的街道由区城管委主任(区长)约谈街道行政负责人.

From the third month on the last two months are two in a row as well: the higher interview takes the place of
the lower, which is not drafted again. Own choice: one matter is not put to one street twice in a month.
"""

R_06_BELOW = Trigger(
    key="R-06", position=Position.BELOW_MEAN, outcome=Outcome.INTERVIEW, among_siblings=True,
    interviewer=Seat.OFFICE_DIRECTOR, interviewee=Seat.COMMUNITY_HEAD,
)  # fmt: skip
"""对低于街道(全区)平均成绩的社区进行约谈: the street's mean, or with `among_siblings` off the district's.

A score that equals the mean is not below it. Who interviews is not printed: a parameter.
"""

R_06_TOP = Trigger(key="R-06+", position=Position.FIRST, outcome=Outcome.AWARD, places=10)
"""对排名前10名的予以嘉奖: rank 10 is in with all who share it, rank 11 is not."""

R_07_EXCELLENT = Trigger(
    key="R-07", position=Position.GRADE, outcome=Outcome.AWARD, grade=Grade.EXCELLENT,
    cadence=Cadence.QUARTER,
)  # fmt: skip
R_07_GOOD = Trigger(
    key="R-07+", position=Position.GRADE, outcome=Outcome.AWARD, grade=Grade.GOOD, cadence=Cadence.QUARTER
)
"""推行季度工作通报,对优秀、良好管理单元奖补额度,分档次予以政策、资金倾斜: amounts are parameters."""

R_11_EXCELLENT = Trigger(
    key="R-11", position=Position.GRADE, outcome=Outcome.AWARD, grade=Grade.EXCELLENT, cadence=Cadence.YEAR
)
R_11_GOOD = Trigger(
    key="R-11+", position=Position.GRADE, outcome=Outcome.AWARD, grade=Grade.GOOD, cadence=Cadence.YEAR
)
"""采取"日检查、月汇总、季评比、年奖励"的措施: amounts are parameters."""

R_79_RED = Trigger(key="R-79+", position=Position.AT_LEAST, outcome=Outcome.RED)
R_79_BLACK = Trigger(
    key="R-79", position=Position.BELOW, outcome=Outcome.BLACK, interviewer=Seat.OFFICE_DIRECTOR,
    interviewee=Seat.ANSWERABLE,
)  # fmt: skip
"""探索实施市容环卫责任制"红黑榜"考核…正向激励和反向惩戒: scores and days are parameters of the scheme."""

FIRST_THREE = Trigger(key="S-149", position=Position.FIRST, outcome=Outcome.AWARD, places=3)
"""比学赶超: the first three of a period are commended. How many is our own choice: nothing prints it."""

PRINTED = (
    *(R_01, R_04, R_05, R_06_BELOW, R_06_TOP, R_07_EXCELLENT, R_07_GOOD, R_11_EXCELLENT, R_11_GOOD),
    *(R_79_RED, R_79_BLACK, FIRST_THREE),
)


@dataclass(frozen=True, kw_only=True)
class Stood:
    """Where somebody stood in one round; without a place they were not ranked."""

    period: str
    place: Place | None
    score: Decimal | None = None
    grade: Grade | None = None


@dataclass(frozen=True, kw_only=True)
class Fired:
    """A trigger that was met, and the rounds that it was met in, the oldest first."""

    trigger: Trigger
    subject: str
    rounds: tuple[Stood, ...]
    mean: Decimal | None = None


def holds(trigger: Trigger, stood: Stood | None, mean: Fraction | None = None) -> bool:
    """Return whether somebody stood in one round where a trigger asks; whoever was not ranked never did."""
    if stood is None or stood.place is None:
        return False
    if trigger.position is Position.LAST:
        return is_last(stood.place, trigger.places)
    if trigger.position is Position.FIRST:
        return stood.place.rank <= trigger.places
    if trigger.position is Position.GRADE:
        return stood.grade is trigger.grade
    if trigger.position in {Position.AT_LEAST, Position.BELOW}:
        return _over_the_line(trigger, stood.score)
    return mean is not None and stood.score is not None and Fraction(stood.score) < mean


def _over_the_line(trigger: Trigger, score: Decimal | None) -> bool:
    """Return whether a score lists somebody; a score that equals the line is not below it."""
    if trigger.line is None or score is None:
        return False
    return (score >= trigger.line) == (trigger.position is Position.AT_LEAST)


def held_in_a_row(trigger: Trigger, history: Sequence[Stood | None], mean: Fraction | None = None) -> bool:
    """Return whether a trigger is met by the latest rounds, one for each period, None where there was none.

    A period without a published round, or in which somebody was not ranked, breaks the row: the last period
    before it does not join the first after it.

    Source:
        R-01, R-04, R-05 连续; that a gap breaks it is our own choice, because nobody is called in for
        what was not measured.
    """
    latest = history[len(history) - trigger.periods :] if len(history) >= trigger.periods else ()
    return len(latest) == trigger.periods and all(holds(trigger, one, mean) for one in latest)


def history_joined(
    histories: Mapping[str, Sequence[Stood | None]], parts: Iterable[str]
) -> tuple[Stood | None, ...]:
    """Return the history of an area that was made of others, over the same periods.

    Of every period counts the best place of a part; a period in which one part was not ranked counts as none.
    So a street that was merged from two was last only where both were, and one that was only renamed goes on.
    Where a street was divided, each of its heirs has its history.

    Source:
        own choice, because the printed rules know no mergers: nobody is called in for what only a part did.
    """
    columns = zip(*(histories[part] for part in parts), strict=True)
    return tuple(_best(one) for one in columns)


def history_continued(
    own: Sequence[Stood | None], parts: Mapping[str, Sequence[Stood | None]], *, gone: Collection[str]
) -> tuple[Stood | None, ...]:
    """Return the history of an area: its own places, and before the first of them those of its parts.

    Where it was ranked beside a part that is no more, it took that part in and kept its name: such a period
    is joined as `history_joined` does, of it and the parts that were ranked beside it.

    Args:
        own: the places under its own code, the oldest first.
        parts: by old code the places of the areas that it was made of, over the same periods.
        gone: the parts that are ranked no more; one that still is was divided, and goes on by itself.

    Source:
        own choice, as `history_joined`: a merger counts alike under a new code and under an old one.
    """
    if not parts:
        return tuple(own)
    joined = history_joined(parts, parts)
    taken = [parts[part] for part in parts if part in gone]
    found: list[Stood | None] = []
    for place, (mine, theirs) in enumerate(zip(own, joined, strict=True)):
        beside = [one for history in taken if (one := history[place]) is not None]
        found.append(theirs if mine is None else _best([mine, *beside]) if beside else mine)
    return tuple(found)


def _best(stood: Sequence[Stood | None]) -> Stood | None:
    ranked = [one for one in stood if one is not None and one.place is not None]
    if len(ranked) < len(stood):
        return None
    return min(ranked, key=lambda one: (one.place.rank, -one.place.from_end) if one.place else (0, 0))


def fired(
    triggers: Sequence[Trigger],
    histories: Mapping[str, Sequence[Stood | None]],
    means: Mapping[str, Fraction | None],
    overall: Fraction | None,
) -> tuple[Fired, ...]:
    """Return what a round calls for, by subject, in the order of the triggers.

    Args:
        triggers: of the scheme.
        histories: by subject, one place for each period up to the round, the oldest first.
        means: by subject, the mean of its own street.
        overall: the mean of all.
    """
    found: list[Fired] = []
    for subject, history in histories.items():
        mine = [
            one
            for one in triggers
            if held_in_a_row(one, history, means.get(subject) if one.among_siblings else overall)
        ]
        replaced = {key for one in mine for key in one.supersedes}
        for one in mine:
            if one.key in replaced:
                continue
            mean = means.get(subject) if one.among_siblings else overall
            found.append(
                Fired(
                    trigger=one, subject=subject,
                    rounds=tuple(row for row in history[len(history) - one.periods :] if row is not None),
                    mean=_said(mean) if one.position is Position.BELOW_MEAN else None,
                )
            )  # fmt: skip
    return tuple(found)


def _said(mean: Fraction | None) -> Decimal | None:
    return None if mean is None else Decimal(mean.numerator) / Decimal(mean.denominator)


def first_streak(history: Sequence[Stood | None]) -> int:
    """Return in how many rounds up to the latest somebody stood first, one after the other.

    Source:
        K-003 6、7、8月连续三月第一; a missing period breaks it, as in `held_in_a_row`.
    """
    return _streak(
        one is not None and one.place is not None and one.place.rank == 1 for one in reversed(history)
    )


def excellent_streak(history: Sequence[Stood | None]) -> int:
    """Return in how many rounds up to the latest somebody was excellent, one after the other.

    Source:
        K-071 四连优; a missing period breaks it.
    """
    return _streak(one is not None and one.grade is Grade.EXCELLENT for one in reversed(history))


def _streak(held: Iterable[bool]) -> int:
    return sum(1 for _one in takewhile(bool, held))
