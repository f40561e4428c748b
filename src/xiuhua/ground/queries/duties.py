"""Questions about duties, and the one that matters: who answers here, now, for this matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import F, Q, QuerySet

from xiuhua.access.services import scope_widened
from xiuhua.ground.models import Absence, CatalogueItem, Component, Duty, Premises, Unit
from xiuhua.ground.queries.calendars import calendar_for
from xiuhua.ground.rules.calendars import is_working
from xiuhua.ground.rules.duties import (
    SEGMENT_REACH_M,
    Answer,
    Body,
    DutyLine,
    DutyQuestion,
    answers,
)
from xiuhua.ground.rules.people import Away, Seat, Somebody
from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.ground.terms.duties import DutyHours
from xiuhua.ground.terms.people import PersonState, UnitState
from xiuhua.shared.errors import NotFound

_TREE = tuple(
    level.value
    for level in (
        AreaLevel.CITY,
        AreaLevel.DISTRICT,
        AreaLevel.STREET,
        AreaLevel.COMMUNITY,
        AreaLevel.UNIT_GRID,
    )
)
# A degree of longitude is wider than this up to 63 degrees north: the box never cuts the reach short.
_M_PER_DEGREE = 50_000

# Areas around the place, near segments with their distance, the tree above both, and grids made of grids.
_AREAS_HOLDING = """
WITH here AS (
    SELECT id, code, 0::float8 AS distance_m FROM ground_area
    WHERE state = 'valid' AND ST_Covers(shape, ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326))
    UNION ALL
    SELECT id, code, ST_Distance(line::geography, ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326)::geography)
    FROM ground_area
    WHERE state = 'valid' AND level = 'segment'
      AND line && ST_Expand(ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326), %(degrees)s)
      AND ST_DWithin(
          line::geography, ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326)::geography, %(reach_m)s
      )
    UNION ALL
    SELECT id, code, 0 FROM ground_area WHERE state = 'valid' AND code = %(code)s
), prefixes AS (
    SELECT DISTINCT left(code, length) AS code
    FROM (SELECT code FROM here UNION SELECT %(code)s) AS known, unnest(ARRAY[4, 6, 9, 12, 15]) AS length
)
SELECT id, min(code), min(distance_m) FROM (
    SELECT id, code, distance_m FROM here
    UNION ALL
    SELECT id, ground_area.code, 0 FROM ground_area JOIN prefixes USING (code)
    WHERE state = 'valid' AND level = ANY(%(tree)s)
    UNION ALL
    SELECT zone.id, zone.code, 0 FROM here
    JOIN ground_areamember ON grid_id = here.id
    JOIN ground_area AS zone ON zone.id = zone_id AND zone.state = 'valid'
) AS found GROUP BY id
"""


# --- who answers --------------------------------------------------------------------------------------------


def who_answers(
    *,
    place: Point | None = None,
    area_code: str | None = None,
    component: Component | None = None,
    premises: Premises | None = None,
    matter: str | None = None,
    at: datetime,
) -> tuple[Answer, ...]:
    """Return who answers at a place for a matter at an instant, whom to ask first at the head.

    Where nobody does, the one answer says so (`Answer.is_nobody`). Names come from the whole of a
    district that the asker's own areas reach into: who answers for a street is printed on its notice boards.
    In a district beyond them, and for the city, the unit answers and the person is withheld.

    Args:
        place: WGS84; a component and premises bring their own.
        area_code: an area, beside or instead of a place.
        component: its keeper and owner come first; its own class is the matter where none is given.
        premises: asked about at their place.
        matter: code of 2026; None asks for whoever answers for everything.
        at: the instant; whether it is working time says the calendar of the narrowest area.

    Raises:
        NotFound: a line holds by working time, and no calendar was ever published.
    """
    subject = component or premises
    place = place or (subject.place if subject else None)
    code = area_code or (component.grid_code if component else "") or (subject.area_code if subject else "")
    areas = areas_holding(place, code)
    with ExitStack() as stack:
        if areas:
            stack.enter_context(scope_widened(_districts(held for held, _distance in areas.values())))
        lines = duty_lines(areas, at=at)
        away = absences_at(at) if any(line.seat for line in lines) else ()
    hours = any(line.hours != DutyHours.ALWAYS for line in lines)
    keeper, owner = component_bodies(component) if component else (None, None)
    of_component = component is not None and not matter
    question = DutyQuestion(
        at=at,
        areas={area: distance for area, (_code, distance) in areas.items()},
        matter=(component.class_code if component and of_component else matter) or "",
        matter_kind=(ItemKind.COMPONENT if of_component else ItemKind.MATTER).value,
        working=_is_working(areas, code, at) if hours else True,
        keeper=keeper,
        owner=owner,
    )
    return answers(question, lines, away)


def _is_working(areas: Mapping[int, tuple[str, float]], area_code: str, at: datetime) -> bool:
    narrowest = max((held for held, _distance in areas.values()), key=len, default="")
    return is_working(calendar_for(area_code or narrowest, at=at), at)


def _districts(codes: Iterable[str]) -> list[str]:
    """Return the districts that some areas lie in; the city above them would open every other district."""
    return sorted({code[:_DISTRICT] for code in codes if len(code) >= _DISTRICT})


_DISTRICT = 6  # digits


def areas_holding(place: Point | None, area_code: str = "") -> dict[int, tuple[str, float]]:
    """Return the areas of every layer that a place lies in, each with its code and its distance in metres.

    A place lies on a segment when it is within `SEGMENT_REACH_M` of its line. An area code brings the area
    itself and everything above it, shapes or none.
    """
    asked = {
        "x": place.x if place else None,
        "y": place.y if place else None,
        "degrees": SEGMENT_REACH_M / _M_PER_DEGREE,
        "reach_m": SEGMENT_REACH_M,
        "code": area_code,
        "tree": list(_TREE),
    }
    with connection.cursor() as cursor:
        cursor.execute(_AREAS_HOLDING, asked)
        return {key: (code, distance) for key, code, distance in cursor.fetchall()}


def duty_lines(area_ids: Collection[int], *, at: datetime | None = None) -> list[DutyLine]:
    """Return the lines of the duty table on some areas, all of them or those in force at an instant."""
    statement = _LINES if at is None else _LINES_AT
    with connection.cursor() as cursor:
        cursor.execute(statement, {"areas": list(area_ids), "at": at})
        return [_line(dict(zip(_LINE, cells, strict=True))) for cells in cursor.fetchall()]


# In SQL: every case that is opened asks it. Of whom the scope hides, only the key is read, from the post.
_COLUMNS = {
    **{
        name: f"duty.{name}"
        for name in ("id", "area_id", "ground", "level", "class_code", "hours", "validity")
    },
    **{f"area__{name}": f"area.{name}" for name in ("name", "level")},
    **{f"item__{name}": f"item.{name}" for name in ("code", "kind", "zh")},
    "unit_id": "duty.unit_id",
    **{f"unit__{name}": f"unit.{name}" for name in ("name", "duty_phone", "state")},
    "post_id": "duty.post_id",
    **{f"post__{name}": f"post.{name}" for name in ("title", "validity")},
    **{
        f"post__{who}__{name}": f"post.{who}_id" if name == "id" else f"{who}.{name}"
        for who in ("person", "deputy")
        for name in ("id", "name", "phone", "state")
    },
}
_LINE = tuple(_COLUMNS)
_LINES = f"""
SELECT {", ".join(_COLUMNS.values())} FROM ground_duty AS duty
JOIN ground_area AS area ON area.id = duty.area_id
JOIN ground_unit AS unit ON unit.id = duty.unit_id
LEFT JOIN ground_catalogueitem AS item ON item.id = duty.item_id
LEFT JOIN ground_post AS post ON post.id = duty.post_id
LEFT JOIN ground_person AS person ON person.id = post.person_id
LEFT JOIN ground_person AS deputy ON deputy.id = post.deputy_id
WHERE duty.area_id = ANY(%(areas)s) AND NOT isempty(duty.validity)
"""  # noqa: S608 - names of our own columns
_LINES_AT = _LINES + "AND duty.validity @> %(at)s"
_Row: TypeAlias = Mapping[str, Any]  # columns of mixed types


def _line(row: _Row) -> DutyLine:
    validity = row["validity"]
    return DutyLine(
        duty_id=row["id"],
        area_id=row["area_id"],
        area=row["area__name"],
        area_level=row["area__level"],
        ground=row["ground"],
        level=row["level"],
        item=row["item__code"] or "",
        item_kind=row["item__kind"] or "",
        item_name=row["item__zh"] or "",
        class_code=row["class_code"],
        hours=row["hours"],
        since=validity.lower,
        until=validity.upper,
        body=Body(
            id=row["unit_id"],
            name=row["unit__name"],
            phone=row["unit__duty_phone"],
            retired=row["unit__state"] == UnitState.RETIRED,
        ),
        seat=_seat(row),
    )


def _seat(row: _Row) -> Seat | None:
    holder = _somebody(row, "person")
    if holder is None:  # no post, or a holder from beyond the scope
        return None
    validity = row["post__validity"]
    return Seat(
        id=row["post_id"],
        holder=holder,
        deputy=_somebody(row, "deputy"),
        title=row["post__title"],
        since=validity.lower,
        until=validity.upper,
    )


def _somebody(row: _Row, who: str) -> Somebody | None:
    name = row[f"post__{who}__name"]
    if name is None:  # the key alone is read from the post, whoever the scope hides
        return None
    return Somebody(
        id=row[f"post__{who}__id"],
        name=name,
        phone=row[f"post__{who}__phone"],
        serving=row[f"post__{who}__state"] == PersonState.SERVING,
    )


def absences_at(at: datetime) -> list[Away]:
    """Return everybody of the scope who is away at an instant: some dozens, whatever a district's size."""
    rows = Absence.objects.filter(validity__contains=at).values(
        "person_id", "kind", "validity",
        "deputy__id", "deputy__name", "deputy__phone", "deputy__state",
    )  # fmt: skip
    return [
        Away(
            person_id=row["person_id"],
            kind=row["kind"],
            since=row["validity"].lower,
            until=row["validity"].upper,
            deputy=_somebody({f"post__{key}": value for key, value in row.items()}, "deputy"),
        )
        for row in rows
    ]


