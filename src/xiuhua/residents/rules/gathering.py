"""Which messages speak of the same thing: by matter where one is known, else by their words.

Source:
    own choice, because a board's messages carry no matter: pairs of neighbouring characters, as the search
    has them, and the share of pairs that two texts have in common (Jaccard). Three messages in thirty days
    from one street make an issue; both are stated beside the list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiuhua.shared.search import search_terms

LEAST = 3
SPAN = timedelta(days=30)
WEEK = timedelta(days=7)
ALIKE_SHARE = 0.2
_SHORTEST = 2  # a single character says nothing
_EMPTY = frozenset(
    {"我们", "希望", "请问", "问题", "一直", "没有", "有关", "部门", "领导", "您好", "谢谢", "解决"}
)
_STREET_DIGITS = 9  # GB/T 10114


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A message, as far as gathering needs it.

    Args:
        pk: its key.
        area_code: where.
        item_id: its matter; None where nobody has said.
        words: its title and the beginning of its text.
        posted_at: when it was written.
    """

    pk: int
    area_code: str
    item_id: int | None
    words: str
    posted_at: datetime


@dataclass(kw_only=True)
class Gathered:
    """Messages of one street about one thing.

    Args:
        key: street, and matter or the first message: the same from one gathering to the next.
        area_code: the street.
        item_id: the matter, where it is known.
        members: the messages, oldest first.
    """

    key: str
    area_code: str
    item_id: int | None
    members: list[Spoken] = field(default_factory=list)
    terms: set[str] = field(default_factory=set)

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many of its messages were written in a span, the end not included."""
        return sum(since <= one.posted_at < until for one in self.members)


def issues_gathered(messages: Iterable[Spoken], *, least: int = LEAST) -> list[Gathered]:
    """Return the issues that messages make: those with `least` members, the most spoken of first."""
    groups: dict[str, Gathered] = {}
    worded: dict[str, list[Gathered]] = {}
    for one in sorted(messages, key=lambda message: (message.posted_at, message.pk)):
        street = one.area_code[:_STREET_DIGITS]
        if one.item_id is not None:
            key = f"{street}:item:{one.item_id}"
            group = groups.setdefault(key, Gathered(key=key, area_code=street, item_id=one.item_id))
        else:
            group = _by_words(one, street, worded.setdefault(street, []), groups)
        group.members.append(one)
    found = [group for group in groups.values() if len(group.members) >= least]
    return sorted(found, key=lambda group: (-len(group.members), group.key))


def _by_words(one: Spoken, street: str, known: list[Gathered], groups: dict[str, Gathered]) -> Gathered:
    """Return the group whose words a message shares most, or a new one."""
    terms = terms_of(one.words)
    best = max(known, key=lambda group: alike_share(terms, group.terms), default=None)
    if best is not None and alike_share(terms, best.terms) >= ALIKE_SHARE:
        return best
    fresh = Gathered(key=f"{street}:words:{one.pk}", area_code=street, item_id=None, terms=set(terms))
    known.append(fresh)
    groups[fresh.key] = fresh
    return fresh


def terms_of(words: str) -> frozenset[str]:
    """Return the pairs of characters that say what a text is about."""
    return frozenset(term for term in search_terms(words) if len(term) >= _SHORTEST and term not in _EMPTY)


def alike_share(one: Collection[str], other: Collection[str]) -> float:
    """Return the share of pairs that two texts have in common, 0 to 1."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def trend_words(week: int, before: int) -> str:
    """Return how the last seven days compare with the seven before: `↑ 3`, `↓ 2`, `→`."""
    if week == before:
        return "→"
    return f"↑ {week - before}" if week > before else f"↓ {before - week}"


def titles_shortened(titles: Sequence[str], *, most: int = 120) -> str:
    """Return the title of an issue: that of its latest message."""
    return (titles[-1] if titles else "")[:most]
