"""Questions about contests: which schemes and rounds there are, who is ranked, what was marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from xiuhua.evaluation.models import (
    Mark,
    MarkRecheck,
    Objection,
    RecheckPhoto,
    Round,
    Scheme,
    Standing,
    Trial,
)
from xiuhua.evaluation.queries.field_rows import Inspection, Premises
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import (
    Months,
    NoPeriod,
    Period,
    PeriodKind,
    period_at,
    period_read,
)
from xiuhua.evaluation.rules.ranking import (
    Sample,
)
from xiuhua.evaluation.rules.schemes import SchemeBody, body_read
from xiuhua.evaluation.terms.contests import (
    Cadence,
    MarkState,
    ObjectionState,
    Party,
    RoundState,
    SubjectLevel,
)
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, Unit
from xiuhua.ground.terms.areas import AreaLevel, AreaState
from xiuhua.ground.terms.people import UnitKind, UnitState
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.web.areas import within

_KINDS = {Cadence.MONTH: PeriodKind.MONTH, Cadence.QUARTER: PeriodKind.QUARTER, Cadence.YEAR: PeriodKind.YEAR}
_LEVELS = {
    SubjectLevel.DISTRICT: AreaLevel.DISTRICT,
    SubjectLevel.STREET: AreaLevel.STREET,
    SubjectLevel.COMMUNITY: AreaLevel.COMMUNITY,
    SubjectLevel.DUTY_GRID: AreaLevel.DUTY_GRID,
}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Somebody that a contest ranks."""

    code: str
    name: str
    area_code: str


def schemes_all() -> QuerySet[Scheme]:
    """Return every version of every scheme."""
    return Scheme.objects.all()


def schemes_in_force(areas: Sequence[str]) -> list[Scheme]:
    """Return the latest version of each scheme under some areas."""
    rows = Scheme.objects.filter(within("area_code", areas))
    return list(rows.order_by("key", "area_code", "-number").distinct("key", "area_code"))


def scheme_latest(key: str, area_code: str) -> Scheme | None:
    """Return the version that holds now; None where there is none."""
    return Scheme.objects.filter(key=key, area_code=area_code).order_by("-number").first()


def scheme_get(scheme_id: int) -> Scheme:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = Scheme.objects.filter(pk=scheme_id).first()
    if found is None:
        raise NotFound(kind="scheme", key=scheme_id)
    return found


def rounds_all() -> QuerySet[Round]:
    """Return every round, with how many stand in it."""
    return Round.objects.select_related("scheme")


def round_get(round_id: int) -> Round:
    """Return a round.

    Raises:
        NotFound: there is none.
    """
    found = rounds_all().filter(pk=round_id).first()
    if found is None:
        raise NotFound(kind="contest_round", key=round_id)
    return found


def round_lock(round_id: int) -> Round:
    """Return a round, locked.

    Raises:
        NotFound: there is none.
    """
    found = Round.objects.select_for_update(of=("self",)).select_related("scheme").filter(pk=round_id).first()
    if found is None:
        raise NotFound(kind="contest_round", key=round_id)
    return found


def round_of(key: str, area_code: str, period: str) -> Round | None:
    """Return the round of a scheme over a period."""
    return rounds_all().filter(key=key, area_code=area_code, period=period).first()


def round_beside(one: Round) -> Round | None:
    """Return the round that is published in the same act; None where there is none."""
    beside = body_of(one).beside
    return round_of(beside, one.area_code, one.period) if beside else None


def round_led(one: Round) -> Round | None:
    """Return the round that this one is published with, where another scheme names this one's."""
    rows = rounds_all().filter(area_code=one.area_code, period=one.period, scheme__body__beside=one.key)
    return rows.first()


def scheme_name(key: str, area_code: str) -> str:
    """Return what a scheme is called; its key where there is none."""
    found = scheme_latest(key, area_code)
    return found.zh if found else key


def open_before(one: Round) -> Round | None:
    """Return an earlier round of the same contest that is not published yet."""
    rows = Round.objects.filter(key=one.key, area_code=one.area_code, since__lt=one.since)
    return rows.filter(state=RoundState.OPEN.value).order_by("since").first()


def published_after(one: Round) -> Round | None:
    """Return a later round of the same contest that is published already."""
    rows = Round.objects.filter(key=one.key, area_code=one.area_code, since__gt=one.since)
    return rows.filter(state=RoundState.PUBLISHED.value).order_by("since").first()


def body_of(one: Round) -> SchemeBody:
    """Return what the scheme of a round says."""
    return body_read(one.scheme.body)


