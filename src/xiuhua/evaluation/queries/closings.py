"""Questions about closings: how they are set, what stands in a vintage, what is held against whom."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from xiuhua.access.terms import Role
from xiuhua.cases.models import Case, Move
from xiuhua.cases.queries.cases import serves_in
from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.models import ClosingRule, LineObjection, MonthClosing, Vintage
from xiuhua.evaluation.queries.asking import FigureQuestion, indicator_get
from xiuhua.evaluation.queries.facts import Asked, fact_table
from xiuhua.evaluation.queries.facts.cases import cases_as_of
from xiuhua.evaluation.queries.figures import CountedFigure, figures_counted
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.queries.scanning import counted_rows
from xiuhua.evaluation.rules.closing import (
    FIGURES,
    HELD,
    Bands,
    Changed,
    MovedSince,
    changed_of,
)
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_at, period_before, period_read
from xiuhua.evaluation.rules.splits import NOTHING_LEFT_OUT, Narrowing
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.closings import LineAbout, LineState
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.scenekit.indicators import Indicator
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound

_FREEZE_DAYS, _OBJECTION_DAYS, _NOTICE_DAYS = 1, 3, 3
_STREET_ROLES = (Role.TOWN_HEAD.value, Role.TOWN_COMMITTEE.value, Role.COMMUNITY_SECRETARY.value)
ALL, UNIT, STREET = "all", "unit", "street"
Told = Mapping[str, Any]  # a line of a vintage as JSON holds it


@dataclass(frozen=True, kw_only=True)
class ClosingDays:
    """How many working days each part of a closing takes."""

    freeze: int = _FREEZE_DAYS
    objection: int = _OBJECTION_DAYS
    notice: int = _NOTICE_DAYS


def rules_all() -> QuerySet[ClosingRule]:
    """Return every version of every area."""
    return ClosingRule.objects.all()


def rule_for(area_code: str) -> ClosingRule | None:
    """Return the setting that holds in an area: its own, or that of the nearest area above."""
    rows = ClosingRule.objects.filter(area_code__in=area_prefixes(area_code))
    return rows.order_by(Length("area_code").desc(), "-number").first()


def days_for(area_code: str) -> ClosingDays:
    """Return how many working days each part of a closing takes in an area; three where nobody has said."""
    found = rule_for(area_code)
    if found is None:
        return ClosingDays()
    return ClosingDays(freeze=found.freeze_days, objection=found.objection_days, notice=found.notice_days)


def bands_for(area_code: str) -> Bands:
    """Return the thresholds of the colours in an area."""
    found = rule_for(area_code)
    return Bands(green=found.green, blue=found.blue, yellow=found.yellow) if found else Bands()


def areas_closing() -> list[tuple[ClosingRule, datetime]]:
    """Return the latest setting of each area that closes its months, and since when it has closed any."""
    first = dict(ClosingRule.objects.filter(number=1).values_list("area_code", "published_at"))
    rows = ClosingRule.objects.order_by("area_code", "-number").distinct("area_code")
    return [(row, first[row.area_code]) for row in rows]


def closings_all() -> QuerySet[MonthClosing]:
    """Return every closing."""
    return MonthClosing.objects.all()


def closings_seen(areas: Sequence[str]) -> Q:
    """Return which closings concern somebody of some areas: those of the areas, above and below."""
    found = Q()
    for area in areas:
        found |= Q(area_code__startswith=area) | Q(area_code__in=area_prefixes(area))
    return found if areas else Q(pk__in=())


def closing_get(closing_id: int, *, areas: Sequence[str] | None = None) -> MonthClosing:
    """Return a closing that concerns somebody of some areas.

    Raises:
        NotFound: there is none.
    """
    rows = MonthClosing.objects.filter(pk=closing_id)
    found = rows.filter(closings_seen(areas)).first() if areas is not None else rows.first()
    if found is None:
        raise NotFound(kind="month_closing", key=closing_id)
    return found


def closing_lock(closing_id: int) -> MonthClosing:
    """Return a closing, locked.

    Raises:
        NotFound: there is none.
    """
    found = MonthClosing.objects.select_for_update().filter(pk=closing_id).first()
    if found is None:
        raise NotFound(kind="month_closing", key=closing_id)
    return found


def area_lock(area_code: str) -> None:
    """Let one freeze at a time go on in an area, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"month_closing:{area_code}"])


