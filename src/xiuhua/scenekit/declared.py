"""What a scene declares for apps that keep records of it: what is checked on the spot, what is permitted.

Plain data. `inspections` publishes a checklist as an immutable version when it is first used, and again when
its declaration has changed; `permits` makes the form of a kind and checks what is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from xiuhua.scenekit.wellformed import ManifestError, require_distinct, require_key, require_text
from xiuhua.shared.units import Unit

_MATTER = re.compile(r"[0-9]{4,8}")
_LONGEST_ORDER_DAYS = 365


class SubjectKind(StrEnum):
    """What is checked, or what a certificate is about."""

    PREMISES = "premises"
    VEHICLE = "vehicle"
    PARTY = "party"  # the holder itself; of certificates only


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """One thing that is looked at.

    Args:
        key: its name in results and figures.
        title: what people call it, in English; `title_zh` in Chinese.
        weight: how much it weighs beside the others, more than 0.
        asks: what exactly is looked at, in English; `asks_zh` in Chinese; both or neither.
        order_days: how many days the subject usually has where it is ordered to put this right; None: it is
            put right while somebody waits, or it is a case.
        matter: the code of the catalogue's matter under which a case about it is reported; None for none.
        unit: in which whoever confirms that it was put right says how much was; None: nobody is asked.
    """

    key: str
    title: str
    title_zh: str = ""
    weight: float = 1.0
    asks: str = ""
    asks_zh: str = ""
    order_days: int | None = None
    matter: str | None = None
    unit: Unit | None = None

    def __post_init__(self) -> None:
        require_key(self.key)
        require_text(f"item {self.key!r}: title", self.title)
        if not (isfinite(self.weight) and self.weight > 0):
            raise ManifestError(f"item {self.key!r}: a weight of {self.weight} weighs nothing")
        if bool(self.asks) != bool(self.asks_zh):
            raise ManifestError(f"item {self.key!r}: what it asks is said in one language only")
        if self.order_days is not None and not 1 <= self.order_days <= _LONGEST_ORDER_DAYS:
            raise ManifestError(
                f"item {self.key!r}: {self.order_days} days are no time to put something right"
            )
        if self.matter is not None and not _MATTER.fullmatch(self.matter):
            raise ManifestError(f"item {self.key!r}: {self.matter!r} is no code of a matter")


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """What is looked at when premises or a vehicle are inspected.

    Args:
        key: its name in inspections and figures, one for the whole platform.
        title: what people call it, in English; `title_zh` in Chinese.
        subject: premises or vehicle.
        kinds: values of PremisesKind or VehicleKind that it is for; empty for all.
        items: in the order in which somebody walks through them.
        source: the document that asks for it.
    """

    key: str
    title: str
    subject: SubjectKind
    items: tuple[ChecklistItem, ...]
    source: str
    title_zh: str = ""
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_key(self.key)
        require_text(f"checklist {self.key!r}: title", self.title)
        require_text(f"checklist {self.key!r}: source", self.source)
        object.__setattr__(self, "subject", _subject(self.key, self.subject))
        if self.subject is SubjectKind.PARTY:
            raise ManifestError(f"checklist {self.key!r}: premises or a vehicle are inspected, not a party")
        if not self.items:
            raise ManifestError(f"checklist {self.key!r} asks nothing")
        require_distinct(f"checklist {self.key!r}: item", (item.key for item in self.items))

    def untitled(self) -> Iterator[str]:
        """Yield what has no title in both languages."""
        parts: tuple[Checklist | ChecklistItem, ...] = (self, *self.items)
        for part in parts:
            if not (part.title and part.title_zh):
                yield part.key


class FieldType(StrEnum):
    """What a field of a certificate holds, and as what it is kept in JSON."""

    TEXT = "text"  # a string
    NUMBER = "number"  # a number in the field's unit
    HOURS = "hours"  # spans of the day: [["22:00", "06:00"], …]; one that ends first runs over midnight
    FENCES = "fences"  # codes of fences: ["F-1", …]
    PREMISES = "premises"  # codes of premises: ["P-1", …]


@dataclass(frozen=True, kw_only=True)
class PermitField:
    """One thing that a certificate of a kind says.

    Args:
        key: its name in `CertificateFacts.fields` and, after `field_`, in figures.
        type: what it holds.
        title: what people call it, in English; `title_zh` in Chinese.
        unit: of a number.
        required: whether a certificate without it is refused.
        least, most: between which a number lies.
    """

    key: str
    type: FieldType
    title: str
    title_zh: str = ""
    unit: Unit | None = None
    required: bool = True
    least: float = 0.0
    most: float | None = None

    def __post_init__(self) -> None:
        require_key(self.key)
        require_text(f"field {self.key!r}: title", self.title)
        if self.unit is not None and self.type is not FieldType.NUMBER:
            raise ManifestError(f"field {self.key!r}: only a number has a unit")
        if not isfinite(self.least) or (self.most is not None and not self.least <= self.most < float("inf")):
            raise ManifestError(f"field {self.key!r}: {self.least} to {self.most} is no range")


@dataclass(frozen=True, kw_only=True)
class PermitKind:
    """What one may be permitted.

    Args:
        key: its name in certificates and figures, one for the whole platform.
        title: what people call it, in English; `title_zh` in Chinese.
        subject: what a certificate is about beside its holder: premises, a vehicle, or nothing (party).
        fields: what a certificate says, in the order of its form.
        source: the document that asks for it.
        kinds: values of PremisesKind or VehicleKind that its subject has; empty for all.
        parent: the key of the kind under whose certificates these are given; empty for none.
        sign: of a number without gaps, 摆 in 云摆〔2026〕12号, given where none is typed in; empty: somebody
            always types one in.
        number_hint: how its numbers look, in English; `number_hint_zh` in Chinese.
    """

    key: str
    title: str
    subject: SubjectKind
    source: str
    title_zh: str = ""
    fields: tuple[PermitField, ...] = ()
    kinds: tuple[str, ...] = ()
    parent: str = ""
    sign: str = ""
    number_hint: str = ""
    number_hint_zh: str = ""

    def __post_init__(self) -> None:
        require_key(self.key)
        require_text(f"permit kind {self.key!r}: title", self.title)
        require_text(f"permit kind {self.key!r}: source", self.source)
        object.__setattr__(self, "subject", _subject(self.key, self.subject))
        if self.parent:
            require_key(self.parent)
        if bool(self.number_hint) != bool(self.number_hint_zh):
            raise ManifestError(f"permit kind {self.key!r}: its numbers are described in one language only")
        require_distinct(f"permit kind {self.key!r}: field", (field.key for field in self.fields))

    def untitled(self) -> Iterator[str]:
        """Yield what has no title in both languages."""
        parts: tuple[PermitKind | PermitField, ...] = (self, *self.fields)
        for part in parts:
            if not (part.title and part.title_zh):
                yield part.key

    def field(self, key: str) -> PermitField | None:
        """Return the field of a key; None where it has none."""
        return next((field for field in self.fields if field.key == key), None)


def _subject(key: str, said: str) -> SubjectKind:
    """Return what a declaration is about; a manifest may write the plain word."""
    try:
        return SubjectKind(said)
    except ValueError as error:
        raise ManifestError(f"{key!r}: {said!r} is no subject: premises, vehicle, party") from error
