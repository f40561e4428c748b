"""Every way parties can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models.parties import Party
from xiuhua.ground.queries import parties as queries
from xiuhua.ground.rules.names import name_tidied
from xiuhua.ground.rules.parties import credit_code_fault, credit_code_tidied
from xiuhua.ground.services.importing import rows_remove, rows_write
from xiuhua.ground.services.phones import phone_reveal
from xiuhua.ground.terms.parties import PartyAct, PartyKind, PartyState
from xiuhua.ledger.services import NewEntry, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

_WRITTEN = (
    "kind", "name", "credit_code", "contact_name", "contact_phone", "address", "state", "area_code", "search",
    "updated_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A party as a clerk, an import or the API brings it."""

    name: str
    kind: PartyKind
    area_code: str
    credit_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    state: PartyState = PartyState.ACTIVE
    client_id: UUID | None = None


def party_fault(new: NewParty) -> tuple[str, str] | None:
    """Return what is wrong with a party: the field, and the code of the sentence; None for nothing."""
    if not name_tidied(new.name):
        return "name", "name_empty"
    code = credit_code_tidied(new.credit_code)
    fault = credit_code_fault(code) if code else None
    return ("credit_code", fault) if fault else None


@transaction.atomic
def parties_create_many(*, new: Sequence[NewParty], actor: Actor, at: datetime) -> list[Party]:
    """Record parties, all or none. One whose `client_id` is known already is left as it is.

    Raises:
        Invalid: a name is missing or a credit code was mistyped.
        Conflict: a credit code is taken.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, PartyAct.CREATE)
    ids = [item.client_id for item in new if item.client_id]
    seen = set(Party.objects.filter(client_id__in=ids).values_list("client_id", flat=True))
    fresh = [item for item in new if item.client_id not in seen]
    for item in fresh:
        fault = party_fault(item)
        if fault:
            raise Invalid(fields={fault[0]: fault[1]}, code=item.credit_code)
    rows = [_row(item, at=at) for item in fresh]
    _write(rows, PartyAct.CREATE, actor=actor, at=at)
    return rows


@transaction.atomic
def parties_import(*, items: Sequence[tuple[NewParty, int | None]], actor: Actor, at: datetime) -> list[int]:
    """Record parties and overwrite known ones, each with the id it has; return the ids in the same order."""
    rows = [_row(item, at=at, pk=pk) for item, pk in items]
    _write(rows, PartyAct.CREATE, actor=actor, at=at)
    return [row.pk for row in rows]


@transaction.atomic
def parties_undo(
    *, made: Sequence[int], back: Sequence[tuple[NewParty, int]], actor: Actor, at: datetime
) -> None:
    """Take an import back.

    Raises:
        RowsHeld: something rests on a party by now.
    """
    rows = list(Party.objects.select_for_update().filter(pk__in=made).defer("search"))
    rows_remove(
        table=Party.objects, rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=PartyAct.UNDO, subject=f"party:{row.pk}", area=row.area_code, state={}
        ),
    )  # fmt: skip
    _write([_row(item, at=at, pk=pk) for item, pk in back], PartyAct.UNDO, actor=actor, at=at)


def _row(item: NewParty, *, at: datetime, pk: int | None = None) -> Party:
    code = credit_code_tidied(item.credit_code)
    name = name_tidied(item.name)
    return Party(
        pk=pk,
        client_id=item.client_id or uuid7(),
        kind=item.kind.value,
        name=name,
        credit_code=code or None,
        contact_name=item.contact_name,
        contact_phone=item.contact_phone,
        address=item.address,
        state=item.state.value,
        area_code=item.area_code,
        search=search_lexemes(f"{code} {name}"),
        recorded_at=at,
        updated_at=at,
    )


def _write(rows: Sequence[Party], act: str, *, actor: Actor, at: datetime) -> None:
    for row in {row.area_code: row for row in rows}.values():
        require(actor, PartyAct.CREATE, row)
    rows_write(
        table=Party.objects, rows=rows, written=_WRITTEN, kind="party",
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=act, subject=f"party:{row.pk}", area=row.area_code,
            words={"name.after": row.name}, state=queries.party_state(row),
        ),
    )  # fmt: skip


@transaction.atomic
def party_revise(
    *, party_id: int, changes: Mapping[str, str], reason: str, actor: Actor, at: datetime
) -> Party:
    """Change what is known of a party.

    Raises:
        NotFound, NotPermitted: no such party, or not by this actor.
        Invalid: the name or the reason is missing, a credit code was mistyped, or nothing is changed.
        Conflict: the credit code is another party's.
    """
    party = queries.party_lock(party_id)
    require(actor, PartyAct.REVISE, party)
    tidy = dict(changes)
    if "credit_code" in tidy:
        tidy["credit_code"] = credit_code_tidied(tidy["credit_code"])
    changed = {key: value for key, value in tidy.items() if value != (getattr(party, key) or "")}
    _revise_check(changed, reason)
    code = changed.get("credit_code")
    if code and Party.objects.filter(credit_code=code).exists():
        raise Conflict(kind="party", key=code)
    words = {f"{key}.before": str(getattr(party, key) or "") for key in changed}
    for key, value in changed.items():
        setattr(party, key, value or (None if key == "credit_code" else ""))
    party.updated_at, party.search = at, search_lexemes(f"{party.credit_code or ''} {party.name}")
    party.save(update_fields=[*changed, "updated_at", "search"])
    words |= {f"{key}.after": value for key, value in changed.items()}
    entry_append(
        at=at, actor=actor, act=PartyAct.REVISE, subject=f"party:{party.pk}", area=party.area_code,
        words={**words, "reason": reason.strip()}, state=queries.party_state(party),
    )  # fmt: skip
    return party


def _revise_check(changed: Mapping[str, str], reason: str) -> None:
    fields = {}
    if not changed:
        fields["name"] = "nothing_changed"
    if "name" in changed and not name_tidied(changed["name"]):
        fields["name"] = "name_empty"
    fault = credit_code_fault(changed["credit_code"]) if changed.get("credit_code") else None
    if fault:
        fields["credit_code"] = fault
    if not reason.strip():
        fields["reason"] = "reason_missing"
    if fields:
        raise Invalid(fields=fields)


@transaction.atomic
def party_phone_reveal(*, party_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return a party's whole number, and keep who wanted it and why.

    Raises:
        NotFound: there is no such party.
        NotPermitted, Invalid: as `phone_reveal`.
    """
    row = queries.party_lock(party_id)
    return phone_reveal(
        row, row.contact_phone, act=PartyAct.PHONE_REVEAL, subject=f"party:{row.pk}", reason=reason,
        actor=actor, at=at,
    )  # fmt: skip
