"""Questions about posts and people: forms, what was counted of whom, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, QuerySet

from xiuhua.access.models import RoleHolding
from xiuhua.access.queries import actor_labels, names_of
from xiuhua.cases.models import Move
from xiuhua.evaluation.models import Assessment, LineObjection, PersonResult, PostScheme
from xiuhua.evaluation.queries.facts import Asked, fact_table
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.queries.scanning import Ask, counted_rows, facts_scanned
from xiuhua.evaluation.rules.assessing import Counted
from xiuhua.evaluation.rules.periods import NoPeriod, Period, PeriodKind, period_read
from xiuhua.evaluation.rules.post_figures import post_measure
from xiuhua.evaluation.rules.splits import Narrowing
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.assessments import AssessedPost, ItemSource
from xiuhua.evaluation.terms.closings import LineAbout, LineState
from xiuhua.ground.models import Patrol, Person, Post
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

ROLES: Mapping[AssessedPost, tuple[str, ...]] = {
    AssessedPost.COLLECTOR: ("collector", "verifier", "grid_member"),
    AssessedPost.ACCEPTOR: ("acceptor",),
    AssessedPost.SHIFT_HEAD: ("shift_head",),
    AssessedPost.DISPATCHER: ("dispatcher",),
    AssessedPost.HANDLER: ("handler", "unit_clerk"),
}
"""The roles that sit on a post."""
MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
ABOUT = {LineAbout.LATE: ItemSource.TIMELINESS, LineAbout.WRONG: ItemSource.QUALITY}
"""What a person may object to, and the item that it stands in."""


def schemes_all() -> QuerySet[PostScheme]:
    """Return every version of every scheme."""
    return PostScheme.objects.all()


def scheme_latest(area_code: str, post: AssessedPost) -> PostScheme | None:
    """Return the version that holds now; None where there is none."""
    return PostScheme.objects.filter(area_code=area_code, post=post.value).order_by("-number").first()


def post_lock(area_code: str, post: AssessedPost) -> None:
    """Let one at a time publish or assess a post of an area, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"post_scheme:{area_code}:{post.value}"]
        )


def assessments_all() -> QuerySet[Assessment]:
    """Return every assessment."""
    return Assessment.objects.select_related("scheme")


def assessment_get(assessment_id: int) -> Assessment:
    """Return an assessment.

    Raises:
        NotFound: there is none.
    """
    found = assessments_all().filter(pk=assessment_id).first()
    if found is None:
        raise NotFound(kind="assessment", key=assessment_id)
    return found


