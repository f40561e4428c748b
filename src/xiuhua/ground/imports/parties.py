"""Files of firms, sole traders and institutions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.imports.shared import NounImporter, words
from xiuhua.ground.models.parties import Party
from xiuhua.ground.queries import parties_by_code
from xiuhua.ground.services import parties as services
from xiuhua.ground.services.parties import NewParty
from xiuhua.ground.terms.parties import PartyAct, PartyKind, PartyState
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record
from xiuhua.shared.actor import Actor

_TEXTS = ("name", "contact_name", "contact_phone", "address", "area_code")


class PartyImporter(NounImporter[NewParty]):
    """Parties, named by their credit code."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the parties with some credit codes."""
        return {code: _known(party) for code, party in parties_by_code(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a party needs no other row
        """Return mistyped credit codes and missing names."""
        found = ((record, services.party_fault(self.read(record))) for record in records)
        return [
            Fault(
                row=record.row, column=fault[0], code=fault[1],
                arguments={"value": words(record.values, fault[0])},
            )
            for record, fault in found
            if fault
        ]  # fmt: skip

    def read(self, record: Record) -> NewParty:
        """Return a record as the services take it."""
        values = record.values
        return NewParty(
            credit_code=words(values, "credit_code"),
            kind=PartyKind(words(values, "kind") or PartyKind.FIRM.value),
            state=PartyState(words(values, "state") or PartyState.ACTIVE.value),
            **{key: words(values, key) for key in _TEXTS},  # type: ignore[arg-type]  # only text columns
        )

    def write(
        self, items: Sequence[tuple[NewParty, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write parties."""
        return services.parties_import(items=items, actor=actor, at=at)

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewParty, int]], actor: Actor, at: datetime
    ) -> None:
        """Take parties back."""
        services.parties_undo(made=made, back=back, actor=actor, at=at)


def _known(party: Party) -> Known:
    values = {key: getattr(party, key) for key in (*_TEXTS, "credit_code", "kind", "state")}
    return Known(pk=party.pk, values=values)


PARTIES = ImportKind(
    key="parties",
    zh="主体",
    en="Parties",
    act=PartyAct.CREATE,
    key_column="credit_code",
    importer=PartyImporter(),
    columns=(
        Column(key="credit_code", zh="统一社会信用代码", en="Credit code", required=True, max_length=18),
        Column(key="name", zh="名称", en="Name", required=True, max_length=100),
        Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=PartyKind, required=True),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=PartyState),
        Column(key="contact_name", zh="联系人", en="Contact person", max_length=40),
        Column(key="contact_phone", zh="联系电话", en="Contact phone", max_length=20),
        Column(key="address", zh="地址", en="Address", max_length=120),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
    ),
)
