"""A written briefing laid out as an official document, and the text of a person in it.

Source:
    GB/T 9704-2012 for the layout, see `papers.rules.official`; that a marked number must be the record's own:
    own choice, because a report that lets a number be typed over proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xiuhua.briefings.rules.written import Part, WrittenBlock, WrittenFigure
from xiuhua.briefings.terms import BlockKind
from xiuhua.papers.rules.documents import (
    Block,
    Chart,
    Document,
    Layout,
    Paragraph,
    Passage,
    Role,
    Span,
    ThreeLine,
)
from xiuhua.papers.rules.official import title_lines

_MARK = re.compile(r"\[(\d{1,4})\]")
APPENDIX = "指标数据表"
_WIDE = 0.30  # of a table: its first column, where it names what the row is about


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


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What surrounds the text of a briefing.

    Args:
        organ: its red head; empty for none.
        as_of: when the figures were counted as of, in words.
        address: where a figure's records are found; None where there is no page.
    """

    title: str
    organ: str
    number: str
    issuer: str
    dated: str
    addressee: str
    as_of: str
    address: Callable[[WrittenFigure], str] | None = None


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
    laid: list[Block] = []
    if setting.addressee:
        laid.append(Paragraph(f"{setting.addressee.rstrip('：')}：", Role.ADDRESSEE))
    laid += [_laid(block, charts) for block in blocks]
    if figures:
        laid.append(Paragraph(f"附件：{APPENDIX}", Role.ATTACHED))
    if setting.issuer:
        laid.append(Paragraph(setting.issuer, Role.ISSUER))
    if setting.dated:
        laid.append(Paragraph(setting.dated, Role.DATE))
    if figures:
        laid += _appendix(figures, setting)
    return Document(
        title=setting.title, title_lines=title_lines(setting.title), layout=Layout.OFFICIAL,
        blocks=tuple(laid), organ=setting.organ, number=setting.number,
    )  # fmt: skip


_ROLES = {
    BlockKind.HEADING: Role.HEADING,
    BlockKind.SUBHEADING: Role.SUBHEADING,
    BlockKind.GAP: Role.GAP,
}


def _laid(block: WrittenBlock, charts: Mapping[int, tuple[bytes, str]]) -> Block:
    if block.kind is BlockKind.TABLE:
        return _table(block)
    if block.kind is BlockKind.CHART:
        png, address = charts.get(block.chart, (b"", ""))
        return Chart(caption=block.caption, alt=block.alt, png=png, address=address)
    if block.kind is BlockKind.TEXT:
        return Passage(tuple(Span(part.text, part.mark) for part in block.parts))
    return Paragraph("".join(part.text for part in block.parts), _ROLES[block.kind])


def _table(block: WrittenBlock) -> ThreeLine:
    columns = len(block.headings)
    counted = block.headings[0] == "序号"
    fixed = [0.08, _WIDE] if counted else [_WIDE]
    fixed = fixed[:columns]
    left = (1 - sum(fixed)) / (columns - len(fixed)) if columns > len(fixed) else 0
    return ThreeLine(
        headings=block.headings,
        rows=tuple(tuple(Span(part.text, part.mark) for part in row) for row in block.rows),
        caption=block.caption, widths=(*fixed, *((left,) * (columns - len(fixed)))),
        left=frozenset({1}) if counted else frozenset({0}),
    )  # fmt: skip


_HEADS = ("序号", "指标", "范围", "时段", "值", "分子", "分母", "计算公式", "来源行")
_WIDTHS = (0.05, 0.15, 0.11, 0.09, 0.11, 0.09, 0.09, 0.24, 0.07)


def _appendix(figures: Sequence[WrittenFigure], setting: Setting) -> list[Block]:
    rows = tuple(_row(one, setting) for one in figures)
    return [
        Paragraph("附件", Role.ATTACHMENT),
        Paragraph(APPENDIX, Role.ATTACHMENT_TITLE),
        Paragraph(
            f"正文和图表中的数字后以方括号标注序号。各项均由平台记录计算，数据截至{setting.as_of}；"
            "同一截至时点再次计算，结果不变。“来源行”为指标登记表编号。"
        ),
        ThreeLine(
            headings=_HEADS, rows=rows, widths=_WIDTHS, anchors=tuple(one.mark for one in figures),
            left=frozenset({1, 7}), is_small=True,
        ),
    ]  # fmt: skip


def _row(one: WrittenFigure, setting: Setting) -> tuple[Span, ...]:
    url = setting.address(one) if setting.address and one.numerator is not None else ""
    return (
        Span(str(one.mark)), Span(one.name), Span(one.group_label or one.area), Span(one.period_name),
        Span(one.printed if one.value is not None else f"无数据（{one.why}）", url=url),
        Span("—" if one.numerator is None else f"{one.numerator:,}"),
        Span("—" if one.denominator is None else f"{one.denominator:,}"), Span(one.formula),
        Span(one.source_row or "—"),
    )  # fmt: skip
