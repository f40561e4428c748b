"""Phrases, forms, letters, orders and minutes through their pages, by people at their seats."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import docx
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Supervision
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.files.models import Export
from xiuhua.files.rules.addresses import content_path
from xiuhua.files.services import export_make, store_root
from xiuhua.papers.models import Paper, PaperVersion, Phrase
from xiuhua.papers.terms import FormKind

Budget: TypeAlias = Callable[..., AbstractContextManager[None]]


def texts(content: bytes) -> str:
    """Return every text of a Word file."""
    file: Any = docx.Document(io.BytesIO(content))  # python-docx types its own documents loosely
    lines = [line.text for line in file.paragraphs]
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*lines, *cells])


def word(seat: Seat, path: str) -> str:
    """Take a Word file and return its texts."""
    answer = seat.client.get(path)
    assert answer.status_code == 200, (path, answer.content.decode()[:500])
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "attachment" in answer["Content-Disposition"]
    return texts(answer.content)


def phrases(client: Client, **asked: str) -> list[dict[str, Any]]:
    """Ask for phrases as the picker does."""
    answer = client.get("/api/v1/phrases", asked)
    assert answer.status_code == 200, answer.content
    return list(answer.json())


def handled(office: Office) -> int:
    """Return a case that its unit works on, by its id."""
    case: int = office("collector").report()["id"]
    office.dispatched(case, "U-KEEPER")
    office("unit").act(case, "receive")
    return case


# --- phrases ------------------------------------------------------------------------------------------------


def test_a_phrase_is_kept_under_its_initials_filled_from_the_case_and_offered_by_use(office: Office) -> None:
    case, unit = handled(office), office("unit")
    for words in ("{地点}的{事项}已清理", "已派人到场"):
        unit.form("/phrases/new", words=words, scope="phrase_mine")
    found = phrases(unit.client, about=f"case:{case}", act="case.feed_back")
    assert [(one["key"], one["words"]) for one in found] == [
        ("dyql", "滨河路 12 号的暴露垃圾已清理"), ("yprd", "已派人到场"),
    ]  # fmt: skip
    answer = unit.client.post(f"/api/v1/phrases/{found[1]['id']}/uses")
    assert answer.status_code == 204
    again = phrases(unit.client, about=f"case:{case}", act="case.feed_back")
    assert [one["key"] for one in again] == ["yprd", "dyql"]
    assert "已派人到场" in unit.page("/phrases")


def test_the_units_book_is_read_by_the_unit_and_kept_by_its_clerk(office: Office) -> None:
    clerk, handler, other = office("unit"), office("handler"), office("street")
    clerk.form("/phrases/new", words="已按养护标准修复", key="xf", scope="phrase_unit")
    assert [one["key"] for one in phrases(handler.client)] == ["xf"]
    assert phrases(other.client) == []
    own = Phrase.objects.get()
    assert (
        handler.client.get(f"/phrases/{own.pk}").status_code == 409
    )  # the clerk's, not a handler's, to change
    assert other.client.get(f"/phrases/{own.pk}").status_code == 404
    copied = handler.page("/phrases")
    assert "/phrases/new?words=" in copied, "what is others' to change is copied into one's own book"
    clerk.form(f"/phrases/{own.pk}", words="已按养护标准修复", key="xf", scope="phrase_unit", ended="on")
    assert phrases(handler.client) == []


def test_everybodys_phrases_are_published_by_few_and_many_are_pasted_at_once(office: Office) -> None:
    keeper, unit = office("keeper"), office("unit")
    keeper.form("/phrases/import", lines="qhs 请核实\n请现场确认\nqhs 请核实", scope="phrase_platform")
    assert {one["key"] for one in phrases(unit.client)} == {"qhs", "qxcq"}
    answer = unit.client.post("/phrases/new", {"words": "公告", "scope": "phrase_platform", "version": ""})
    assert answer.status_code == 422  # not among the books offered
    assert Phrase.objects.count() == 2


def test_a_phrase_for_one_act_is_offered_there_alone(office: Office) -> None:
    unit = office("unit")
    unit.form("/phrases/new", words="不属于本单位职责", key="bs", scope="phrase_mine", act="case.send_back")
    assert [one["key"] for one in phrases(unit.client, act="case.send_back")] == ["bs"]
    assert phrases(unit.client, act="case.feed_back") == []


def test_a_phrase_of_another_district_is_filled_from_no_case_that_is_out_of_sight(office: Office) -> None:
    unit = office("unit")
    answer = unit.client.get("/api/v1/phrases", {"about": "case:999999"})
    assert answer.status_code == 404
    assert phrases(unit.client, about="premises:1; drop") == []


def test_the_field_of_an_act_carries_what_the_picker_needs(office: Office) -> None:
    case = handled(office)
    page = office("unit").page(f"/cases/{case}/feed-back")
    assert 'data-phrases="/api/v1/phrases"' in page
    assert f'data-phrases-about="case:{case}"' in page
    assert 'data-phrases-act="case.feed_back"' in page


# --- the eight forms ----------------------------------------------------------------------------------------


def test_all_forms_of_a_case_are_printed_and_taken_as_word(office: Office, sql_budget: Budget) -> None:
    case: int = office("collector").report(caller_name="王小明", caller_phone="13800001234")["id"]
    office.closed(case)
    head = office("head")
    head.page(f"/cases/{case}")  # content types and settings are read once
    with sql_budget("print all forms", most=24):
        page = head.page(f"/cases/{case}/forms")
    for kind in FormKind:
        assert kind.zh in page
        assert kind.zh in word(head, f"/cases/{case}/forms/{kind.value}.docx")
    assert "已处置" in page
    assert "王**" in page
    assert "王小明" not in page
    assert "13800001234" not in page
    assert "核查通过" in word(head, f"/cases/{case}/forms.docx")
    assert head.client.get(f"/cases/{case}/forms/none").status_code == 404


def test_a_form_is_not_shown_to_whoever_may_not_read_the_case(office: Office) -> None:
    case = handled(office)
    assert Client().get(f"/cases/{case}/forms").status_code in {302, 303, 401}


def test_the_forms_of_many_cases_are_made_in_the_background_as_one_archive(office: Office) -> None:
    cases = [handled(office), handled(office)]
    head = office("head")
    answer = head.client.post("/cases/forms", {"row": [str(case) for case in cases]})
    assert answer.status_code == 303, answer.content
    with scope_opened(("",)):
        export = Export.objects.get()
        export_make(export_id=export.pk, clock=lambda: office.hands.at)
        export.refresh_from_db()
        assert (export.state, export.done, export.total) == ("done", 2, 2)
        assert export.file is not None
        content = (store_root() / content_path(export.file.sha256)).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [f"AJ{case:08d} 暴露垃圾.docx" for case in sorted(cases)]
        assert "任务分派单" in texts(archive.read(archive.namelist()[0]))
    assert "案件表单" in head.page("/exports")
    refused = head.client.post("/cases/forms", {})
    assert refused.status_code == 422


# --- letters ------------------------------------------------------------------------------------------------


def test_a_reply_is_drafted_edited_numbered_and_kept(office: Office) -> None:
    case: int = office("collector").report()["id"]
    office.closed(case)
    head = office("head")
    edit = head.form(f"/cases/{case}/draft", kind="paper_reply")
    page = head.page(edit)
    assert "现答复如下" in page
    assert "核查通过" in page, "beside the text stands where it came from"
    stamp = head.client.get(edit).context["stamp"]
    draft = {
        "title": "答复",
        "addressee": "王先生",
        "issuer": "运行中心",
        "body": "改过的正文。",
        "seen": stamp,
    }
    paper = edit.removesuffix("/edit")
    number = paper.rpartition("/")[2]
    office.hands.go(seconds=2)
    saved = head.client.put(f"/api/v1/papers/{number}/draft", json.dumps(draft), "application/json")
    assert saved.status_code == 200, saved.content
    again = head.client.put(f"/api/v1/papers/{number}/draft", json.dumps(draft), "application/json")
    assert again.status_code == 409, "whoever began from an older text is told"
    assert "改过的正文。" in head.page(edit)
    head.form(edit, title="答复", addressee="王先生", issuer="运行中心", body="一、情况\n已清理。")
    assert "〔2026〕1号" not in head.page(paper)
    head.form(f"{paper}/finish", organ="云河区")
    shown = office("leader").page(paper)
    assert "云复〔2026〕1号" in shown
    assert "已清理。" in shown
    with scope_opened(("",)):
        kept = Paper.objects.get()
        assert (kept.state, kept.version, kept.file is not None) == ("paper_final", 3, True)
        assert PaperVersion.objects.filter(paper=kept).count() == 3
    found = word(head, f"{paper}/print.docx")
    assert "云复〔2026〕1号" in found
    assert "王先生：" in found
    late = head.client.put(
        f"/api/v1/papers/{number}/draft", json.dumps(draft | {"seen": ""}), "application/json"
    )
    assert late.status_code == 409, "a final document is not changed"
    head.form(f"{paper}/void", reason="内容有误")
    assert "作废" in head.page("/papers")
    assert "云复〔2026〕1号" in head.page(paper), "its number stays taken"


# --- orders -------------------------------------------------------------------------------------------------


def test_an_order_goes_from_issue_over_a_refused_answer_to_its_release(office: Office) -> None:
    case = handled(office)
    leader, unit = office("leader"), office("unit")
    leader.form(f"/cases/{case}/remind", words="请加快处置")
    assert "催办" in unit.page(f"/cases/{case}")
    assert "催办 1 次" in unit.page("/cases")
    offered = leader.client.get(f"/cases/{case}/supervise").context["view"]
    typed = {field.name: field.value for field in offered.fields if field.name not in {"once", "limit"}}
    assert "已催办 1 次" in typed["demand"]
    order = leader.form(f"/cases/{case}/supervise", **typed)
    assert "云督〔2026〕1号" in leader.page(order)
    assert "滨河路 12 号暴露垃圾" in unit.page("/supervisions?state=supervision_open")
    unit.form(f"{order}/reply", reply="已安排清理")
    leader.form(f"{order}/refuse", reason="请附照片")
    assert "请附照片" in unit.page(order)
    unit.form(f"{order}/reply", reply="已清理，见照片")
    assert "待销号" in leader.page("/supervisions?state=supervision_replied")
    leader.form(f"{order}/release", note="同意销号")
    assert "已销号" in unit.page(order)
    assert "督办" in unit.page(f"/cases/{case}")
    printed = leader.page(f"{order}/print")
    assert "你单位" in printed
    assert "云督〔2026〕1号" in word(leader, f"{order}/print.docx")
    release = word(leader, f"{order}/release/print.docx")
    for said in ("退回重报：请附照片", "已清理，见照片", "同意销号", "按期"):
        assert said in release


def test_an_order_is_issued_to_a_unit_without_a_case_and_runs_late(office: Office) -> None:
    leader, unit = office("leader"), office("unit")
    order = leader.form(
        "/supervisions/new",
        level="level_key",
        unit="云河市政养护公司",
        title="安全隐患排查",
        demand="请排查。",
        cases="",
    )
    assert "超" not in unit.page("/supervisions?overdue=1").split("<tbody>")[-1][:10]
    office.hands.go(days=3)
    with scope_opened(("",)):
        from xiuhua.cases.services import supervisions_sweep  # noqa: PLC0415 - as the background program does

        assert supervisions_sweep(at=office.hands.at) == (0, 1)
    assert "安全隐患排查" in unit.page("/supervisions?overdue=1")
    unit.form(f"{order}/reply", reply="已排查")
    assert "回复逾期" in leader.page(order)
    with scope_opened(("",)):
        assert Supervision.objects.get().points == 3


def test_a_program_reminds_issues_answers_and_releases_by_api(office: Office) -> None:
    case, leader, unit = handled(office), office("leader"), office("unit")
    told = leader.post(f"/cases/{case}/reminders", {"words": "请加快"})
    assert (told["unit"], told["count"]) == ("U-KEEPER", 1)
    assert leader.refused(f"/cases/{case}/reminders", {"words": "再催"}) == (409, "case_reminded_lately")
    body = {"unit_code": "U-KEEPER", "title": "滨河路垃圾", "demand": "请清理。", "cases": [case]}
    order = leader.post("/supervisions", body)
    assert (order["number"], order["state"]) == ("云督〔2026〕1号", "supervision_open")
    path = f"/supervisions/{order['id']}"
    assert leader.refused(f"{path}/release", {})[0] == 409
    assert unit.post(f"{path}/reply", {"text": "已清理"})["state"] == "supervision_replied"
    assert leader.post(f"{path}/refuse", {"text": "请附照片"})["state"] == "supervision_open"
    assert unit.post(f"{path}/reply", {"text": "已附"})["replies"] == 2
    assert leader.post(f"{path}/release", {})["state"] == "supervision_released"
    assert [one["id"] for one in unit.get("/supervisions", state="supervision_released")] == [order["id"]]
    assert unit.get("/supervisions", state="supervision_open") == []
    assert leader.refused("/supervisions", body | {"unit_code": "U-NONE"})[0] == 422


# --- meetings -----------------------------------------------------------------------------------------------


def test_a_meeting_has_an_agenda_and_numbered_minutes(office: Office) -> None:
    case: int = office("collector").report(matter="06035", longitude=120.19, latitude=30.29)["id"]
    office.filed(case)
    office("dispatcher").act(case, "dispatch", unit_code="U-OFFICE")
    host = office("office")
    meeting = host.get("/consultations")[0]["id"]
    assert "废弃家具设备" in host.page(f"/consultations/{meeting}/agenda")
    assert host.client.get(f"/consultations/{meeting}/minutes").status_code == 404
    host.form(
        f"/consultations/{meeting}/close", meets_on="2026-03-25", minutes="会议研究了议题。\n下次再议。"
    )
    found = word(host, f"/consultations/{meeting}/minutes.docx")
    assert "云会纪〔2026〕1号" in found
    assert "会议研究了议题。" in found
    assert "1 项转入下次会商" in found