def closing_of(area_code: str, period: str) -> MonthClosing | None:
    """Return the closing of a month; None where it is not frozen yet."""
    return MonthClosing.objects.filter(area_code=area_code, period=period).first()


def closings_due(at: datetime) -> list[MonthClosing]:
    """Return the closings that the sweep has to look at, locked; those locked elsewhere are left out."""
    rows = MonthClosing.objects.select_for_update(skip_locked=True).filter(next_at__lt=at)
    return list(rows.order_by("next_at", "pk"))


def month_named(text: str, area_code: str, *, at: datetime) -> Period:
    """Return the statistical month of an area that a text names.

    Raises:
        NoPeriod: it names none.
    """
    found = period_read(text, months_for(area_code, at=at))
    if found.kind is not PeriodKind.MONTH:
        raise ValueError(text)
    return found


def month_ended(area_code: str, *, at: datetime) -> Period:
    """Return the last statistical month of an area that has ended."""
    months = months_for(area_code, at=at)
    return period_before(period_at(PeriodKind.MONTH, at, months), months)


def months_open(area_code: str, *, since: datetime, at: datetime) -> list[Period]:
    """Return the months that have ended after an instant and since the last frozen one, the oldest first."""
    months, month, found = months_for(area_code, at=at), month_ended(area_code, at=at), []
    while month.until > since and closing_of(area_code, month.key) is None:
        found.append(month)
        month = period_before(month, months)
    return found[::-1]


def month_of(closing: MonthClosing) -> Period:
    """Return the month of a closing, as it was frozen."""
    found = period_read(closing.period, months_for(closing.area_code, at=closing.frozen_at))
    return replace(found, since=closing.since, until=closing.until)


def vintages_of(closing: MonthClosing) -> list[Vintage]:
    """Return the vintages of a closing, the first one first."""
    return list(Vintage.objects.filter(closing=closing).order_by("number"))


def closing_figures() -> tuple[Indicator, ...]:
    """Return the figures that a vintage holds."""
    return tuple(indicator_get(key) for key in FIGURES)


def lines_counted(area_code: str, period: Period, *, as_of: datetime) -> list[dict[str, Any]]:
    """Return the lines of a vintage: all together, each unit, each street, every figure with its counts."""
    asked = Asked(prefixes=(area_code,), at=as_of, past=True)
    question = FigureQuestion(
        indicators=closing_figures(), area=area_code, period=period,
        months=months_for(area_code, at=as_of), asked=asked,
    )  # fmt: skip
    found: list[dict[str, Any]] = []
    for kind, split in ((ALL, None), (UNIT, SplitBy.UNIT), (STREET, SplitBy.STREET)):
        groups: dict[str, list[CountedFigure]] = defaultdict(list)
        for figure in figures_counted(replace(question, split=split)):
            groups[figure.group].append(figure)
        found += [_line(kind, code, figures) for code, figures in sorted(groups.items())]
    return found


def _line(kind: str, code: str, figures: Sequence[CountedFigure]) -> dict[str, Any]:
    return {
        "kind": kind, "code": code, "name": figures[0].group_label if kind != ALL else "",
        "figures": {
            one.indicator.key: [one.value.numerator, one.value.denominator] for one in figures
        },
    }  # fmt: skip


