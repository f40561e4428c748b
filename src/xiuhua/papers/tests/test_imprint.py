"""版记: what it says, how its markup measures, and where a word processor sets it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from xiuhua.papers.rules.documents import (
    Document,
    Imprint,
    Note,
    Passage,
    Span,
    ThreeLine,
    imprint_of,
    letter,
)
from xiuhua.papers.rules.letters import OrderFacts, order_letter
from xiuhua.papers.rules.official import copied_lines, rule_eighths
from xiuhua.papers.services.word import document_docx, documents_docx

ORGAN, DAY = "云河区城市管理局", "2026年3月2日"
COPIED = (
    "绣衣街道办事处", "滨河街道办事处", "区住房和城乡建设局", "区生态环境局", "区公安分局交警大队",
    "区纪委区监委驻区城市管理局纪检监察组",
)  # fmt: skip
SENTENCE = "各单位要按照要求开展工作，认真落实到位，不得推诿，及时反馈，确保按期完成整改任务。"
_POINT = 12_700  # EMU


def circular(*, paragraphs: int = 1, copied_to: Sequence[str] = (), notes: int = 0) -> Document:
    told = letter(
        title="关于某事的通报", paragraphs=[SENTENCE] * paragraphs, number="云督〔2026〕1号", organ=ORGAN,
        addressee="各街道", issuer=ORGAN, dated=DAY,
    )  # fmt: skip
    said = tuple(Passage((Span(f"第{nth}项", nth),)) for nth in range(1, notes + 1))
    return replace(
        told, blocks=(*told.blocks, *said), notes=tuple(Note(f"注{nth}") for nth in range(1, notes + 1)),
        imprint=imprint_of(ORGAN, DAY, copied_to=copied_to),
    )  # fmt: skip


def written(*documents: Document) -> Any:  # python-docx types its own documents loosely
    return docx.Document(io.BytesIO(documents_docx(documents, picture=lambda _: None)))


def boxes(file: Any) -> list[Any]:  # as above
    return list(file.element.body.iter(qn("w:txbxContent")))


def told(line: Any) -> str:  # as above
    return "".join("\t" if one.tag == qn("w:tab") else one.text for one in line.iter(qn("w:t"), qn("w:tab"))
                   if one.getparent().tag == qn("w:r"))  # fmt: skip


def rules(box: Any) -> list[str]:  # as above
    return [one.get(qn("w:sz")) for one in box.iter(qn("w:bottom"))]


def test_a_paper_of_which_nobody_knows_who_issued_it_or_when_has_no_imprint() -> None:
    assert (imprint_of("", DAY), imprint_of(ORGAN, "")) == (None, None)
    with pytest.raises(ValueError, match="who issued"):
        Imprint(organ="", issued_on=DAY)
    assert boxes(written(replace(circular(), imprint=None))) == []


def test_an_order_has_its_imprint_and_one_without_an_issuer_has_none() -> None:
    facts = OrderFacts(
        number="云督〔2026〕1号", organ="云河区", level="重点督办", title="保洁", demand="请整改。",
        unit="市政公司", issuer=ORGAN, issued_on=DAY, due="2026年3月9日", limit="5工作日",
    )  # fmt: skip
    assert order_letter(facts).imprint == Imprint(organ=ORGAN, issued_on=DAY)
    assert order_letter(replace(facts, issuer="")).imprint is None


def test_an_imprint_says_who_issued_it_and_when_between_two_thick_rules() -> None:
    (box,) = boxes(written(circular()))
    assert [told(line) for line in box] == ["", f"{ORGAN}\t2026年3月2日印发", ""]
    assert rules(box) == ["8", "8"]  # 0.35 mm are 0.99 pt
    line = box[1]
    assert line.pPr.ind.get(qn("w:left")) == "280"  # one character of 4号, twips
    (tab,) = line.pPr.iter(qn("w:tab"))
    assert (tab.get(qn("w:val")), tab.get(qn("w:pos"))) == ("right", "8564")  # 156 mm are 8844
    (run,) = line.iter(qn("w:rPr"))
    assert run.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert run.find(qn("w:sz")).get(qn("w:val")) == "28"


def test_who_has_a_copy_stands_above_a_thin_rule_and_is_aligned_behind_its_colon() -> None:
    (box,) = boxes(written(circular(copied_to=COPIED)))
    assert [told(line) for line in box] == [
        "", f"抄送：{'，'.join(COPIED)}。", "", f"{ORGAN}\t2026年3月2日印发", "",
    ]  # fmt: skip
    assert rules(box) == ["8", "6", "8"]
    ind = box[1].pPr.ind
    assert [ind.get(qn(f"w:{name}")) for name in ("left", "right", "hanging")] == ["1120", "280", "840"]


def test_the_lines_of_who_has_a_copy_are_counted_and_the_rules_measured() -> None:
    assert copied_lines("") == 0
    assert copied_lines("区" * 25) == 1  # 31 of 14 pt in 156 mm, less two, less 抄送：, less one
    assert copied_lines("区" * 26) == 2
    assert (rule_eighths(0.35), rule_eighths(0.25)) == (8, 6)


def test_the_box_stands_on_the_foot_of_the_type_area_over_a_line_as_high_as_itself() -> None:
    file = written(circular(copied_to=COPIED))
    line = file.element.body[-2]
    (anchor,) = line.iter(qn("wp:anchor"))
    vertical, horizontal = anchor.find(qn("wp:positionV")), anchor.find(qn("wp:positionH"))
    assert [(one.get("relativeFrom"), one[0].text) for one in (vertical, horizontal)] == [
        ("margin", "bottom"), ("margin", "left"),
    ]  # fmt: skip
    extent = anchor.find(qn("wp:extent"))
    # Three lines of organs, one of the issuer, 28.95 pt each; three rules of 3 pt.
    assert int(extent.get("cy")) / _POINT == pytest.approx(4 * 28.95 + 9)
    assert int(extent.get("cx")) == 156 * 36_000
    spacing = line.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:lineRule")), spacing.get(qn("w:line"))) == ("exact", "2496")


def test_endnotes_stand_before_an_imprint_in_a_section_of_their_own() -> None:
    file = written(circular(notes=31))
    assert len(file.sections) == 2
    assert file.sections[1].start_type == 0  # continuous
    (own,) = file.settings.element.findall(qn("w:endnotePr"))
    assert own.find(qn("w:pos")).get(qn("w:val")) == "sectEnd"
    part = next(one for one in file.part.package.iter_parts() if str(one.partname) == "/word/endnotes.xml")
    separator, more = list(parse_xml(part.blob))[:2]
    assert ["".join(one.text for one in note.iter(qn("w:t"))) for note in (separator, more)] == ["注释", ""]
    assert list(separator.iter(qn("w:separator"))), "the heading stands over the line"
    ended, line = file.element.body[-3], file.element.body[-2]
    assert ended.pPr.find(qn("w:sectPr")) is not None
    assert len(list(line.iter(qn("wp:anchor")))) == 1
    assert len(written(circular(notes=3)).sections) == 1, "notes at the foot of a page need none"
    assert len(written(replace(circular(notes=31), imprint=None)).sections) == 1


def test_each_paper_of_a_file_has_its_own_imprint() -> None:
    file = written(circular(), circular(copied_to=COPIED))
    assert len(boxes(file)) == 2
    keys = [one.get("id") for one in file.element.body.iter(qn("wp:docPr"))]
    assert len(set(keys)) == 2


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Any:  # a function with its own defaults
    """How a document is printed: each page's text, by LibreOffice and Poppler."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("needs LibreOffice Writer and Poppler, which this machine lacks")
    folder = tmp_path_factory.mktemp("printed")

    def pages(*documents: Document) -> list[list[list[str]]]:
        files = []
        for nth, document in enumerate(documents):
            files.append(folder / f"{nth}.docx")
            files[-1].write_bytes(document_docx(document, picture=lambda _: None))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, *files],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return [_pages(file.with_suffix(".pdf")) for file in files]

    return pages


