"""A briefing from the records to its readers: drafted by the sweep, edited, signed off, read."""

from __future__ import annotations

import html
import io
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml.ns import qn

from xiuhua.access.services import scope_opened
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.pages.briefings import counting_columns
from xiuhua.briefings.queries.briefings import figures_by_mark
from xiuhua.briefings.rules.written import Part, WrittenFigure
from xiuhua.briefings.services.drafting import briefings_ask, briefings_write
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.files.rules.addresses import content_path
from xiuhua.files.services import store_root
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.notices.models import Notice
from xiuhua.papers.services.word.notes import FOOTNOTES_MOST
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("leads a case to its close and signs several people in")

ZONE = ZoneInfo("Asia/Shanghai")
MONTH_DUE = datetime(2026, 4, 1, 9, 5, tzinfo=ZONE)


def swept(office: Office, at: datetime) -> None:
    """Let the background program ask for what is due and write all of it."""
    office.hands.at = at
    briefings_ask(at=at)
    while briefings_write(at=at):
        pass


def briefing(kind: str) -> Briefing:
    with scope_opened(("",)):
        return Briefing.objects.get(kind=f"briefing_{kind}")


def texts(content: bytes) -> tuple[Any, str]:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return file, "\n".join([*(line.text for line in file.paragraphs), *cells])


def drafted_month(office: Office) -> tuple[Briefing, list[str]]:
    """Let two cases be filed, one of them closed, and the month's circular be drafted; return it and them."""
    case = int(office("collector").report()["id"])
    office.closed(case)
    other = int(office("collector").report(address="滨河路 9 号")["id"])
    office.filed(other)
    assert office("writer").rows("/briefings") == []
    assert "还没有简报" in office("writer").page("/briefings")
    swept(office, MONTH_DUE)
    return briefing("monthly"), sorted(f"AJ{one:08d}" for one in (case, other))


def whole(one: Briefing) -> dict[str, WrittenFigure]:
    """Return the figures of the month and of the whole district that a circular prints, by key."""
    found = figures_by_mark(one).values()
    return {figure.key: figure for figure in found if not figure.group and figure.period == "2026-03"}


def opened_link(page: str) -> str:
    links: list[str] = re.findall(r'href="(/figures/filed/records\?[^"]*)"', page)
    return next(link for link in links if "place=" not in link and "matter=" not in link)


def test_a_draft_prints_the_figures_of_its_instant_and_each_opens_to_its_records(
    office: Office, recording: Recording
) -> None:
    drafted, cases = drafted_month(office)
    path, desk = f"/briefings/{drafted.pk}", office("writer")
    assert drafted.title in desk.rows("/briefings")
    with scope_opened(("",)):
        told = Notice.objects.filter(subject=f"briefing:{drafted.pk}").values_list("template", flat=True)
        assert set(told) == {"briefing.drafted"}
        said = Wording(area=DISTRICT, period="2026-03", keys=("filed", "closed", "closure_rate_cohort"))
        counted = figures_counted(question_read(said, areas=("",), at=office.hands.at))
    figures = whole(drafted)
    assert {one.indicator.key: one.value.value for one in counted} == {
        key: figures[key].value for key in ("filed", "closed", "closure_rate_cohort")
    }
    assert figures["filed"].value == 2
    page = html.unescape(desk.page(path))
    assert "立案2件" in re.sub(r"<sup>.*?</sup>", "", page)
    assert "本期无数据" in page
    assert re.search(r'<th scope="col" class="num">', page)
    assert re.search(r'<td class="num">2', page), "numbers stand under each other"
    link = opened_link(page)
    assert sorted(desk.rows(link)) == cases
    late = office.hands.go(days=1)
    corrected(office, recording, late)
    (now,) = office("leader").get("/figures", period="2026-03", key="filed")
    assert now["numerator"] == 3, "a case of March that was recorded in April"
    assert figures_by_mark(briefing("monthly")) == figures_by_mark(drafted)
    assert sorted(desk.rows(link)) == cases, "as of the instant of the draft"


def test_columns_of_numbers_stand_to_the_right_and_names_and_words_do_not() -> None:
    rows = [
        [Part(text) for text in row]
        for row in (
            ("1", "绣衣街道", "1,284件", "97.6%", "+3.7个百分点", "—", "3小时20分"),
            ("2", "2号码头", "9件", "—", "−2.1个百分点", "—", "12分"),
            ("3", "桥北街道", "—", "8.0%", "—", "—", "—"),
        )
    ]
    assert counting_columns(rows) == (False, False, True, True, True, False, True)
    assert counting_columns(()) == ()


