"""Questions about patrols, and about what somebody is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Duty, Patrol, Person
from xiuhua.ground.queries.duties import duties_all
from xiuhua.ground.rules.patrols import fulfilment_share
from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within


def person_of(user_id: int | None) -> Person | None:
    """Return the person behind an account, whatever area their unit lies in: everybody knows themselves."""
    with scope_opened(("",)):
        return Person.objects.defer("search").filter(user=user_id).first() if user_id else None


def duties_of(person: Person, *, at: datetime) -> list[Duty]:
    """Return what a person is bound to at an instant."""
    rows = duties_all().select_related("area__road", "post").defer("area__road__line")
    return list(
        rows.filter(validity__contains=at, post__person=person, post__validity__contains=at).order_by(
            "area__code", "ground"
        )
    )


def duty_of(person: Person | None, area_id: int, *, at: datetime) -> Duty:
    """Return what binds a person to an area at an instant, the strongest ground first.

    Raises:
        NotFound: nothing does.
    """
    found = [duty for duty in duties_of(person, at=at) if duty.area_id == area_id] if person else []
    if not found:
        raise NotFound(kind="duty", key=str(area_id))
    return min(found, key=lambda duty: list(DutyGround).index(DutyGround(duty.ground)))


def patrols_all() -> QuerySet[Patrol]:
    """Return the patrols that the database scope lets through."""
    return (
        Patrol.objects.select_related("area", "duty", "duty__unit")
        .defer("area__shape", "area__line")
        .annotate(person_name=name_of("person_id"), segment_code=F("area__code"))
    )


def name_of(key: str) -> Subquery:
    """Return the name behind a column of person keys, null where the scope hides the person."""
    return Subquery(Person.objects.filter(pk=OuterRef(key)).values("name")[:1])


def patrol_get(patrol_id: int) -> Patrol:
    """Return a patrol.

    Raises:
        NotFound: there is none in the scope.
    """
    found = patrols_all().filter(pk=patrol_id).first()
    if found is None:
        raise NotFound(kind="patrol", key=str(patrol_id))
    return found


@dataclass(frozen=True, kw_only=True)
class Fulfilment:
    """How a segment was walked in a week, against what was expected."""

    area_id: int
    code: str
    segment: str
    road: str
    person: str
    unit: str
    patrolled: int
    expected: int
    last_at: datetime | None

    @property
    def share(self) -> float | None:
        """The share of expected patrols, 0 to 1."""
        return fulfilment_share(self.patrolled, self.expected)


def fulfilments(
    prefixes: Sequence[str],
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    expected: int,
    limit: int = 500,
) -> list[Fulfilment]:
    """Return how the bound segments in some areas were walked in [since, until), those least walked first.

    Which segments are bound, and to whom, is that of the instant `at`.
    """
    rows = (
        Duty.objects.filter(
            within("area_code", prefixes),
            ground=DutyGround.THREE_FIXES.value,
            area__level=AreaLevel.SEGMENT.value,
            validity__contains=at,
        )
        .annotate(
            walked=Count(
                "area__patrols", filter=Q(area__patrols__at__gte=since, area__patrols__at__lt=until)
            ),
            last=Max("area__patrols__at", filter=Q(area__patrols__at__lt=until)),
            person_name=F("post__person__name"),
        )
        .select_related("area", "area__road", "unit")
        .defer("area__shape", "area__line", "area__road__line")
        .order_by("walked", "area_code")[:limit]
    )
    return [
        Fulfilment(
            area_id=row.area_id,
            code=row.area_code,
            segment=row.area.name,
            road=row.area.road.name if row.area.road else "",
            person=row.person_name or "",
            unit=row.unit.name,
            patrolled=row.walked,
            expected=expected,
            last_at=row.last,
        )
        for row in rows
    ]


def patrol_state(patrol: Patrol) -> dict[str, str | int | None]:
    """Return the columns of a patrol that the ledger answers for."""
    return {
        "duty": patrol.duty_id,
        "area": patrol.area_id,
        "area_code": patrol.area_code,
        "person": patrol.person_id,
        "note": patrol.note,
    }


def patrol_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every patrol's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, patrol_state(row)) for row in Patrol.objects.order_by("pk").iterator(chunk_size=5_000))
