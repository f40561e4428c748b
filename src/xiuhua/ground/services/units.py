"""Every way units can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Value

from xiuhua.access.services import require
from xiuhua.ground.models import Area, Unit
from xiuhua.ground.queries.units import unit_holders, unit_lock, unit_parents, unit_state, units_coded
from xiuhua.ground.rules import name_tidied
from xiuhua.ground.rules.units import lies_below, parents_first
from xiuhua.ground.services.importing import rows_held
from xiuhua.ground.terms.people import UnitKind, UnitState
from xiuhua.ground.terms.units import UnitAct
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.search import search_terms

_NAMED = 5  # how many of what hangs on a unit a refusal names
_TREE_LOCK = 7_021_020  # any number of our own: two moves at once could close a circle


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit as a form, an import or the API brings it."""

    code: str
    name: str
    kind: UnitKind
    area_code: str
    parent_code: str = ""
    short_name: str = ""
    duty_phone: str = ""


@transaction.atomic
def units_create_many(*, new: Sequence[NewUnit], actor: Actor, at: datetime) -> list[Unit]:
    """Record units, parents before children, all or none. Codes that are known are left as they are.

    Raises:
        Invalid: a name, a parent or an area is missing; `code` names the first such unit.
        Conflict: a code stands twice in one sending.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    _doubled_check(new)
    known = units_coded({code for item in new for code in (item.code, item.parent_code) if code})
    areas = {area.code: area for area in Area.objects.defer("shape").filter(code__in=_areas_of(new))}
    items = {item.code: item for item in new}
    made = []
    for code in parents_first({code: item.parent_code for code, item in items.items()}):
        if code not in known:
            known[code] = _unit_create(items[code], known, areas, actor=actor, at=at)
            made.append(known[code])
    entries_append_many([_created_entry(unit, actor=actor, at=at) for unit in made])
    return made


def _areas_of(new: Sequence[NewUnit]) -> set[str]:
    return {item.area_code for item in new}


def _doubled_check(new: Sequence[NewUnit]) -> None:
    for code, times in Counter(item.code for item in new).items():
        if times > 1:
            raise Conflict(kind="unit", key=code)


def _unit_create(
    item: NewUnit, known: Mapping[str, Unit], areas: Mapping[str, Area], *, actor: Actor, at: datetime
) -> Unit:
    fields = {} if name_tidied(item.name) else {"name": "name_empty"}
    if not item.code.strip():
        fields["code"] = "unit_code_empty"
    if item.area_code not in areas:
        fields["area_code"] = "unit_area_unknown"
    if item.parent_code and item.parent_code not in known:
        fields["parent_code"] = "unit_parent_unknown"
    elif item.parent_code and known[item.parent_code].state != UnitState.ACTIVE:
        fields["parent_code"] = "unit_parent_retired"
    if fields:
        raise Invalid(fields=fields, code=item.code, area=item.area_code, parent=item.parent_code)
    unit = Unit(
        code=item.code.strip(),
        name=name_tidied(item.name),
        short_name=name_tidied(item.short_name),
        kind=item.kind.value,
        parent=known[item.parent_code] if item.parent_code else None,
        area=areas[item.area_code],
        area_code=item.area_code,
        duty_phone=item.duty_phone.strip(),
        recorded_at=at,
        updated_at=at,
    )
    require(actor, UnitAct.CREATE, unit)
    return _unit_insert(unit)


def _unit_insert(unit: Unit) -> Unit:
    unit.search = _search_vector(unit)
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:  # somebody recorded the code this very moment
        raise Conflict(kind="unit", key=unit.code) from error
    return unit


def _search_vector(unit: Unit) -> SearchVector:
    terms = search_terms(f"{unit.code} {unit.name} {unit.short_name}")
    return SearchVector(Value(" ".join(terms)), config="simple")


def _created_entry(unit: Unit, *, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at, actor=actor, act=UnitAct.CREATE, subject=f"unit:{unit.pk}", area=unit.area_code,
        words={"name.after": unit.name}, state=unit_state(unit),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class UnitWords:
    """What may be changed of a unit by itself."""

    name: str
    short_name: str
    kind: UnitKind
    duty_phone: str


@transaction.atomic
def unit_edit(*, unit_id: int, words: UnitWords, actor: Actor, at: datetime) -> Unit:
    """Give a unit another name, kind or duty number; nothing is recorded where nothing changes.

    Raises:
        NotFound: there is no such unit.
        NotPermitted, NotAllowedNow: the act table says no.
        Invalid: the name is empty.
    """
    unit = unit_lock(unit_id)
    require(actor, UnitAct.EDIT, unit)
    after = {
        "name": name_tidied(words.name),
        "short_name": name_tidied(words.short_name),
        "kind": words.kind.value,
        "duty_phone": words.duty_phone.strip(),
    }
    if not after["name"]:
        raise Invalid(fields={"name": "name_empty"})
    before = {name: str(getattr(unit, name)) for name in after}
    told = _changes(before, after)
    if not told:
        return unit
    for name, value in after.items():
        setattr(unit, name, value)
    return _unit_kept(unit, act=UnitAct.EDIT, words=told, actor=actor, at=at)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a story line: what each changed value was and has become."""
    changed = [name for name in after if before[name] != after[name]]
    return {f"{name}.before": before[name] for name in changed} | {
        f"{name}.after": after[name] for name in changed
    }


