"""Questions about cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.fields import BooleanField

from xiuhua.cases.models import Assignment, Case
from xiuhua.cases.queries.ground import ITEM
from xiuhua.cases.queries.reading import Columns, related_set
from xiuhua.cases.queries.settings import Chosen, chosen_of
from xiuhua.ground.models import Area, HandbookLine, Person, Post, Unit
from xiuhua.shared.errors import NotFound
from xiuhua.web.statements import prepared

HEAVY = ("search", "item__search", "unit__search", "area__shape", "area__line", "area__search")


def cases_all() -> QuerySet[Case]:
    """Return the cases that the database scope lets through, with the names a list prints."""
    return Case.objects.select_related("item", "unit", "area").defer(*HEAVY, "description")


# What `serializers.cases.CaseOut` tells: rows of a hundred columns take longer to build than to find.
_TOLD = (
    *("client_id", "channel", "smart", "track", "title", "address", "place", "area_code", "upper_number"),
    *("reported_at", "over_at", "updated_at", "state", "stage", "due_at", "soon_at", "late", "provisional"),
    *("moves_count", "closing", "asked", "area__name", "item__code", "item__zh", "unit__code", "unit__name"),
    *("component_id", "premises_id"),
)


def cases_listed() -> QuerySet[Case]:
    """Return the visible cases with what a list of the API tells of them."""
    return Case.objects.select_related("item", "unit", "area").only(*_TOLD)


def case_get(case_id: int) -> Case:
    """Return one of the visible cases; what few cases have is fetched when it is asked for.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    rows = Case.objects.select_related("item", "unit", "area", "line").defer(*HEAVY)
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise NotFound(kind="case", key=str(case_id))
    return found


def case_shown(case_id: int, *, user_id: int | None, at: datetime) -> Case:
    """Return one of the visible cases as its page shows it, in one statement.

    `in_unit` says whether the user serves in the unit that has it.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    with prepared() as cursor:
        if user_id is None:
            cursor.execute(_SHOW, [False, case_id])
        else:
            cursor.execute(_SHOW_AS, [user_id, at, user_id, case_id])
        cells = cursor.fetchone()
    if cells is None:
        raise NotFound(kind="case", key=str(case_id))
    found, cells = _WHOLE.row(cells[: len(_WHOLE)]), cells[len(_WHOLE) :]
    found.in_unit = cells[0]  # type: ignore[attr-defined]  # as case_held
    related_set(found, _BESIDE, cells[1:])
    return found


def case_lock(case_id: int, *, user_id: int | None, at: datetime, beside: int | None = None) -> Case:
    """Return one of the visible cases, locked until the transaction ends; see `case_held`."""
    return case_held(case_id, user_id=user_id, at=at, beside=beside)[0]


def case_held(
    case_id: int, *, user_id: int | None, at: datetime, beside: int | None = None
) -> tuple[Case, Chosen]:
    """Return one of the visible cases, locked until the transaction ends, and the settings that hold there.

    `in_unit` of the case says whether the user serves in the unit that has it: the unit's own acts need that,
    and only they name a user. `beside` is another case that the act is about: both are locked in one order,
    so that two cases merged into each other at once do not wait for each other.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    if beside is not None:
        both = Case.objects.select_for_update().filter(pk__in=(case_id, beside)).order_by("pk")
        list(both.values_list("pk", flat=True))
    with prepared() as cursor:
        if user_id is None:
            cursor.execute(_LOCK, [False, at, case_id])
        else:
            cursor.execute(_LOCK_AS, [user_id, at, user_id, at, case_id])
        cells = cursor.fetchone()
    if cells is None:
        raise NotFound(kind="case", key=str(case_id))
    found, cells = _CASE.row(cells[: len(_CASE)]), cells[len(_CASE) :]
    found.in_unit = cells[0]  # type: ignore[attr-defined]  # what the caller's rules look at
    chosen, cells = chosen_of(*cells[1:3]), cells[3:]
    related_set(found, {"item": ITEM, "unit": _UNIT}, cells)
    return found, chosen


_CASE = Columns(Case, without=("search", "description"))
_UNIT = Columns(Unit, without=("search",))
_SERVES = """
    EXISTS (SELECT FROM ground_post AS post JOIN ground_person AS holder ON holder.id = post.person_id
            WHERE holder.user_id = %s AND post.unit_id = matter.unit_id AND post.validity @> %s)
    OR EXISTS (SELECT FROM ground_person WHERE user_id = %s AND unit_id = matter.unit_id)"""
