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


def units_of(codes: frozenset[str]) -> dict[str, int]:
    """Return the ids of some units, as the lines of vintages name them, by the words of a line's code."""
    return {str(pk): pk for pk in Unit.objects.filter(code__in=codes).values_list("pk", flat=True)}


def closings_naming(units: Mapping[str, int]) -> QuerySet[MonthClosing]:
    """Return the closings in which some units have a line."""
    named = Q()
    for code in units:
        named |= Q(lines__contains=[{"kind": UNIT, "code": code}])
    lines = Vintage.objects.filter(named, closing=OuterRef("pk")) if units else Vintage.objects.none()
    return MonthClosing.objects.filter(Exists(lines))


def own_lines(
    closing: MonthClosing, units: Mapping[str, int], *, user_id: int | None, at: datetime
) -> list[OwnLine]:
    """Return the lines of some units in the latest vintage of a month; no other line is read."""
    last = vintages_of(closing)[-1]
    return [
        OwnLine(
            unit=line["name"], vintage=last, figures=_figures(line),
            held=tuple(
                held_of(
                    closing, as_of=last.as_of, user_id=user_id, at=at, unit_id=units[line["code"]]
                )
            ),
        )
        for line in last.lines
        if line["kind"] == UNIT and line["code"] in units
    ]  # fmt: skip


def _figures(line: Told) -> dict[str, tuple[int | None, int | None]]:
    return {key: (counts[0], counts[1]) for key, counts in line["figures"].items()}
