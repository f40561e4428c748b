"""版记 of a Word file: a box that stands on the foot of the type area, whatever stands above it.

An empty line as high as the box is what the box is fastened to, so that it stands on the last page where that
has room for it, and on a page after it where it has none; nothing has to flow around it, which word
processors do in different ways.

It stands on the last page, be that an even one or not. By 7.4.1 its last rule falls on the foot of the type
area of 公文最后一面, and what is printed on both sides has its last side on an even page. Which page is the
last only the word processor knows. A section that begins on an even page would put two more pages behind a
paper that ends on an even one, whose foot had room; a field that breaks a page by the parity of its number
works in Word alone.

Source:
    GB/T 9704-2012, 7.4; ECMA-376-1, 20.4.2.3 anchor; ECMA-376-3 for the alternatives of a markup; the shape
    is that of Office Open XML since Word 2010, which LibreOffice reads as well.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import Imprint

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_EMU_MM, _EMU_PT, _TWIPS = 36_000, 12_700, 20
_RULE_PT = 2  # of the empty lines that the rules stand under: own choice
_KEYS = 30_000  # above the numbers that python-docx gives to pictures


def imprint_put(file: Any, imprint: Imprint, *, key: int) -> None:  # python-docx types no parts of a document
    """Write an imprint behind everything that a file holds; `key` tells the imprints of a file apart."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - slow to import

    height_pt = height(imprint)
    line = parse_xml(
        f'<w:p {_SPACES}><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" '
        f'w:line="{round(height_pt * _TWIPS)}" w:lineRule="exact"/></w:pPr><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps">{_drawing(imprint, height_pt, _KEYS + key)}</mc:Choice>'
        "</mc:AlternateContent></w:r></w:p>"
    )
    file.element.body.insert_element_before(line, "w:sectPr")


def height(imprint: Imprint) -> float:
    """Return how high an imprint is, points: its lines, and the rules above, between and below them."""
    copied = official.copied_lines(imprint.copied)
    rules = 3 if copied else 2
    return (copied + 1) * official.line_pitch_pt() + rules * (_RULE_PT + 1)


def _drawing(imprint: Imprint, height_pt: float, key: int) -> str:
    wide, high = official.TYPE_AREA_MM[0] * _EMU_MM, round(height_pt * _EMU_PT)
    return (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{key}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{key}" name="版记 {key}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent>{_lines(imprint)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _lines(imprint: Imprint) -> str:
    thick, thin = (official.rule_eighths(one) for one in (official.THICK_RULE_MM, official.THIN_RULE_MM))
    inset = official.IMPRINT_INSET * official.IMPRINT_PT * _TWIPS
    told = [_rule(thick)]
    if imprint.copied:
        hanging = len(official.COPIED) * official.IMPRINT_PT * _TWIPS
        ind = (
            f'<w:ind w:left="{inset + hanging}" w:right="{inset}" w:hanging="{hanging}"/><w:jc w:val="both"/>'
        )
        told += [_line(f"{official.COPIED}{imprint.copied}", ind), _rule(thin)]
    edge = round(official.TYPE_AREA_MM[0] * 1440 / 25.4) - inset
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>'
    ind = f'<w:ind w:left="{inset}"/><w:jc w:val="left"/>'
    told += [_line(f"{imprint.organ}\t{imprint.issued}", ind, tab=tab), _rule(thick)]
    return "".join(told)


def _line(text: str, ind: str, *, tab: str = "") -> str:
    pitch = round(official.line_pitch_pt() * _TWIPS)
    parts = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return (
        f'<w:p><w:pPr>{tab}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{pitch}" '
        f'w:lineRule="exact"/>{ind}</w:pPr><w:r><w:rPr><w:rFonts w:ascii="{_FACE}" w:hAnsi="{_FACE}" '
        f'w:eastAsia="{_FACE}"/><w:spacing w:val="0"/><w:sz w:val="{2 * official.IMPRINT_PT}"/></w:rPr>'
        f"{parts}</w:r></w:p>"
    )


_FACE = "仿宋_GB2312"


def _rule(eighths: int) -> str:
    """Return an empty line that a rule as wide as the type area stands under."""
    return (
        f'<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
        f'</w:pBdr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" '
        f'w:line="{_RULE_PT * _TWIPS}" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
    )
