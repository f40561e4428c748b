"""A written briefing laid out as an official document, and the text of a person in it.

Source:
    GB/T 9704-2012 for the layout, see `papers.rules.official`; that a marked number must be the record's own:
    own choice, because a report that lets a number be typed over proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from xiuhua.briefings.rules.written import Part, WrittenBlock, WrittenFigure
from xiuhua.briefings.terms import BlockKind
from xiuhua.papers.rules.documents import (
    Block,
    Chart,
    Document,
    Layout,
    Note,
    Paragraph,
    Passage,
    Role,
    Span,
    ThreeLine,
    imprint_of,
)
from xiuhua.papers.rules.official import title_lines

_MARK = re.compile(r"\[(\d{1,4})\]")
_BETWEEN = re.compile("[、，,；;\n]")
APPENDIX = "指标数据表"
_WIDE, _NARROW = 0.36, 0.15  # of a table: the column that names what a row is about; among many columns
_YEAR = 0.31  # holds 2021年（12月31日起） in one line
_MANY = 6  # columns


def text_read(text: str, figures: Mapping[int, WrittenFigure]) -> tuple[Part, ...]:
    """Return the parts of a text that a person wrote: what stands before `[3]` and is figure 3 is marked."""
    parts: list[Part] = []
    begun = 0
    for found in _MARK.finditer(text):
        figure = figures.get(int(found.group(1)))
        if figure is None:
            continue
        before = text[begun : found.start()]
        if before.endswith(figure.printed):
            head = before[: -len(figure.printed)]
            parts += [Part(head)] if head else []
            parts.append(Part(figure.printed, figure.mark))
            begun = found.end()
    rest = text[begun:]
    return (*parts, Part(rest)) if rest else tuple(parts)


def marks_broken(text: str, figures: Mapping[int, WrittenFigure]) -> tuple[tuple[int, str], ...]:
    """Return the marks before which something else stands than their figure says, each with what it says."""
    broken = []
    for found in _MARK.finditer(text):
        number = int(found.group(1))
        figure = figures.get(number)
        if figure is None or not text[: found.start()].endswith(figure.printed):
            broken.append((number, figure.printed if figure else ""))
    return tuple(broken)


def organs_read(typed: str) -> tuple[str, ...]:
    """Return the organs that somebody typed with commas, semicolons or 、 in between, without a full stop."""
    return tuple(one for part in _BETWEEN.split(typed) if (one := part.strip().rstrip("。")))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What surrounds the text of a briefing.

    Args:
        organ: its red head; empty for none.
        as_of: when the figures were counted as of, in words.
        sent_on: the day on which it was sent, in words; empty before, when it has no imprint.
        copied_to: who has a copy of it.
        address: where a figure's records are found; None where there is no page.
        instant: how an instant of its own, ISO 8601, is said of a figure that has one.
    """

    title: str
    organ: str
    number: str
    issuer: str
    dated: str
    addressee: str
    as_of: str
    sent_on: str = ""
    copied_to: tuple[str, ...] = ()
    address: Callable[[WrittenFigure], str] | None = None
    instant: Callable[[str], str] | None = None


