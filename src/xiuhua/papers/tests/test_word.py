"""Documents as Word files, opened again and read: texts, tables, faces, margins, page numbers, pictures."""

from __future__ import annotations

import io
import itertools
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from xiuhua.papers.rules.documents import (
    Document,
    Entry,
    Grid,
    Layout,
    Paragraph,
    Photo,
    Photos,
    Role,
    Signatures,
    Table,
    letter,
)
from xiuhua.papers.rules.forms import CaseFacts, Done, form, forms
from xiuhua.papers.services.word import document_docx, documents_docx
from xiuhua.papers.terms import FormKind

FACTS = CaseFacts(
    number="AJ00000012",
    organ="云河区数字城管",
    title="暴露垃圾",
    matter="06010 暴露垃圾",
    channel="热线",
    reported_at="2026年3月2日9时00分",
    filed_at="2026年3月2日9时05分",
    place="滨河路 12 号",
    area="绣衣街道",
    description="路边有垃圾",
    caller="王**",
    caller_phone="199****0001",
    limit="4工作时",
    unit="云河市政养护公司",
    closing_condition="已清理",
    condition="有暴露垃圾",
    reworks=2,
    acts={
        "case.file": Done(label="立案", at="2026年3月2日9时05分", who="孙三", note="符合条件"),
        "case.feed_back": Done(label="反馈", at="2026年3月2日11时00分", who="吴六", note="已清理干净"),
        "case.check_pass": Done(label="核查通过", at="2026年3月2日14时00分", who="沈一"),
    },
    found=(Photo(file_id=7, caption="近景", address="/files/7"),),
    printed_at="2026年3月3日8时00分",
)


def picture(file_id: int) -> bytes | None:
    if file_id != 7:
        return None
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(target, "JPEG")
    return target.getvalue()


def opened(content: bytes) -> Any:  # python-docx types its own documents loosely
    return docx.Document(io.BytesIO(content))


def cells(file: Any) -> list[str]:
    return [cell.text for table in file.tables for row in table.rows for cell in row.cells]


def test_every_form_says_what_the_record_says_and_leaves_the_rest_blank() -> None:
    for kind, document in zip(FormKind, forms(FACTS), strict=True):
        file = opened(document_docx(document, picture=picture))
        texts = [line.text for line in file.paragraphs]
        assert kind.zh in texts
        assert "滨河路 12 号" in cells(file)
        assert any("AJ00000012" in text for text in texts), "the footnote says of which case"
        assert any("签字：" in text for text in texts)


def test_a_form_that_nothing_is_known_of_is_blank_and_can_be_written_by_hand() -> None:
    blank = CaseFacts(number="AJ00000001")
    for kind in FormKind:
        found = cells(opened(document_docx(form(kind, blank), picture=picture)))
        values = {text for text in found if text} - {"AJ00000001"}
        labels = {entry.label for block in form(kind, blank).blocks if isinstance(block, Grid)
                  for row in block.rows for entry in row}  # fmt: skip
        assert values <= labels


def test_the_check_says_who_checked_and_how_often_it_was_sent_to_rework() -> None:
    found = cells(opened(document_docx(form(FormKind.CHECK, FACTS), picture=picture)))
    pairs = dict(itertools.pairwise(found))
    assert (pairs["核查人"], pairs["核查结论"], pairs["返工次数"]) == ("沈一", "核查通过", "2")


def test_pictures_are_taken_in_and_one_that_is_gone_is_said_to_be() -> None:
    photos = Photos((Photo(file_id=7, caption="近景"), Photo(file_id=8, caption="远景")))
    document = Document(title="单", layout=Layout.FORM, blocks=(photos,))
    file = opened(document_docx(document, picture=picture))
    assert len(file.inline_shapes) == 1
    assert "远景（照片已清除）" in "".join(cells(file))


