"""What a printed document consists of, before anybody knows whether it becomes a page or a Word file.

Source:
    own choice, because a form that exists twice says two things before long: docs/decisions/0025. The two
    layouts are those of the trade: a form with a ruled grid, and an official letter after GB/T 9704-2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from xiuhua.papers.rules.official import mark_size_pt

PAIRS = 2  # label and value stand side by side twice in a row of a grid


class Layout(Enum):
    """How a document is laid out."""

    FORM = "form"
    OFFICIAL = "official"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place of a form. An empty value is left to be written by hand.

    Args:
        span: how many of the two places of its row it takes.
        lines: how high it is at least, in lines of writing.
    """

    label: str
    value: str = ""
    span: int = 1
    lines: int = 1


@dataclass(frozen=True)
class Grid:
    """A ruled form."""

    rows: tuple[tuple[Entry, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if sum(entry.span for entry in row) != PAIRS:
                raise ValueError(f"a row of a form has {PAIRS} places: {[entry.label for entry in row]}")


class Role(Enum):
    """What a paragraph is in its document.

    `GAP` is a place where the record says nothing and a person has to; `ATTACHED` names what is attached,
    under the text; `ATTACHMENT` begins it on a page of its own.

    Source:
        GB/T 9704-2012, 7.3.3 for three levels of headings, 7.3.4 and 7.3.7 for what is attached.
    """

    BODY = "body"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ADDRESSEE = "addressee"
    ISSUER = "issuer"
    DATE = "date"
    NOTE = "note"
    THIRD = "third"
    CAPTION = "caption"
    GAP = "gap"
    ATTACHED = "attached"
    ATTACHMENT = "attachment"
    ATTACHMENT_TITLE = "attachment-title"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with headings; `widths` are shares of the whole."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture by its stored file. `address` is where a page finds it; a Word file takes its content in."""

    file_id: int
    caption: str = ""
    address: str = ""


@dataclass(frozen=True)
class Photos:
    """Pictures in two columns."""

    items: tuple[Photo, ...]
    title: str = ""


@dataclass(frozen=True)
class Signatures:
    """Places to sign by hand."""

    places: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """What stands in a footnote: its text, the row of the appendix it leads to, the page of its records."""

    text: str
    anchor: str = ""
    anchor_text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Span:
    """A part of a text. `mark` refers to the note of that number, `url` to a page."""

    text: str
    mark: int = 0
    url: str = ""


@dataclass(frozen=True)
class Passage:
    """A paragraph in parts, some of which are marked."""

    spans: tuple[Span, ...]
    role: Role = Role.BODY


@dataclass(frozen=True, kw_only=True)
class ThreeLine:
    """A three-line table (三线表): ruled above, below its headings and at its end, and nowhere else.

    Args:
        anchors: the number of the appendix that each row is, where marks lead; empty for no such rows.
        left: columns whose texts begin at the left; all others stand in the middle.
        is_small: whether it is set as an appendix is.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Span, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()
    anchors: tuple[int, ...] = ()
    left: frozenset[int] = frozenset({0})
    is_small: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"a row does not fit under {self.headings}")

    def lines(self) -> Iterator[tuple[int, tuple[tuple[Span, bool], ...]]]:
        """Yield each row: its number in the appendix, its cells, each with whether it begins at the left."""
        for nth, row in enumerate(self.rows):
            anchor = self.anchors[nth] if self.anchors else 0
            yield anchor, tuple((span, place in self.left) for place, span in enumerate(row))


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawn chart. `address` is where a page finds the picture; a Word file takes `png` in.

    `alt` says in words what it shows, for whoever cannot see it.
    """

    caption: str
    alt: str
    png: bytes = b""
    address: str = ""


Block = Grid | Paragraph | Table | Photos | Signatures | Passage | ThreeLine | Chart


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """版记: who issued a paper and when, and who has a copy of it, at the foot of its last page.

    Args:
        organ: 印发机关.
        issued_on: the day, 2026年3月2日.
        copied_to: 抄送机关, each by its name; none for no such line.

    Source:
        GB/T 9704-2012, 7.4.
    """

    organ: str
    issued_on: str
    copied_to: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.organ and self.issued_on):
            raise ValueError("an imprint says who issued a paper, and when")

    @property
    def issued(self) -> str:
        """The day as it is printed."""
        return f"{self.issued_on}印发"

    @property
    def copied(self) -> str:
        """The organs as they are printed, with a comma between two and a full stop at the end."""
        return f"{'，'.join(self.copied_to)}。" if self.copied_to else ""


def imprint_of(organ: str, issued_on: str, *, copied_to: Sequence[str] = ()) -> Imprint | None:
    """Return the imprint of a paper; None where nobody knows who issued it, or when: a draft has none."""
    if not (organ and issued_on):
        return None
    return Imprint(organ=organ, issued_on=issued_on, copied_to=tuple(copied_to))


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document.

    Args:
        organ: the red head of an official letter, or the line above a form's title.
        number: its document number, or that of what it is about.
        footnote: the small line at its end: from which records it was printed, and when.
        title_lines: where the title breaks in print; empty for wherever the line ends.
        notes: what its marks refer to, number 1 first, in the order in which they are first referred to.
        imprint: what stands at the foot of its last page; None for a form, a draft, and a letter that has
            none.
    """

    title: str
    layout: Layout
    blocks: tuple[Block, ...]
    title_lines: tuple[str, ...] = ()
    organ: str = ""
    number: str = ""
    footnote: str = ""
    notes: tuple[Note, ...] = ()
    imprint: Imprint | None = None

    @property
    def is_official(self) -> bool:
        """Whether it is laid out as an official letter."""
        return self.layout is Layout.OFFICIAL

    @property
    def organ_pt(self) -> int:
        """How large its red head may be, points."""
        return int(mark_size_pt(self.organ))

    def photos(self) -> Iterator[Photo]:
        """Yield every picture."""
        for block in self.blocks:
            if isinstance(block, Photos):
                yield from block.items


def letter(
    *,
    title: str,
    paragraphs: Sequence[str],
    number: str = "",
    organ: str = "",
    addressee: str = "",
    issuer: str = "",
    dated: str = "",
    footnote: str = "",
) -> Document:
    """Return an official letter: to whom, the paragraphs, whose name stands under it, and its date."""
    blocks: list[Block] = []
    if addressee:
        blocks.append(Paragraph(f"{addressee.rstrip('：:')}：", Role.ADDRESSEE))
    blocks += [Paragraph(text, _role(text)) for text in paragraphs if text.strip()]
    if issuer:
        blocks.append(Paragraph(issuer, Role.ISSUER))
    if dated:
        blocks.append(Paragraph(dated, Role.DATE))
    return Document(
        title=title, layout=Layout.OFFICIAL, blocks=tuple(blocks), organ=organ, number=number,
        footnote=footnote,
    )  # fmt: skip


_ORDINALS = "一二三四五六七八九十"


def _role(text: str) -> Role:
    """Return whether a line is a heading: 一、… or （一）… on a line of its own, without a full stop.

    Source:
        GB/T 9704-2012, 7.3.3: the first level is numbered 一、, the second （一）.
    """
    head = text.strip()
    if head.endswith(("。", "；", "：")):
        return Role.BODY
    if len(head) > 1 and head[0] in _ORDINALS and "、" in head[:3]:
        return Role.HEADING
    second = len(head) > 3 and head[0] == "（" and head[1] in _ORDINALS and "）" in head[2:4]
    return Role.SUBHEADING if second else Role.BODY
