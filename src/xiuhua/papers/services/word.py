"""Documents as Word files, by python-docx, which is loaded only where one is written.

What an official letter measures stands in `rules.official`, clause by clause of GB/T 9704-2012; what a form
measures is our own choice.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import (
    PAIRS,
    Block,
    Chart,
    Document,
    Grid,
    Paragraph,
    Passage,
    Photos,
    Role,
    Signatures,
    Span,
    Table,
    ThreeLine,
)
from xiuhua.papers.services.word_imprint import imprint_put
from xiuhua.papers.services.word_notes import Notes

# 5.2.2 仿宋, 7.2.4 and 7.3.1 小标宋, 7.3.3 黑体 and 楷体 for two levels of headings, 7.5 宋体. A face that a
# seat lacks is replaced by its word processor; the file names the ones that are meant.
FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
_FORM_MARGIN_MM = 20
_CELL_PT, _NOTE_PT = 10.5, 9
_CAPTION_PT, _SMALL_PT, _MARK_PT = 12, 8, 14  # of tables and charts, of the appendix, of marks
_GAP_GREY = "D9D9D9"
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
    notes = Notes(tuple(note for document in documents for note in document.notes))
    before = 0  # notes in the documents before this one, which Word numbers through
    for number, document in enumerate(documents):
        begun = len(file.paragraphs)
        _written(file, document, picture, _Marks(notes, before))
        before += len(document.notes)
        if document.imprint:
            if document.notes and notes.kind == "endnote":
                _section_ended(file)
            imprint_put(file, document.imprint, key=number)
        if number:  # no break of its own, whose empty line would push the head down
            file.paragraphs[begun].paragraph_format.page_break_before = True
    notes.put_in(file)
    _fallbacks(file)
    properties = file.core_properties
    properties.title, properties.author = documents[0].title, documents[0].organ
    properties.comments = ""
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def _styles(file: Any) -> None:  # python-docx has no types of its own for a document's parts
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    _font(file.styles["Normal"], FANGSONG, official.BODY_PT)
    for language in file.styles.element.iter(qn("w:lang")):  # else a face that is lacking is a Japanese one
        language.set(qn("w:eastAsia"), "zh-CN")


def _font(style_or_run: Any, face: str, size_pt: float, *, bold: bool = False) -> None:  # a style or a run
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415

    font = style_or_run.font
    font.name, font.size, font.bold = face, Pt(size_pt), bold
    fonts = style_or_run.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(part), face if part == "w:eastAsia" or face in {FANGSONG, SONGTI} else "Times New Roman")
    if size_pt == official.BODY_PT:
        _closer(style_or_run.element.get_or_add_rPr())


def _closer(properties: Any) -> None:  # as above
    """Set 28 characters into a line: 5.2.3."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(official.character_spacing()))
    after = next(
        (properties.find(qn(name)) for name in ("w:sz", "w:szCs") if properties.find(qn(name)) is not None),
        None,
    )
    if after is None:
        properties.append(spacing)
    else:
        after.addprevious(spacing)  # the schema orders them so


_FALLBACKS = {
    FANGSONG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    XIAOBIAOSONG: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC",
    HEITI: "SimHei,Noto Sans CJK SC",
    KAITI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    SONGTI: "SimSun,Noto Serif CJK SC",
}
_FONT_TABLE, _CHINESE = "/word/fontTable.xml", "86"


def _fallbacks(file: Any) -> None:  # as above
    """Name, in the file, the faces that stand in for one that a seat lacks.

    Source:
        ECMA-376-1, 17.8.3.1 altName.
    """
    from docx.opc.oxml import serialize_part_xml  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    for part in file.part.package.iter_parts():
        if str(part.partname) != _FONT_TABLE:
            continue
        table: Any = parse_xml(part.blob)  # as above
        known = {one.get(f"{{{_W}}}name"): one for one in table}
        for face, others in _FALLBACKS.items():
            font = known.get(face)
            if font is None:
                font = table.makeelement(f"{{{_W}}}font", {f"{{{_W}}}name": face})
                table.append(font)
            font.insert(0, table.makeelement(f"{{{_W}}}altName", {f"{{{_W}}}val": others}))
            if len(font) == 1:  # one that was just entered: Chinese, by which a face is chosen in its stead
                kind = "swiss" if face == HEITI else "roman"
                for name, value in (("charset", _CHINESE), ("family", kind), ("pitch", "variable")):
                    font.append(table.makeelement(f"{{{_W}}}{name}", {f"{{{_W}}}val": value}))
        part._blob = serialize_part_xml(table)  # noqa: SLF001 - a part that python-docx only carries


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


