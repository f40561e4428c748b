"""Questions about units."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Area, Component, Duty, Person, Post, Unit
from xiuhua.ground.rules.units import Branch, branches
from xiuhua.ground.terms.people import PersonState, UnitState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question
from xiuhua.web.sentences import sentence


def units_all() -> QuerySet[Unit]:
    """Return every unit with the name of the one above and how many visible people serve in it."""
    serving = (
        Person.objects.filter(unit=OuterRef("pk"), state=PersonState.SERVING)
        .order_by()
        .values("unit")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Unit.objects.select_related("area")
        .defer("search", "area__shape", "area__line")
        .annotate(parent_name=F("parent__name"), people_count=Coalesce(Subquery(serving), 0))
    )


def units_after(*, after: int, question: str = "") -> QuerySet[Unit]:
    """Return the units with a higher id, lowest first; with a question, those it finds."""
    rows = Unit.objects.select_related("parent").defer("search").filter(pk__gt=after).order_by("pk")
    asked = search_question(question)
    return rows.filter(search=SearchQuery(asked, search_type="raw", config="simple")) if asked else rows


def units_unheard(*, at: datetime, among: Collection[int] | None = None) -> frozenset[int]:
    """Return the ids of the units in force where nobody has an account: what they are sent, nobody hears.

    Whoever asks may see fewer people than serve there, so the question is asked of everybody.

    Args:
        at: when posts are held.
        among: the units asked about; None for every one.
    """
    people = Person.objects.filter(state=PersonState.SERVING, user__is_active=True)
    with scope_opened((EVERYWHERE,)):
        held = Post.objects.filter(validity__contains=at, person__in=people)
        rows = (
            Unit.objects.filter(state=UnitState.ACTIVE)
            if among is None
            else Unit.objects.filter(pk__in=among)
        )
        rows = rows.exclude(pk__in=people.values("unit_id")).exclude(pk__in=held.values("unit_id"))
        return frozenset(rows.values_list("pk", flat=True))


def unheard_sentence(unit: Unit | None, *, at: datetime, language: str) -> str:
    """Return that nobody of a unit can be told, and where to call; empty where somebody can."""
    if unit is None or unit.pk not in units_unheard(at=at, among=(unit.pk,)):
        return ""
    code = "unit_unheard" if unit.duty_phone else "unit_unheard_no_phone"
    return sentence(code, language, unit=unit.short_name or unit.name, phone=unit.duty_phone)


def unit_get(unit_id: int) -> Unit:
    """Return a unit.

    Raises:
        NotFound: there is none.
    """
    found = units_all().select_related("parent").filter(pk=unit_id).first()
    if found is None:
        raise NotFound(kind="unit", key=str(unit_id))
    return found


def unit_lock(unit_id: int) -> Unit:
    """Return a unit, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Unit.objects.select_for_update().defer("search").filter(pk=unit_id).first()
    if found is None:
        raise NotFound(kind="unit", key=str(unit_id))
    return found


def units_coded(codes: Collection[str]) -> dict[str, Unit]:
    """Return the units of some codes, by code."""
    return {row.code: row for row in Unit.objects.defer("search").filter(code__in=codes)}


def units_imported(codes: Collection[str]) -> dict[str, Unit]:
    """Return the units of some codes with the ones above them, by code."""
    rows = Unit.objects.select_related("parent").defer("search", "parent__search")
    return {row.code: row for row in rows.filter(code__in=codes)}


def known_areas(codes: Collection[str]) -> frozenset[str]:
    """Return those of some area codes that are recorded."""
    return frozenset(Area.objects.filter(code__in=codes).values_list("code", flat=True))


def unit_parents() -> dict[int, int | None]:
    """Return every unit's parent, units in the order of their codes."""
    return dict(Unit.objects.order_by("code").values_list("pk", "parent_id"))


