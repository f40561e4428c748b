"""Faces and sizes of a Word file, and what stands in for a face that a seat lacks.

What an official letter measures stands in `rules.official`, clause by clause of GB/T 9704-2012; what a form
measures is our own choice.
"""

from __future__ import annotations

from typing import Any

from xiuhua.papers.rules import official

# 5.2.2 仿宋, 7.2.4 and 7.3.1 小标宋, 7.3.3 黑体 and 楷体 for two levels of headings, 7.5 宋体. A face that a
# seat lacks is replaced by its word processor; the file names the ones that are meant.
FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
CELL_PT, NOTE_PT = 10.5, 9
CAPTION_PT, SMALL_PT, MARK_PT = 12, 8, 14  # of tables and charts, of the appendix, of marks
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def styles_set(file: Any) -> None:  # python-docx has no types of its own for a document's parts
    """Set the face of the body, and the language by which a lacking face is replaced."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    font_set(file.styles["Normal"], FANGSONG, official.BODY_PT)
    for language in file.styles.element.iter(qn("w:lang")):  # else a face that is lacking is a Japanese one
        language.set(qn("w:eastAsia"), "zh-CN")


def font_set(style_or_run: Any, face: str, size_pt: float, *, bold: bool = False) -> None:  # a style or a run
    """Set the face and the size of a style or a run; one of the body's size stands closer."""
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


def run_look(face: str, size_pt: float) -> str:
    """Return run properties as markup."""
    return (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}"/>'
        f'<w:sz w:val="{round(2 * size_pt)}"/>'
    )


_FALLBACKS = {
    FANGSONG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    XIAOBIAOSONG: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC",
    HEITI: "SimHei,Noto Sans CJK SC",
    KAITI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    SONGTI: "SimSun,Noto Serif CJK SC",
}


_FONT_TABLE, _CHINESE = "/word/fontTable.xml", "86"


def fallbacks_put(file: Any) -> None:  # as above
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
        known = {one.get(f"{{{W}}}name"): one for one in table}
        for face, others in _FALLBACKS.items():
            font = known.get(face)
            if font is None:
                font = table.makeelement(f"{{{W}}}font", {f"{{{W}}}name": face})
                table.append(font)
            font.insert(0, table.makeelement(f"{{{W}}}altName", {f"{{{W}}}val": others}))
            if len(font) == 1:  # one that was just entered: Chinese, by which a face is chosen in its stead
                kind = "swiss" if face == HEITI else "roman"
                for name, value in (("charset", _CHINESE), ("family", kind), ("pitch", "variable")):
                    font.append(table.makeelement(f"{{{W}}}{name}", {f"{{{W}}}val": value}))
        part._blob = serialize_part_xml(table)  # noqa: SLF001 - a part that python-docx only carries