def _section_ended(file: Any) -> None:  # as above
    """End a section, at whose end its notes stand, in the middle of a page."""
    from docx.enum.section import WD_SECTION  # noqa: PLC0415

    file.add_section(WD_SECTION.CONTINUOUS)
    _shaped(file.paragraphs[-1], spacing_pt=1)


def _page_grid(section: Any) -> None:  # as above
    """Let 22 lines fill the type area: 5.2.3. The 28 characters of a line follow from their spacing."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx offers no grid of its own
    if grid is None:
        grid = section._sectPr.makeelement(qn("w:docGrid"))  # noqa: SLF001 - as above
        section._sectPr.append(grid)  # noqa: SLF001 - as above
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(official.line_pitch_pt() * 20)))


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


@dataclass(frozen=True)
class _Marks:
    """The notes of a file, and how many of them belong to the documents before this one."""

    notes: Notes
    before: int = 0

    def marked(self, number: int, look: str) -> str:
        """Return the markup of a reference to a note of this document."""
        return self.notes.marked(self.before + number, look)


def _written(file: Any, document: Document, picture: Picture, marks: _Marks) -> None:  # as above
    (_official_head if document.is_official else _form_head)(file, document)
    insets = _insets(document.blocks)
    for block in document.blocks:
        _block(file, block, insets if document.is_official else None, picture=picture, marks=marks)
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
    for text in document.title_lines or (document.title,):
        _line(
            file, text, face=XIAOBIAOSONG, size_pt=official.TITLE_PT, align="center",
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
    if spacing_pt != official.line_pitch_pt():
        _ungridded(line)


def _ungridded(line: Any) -> None:  # as above
    """Let a line stand where it ends: the grid of lines gives one that is higher than it the room of two."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx offers no grid
        free, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


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
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx offers no borders
        borders, "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _block(
    file: Any, block: Block, insets: tuple[float, float] | None, *, picture: Picture, marks: _Marks
) -> None:  # as above; insets of a letter, None for a form
    if isinstance(block, Paragraph):
        _paragraph(file, block, insets)
    elif isinstance(block, Grid):
        _grid(file, block)
    elif isinstance(block, Table):
        _table(file, block)
    elif isinstance(block, Photos):
        _photos(file, block, picture)
    elif isinstance(block, Signatures):
        _signatures(file, block)
    elif isinstance(block, Passage):
        _passage(file, block, insets, marks)
    elif isinstance(block, ThreeLine):
        _three_line(file, block, marks)
    else:
        _chart(file, block)


_HEADINGS = {Role.HEADING: HEITI, Role.SUBHEADING: KAITI, Role.THIRD: FANGSONG}


def _paragraph(file: Any, block: Paragraph, insets: tuple[float, float] | None) -> None:  # as above
    size_pt, spacing = (12.0, 22.0) if insets is None else (official.BODY_PT, official.line_pitch_pt())
    if block.role in _HEADINGS:
        face = _HEADINGS[block.role]
        head = _line(
            file, block.text, face=face, size_pt=size_pt, align="left", spacing_pt=spacing, indent=True
        )
        head.paragraph_format.keep_with_next = True  # no heading stands alone at the foot of a page
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
    elif block.role in _PARTS:
        _PARTS[block.role](file, block.text)
    else:
        _line(file, block.text, face=FANGSONG, size_pt=size_pt, align="both", spacing_pt=spacing, indent=True)


def _caption(file: Any, text: str) -> None:  # as above
    line = _line(file, text, face=HEITI, size_pt=_CAPTION_PT, align="center", spacing_pt=24)
    line.paragraph_format.keep_with_next = True


def _gap(file: Any, text: str) -> None:  # as above
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    line = _line(file, text, face=KAITI, size_pt=official.BODY_PT, align="both", indent=True)
    for run in line.runs:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _GAP_GREY)):
            shade.set(qn(f"w:{name}"), value)
        run._r.get_or_add_rPr().append(shade)  # noqa: SLF001 - python-docx offers no shading of its own


def _attached(file: Any, text: str) -> None:  # as above
    _empty(file, 1)
    _line(file, text, face=FANGSONG, size_pt=official.BODY_PT, align="left", indent=True)


