"""What items of rankings and of inspections come to in a round, by subject."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from xiuhua.evaluation.models import Round, Standing
from xiuhua.evaluation.queries.contests import Ranked, months_in, period_in, scheme_latest
from xiuhua.evaluation.queries.field_rows import Finding, Inspection
from xiuhua.evaluation.rules.periods import PeriodKind, period_at
from xiuhua.evaluation.rules.ranking import Item, Read, findings_read, rounds_read
from xiuhua.evaluation.rules.schemes import SchemeBody
from xiuhua.evaluation.terms.contests import Cadence, ItemKind, RoundState

_KINDS = {Cadence.MONTH: PeriodKind.MONTH, Cadence.QUARTER: PeriodKind.QUARTER, Cadence.YEAR: PeriodKind.YEAR}


def items_read_in(
    one: Round, body: SchemeBody, subjects: Sequence[Ranked], *, at: datetime
) -> dict[str, dict[str, Read]]:
    """Return by subject what each item of rankings or inspections comes to; nothing where there is none."""
    found: dict[str, dict[str, Read]] = {}
    for item in body.items:
        if item.kind is ItemKind.ROUNDS:
            told = _rounds(one, item, [subject.code for subject in subjects])
        elif item.kind is ItemKind.FINDINGS:
            told = _findings(one, item, subjects, at=at)
        else:
            continue
        for code, read in told.items():
            found.setdefault(code, {})[item.key] = read
    return found


def _rounds(one: Round, item: Item, codes: Collection[str]) -> dict[str, Read]:
    periods = periods_within(one, item.figure)
    rows = Standing.objects.filter(
        round__key=item.figure, round__area_code=one.area_code, round__state=RoundState.PUBLISHED.value,
        round__period__in=periods, subject_code__in=codes,
    )  # fmt: skip
    scores: dict[tuple[str, str], Decimal | None] = {
        (code, period): score
        for code, period, score in rows.values_list("subject_code", "round__period", "score")
    }
    return {code: rounds_read([(period, scores.get((code, period))) for period in periods]) for code in codes}


def periods_within(one: Round, contest: str) -> list[str]:
    """Return the periods of another contest that lie in a round, in order; none where there is no contest."""
    scheme = scheme_latest(contest, one.area_code)
    if scheme is None:
        return []
    kind, months, whole = _KINDS[Cadence(scheme.cadence)], months_in(one), period_in(one)
    found, since = [], whole.since
    while since < whole.until:
        period = period_at(kind, since, months)
        found.append(period.key)
        since = period.until
    return found


def _findings(one: Round, item: Item, subjects: Sequence[Ranked], *, at: datetime) -> dict[str, Read]:
    codes = [subject.code for subject in subjects]
    seen = dict(_counted(_inspections(one, at=at).filter(premises__code__in=codes)))
    problems = dict(
        _counted(
            Finding.objects.filter(
                premises__code__in=codes, found_at__gte=one.since, found_at__lt=one.until, recorded_at__lte=at
            )
        )
    )
    return {
        code: findings_read(item, problems=problems.get(code, 0), inspections=seen.get(code, 0))
        for code in codes
    }


def _counted(rows: QuerySet[Inspection] | QuerySet[Finding]) -> list[tuple[str, int]]:
    return list(rows.values_list("premises__code").annotate(counted=Count("pk")))


def _inspections(one: Round, *, at: datetime) -> QuerySet[Inspection]:
    return Inspection.objects.filter(
        premises__isnull=False, at__gte=one.since, at__lt=one.until, recorded_at__lte=at,
        area_code__startswith=one.area_code,
    )  # fmt: skip
