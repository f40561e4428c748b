"""What a figure counted, by id; and which records have come or gone since it was fixed, and by what act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from xiuhua.cases.models import Case, Move
from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.scanning import values_counted
from xiuhua.evaluation.terms import Side
from xiuhua.scenekit.indicators import Measure

_SHOWN = 50


def ids_counted(question: FigureQuestion, *, side: Side) -> frozenset[object]:
    """Return the ids, or the values, that one count of the one figure asked for is made of."""
    (one,) = question.indicators
    measure = one.numerator if side is Side.NUMERATOR else (one.denominator or one.numerator)
    return frozenset(
        values_counted(fact_table(one.fact), measure, question.period, question.asked, only=question.only)
    )


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A case that a figure counts now and did not then, or the other way round.

    Args:
        came: whether it is counted now.
        act: the first act recorded since; None where it was reported since.
        at: when that happened; `recorded_at` when it was recorded.
        is_late: whether it had happened before the figures were fixed, and was only recorded later.
    """

    case_id: int
    number: str
    came: bool
    act: CaseAct | None
    at: datetime
    recorded_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Since:
    """What has happened to one count since.

    Args:
        came, gone: how many records are counted now and were not, and the other way round.
        corrections: the first of them, where they are cases.
    """

    came: int
    gone: int
    corrections: tuple[Correction, ...]


def since_fixed(question: FigureQuestion, *, side: Side, at: datetime) -> Since:
    """Return what has changed in one count of the one figure asked for, between its instant and now."""
    (one,) = question.indicators
    then = ids_counted(question, side=side)
    present = replace(question, asked=replace(question.asked, at=at, past=False))
    now = ids_counted(present, side=side)
    came, gone = now - then, then - now
    measure = one.numerator if side is Side.NUMERATOR else (one.denominator or one.numerator)
    return Since(
        came=len(came), gone=len(gone),
        corrections=_corrections(came, gone, question.asked.at) if _are_cases(one.fact, measure) else (),
    )  # fmt: skip


def _are_cases(fact: str, measure: Measure) -> bool:
    return fact == "case" and not measure.distinct


def _corrections(
    came: Iterable[object], gone: Iterable[object], fixed_at: datetime
) -> tuple[Correction, ...]:
    both: Mapping[int, bool] = {**{int(str(pk)): True for pk in came}, **{int(str(pk)): False for pk in gone}}
    shown = sorted(both)[:_SHOWN]
    rows = Move.objects.filter(case_id__in=shown, recorded_at__gt=fixed_at).order_by("case_id", "-number")
    first = {move.case_id: move for move in rows.only("case_id", "number", "act", "at", "recorded_at")}
    cases = Case.objects.only("reported_at", "recorded_at").in_bulk(shown)
    return tuple(
        _correction(cases[pk], first.get(pk), came=both[pk], fixed_at=fixed_at) for pk in shown if pk in cases
    )


def _correction(case: Case, move: Move | None, *, came: bool, fixed_at: datetime) -> Correction:
    at, recorded_at = (
        (move.at, move.recorded_at) if move is not None else (case.reported_at, case.recorded_at)
    )
    return Correction(
        case_id=case.pk, number=case.number, came=came, act=CaseAct(move.act) if move is not None else None,
        at=at, recorded_at=recorded_at, is_late=at <= fixed_at < recorded_at,
    )  # fmt: skip
