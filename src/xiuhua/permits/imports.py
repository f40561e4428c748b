"""Files of certificates: of every declared kind, its fields under the headings that the kind gives them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Prepared,
    Record,
    Value,
)
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.reading.tables import Sheet
from xiuhua.permits import services
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries import certificates as queries
from xiuhua.permits.queries import subjects
from xiuhua.permits.rules.fields import field_shown, field_typed
from xiuhua.permits.services import NewCertificate
from xiuhua.permits.terms import CertificateAct
from xiuhua.scenekit.declared import PermitKind
from xiuhua.scenekit.registry import permit_kind_named, permit_kinds
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_OWN = ("kind", "number", "holder", "premises", "plate", "parent", "since", "until", "area_code")
_FIELDS = "fields"
_NEVER = datetime(1, 1, 1, tzinfo=UTC)  # a row without a beginning is refused before anybody reads on


def certificates_prepared(sheet: Sheet, mapping: ColumnMapping) -> Prepared:
    """Return a table in which everything but the columns of the importer stands in one cell, as JSON."""
    places = {heading: place for place, heading in enumerate(sheet.headings)}
    own = {key: mapping.columns.get(key, "") for key in _OWN}
    kept = [key for key in _OWN if own[key] in places]
    further = [heading for heading in sheet.headings if heading not in own.values()]
    rows = []
    for row in sheet.rows:

        def cell(heading: str, row: Sequence[Value] = row) -> Value:
            place = places[heading]
            return row[place] if place < len(row) else None

        told = {name: str(cell(name)) for name in further if cell(name) is not None}
        rows.append((*(cell(own[key]) for key in kept), json.dumps(told, ensure_ascii=False)))
    columns = {key: own[key] for key in kept} | {_FIELDS: _FIELDS}
    tidied = replace(sheet, headings=(*(own[key] for key in kept), _FIELDS), rows=rows, missing=frozenset())
    return Prepared(sheet=tidied, mapping=replace(mapping, columns=columns))


def words(values: Mapping[str, Value], key: str) -> str:
    """Return a text cell, empty where there is none."""
    value = values.get(key)
    return "" if value is None else str(value).strip()


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a certificate across files: its kind and number; empty where one is missing."""
    kind, number = _kind_named(words(values, "kind")), words(values, "number")
    return f"{kind.key}:{number}" if kind and number else ""


