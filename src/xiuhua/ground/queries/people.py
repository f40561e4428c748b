"""Questions about people: who they are, and who answers in a post now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet

from xiuhua.access.terms import Role
from xiuhua.ground.models import Absence, Area, Person, Post
from xiuhua.ground.rules.people import Away, Seat, Somebody, answers_in, members_per_grid
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.ground.terms.people import PersonState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within
from xiuhua.web.statements import prepared


def people_all(*, at: datetime) -> QuerySet[Person]:
    """Return the people that the database scope lets through; `posts_now` of each are those held now."""
    held = (
        Post.objects.filter(validity__contains=at).select_related("area").defer("area__shape", "area__line")
    )
    return (
        Person.objects.select_related("unit")
        .defer("search", "unit__search")
        .prefetch_related(Prefetch("posts", queryset=held.order_by("pk"), to_attr="posts_now"))
    )


def person_get(person_id: int) -> Person:
    """Return one of the visible people.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Person.objects.select_related("unit", "user").defer("search").filter(pk=person_id).first()
    if found is None:
        raise NotFound(kind="person", key=str(person_id))
    return found


def person_lock(person_id: int) -> Person:
    """Return one of the visible people, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Person.objects.select_for_update().defer("search").filter(pk=person_id).first()
    if found is None:
        raise NotFound(kind="person", key=str(person_id))
    return found


def person_of_user(user_id: int | None) -> int | None:
    """Return the id of the visible person an account belongs to.

    In SQL, because it is asked for every report from the street.
    """
    if user_id is None:
        return None
    with prepared() as cursor:
        cursor.execute("SELECT id FROM ground_person WHERE user_id = %s", [user_id])
        row = cursor.fetchone()
    return row[0] if row else None


def users_of_unit(unit_id: int, *, at: datetime) -> list[int]:
    """Return the active accounts of a unit's people, and of whoever holds a post there now."""
    held = Post.objects.filter(unit_id=unit_id, validity__contains=at).values("person_id")
    serving = Person.objects.filter(
        Q(unit_id=unit_id) | Q(pk__in=held), state=PersonState.SERVING.value, user__is_active=True
    )
    return list(serving.order_by("user_id").values_list("user_id", flat=True))


def people_numbered(numbers: Collection[str]) -> dict[str, Person]:
    """Return the visible people of some work numbers, by number."""
    rows = Person.objects.select_related("unit", "user").defer("search", "unit__search")
    return {row.work_number: row for row in rows.filter(work_number__in=numbers)}


def people_serving(areas: Sequence[str], *, most: int) -> list[Person]:
    """Return the first people who serve in some areas, by name, for a form to suggest."""
    rows = Person.objects.select_related("unit").defer("search", "unit__search")
    condition = within("area_code", areas)
    return list(rows.filter(condition, state=PersonState.SERVING).order_by("name", "id")[:most])


def in_post(role: str, *, at: datetime, area_code: str = "") -> Q:
    """Return the condition that a person holds a role now, over one area where a code is given."""
    held = Post.objects.filter(validity__contains=at, role=role)
    if area_code:
        held = held.filter(area_code=area_code)
    return Q(pk__in=held.values("person_id"))


@dataclass(frozen=True, kw_only=True)
class GridMembers:
    """The members of the duty grids, and how they are spread.

    Args:
        members: people who hold a post of grid member now, each counted once.
        grids: duty grids in the same areas.
        per_grid: people per grid; None where there is no grid.
        spread: each grid with its number of members.
        elsewhere: members of no duty grid.
    """

    members: int
    grids: int
    per_grid: float | None
    spread: Sequence[tuple[Area, int]]
    elsewhere: int


def grid_members(areas: Sequence[str], *, at: datetime) -> GridMembers:
    """Return the grid members among the visible people of some areas."""
    role = Role.GRID_MEMBER.value
    people = Person.objects.filter(within("area_code", areas), in_post(role, at=at)).values("pk")
    held = Post.objects.filter(validity__contains=at, role=role, person__in=people)
    grids = Area.objects.filter(
        within("code", areas), level=AreaLevel.DUTY_GRID.value, state=AreaState.VALID.value
    )
    counted = dict(
        held.filter(area__in=grids.values("pk"))
        .values_list("area_id")
        .annotate(number=Count("person", distinct=True))
    )
    named = grids.select_related("parent").defer("shape", "line", "parent__shape", "parent__line")
    spread = [(grid, counted.get(grid.pk, 0)) for grid in named.order_by("code")]
    members = people.count()
    placed = held.filter(area__in=grids.values("pk")).values("person").distinct().count()
    return GridMembers(
        members=members,
        grids=len(spread),
        per_grid=members_per_grid(members, len(spread)),
        spread=spread,
        elsewhere=members - placed,
    )


class StandIn(NamedTuple):
    """Who answers in a post now; `instead_of` its holder where that is somebody else, away until `until`.

    Nobody answers where `person` is None: the unit does.
    """

    person: Person | None
    instead_of: Person | None
    until: datetime | None


def standing_in(post_ids: Collection[int], at: datetime) -> dict[int, StandIn]:
    """Return who answers in each of some posts at an instant, in three statements.

    Whoever lies outside the database scope answers nothing: who they are may not be told.
    """
    posts = list(Post.objects.filter(pk__in=post_ids))
    known = {key for post in posts for key in (post.person_id, post.deputy_id) if key}
    absences = list(Absence.objects.filter(person__in=known, validity__contains=at))
    known |= {absence.deputy_id for absence in absences if absence.deputy_id}
    away = {absence.person_id for absence in absences}
    absences += Absence.objects.filter(person__in=known - away, validity__contains=at) if known - away else []
    people = Person.objects.defer("search").in_bulk(known)
    spells = [_away(absence, people) for absence in absences]
    return {post.pk: _stand_in(post, spells, people, at) for post in posts}


def _away(absence: Absence, people: Mapping[int, Person]) -> Away:
    return Away(
        person_id=absence.person_id,
        kind=absence.kind,
        since=absence.validity.lower,
        until=absence.validity.upper,
        deputy=_somebody(absence.deputy_id, people),
    )


def _stand_in(post: Post, absences: Sequence[Away], people: Mapping[int, Person], at: datetime) -> StandIn:
    seat = Seat(
        id=post.pk,
        holder=_somebody(post.person_id, people) or Somebody(id=post.person_id, serving=False),
        deputy=_somebody(post.deputy_id, people),
        since=post.validity.lower,
        until=post.validity.upper,
    )
    somebody, absence = answers_in(seat, absences=absences, at=at)
    is_holder = somebody is not None and somebody.id == post.person_id
    return StandIn(
        person=people[somebody.id] if somebody else None,
        instead_of=None if is_holder else people.get(post.person_id),
        until=absence.until if absence else None,
    )


def _somebody(person_id: int | None, people: Mapping[int, Person]) -> Somebody | None:
    person = people.get(person_id) if person_id else None
    if person is None:
        return None
    return Somebody(id=person.pk, name=person.name, serving=person.state == PersonState.SERVING)


def person_state(person: Person) -> dict[str, str | int | None]:
    """Return the columns of a person that the ledger answers for."""
    return {
        "client_id": str(person.client_id),
        "work_number": person.work_number,
        "name": person.name,
        "phone": person.phone,
        "unit": person.unit_id,
        "user": person.user_id,
        "state": person.state,
    }


def person_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every person's id and what the ledger answers for, for `ledger verify`."""
    rows = Person.objects.defer("search").order_by("pk").iterator(chunk_size=2_000)
    return ((row.pk, person_state(row)) for row in rows)