def _pages(file: Path) -> list[list[str]]:
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True).stdout
    return [
        ["".join(line.split()) for line in page.splitlines() if line.strip()]
        for page in text.decode().split("\f")[:-1]
    ]


LAST = f"{ORGAN}2026年3月2日印发"


@pytest.mark.slow("starts a word processor")
def test_a_word_processor_sets_it_on_the_last_page_over_nothing_else(printed: Any) -> None:
    short, long, full = printed(
        circular(), circular(copied_to=COPIED), circular(paragraphs=12, copied_to=COPIED)
    )
    assert len(short) == 1
    assert short[0][-2:] == [LAST, "—1—"]
    assert short[0][-3] == DAY, "nothing in between, and the date is not covered"
    for pages in (long, full):
        assert pages[-1][-2:] == [LAST, f"—{len(pages)}—"]
        lines = pages[-1][-5:-2]
        assert "".join(lines) == f"抄送：{'，'.join(COPIED)}。"
        assert LAST not in "".join(line for page in pages[:-1] for line in page)
    assert DAY in full[-2], "a page that is full has no room for it: it stands on one of its own"
    assert len(full[-1]) == 5


def test_what_no_file_can_hold_is_left_out_of_every_part() -> None:
    odd = circular(copied_to=("区纪委\x0b区监委", "区公安局\ufffe"), notes=1)
    odd = replace(
        odd, title="关于\x0b某事的通报", notes=(Note("注\x1f一"),),
        blocks=(*odd.blocks, ThreeLine(headings=("甲\x01",), rows=((Span("乙\x0c"),),))),
    )  # fmt: skip
    file = written(odd)
    (box,) = boxes(file)
    assert told(box) == f"抄送：区纪委 区监委，区公安局 。{ORGAN}\t{DAY}印发"
    assert file.core_properties.title == "关于 某事的通报"
