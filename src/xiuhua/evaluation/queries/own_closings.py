"""Closed months as a firm sees them: its own line of each, and what is held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.evaluation.models import MonthClosing, Vintage
from xiuhua.evaluation.queries.closings import UNIT, HeldLine, Told, held_of, vintages_of
from xiuhua.ground.models import Unit


@dataclass(frozen=True, kw_only=True)
class OwnLine:
    """What the latest vintage of a month says of one unit, and the records held against it."""

    unit: str
    vintage: Vintage
    figures: Mapping[str, tuple[int | None, int | None]]
    held: tuple[HeldLine, ...]


def closings_naming(codes: frozenset[str]) -> QuerySet[MonthClosing]:
    """Return the closings in which some units have a line."""
    named = Q()
    for code in codes:
        named |= Q(lines__contains=[{"kind": UNIT, "code": code}])
    lines = Vintage.objects.filter(named, closing=OuterRef("pk")) if codes else Vintage.objects.none()
    return MonthClosing.objects.filter(Exists(lines))


def own_lines(
    closing: MonthClosing, codes: frozenset[str], *, user_id: int | None, at: datetime
) -> list[OwnLine]:
    """Return the lines of some units in the latest vintage of a month; no other line is read."""
    last = vintages_of(closing)[-1]
    units = {unit.code: unit.pk for unit in Unit.objects.filter(code__in=codes).defer("search")}
    return [
        OwnLine(
            unit=line["name"], vintage=last, figures=_figures(line),
            held=tuple(
                held_of(
                    closing, as_of=last.as_of, user_id=user_id, at=at, unit_id=units.get(line["code"], 0)
                )
            ),
        )
        for line in last.lines
        if line["kind"] == UNIT and line["code"] in codes
    ]  # fmt: skip


def _figures(line: Told) -> dict[str, tuple[int | None, int | None]]:
    return {key: (counts[0], counts[1]) for key, counts in line["figures"].items()}
