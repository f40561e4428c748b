"""Phrases: what may stand in one, how it is filled from a record, and in which order they are offered.

Source:
    own choice, because desks keep their stock phrases in a text file beside the window and say what they
    miss there: the place and the unit filled in, and the one used most at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xiuhua.shared.search import initials

PLACEHOLDERS = ("地点", "事项", "单位", "时限", "编号", "上报时间")
"""What a phrase may leave open; whoever shows phrases beside a record says what it is there."""

KEY_MOST = 12
WORDS_MOST = 500
_KEY = re.compile(rf"[a-z0-9]{{1,{KEY_MOST}}}")
_GAP = re.compile(r"\{([^{}]*)\}")
_SUGGESTED = 4  # letters of a key made from the words


def phrase_faults(key: str, words: str) -> dict[str, str]:
    """Return what is wrong with a phrase, by field."""
    found = {}
    if not _KEY.fullmatch(key):
        found["key"] = "phrase_key_wrong"
    if not words.strip():
        found["words"] = "phrase_words_missing"
    elif len(words.strip()) > WORDS_MOST:
        found["words"] = "phrase_words_long"
    elif set(_GAP.findall(words)) - set(PLACEHOLDERS):
        found["words"] = "phrase_gap_unknown"
    return found


def phrase_filled(words: str, facts: Mapping[str, str]) -> str:
    """Return a phrase with its gaps filled; what the record does not say stays open, for a person to see."""
    return _GAP.sub(lambda gap: facts.get(gap[1], "") or gap[0], words)


def key_suggested(words: str) -> str:
    """Return a key for some words, their pinyin initials: 已清理 is `yql`; empty where they have none."""
    plain = "".join(sign for sign in _GAP.sub("", words) if sign.isalnum())
    return next(iter(initials(plain)), "")[:_SUGGESTED]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A phrase as a menu offers it.

    Args:
        scope_place: 0 for one's own, 1 for the unit's, 2 for everybody's.
        used: how often its reader has picked it.
    """

    id: int
    key: str
    words: str
    act: str
    scope_place: int
    rank: int
    used: int


def phrases_offered(phrases: Iterable[Offered], *, act: str) -> list[Offered]:
    """Return the phrases for an act in the order of a menu.

    Those written for this very act stand first; among them the pinned ones in their order, then the ones
    used most, then one's own before the unit's before everybody's. Phrases of other acts are left out.
    """
    fitting = [one for one in phrases if one.act in {"", act}]
    return sorted(
        fitting,
        key=lambda one: (one.act != act, one.rank or _LAST, -one.used, one.scope_place, one.key, one.id),
    )


_LAST = 1_000_000


def lines_read(text: str) -> list[tuple[str, str]]:
    """Return the keys and words of pasted lines: `yql 已清理` or a row copied from a sheet.

    What stands first is a key only where it can be one and words follow it; blank lines are left out.
    """
    found = []
    for line in text.splitlines():
        head, _gap, rest = line.strip().partition("\t") if "\t" in line else line.strip().partition(" ")
        if rest.strip() and _KEY.fullmatch(head.lower()):
            found.append((head.lower(), rest.strip()))
        elif line.strip():
            found.append(("", line.strip()))
    return found