def test_an_office_edits_a_leader_signs_and_a_street_reads_it_only_then(office: Office) -> None:
    drafted, _cases = drafted_month(office)
    path, desk = f"/briefings/{drafted.pk}", office("writer")
    assert office("town").client.get(path).status_code == 404, "a street sees nothing before it is sent"
    assert office("unit").client.get(path).status_code == 409
    edited(desk, path, drafted)
    assert office("leader").client.get(f"{path}/sign").status_code == 409
    desk.form(f"{path}/submit")
    office("leader").form(f"{path}/return", reason="补充整改要求")
    assert "补充整改要求" in desk.page(path)
    desk.form(f"{path}/submit")
    office("leader").form(f"{path}/sign")
    signed = briefing("monthly")
    assert signed.number.endswith("考〔2026〕1号")
    assert desk.client.get(f"{path}/redraft").status_code == 409
    assert imprinted(signed) == [], "nobody knows yet when it is issued"
    office.hands.go(days=1)
    desk.form(f"{path}/send", copied_to="区纪委、区委办公室。")
    kept = imprinted(briefing("monthly"))
    assert kept == ["抄送：区纪委，区委办公室。", f"{signed.issuer}2026年4月2日印发"]
    reader = office("town")
    with scope_opened(("",)):
        sent = Notice.objects.filter(template="briefing.sent").values_list("user_id", flat=True)
        assert office.loop.actors["town"].user_id in set(sent)
    assert reader.rows("/briefings") == [signed.title]
    assert "合计上报" in reader.page(path)
    page = reader.page(f"{path}/print")
    for shown in (signed.number, "区纪委，区委办公室。", "2026年4月2日印发"):
        assert shown in page, shown
    word_checked(desk.client.get(f"{path}/print.docx").content, signed)
    assert desk.client.get(f"{path}/charts/1.png").content.startswith(b"\x89PNG")
    assert log_differs() == []
    listed = reader.get("/briefings", kind="monthly")
    assert [(one["title"], one["state"]) for one in listed] == [(signed.title, "briefing_sent")]
    assert reader.get("/briefings", kind="annual") == []
    answered(reader, signed)


def answered(reader: Seat, signed: Briefing) -> None:
    """The API tells each figure with its counts and its note, as the page and the Word file print them."""
    told = reader.get(f"/briefings/{signed.pk}")
    printed = whole(signed)
    filed = next(one for one in told["figures"] if one["key"] == "filed" and one["area"] == DISTRICT)
    assert (filed["printed"], filed["numerator"], filed["denominator"]) == ("2件", 2, None)
    assert filed["records"].startswith("/figures/filed/records?")
    assert [one["number"] for one in told["figures"]] == list(range(1, len(told["figures"]) + 1))
    assert (
        {"filed", "closed"}
        <= {one["key"] for one in told["figures"]}
        <= set(printed) | {one.key for one in figures_by_mark(signed).values()}
    )
    page = html.unescape(reader.page(f"/briefings/{signed.pk}/print"))
    notes = re.findall(r'<li id="note-(\d+)">(.*?)</li>', page)
    assert [int(number) for number, _text in notes] == list(range(1, len(notes) + 1))
    said = {one["number"]: one["note"] for one in told["figures"]}
    assert [re.sub("<[^>]*>", "", text).partition("，查看记录")[0] for _nth, text in notes] == [
        said[int(number)] for number, _text in notes
    ]
    answer = reader.client.get(f"/api/v1/briefings/{signed.pk}/document.docx")
    assert answer.status_code == 200
    file = docx.Document(io.BytesIO(answer.content))
    kind = "endnote" if len(notes) > FOOTNOTES_MOST else "footnote"
    referred = [one.get(qn("w:id")) for one in file.element.body.iter(qn(f"w:{kind}Reference"))]
    assert referred == [number for number, _text in notes]


def corrected(office: Office, recording: Recording, late: datetime) -> None:
    """Record late that a case was reported and filed in March."""
    recording.at, march = late, datetime(2026, 3, 20, 9, tzinfo=ZONE)
    with scope_opened(("",)):
        case = office.loop.report("06010", at=march, who="collector")
        office.loop.act(case, CaseAct.ACCEPT, "acceptor", march)
        office.loop.act(case, CaseAct.FILE, "head", march)


