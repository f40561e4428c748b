"""A published checklist as data: what an inspection keeps of the declaration that it was made by.

Source:
    own choice, because a result is read years later by the words that were asked, not by today's: the body of
    a version is all that its declaration said, and its digest says whether that has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from xiuhua.scenekit.declared import Checklist

Body: TypeAlias = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item of a published checklist; see `scenekit.declared.ChecklistItem`."""

    key: str
    zh: str
    en: str
    weight: float
    asks_zh: str = ""
    asks_en: str = ""
    order_days: int | None = None
    matter: str = ""
    unit: str = ""

    def label(self, language: str) -> str:
        """Return what people call it."""
        return self.zh if language.startswith("zh") else self.en

    def asks(self, language: str) -> str:
        """Return what exactly is looked at."""
        return self.asks_zh if language.startswith("zh") else self.asks_en


def body_of(checklist: Checklist) -> Body:
    """Return all that a declaration says, as JSON can hold it."""
    return {
        "zh": checklist.title_zh or checklist.title,
        "en": checklist.title,
        "subject": checklist.subject.value,
        "kinds": list(checklist.kinds),
        "source": checklist.source,
        "items": [
            {
                "key": item.key,
                "zh": item.title_zh or item.title,
                "en": item.title,
                "weight": item.weight,
                "asks_zh": item.asks_zh,
                "asks_en": item.asks,
                "order_days": item.order_days,
                "matter": item.matter or "",
                # Only where there is one: what was published before items had units stays the same version.
                **({"unit": item.unit.value} if item.unit else {}),
            }
            for item in checklist.items
        ],
    }


def digest_of(body: Mapping[str, object]) -> str:
    """Return what tells one body from another: 64 hexadecimal digits."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def items_of(body: Mapping[str, object]) -> tuple[Item, ...]:
    """Return the items of a published checklist, in their order."""
    rows = body.get("items")
    return tuple(Item(**row) for row in rows if isinstance(row, dict)) if isinstance(rows, Sequence) else ()


def item_of(body: Mapping[str, object], key: str) -> Item | None:
    """Return the item of a key in a published checklist; None where it has none."""
    return next((item for item in items_of(body) if item.key == key), None)


def title_of(body: Mapping[str, object], language: str) -> str:
    """Return what people call a published checklist."""
    return str(body.get("zh" if language.startswith("zh") else "en", ""))
