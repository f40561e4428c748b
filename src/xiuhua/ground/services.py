"""Every way areas and premises can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.ground import queries, rules
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.terms import Act, AreaLevel, PremisesKind, PremisesState
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.search import search_terms


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area as an import or the API brings it. `shape` is GeoJSON, WGS84, Polygon or MultiPolygon."""

    code: str
    name: str
    level: AreaLevel
    shape: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewPremises:
    """Premises as an import or the API brings them. Degrees are WGS84."""

    client_id: UUID
    code: str
    name: str
    kind: PremisesKind
    address: str
    area_code: str
    longitude: float
    latitude: float
    contact_phone: str = ""
    state: PremisesState = PremisesState.OPEN


@transaction.atomic
def areas_create_many(*, new: Sequence[NewArea], actor: Actor, at: datetime) -> list[Area]:
    """Record areas, parents before children, all or none. Codes that are known are left as they are.

    Raises:
        Invalid: a parent is missing or a shape cannot be used; `code` names the first such area.
    """
    require(actor, Act.AREA_CREATE)
    known = {area.code: area for area in Area.objects.defer("shape").filter(code__in=_codes_needed(new))}
    made: list[Area] = []
    for item in sorted(new, key=lambda area: len(area.code)):
        if item.code not in known:
            known[item.code] = _area_create(item, known, at=at)
            made.append(known[item.code])
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=Act.AREA_CREATE, subject=f"area:{area.pk}",
                words={"name.after": area.name}, state=queries.area_state(area),
            )
            for area in made
        ]
    )  # fmt: skip
    return made


def _codes_needed(new: Sequence[NewArea]) -> set[str]:
    return {code for item in new for code in rules.area_ancestry(item.code)} | {item.code for item in new}


def _area_create(item: NewArea, known: dict[str, Area], *, at: datetime) -> Area:
    above = [code for code in rules.area_ancestry(item.code) if code != item.code and code in known]
    if not above and item.level is not AreaLevel.CITY:
        raise Invalid(fields={"code": "area_parent_missing"}, code=item.code)
    return Area.objects.create(
        code=item.code,
        name=item.name,
        level=item.level.value,
        parent=known[above[-1]] if above else None,
        shape=_multipolygon(item) if item.shape else None,
        updated_at=at,
    )


def _multipolygon(item: NewArea) -> MultiPolygon:
    try:
        shape = GEOSGeometry(item.shape, srid=4326)
    except (ValueError, GDALException, GEOSException) as error:  # no JSON, no geometry, an open ring
        raise Invalid(fields={"shape": "area_shape"}, code=item.code) from error
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon) or not shape.valid or not _is_on_earth(shape):
        raise Invalid(fields={"shape": "area_shape"}, code=item.code)
    return shape


def _is_on_earth(shape: MultiPolygon) -> bool:
    """Return whether a shape is somewhere and within WGS84: tiles could not project what lies beyond."""
    if shape.empty:
        return False
    west, south, east, north = shape.extent
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


