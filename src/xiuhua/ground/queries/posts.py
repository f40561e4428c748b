"""Questions about posts and absences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from xiuhua.ground.models import Absence, Post
from xiuhua.ground.queries.units import open_at
from xiuhua.shared.errors import NotFound

_HEAVY = ("person__search", "unit__search", "area__shape", "area__line")  # never shown, and long


def posts_all() -> QuerySet[Post]:
    """Return the posts of the people whom the database scope lets through."""
    return Post.objects.select_related("person", "unit", "area").defer(*_HEAVY)


def post_get(post_id: int) -> Post:
    """Return the post of a visible person.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = posts_all().filter(pk=post_id).first()
    if found is None:
        raise NotFound(kind="post", key=str(post_id))
    return found


def post_lock(post_id: int) -> Post:
    """Return the post of a visible person, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = (
        Post.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .defer("person__search", "unit__search")
        .filter(pk=post_id)
        .first()
    )
    if found is None:
        raise NotFound(kind="post", key=str(post_id))
    return found


def posts_of(person_id: int) -> QuerySet[Post]:
    """Return every post a person holds or held, the latest first."""
    rows = posts_all().select_related("deputy").defer("deputy__search", *_HEAVY)
    return rows.filter(person_id=person_id).order_by("-validity", "-pk")


def posts_open(person_id: int, *, at: datetime) -> QuerySet[Post]:
    """Return the posts a person holds, or will."""
    return posts_all().filter(open_at(at), person_id=person_id).order_by("pk")


def posts_in(unit_id: int, *, at: datetime) -> QuerySet[Post]:
    """Return the posts in a unit that are held now."""
    return posts_all().filter(validity__contains=at, unit_id=unit_id).order_by("role", "pk")


def absences_of(person_id: int) -> QuerySet[Absence]:
    """Return a person's absences, the latest first."""
    return (
        Absence.objects.select_related("deputy")
        .defer("deputy__search")
        .filter(person_id=person_id)
        .order_by("-validity")
    )


def posts_by_key(keys: Collection[tuple[str, str, str]]) -> dict[tuple[str, str, str], Post]:
    """Return the latest post of each holder's work number, role and area code."""
    rows = posts_all().select_related("deputy").filter(
        person__work_number__in={number for number, _role, _area in keys},
        role__in={role for _number, role, _area in keys},
        area_code__in={area for _number, _role, area in keys},
    )  # fmt: skip
    found = {
        (row.person.work_number, row.role, row.area_code): row for row in rows.order_by("validity", "pk")
    }
    return {key: row for key, row in found.items() if key in keys}


def absence_get(absence_id: int) -> Absence:
    """Return a visible absence with its person.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Absence.objects.select_related("person").defer("person__search").filter(pk=absence_id).first()
    if found is None:
        raise NotFound(kind="absence", key=str(absence_id))
    return found


def posts_now(person_id: int, *, at: datetime) -> QuerySet[Post]:
    """Return the posts a person holds at an instant."""
    return posts_all().filter(validity__contains=at, person_id=person_id).order_by("pk")


def absence_lock(absence_id: int) -> Absence:
    """Return a visible absence, locked until the transaction ends.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if found is None:
        raise NotFound(kind="absence", key=str(absence_id))
    return found


def post_state(post: Post) -> dict[str, str | int | None]:
    """Return the columns of a post that the ledger answers for."""
    return {
        "person": post.person_id,
        "deputy": post.deputy_id,
        "unit": post.unit_id,
        "role": post.role,
        "title": post.title,
        "area": post.area_id,
        "since": _instant(post.validity.lower),
        "until": _instant(post.validity.upper),
    }


def absence_state(absence: Absence) -> dict[str, str | int | None]:
    """Return the columns of an absence that the ledger answers for."""
    return {
        "person": absence.person_id,
        "deputy": absence.deputy_id,
        "kind": absence.kind,
        "since": _instant(absence.validity.lower),
        "until": _instant(absence.validity.upper),
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def post_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every post's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, post_state(row)) for row in Post.objects.order_by("pk").iterator(chunk_size=2_000))


def absence_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every absence's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, absence_state(row)) for row in Absence.objects.order_by("pk").iterator(chunk_size=2_000))
