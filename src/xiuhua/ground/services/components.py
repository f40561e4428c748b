"""Every way the register of components can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection, transaction
from psycopg.errors import UniqueViolation
from shapely.geometry.base import BaseGeometry

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.ground.models.components import Component, ComponentPhoto
from xiuhua.ground.queries import components as queries
from xiuhua.ground.rules.components import component_code_fault, grid_code_fault, states_following
from xiuhua.ground.rules.names import name_tidied
from xiuhua.ground.services.importing import rows_remove, rows_write
from xiuhua.ground.terms.components import Accuracy, ComponentAct, ComponentSource, ComponentState
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

_GIVEN = (
    "name",
    "steward_code",
    "steward_name",
    "owner_code",
    "owner_name",
    "keeper_code",
    "keeper_name",
    "grid_code",
    "surveyed_on",
    "changed_on",
    "note",
    "street_name",
    "community_name",
    "code_2013",
)
_WRITTEN = (
    *_GIVEN,
    "code",
    "item",
    "class_code",
    "steward",
    "owner",
    "keeper",
    "area",
    "area_code",
    "state",
    "source",
    "accuracy",
    "place",
    "shape",
    "search",
    "updated_at",
)


@dataclass(frozen=True, kw_only=True)
class NewComponent:
    """A component as a survey, an import or the API brings it: the 18 attributes, and its shape in WGS84."""

    code: str
    name: str
    steward_code: str
    steward_name: str
    grid_code: str
    surveyed_on: date
    shape: BaseGeometry
    owner_code: str = ""
    owner_name: str = ""
    keeper_code: str = ""
    keeper_name: str = ""
    state: ComponentState = ComponentState.INTACT
    changed_on: date | None = None
    source: ComponentSource | None = None
    note: str = ""
    street_name: str = ""
    community_name: str = ""
    accuracy: Accuracy | None = None
    code_2013: str | None = None
    client_id: UUID | None = None

    @property
    def class_code(self) -> str:
        """The class of 2026 in its code."""
        return self.code[6:11]


def component_fault(new: NewComponent, known: queries.RegisterGround) -> tuple[str, str] | None:
    """Return what is wrong with a component: the field, and the code of the sentence; None for nothing."""
    district = new.code[:6]
    checks = (
        ("code", component_code_fault(new.code, classes=known.items.keys())),
        ("grid_code", grid_code_fault(new.grid_code, district=district)),
        ("grid_code", None if known.area_of(new.grid_code) else "grid_code_unknown"),
        ("name", None if name_tidied(new.name) else "name_empty"),
        ("place", None if _is_on_earth(new.shape) else "place_off_earth"),
    )
    return next(((field, fault) for field, fault in checks if fault), None)


def _is_on_earth(shape: BaseGeometry) -> bool:
    if shape.is_empty:
        return False
    west, south, east, north = shape.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


def components_known(new: Sequence[NewComponent]) -> queries.RegisterGround:
    """Return what some components are matched with."""
    units = {code for item in new for code in (item.steward_code, item.owner_code, item.keeper_code)}
    return queries.register_ground(unit_codes=units, grid_codes={item.grid_code for item in new})


@transaction.atomic
def components_create_many(*, new: Sequence[NewComponent], actor: Actor, at: datetime) -> list[Component]:
    """Record components, all or none. One whose `client_id` is known already is left as it is.

    Raises:
        Invalid: something is wrong with one of them; `code` names the first.
        Conflict: a code is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, ComponentAct.CREATE)
    seen = set(
        Component.objects.filter(
            client_id__in=[item.client_id for item in new if item.client_id]
        ).values_list("client_id", flat=True)
    )
    fresh = [item for item in new if item.client_id not in seen]
    known = components_known(fresh)
    for item in fresh:
        fault = component_fault(item, known)
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.code)
    rows = [_row(item, known, at=at) for item in fresh]
    _require_each(rows, ComponentAct.CREATE, actor=actor)
    taken = _taken(rows)
    if taken:
        raise Conflict(kind="component", key=taken)
    _write(rows, ComponentAct.CREATE, actor=actor, at=at)
    return rows


