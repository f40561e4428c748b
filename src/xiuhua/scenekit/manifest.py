"""What a scene says about itself: the page a newcomer reads before its code.

Everything here is frozen and checked when it is made, so a manifest that can be imported is well formed.
Whether the scene keeps what its manifest promises is another question: see `promises.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType

from xiuhua.scenekit.declared import Checklist, ChecklistItem, FieldType, PermitField, PermitKind, SubjectKind
from xiuhua.scenekit.wellformed import ManifestError, require_distinct, require_key, require_text
from xiuhua.shared.units import Unit

__all__ = [
    "CaseKind",
    "Checklist",
    "ChecklistItem",
    "FieldType",
    "ManifestError",
    "PermitField",
    "PermitKind",
    "Quantity",
    "SceneManifest",
    "SubjectKind",
]

_REASON_LETTERS = 10  # shorter than this is an excuse


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A quantity the scene watches. Sensing knows it by this name, unit and range from the start on.

    Args:
        key: its name in rules and observations. One that sensing knows already keeps its own name and range.
        unit: what one is; a quantity that is known in another unit is refused at start.
        valid: lowest and highest reading a working sensor can give, in `unit`; what lies outside is flagged.
        title: what people call it, in English; `title_zh` in Chinese.
    """

    key: str
    unit: Unit
    valid: tuple[float, float]
    title: str = ""
    title_zh: str = ""

    def __post_init__(self) -> None:
        require_key(self.key)
        low, high = self.valid
        if not (isfinite(low) and isfinite(high) and low < high):
            raise ManifestError(f"quantity {self.key!r}: {low} to {high} is no range")


@dataclass(frozen=True, kw_only=True)
class CaseKind:
    """A problem the scene may open a case for: what a reader of the manifest is told, no setting.

    The case is opened by an alarm rule that has `proposes`, or by a service of the scene. The hours in which
    it is answered and closed stand in the handbook's line of its matter.

    Args:
        key: its name in the scene's own words.
        title: what people call it, in English; `title_zh` in Chinese.
    """

    key: str
    title: str
    title_zh: str = ""

    def __post_init__(self) -> None:
        require_key(self.key)
        require_text(f"case kind {self.key!r}", self.title)


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
        require_key(self.key)
        require_text(f"alarm rule {self.key!r}: title", self.title)
        require_text(f"alarm rule {self.key!r}: reason", self.reason)
        object.__setattr__(self, "definition", MappingProxyType(dict(self.definition)))


@dataclass(frozen=True, kw_only=True)
class SceneManifest:
    """One scene: what it is for, what it watches, what it may open, and what it does without.

    Args:
        key: the name of its folder under `scenes/`, and the first part of its addresses.
        title: what people call it, in English; `title_zh` in Chinese.
        owner: key of the unit that answers for the scene.
        purpose: one sentence: what gets better for whom; `purpose_zh` in Chinese.
        checklists: what is looked at when its premises or vehicles are inspected.
        permit_kinds: what one may be permitted in it.
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
    checklists: tuple[Checklist, ...] = ()
    permit_kinds: tuple[PermitKind, ...] = ()
    alarm_rules: tuple[AlarmRule, ...] = ()
    sources: tuple[str, ...] = ()
    exempt: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_key(self.key)
        for name in ("title", "owner", "purpose"):
            require_text(f"scene {self.key!r}: {name}", getattr(self, name))
        require_distinct(f"scene {self.key!r}: quantity", (quantity.key for quantity in self.quantities))
        require_distinct(f"scene {self.key!r}: case kind", (kind.key for kind in self.case_kinds))
        require_distinct(f"scene {self.key!r}: checklist", (one.key for one in self.checklists))
        require_distinct(f"scene {self.key!r}: permit kind", (kind.key for kind in self.permit_kinds))
        require_distinct(f"scene {self.key!r}: alarm rule", (rule.key for rule in self.alarm_rules))
        for promise, reason in self.exempt.items():
            if len(reason.strip()) < _REASON_LETTERS:
                raise ManifestError(f"scene {self.key!r}: exempt from {promise!r} without a reason")
        object.__setattr__(self, "exempt", MappingProxyType(dict(self.exempt)))