def edited(desk: Seat, path: str, drafted: Briefing) -> None:
    """Fill a gap, write around a figure, and be refused where the figure itself is changed."""
    gap = next(one["key"] for one in drafted.content if one["kind"] == "block_gap")
    desk.form(f"{path}/edit/{gap}", text="本月\x0b组织开展集中整治。")  # as Word copies a soft line break
    assert "本月 组织开展集中整治。" in texts(desk.client.get(f"{path}/print.docx").content)[1]
    desk.form(f"{path}/edit/{gap}", text="本月组织开展集中整治。")
    block = next(one["key"] for one in drafted.content if one["kind"] == "block_text" and "上报" in str(one))
    form = desk.client.get(f"{path}/edit/{block}").context["view"]
    text = form.groups[0].fields[0].value
    assert f"立案2件[{whole(drafted)['filed'].mark}]" in text
    changed = {"version": form.version, "text": text.replace("立案2件", "立案3件")}
    refused = desk.client.post(f"{path}/edit/{block}", changed)
    assert refused.status_code == 422
    assert "与记录不一致" in refused.content.decode()
    desk.form(f"{path}/edit/{block}", text=text.replace("共上报", "合计上报"))
    page = desk.page(path)
    for shown in ("本月组织开展集中整治。", "合计上报", "共上报"):
        assert shown in page, shown


def imprinted(one: Briefing) -> list[str]:
    """Return the lines of the imprint in the Word file that is kept of a briefing."""
    with scope_opened(("",)):
        assert one.file is not None
        file = docx.Document(str(store_root() / content_path(one.file.sha256)))
    boxes = list(file.element.body.iter(qn("w:txbxContent")))
    said = ("".join(part.text or "" for part in line.iter(qn("w:t"))) for box in boxes for line in box)
    return [line for line in said if line]


def word_checked(content: bytes, signed: Briefing) -> None:
    file, text = texts(content)
    for shown in (signed.number, "合计上报", "附件", "本月组织开展集中整治。", "立案数"):
        assert shown in text, shown
    margins = (file.sections[0].top_margin, file.sections[0].left_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28]
    assert len(file.inline_shapes) == len(signed.content) - sum(not one["chart"] for one in signed.content)


def log_differs() -> list[str]:
    """Return the rows of briefings that the log does not vouch for, all sealed."""
    while seal():
        pass
    return [str(fault) for fault in verify().faults if str(fault.subject).startswith("briefing")]


def test_who_asks_for_an_annual_report_gets_it_and_a_new_draft_keeps_what_people_wrote(
    office: Office, sql_budget: Budget
) -> None:
    office.filed(int(office("collector").report()["id"]))
    desk = office("writer")
    path = desk.form("/briefings/new", template="annual_functions", area=DISTRICT, period="2026")
    assert "正在按记录起草" in desk.page(path)
    swept(office, office.hands.at + timedelta(minutes=1))
    drafted = briefing("annual")
    assert drafted.title == "云河区2026年城市管理工作总结和2027年工作思路"
    for period in ("2026-03", "2026-Q1"):  # a quarter adds up its months, and is what the engine counts of it
        (counted,) = office("leader").get("/figures", area=DISTRICT, period=period, key="reported")
        printed = [
            one.numerator for one in figures_by_mark(drafted).values()
            if (one.key, one.period, one.group) == ("reported", period, "")
        ]  # fmt: skip
        assert printed == [counted["numerator"]] == [1], period
    gap = next(one for one in drafted.content if "环卫科" in str(one["parts"]))
    desk.form(f"{path}/edit/{gap['key']}", text="全年完成分类小区建设。")
    desk.form(f"{path}/redraft")
    swept(office, office.hands.at + timedelta(minutes=1))
    assert briefing("annual").version > drafted.version
    assert "全年完成分类小区建设。" in desk.page(path)
    for name, url in (("list", "/briefings"), ("page", path), ("print", f"{path}/print")):
        desk.page(url)
        with sql_budget(f"briefing {name}", most=35):
            desk.page(url)
    wrong = {"template": "annual_functions", "area": DISTRICT, "period": "2026-03"}
    assert desk.client.post("/briefings/new", wrong).status_code == 422
    assert office("leader").client.get("/briefing-plans/new").status_code == 403
    desk.form("/briefing-plans/new", area=DISTRICT, kind="briefing_monthly", template="monthly")
    swept(office, MONTH_DUE)
    with scope_opened(("",)):
        assert not Briefing.objects.filter(kind="briefing_monthly").exists()
        assert Briefing.objects.filter(kind="briefing_supervision").exists() is False
