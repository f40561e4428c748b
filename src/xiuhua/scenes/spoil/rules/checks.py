"""What officers' checks of trucks mean for the files: a fault is a record of its kind, a passed check too.

Source:
    own choice: an item of the checklist that is not kept weighs what the same fault weighs in a record that
    an officer writes; a body that is not closed, and mud on the road, are what spills.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xiuhua.scenes.spoil.rules.risk import FileRecord
from xiuhua.scenes.spoil.terms import RecordKind

SIX_HUNDRED, TRUCK_CHECK, DUST_GEAR = "six_hundred_percents", "spoil_truck", "dust_gear"
PERMIT, MANIFEST, CLOSED, CLEAN, ROUTE, LOAD = "permit", "manifest", "closed", "clean", "route", "load"
KINDS: Mapping[str, RecordKind] = MappingProxyType(
    {
        PERMIT: RecordKind.UNPERMITTED,
        MANIFEST: RecordKind.UNMANIFESTED,
        CLOSED: RecordKind.UNCLOSED,
        CLEAN: RecordKind.UNCLOSED,
        ROUTE: RecordKind.OFF_ROUTE,
        LOAD: RecordKind.OVERLOADED,
    }
)
"""Which record an item that is not kept amounts to."""


def told(item: str, at_s: float) -> FileRecord | None:
    """Return what a finding, or a passed check where `item` is empty, is in a file; None for other items.

    Source:
        the module's own.
    """
    kind = KINDS.get(item) if item else RecordKind.CLEAN
    return FileRecord(kind, at_s) if kind else None