def _attachment(file: Any, text: str) -> None:  # as above
    line = _line(file, text, face=HEITI, size_pt=official.BODY_PT, align="left")
    line.paragraph_format.page_break_before = True
    _empty(file, official.ATTACHMENT_TITLE_LINE - 2)


def _attachment_title(file: Any, text: str) -> None:  # as above
    _line(file, text, face=XIAOBIAOSONG, size_pt=official.TITLE_PT, align="center", spacing_pt=_TITLE_LINE_PT)
    _empty(file, 1)


_PARTS: dict[Role, Callable[[Any, str], None]] = {  # as above
    Role.CAPTION: _caption, Role.GAP: _gap, Role.ATTACHED: _attached, Role.ATTACHMENT: _attachment,
    Role.ATTACHMENT_TITLE: _attachment_title,
}  # fmt: skip


def _passage(
    file: Any, block: Passage, insets: tuple[float, float] | None, marks: _Marks
) -> None:  # as above
    """Write a paragraph in parts; a mark is a raised number in brackets, which refers to its note."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    whole = "".join(span.text for span in block.spans)
    if not any(span.mark for span in block.spans):
        _paragraph(file, Paragraph(whole, block.role), insets)
        return
    size_pt, spacing = (12.0, 22.0) if insets is None else (official.BODY_PT, official.line_pitch_pt())
    line = _line(file, "", face=FANGSONG, size_pt=size_pt, align="both", spacing_pt=spacing, indent=True)
    for span in block.spans:
        _font(line.add_run(span.text), FANGSONG, size_pt)
        if span.mark:
            told = marks.marked(span.mark, _look(SONGTI, _MARK_PT))
            for part in parse_xml(f'<w:p xmlns:w="{_W}">{told}</w:p>'):
                line._p.append(part)  # noqa: SLF001 - python-docx offers no notes of its own


def _look(face: str, size_pt: float) -> str:
    """Return run properties as markup."""
    return (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}"/>'
        f'<w:sz w:val="{round(2 * size_pt)}"/>'
    )


def _anchor(number: int) -> str:
    return f"figure_{number}"


def _chart(file: Any, block: Chart) -> None:  # as above
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    if block.png:
        line = file.add_paragraph()
        line.alignment = ALIGN.CENTER
        shape = line.paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(6), Pt(0), True
        _ungridded(line)
        drawn = line.add_run().add_picture(io.BytesIO(block.png), width=Mm(official.TYPE_AREA_MM[0]))
        drawn._inline.docPr.set("descr", block.alt)  # noqa: SLF001 - python-docx offers no text for a picture
    _line(file, block.caption, face=HEITI, size_pt=_CAPTION_PT, align="center", spacing_pt=24)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWIPS_MM = 1440 / 25.4


def _three_line(file: Any, block: ThreeLine, marks: _Marks) -> None:  # as above
    """Write a three-line table as markup at once: by python-docx, hundreds of rows take many seconds."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    if block.caption:
        _caption(file, block.caption)
    shares = block.widths or (1 / len(block.headings),) * len(block.headings)
    widths = [round(official.TYPE_AREA_MM[0] * share * _TWIPS_MM) for share in shares]
    size_pt = _SMALL_PT if block.is_small else _CELL_PT
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
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )
    file.element.body.insert_element_before(table, "w:sectPr")
    _line(file, "", face=SONGTI, size_pt=_SMALL_PT, align="left", spacing_pt=12)


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


def _td(span: Span, width: int, row: _Row, *, marks: _Marks, is_left: bool = False, anchor: int = 0) -> str:
    """Return the markup of a cell; a row of the appendix is bookmarked in its first one."""
    look, size_pt = _look(row.face, row.size_pt), row.size_pt
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(span.text)}</w:t></w:r>'
    if span.mark:
        run += marks.marked(span.mark, look)
    if anchor:
        begun = f'<w:bookmarkStart w:id="{anchor}" w:name="{_anchor(anchor)}"/>'
        run = f'{begun}{run}<w:bookmarkEnd w:id="{anchor}"/>'
    borders = f"<w:tcBorders>{row.lines}</w:tcBorders>" if row.lines else ""
    spacing, air = round((size_pt + 2) * 20), 10 if size_pt == _SMALL_PT else 40
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{"<w:keepNext/>" if row.keep else ""}<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="{air}" w:after="{air}" w:line="{spacing}" w:lineRule="atLeast"/>'
        f'<w:jc w:val="{"left" if is_left else "center"}"/></w:pPr>{run}</w:p></w:tc>'
    )


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
