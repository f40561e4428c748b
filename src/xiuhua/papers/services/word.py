"""Documents as Word files, by python-docx, which is loaded only where one is written.

What an official letter measures stands in `rules.official`, clause by clause of GB/T 9704-2012; what a form
measures is our own choice.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import (
    PAIRS,
    Block,
    Document,
    Grid,
    Paragraph,
    Photos,
    Role,
    Signatures,
    Table,
)

# 5.2.2 仿宋, 7.2.4 and 7.3.1 小标宋, 7.3.3 黑体 and 楷体 for two levels of headings, 7.5 宋体. A face that a
# seat lacks is replaced by its word processor; the file names the ones that are meant.
FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
_FORM_MARGIN_MM = 20
_CELL_PT, _NOTE_PT = 10.5, 9
_FORM_TITLE_PT, _FORM_WIDTH_MM = 18, 170
_TITLE_LINE_PT = 34  # own choice: a title of several lines stands closer than the body's
_LABEL_MM = 27
_RED = "FF0000"  # 6.2: yellow and magenta of 80 % at least, and no black
_RULE_EIGHTHS = "12"  # of a point: own choice, 7.2.7 says no thickness
_SEAL_LINES_UP = (
    2  # own choice: a seal of 42 mm over the date reaches two lines up, to within a line of the text
)
_PHOTO_WIDTH_MM = 80
Picture = Callable[[int], bytes | None]


def document_docx(document: Document, *, picture: Picture) -> bytes:
    """Return a document as a Word file; `picture` gives a stored photo, None where it is gone."""
    return documents_docx([document], picture=picture)


def documents_docx(documents: Sequence[Document], *, picture: Picture) -> bytes:
    """Return some documents as one Word file, each on a page of its own."""
    from docx import Document as new_file  # noqa: PLC0415, N813 - slow to import

    file: Any = new_file()  # python-docx has no types of its own for a document's parts
    _styles(file)
    _page(file, is_official=all(one.is_official for one in documents))
    for number, document in enumerate(documents):
        before = len(file.paragraphs)
        _written(file, document, picture)
        if number:  # no break of its own, whose empty line would push the head down
            file.paragraphs[before].paragraph_format.page_break_before = True
    properties = file.core_properties
    properties.title, properties.author = documents[0].title, documents[0].organ
    properties.comments = ""
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def _styles(file: Any) -> None:  # python-docx has no types of its own for a document's parts
    _font(file.styles["Normal"], FANGSONG, official.BODY_PT)


def _font(style_or_run: Any, face: str, size_pt: float, *, bold: bool = False) -> None:  # a style or a run
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415

    font = style_or_run.font
    font.name, font.size, font.bold = face, Pt(size_pt), bold
    fonts = style_or_run.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(part), face if part == "w:eastAsia" or face in {FANGSONG, SONGTI} else "Times New Roman")


def _page(file: Any, *, is_official: bool) -> None:  # as above
    from docx.shared import Mm  # noqa: PLC0415

    section = file.sections[0]
    section.page_width, section.page_height = map(Mm, official.PAGE_MM)
    lettered = (official.TOP_MM, official.BOTTOM_MM, official.LEFT_MM, official.RIGHT_MM)
    margins = lettered if is_official else (_FORM_MARGIN_MM,) * 4
    (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) = map(Mm, margins)
    if is_official:
        _page_grid(section)
        _page_numbers(section)


def _page_grid(section: Any) -> None:  # as above
    """Let 22 lines and 28 characters fill the type area: 5.2.3."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx offers no grid of its own
    if grid is None:
        grid = section._sectPr.makeelement(qn("w:docGrid"))  # noqa: SLF001 - as above
        section._sectPr.append(grid)  # noqa: SLF001 - as above
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(official.line_pitch_pt() * 20)))
    grid.set(qn("w:charSpace"), str(official.character_grid()))


