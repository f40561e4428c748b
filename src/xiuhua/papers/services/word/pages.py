"""The pages of a Word file: their margins, the grid of their lines, their numbers, their sections."""

from __future__ import annotations

from typing import Any

from xiuhua.papers.rules import official
from xiuhua.papers.services.word.lines import line_shape
from xiuhua.papers.services.word.styles import SONGTI, font_set

_FORM_MARGIN_MM = 20


def page_set(file: Any, *, is_official: bool) -> None:  # python-docx types no parts of a document
    """Set the paper and its margins; an official letter has a grid of lines, and numbers at the foot."""
    from docx.shared import Mm  # noqa: PLC0415

    section = file.sections[0]
    section.page_width, section.page_height = map(Mm, official.PAGE_MM)
    lettered = (official.TOP_MM, official.BOTTOM_MM, official.LEFT_MM, official.RIGHT_MM)
    margins = lettered if is_official else (_FORM_MARGIN_MM,) * 4
    (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) = map(Mm, margins)
    if is_official:
        _page_grid(section)
        _page_numbers(section)


def section_end(file: Any) -> None:  # as above
    """End a section, at whose end its notes stand, in the middle of a page."""
    from docx.enum.section import WD_SECTION  # noqa: PLC0415

    file.add_section(WD_SECTION.CONTINUOUS)
    line_shape(file.paragraphs[-1], spacing_pt=1)


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
        line_shape(line, spacing_pt=official.PAGE_NUMBER_PT)
        line.alignment = align
        shape = line.paragraph_format
        if align == ALIGN.RIGHT:
            shape.right_indent = inset
        else:
            shape.left_indent = inset
        for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
            run = line.add_run(text)
            font_set(run, SONGTI, official.PAGE_NUMBER_PT)
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
