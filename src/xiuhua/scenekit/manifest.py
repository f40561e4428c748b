"""What a scene says about itself: the page a newcomer reads before its code.

Everything here is frozen and checked when it is made, so a manifest that can be imported is well formed.
Whether the scene keeps what its manifest promises is another question: see `promises.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType

from xiuhua.shared.units import Unit

_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
_REASON_LETTERS = 10  # shorter than this is an excuse


class ManifestError(ValueError):
    """A manifest contradicts itself; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A quantity the scene watches.

    Args:
        key: its name in rules and observations.
        unit: what one is.
        valid: lowest and highest reading a working sensor can give, in `unit`.
        title: what people call it, in English; `title_zh` in Chinese.
    """

    key: str
    unit: Unit
    valid: tuple[float, float]
    title: str = ""
    title_zh: str = ""

    def __post_init__(self) -> None:
        _require_key(self.key)
        low, high = self.valid
        if not (isfinite(low) and isfinite(high) and low < high):
            raise ManifestError(f"quantity {self.key!r}: {low} to {high} is no range")


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """A problem the scene may open a case for.

    Args:
        key: its name in rules and in the ledger.
        title: what people call it, in English; `title_zh` in Chinese.
        reply_hours: working hours until somebody must have answered.
        close_hours: working hours until it must be fixed and checked.
    """

    key: str
    title: str
    reply_hours: float
    close_hours: float
    title_zh: str = ""

    def __post_init__(self) -> None:
        _require_key(self.key)
        _require_text(f"case kind {self.key!r}", self.title)
        if not 0 < self.reply_hours <= self.close_hours:
            raise ManifestError(f"case kind {self.key!r}: an answer comes after 0 h and before the end")


@dataclass(frozen=True, kw_only=True)
class AlarmRule:
    """A rule about readings that the scene proposes. A district takes it over and may change it from then on.

    Args:
        key: its name within the scene; the district's rule is called after scene, key and area.
        title: what people call it, in English; `title_zh` in Chinese.
        definition: the JSON of a rule as `docs/howto/add-a-rule.md` says it.
        reason: where its numbers come from, in one sentence; it becomes the reason of the first version.
    """

    key: str
    title: str
    definition: Mapping[str, object]
    reason: str
    title_zh: str = ""
    reason_zh: str = ""

    def __post_init__(self) -> None:
        _require_key(self.key)
        _require_text(f"alarm rule {self.key!r}: title", self.title)
        _require_text(f"alarm rule {self.key!r}: reason", self.reason)
        object.__setattr__(self, "definition", MappingProxyType(dict(self.definition)))


@dataclass(frozen=True, kw_only=True)
class SceneManifest:
    """One scene: what it is for, what it watches, what it may open, and what it does without.

    Args:
        key: the name of its folder under `scenes/`, and the first part of its addresses.
        title: what people call it, in English; `title_zh` in Chinese.
        owner: key of the unit that answers for the scene.
        purpose: one sentence: what gets better for whom; `purpose_zh` in Chinese.
        alarm_rules: what it proposes about readings, for districts to take over.
        sources: the documents its limits and formulas come from.
        exempt: promises the scene does not keep, each with the reason.
    """

    key: str
    title: str
    owner: str
    purpose: str
    title_zh: str = ""
    purpose_zh: str = ""
    quantities: tuple[Quantity, ...] = ()
    case_kinds: tuple[CaseKind, ...] = ()
    alarm_rules: tuple[AlarmRule, ...] = ()
    sources: tuple[str, ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require_key(self.key)
        for name in ("title", "owner", "purpose"):
            _require_text(f"scene {self.key!r}: {name}", getattr(self, name))
        _require_distinct(f"scene {self.key!r}: quantity", (quantity.key for quantity in self.quantities))
        _require_distinct(f"scene {self.key!r}: case kind", (kind.key for kind in self.case_kinds))
        _require_distinct(f"scene {self.key!r}: alarm rule", (rule.key for rule in self.alarm_rules))
        for promise, reason in self.exempt.items():
            if len(reason.strip()) < _REASON_LETTERS:
                raise ManifestError(f"scene {self.key!r}: exempt from {promise!r} without a reason")
        object.__setattr__(self, "exempt", MappingProxyType(dict(self.exempt)))


def _require_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ManifestError(f"{key!r} is no key: lower-case letters, digits and _, 2 to 40 of them")


def _require_text(what: str, text: str) -> None:
    if not text.strip():
        raise ManifestError(f"{what} is empty")


def _require_distinct(what: str, keys: Iterable[str]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise ManifestError(f"{what} {twice[0]!r} is declared twice")
