"""What the loop asks of the ground: matters, handbook lines, units, places, and who should get a case."""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from xiuhua.cases.models import Assignment, Case
from xiuhua.cases.queries.reading import Columns
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.rules.suggesting import Suggestion, suggested
from xiuhua.cases.terms import Desk
from xiuhua.ground.models import Area, CatalogueItem, HandbookLine, Person, Unit
from xiuhua.ground.queries.duties import who_answers
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.ground.terms.catalogue import HandbookState, ItemKind, Standard
from xiuhua.ground.terms.people import PersonState, UnitState

_STREET_AND_COMMUNITY = (9, 12)  # digits of their codes, GB/T 2260 and GB/T 10114


ITEM = Columns(CatalogueItem, without=("search",))
_ITEMS = f"SELECT {ITEM.listed('item')} FROM ground_catalogueitem AS item"  # noqa: S608 - names of our own columns


def item_known(item_id: int) -> CatalogueItem | None:
    """Return an item of the catalogue."""
    return next(iter(ITEM.rows(f"{_ITEMS} WHERE id = %s", [item_id])), None)


def item_coded(code: str, *, kind: ItemKind = ItemKind.MATTER) -> CatalogueItem | None:
    """Return the item of 2026 with a code, else that of 2013."""
    rows = ITEM.rows(f"{_ITEMS} WHERE code = %s AND kind = %s", [code, kind.value])
    order = {Standard.GB_2026.value: 0, Standard.GB_2013.value: 1}
    return min(rows, key=lambda item: order.get(item.standard, 9), default=None)


def line_known(line_id: int) -> HandbookLine | None:
    """Return a line of the handbook."""
    return HandbookLine.objects.select_related("item").filter(pk=line_id).first()


# Asked for every report, so written in SQL: the ORM took longer to put it together than PostgreSQL to answer.
_LINE = Columns(HandbookLine)
_LINES = f"""
SELECT {_LINE.listed("line")} FROM ground_handbookline AS line
JOIN ground_handbook AS book ON book.id = line.handbook_id
WHERE line.item_id = %s AND book.id IN (
    SELECT DISTINCT ON (area_code) id FROM ground_handbook
    WHERE area_code = ANY(%s) AND state = %s AND effective_at <= %s
    ORDER BY area_code, effective_at DESC, id DESC
)
ORDER BY length(book.area_code) DESC, line.sequence
"""  # noqa: S608 - names of our own columns


def lines_in_force(item_id: int, area_code: str, *, at: datetime) -> list[HandbookLine]:
    """Return what the handbook in force says of an item, narrowest area first, in the order of its lines.

    One statement. What stands under another name (the older standard's code) is the catalogue's to find.
    """
    prefixes = list(area_prefixes(area_code))
    rows = _LINE.rows(_LINES, [item_id, prefixes, HandbookState.PUBLISHED.value, at])
    return [row for row in rows if row.handbook_id == rows[0].handbook_id]


def unit_known(unit_id: int) -> Unit | None:
    """Return a unit that can be given work."""
    return Unit.objects.defer("search").filter(pk=unit_id, state=UnitState.ACTIVE.value).first()


def units_known(unit_ids: tuple[int, ...]) -> list[Unit]:
    """Return those of some units that can be given work."""
    return list(Unit.objects.defer("search").filter(pk__in=unit_ids, state=UnitState.ACTIVE.value))


def people_of(unit_id: int) -> QuerySet[Person]:
    """Return who serves in a unit, by name."""
    rows = Person.objects.filter(unit_id=unit_id, state=PersonState.SERVING.value)
    return rows.defer("search").order_by("name")


def people_at(desk: Desk) -> QuerySet[Person]:
    """Return who may be sent out: people with a post at a desk, by name."""
    rows = Person.objects.filter(posts__role__in=DESK_ROLES[desk], state=PersonState.SERVING.value).distinct()
    return rows.defer("search").order_by("name")


def assignments_of(case: Case) -> QuerySet[Assignment]:
    """Return which units had a case, first to last."""
    return Assignment.objects.filter(case=case).select_related("unit").defer("unit__search").order_by("pk")


def person_in_unit(person_id: int, unit_id: int | None) -> Person | None:
    """Return somebody who serves in a unit; None where they do not."""
    if unit_id is None:
        return None
    rows = Person.objects.defer("search").filter(
        pk=person_id, unit_id=unit_id, state=PersonState.SERVING.value
    )
    return rows.first()


def first_receiver(case: Case) -> tuple[int, str] | None:
    """Return the unit that was given a case first: 首接负责."""
    if case.dispatched_at is None:
        return None
    first = (
        Assignment.objects.filter(case=case, lead=True).order_by("pk").values_list("unit_id", "unit__name")
    )
    return first.first()


def suggestion_for(case: Case, *, at: datetime) -> Suggestion:
    """Return to whom a case should go, with everybody who answers and why."""
    matter = case.item if case.item and case.item.kind == ItemKind.MATTER.value else None
    answers = who_answers(
        place=case.place,
        area_code=case.area_code,
        component=case.component,
        premises=case.premises,
        matter=matter.code if matter else None,
        at=at,
    )
    return suggested(answers, dangerous=case.dangerous, first_receiver=first_receiver(case))


def names_above(area_code: str) -> list[str]:
    """Return the names of the street and the community that hold an area, the wider first."""
    codes = [area_code[:length] for length in _STREET_AND_COMMUNITY if len(area_code) >= length]
    return list(Area.objects.filter(code__in=codes).order_by("code").values_list("name", flat=True))


def place_of(longitude: float | None, latitude: float | None) -> Point | None:
    """Return a point in WGS84; None where nothing is known."""
    return None if longitude is None or latitude is None else Point(longitude, latitude, srid=4326)