def component_bodies(component: Component) -> tuple[Body | None, Body | None]:
    """Return keeper and owner of a component, as units of ours where the codes are known."""
    units = Unit.objects.in_bulk([key for key in (component.keeper_id, component.owner_id) if key])
    return (
        _body(units.get(component.keeper_id), component.keeper_name),
        _body(units.get(component.owner_id), component.owner_name),
    )


def _body(unit: Unit | None, name: str) -> Body | None:
    if unit is None:
        return Body(id=None, name=name) if name else None
    return Body(
        id=unit.pk, name=unit.name, phone=unit.duty_phone, retired=unit.state == UnitState.RETIRED.value
    )


# --- the table ----------------------------------------------------------------------------------------------


def duties_all() -> QuerySet[Duty]:
    """Return every line that ever held, with its names; those of people as far as the scope reaches."""
    return (
        Duty.objects.exclude(validity__isempty=True)
        .select_related("area", "item", "unit", "opened_by", "closed_by")
        .defer("area__shape", "area__line")
        .annotate(person_name=F("post__person__name"), person_phone=F("post__person__phone"))
        .annotate(post_title=F("post__title"))
    )


def duty_get(duty_id: int) -> Duty:
    """Return a line of the duty table.

    Raises:
        NotFound: there is none.
    """
    found = duties_all().filter(pk=duty_id).first()
    if found is None:
        raise NotFound(kind="duty", key=str(duty_id))
    return found


