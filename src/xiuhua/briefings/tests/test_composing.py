"""Drafts: numbering, marks, gaps, last year's printed figures; every template; a person's text in them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from xiuhua.briefings.rules.composing import chinese_number, composed
from xiuhua.briefings.rules.declaring import (
    AgainstPublished,
    CourseChart,
    FigureTable,
    Leading,
    Missing,
    Says,
    Section,
    Span,
    SpanTable,
    SplitChart,
    SplitTable,
    Template,
    Third,
)
from xiuhua.briefings.rules.facts import Course, Facts, Pair, Published
from xiuhua.briefings.rules.laying import Setting, document_of, marks_broken, text_read
from xiuhua.briefings.rules.templates import (
    TEMPLATES,
    courses_wanted,
    figures_wanted,
    splits_wanted,
    templates_for,
)
from xiuhua.briefings.rules.written import Part, blocks_read, blocks_told, figures_read, figures_told
from xiuhua.briefings.terms import BlockKind, BriefingKind
from xiuhua.briefings.tests.briefings_kit import facts, indicator, known, pair
from xiuhua.evaluation.terms import SplitBy
from xiuhua.papers.rules.documents import Chart, ThreeLine
from xiuhua.papers.services.word import document_docx
from xiuhua.scenekit.indicators import PERCENT, indicator_named

TEMPLATE = Template(
    key="t", kind=BriefingKind.ANNUAL, zh="甲", en="A", title="{area}{year}年总结和{next}年思路",
    opening=(Says(("立案{filed}",)),),
    sections=(
        Section("{year}年情况"),
        Section(
            "立案",
            (Says(("立案{filed}，{filed:change}",)), FigureTable("{period}指标", ("filed", "rate"))), 2,
        ),
        Section("环卫", (Missing("垃圾分类情况", "环卫科"),), 2),
        Section("停车", (Missing("停车情况", "停车科"),), 3),
        Section("{next}年思路", (SplitTable("{period}各街道", SplitBy.STREET, ("filed",)),)),
    ),
)  # fmt: skip
BOTH = (pair("filed", 1123, 1000), pair("rate", None, None, unit=PERCENT))


def test_headings_are_numbered_as_the_standard_says_and_figures_in_the_order_of_their_printing() -> None:
    draft = composed(TEMPLATE, facts(*BOTH))
    assert draft.title == "云河区2026年总结和2027年思路"
    heads = [one.text for one in draft.blocks if one.kind in {BlockKind.HEADING, BlockKind.SUBHEADING}]
    assert heads == ["一、2026年情况", "（一）立案", "（二）环卫", "二、2027年思路"]
    assert [(one.mark, one.key, one.period) for one in draft.figures] == [
        (1, "filed", "2026"),
        (2, "filed", "2025"),
    ]
    table = next(one for one in draft.blocks if one.kind is BlockKind.TABLE)
    assert table.caption == "表1　2026年指标"
    assert table.rows == ((Part("立案数"), Part("件"), Part("1123", 1), Part("1000", 2), Part("+12.3%")),)
    text = next(one for one in draft.blocks if one.kind is BlockKind.TEXT)
    assert text.text == "立案1123件[1]。"


def test_what_is_not_recorded_is_a_gap_with_its_reason_or_its_writer() -> None:
    gaps = [one.text for one in composed(TEMPLATE, facts(*BOTH)).blocks if one.kind is BlockKind.GAP]
    assert gaps == [
        "【结案率：本期无数据（尚无任何记录）】",
        "【待补：垃圾分类情况。平台尚无此类记录，由环卫科撰写】",
        "——停车。【待补：停车情况。平台尚无此类记录，由停车科撰写】",
        "【2026年各街道：本期无数据】",
    ]
    assert "0" not in gaps[0]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (23, "二十三")]
)
def test_numbers_of_headings(number: int, said: str) -> None:
    assert chinese_number(number) == said
    with pytest.raises(ValueError, match="0"):
        chinese_number(0)


def test_a_draft_is_read_back_as_it_was_kept() -> None:
    draft = composed(TEMPLATE, facts(*BOTH))
    assert blocks_read(blocks_told(draft.blocks)) == draft.blocks
    assert figures_read(figures_told(draft.figures)) == draft.figures


def against(now: float, told: float | None) -> list[str]:
    template = replace(TEMPLATE, opening=(), sections=(Section("核对", (AgainstPublished(("filed",)),)),))
    published = None if told is None else Published(
        name="2025年总结", as_of="2026年1月5日", values={"filed": told}, printed={"filed": f"{told:,.0f}件"}
    )  # fmt: skip
    draft = composed(template, facts(pair("filed", 1123, now), published=published))
    return [one.text or "/".join(part.text for row in one.rows for part in row) for one in draft.blocks[1:]]


def test_what_was_printed_last_year_is_held_against_the_records_of_now() -> None:
    assert "一致" in against(1000, 1000)[0]
    head, table = against(1004, 1000)
    assert "1项指标" in head
    assert table == "立案数/1,000件/1004/+4/公布后补录、更正"
    assert "没有上年已签发的总结" in against(1004, None)[0]


def test_what_was_printed_differs_by_as_much_as_the_two_that_are_printed() -> None:
    template = replace(TEMPLATE, opening=(), sections=(Section("核对", (AgainstPublished(("rate",)),)),))
    published = Published(name="甲", as_of="乙", values={"rate": 98.249}, printed={"rate": "98.2%"})
    draft = composed(template, facts(pair("rate", 99, 98.251, unit=PERCENT), published=published))
    (row,) = draft.blocks[2].rows
    assert [part.text for part in row[1:4]] == ["98.2%", "98.3", "+0.1"]


def test_a_person_may_write_around_a_marked_number_and_not_change_it() -> None:
    figures = {one.mark: one for one in composed(TEMPLATE, facts(*BOTH)).figures}
    assert text_read("全年立案1123件[1]，再接再厉。", figures) == (
        Part("全年立案"), Part("1123件", 1), Part("，再接再厉。"),
    )  # fmt: skip
    assert marks_broken("立案1123件[1]。", figures) == ()
    assert marks_broken("立案1124件[1]。", figures) == ((1, "1123件"),)
    assert marks_broken("立案1123件[9]。", figures) == ((9, ""),)
    assert marks_broken("立案1124件。", figures) == ()


def test_five_annual_templates_take_the_shapes_of_five_bureaus_and_all_templates_are_written_in_full() -> (
    None
):
    shapes = [one.shape[:2] for one in templates_for(BriefingKind.ANNUAL)]
    assert shapes == ["舟山", "拱墅", "西湖", "玉泉", "滨湖"]
    for template in TEMPLATES.values():
        asked = {*figures_wanted(template), *courses_wanted(template)}
        asked |= {key for keys in splits_wanted(template).values() for key in keys}
        assert {key for key in asked if indicator_named(key) is None} == set(), template.key
        draft = composed(template, full(figures_wanted(template)))
        assert draft.figures, template.key
        assert "{" not in draft.title + "".join(one.text + one.caption for one in draft.blocks), template.key


def test_every_chart_of_a_template_stands_beside_a_table_with_its_values() -> None:
    for template in TEMPLATES.values():
        months = {
            key for one in template.blocks if isinstance(one, SpanTable) and one.over is Span.MONTHS
            for key in one.keys
        }  # fmt: skip
        split = {(one.by, key) for one in template.blocks if isinstance(one, SplitTable) for key in one.keys}
        assert set(courses_wanted(template)) <= months, template.key
        drawn = {(one.by, one.key) for one in template.blocks if isinstance(one, SplitChart)}
        assert drawn <= split, template.key


def full(keys: tuple[str, ...]) -> Facts:
    pairs = []
    for key in keys:
        one = indicator_named(key) or indicator(key)
        pairs.append(replace(pair(key, 3, 2), now=known(one, 3), before=known(one, 2, period="2025")))
    return facts(*pairs)


def many(number: int) -> tuple[Template, Facts]:
    """Return a template of so many figures, the first printed twice, and what it is written of."""
    keys = tuple(f"x{nth}" for nth in range(number))
    template = replace(
        TEMPLATE, opening=(Says((f"首项{{{keys[0]}}}",)),),
        sections=(Section("情况"), Section("指标", (FigureTable("指标", keys),), 2)),
    )  # fmt: skip
    return template, facts(*(pair(key, nth + 1, None) for nth, key in enumerate(keys)))


SETTING = Setting(
    title="总结", organ="云河区城市管理局", number="", issuer="", dated="", addressee="",
    as_of="2026年12月31日9时00分", address=lambda one: f"https://city.example/figures/{one.key}/records",
)  # fmt: skip


def opened(template: Template, found: Facts) -> Any:
    draft = composed(template, found)
    document = document_of(draft.blocks, draft.figures, {}, SETTING)
    return docx.Document(io.BytesIO(document_docx(document, picture=lambda _: None)))


def part_named(file: Any, name: str) -> Any:
    found = [part for part in file.part.package.iter_parts() if str(part.partname) == name]
    return found[0] if found else None


@pytest.mark.parametrize(("number", "kind"), [(3, "footnote"), (31, "endnote")])
def test_every_figure_has_a_real_note_and_a_second_mention_refers_to_the_same_one(
    number: int, kind: str
) -> None:
    file = opened(*many(number))
    again = io.BytesIO()
    file.save(again)
    file = docx.Document(io.BytesIO(again.getvalue()))  # it is read, written and read again
    other = "endnote" if kind == "footnote" else "footnote"
    assert part_named(file, f"/word/{other}s.xml") is None
    part = part_named(file, f"/word/{kind}s.xml")
    notes = parse_xml(part.blob)
    told = {int(note.get(qn("w:id"))): note for note in notes}
    assert {key: note.get(qn("w:type")) for key, note in told.items() if key < 1} == {
        -1: "separator", 0: "continuationSeparator",
    }  # fmt: skip
    body = file.element.body
    refs = [int(one.get(qn("w:id"))) for one in body.iter(qn(f"w:{kind}Reference"))]
    assert refs == list(range(1, number + 1)) == sorted(key for key in told if key > 0)
    text = "".join(one.text for one in told[2].iter(qn("w:t")))
    for said in (
        "x1",
        "云河区",
        "2026年",
        "2件",
        "算法：期内",
        "计入记录2",
        "2026年12月31日",
        "附件第2项",
        "查看记录",
    ):
        assert said in text, said
    (link,) = [one for one in told[2].iter(qn("w:hyperlink")) if one.get(qn("r:id"))]
    assert part.rels[link.get(qn("r:id"))].target_ref == "https://city.example/figures/x1/records"
    again_said = [one.text for one in body.iter(qn("w:instrText")) if "NOTEREF" in one.text]
    assert again_said == [" NOTEREF _RefNote1 \\h "]
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert {f"_RefNote{one}" for one in refs} | {f"figure_{one}" for one in refs} == set(names)
    ids = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))
    styles = {one.get(qn("w:styleId")) for one in file.styles.element}
    assert {f"{kind.capitalize()}Text", f"{kind.capitalize()}Reference"} <= styles
    (own,) = file.settings.element.findall(qn(f"w:{kind}Pr"))
    assert own.find(qn("w:numFmt")).get(qn("w:val")) == "decimal"


# The order in which ECMA-376-1, 17.3.1.26 and 17.3.2.28, lets these properties stand; Word takes no other.
ORDERS = {
    "pPr": ("pStyle", "keepNext", "pageBreakBefore", "pBdr", "snapToGrid", "spacing", "ind", "jc", "rPr"),
    "rPr": ("rStyle", "rFonts", "b", "color", "spacing", "sz", "szCs", "u", "shd", "vertAlign"),
}


def test_properties_stand_in_the_order_of_the_schema() -> None:
    template = replace(TEMPLATE, opening=(Missing("分类", "环卫科"), Says(("立案{filed}",))))
    file = opened(template, facts(*BOTH))
    for name, order in ORDERS.items():
        for found in file.element.body.iter(qn(f"w:{name}")):
            names = [one.tag.split("}")[1] for one in found]
            assert names == sorted(names, key=order.index), names


def test_a_paragraph_that_is_left_out_takes_its_notes_along() -> None:
    draft = composed(*many(3))
    document = document_of(draft.blocks[1:], draft.figures, {}, SETTING)  # without the first mention of x0
    assert [note.text[:2] for note in document.notes] == ["x0", "x1", "x2"]
    document = document_of(draft.blocks[:1], draft.figures, {}, SETTING)
    assert [note.text[:2] for note in document.notes] == ["x0"]
    appendix = document.blocks[-1]
    assert isinstance(appendix, ThreeLine)
    assert len(appendix.rows) == 1


MONTH_TABLE = SpanTable("{period}逐月", Span.MONTHS, ("filed",), compared=("filed",))


def months(known_to: int, *, is_comparable: bool = True) -> dict[Span, dict[str, tuple[Pair, ...]]]:
    one = indicator("filed")
    pairs = tuple(
        Pair(
            now=replace(known(one, nth if nth <= known_to else None, period=f"2026-{nth:02}"),
                        period_name=f"2026年{nth}月"),
            before=known(one, 2, period=f"2025-{nth:02}"), is_comparable=is_comparable,
        )
        for nth in range(1, 13)
    )  # fmt: skip
    return {Span.MONTHS: {"filed": pairs}}


def test_a_chart_says_in_which_table_its_values_stand_and_months_to_come_have_no_row() -> None:
    found = months(3)
    pairs = found[Span.MONTHS]["filed"]
    course = Course(
        indicator=pairs[0].now.indicator, labels=tuple(f"{nth}月" for nth in range(1, 13)),
        now=tuple(one.now for one in pairs), before=tuple(one.before or one.now for one in pairs[:12]),
        is_comparable=False,
    )  # fmt: skip
    chart = CourseChart("逐月立案", "filed")
    template = replace(TEMPLATE, opening=(), sections=(Section("情况", (MONTH_TABLE, chart)),))
    draft = composed(template, facts(spans=found, courses={"filed": course}))
    table = next(one for one in draft.blocks if one.kind is BlockKind.TABLE)
    assert table.headings == ("月份", "立案数（件）", "上年同期")
    assert [row[0].text for row in table.rows] == ["1月", "2月", "3月"]
    document = document_of(draft.blocks, draft.figures, {}, SETTING)
    (drawn,) = [one for one in document.blocks if isinstance(one, Chart)]
    assert drawn.caption.endswith("（数据见表1）")
    alone = composed(
        replace(template, sections=(Section("情况", (chart,)),)), facts(courses={"filed": course})
    )
    document = document_of(alone.blocks, alone.figures, {}, SETTING)
    (drawn,) = [one for one in document.blocks if isinstance(one, Chart)]
    assert drawn.caption.endswith("（数据见附件第1—3项）")
    assert document.notes == ()
    blank = composed(replace(template, sections=(Section("情况", (MONTH_TABLE,)),)), facts(spans=months(0)))
    assert blank.blocks[-1].text == "【2026年逐月：本期无数据】"


def test_what_can_be_compared_with_nothing_has_no_empty_columns_beside_it() -> None:
    template = replace(
        TEMPLATE, opening=(), sections=(Section("情况", (MONTH_TABLE, FigureTable("指标", ("filed",)))),)
    )
    draft = composed(
        template, facts(pair("filed", 9, 3, is_comparable=False), spans=months(3, is_comparable=False))
    )
    heads = [one.headings for one in draft.blocks if one.kind is BlockKind.TABLE]
    assert heads == [("月份", "立案数（件）"), ("指标", "单位", "2026年")]
    assert {one.period for one in draft.figures} == {"2026-01", "2026-02", "2026-03", "2026"}


def test_the_third_level_begins_as_each_bureau_begins_it_and_those_with_the_most_are_named() -> None:
    one = indicator("filed")
    streets = tuple(
        Pair(now=replace(known(one, value), group=f"99010100{nth}", group_label=name))
        for nth, (name, value) in enumerate((("甲街道", 3), ("乙街道", 9), ("丙街道", 0), ("丁街道", 5)))
    )
    leading = Leading("立案居前的依次为", "filed", SplitBy.STREET, most=2)
    for third, begins in (
        (Third.DASH, "——履职。"),
        (Third.NUMBER, "1.履职。"),
        (Third.FIRSTLY, "一是履职。"),
    ):
        sections = (Section("情况"), Section("履职", (leading,), 3))
        template = replace(TEMPLATE, third=third, opening=(), sections=sections)
        draft = composed(template, facts(splits={SplitBy.STREET: {"filed": streets}}))
        assert draft.blocks[-1].text == f"{begins}立案居前的依次为乙街道9件[1]、丁街道5件[2]。"
    template = replace(TEMPLATE, opening=(), sections=(Section("情况"), Section("履职", (leading,), 3)))
    alone = composed(template, facts(splits={SplitBy.STREET: {"filed": streets[:1]}}))
    assert [block.kind for block in alone.blocks] == [BlockKind.HEADING], "nobody leads alone"


def test_the_word_file_has_three_line_tables_marks_and_the_appendix_they_lead_to() -> None:
    draft = composed(TEMPLATE, facts(*BOTH))
    setting = Setting(
        title=draft.title, organ="云河区城市管理局", number="云总〔2026〕1号", issuer="云河区城市管理局",
        dated="2026年12月31日", addressee="", as_of="2026年12月31日9时00分",
    )  # fmt: skip
    file: Any = docx.Document(
        io.BytesIO(
            document_docx(document_of(draft.blocks, draft.figures, {}, setting), picture=lambda _: None)
        )
    )
    texts = [line.text for line in file.paragraphs]  # python-docx types its own documents loosely
    faces = {
        line.text: line.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for line in file.paragraphs if line.runs
    }
    assert (faces["一、2026年情况"], faces["（一）立案"]) == ("黑体", "楷体_GB2312")
    assert texts[texts.index("附件") + 2] == "指标数据表"  # 7.3.7: its title in the third line
    own, appendix = file.tables
    assert [cell.text for cell in appendix.rows[1].cells] == [
        "1", "立案数", "云河区", "2026年", "1123件", "1123", "—", "期内", "K-276",
    ]  # fmt: skip
    for table in (own, appendix):
        borders = [row._tr.findall(f".//{qn('w:tcBorders')}") for row in table.rows]
        width = len(table.columns)
        assert [len(row) for row in borders] == [width, *([0] * (len(borders) - 2)), width]
        head, last = borders[0][0], borders[-1][0]
        assert [(line.tag.split("}")[1], line.get(qn("w:sz"))) for line in head] == [
            ("top", "12"),
            ("bottom", "6"),
        ]
        assert [(line.tag.split("}")[1], line.get(qn("w:sz"))) for line in last] == [("bottom", "12")]
    body = file.element.body
    marked = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {one for one in marked if one.startswith("figure_")} == {"figure_1", "figure_2"}
    fonts = next(
        part for part in file.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml"
    )
    assert "FZXiaoBiaoSong-B05S" in fonts.blob.decode()