def assessment_lock(assessment_id: int) -> Assessment:
    """Return an assessment, locked.

    Raises:
        NotFound: there is none.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("scheme")
    found = rows.filter(pk=assessment_id).first()
    if found is None:
        raise NotFound(kind="assessment", key=assessment_id)
    return found


def assessments_due(at: datetime) -> list[Assessment]:
    """Return the assessments whose days to object are over, locked; those locked elsewhere are left out."""
    rows = Assessment.objects.select_for_update(skip_locked=True).filter(next_at__lt=at)
    return list(rows.order_by("next_at", "pk"))


def assessment_waiting(one: Assessment) -> int:
    """Return how many objections of an assessment nobody has decided yet."""
    return LineObjection.objects.filter(result__assessment=one, state=LineState.RAISED.value).count()


def results_all() -> QuerySet[PersonResult]:
    """Return every result that the database scope lets through."""
    return PersonResult.objects.select_related("assessment__scheme")


def results_of(user_id: int | None) -> QuerySet[PersonResult]:
    """Return the results of a person."""
    return results_all().filter(actor__in=names_of(user_id))


def result_get(result_id: int) -> PersonResult:
    """Return a result in scope.

    Raises:
        NotFound: there is none.
    """
    found = results_all().filter(pk=result_id).first()
    if found is None:
        raise NotFound(kind="person_result", key=result_id)
    return found


def period_of(text: str, area_code: str, *, at: datetime) -> Period:
    """Return the month, quarter or year that a text names.

    Raises:
        NoPeriod: it names none of them.
    """
    found = period_read(text, months_for(area_code, at=at))
    if found.kind not in MONTHS:
        raise NoPeriod(text)
    return found


@dataclass(frozen=True, kw_only=True)
class PersonCounted:
    """What was counted of a person.

    Args:
        actor: as the ledger names them.
        area_code: where they hold the post.
        sample: how many acts there are.
    """

    actor: str
    name: str
    unit_name: str
    area_code: str
    sample: int
    counted: Mapping[ItemSource, Counted]


def people_counted(
    area_code: str, post: AssessedPost, period: Period, *, as_of: datetime
) -> list[PersonCounted]:
    """Return what everybody of a post has done in a period, and who of them has done nothing."""
    volume = post_measure(post, ItemSource.VOLUME, good=None)
    sides = {
        (source, good): post_measure(post, source, good=good)
        for source in ABOUT.values()
        for good in (True, None)
    }
    asked = Asked(prefixes=(area_code,), at=as_of, past=True)
    slots = [(one, period) for one in (volume, *sides.values())]
    found = facts_scanned(Ask(table=fact_table("deed"), slots=slots, split=SplitBy.PERSON), asked).tallies
    doing = [actor for actor, told in found.items() if told[volume, period].count]
    who = _people(area_code, post, doing, at=as_of)
    patrols = _patrols([user for user, _rest in who.values()], period)
    counted = []
    for actor, (user_id, (name, unit_name, area)) in sorted(who.items()):
        told = found.get(actor, {})
        number = told[volume, period].count if told else 0
        items = {ItemSource.VOLUME: Counted(good=number)}
        for source in ABOUT.values():
            good, of = (told[sides[source, side], period].count if told else 0 for side in (True, None))
            items[source] = Counted(good=good, of=of, known=bool(of))
        if user_id in patrols:
            items[ItemSource.PRESENCE] = Counted(good=patrols[user_id])
        counted.append(
            PersonCounted(
                actor=actor, name=name, unit_name=unit_name, area_code=area, sample=number, counted=items
            )
        )
    return counted


def _people(
    area_code: str, post: AssessedPost, actors: Sequence[str], *, at: datetime
) -> dict[str, tuple[int, tuple[str, str, str]]]:
    """Return who is assessed, by actor: the account, the name, the unit and where the post is held."""
    held = Post.objects.filter(
        role__in=ROLES[post], area_code__startswith=area_code, validity__contains=at,
        person__user__isnull=False,
    ).values_list("person__user_id", "area_code")  # fmt: skip
    areas: dict[int, str] = dict(held.order_by("pk"))
    ids = {int(one.removeprefix("user:")) for one in actors if one.startswith("user:")}
    rows = Person.objects.filter(user_id__in=ids | areas.keys()).values_list(
        "user_id", "name", "unit__name", "area_code"
    )
    labels = actor_labels(actors)
    found = {
        f"user:{user}": (user, (labels.get(f"user:{user}", ""), "", area_code)) for user in ids
    }  # fmt: skip
    for user, name, unit_name, area in rows:
        if user is not None:
            found[f"user:{user}"] = (user, (name, unit_name, areas.get(user, area)))
    return found


def _patrols(users: Sequence[int], period: Period) -> dict[int, int]:
    """Return how often those walked their segment in a period who ever walked one."""
    rows = Patrol.objects.filter(person__user_id__in=users)
    walkers = set(rows.values_list("person__user_id", flat=True))
    within = rows.filter(at__gte=period.since, at__lt=period.until).values_list("person__user_id")
    numbers = dict(within.annotate(number=Count("pk")).order_by())
    return {user: numbers.get(user, 0) for user in walkers}


def exempt_of(result: PersonResult) -> dict[ItemSource, int]:
    """Return how many acts upheld objections have taken out of a result, by item."""
    rows = LineObjection.objects.filter(result=result, state=LineState.UPHELD.value)
    found: dict[ItemSource, int] = {}
    for about in rows.values_list("about", flat=True):
        source = ABOUT[LineAbout(about)]
        found[source] = found.get(source, 0) + 1
    return found


def period_assessed(one: Assessment) -> Period:
    """Return the period of an assessment, as it was assessed."""
    return period_of(one.period, one.area_code, at=one.as_of)


@dataclass(frozen=True, kw_only=True)
class HeldDeed:
    """An act that is held against a person, with what was objected."""

    move: Move
    about: LineAbout
    objection: LineObjection | None


def held_deeds(result: PersonResult) -> list[HeldDeed]:
    """Return the acts that are held against a person, as of the assessment."""
    known = {(row.move_id, row.about): row for row in LineObjection.objects.filter(result=result)}
    return [
        HeldDeed(move=move, about=about, objection=known.get((move.pk, about.value)))
        for about in ABOUT
        for move in _held(result, about).select_related("case").defer("case__search").order_by("at", "pk")
    ]


def held_deed(result: PersonResult, move_id: int, about: LineAbout) -> Move | None:
    """Return an act that is held against a person in one way; None where it is not."""
    return _held(result, about).filter(pk=move_id).select_related("case").defer("case__search").first()


def _held(result: PersonResult, about: LineAbout) -> QuerySet[Move]:
    one = result.assessment
    measure = post_measure(AssessedPost(one.post), ABOUT[about], good=False)
    asked = Asked(prefixes=(one.area_code,), at=one.as_of, past=True)
    only = Narrowing(held=(("person", result.actor),))
    where = counted_rows(fact_table("deed"), measure, period_assessed(one), asked, only=only)
    return Move.objects.filter(where)


def actors_below(areas: Sequence[str], *, at: datetime) -> frozenset[str]:
    """Return everybody who holds a role inside some areas, as the ledger names them."""
    rows = RoleHolding.objects.filter(within("area", areas), validity__contains=at)
    return frozenset(f"user:{user}" for user in rows.values_list("user_id", flat=True))


def deeds_all() -> QuerySet[Move]:
    """Return the acts that the database scope lets through, with the case of each."""
    return Move.objects.select_related("case").defer("case__search", "case__description")
