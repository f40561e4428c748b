"""Questions about standings: how a round stands, how everybody stood before, what it calls for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from xiuhua.evaluation.models import Round, Standing
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.contests import (
    Ranked,
    body_of,
    months_in,
    months_of,
    period_in,
    samples_of,
    subjects_of,
)
from xiuhua.evaluation.queries.facts import Asked
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.reading import items_read_in
from xiuhua.evaluation.rules.advice import error_of
from xiuhua.evaluation.rules.periods import (
    period_before,
)
from xiuhua.evaluation.rules.ranking import (
    Conditions,
    Line,
    Place,
    Result,
    grade_of,
    mean_of,
    places_of,
    score_of,
)
from xiuhua.evaluation.rules.schemes import SchemeBody
from xiuhua.evaluation.rules.triggers import Fired, Stood, fired, history_continued
from xiuhua.evaluation.terms.contests import (
    Grade,
    ItemKind,
    RoundState,
    SubjectLevel,
    Unranked,
)
from xiuhua.scenekit.indicators import PERCENT, indicator_named, indicators
from xiuhua.web.areas import within

_STREET_DIGITS = 9
_LOOKED_BACK = 24  # periods: longer rows than two years of months are not told


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How somebody stands in a round.

    Args:
        history: where they stood up to this round, one place a period, the oldest first.
        before: the rank of the round before; None where there was none.
    """

    subject: Ranked
    result: Result
    place: Place | None
    grade: Grade | None
    history: tuple[Stood | None, ...]
    before: int | None


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """A round as it would be published, the best first, those not ranked last."""

    body: SchemeBody
    stands: tuple[Stand, ...]
    fired: tuple[Fired, ...]

    @property
    def ranked(self) -> int:
        """How many are ranked."""
        return sum(one.place is not None for one in self.stands)


def ranking_of(one: Round, *, at: datetime) -> Ranking:
    """Return how a round stands by what was marked until now, and what it would call for.

    The scope must hold the whole area of the round: what a reader cannot see is not marked for them.
    """
    body, samples = body_of(one), samples_of(one)
    subjects = subjects_of(one)
    figures = _figures(one, body, subjects, at=at)
    read = items_read_in(one, body, subjects, at=at)
    conditions = conditions_of(one, body)
    results = {
        subject.code: score_of(
            body.items, samples.get(subject.code, ()), figures.get(subject.code, {}), conditions,
            read.get(subject.code),
        )
        for subject in subjects
    }  # fmt: skip
    scores = {code: result.score for code, result in results.items() if result.score is not None}
    places = places_of(scores)
    grades = {code: grade_of(score, body.excellent, body.good) for code, score in scores.items()}
    past = histories_of(one, body, [subject.code for subject in subjects])
    histories = {
        code: (*rounds, Stood(period=one.period, place=places.get(code), score=scores.get(code),
                              grade=grades.get(code)))
        for code, rounds in past.items()
    }  # fmt: skip
    called = fired(body.triggers, histories, _means(scores), mean_of(list(scores.values())))
    stands = [
        Stand(
            subject=subject, result=results[subject.code], place=places.get(subject.code),
            grade=grades.get(subject.code) if _grades(body) else None, history=histories[subject.code],
            before=_rank(past[subject.code][-1] if past[subject.code] else None),
        )
        for subject in subjects
    ]  # fmt: skip
    return Ranking(body=body, stands=tuple(sorted(stands, key=_best_first)), fired=called)


def conditions_of(one: Round, body: SchemeBody) -> Conditions:
    """Return what a scheme asks for of a round."""
    return Conditions(
        months=months_of(one), minimum_sample=body.minimum_sample, top=body.top, parties=body.parties
    )


def results_tried(one: Round, body: SchemeBody, *, at: datetime) -> dict[str, Result]:
    """Return what a scheme that was not in force would have made of a round, by subject.

    An item that no sheet of the round has cannot be tried: whoever it would score is not ranked.
    """
    subjects, samples = subjects_of(one), samples_of(one)
    marked = {item.key for item in body.items if item.kind is ItemKind.MARK}
    held = {key for found in samples.values() for sheet in found for key in sheet.points}
    if not marked <= held:
        return {subject.code: Result(score=None, samples=0, why=Unranked.NOT_SCORED) for subject in subjects}
    figures = _figures(one, body, subjects, at=at)
    read = items_read_in(one, body, subjects, at=at)
    conditions = conditions_of(one, body)
    return {
        subject.code: score_of(
            body.items, samples.get(subject.code, ()), figures.get(subject.code, {}), conditions,
            read.get(subject.code),
        )
        for subject in subjects
    }  # fmt: skip


def _grades(body: SchemeBody) -> bool:
    return body.excellent is not None or body.good is not None


def _rank(stood: Stood | None) -> int | None:
    return stood.place.rank if stood is not None and stood.place is not None else None


def _best_first(one: Stand) -> tuple[bool, int, str]:
    return one.place is None, one.place.rank if one.place else 0, one.subject.code


