"""The parts of a document in a Word file: its head, and each of its blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import (
    Block,
    Chart,
    Document,
    Grid,
    Paragraph,
    Passage,
    Photos,
    Role,
    Signatures,
    Table,
    ThreeLine,
)
from xiuhua.papers.services.word.lines import (
    caption_put,
    empty_put,
    line_colour,
    line_inset,
    line_put,
    line_rule,
    line_ungrid,
)
from xiuhua.papers.services.word.notes import Marks
from xiuhua.papers.services.word.styles import (
    CAPTION_PT,
    CELL_PT,
    FANGSONG,
    HEITI,
    KAITI,
    MARK_PT,
    NOTE_PT,
    SONGTI,
    XIAOBIAOSONG,
    W,
    font_set,
    run_look,
)
from xiuhua.papers.services.word.tables import grid_put, table_put, three_line_put

Picture = Callable[[int], bytes | None]
_FORM_TITLE_PT = 18
_TITLE_LINE_PT = 34  # own choice: a title of several lines stands closer than the body's
_RED = "FF0000"  # 6.2: yellow and magenta of 80 % at least, and no black
_SEAL_LINES_UP = 2  # own choice: a seal of 42 mm over the date reaches two lines up, near to the text
_PHOTO_WIDTH_MM = 80
_GAP_GREY = "D9D9D9"


def document_put(
    file: Any, document: Document, picture: Picture, marks: Marks
) -> None:  # python-docx types no parts of a document
    """Write a document behind what a file holds."""
    (_official_head if document.is_official else _form_head)(file, document)
    insets = _insets(document.blocks)
    for block in document.blocks:
        _block(file, block, insets if document.is_official else None, picture=picture, marks=marks)
    if document.footnote:
        line_put(file, document.footnote, face=SONGTI, size_pt=NOTE_PT, align="left", spacing_pt=14)


def _insets(blocks: Sequence[Block]) -> tuple[float, float]:
    """Return the insets of the name under a letter and of its date, characters."""
    said = {block.role: block.text for block in blocks if isinstance(block, Paragraph)}
    return official.signature_insets(said.get(Role.ISSUER, ""), said.get(Role.DATE, ""))


def _official_head(file: Any, document: Document) -> None:  # as above
    from docx.shared import Mm, Pt  # noqa: PLC0415

    if document.organ:
        size_pt = official.mark_size_pt(document.organ)
        head = line_put(
            file, document.organ, face=XIAOBIAOSONG, size_pt=size_pt, align="center", spacing_pt=size_pt
        )
        head.paragraph_format.space_before = Mm(official.MARK_DOWN_MM)
        line_colour(head, _RED)
        empty_put(file, official.NUMBER_LINES_DOWN)
    number = line_put(
        file, document.number, face=FANGSONG, size_pt=official.BODY_PT, align="center",
        spacing_pt=official.BODY_PT,
    )  # fmt: skip
    if document.organ:
        line_rule(number, _RED, down_pt=round(Mm(official.RULE_DOWN_MM).pt))
        empty_put(file, official.TITLE_LINES_DOWN)
    else:
        number.paragraph_format.space_after = Pt(official.line_pitch_pt())
    for text in document.title_lines or (document.title,):
        line_put(
            file, text, face=XIAOBIAOSONG, size_pt=official.TITLE_PT, align="center",
            spacing_pt=_TITLE_LINE_PT,
        )  # fmt: skip
    empty_put(file, official.ADDRESSEE_LINES_DOWN)


def _form_head(file: Any, document: Document) -> None:  # as above
    if document.organ:
        line_put(file, document.organ, face=SONGTI, size_pt=CELL_PT + 1.5, align="center", spacing_pt=20)
    line_put(file, document.title, face=XIAOBIAOSONG, size_pt=_FORM_TITLE_PT, align="center", spacing_pt=30)


def _block(
    file: Any, block: Block, insets: tuple[float, float] | None, *, picture: Picture, marks: Marks
) -> None:  # as above; insets of a letter, None for a form
    if isinstance(block, Paragraph):
        _paragraph(file, block, insets)
    elif isinstance(block, Grid):
        grid_put(file, block)
    elif isinstance(block, Table):
        table_put(file, block)
    elif isinstance(block, Photos):
        _photos(file, block, picture)
    elif isinstance(block, Signatures):
        _signatures(file, block)
    elif isinstance(block, Passage):
        _passage(file, block, insets, marks)
    elif isinstance(block, ThreeLine):
        three_line_put(file, block, marks)
    else:
        _chart(file, block)


_HEADINGS = {Role.HEADING: HEITI, Role.SUBHEADING: KAITI, Role.THIRD: FANGSONG}


def _paragraph(file: Any, block: Paragraph, insets: tuple[float, float] | None) -> None:  # as above
    size_pt, spacing = (12.0, 22.0) if insets is None else (official.BODY_PT, official.line_pitch_pt())
    if block.role in _HEADINGS:
        face = _HEADINGS[block.role]
        head = line_put(
            file, block.text, face=face, size_pt=size_pt, align="left", spacing_pt=spacing, indent=True
        )
        head.paragraph_format.keep_with_next = True  # no heading stands alone at the foot of a page
    elif block.role is Role.ADDRESSEE:
        line_put(file, block.text, face=FANGSONG, size_pt=size_pt, align="left", spacing_pt=spacing)
    elif block.role in {Role.ISSUER, Role.DATE}:
        line = line_put(file, block.text, face=FANGSONG, size_pt=size_pt, align="right", spacing_pt=spacing)
        of_name, of_date = insets or (official.DATE_INSET, official.DATE_INSET)
        line_inset(line, (of_name if block.role is Role.ISSUER else of_date) * size_pt)
        if block.role is Role.ISSUER:
            line.paragraph_format.space_before = _SEAL_LINES_UP * line.paragraph_format.line_spacing
    elif block.role is Role.NOTE:
        line_put(file, block.text, face=SONGTI, size_pt=NOTE_PT, align="left", spacing_pt=14)
    elif block.role in _PARTS:
        _PARTS[block.role](file, block.text)
    else:
        line_put(
            file, block.text, face=FANGSONG, size_pt=size_pt, align="both", spacing_pt=spacing, indent=True
        )


def _gap(file: Any, text: str) -> None:  # as above
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    line = line_put(file, text, face=KAITI, size_pt=official.BODY_PT, align="both", indent=True)
    for run in line.runs:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _GAP_GREY)):
            shade.set(qn(f"w:{name}"), value)
        run._r.get_or_add_rPr().append(shade)  # noqa: SLF001 - python-docx offers no shading of its own


def _attached(file: Any, text: str) -> None:  # as above
    empty_put(file, 1)
    line_put(file, text, face=FANGSONG, size_pt=official.BODY_PT, align="left", indent=True)


def _attachment(file: Any, text: str) -> None:  # as above
    line = line_put(file, text, face=HEITI, size_pt=official.BODY_PT, align="left")
    line.paragraph_format.page_break_before = True
    empty_put(file, official.ATTACHMENT_TITLE_LINE - 2)


def _attachment_title(file: Any, text: str) -> None:  # as above
    line_put(
        file, text, face=XIAOBIAOSONG, size_pt=official.TITLE_PT, align="center", spacing_pt=_TITLE_LINE_PT
    )
    empty_put(file, 1)


_PARTS: dict[Role, Callable[[Any, str], None]] = {  # as above
    Role.CAPTION: caption_put, Role.GAP: _gap, Role.ATTACHED: _attached, Role.ATTACHMENT: _attachment,
    Role.ATTACHMENT_TITLE: _attachment_title,
}  # fmt: skip


def _passage(file: Any, block: Passage, insets: tuple[float, float] | None, marks: Marks) -> None:  # as above
    """Write a paragraph in parts; a mark is a raised number in brackets, which refers to its note."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    whole = "".join(span.text for span in block.spans)
    if not any(span.mark for span in block.spans):
        _paragraph(file, Paragraph(whole, block.role), insets)
        return
    size_pt, spacing = (12.0, 22.0) if insets is None else (official.BODY_PT, official.line_pitch_pt())
    line = line_put(file, "", face=FANGSONG, size_pt=size_pt, align="both", spacing_pt=spacing, indent=True)
    for span in block.spans:
        font_set(line.add_run(span.text), FANGSONG, size_pt)
        if span.mark:
            told = marks.marked(span.mark, run_look(SONGTI, MARK_PT))
            for part in parse_xml(f'<w:p xmlns:w="{W}">{told}</w:p>'):
                line._p.append(part)  # noqa: SLF001 - python-docx offers no notes of its own


