"""Every way premises can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.ground import queries, rules
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.rules.parties import credit_code_fault, credit_code_tidied
from xiuhua.ground.services.importing import rows_remove, rows_write
from xiuhua.ground.services.phones import phone_reveal
from xiuhua.ground.terms import Act, PremisesKind, PremisesState
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.masks import phone_masked
from xiuhua.shared.search import search_lexemes, search_terms


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
    credit_code: str = ""
    frontage_m: float | None = None
    floor_area_m2: float | None = None


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
        frontage_m=item.frontage_m,
        floor_area_m2=item.floor_area_m2,
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


_WRITTEN = (
    "code", "name", "kind", "state", "address", "contact_phone", "area", "area_code", "place", "party",
    "frontage_m", "floor_area_m2", "search", "updated_at",
)  # fmt: skip


@transaction.atomic
def premises_import(
    *, items: Sequence[tuple[NewPremises, int | None]], actor: Actor, at: datetime
) -> list[int]:
    """Record premises and overwrite known ones, each with the id it has; return the ids in the same order.

    Raises:
        Invalid, NotPermitted: as `premises_create_many`.
        Conflict: a code is taken out of sight.
    """
    rows = _import_rows(items, actor=actor, at=at)
    _import_write(rows, Act.PREMISES_CREATE, actor=actor, at=at)
    return [row.pk for row in rows]


def _import_rows(
    items: Sequence[tuple[NewPremises, int | None]], *, actor: Actor, at: datetime
) -> list[Premises]:
    codes = {item.area_code for item, _pk in items}
    areas = {area.code: area for area in Area.objects.defer("shape").filter(code__in=codes)}
    parties = queries.parties_by_code([item.credit_code for item, _pk in items])
    rows = []
    for item, pk in items:
        row = _premises_draft(item, areas, actor=actor, at=at)
        row.pk, row.party = pk, parties.get(item.credit_code)
        row.search = search_lexemes(f"{row.code} {row.name} {row.address}")
        rows.append(row)
    return rows


def _import_write(rows: Sequence[Premises], act: str, *, actor: Actor, at: datetime) -> None:
    rows_write(
        table=Premises.objects, rows=rows, written=_WRITTEN, kind="premises",
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=act, subject=f"premises:{row.pk}", area=row.area_code,
            words={"name.after": row.name}, state=queries.premises_state(row),
        ),
    )  # fmt: skip


@transaction.atomic
def premises_undo(
    *, made: Sequence[int], back: Sequence[tuple[NewPremises, int]], actor: Actor, at: datetime
) -> None:
    """Take an import back.

    Raises:
        RowsHeld: something rests on premises by now.
    """
    rows = list(Premises.objects.select_for_update().filter(pk__in=made).defer("search"))
    rows_remove(
        table=Premises.objects, rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=Act.PREMISES_UNDO, subject=f"premises:{row.pk}", area=row.area_code,
            state={},
        ),
    )  # fmt: skip
    _import_write(_import_rows(back, actor=actor, at=at), Act.PREMISES_UNDO, actor=actor, at=at)


@transaction.atomic
def premises_revise(
    *, premises_id: int, changes: Mapping[str, str | float | None], credit_code: str, reason: str,
    actor: Actor, at: datetime,
) -> Premises:  # fmt: skip
    """Change what is known of premises, and who runs them.

    Args:
        premises_id: which.
        changes: by column: kind, address, contact_phone, frontage_m, floor_area_m2.
        credit_code: of the party that runs them; empty for nobody known.
        reason: why; kept in the history.
        actor: who.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such premises, or not by this actor, or not now.
        Invalid: the reason is missing, no party has the code, or nothing is changed.
    """
    premises = queries.premises_lock(premises_id)
    require(actor, Act.PREMISES_REVISE, premises)
    code = credit_code_tidied(credit_code)
    party = queries.parties_by_code([code]).get(code)
    changed = {key: value for key, value in changes.items() if value != getattr(premises, key)}
    fields = {}
    if code and party is None:
        fields["credit_code"] = credit_code_fault(code) or "party_unknown"
    if not reason.strip():
        fields["reason"] = "reason_missing"
    if not changed and party == premises.party:
        fields["address"] = "nothing_changed"
    if fields:
        raise Invalid(fields=fields)
    words = {f"{key}.before": str(getattr(premises, key) or "") for key in changed}
    words |= {f"{key}.after": str(value or "") for key, value in changed.items()}
    for key, value in changed.items():
        setattr(premises, key, value)
    premises.party, premises.updated_at, premises.search = party, at, _search_vector(premises)
    premises.save(update_fields=[*changed, "party", "updated_at", "search"])
    # A number is shown masked, so the history must not print it whole.
    words = {
        key: phone_masked(said) if key.startswith("contact_phone") else said for key, said in words.items()
    }
    _premises_record(premises, Act.PREMISES_REVISE, {**words, "reason": reason.strip()}, actor=actor, at=at)
    return premises


@transaction.atomic
def premises_move(
    *, premises_id: int, to: PremisesState, reason: str, actor: Actor, at: datetime
) -> Premises:
    """Open, suspend or close premises.

    Raises:
        NotFound, NotPermitted: no such premises, or not by this actor.
        Invalid: the reason is missing, or they are in that state already.
    """
    premises = queries.premises_lock(premises_id)
    require(actor, Act.PREMISES_MOVE, premises)
    fields = {} if reason.strip() else {"reason": "reason_missing"}
    if to.value == premises.state:
        fields["state"] = "nothing_changed"
    if fields:
        raise Invalid(fields=fields)
    words = {"state.before": premises.state, "state.after": to.value, "reason": reason.strip()}
    premises.state, premises.updated_at = to.value, at
    premises.save(update_fields=["state", "updated_at"])
    _premises_record(premises, Act.PREMISES_MOVE, words, actor=actor, at=at)
    return premises


@transaction.atomic
def premises_phone_reveal(*, premises_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return the whole number of premises, and keep who wanted it and why.

    Raises:
        NotFound: there are no such premises.
        NotPermitted, Invalid: as `phone_reveal`.
    """
    row = queries.premises_lock(premises_id)
    return phone_reveal(
        row, row.contact_phone, act=Act.PREMISES_PHONE_REVEAL, subject=f"premises:{row.pk}", reason=reason,
        actor=actor, at=at,
    )  # fmt: skip


def _premises_record(
    premises: Premises, act: str, words: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"premises:{premises.pk}", area=premises.area_code, words=words,
        state=queries.premises_state(premises),
    )  # fmt: skip