def document_of(
    blocks: Sequence[WrittenBlock],
    figures: Sequence[WrittenFigure],
    charts: Mapping[int, tuple[bytes, str]],
    setting: Setting,
) -> Document:
    """Return a briefing as an official document, its figures in an appendix.

    Args:
        blocks: as they stand, a person's texts in their places.
        figures: in the order of their numbers.
        charts: by number, the picture and the address of it.
        setting: what surrounds them.
    """
    plan = _planned(blocks, figures)
    laid: list[Block] = []
    if setting.addressee:
        laid.append(Paragraph(f"{setting.addressee.rstrip('：')}：", Role.ADDRESSEE))
    laid += [_laid(block, charts, plan) for block in blocks]
    if plan.figures:
        laid.append(Paragraph(f"附件：{APPENDIX}", Role.ATTACHED))
    if setting.issuer:
        laid.append(Paragraph(setting.issuer, Role.ISSUER))
    if setting.dated:
        laid.append(Paragraph(setting.dated, Role.DATE))
    if plan.figures:
        laid += _appendix(plan, setting)
    return Document(
        title=setting.title, title_lines=title_lines(setting.title), layout=Layout.OFFICIAL,
        blocks=tuple(laid), organ=setting.organ, number=setting.number,
        notes=tuple(_note(number, one, setting) for number, one in plan.numbered if number <= plan.noted),
        imprint=imprint_of(setting.issuer, setting.sent_on, copied_to=setting.copied_to),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """The figures that a document prints, as it numbers them.

    A word processor numbers notes in the order in which they are first referred to, so that a paragraph that
    a person left out, or moved a number in, changes the numbers behind it.

    Args:
        numbers: by mark of the draft, the number in the document.
        figures: in that order.
        noted: how many of them a note stands behind; those after them are drawn in a chart and nowhere else.
        tables: by mark, the table that prints the figure.
    """

    numbers: Mapping[int, int]
    figures: tuple[WrittenFigure, ...]
    noted: int
    tables: Mapping[int, str] = field(default_factory=dict)

    @property
    def numbered(self) -> list[tuple[int, WrittenFigure]]:
        """The figures with their numbers."""
        return list(enumerate(self.figures, start=1))


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A figure with its number in the document; `note` is what its note says."""

    number: int
    figure: WrittenFigure
    note: Note


def figures_numbered(
    blocks: Sequence[WrittenBlock], figures: Sequence[WrittenFigure], setting: Setting
) -> list[Numbered]:
    """Return the figures that a document prints, numbered as it numbers them."""
    return [
        Numbered(number=number, figure=one, note=_note(number, one, setting))
        for number, one in _planned(blocks, figures).numbered
    ]


def _planned(blocks: Sequence[WrittenBlock], figures: Sequence[WrittenFigure]) -> _Plan:
    known = {one.mark: one for one in figures}
    printed = dict.fromkeys(mark for block in blocks for mark in block.printed_marks if mark in known)
    drawn = dict.fromkeys(mark for block in blocks for mark in block.shows if mark in known)
    marks = (*printed, *(mark for mark in drawn if mark not in printed))
    return _Plan(
        numbers={mark: number for number, mark in enumerate(marks, start=1)},
        figures=tuple(known[mark] for mark in marks), noted=len(printed),
        tables={
            mark: block.caption.partition("\u3000")[0]
            for block in reversed(blocks)
            if block.kind is BlockKind.TABLE
            for mark in block.printed_marks
        },
    )  # fmt: skip


def _note(number: int, one: WrittenFigure, setting: Setting) -> Note:
    """Return the note of a figure: what it is, how it was counted, and where its records are."""
    is_rate = one.denominator is not None
    counts = [] if one.numerator is None else [f"{'分子' if is_rate else '计入记录'}{one.numerator}"]
    counts += [f"分母{one.denominator}"] if is_rate else []
    value = one.printed if one.value is not None else f"无数据（{one.why}）"
    told = (
        f"{one.name}（{one.group_label or one.area}，{one.period_name}）：{value}。算法：{one.formula}"
        f"{'；' + '、'.join(counts) if counts else ''}；数据截至{_as_of(one, setting)}；"
    )
    return Note(
        text=f"{told}见",
        anchor=f"figure_{number}",
        anchor_text=f"附件第{number}项",
        url=_address(one, setting),
    )


def _as_of(one: WrittenFigure, setting: Setting) -> str:
    return setting.instant(one.as_of) if one.as_of and setting.instant else setting.as_of


def _address(one: WrittenFigure, setting: Setting) -> str:
    return setting.address(one) if setting.address and one.numerator is not None else ""


_ROLES = {
    BlockKind.HEADING: Role.HEADING,
    BlockKind.SUBHEADING: Role.SUBHEADING,
    BlockKind.GAP: Role.GAP,
}


def _laid(block: WrittenBlock, charts: Mapping[int, tuple[bytes, str]], plan: _Plan) -> Block:
    if block.kind is BlockKind.TABLE:
        return _table(block, plan)
    if block.kind is BlockKind.CHART:
        png, address = charts.get(block.chart, (b"", ""))
        caption = f"{block.caption}{_where(block, plan)}"
        return Chart(caption=caption, alt=block.alt, png=png, address=address)
    if block.kind is BlockKind.TEXT:
        return Passage(tuple(_span(part, plan) for part in block.parts))
    return Paragraph("".join(part.text for part in block.parts), _ROLES[block.kind])


def _span(part: Part, plan: _Plan) -> Span:
    number = plan.numbers.get(part.mark, 0)
    return Span(part.text, number if number <= plan.noted else 0)


def _where(block: WrittenBlock, plan: _Plan) -> str:
    """Return where the values stand that a chart draws: in a table of the text, else in the appendix."""
    shown = [mark for mark in block.shows if mark in plan.numbers]
    if not shown:
        return ""
    tables = dict.fromkeys(plan.tables.get(mark, "") for mark in shown)
    if "" not in tables:
        return f"（数据见{'、'.join(tables)}）"
    return f"（数据见附件第{ranges(sorted(plan.numbers[mark] for mark in shown))}项）"


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as people print them: 3—5、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _table(block: WrittenBlock, plan: _Plan) -> ThreeLine:
    counted = block.headings[0] == "序号"
    return ThreeLine(
        headings=block.headings,
        rows=tuple(tuple(_span(part, plan) for part in row) for row in block.rows),
        caption=block.caption, widths=_widths(block.headings),
        left=_SET_LEFT.get(block.headings) or frozenset({1} if counted else {0}),
    )  # fmt: skip


_SET_WIDTHS = {
    ("文号", "督办事项", "责任单位", "下达", "期限", "现状"): (0.19, 0.24, 0.21, 0.12, 0.12, 0.12),
    ("评比", "参评数", "前三名", "末两名"): (0.28, 0.10, 0.36, 0.26),
    ("对象", "依据", "约谈人", "被约谈人", "现状"): (0.20, 0.28, 0.18, 0.18, 0.16),
    ("评比", "对象", "得分", "名次"): (0.40, 0.30, 0.15, 0.15),
}
_FIGURES_OF = {3: (0.56, 0.14, 0.30), 5: (0.36, 0.10, 0.17, 0.17, 0.20)}  # by columns
_SET_LEFT = {
    ("文号", "督办事项", "责任单位", "下达", "期限", "现状"): frozenset({0, 1, 2}),
    ("评比", "参评数", "前三名", "末两名"): frozenset({0, 2, 3}),
}


def _widths(headings: tuple[str, ...]) -> tuple[float, ...]:
    """Return the widths of a table's columns: what numbers and names its rows first, the rest alike."""
    columns = len(headings)
    if headings in _SET_WIDTHS:
        return _SET_WIDTHS[headings]
    if headings[0] == "指标" and columns in _FIGURES_OF:
        return _FIGURES_OF[columns]
    is_counted = headings[0] == "序号"
    wide, number = (_WIDE, 0.08) if columns < _MANY else (_NARROW, 0.07)
    if headings[0] == "年度":
        wide = _YEAR
    fixed = ([number, wide] if is_counted else [wide])[:columns]
    left = (1 - sum(fixed)) / (columns - len(fixed)) if columns > len(fixed) else 0
    return (*fixed, *((left,) * (columns - len(fixed))))


_HEADS = ("序号", "指标", "范围", "时段", "值", "分子", "分母", "计算公式", "来源行")
_WIDTHS = (0.05, 0.16, 0.11, 0.11, 0.10, 0.07, 0.07, 0.26, 0.07)


def _appendix(plan: _Plan, setting: Setting) -> list[Block]:
    rows = tuple(_row(number, one, setting) for number, one in plan.numbered)
    return [
        Paragraph("附件", Role.ATTACHMENT),
        Paragraph(APPENDIX, Role.ATTACHMENT_TITLE),
        Paragraph(
            f"序号与正文注号一致。各项由平台按记录计算，数据截至{setting.as_of}；"
            "按同一截至时点再次计算，结果不变。“来源行”为指标登记表编号。"
        ),
        ThreeLine(
            headings=_HEADS, rows=rows, widths=_WIDTHS,
            anchors=tuple(number for number, _one in plan.numbered), left=frozenset({1, 7}), is_small=True,
        ),
    ]  # fmt: skip


def _row(number: int, one: WrittenFigure, setting: Setting) -> tuple[Span, ...]:
    return (
        Span(str(number)), Span(one.name), Span(one.group_label or one.area), Span(one.period_name),
        Span(one.printed if one.value is not None else f"无数据（{one.why}）", url=_address(one, setting)),
        Span("—" if one.numerator is None else f"{one.numerator}"),
        Span("—" if one.denominator is None else f"{one.denominator}"), Span(one.formula),
        Span(one.source_row or "—"),
    )  # fmt: skip