_WHOLE = Columns(Case, without=("search",))
_BESIDE: Mapping[str, Columns[Any]] = {  # tables of several kinds
    "item": ITEM,
    "unit": _UNIT,
    "area": Columns(Area, without=("shape", "line", "search")),
    "line": Columns(HandbookLine),
}
_SHOWING = f"""
SELECT {_WHOLE.listed("matter")}, {{serves}},
    {", ".join(columns.listed(name) for name, columns in _BESIDE.items())}
FROM cases_case AS matter
JOIN ground_area AS area ON area.id = matter.area_id
LEFT JOIN ground_catalogueitem AS item ON item.id = matter.item_id
LEFT JOIN ground_unit AS unit ON unit.id = matter.unit_id
LEFT JOIN ground_handbookline AS line ON line.id = matter.line_id
WHERE matter.id = %s
"""  # noqa: S608 - names of our own columns
_SHOW, _SHOW_AS = _SHOWING.format(serves="%s"), _SHOWING.format(serves=_SERVES)
_LOCKING = f"""
SELECT {_CASE.listed("matter")}, {{serves}}, settings.id, settings.chosen::text,
    {ITEM.listed("item")}, {_UNIT.listed("unit")}
FROM cases_case AS matter
LEFT JOIN ground_catalogueitem AS item ON item.id = matter.item_id
LEFT JOIN ground_unit AS unit ON unit.id = matter.unit_id
LEFT JOIN LATERAL (
    SELECT id, chosen FROM cases_loopversion AS version
    WHERE matter.area_code ^@ version.area_code AND effective_at <= %s
    ORDER BY length(area_code) DESC, effective_at DESC, number DESC LIMIT 1
) AS settings ON true
WHERE matter.id = %s FOR UPDATE OF matter
"""  # noqa: S608 - names of our own columns
_LOCK = _LOCKING.format(serves="%s")
_LOCK_AS = _LOCKING.format(serves=_SERVES)


def serves_in(user_id: int | None, *, at: datetime) -> Exists | Value:
    """Return the condition that a user serves in a row's unit: by a post there, or as one of its people."""
    if user_id is None:
        return Value(False, output_field=BooleanField())
    posts = Post.objects.filter(person__user_id=user_id, unit_id=OuterRef("unit_id"), validity__contains=at)
    people = Person.objects.filter(user_id=user_id, unit_id=OuterRef("unit_id"))
    return Exists(posts) | Exists(people)  # type: ignore[return-value]  # Django combines them into a Q


def is_served(case: Case, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in the unit that has a case."""
    return Case.objects.filter(serves_in(user_id, at=at), pk=case.pk).exists()


def served_by(case: Case, *, user_id: int | None, at: datetime) -> bool:
    """Return whether a user serves in a unit that has a case now: that handles it, or helps."""
    given = Assignment.objects.filter(case=case, until=None)
    return given.annotate(serves=serves_in(user_id, at=at)).filter(serves=True).exists()


def case_by_client_id(client_id: UUID) -> Case | None:
    """Return the case that was reported under an id; None where there is none."""
    with prepared() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE client_id = %s", [client_id])
        row = cursor.fetchone()
    return Case.objects.defer("search").get(pk=row[0]) if row else None


_TRACKED = (
    *("track", "state", "closing", "asked", "item_id", "line_id", "limit_amount", "limit_unit"),
    *("limit_source", "dangerous", "key_area", "unit_id", "person_id", "merged_into_id", "returns"),
    *("reworks", "extensions", "defers", "steps_up", "moves_count", "channel", "smart", "area_code"),
    *("upper_number", "redo_of_id", "rebound_of_id"),
)
_TRACKED_INSTANTS = (
    *("reported_at", "filed_at", "dispatched_at", "received_at", "fed_back_at", "over_at", "resume_at"),
    *("upper_due_at", "replied_at"),
)


def case_state(case: Case) -> dict[str, str | int | None]:
    """Return the columns of a case that the ledger answers for: what its moves have made of it."""
    told = {name.removesuffix("_id"): getattr(case, name) for name in _TRACKED}
    told |= {name: instant_kept(getattr(case, name)) for name in _TRACKED_INSTANTS}
    return told | {"review_on": case.review_on.isoformat() if case.review_on else None}


def instant_kept(at: datetime | None) -> str | None:
    """Return an instant as the ledger's digests keep it: one text, whatever zone it came in."""
    return at.astimezone(UTC).isoformat() if at else None


def case_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every case's id and what the ledger answers for, for `ledger verify`."""
    rows = Case.objects.defer("search", "description", "place").order_by("pk")
    return ((row.pk, case_state(row)) for row in rows.iterator(chunk_size=5_000))


def number_read(text: str) -> int | None:
    """Return the id that a case's number names: `AJ00000012` is 12; None where it is no number."""
    digits = text.strip().upper().removeprefix("AJ")
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None
