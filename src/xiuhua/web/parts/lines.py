"""Lines on a card: what belongs to an object, a line each, with the way to it."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.marks import Tag
from xiuhua.web.parts.objects import Section


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what it is, a second line in small, a tag and what may be done."""

    text: str
    note: str = ""
    url: str = ""
    tag: Tag | None = None
    acts: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lines:
    """What the template of the card prints."""

    lines: tuple[Line, ...]
    empty: str
    more_url: str = ""
    more_label: str = ""


def lines_section(
    title: str, lines: tuple[Line, ...], *, empty: str, more_url: str = "", more_label: str = ""
) -> Section:
    """Return a card of lines; `empty` says why there is none."""
    context = Lines(lines=lines, empty=empty, more_url=more_url, more_label=more_label or "…")
    return Section(title=title, template="web/parts/lines.html", context=context)