def period_of(text: str, cadence: Cadence, area_code: str, *, at: datetime) -> Period:
    """Return the period that a text names, of the length that a scheme has.

    Raises:
        Invalid: it names none, one of another length, or one that has not begun.
    """
    try:
        found = period_read(text, months_for(area_code, at=at))
    except NoPeriod as error:
        raise Invalid(fields={"period": "contest_period_wrong"}) from error
    if found.kind is not _KINDS[cadence]:
        raise Invalid(fields={"period": "contest_period_wrong"})
    if found.since > at:
        raise Invalid(fields={"period": "contest_period_ahead"})
    return found


def period_now(cadence: Cadence, area_code: str, *, at: datetime) -> Period:
    """Return the period of a scheme's length in which an instant lies."""
    return period_at(_KINDS[cadence], at, months_for(area_code, at=at))


def month_of(one: Round, when: datetime) -> str:
    """Return the statistical month of a round in which an instant lies, `2026-03`."""
    return period_at(PeriodKind.MONTH, when, months_in(one)).key


def months_of(one: Round) -> tuple[str, ...]:
    """Return the months of a round, in order."""
    months, period = months_in(one), period_in(one)
    if period.kind is PeriodKind.MONTH:
        return (period.key,)
    found = [period_at(PeriodKind.MONTH, one.since, months)]
    while found[-1].until < period.until:
        found.append(period_at(PeriodKind.MONTH, found[-1].until, months))
    return tuple(month.key for month in found)


def months_in(one: Round) -> Months:
    """Return how months ran where and when a round was opened."""
    return months_for(one.area_code, at=one.opened_at)


def period_in(one: Round) -> Period:
    """Return the period of a round."""
    return period_read(one.period, months_in(one))


def subjects_of(one: Round) -> list[Ranked]:
    """Return everybody that a round ranks, by code."""
    level = SubjectLevel(one.scheme.level)
    if level is SubjectLevel.CONTRACTOR:
        units = Unit.objects.filter(
            kind=UnitKind.CONTRACTOR.value, state=UnitState.ACTIVE.value, area_code__startswith=one.area_code
        )
        return [
            Ranked(code=unit.code, name=unit.name, area_code=unit.area_code)
            for unit in units.defer("search").order_by("code")
        ]
    if level is SubjectLevel.PREMISES:
        return _inspected(one)
    areas = Area.objects.filter(
        level=_LEVELS[level].value, state=AreaState.VALID.value, code__startswith=one.area_code
    )
    return [
        Ranked(code=code, name=name, area_code=code)
        for code, name in areas.order_by("code").values_list("code", "name")
    ]


def _inspected(one: Round) -> list[Ranked]:
    """Return the premises that were inspected in the period: whoever nobody looked at is not ranked."""
    looked_at = Inspection.objects.filter(
        premises__isnull=False, at__gte=one.since, at__lt=one.until, area_code__startswith=one.area_code
    )
    rows = Premises.objects.filter(pk__in=looked_at.values("premises")).order_by("code")
    return [
        Ranked(code=code, name=name, area_code=area)
        for code, name, area in rows.values_list("code", "name", "area_code")
    ]


def subject_of(one: Round, code: str) -> Ranked:
    """Return somebody that a round ranks.

    Raises:
        Invalid: it ranks nobody of this code.
    """
    found = next((subject for subject in subjects_of(one) if subject.code == code), None)
    if found is None:
        raise Invalid(fields={"subject": "contest_subject_unknown"})
    return found


def marks_all() -> QuerySet[Mark]:
    """Return every sheet that the database scope lets through."""
    return Mark.objects.select_related("round__scheme")


def marks_rechecked() -> QuerySet[Mark]:
    """Return the same sheets, each with how many of its problems are put right, `rectified`."""
    again = MarkRecheck.objects.filter(mark=OuterRef("pk")).order_by().values("mark")
    found = again.annotate(total=Sum("rectified")).values("total")
    return marks_all().annotate(rectified=Coalesce(Subquery(found), 0))


def rectified_of(mark: Mark) -> int:
    """Return how many problems of a sheet are put right."""
    return int(MarkRecheck.objects.filter(mark=mark).aggregate(total=Sum("rectified"))["total"] or 0)


def mark_lock(mark_id: int) -> Mark:
    """Return a sheet in scope, locked.

    Raises:
        NotFound: there is none.
    """
    found = marks_all().select_for_update(of=("self",)).filter(pk=mark_id).first()
    if found is None:
        raise NotFound(kind="mark", key=mark_id)
    return found


