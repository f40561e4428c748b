"""Tables of a Word file: three-line tables, ruled tables, and the grid of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import PAIRS, Grid, Span, Table, ThreeLine
from xiuhua.papers.services.word.lines import caption_put, line_put
from xiuhua.papers.services.word.notes import Marks
from xiuhua.papers.services.word.styles import CELL_PT, HEITI, SMALL_PT, SONGTI, W, font_set, run_look

_FORM_WIDTH_MM = 170
_LABEL_MM = 27
_TWIPS_MM = 1440 / 25.4


def three_line_put(
    file: Any, block: ThreeLine, marks: Marks
) -> None:  # python-docx types no parts of a document
    """Write a three-line table as markup at once: by python-docx, hundreds of rows take many seconds."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    if block.caption:
        caption_put(file, block.caption)
    shares = block.widths or (1 / len(block.headings),) * len(block.headings)
    widths = [round(official.TYPE_AREA_MM[0] * share * _TWIPS_MM) for share in shares]
    size_pt = SMALL_PT if block.is_small else CELL_PT
    head = _Row(face=HEITI, size_pt=size_pt, lines=_HEAD_LINES, keep=True)
    heads = "".join(
        _td(Span(text), width, head, marks=marks) for text, width in zip(block.headings, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"]
    last = len(block.rows) - 1
    for nth, (anchor, cells) in enumerate(block.lines()):
        row = _Row(
            face=SONGTI, size_pt=size_pt, lines=_LAST_LINE if nth == last else "", keep=nth == 0 and last > 0
        )
        told = "".join(
            _td(span, width, row, marks=marks, is_left=is_left, anchor=anchor if place == 0 else 0)
            for place, ((span, is_left), width) in enumerate(zip(cells, widths, strict=True))
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{told}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = parse_xml(
        f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )
    file.element.body.insert_element_before(table, "w:sectPr")
    line_put(file, "", face=SONGTI, size_pt=SMALL_PT, align="left", spacing_pt=12)


def _border(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


_THICK, _THIN = 12, 6  # eighths of a point: the outer rules 1.5 pt, the one below the headings 0.75 pt
_HEAD_LINES = _border("top", _THICK) + _border("bottom", _THIN)
_LAST_LINE = _border("bottom", _THICK)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """How the cells of a row look.

    Args:
        lines: their borders, as markup.
        keep: whether it stays on the page of the row after it, so that no table begins with one row.
    """

    face: str
    size_pt: float
    lines: str
    keep: bool = False


def _td(span: Span, width: int, row: _Row, *, marks: Marks, is_left: bool = False, anchor: int = 0) -> str:
    """Return the markup of a cell; a row of the appendix is bookmarked in its first one."""
    look, size_pt = run_look(row.face, row.size_pt), row.size_pt
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(span.text)}</w:t></w:r>'
    if span.mark:
        run += marks.marked(span.mark, look)
    if anchor:
        begun = f'<w:bookmarkStart w:id="{anchor}" w:name="{_anchor(anchor)}"/>'
        run = f'{begun}{run}<w:bookmarkEnd w:id="{anchor}"/>'
    borders = f"<w:tcBorders>{row.lines}</w:tcBorders>" if row.lines else ""
    spacing, air = round((size_pt + 2) * 20), 10 if size_pt == SMALL_PT else 40
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{"<w:keepNext/>" if row.keep else ""}<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{air}" w:after="{air}" w:line="{spacing}" w:lineRule="atLeast"/>'
        f'<w:jc w:val="{"left" if is_left else "center"}"/></w:pPr>{run}</w:p></w:tc>'
    )


def _anchor(number: int) -> str:
    return f"figure_{number}"


def grid_put(file: Any, block: Grid) -> None:  # as above
    """Write the ruled form."""
    from docx.shared import Mm  # noqa: PLC0415

    table = file.add_table(rows=0, cols=2 * PAIRS)
    table.style, table.autofit = "Table Grid", False
    value_mm = _FORM_WIDTH_MM / PAIRS - _LABEL_MM
    for entries in block.rows:
        row = table.add_row()
        for cell, width in zip(row.cells, (_LABEL_MM, value_mm) * PAIRS, strict=True):
            cell.width = Mm(width)
        row.height = Mm(max(9.0, 6.5 * max(entry.lines for entry in entries)))
        place = 0
        for entry in entries:
            last = place + 2 * entry.span - 1
            value = row.cells[place + 1]
            value = value.merge(row.cells[last]) if last > place + 1 else value
            _cell(row.cells[place], entry.label, face=HEITI, align="center")
            _cell(value, entry.value, face=SONGTI, align="left")
            place = last + 1


def _cell(cell: Any, text: str, *, face: str, align: str) -> None:  # as above
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    cell.vertical_alignment = VERTICAL.CENTER
    lines = text.split("\n") or [""]
    for number, said in enumerate(lines):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        line.alignment = ALIGN.CENTER if align == "center" else ALIGN.LEFT
        line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(2)
        font_set(line.add_run(said), face, CELL_PT)


def table_put(file: Any, block: Table) -> None:  # as above
    """Write a ruled table."""
    from docx.shared import Mm  # noqa: PLC0415

    table = file.add_table(rows=1, cols=len(block.headings))
    table.style, table.autofit = "Table Grid", False
    whole = official.TYPE_AREA_MM[0]
    shares = block.widths or (1 / len(block.headings),) * len(block.headings)
    rows = [(table.rows[0], block.headings, HEITI), *((table.add_row(), row, SONGTI) for row in block.rows)]
    for row, texts, face in rows:
        for cell, text, share in zip(row.cells, texts, shares, strict=True):
            cell.width = Mm(whole * share)
            _cell(cell, text, face=face, align="center" if face == HEITI else "left")