def lines_digest(lines: Sequence[Told]) -> str:
    """Return the SHA-256 of the lines of a vintage, as its entry in the ledger holds it."""
    return hashlib.sha256(json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes_counted(
    closing: MonthClosing, period: Period, *, before: datetime, as_of: datetime
) -> list[dict[str, Any]]:
    """Return which cases count otherwise as of an instant than as of one before it, and why."""
    area = closing.area_code
    rows = Move.objects.filter(
        area_code__startswith=area, recorded_at__gt=before, recorded_at__lte=as_of
    ).order_by("case_id", "number")
    moves: dict[int, list[MovedSince]] = defaultdict(list)
    for case_id, at, recorded_at, act, detail in rows.values_list(
        "case_id", "at", "recorded_at", "act", "detail"
    ):
        moves[case_id].append(
            MovedSince(
                at=at, recorded_at=recorded_at, act=act, objection=detail.get("line_objection"),
                appeal=act == CaseAct.EXEMPT and "appeal" in detail,
            )
        )  # fmt: skip
    then, since = dict(cases_as_of(list(moves), before)), dict(cases_as_of(list(moves), as_of))
    indicators = closing_figures()
    found = [
        changed_of(
            case_id, then.get(case_id), since[case_id], told, indicators=indicators, period=period,
            as_of=before,
        )
        for case_id, told in moves.items()
    ]  # fmt: skip
    return [_change(one) for one in found if one is not None]


def _change(one: Changed) -> dict[str, Any]:
    return {
        "case": one.case_id, "figures": list(one.figures), "why": [why.value for why in one.why],
        "objections": list(one.objections),
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """A record that is held against a unit, a street, or both.

    Args:
        objection: what was objected, where something was.
        served: whether the reader serves in the unit that has the case.
    """

    case: Case
    about: LineAbout
    objection: LineObjection | None
    served: bool


def held_of(
    closing: MonthClosing,
    *,
    as_of: datetime,
    user_id: int | None,
    at: datetime,
    unit_id: int | None = None,
    street: str = "",
) -> list[HeldLine]:
    """Return the records of a month that are held against a unit or a street, as of a vintage."""
    period, asked = month_of(closing), Asked(prefixes=(street or closing.area_code,), at=as_of, past=True)
    only = Narrowing(held=(("unit_id", unit_id),)) if unit_id is not None else NOTHING_LEFT_OUT
    known = {
        (one.case_id, one.about): one for one in LineObjection.objects.filter(closing=closing)
    }  # fmt: skip
    found: list[HeldLine] = []
    for about, measure in HELD.items():
        where = counted_rows(fact_table("case"), measure, period, asked, only=only)
        rows = Case.objects.filter(where).annotate(serves=serves_in(user_id, at=at))
        rows = rows.select_related("unit", "area").defer("search", "area__shape", "area__search")
        found += [
            HeldLine(
                case=case, about=about, objection=known.get((case.pk, about.value)),
                served=bool(getattr(case, "serves", False)),
            )
            for case in rows.order_by("pk")
        ]  # fmt: skip
    return found


def held_case(closing: MonthClosing, case_id: int, about: LineAbout, *, as_of: datetime) -> Case | None:
    """Return a case that is held against somebody in a month in one way; None where it is not."""
    asked = Asked(prefixes=(closing.area_code,), at=as_of, past=True)
    where = counted_rows(fact_table("case"), HELD[about], month_of(closing), asked)
    return Case.objects.filter(where, pk=case_id).select_related("unit").defer("search").first()


def objections_all() -> QuerySet[LineObjection]:
    """Return every objection that the database scope lets through."""
    return LineObjection.objects.select_related(
        "closing", "result__assessment", "case", "unit", "move"
    ).defer("case__search")


def objection_get(objection_id: int) -> LineObjection:
    """Return an objection in scope.

    Raises:
        NotFound: there is none.
    """
    found = objections_all().filter(pk=objection_id).first()
    if found is None:
        raise NotFound(kind="line_objection", key=objection_id)
    return found


def objection_lock(objection_id: int) -> LineObjection:
    """Return an objection in scope, locked.

    Raises:
        NotFound: there is none.
    """
    found = objections_all().select_for_update(of=("self",)).filter(pk=objection_id).first()
    if found is None:
        raise NotFound(kind="line_objection", key=objection_id)
    return found


def waiting_for(closing: MonthClosing) -> int:
    """Return how many objections of a month nobody has decided yet."""
    return LineObjection.objects.filter(closing=closing, state=LineState.RAISED.value).count()


def answers_for(actor: Actor, area_code: str) -> bool:
    """Return whether an actor answers for the street or community that a place lies in."""
    return any(one.role in _STREET_ROLES and area_code.startswith(one.area) for one in actor.holdings)


def serves(unit_id: int | None, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in a unit: by a post there, or as one of its people."""
    if unit_id is None:
        return False
    rows = Case.objects.filter(unit_id=unit_id).annotate(served=serves_in(user_id, at=at))
    return rows.filter(served=True).exists()


def area_of_case(case_id: int) -> str:
    """Return where a case lies.

    Raises:
        NotFound: it is not in scope.
    """
    found = Case.objects.filter(pk=case_id).values_list("area_code", flat=True).first()
    if found is None:
        raise NotFound(kind="case", key=str(case_id))
    return str(found)