def duties_in_force(at: datetime, *, prefix: str, limit: int) -> list[Duty]:
    """Return the table in force at an instant inside an area, as it is printed."""
    rows = duties_all().filter(validity__contains=at, area_code__startswith=prefix)
    return list(rows.order_by("area_code", "ground", "level", "code")[:limit])


def duty_state(duty: Duty) -> dict[str, str | int | None]:
    """Return the columns of a duty that the ledger answers for."""
    empty = duty.validity.isempty
    return {
        "code": duty.code,
        "area": duty.area_id,
        "item": duty.item_id,
        "class_code": duty.class_code,
        "hours": duty.hours,
        "ground": duty.ground,
        "level": duty.level,
        "unit": duty.unit_id,
        "post": duty.post_id,
        "since": None if empty else instant_kept(duty.validity.lower),
        "until": None if empty else instant_kept(duty.validity.upper),
        "opened_by": duty.opened_by_id,
        "closed_by": duty.closed_by_id,
    }


def instant_kept(at: datetime | None) -> str | None:
    """Return an instant as the ledger's digests keep it: one text, whatever zone it came in."""
    return at.astimezone(ZoneInfo("UTC")).isoformat() if at else None


def duty_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every duty's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, duty_state(row)) for row in Duty.objects.order_by("pk").iterator(chunk_size=5_000))


# --- matters ------------------------------------------------------------------------------------------------


def matters() -> QuerySet[CatalogueItem]:
    """Return the matters of 2026 in the order of their codes."""
    return CatalogueItem.objects.filter(standard=Standard.GB_2026.value, kind=ItemKind.MATTER.value).order_by(
        "code"
    )


def matter_found(typed: str) -> str | None:
    """Return the code of the matter that a person typed by code or by name; None where there is none."""
    head = typed.split(maxsplit=1)[0]
    found = matters().filter(Q(code=head) | Q(zh=typed)).first()
    return found.code if found else None


def component_by_code(code: str) -> Component:
    """Return a component.

    Raises:
        NotFound: no component has this code.
    """
    found = Component.objects.filter(code=code).first()
    if found is None:
        raise NotFound(kind="component", key=code)
    return found


def premises_by_code(code: str) -> Premises:
    """Return one of the visible premises.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Premises.objects.defer("search").filter(code=code).first()
    if found is None:
        raise NotFound(kind="premises", key=code)
    return found


def duty_ids(codes: Sequence[str]) -> list[int]:
    """Return the lines that some codes name now.

    Raises:
        NotFound: one of them names no line that still holds or will.
    """
    known = duties_open(codes)
    missing = next((code for code in codes if code not in known), None)
    if missing is not None:
        raise NotFound(kind="duty", key=missing)
    return [known[code].pk for code in codes]


def duties_open(codes: Collection[str], *related: str) -> dict[str, Duty]:
    """Return the line that each code names now, the latest of it; none where a change has closed that one."""
    rows = Duty.objects.filter(code__in=codes, validity__isempty=False).order_by("validity")
    latest = {row.code: row for row in rows.select_related(*related)}
    return {key: row for key, row in latest.items() if row.closed_by_id is None}
