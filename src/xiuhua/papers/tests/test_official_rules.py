"""The numbers of GB/T 9704-2012, worked by hand from its clauses."""

from __future__ import annotations

import pytest

from xiuhua.papers.rules import official
from xiuhua.papers.rules.documents import Paragraph, Role, letter

_POINTS_MM = 72 / 25.4


def test_the_type_area_lies_on_the_page_as_clause_5_says() -> None:
    assert official.PAGE_MM == (210, 297)  # 5.1
    assert official.TYPE_AREA_MM == (156, 225)  # 5.2.1
    assert (official.TOP_MM, official.LEFT_MM) == (37, 28)  # 5.2.1: 天头, 订口
    assert official.RIGHT_MM == 26  # 210 - 28 - 156
    assert official.BOTTOM_MM == 35  # 297 - 37 - 225


def test_twenty_two_lines_fill_the_type_area_and_a_wider_line_would_lose_one() -> None:
    pitch = official.line_pitch_pt()
    height = 225 * _POINTS_MM  # 637.795 pt; a 22nd of it is 28.9907
    assert pitch == 28.95
    assert 22 * pitch <= height < 22 * (pitch + 0.05)  # 636.9, and 638.0
    assert 23 * pitch > height


def test_twenty_eight_characters_fill_a_line_which_holds_twenty_seven_without_the_spacing() -> None:
    width = 156 * _POINTS_MM  # 442.2047 pt; a 28th of it is 15.7930
    assert int(width // 16) == 27
    assert official.character_pitch_pt() == pytest.approx(15.79303, abs=1e-5)
    assert official.character_spacing() == -5  # (15.79303 - 16) * 20 = -4.1, rounded down
    assert width - 0.01 < 28 * (16 - 848 / 4096) <= width


def test_places_and_sizes_are_those_of_clause_7() -> None:
    assert official.MARK_DOWN_MM == 35  # 7.2.4
    assert official.NUMBER_LINES_DOWN == 2  # 7.2.5: 下空二行
    assert official.RULE_DOWN_MM == 4  # 7.2.7
    assert (official.TITLE_PT, official.TITLE_LINES_DOWN) == (22, 2)  # 7.3.1: 2号, 下空二行
    assert official.ADDRESSEE_LINES_DOWN == 1  # 7.3.2: 下空一行
    assert (official.BODY_PT, official.PARAGRAPH_INDENT) == (16, 2)  # 7.3.3: 3号, 左空二字
    assert (official.PAGE_NUMBER_PT, official.PAGE_NUMBER_DOWN_MM, official.PAGE_NUMBER_INSET) == (14, 7, 1)
    # 7.5: 35 mm below the type area less 7 mm and less half of 14 pt, which are 2.469 mm
    assert official.footer_up_mm() == pytest.approx(25.531, abs=1e-3)


@pytest.mark.parametrize(
    ("issuer", "dated", "of_name"),
    [
        ("云河区城市管理局", "2026年3月2日", 3),  # 8 over 6 characters: (6 - 8) / 2 beside four
        ("城管委办", "2026年11月12日", 5.5),  # 4 over 7: (7 - 4) / 2 beside four
        ("云河区城市运行管理服务中心监督指挥科综合组", "2026年3月2日", 0),  # 21 over 6 would pass the edge
    ],
)
def test_the_name_stands_centred_over_a_date_four_characters_from_the_edge(
    issuer: str, dated: str, of_name: float
) -> None:
    assert official.signature_insets(issuer, dated) == (of_name, 4)  # 7.3.5.1


@pytest.mark.parametrize(
    ("organ", "size_pt"), [("城管局", 36), ("云河区城市运行管理中心文件", 34), ("", 36), ("字" * 28, 15)]
)
def test_the_mark_is_as_large_as_one_line_holds(organ: str, size_pt: float) -> None:
    assert official.mark_size_pt(organ) == size_pt  # 442.2 pt: 13 characters of 34, 28 of 15


def test_the_first_two_levels_of_headings_are_told_apart_from_sentences() -> None:
    said = ("一、基本情况", "（一）现场", "（二）现场已清理。", "1.垃圾", "（附注）", "（十一）其他")
    blocks = letter(title="函", paragraphs=said).blocks
    roles = [block.role for block in blocks if isinstance(block, Paragraph)]
    assert roles == [Role.HEADING, Role.SUBHEADING, Role.BODY, Role.BODY, Role.BODY, Role.SUBHEADING]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于某事的答复", ("关于某事的答复",)),
        # 20.1 characters of 22 pt stand in a line; of 22 the break before 和 is the nearest to the middle.
        (
            "云河区2026年城市管理工作总结和2027年工作思路",
            ("云河区2026年城市管理工作总结", "和2027年工作思路"),
        ),
        (
            "关于云河区2026年3月城市管理考核情况的通报",
            ("关于云河区2026年3月", "城市管理考核情况的通报"),
        ),
    ],
)
def test_a_title_breaks_where_its_words_do(title: str, lines: tuple[str, ...]) -> None:
    assert official.title_lines(title) == lines
