"""What a file would do: read, checked, and compared with what is recorded, batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xiuhua.files.rules.addresses import content_path
from xiuhua.files.services import store_root
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.checking import Checked, mapping_completed, sheet_checked
from xiuhua.intake.rules.comparing import differences, fingerprint
from xiuhua.intake.rules.kinds import (
    Change,
    Fault,
    ImportKind,
    Prepared,
    Record,
    import_bounds,
    import_kind,
)
from xiuhua.intake.rules.mapping import Mapping, mapping_of
from xiuhua.intake.rules.reading import Sheet, sheet_read
from xiuhua.intake.services.progress import Tell, nobody_told
from xiuhua.shared.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a file would do.

    Args:
        kind: what it holds.
        sheet: the file as it was read.
        mapping: complete.
        changes: rows that are new or differ, by key, so that parents come first.
        same: how many rows are recorded already just so.
        faults: everything that is wrong, in the order of the file.
        faulty: the rows that have a fault.
        digest: a hash over what every row would do to what is recorded.
    """

    kind: ImportKind
    sheet: Sheet
    mapping: Mapping
    changes: Sequence[Change]
    same: int
    faults: Sequence[Fault]
    faulty: frozenset[int]
    digest: str

    @property
    def labels(self) -> dict[str, str]:
        """What the columns of the kind are called in the file, or by us where it has none."""
        said = self.mapping.columns
        return {"shape": "图形"} | {
            column.key: said.get(column.key) or column.zh for column in self.kind.columns
        }

    @property
    def fresh(self) -> int:
        """Rows that would be made."""
        return sum(change.before is None for change in self.changes)


def file_of(run: ImportRun) -> Path:
    """Return where a run's original lies."""
    return store_root() / content_path(run.file.sha256)


def plan_make(*, run: ImportRun, before: Mapping | None, actor: Actor, tell: Tell = nobody_told) -> Plan:
    """Return what a run's file would do now.

    Args:
        run: which.
        before: how the last file of this kind was matched; None where nothing is left to be guessed.
        actor: in whose areas.
        tell: is told how many rows have been compared, of how many.

    Raises:
        FileRefused: it cannot be read, or a choice is needed first.
    """
    sheet = sheet_read(file_of(run), name=run.name, mapping=mapping_of(run.mapping))
    return sheet_planned(
        sheet,
        kind=import_kind(run.kind),
        asked=mapping_of(run.mapping),
        before=before,
        actor=actor,
        tell=tell,
    )


def sheet_planned(
    sheet: Sheet, *, kind: ImportKind, asked: Mapping, before: Mapping | None, actor: Actor,
    tell: Tell = nobody_told,
) -> Plan:  # fmt: skip
    """Return what a sheet would do now; arguments as in `plan_make`.

    Raises:
        FileRefused: a choice is needed first.
    """
    mapping = asked if before is None else mapping_completed(kind, asked, sheet, before=before)
    prepared = kind.prepare(sheet, mapping) if kind.prepare else Prepared(sheet=sheet, mapping=mapping)
    checked = sheet_checked(kind, prepared.sheet, prepared.mapping, bounds=import_bounds(actor))
    if prepared.faults:
        checked = replace(checked, faults=(*prepared.faults, *checked.faults))
    return _planned(kind, sheet, mapping, checked, actor=actor, tell=tell)


def _planned(
    kind: ImportKind, sheet: Sheet, mapping: Mapping, checked: Checked, *, actor: Actor, tell: Tell
) -> Plan:
    faults = list(checked.faults)
    wrong = {fault.row for fault in faults}
    keys = frozenset(kind.key_of(record.values) for record in checked.records)
    good = [record for record in checked.records if record.row not in wrong]
    changes: list[Change] = []
    same, seen = 0, 0
    digest = hashlib.sha256()
    for batch in batches(good, kind.batch):
        found = kind.importer.faults(batch, keys=keys, actor=actor)
        faults += found
        wrong.update(fault.row for fault in found)
        left = [record for record in batch if record.row not in wrong]
        known = kind.importer.existing([kind.key_of(record.values) for record in left], actor=actor)
        for record in left:
            key = kind.key_of(record.values)
            before = known.get(key)
            digest.update(f"{record.row}\0{key}\0{fingerprint(before) if before else ''}\n".encode())
            if before is not None and (kind.append_only or next(differences(record, before), None) is None):
                same += 1
            else:
                changes.append(Change(key=key, record=record, before=before))
        seen += len(batch)
        tell(seen, len(good))
    faults.sort(key=lambda fault: fault.row)
    for fault in faults:
        digest.update(f"{fault.row}\0{fault.column}\0{fault.code}\n".encode())
    return Plan(
        kind=kind,
        sheet=sheet,
        mapping=mapping,
        changes=sorted(changes, key=lambda change: change.key),
        same=same,
        faults=faults,
        faulty=frozenset(wrong),
        digest=digest.hexdigest(),
    )


def batches(rows: Sequence[Change] | Sequence[Record], size: int) -> Iterator[Sequence]:  # type: ignore[type-arg]  # of what it is given
    """Yield rows in batches."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