def recheck_known(client_id: UUID) -> MarkRecheck | None:
    """Return the second look that has an id already."""
    return MarkRecheck.objects.filter(client_id=client_id).first()


def rechecks_of(mark: Mark) -> list[MarkRecheck]:
    """Return who looked again at a sheet, the latest first."""
    return list(MarkRecheck.objects.filter(mark=mark).order_by("-pk"))


def recheck_photos(mark: Mark) -> list[StoredFile]:
    """Return the photos of what was put right."""
    photos = RecheckPhoto.objects.filter(recheck__mark=mark).values("file")
    return list(StoredFile.objects.filter(pk__in=photos).order_by("pk"))


def mark_get(mark_id: int) -> Mark:
    """Return a sheet in scope.

    Raises:
        NotFound: there is none.
    """
    found = marks_all().filter(pk=mark_id).first()
    if found is None:
        raise NotFound(kind="mark", key=mark_id)
    return found


def mark_known(client_id: UUID) -> Mark | None:
    """Return the sheet that has an id already."""
    return Mark.objects.filter(client_id=client_id).first()


def photos_of(mark: Mark) -> list[StoredFile]:
    """Return the photos of a sheet."""
    return list(StoredFile.objects.filter(pk__in=mark.photos.values("file")).order_by("pk"))


def marks_counted(one: Round) -> dict[str, tuple[int, int]]:
    """Return by subject how many points of the street were sampled, and how many sheets there are."""
    rows = Mark.objects.filter(round=one, state=MarkState.COUNTED.value).values_list("subject_code")
    return {code: (samples, sheets) for code, samples, sheets in rows.annotate(Sum("samples"), Count("pk"))}


def marks_version(one: Round) -> str:
    """Return what tells the sheets of a round, and of the one beside it, from those of a later moment."""
    rounds = [one.pk, *([beside.pk] if (beside := round_beside(one)) else [])]
    rows = Mark.objects.filter(round__in=rounds, state=MarkState.COUNTED.value)
    told = rows.aggregate(number=Count("pk"), last=Max("pk"))
    return f"{told['number']}.{told['last'] or 0}"


def samples_of(one: Round) -> dict[str, list[Sample]]:
    """Return the sheets of a round that count, by subject."""
    found: dict[str, list[Sample]] = {}
    rows = Mark.objects.filter(round=one, state=MarkState.COUNTED.value).order_by("pk")
    for mark in rows:
        points = {key: Decimal(value) for key, value in mark.points.items()}
        sample = Sample(month=mark.month, points=points, count=mark.samples, party=Party(mark.party))
        found.setdefault(mark.subject_code, []).append(sample)
    return found


def objections_all() -> QuerySet[Objection]:
    """Return every objection that the database scope lets through."""
    return Objection.objects.select_related("mark__round__scheme")


def objection_get(objection_id: int) -> Objection:
    """Return an objection in scope.

    Raises:
        NotFound: there is none.
    """
    found = objections_all().filter(pk=objection_id).first()
    if found is None:
        raise NotFound(kind="objection", key=objection_id)
    return found


def objections_of(mark: Mark) -> list[Objection]:
    """Return what was said against a sheet, the latest first."""
    return list(Objection.objects.filter(mark=mark).order_by("-pk"))


def objections_open(one: Round) -> int:
    """Return how many objections to sheets of a round wait for an answer."""
    return Objection.objects.filter(mark__round=one, state=ObjectionState.RAISED.value).count()


def scheme_lock(key: str, area_code: str) -> None:
    """Let one version of a scheme be published at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"scheme:{key}:{area_code}"])


def trial_get(trial_id: int) -> Trial:
    """Return a trial.

    Raises:
        NotFound: there is none.
    """
    found = Trial.objects.select_related("scheme").filter(pk=trial_id).first()
    if found is None:
        raise NotFound(kind="scheme_trial", key=trial_id)
    return found


def rounds_published(scheme: Scheme, *, most: int) -> list[Round]:
    """Return the latest published rounds of a contest, the oldest first."""
    rows = rounds_all().filter(key=scheme.key, area_code=scheme.area_code, state=RoundState.PUBLISHED.value)
    return list(reversed(rows.order_by("-since")[:most]))


def standing_get(standing_id: int) -> Standing:
    """Return how somebody stood.

    Raises:
        NotFound: there is no such standing.
    """
    found = Standing.objects.select_related("round__scheme").filter(pk=standing_id).first()
    if found is None:
        raise NotFound(kind="standing", key=standing_id)
    return found