def _page_numbers(section: Any) -> None:  # as above
    """Write — 1 — at the foot: on odd pages one character from the right, on even ones from the left, 7.5."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document_part = section.footer.part.package.main_document_part.document
    document_part.settings.odd_and_even_pages_header_footer = True
    section.footer_distance = Mm(official.footer_up_mm())
    inset = Pt(official.PAGE_NUMBER_INSET * official.PAGE_NUMBER_PT)
    for footer, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        _shaped(line, spacing_pt=official.PAGE_NUMBER_PT)
        line.alignment = align
        shape = line.paragraph_format
        if align == ALIGN.RIGHT:
            shape.right_indent = inset
        else:
            shape.left_indent = inset
        for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
            run = line.add_run(text)
            _font(run, SONGTI, official.PAGE_NUMBER_PT)
            if field:
                _field(run, field)


def _field(run: Any, code: str) -> None:  # as above
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - python-docx offers no field of its own


def _written(file: Any, document: Document, picture: Picture) -> None:  # as above
    (_official_head if document.is_official else _form_head)(file, document)
    insets = _insets(document.blocks)
    for block in document.blocks:
        _block(file, block, insets if document.is_official else None, picture=picture)
    if document.footnote:
        _line(file, document.footnote, face=SONGTI, size_pt=_NOTE_PT, align="left", spacing_pt=14)


def _insets(blocks: Sequence[Block]) -> tuple[float, float]:
    """Return the insets of the name under a letter and of its date, characters."""
    said = {block.role: block.text for block in blocks if isinstance(block, Paragraph)}
    return official.signature_insets(said.get(Role.ISSUER, ""), said.get(Role.DATE, ""))


def _official_head(file: Any, document: Document) -> None:  # as above
    from docx.shared import Mm, Pt  # noqa: PLC0415

    if document.organ:
        size_pt = official.mark_size_pt(document.organ)
        head = _line(
            file, document.organ, face=XIAOBIAOSONG, size_pt=size_pt, align="center", spacing_pt=size_pt
        )
        head.paragraph_format.space_before = Mm(official.MARK_DOWN_MM)
        _coloured(head, _RED)
        _empty(file, official.NUMBER_LINES_DOWN)
    number = _line(
        file, document.number, face=FANGSONG, size_pt=official.BODY_PT, align="center",
        spacing_pt=official.BODY_PT,
    )  # fmt: skip
    if document.organ:
        _ruled(number, _RED, down_pt=round(Mm(official.RULE_DOWN_MM).pt))
        _empty(file, official.TITLE_LINES_DOWN)
    else:
        number.paragraph_format.space_after = Pt(official.line_pitch_pt())
    _line(
        file, document.title, face=XIAOBIAOSONG, size_pt=official.TITLE_PT, align="center",
        spacing_pt=_TITLE_LINE_PT,
    )  # fmt: skip
    _empty(file, official.ADDRESSEE_LINES_DOWN)


def _empty(file: Any, lines: int) -> None:  # as above
    for _ in range(lines):
        _line(file, "", face=FANGSONG, size_pt=official.BODY_PT, align="center")


def _form_head(file: Any, document: Document) -> None:  # as above
    if document.organ:
        _line(file, document.organ, face=SONGTI, size_pt=_CELL_PT + 1.5, align="center", spacing_pt=20)
    _line(file, document.title, face=XIAOBIAOSONG, size_pt=_FORM_TITLE_PT, align="center", spacing_pt=30)


def _line(
    file: Any,
    text: str,
    *,
    face: str,
    size_pt: float,
    align: str,
    spacing_pt: float | None = None,
    indent: bool = False,
) -> Any:  # as above
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    line = file.add_paragraph()
    _shaped(line, spacing_pt=official.line_pitch_pt() if spacing_pt is None else spacing_pt)
    line.paragraph_format.alignment = {
        "left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT, "both": ALIGN.JUSTIFY
    }[align]  # fmt: skip
    if indent:
        line.paragraph_format.first_line_indent = Pt(official.PARAGRAPH_INDENT * size_pt)
        # In hundredths of a character as well, which a grid makes narrower than its size: that one holds.
        line._p.pPr.ind.set(qn("w:firstLineChars"), str(100 * official.PARAGRAPH_INDENT))  # noqa: SLF001 - as above
    _font(line.add_run(text), face, size_pt)
    return line


def _shaped(line: Any, *, spacing_pt: float) -> None:  # as above
    from docx.enum.text import WD_LINE_SPACING  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    shape = line.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing_pt)


def _coloured(line: Any, colour: str) -> None:  # as above
    from docx.shared import RGBColor  # noqa: PLC0415

    for run in line.runs:
        run.font.color.rgb = RGBColor.from_string(colour)


def _ruled(line: Any, colour: str, *, down_pt: int) -> None:  # as above
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (
        ("val", "single"), ("sz", _RULE_EIGHTHS), ("space", str(down_pt)), ("color", colour),
    ):  # fmt: skip
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx offers no borders of its own


def _block(
    file: Any, block: Block, insets: tuple[float, float] | None, *, picture: Picture
) -> None:  # as above; insets of a letter, None for a form
    if isinstance(block, Paragraph):
        _paragraph(file, block, insets)
    elif isinstance(block, Grid):
        _grid(file, block)
    elif isinstance(block, Table):
        _table(file, block)
    elif isinstance(block, Photos):
        _photos(file, block, picture)
    else:
        _signatures(file, block)


_HEADINGS = {Role.HEADING: HEITI, Role.SUBHEADING: KAITI}


def _paragraph(file: Any, block: Paragraph, insets: tuple[float, float] | None) -> None:  # as above
    size_pt, spacing = (12.0, 22.0) if insets is None else (official.BODY_PT, official.line_pitch_pt())
    if block.role in _HEADINGS:
        face = _HEADINGS[block.role]
        _line(file, block.text, face=face, size_pt=size_pt, align="left", spacing_pt=spacing, indent=True)
    elif block.role is Role.ADDRESSEE:
        _line(file, block.text, face=FANGSONG, size_pt=size_pt, align="left", spacing_pt=spacing)
    elif block.role in {Role.ISSUER, Role.DATE}:
        line = _line(file, block.text, face=FANGSONG, size_pt=size_pt, align="right", spacing_pt=spacing)
        of_name, of_date = insets or (official.DATE_INSET, official.DATE_INSET)
        _inset(line, (of_name if block.role is Role.ISSUER else of_date) * size_pt)
        if block.role is Role.ISSUER:
            line.paragraph_format.space_before = _SEAL_LINES_UP * line.paragraph_format.line_spacing
    elif block.role is Role.NOTE:
        _line(file, block.text, face=SONGTI, size_pt=_NOTE_PT, align="left", spacing_pt=14)
    else:
        _line(file, block.text, face=FANGSONG, size_pt=size_pt, align="both", spacing_pt=spacing, indent=True)


def _inset(line: Any, right_pt: float) -> None:  # as above
    from docx.shared import Pt  # noqa: PLC0415

    line.paragraph_format.right_indent = Pt(right_pt)


def _grid(file: Any, block: Grid) -> None:  # as above
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
        _font(line.add_run(said), face, _CELL_PT)


def _table(file: Any, block: Table) -> None:  # as above
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


def _photos(file: Any, block: Photos, picture: Picture) -> None:  # as above
    from docx.shared import Mm  # noqa: PLC0415

    if block.title:
        _line(file, block.title, face=HEITI, size_pt=_CELL_PT, align="left", spacing_pt=20)
    table = file.add_table(rows=0, cols=2)
    pairs = [block.items[nth : nth + 2] for nth in range(0, len(block.items), 2)]
    for pair in pairs:
        row = table.add_row()
        for cell, photo in zip(row.cells, pair, strict=False):
            content = picture(photo.file_id)
            if content is not None:
                cell.paragraphs[0].add_run().add_picture(io.BytesIO(content), width=Mm(_PHOTO_WIDTH_MM))
            caption = cell.add_paragraph()
            _font(
                caption.add_run(photo.caption if content else f"{photo.caption}（照片已清除）"),
                SONGTI,
                _NOTE_PT,
            )


def _signatures(file: Any, block: Signatures) -> None:  # as above
    gap = "\u3000" * 6
    _line(file, "", face=SONGTI, size_pt=_CELL_PT, align="left", spacing_pt=12)
    said = gap.join(f"{place}：" for place in block.places)
    _line(file, said, face=SONGTI, size_pt=_CELL_PT + 1.5, align="left", spacing_pt=30)