def _unit_kept(unit: Unit, *, act: UnitAct, words: Mapping[str, str], actor: Actor, at: datetime) -> Unit:
    unit.updated_at = at
    unit.search = _search_vector(unit)
    unit.save()
    entry_append(
        at=at, actor=actor, act=act, subject=f"unit:{unit.pk}", area=unit.area_code, words=words,
        state=unit_state(unit),
    )  # fmt: skip
    return unit


@transaction.atomic
def unit_move(*, unit_id: int, parent_code: str, reason: str, actor: Actor, at: datetime) -> Unit:
    """Hang a unit under another; an empty code makes it stand at the top.

    Raises:
        NotFound: there is no such unit.
        NotPermitted, NotAllowedNow: the act table says no.
        Invalid: the parent is unknown, retired, the unit itself or one beneath it; the reason is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
    unit = unit_lock(unit_id)
    require(actor, UnitAct.MOVE, unit)
    parent = units_coded([parent_code]).get(parent_code)
    _move_check(unit, parent, parent_code=parent_code, reason=reason)
    words = {
        "parent.before": unit.parent.name if unit.parent else "",
        "parent.after": parent.name if parent else "",
        "reason": reason.strip(),
    }
    unit.parent = parent
    return _unit_kept(unit, act=UnitAct.MOVE, words=words, actor=actor, at=at)


def _move_check(unit: Unit, parent: Unit | None, *, parent_code: str, reason: str) -> None:
    fields = {} if reason.strip() else {"reason": "reason_empty"}
    if parent is None and parent_code:
        fields["parent"] = "unit_parent_unknown"
    elif parent is not None and parent.state != UnitState.ACTIVE:
        fields["parent"] = "unit_parent_retired"
    elif parent is not None and lies_below(parent.pk, unit.pk, unit_parents()):
        fields["parent"] = "unit_circle"
    elif (parent.pk if parent else None) == unit.parent_id:
        fields["parent"] = "unit_parent_same"
    if fields:
        raise Invalid(fields=fields, parent=parent.name if parent else parent_code, unit=unit.name)


@transaction.atomic
def unit_retire(*, unit_id: int, reason: str, actor: Actor, at: datetime) -> Unit:
    """Retire a unit on which nothing hangs any more. Its history and past duties stay.

    Raises:
        NotFound: there is no such unit.
        NotPermitted, NotAllowedNow: the act table says no.
        Invalid: units, people, posts or duties still hang on it, the first of which are named; the reason is
            missing.
    """
    unit = unit_lock(unit_id)
    require(actor, UnitAct.RETIRE, unit)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    holders = unit_holders(unit.pk, at=at, most=_NAMED)
    if holders:
        raise Invalid(fields={"unit": "unit_in_use"}, holders="、".join(holders[:_NAMED]))
    unit.state = UnitState.RETIRED.value
    words = {"state.before": UnitState.ACTIVE.value, "state.after": unit.state, "reason": reason.strip()}
    return _unit_kept(unit, act=UnitAct.RETIRE, words=words, actor=actor, at=at)


@transaction.atomic
def units_undo(*, unit_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take back units that an import made and nobody used since, as if it had never been.

    Raises:
        RowsHeld: something hangs on one of them by now.
    """
    rows = {row.pk: row for row in Unit.objects.select_for_update().defer("search").filter(pk__in=unit_ids)}
    for row in rows.values():
        require(actor, UnitAct.UNDO, row)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=UnitAct.UNDO, subject=f"unit:{row.pk}", area=row.area_code, state={}
            )
            for row in rows.values()
        ]
    )
    while rows:
        above = {row.parent_id for row in rows.values()}
        lowest = [key for key in rows if key not in above]
        try:
            Unit.objects.filter(pk__in=lowest).delete()
        except ProtectedError as error:
            raise RowsHeld(rows_held(error, Unit)) from error
        rows = {key: row for key, row in rows.items() if key not in lowest}