def unit_path(unit: Unit) -> list[Unit]:
    """Return what a unit belongs to, the widest first, without itself."""
    parents = unit_parents()
    above: list[int] = []
    here = parents.get(unit.pk)
    while here is not None and here not in above:
        above.append(here)
        here = parents.get(here)
    found = Unit.objects.only("id", "name").in_bulk(above)
    return [found[key] for key in reversed(above)]


def unit_choices() -> list[tuple[Unit, int]]:
    """Return the units that still exist with their depth in the tree, in its order."""
    units = {unit.pk: unit for unit in Unit.objects.filter(state=UnitState.ACTIVE).order_by("code")}
    tree = branches({key: unit.parent_id for key, unit in units.items()})
    return [(units[key], depth) for key, depth in _walked(tree)]


def _walked(tree: Collection[Branch], depth: int = 0) -> Iterator[tuple[int, int]]:
    for branch in tree:
        yield branch.key, depth
        yield from _walked(branch.branches, depth + 1)


@dataclass(frozen=True, kw_only=True)
class UnitNode:
    """A unit in the tree, with how many people serve in it and in all beneath it."""

    unit: Unit
    people: int
    nodes: tuple[UnitNode, ...]


def unit_tree() -> tuple[UnitNode, ...]:
    """Return the whole organisation as it is now."""
    units = {unit.pk: unit for unit in units_all().filter(state=UnitState.ACTIVE).order_by("code")}
    tree = branches({key: unit.parent_id for key, unit in units.items()})
    return tuple(_node(branch, units) for branch in tree)


def _node(branch: Branch, units: Mapping[int, Unit]) -> UnitNode:
    nodes = tuple(_node(below, units) for below in branch.branches)
    unit = units[branch.key]
    own: int = getattr(unit, "people_count", 0)  # an annotation of units_all
    return UnitNode(unit=unit, people=own + sum(node.people for node in nodes), nodes=nodes)


@dataclass(frozen=True, kw_only=True)
class UnitTies:
    """What hangs on a unit, of what the database scope lets through."""

    units: int
    people: int
    posts: int
    duties: int
    components: int


def unit_ties(unit_id: int, *, at: datetime) -> UnitTies:
    """Return how much hangs on a unit at an instant."""
    return UnitTies(
        units=Unit.objects.filter(parent_id=unit_id, state=UnitState.ACTIVE).count(),
        people=Person.objects.filter(unit_id=unit_id, state=PersonState.SERVING).count(),
        posts=Post.objects.filter(open_at(at), unit_id=unit_id).count(),
        duties=Duty.objects.filter(open_at(at), unit_id=unit_id).count(),
        components=Component.objects.filter(keeper_id=unit_id).count(),
    )


def open_at(at: datetime) -> Q:
    """Return the condition that a row's period has not ended: it holds now, or will."""
    return Q(validity__upper_inf=True) | Q(validity__endswith__gt=at)


def unit_holders(unit_id: int, *, at: datetime, most: int) -> list[str]:
    """Return the names of the first units, people, posts and duties that keep a unit from being retired."""
    units = Unit.objects.filter(parent_id=unit_id, state=UnitState.ACTIVE).values_list("name", flat=True)
    people = Person.objects.filter(unit_id=unit_id, state=PersonState.SERVING).values_list("name", flat=True)
    posts = Post.objects.filter(open_at(at), unit_id=unit_id).values_list("person__name", "title")
    duties = Duty.objects.filter(open_at(at), unit_id=unit_id).values_list("code", flat=True)
    named = [*units[:most], *people[:most], *(f"{name} {title}".strip() for name, title in posts[:most])]
    return list(dict.fromkeys([*named, *duties[:most]]))


def unit_state(unit: Unit) -> dict[str, str | int | None]:
    """Return the columns of a unit that the ledger answers for."""
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "state": unit.state,
        "parent": unit.parent_id,
        "area": unit.area_id,
        "duty_phone": unit.duty_phone,
    }


def unit_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every unit's id and what the ledger answers for, for `ledger verify`."""
    rows = Unit.objects.defer("search").order_by("pk").iterator(chunk_size=1_000)
    return ((row.pk, unit_state(row)) for row in rows)