class CertificateImporter:
    """Certificates, named by kind and number. One that is known is amended where it says something else."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the certificates that some keys name."""
        pairs = {(kind, number) for kind, _colon, number in (key.partition(":") for key in keys if key)}
        found = queries.certificates_numbered(pairs)
        return {f"{kind}:{number}": _known(row) for (kind, number), row in found.items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a parent stands in an earlier file
        """Return the first thing that is wrong with each row."""
        found = []
        for record in records:
            try:
                services.certificate_check(new=self.read(record))
            except Invalid as error:
                name, fault = next(iter(error.fields.items()))
                column = _COLUMN_OF.get(name, _FIELDS)
                value = words(record.values, column) if column != _FIELDS else name.removeprefix("field_")
                found.append(Fault(row=record.row, column=column, code=fault, arguments={"value": value}))
        return found

    def read(self, record: Record) -> NewCertificate:
        """Return a record as the services take it; what it names and nobody knows is named by 0."""
        values = record.values
        kind = _kind_named(words(values, "kind"))
        since, until = values.get("since"), values.get("until")
        named = subjects.named(
            holder=words(values, "holder"), premises=words(values, "premises"), plate=words(values, "plate"),
            parent=words(values, "parent"), parent_kind=kind.parent if kind else "",
        )  # fmt: skip
        return NewCertificate(
            kind=kind.key if kind else words(values, "kind"), party_id=named.party_id,
            premises_id=named.premises_id, vehicle_id=named.vehicle_id, parent_id=named.parent_id,
            number=words(values, "number"), area_code=words(values, "area_code"),
            since=since if isinstance(since, datetime) else _NEVER,
            until=until if isinstance(until, datetime) else None,
            fields=_fields(kind, json.loads(words(values, _FIELDS) or "{}")) if kind else {},
        )  # fmt: skip

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Issue certificates, and amend those that are known."""
        items = [
            (self.read(change.record), change.before.pk if change.before else None) for change in changes
        ]
        ids = self._written(items, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=pk, before=change.before)
            for change, pk in zip(changes, ids, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take certificates back; one that was amended is amended once more, to what it said."""
        made = [one.pk for one in applied if one.before is None]
        services.certificates_undo(made=made, actor=actor, at=at)
        for one in applied:
            if one.before is not None:
                new = self.read(Record(row=0, values=one.before.values))
                services.certificate_amend(
                    certificate_id=one.pk, until=new.until, fields=new.fields, reason="撤回导入",
                    actor=actor, at=at,
                )  # fmt: skip

    def _written(
        self, items: Sequence[tuple[NewCertificate, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        fresh = [new for new, pk in items if pk is None]
        made = iter(services.certificates_issue_many(many=fresh, actor=actor, at=at))
        ids = []
        for new, pk in items:
            if pk is None:
                ids.append(next(made).pk)
                continue
            services.certificate_amend(
                certificate_id=pk,
                until=new.until,
                fields=new.fields,
                reason="按导入文件变更",
                actor=actor,
                at=at,
            )
            ids.append(pk)
        return ids


_COLUMN_OF = {
    "kind": "kind", "number": "number", "party": "holder", "premises": "premises", "vehicle": "plate",
    "parent": "parent", "until": "until", "area_code": "area_code",
}  # fmt: skip


def _kind_named(said: str) -> PermitKind | None:
    """Return the kind that a file names by key or by either title."""
    return permit_kind_named(said) or next(
        (kind for kind in permit_kinds() if said in {kind.title, kind.title_zh} - {""}), None
    )


def _fields(kind: PermitKind, told: Mapping[str, str]) -> dict[str, object]:
    """Return the fields that a file says, under the key or either title of each."""
    found = {}
    for field in kind.fields:
        said = next((told[name] for name in (field.key, field.title_zh, field.title) if told.get(name)), "")
        if said:
            found[field.key] = field_typed(field, said)
    return found


def _known(row: Certificate) -> Known:
    kind = permit_kind_named(row.kind)
    fields = {one.key: field_shown(one, row.fields.get(one.key)) for one in kind.fields} if kind else {}
    named = subjects.names_of(row)
    return Known(
        pk=row.pk,
        values={
            "kind": row.kind, "number": row.number, **named, "since": row.since_at, "until": row.until_at,
            "area_code": row.area_code,
            _FIELDS: json.dumps({key: said for key, said in fields.items() if said}, ensure_ascii=False),
        },
    )  # fmt: skip


CERTIFICATES = ImportKind(
    key="certificates",
    zh="许可证",
    en="Certificates",
    act=CertificateAct.ISSUE.value,
    key_column="number",
    key_made=key_made,
    importer=CertificateImporter(),
    prepare=certificates_prepared,
    columns=(
        Column(key="kind", zh="许可种类", en="Kind", required=True, max_length=80),
        Column(
            key="number", zh="证号", en="Number", required=True, max_length=60,
            aliases=("许可证编号", "编号"),
        ),
        Column(
            key="holder", zh="持证人信用代码", en="Holder", required=True, max_length=120,
            aliases=("统一社会信用代码",),
        ),
        Column(key="premises", zh="场所编号", en="Premises", max_length=30),
        Column(key="plate", zh="号牌", en="Plate", max_length=16, aliases=("车牌", "车牌号")),
        Column(key="parent", zh="上级证号", en="Given under", max_length=60),
        Column(key="since", zh="有效期起", en="Holds from", kind=ColumnKind.MOMENT, required=True),
        Column(key="until", zh="有效期止", en="Holds until", kind=ColumnKind.MOMENT),
        Column(key="area_code", zh="区域代码", en="Area code", max_length=20),
        Column(key=_FIELDS, zh="许可内容", en="Fields", max_length=20_000),
    ),
)  # fmt: skip