def _means(scores: Mapping[str, Decimal]) -> dict[str, Fraction | None]:
    """Return by subject the mean of those in the same street."""
    streets: dict[str, list[Decimal]] = {}
    for code, score in scores.items():
        streets.setdefault(code[:_STREET_DIGITS], []).append(score)
    return {code: mean_of(streets[code[:_STREET_DIGITS]]) for code in scores}


def _figures(
    one: Round, body: SchemeBody, subjects: Sequence[Ranked], *, at: datetime
) -> dict[str, dict[str, float | None]]:
    """Return by subject the values of the figures that a scheme asks for, over the round's period."""
    declared = [
        one_figure
        for item in body.items
        if item.kind is ItemKind.FIGURE and (one_figure := indicator_named(item.figure)) is not None
    ]
    if not declared:
        return {}
    period, months = period_in(one), months_in(one)
    found: dict[str, dict[str, float | None]] = {}
    for subject in subjects:
        question = FigureQuestion(
            indicators=tuple(declared), area=subject.area_code, period=period, months=months,
            asked=Asked(prefixes=(subject.area_code,), at=at, past=False),
        )  # fmt: skip
        found[subject.code] = {
            counted.indicator.key: counted.value.value for counted in figures_counted(question)
        }
    return found


def percent_figures() -> list[tuple[str, str]]:
    """Return the figures in per cent, by key with their name: what an item may be scored by."""
    return [(one.key, one.zh) for one in indicators() if one.unit == PERCENT]


def histories_of(one: Round, body: SchemeBody, codes: Collection[str]) -> dict[str, tuple[Stood | None, ...]]:
    """Return by subject where they stood in the periods before a round, the oldest first.

    A period without a published round is None. An area that took the place of others, or took them in, has
    the history that `history_continued` makes of theirs and its own.
    """
    before = rounds_before(one)
    parts = {
        code: [old for old, heirs in body.successors.items() if code in heirs] or [code] for code in codes
    }
    wanted = {part for found in parts.values() for part in found} | set(codes)
    rows = Standing.objects.filter(
        round__in=[row.pk for row in before if row is not None], subject_code__in=wanted
    )
    stood = {(row.round_id, row.subject_code): _stood(row) for row in rows.select_related("round")}
    own = {
        code: tuple(stood.get((row.pk, code)) if row is not None else None for row in before)
        for code in wanted
    }
    return {
        code: history_continued(
            own[code], {part: own[part] for part in found if part != code}, gone=wanted.difference(codes)
        )
        for code, found in parts.items()
    }


def rounds_before(one: Round) -> list[Round | None]:
    """Return the published rounds of the periods before, one a period, the oldest first."""
    rows = Round.objects.filter(
        key=one.key, area_code=one.area_code, state=RoundState.PUBLISHED.value, since__lt=one.since
    ).order_by("-since")
    found = {row.period: row for row in rows[:_LOOKED_BACK]}
    if not found:
        return []
    months, period = months_in(one), period_in(one)
    told: list[Round | None] = []
    oldest = min(row.since for row in found.values())
    while len(told) < _LOOKED_BACK and period.since > oldest:
        period = period_before(period, months)
        told.append(found.get(period.key))
    return list(reversed(told))


def _stood(row: Standing) -> Stood:
    place = (
        Place(rank=row.rank, from_end=row.from_end, of=row.ranked)
        if row.rank is not None and row.from_end is not None
        else None
    )
    grade = Grade(row.grade) if row.grade else None
    return Stood(period=row.round.period, place=place, score=row.score, grade=grade)


def standings_of(one: Round) -> list[Standing]:
    """Return the standings of a published round, the best first, those not ranked last."""
    rows = Standing.objects.filter(round=one)
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.subject_code))


def standings_all(*, premises_in: Sequence[str] = ("",)) -> QuerySet[Standing]:
    """Return every standing; those of premises under some areas alone: how a firm stood is no news."""
    rows = Standing.objects.select_related("round__scheme")
    premises = SubjectLevel.PREMISES.value
    return rows.exclude(Q(round__scheme__level=premises) & ~within("area_code", premises_in))


def ranks_before(one: Round) -> dict[str, int]:
    """Return the ranks of the period right before a round, by subject; nothing where it was not published."""
    before = rounds_before(one)
    if not before or before[-1] is None:
        return {}
    rows = Standing.objects.filter(round=before[-1], rank__isnull=False)
    return {code: rank for code, rank in rows.values_list("subject_code", "rank") if rank is not None}


def line_told(line: Line) -> dict[str, Any]:  # what JSON holds
    """Return a line of arithmetic as it is kept."""
    return {
        "item": line.item, "kind": line.kind.value, "samples": line.samples, "value": str(line.value),
        "weight": line.weight, "points": str(line.points),
        "months": [[month, str(mean)] for month, mean in line.months],
        "parties": [[party.value, str(mean)] for party, mean in line.parties],
    }  # fmt: skip


def errors_of(one: Round, codes: Collection[str]) -> dict[str, float | None]:
    """Return by subject the standard error of its score, by the spread of its sheets."""
    body, samples, months = body_of(one), samples_of(one), months_of(one)
    return {code: error_of(body.items, samples.get(code, ()), months) for code in codes}
