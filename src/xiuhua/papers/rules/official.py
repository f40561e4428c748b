"""What the standard for official papers says of paper, type area, faces and places.

Lengths are in millimetres where the clause says millimetres, else in lines or characters; points follow from
them. Sizes by name are in the trade's points: 2号 22, 3号 16, 4号 14.

Source:
    GB/T 9704-2012, 党政机关公文格式, whose clauses were read on 2026-11-26 as public pages quote them: 3.1 to
    5.2.4, 6.2, 7.2.4, 7.2.5, 7.3.1, 7.3.3, 7.3.5, 7.4 and 7.5 word by word; 7.2.7 and 7.3.2 by checklists of
    the standard and the equal clauses of its predecessor, GB/T 9704-1999. The printed standard was not at
    hand.
"""

from __future__ import annotations

from math import ceil, floor

_POINT_MM = 25.4 / 72
_TWIPS = 20  # of a point: the measure of a word processor's line

PAGE_MM = (210, 297)  # 5.1: A4, width and height
TYPE_AREA_MM = (156, 225)  # 5.2.1: 版心
TOP_MM, LEFT_MM = 37, 28  # 5.2.1: 天头 and 订口, each 1 mm more or less
RIGHT_MM = PAGE_MM[0] - LEFT_MM - TYPE_AREA_MM[0]
BOTTOM_MM = PAGE_MM[1] - TOP_MM - TYPE_AREA_MM[1]
LINES, CHARACTERS = 22, 28  # 5.2.3: a page, and a line; they fill the type area
BODY_PT, TITLE_PT, PAGE_NUMBER_PT = 16, 22, 14  # 5.2.2: 3号; 7.3.1: 2号; 7.5: 4号
MARK_DOWN_MM = 35  # 7.2.4: from the top of the type area to the top of 发文机关标志
NUMBER_LINES_DOWN = 2  # 7.2.5: empty lines between that mark and 发文字号
RULE_DOWN_MM = 4  # 7.2.7: from 发文字号 to the red rule, which is as wide as the type area
TITLE_LINES_DOWN = 2  # 7.3.1: empty lines between the rule and the title
ADDRESSEE_LINES_DOWN = 1  # 7.3.2: an empty line between the title and 主送机关
PARAGRAPH_INDENT = 2  # 7.3.3: characters before a paragraph
DATE_INSET = 4  # 7.3.5.1: characters between 成文日期 and the right edge, where a seal is set
ATTACHMENT_TITLE_LINE = 3  # 7.3.7: its title stands in the third line; 附件 in the first, at the left edge
IMPRINT_PT, IMPRINT_INSET = 14, 1  # 7.4.2 and 7.4.3: 4号 仿宋, a character free on either side
THICK_RULE_MM, THIN_RULE_MM = 0.35, 0.25  # 7.4.1: the first and the last rule of 版记, and those between
PAGE_NUMBER_DOWN_MM, PAGE_NUMBER_INSET = 7, 1  # 7.5: below the type area; a character from its outer edge


def line_pitch_pt() -> float:
    """Return the height of a line, points: as much as lets 22 of them stand in the type area, and no less.

    Rounded down to a twentieth of a point, which a word processor counts by: with 29 pt the 22nd line would
    fall on the next page.

    Source:
        GB/T 9704-2012, 5.2.1 and 5.2.3: 22 lines fill 225 mm.
    """
    return floor(TYPE_AREA_MM[1] / _POINT_MM / LINES * _TWIPS) / _TWIPS


def character_pitch_pt() -> float:
    """Return the width of a character's place, points: 28 of them fill the type area. Not rounded.

    Source:
        GB/T 9704-2012, 5.2.1 and 5.2.3: 28 characters fill 156 mm.
    """
    return TYPE_AREA_MM[0] / _POINT_MM / CHARACTERS


def character_spacing() -> int:
    """Return what is added between body characters, twentieths of a point: below nought.

    A character of 16 pt is wider than its place, so that without it 27 of them stand in a line. A grid of
    characters would say the same, but LibreOffice gives each character that is wider than a place of the grid
    two of them, so that 14 stand in a line.

    Source:
        ECMA-376-1, 17.3.2.35: the wished pitch less that of the body's size; rounded down, so that 28
        characters never need more than the type area.
    """
    return floor((character_pitch_pt() - BODY_PT) * _TWIPS)


def mark_size_pt(organ: str, *, most: float = 36) -> float:
    """Return the size of 发文机关标志, points: one line of the type area holds it.

    Source:
        GB/T 9704-2012, 7.2.4 says 醒目、美观、庄重 and no size; 36 pt at most is our own
        choice.
    """
    return min(most, floor(TYPE_AREA_MM[0] / _POINT_MM / max(len(organ), 1)))


def title_lines(title: str) -> tuple[str, ...]:
    """Return a title in lines: one where it fits, else two of which each makes sense by itself.

    It breaks where a word like 和 begins or 的 ends, as near to the middle as may be; where there is none,
    wherever the line ends.

    Source:
        GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜. Which words may begin or end a
        line is our own choice.
    """
    room = TYPE_AREA_MM[0] / _POINT_MM / TITLE_PT
    if _characters(title) <= room:
        return (title,)
    breaks = [
        nth
        for nth in range(1, len(title))
        if (title[nth] in _BEGIN or title[nth - 1] in _END)
        and max(_characters(title[:nth]), _characters(title[nth:])) <= room
    ]
    if not breaks:
        return (title,)
    best = min(breaks, key=lambda nth: abs(_characters(title[:nth]) - _characters(title[nth:])))
    return title[:best], title[best:]


_BEGIN, _END = frozenset("和及（"), frozenset("的、）月")


def footer_up_mm() -> float:
    """Return how far the foot of the page number's line stands above the foot of the page, millimetres.

    The dashes beside the number stand half its height below the top of its line.

    Source:
        GB/T 9704-2012, 7.5: the dashes stand 7 mm below the type area.
    """
    return BOTTOM_MM - PAGE_NUMBER_DOWN_MM - PAGE_NUMBER_PT * _POINT_MM / 2


COPIED = "抄送："


def copied_lines(copied: str) -> int:
    """Return how many lines 抄送机关 take, each beginning under the first character behind the colon.

    Source:
        GB/T 9704-2012, 7.4.2: a character free on either side, 回行时与冒号后的首字对齐. Rounded up by one
        character a line, which stays empty where a mark may not begin the next one.
    """
    room = floor(TYPE_AREA_MM[0] / _POINT_MM / IMPRINT_PT) - 2 * IMPRINT_INSET - len(COPIED) - 1
    return ceil(_characters(copied) / room)


def rule_eighths(thick_mm: float) -> int:
    """Return how thick a rule is, eighths of a point as borders are counted: ECMA-376-1, 17.3.4."""
    return round(thick_mm / _POINT_MM * 8)


def signature_insets(issuer: str, dated: str) -> tuple[float, float]:
    """Return how many characters stand free to the right of 发文机关署名 and of 成文日期.

    The name stands centred above the date, the date four characters from the edge; a name so long that it
    would pass the edge ends there, and the date keeps its place.

    Source:
        GB/T 9704-2012, 7.3.5.1, 加盖印章的公文: what leaves here is sealed.
    """
    beside = (_characters(dated) - _characters(issuer)) / 2
    return max(DATE_INSET + beside, 0), DATE_INSET


def _characters(text: str) -> float:
    """Return how many Chinese characters wide a text is: a digit or a Latin letter is half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