@transaction.atomic
def components_import(
    *, items: Sequence[tuple[NewComponent, int | None]], actor: Actor, at: datetime
) -> list[int]:
    """Record components and overwrite known ones, each with the id it has; return the ids in the same order.

    Whoever calls has looked for faults: what is wrong here is a bug.
    """
    require(actor, ComponentAct.IMPORT)
    known = components_known([item for item, _pk in items])
    rows = [_row(item, known, at=at, pk=pk) for item, pk in items]
    _require_each(rows, ComponentAct.IMPORT, actor=actor)
    _write(rows, ComponentAct.IMPORT, actor=actor, at=at)
    return [row.pk for row in rows]


def _row(
    item: NewComponent, known: queries.RegisterGround, *, at: datetime, pk: int | None = None
) -> Component:
    area = known.area_of(item.grid_code)
    if area is None:
        raise Invalid(fields={"grid_code": "grid_code_unknown"}, code=item.code)
    is_point = item.shape.geom_type == "Point"
    place = item.shape.representative_point()  # of a point, itself
    row = Component(
        pk=pk,
        client_id=item.client_id or uuid7(),
        code=item.code,
        class_code=item.class_code,
        item=known.items[item.class_code],
        steward=known.units.get(item.steward_code),
        owner=known.units.get(item.owner_code),
        keeper=known.units.get(item.keeper_code),
        area=area,
        area_code=area.code,
        state=item.state.value,
        source=item.source.value if item.source else "",
        accuracy=item.accuracy.value if item.accuracy else "",
        place=Point(place.x, place.y, srid=4326),
        shape=None if is_point else _geos(item.shape),
        recorded_at=at,
        updated_at=at,
        **{name: getattr(item, name) for name in _GIVEN},
    )
    row.name = name_tidied(row.name)
    row.search = _lexemes(row)
    return row


def _geos(shape: BaseGeometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shape.wkb), srid=4326)


def _lexemes(component: Component) -> str:
    words = (component.code, component.code_2013 or "", component.name, component.note)
    return search_lexemes(" ".join(words))


def _require_each(rows: Sequence[Component], act: str, *, actor: Actor) -> None:
    for row in {row.area_code: row for row in rows}.values():
        require(actor, act, row)


def _write(rows: Sequence[Component], act: str, *, actor: Actor, at: datetime) -> None:
    """Copy new rows in, overwrite known ones, and record each."""
    new = [row for row in rows if not row.pk]
    known = [row for row in rows if row.pk]
    try:
        with transaction.atomic():
            _copy_in(new)
    except UniqueViolation as error:
        raise Conflict(kind="component", key=_taken(rows)) from error
    entries_append_many([_entry(row, act, actor=actor, at=at) for row in new])
    rows_write(
        table=Component.objects,
        rows=known,
        written=_WRITTEN,
        kind="component",
        entry=lambda row: _entry(row, act, actor=actor, at=at),
    )


_POINTED = ("item", "steward", "owner", "keeper", "area")
_SHAPES = ("place", "shape")
_COLUMNS = ("id", "client_id", "recorded_at", *(f"{n}_id" if n in _POINTED else n for n in _WRITTEN))
_COPY = f"COPY ground_component ({', '.join(_COLUMNS)}) FROM STDIN"
_NUMBERS = "SELECT nextval(pg_get_serial_sequence('ground_component', 'id')) FROM generate_series(1, %s)"


