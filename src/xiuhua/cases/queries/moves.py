"""What happened to cases, move by move."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from xiuhua.cases.models import Case, Move
from xiuhua.cases.rules.folding import Told, is_signature
from xiuhua.cases.terms import CaseAct, CaseState


def moves_of(case: Case) -> QuerySet[Move]:
    """Return the moves of a case, first to last."""
    return Move.objects.filter(case=case).order_by("number")


def moves_shown(case: Case) -> QuerySet[Move]:
    """Return the moves of a case, first to last, with the names and pictures that a reader wants."""
    rows = moves_of(case).select_related("unit", "person").prefetch_related("photos")
    return rows.defer("unit__search", "person__search")


def told_of(case: Case) -> list[Told]:
    """Return the moves of a case as the fold takes them."""
    return told_all(moves_of(case))


def told_all(moves: Iterable[Move]) -> list[Told]:
    """Return moves as the fold takes them."""
    return [
        Told(
            number=move.number, act=CaseAct(move.act),
            before=CaseState(move.before) if move.before else None,
            after=CaseState(move.after), at=move.at, actor=move.actor, detail=move.detail,
        )
        for move in moves
    ]  # fmt: skip


def last_signature(case: Case) -> Move | None:
    """Return the last move that somebody signed: what may be taken back, if its doer asks.

    A move that was taken back, and the taking back itself, are nobody's signature any more.
    """
    moves = list(moves_of(case).order_by("-number")[:_LOOKED_AT])
    gone = {move.detail["takes_back"] for move in moves if "takes_back" in move.detail}
    signed = (
        move
        for move in moves
        if is_signature(CaseAct(move.act)) and move.act != CaseAct.TAKE_BACK and move.number not in gone
    )
    return next(signed, None)


def passed_by(case_id: int) -> str:
    """Return who passed the check of a case in the end; empty where nobody did."""
    passed = Move.objects.filter(case_id=case_id, act=CaseAct.CHECK_PASS.value).order_by("number")
    last = passed.values_list("actor", flat=True).last()
    return last or ""


_LOOKED_AT = 20
