"""Words of the domain: one base class for every fixed vocabulary."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A stored word with the two labels people read and the colour of its tag.

    Example: `OPEN = "open", "营业", "Open", "done"`. Colours are token names of the design language
    (`plain`, `late`, `soon`, `done`, `hold`, `brand`).
    """

    zh: str
    en: str
    colour: str

    def __new__(cls, value: str, zh: str = "", en: str = "", colour: str = "plain") -> Self:
        """Build one member from its stored value, its two labels and its colour."""
        if not zh or not en:
            raise TypeError(f"the term {value!r} needs a Chinese and an English label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        member.colour = colour
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (value, Chinese label) pairs for a Django field."""
        return [(member.value, member.zh) for member in cls]

    def label(self, language: str) -> str:
        """Return the label in a language: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en