def test_a_letter_has_the_margins_faces_and_page_numbers_of_the_standard() -> None:
    document = letter(
        title="关于某事的答复",
        paragraphs=["一、基本情况", "（一）现场", "收悉。", "现答复如下。"],
        number="云复〔2026〕1号",
        organ="云河区城市管理局",
        addressee="反映人",
        issuer="云河区城市管理局",
        dated="2026年3月2日",
    )
    file = opened(document_docx(document, picture=picture))
    section = file.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    faces = {
        line.text: (
            line.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")),
            line.runs[0].font.size.pt,
        )
        for line in file.paragraphs
        if line.text
    }
    assert faces["关于某事的答复"] == ("方正小标宋简体", 22)
    assert faces["收悉。"] == ("仿宋_GB2312", 16)
    assert faces["一、基本情况"] == ("黑体", 16)
    assert faces["（一）现场"] == ("楷体_GB2312", 16)
    assert faces["云复〔2026〕1号"] == ("仿宋_GB2312", 16)
    grid = section._sectPr.find(qn("w:docGrid"))
    told = [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch")]
    assert told == ["lines", "579"]  # 28.95 pt in twentieths
    body = next(line for line in file.paragraphs if line.text == "收悉。")
    assert body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"  # 28 characters in a line
    assert (body.paragraph_format.first_line_indent.pt, body.paragraph_format.line_spacing.pt) == (32, 28.95)
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    footers = (section.footer, section.even_page_footer)
    assert ["PAGE" in footer._element.xml for footer in footers] == [True, True]
    assert [footer.paragraphs[0].alignment for footer in footers] == [2, 0]  # outside: right, left
    shapes = [footer.paragraphs[0].paragraph_format for footer in footers]
    assert (shapes[0].right_indent.pt, shapes[1].left_indent.pt) == (14, 14)  # one character of 4号
    assert round(section.footer_distance.mm, 1) == 25.5


def test_the_head_and_the_name_under_a_letter_stand_where_the_standard_puts_them() -> None:
    document = letter(
        title="督办单", paragraphs=["请清理。"], number="云督〔2026〕1号", organ="云河区城市管理局",
        addressee="市政公司", issuer="云河区城市管理局", dated="2026年3月2日",
    )  # fmt: skip
    lines = opened(document_docx(document, picture=picture)).paragraphs
    texts = [line.text for line in lines]
    assert texts[:9] == ["云河区城市管理局", "", "", "云督〔2026〕1号", "", "", "督办单", "", "市政公司："]
    mark, number, name, date = lines[0], lines[3], lines[10], lines[11]
    assert str(mark.runs[0].font.color.rgb) == "FF0000"
    assert round(mark.paragraph_format.space_before.mm) == 35
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:space")), rule.get(qn("w:color"))) == ("11", "FF0000")  # 4 mm are 11.3 pt
    insets = [line.paragraph_format.right_indent.pt / 16 for line in (name, date)]
    assert insets == [3, 4]  # 8 characters centred over 6
    assert name.paragraph_format.space_before.pt == 57.9  # two lines for the seal


def test_a_letter_without_a_head_begins_with_its_number() -> None:
    document = letter(title="情况说明", paragraphs=["已清理。"], number="云函〔2026〕2号")
    lines = opened(document_docx(document, picture=picture)).paragraphs
    assert [line.text for line in lines[:4]] == ["云函〔2026〕2号", "情况说明", "", "已清理。"]
    assert lines[0]._p.pPr.find(qn("w:pBdr")) is None


def test_several_documents_begin_on_pages_of_their_own() -> None:
    file = opened(documents_docx(forms(FACTS), picture=picture))
    first = [line.text for line in file.paragraphs if line.paragraph_format.page_break_before]
    assert first == [FACTS.organ] * (len(FormKind) - 1)


def test_a_table_keeps_its_headings_and_a_row_that_does_not_fit_is_refused() -> None:
    table = Table(headings=("案件", "现状"), rows=(("AJ1", "处置中"),))
    document = Document(
        title="表", layout=Layout.OFFICIAL,
        blocks=(table, Paragraph("注", Role.NOTE), Signatures(("签字",))),
    )  # fmt: skip
    assert cells(opened(document_docx(document, picture=picture))) == ["案件", "现状", "AJ1", "处置中"]
    with pytest.raises(ValueError, match="2 places"):
        Grid(((Entry(label="单"),),))