def _copy_in(rows: Sequence[Component]) -> None:
    """Insert rows by COPY, much faster than statements; there is no row-level security here."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row([_cell(row, column) for column in _COLUMNS])


def _cell(row: Component, column: str) -> object:
    value = getattr(row, column)
    return bytes(value.hexewkb).decode() if value is not None and column in _SHAPES else value


def _taken(rows: Sequence[Component]) -> str:
    """Return a code that is taken, or stands twice among the rows."""
    codes = [row.code for row in rows]
    known = Component.objects.filter(code__in=codes).values_list("code", flat=True).first()
    return known or next((code for code, times in Counter(codes).items() if times > 1), "")


def _entry(row: Component, act: str, *, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at,
        actor=actor,
        act=act,
        subject=f"component:{row.pk}",
        area=row.area_code,
        words={"name.after": row.name},
        state=queries.component_state(row),
    )


@transaction.atomic
def components_undo(
    *, made: Sequence[int], back: Sequence[tuple[NewComponent, int]], actor: Actor, at: datetime
) -> None:
    """Take an import back: what it made goes, what it overwrote gets its former values.

    Raises:
        RowsHeld: something it made is in use by now.
    """
    rows = list(Component.objects.select_for_update().filter(pk__in=made).only("pk", "area_code"))
    _require_each(rows, ComponentAct.IMPORT, actor=actor)
    rows_remove(
        table=Component.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at,
            actor=actor,
            act=ComponentAct.UNDO,
            subject=f"component:{row.pk}",
            area=row.area_code,
            state={},
        ),
    )
    known = components_known([item for item, _pk in back])
    rows = [_row(item, known, at=at, pk=pk) for item, pk in back]
    _write(rows, ComponentAct.UNDO, actor=actor, at=at)


@transaction.atomic
def component_revise(
    *,
    component_id: int,
    changes: Mapping[str, str],
    reason: str,
    actor: Actor,
    at: datetime,
    changed_on: date,
) -> Component:
    """Change the words of a component: its name, note, accuracy, or the codes and names of its units.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such component, or not by this actor.
        Invalid: the name or the reason is missing, or nothing is changed.
    """
    component = queries.component_lock(component_id)
    require(actor, ComponentAct.REVISE, component)
    different = {key: value for key, value in changes.items() if value != getattr(component, key)}
    before = {key: getattr(component, key) for key in different}
    _revise_check(different, reason)
    for key, value in different.items():
        setattr(component, key, value)
    _units_match(component)
    component.changed_on, component.updated_at, component.search = changed_on, at, _lexemes(component)
    component.save(
        update_fields=[*different, "steward", "owner", "keeper", "changed_on", "updated_at", "search"]
    )
    words = {f"{key}.before": before[key] for key in different} | {
        f"{key}.after": value for key, value in different.items()
    }
    _record(component, ComponentAct.REVISE, words={**words, "reason": reason.strip()}, actor=actor, at=at)
    return component


def _revise_check(different: Mapping[str, str], reason: str) -> None:
    fields = {}
    if not different:
        fields["name"] = "nothing_changed"
    if "name" in different and not name_tidied(different["name"]):
        fields["name"] = "name_empty"
    if not reason.strip():
        fields["reason"] = "reason_missing"
    if fields:
        raise Invalid(fields=fields)


def _units_match(component: Component) -> None:
    """Point to our units where their codes are known."""
    codes = (component.steward_code, component.owner_code, component.keeper_code)
    units = queries.register_ground(unit_codes=codes, grid_codes=()).units
    component.steward, component.owner, component.keeper = (units.get(code) for code in codes)


@transaction.atomic
def component_move(
    *, component_id: int, to: ComponentState, reason: str, actor: Actor, at: datetime, changed_on: date
) -> Component:
    """Put a component into another state of its life.

    Raises:
        NotFound, NotPermitted: no such component, or not by this actor.
        NotAllowedNow: that state does not follow the present one.
        Invalid: the reason is missing.
    """
    component = queries.component_lock(component_id)
    require(actor, ComponentAct.MOVE, component)
    before = ComponentState(component.state)
    if to not in states_following(before):
        raise NotAllowedNow(act=ComponentAct.MOVE, state=before.value)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_missing"})
    component.state, component.changed_on, component.updated_at = to.value, changed_on, at
    component.save(update_fields=["state", "changed_on", "updated_at"])
    words = {"state.before": before.value, "state.after": to.value, "reason": reason.strip()}
    _record(component, ComponentAct.MOVE, words=words, actor=actor, at=at)
    return component


@transaction.atomic
def component_photo_add(*, component_id: int, file: StoredFile, actor: Actor, at: datetime) -> ComponentPhoto:
    """Add a picture of a component."""
    component = queries.component_lock(component_id)
    require(actor, ComponentAct.PHOTO, component)
    photo = ComponentPhoto.objects.create(component=component, file=file, taken_at=at)
    entry_append(
        at=at,
        actor=actor,
        act=ComponentAct.PHOTO,
        subject=f"component:{component.pk}",
        area=component.area_code,
        detail={"sha256": file.sha256},
    )
    return photo


def _record(component: Component, act: str, *, words: Mapping[str, str], actor: Actor, at: datetime) -> None:
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"component:{component.pk}",
        area=component.area_code,
        words=words,
        state=queries.component_state(component),
    )
