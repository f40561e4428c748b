"""What a digest says.

Source:
    own choice, because ten messages in a row are read like none: what is late stands first, then the other
    kinds in a fixed order, each with its number and its first lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.notices.terms import NoticeKind

DIGEST = "notices.digest"  # the template that a digest is sent by
LINES_PER_KIND = 5
_ORDER = (
    NoticeKind.PRESS,
    NoticeKind.DEADLINE,
    NoticeKind.CASE,
    NoticeKind.WISH,
    NoticeKind.RESULT,
    NoticeKind.REPLY,
    NoticeKind.SYSTEM,
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One notice in a digest."""

    kind: NoticeKind
    title: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The notices of one kind: how many, and the titles that are printed."""

    kind: NoticeKind
    count: int
    titles: tuple[str, ...]


def grouped(lines: Sequence[Line]) -> tuple[Group, ...]:
    """Return lines by kind, each kind's in the order they came; same titles stand once."""
    found = []
    for kind in _ORDER:
        titles = [line.title for line in lines if line.kind is kind]
        if titles:
            shown = tuple(dict.fromkeys(titles))[:LINES_PER_KIND]
            found.append(Group(kind=kind, count=len(titles), titles=shown))
    return tuple(found)


def digest_title(lines: Sequence[Line], language: str) -> str:
    """Return the one line above a digest."""
    zh = language.startswith("zh")
    return f"{len(lines)} 条通知汇总" if zh else f"{len(lines)} notices"


def digest_text(lines: Sequence[Line], language: str) -> str:
    """Return a digest: a heading with the number for each kind, then its titles."""
    zh = language.startswith("zh")
    said = []
    for group in grouped(lines):
        said.append(
            f"{group.kind.label(language)}（{group.count}）" if zh else f"{group.kind.en} ({group.count})"
        )
        said += [f"· {title}" for title in group.titles]
        if (left := group.count - len(group.titles)) > 0:
            said.append(f"· 另有 {left} 条" if zh else f"· {left} more")
    return "\n".join(said)