@transaction.atomic
def premises_create_many(*, new: Sequence[NewPremises], actor: Actor, at: datetime) -> list[Premises]:
    """Record premises, all or none. One whose `client_id` is known already is left as it is.

    Raises:
        Invalid: an area is unknown, or a code is taken by other premises; `code` names the first.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    seen = set(
        Premises.objects.filter(client_id__in=[item.client_id for item in new]).values_list(
            "client_id", flat=True
        )
    )
    fresh = [item for item in new if item.client_id not in seen]
    areas = {
        area.code: area
        for area in Area.objects.defer("shape").filter(code__in={item.area_code for item in fresh})
    }
    rows = [_premises_draft(item, areas, actor=actor, at=at) for item in fresh]
    taken = (
        Premises.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True).first()
    )
    if taken is not None:
        raise Conflict(kind="premises", key=taken)
    made = _premises_insert(rows)
    entries_append_many([_created_entry(row, actor=actor, at=at) for row in made])
    return made


def _premises_insert(rows: Sequence[Premises]) -> list[Premises]:
    """Insert premises; a code or `client_id` may stand twice in one sending, or be taken out of sight."""
    try:
        with transaction.atomic():
            return Premises.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Conflict(kind="premises", key=_first_doubled(rows)) from error


def _first_doubled(rows: Sequence[Premises]) -> str:
    """Return the first code that stands twice among the rows; empty where the other one is not among them."""
    return next((code for code, times in Counter(row.code for row in rows).items() if times > 1), "")


def _premises_draft(item: NewPremises, areas: dict[str, Area], *, actor: Actor, at: datetime) -> Premises:
    name = rules.name_tidied(item.name)
    fault = rules.name_fault(name, before="")
    if fault:
        raise Invalid(fields={"name": fault}, code=item.code)
    if item.area_code not in areas:
        raise Invalid(fields={"area_code": "area_unknown"}, code=item.code)
    row = Premises(
        client_id=item.client_id,
        code=item.code,
        name=name,
        kind=item.kind.value,
        state=item.state.value,
        address=item.address,
        contact_phone=item.contact_phone,
        area=areas[item.area_code],
        area_code=item.area_code,
        place=Point(item.longitude, item.latitude, srid=4326),
        recorded_at=at,
        updated_at=at,
    )
    require(actor, Act.PREMISES_CREATE, row)
    row.search = _search_vector(row)
    return row


def _search_vector(premises: Premises) -> SearchVector:
    """Return the expression that fills the search column when the row is written."""
    terms = search_terms(f"{premises.code} {premises.name} {premises.address}")
    return SearchVector(Value(" ".join(terms)), config="simple")


def _created_entry(row: Premises, *, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(
        at=at,
        actor=actor,
        act=Act.PREMISES_CREATE,
        subject=f"premises:{row.pk}",
        area=row.area_code,
        words={"name.after": row.name},
        state=queries.premises_state(row),
    )


@transaction.atomic
def premises_rename(
    *, premises_id: int, name: str, reason: str, actor: Actor, at: datetime,
    expected_name: str | None = None, basis: StoredFile | None = None,
) -> Premises:  # fmt: skip
    """Give premises another name, with the reason and, where there is one, the paper it rests on.

    Args:
        premises_id: which.
        name: the new name; spaces and control characters are tidied.
        reason: why; kept in the history.
        actor: who.
        at: when.
        expected_name: the name the actor saw; None where they saw none.
        basis: the paper it rests on.

    Raises:
        NotFound: no such premises in the actor's areas.
        NotPermitted, NotAllowedNow: the act table says no.
        Invalid: the name is empty, too long or the same; the reason is missing.
        Conflict: somebody renamed it since the actor looked.
    """
    premises = queries.premises_lock(premises_id)
    require(actor, Act.PREMISES_RENAME, premises)
    before, after = premises.name, rules.name_tidied(name)
    if expected_name is not None and expected_name != before:
        raise Conflict(kind="premises", key=before)
    _rename_check(after, before=before, reason=reason)
    premises.name, premises.basis, premises.updated_at = after, basis or premises.basis, at
    premises.search = _search_vector(premises)
    premises.save(update_fields=["name", "basis", "updated_at", "search"])
    entry_append(
        at=at,
        actor=actor,
        act=Act.PREMISES_RENAME,
        subject=f"premises:{premises.pk}",
        area=premises.area_code,
        detail={"basis": basis.sha256 if basis else None},
        words={"name.before": before, "name.after": after, "reason": reason.strip()},
        state=queries.premises_state(premises),
    )
    return premises


def _rename_check(after: str, *, before: str, reason: str) -> None:
    fields = {}
    fault = rules.name_fault(after, before=before)
    if fault:
        fields["name"] = fault
    if not reason.strip():
        fields["reason"] = "reason_empty"
    if fields:
        raise Invalid(fields=fields)