def _chart(file: Any, block: Chart) -> None:  # as above
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    if block.png:
        line = file.add_paragraph()
        line.alignment = ALIGN.CENTER
        shape = line.paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(6), Pt(0), True
        line_ungrid(line)
        drawn = line.add_run().add_picture(io.BytesIO(block.png), width=Mm(official.TYPE_AREA_MM[0]))
        drawn._inline.docPr.set("descr", block.alt)  # noqa: SLF001 - python-docx offers no text for a picture
    line_put(file, block.caption, face=HEITI, size_pt=CAPTION_PT, align="center", spacing_pt=24)


def _photos(file: Any, block: Photos, picture: Picture) -> None:  # as above
    from docx.shared import Mm  # noqa: PLC0415

    if block.title:
        line_put(file, block.title, face=HEITI, size_pt=CELL_PT, align="left", spacing_pt=20)
    table = file.add_table(rows=0, cols=2)
    pairs = [block.items[nth : nth + 2] for nth in range(0, len(block.items), 2)]
    for pair in pairs:
        row = table.add_row()
        for cell, photo in zip(row.cells, pair, strict=False):
            content = picture(photo.file_id)
            if content is not None:
                cell.paragraphs[0].add_run().add_picture(io.BytesIO(content), width=Mm(_PHOTO_WIDTH_MM))
            caption = cell.add_paragraph()
            font_set(
                caption.add_run(photo.caption if content else f"{photo.caption}（照片已清除）"),
                SONGTI,
                NOTE_PT,
            )


def _signatures(file: Any, block: Signatures) -> None:  # as above
    gap = "\u3000" * 6
    line_put(file, "", face=SONGTI, size_pt=CELL_PT, align="left", spacing_pt=12)
    said = gap.join(f"{place}：" for place in block.places)
    line_put(file, said, face=SONGTI, size_pt=CELL_PT + 1.5, align="left", spacing_pt=30)
