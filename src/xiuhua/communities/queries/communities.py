"""Communities and villages, the units that are theirs, and who serves where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from xiuhua.ground.models import Area, CatalogueItem, Person, Post, Unit
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.ground.terms.people import PersonState, UnitKind, UnitState
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.shared.search import search_question
from xiuhua.web.areas import within

COMMUNITY_DIGITS = 12  # of a community's or village's code, GB/T 10114


def communities_in(prefixes: Sequence[str]) -> QuerySet[Area]:
    """Return the communities and villages under some area codes, by code."""
    rows = Area.objects.filter(
        within("code", prefixes), level=AreaLevel.COMMUNITY.value, state=AreaState.VALID.value
    )
    return rows.defer("shape", "line", "search").order_by("code")


def community_choices(prefixes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the communities under some area codes, each with its name."""
    return [(area.code, area.name) for area in communities_in(prefixes)]


def area_extent(code: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an area; None where nobody has drawn it."""
    area = Area.objects.filter(code=code, shape__isnull=False).only("shape").first()
    return area.shape.extent if area and area.shape else None


def community_named(code: str, *, field: str = "area_code") -> Area:
    """Return the community or village that a code names.

    Raises:
        Invalid: the code names none.
    """
    found = communities_in(("",)).filter(code=code).first()
    if found is None:
        raise Invalid(fields={field: "community_unknown"})
    return found


def unit_of_community(area: Area) -> Unit | None:
    """Return the unit that is a community's own; None where there is none yet."""
    rows = Unit.objects.defer("search").filter(
        area_code=area.code, kind=UnitKind.COMMUNITY_OFFICE.value, state=UnitState.ACTIVE.value
    )
    return rows.order_by("pk").first()


def units_served(user_id: int | None, *, at: datetime) -> frozenset[int]:
    """Return the units that a user serves in: by a post there, or as one of its people."""
    if user_id is None:
        return frozenset()
    posts = Post.objects.filter(person__user_id=user_id, validity__contains=at).values_list(
        "unit_id", flat=True
    )
    own = Person.objects.filter(user_id=user_id).values_list("unit_id", flat=True)
    return frozenset((*posts, *own))


def units_known(unit_ids: Collection[int]) -> list[Unit]:
    """Return those of some units that can be called, by id."""
    rows = Unit.objects.defer("search").filter(pk__in=unit_ids, state=UnitState.ACTIVE.value)
    return list(rows.order_by("pk"))


def person_known(person_id: int) -> Person:
    """Return one of the visible people in service.

    Raises:
        NotFound: there is none.
    """
    found = Person.objects.defer("search").filter(pk=person_id, state=PersonState.SERVING.value).first()
    if found is None:
        raise NotFound(kind="person", key=str(person_id))
    return found


def person_called(typed: str, *, field: str = "person") -> Person:
    """Return the person that somebody typed, by work number, as a list offers it, or by a name that is one's.

    Raises:
        Invalid: none fits, or several do.
    """
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    rows = Person.objects.defer("search").filter(state=PersonState.SERVING.value)
    found = list(rows.filter(work_number=head)[:2]) or list(rows.filter(name=said)[:2])
    if len(found) != 1:
        raise Invalid(fields={field: "community_person_unknown"})
    return found[0]


def people_offered(prefixes: Sequence[str], *, most: int = 200) -> list[Person]:
    """Return people in service whose units lie under some area codes, by name."""
    rows = Person.objects.filter(within("area_code", prefixes), state=PersonState.SERVING.value)
    return list(rows.only("work_number", "name").order_by("name")[:most])


def units_in(prefixes: Sequence[str]) -> QuerySet[Unit]:
    """Return the units that can be called, of some areas and of those above them, by name."""
    rows = Unit.objects.filter(reaching("area_code", prefixes), state=UnitState.ACTIVE.value)
    return rows.only("code", "name", "area_code").order_by("name")


def reaching(field: str, prefixes: Sequence[str]) -> Q:
    """Return the condition that a column of area codes lies under one of some prefixes, or above one."""
    if "" in prefixes:
        return Q()
    above = {prefix[:digits] for prefix in prefixes for digits in range(1, len(prefix))}
    return within(field, prefixes) | Q(**{f"{field}__in": sorted(above)})


def item_typed(typed: str, *, field: str = "matter") -> CatalogueItem:
    """Return the matter that somebody typed: by code, name, or pinyin initials that fit only one.

    Raises:
        Invalid: none fits, or several do.
    """
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    exact = matters().filter(code=head).first() or matters().filter(zh=said).first()
    if exact is not None:
        return exact
    asked = search_question(said)
    rows = matters().filter(search=SearchQuery(asked, search_type="raw", config="simple")) if asked else ()
    found = list(rows[:2])
    if len(found) != 1:
        raise Invalid(fields={field: "case_matter_unknown"})
    return found[0]
