"""Single lines of a Word file, and how they stand."""

from __future__ import annotations

from typing import Any

from xiuhua.papers.rules import official
from xiuhua.papers.services.word.styles import CAPTION_PT, FANGSONG, HEITI, font_set

_RULE_EIGHTHS = "12"  # of a point: own choice, 7.2.7 says no thickness


def line_put(
    file: Any,
    text: str,
    *,
    face: str,
    size_pt: float,
    align: str,
    spacing_pt: float | None = None,
    indent: bool = False,
) -> Any:  # python-docx types no parts of a document
    """Write a line, and return it; `spacing_pt` is its height, that of the body where none is given."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    line = file.add_paragraph()
    line_shape(line, spacing_pt=official.line_pitch_pt() if spacing_pt is None else spacing_pt)
    line.paragraph_format.alignment = {
        "left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT, "both": ALIGN.JUSTIFY
    }[align]  # fmt: skip
    if indent:
        line.paragraph_format.first_line_indent = Pt(official.PARAGRAPH_INDENT * size_pt)
        # In hundredths of a character as well, which a grid makes narrower than its size: that one holds.
        line._p.pPr.ind.set(qn("w:firstLineChars"), str(100 * official.PARAGRAPH_INDENT))  # noqa: SLF001 - as above
    font_set(line.add_run(text), face, size_pt)
    return line


def line_shape(line: Any, *, spacing_pt: float) -> None:  # as above
    """Give a line its height, exactly, and nothing before or after it."""
    from docx.enum.text import WD_LINE_SPACING  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    shape = line.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing_pt)
    if spacing_pt != official.line_pitch_pt():
        line_ungrid(line)


def line_ungrid(line: Any) -> None:  # as above
    """Let a line stand where it ends: the grid of lines gives one that is higher than it the room of two."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx offers no grid
        free, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def line_colour(line: Any, colour: str) -> None:  # as above
    """Set every run of a line in a colour."""
    from docx.shared import RGBColor  # noqa: PLC0415

    for run in line.runs:
        run.font.color.rgb = RGBColor.from_string(colour)


def line_rule(line: Any, colour: str, *, down_pt: int) -> None:  # as above
    """Draw a rule under a line, `down_pt` below it."""
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


def line_inset(line: Any, right_pt: float) -> None:  # as above
    """Let a line end so far from the right edge."""
    from docx.shared import Pt  # noqa: PLC0415

    line.paragraph_format.right_indent = Pt(right_pt)


def empty_put(file: Any, lines: int) -> None:  # as above
    """Write empty lines as high as the body's."""
    for _ in range(lines):
        line_put(file, "", face=FANGSONG, size_pt=official.BODY_PT, align="center")


def caption_put(file: Any, text: str) -> None:  # as above
    """Write the caption of what follows, on the same page."""
    line = line_put(file, text, face=HEITI, size_pt=CAPTION_PT, align="center", spacing_pt=24)
    line.paragraph_format.keep_with_next = True
