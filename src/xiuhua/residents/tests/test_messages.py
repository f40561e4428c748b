"""Message boards: sheets come in, many messages make an issue, one case answers them all."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Report
from xiuhua.cases.tests.loop_kit import GRID, STREET, sound
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.residents.jobs import issues_look
from xiuhua.residents.models import Issue, Message
from xiuhua.residents.rules.gathering import Spoken, alike_share, issues_gathered, terms_of, trend_words
from xiuhua.residents.tests.resident_kit import settled, verified
from xiuhua.shared.ids import uuid7

HEADS = (
    "渠道",
    "留言编号",
    "留言标题",
    "留言内容",
    "留言时间",
    "区域代码",
    "地点",
    "网友",
    "电话",
    "回复期限",
)
RUBBISH = (
    ("W-1", "滨河路垃圾堆积没人清运", "滨河路桥下垃圾堆积好几天，味道很大", "2026-02-20 09:00"),
    ("W-2", "滨河路垃圾没人清运", "桥下垃圾又堆积了，请清运", "2026-02-25 10:00"),
    ("W-3", "再次反映滨河路垃圾堆积", "滨河路垃圾清运不及时", "2026-03-01 20:00"),
    ("W-4", "公交线路建议", "希望 12 路公交增加班次", "2026-03-01 21:00"),
)


def sheet(rows: object = RUBBISH) -> bytes:
    """Return a board's sheet as it leaves there."""
    book = Workbook()
    page = book.active
    page.append(HEADS)
    for ref, title, words, posted in rows:  # type: ignore[attr-defined]  # rows of four
        page.append(
            ["人民网留言板", ref, title, words, posted, STREET, "滨河路桥下", "网友甲", "13800001111", None]
        )
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sent(seat: Seat, path: str, **typed: object) -> str:
    """Send a form as the browser does, and return where it led."""
    page = seat.client.get(path)
    assert page.status_code == 200, page.content.decode()[:500]
    version = page.context["view"].version
    answer = seat.client.post(path, {"once": str(uuid7()), "version": version, **typed})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def imported(seat: Seat, content: bytes) -> str:
    url = sent(seat, "/imports/new", kind="messages", file=SimpleUploadedFile("留言.xlsx", content))
    sent(seat, f"{url}/commit")
    return url


# --- gathering ----------------------------------------------------------------------------------------------


def spoken(pk: int, words: str, *, days: float = 0, area: str = GRID, item: int | None = None) -> Spoken:
    at = datetime(2026, 3, 2, tzinfo=UTC) - timedelta(days=days)
    return Spoken(pk=pk, area_code=area, item_id=item, words=words, posted_at=at)


def test_what_two_texts_share_is_counted_in_pairs() -> None:
    one, other = terms_of("路灯不亮"), terms_of("路灯坏")  # 路灯 灯不 不亮; 路灯 灯坏
    assert one == {"路灯", "灯不", "不亮"}
    assert alike_share(one, other) == 1 / 4
    assert alike_share(one, ()) == 0.0


def test_messages_of_one_street_about_one_thing_make_an_issue_and_two_do_not() -> None:
    rubbish = [spoken(pk, words, days=4 - pk) for pk, (_ref, words, _text, _at) in enumerate(RUBBISH[:3])]
    (group,) = issues_gathered([*rubbish, spoken(9, "公交线路建议")])
    assert [one.pk for one in group.members] == [0, 1, 2]
    assert group.key == "990101003:words:0"
    assert issues_gathered(rubbish[:2]) == []
    elsewhere = spoken(7, RUBBISH[2][1], area="990101004001001")
    assert issues_gathered([*rubbish[:2], elsewhere]) == []


def test_a_known_matter_gathers_whatever_the_words() -> None:
    known = [spoken(1, "路灯", item=5), spoken(2, "晚上好黑", item=5), spoken(3, "求修", item=5)]
    (group,) = issues_gathered([*known, spoken(4, "路灯", item=6)])
    assert (group.key, len(group.members)) == ("990101003:item:5", 3)


def test_a_trend_says_by_how_many() -> None:
    assert [trend_words(*pair) for pair in ((3, 1), (1, 3), (2, 2))] == ["↑ 2", "↓ 2", "→"]


# --- the way of a message -----------------------------------------------------------------------------------


@pytest.mark.proves("S-037")
@pytest.mark.slow("a sheet, an issue, a case to its close, and the sheet of replies, by people signed in")
def test_a_boards_sheet_becomes_a_hot_issue_a_case_and_a_sheet_of_replies(office: Office) -> None:
    complaints = office("complaints")
    imported(complaints, sheet())
    assert "公交线路建议" in complaints.page("/board")
    issues_look()

    page = office("leader").page("/board/issues")
    assert "再次反映滨河路垃圾堆积" in page
    with scope_opened(("",)):
        issue = Issue.objects.get()
    assert (issue.messages_count, issue.week_count, issue.before_count) == (3, 2, 1)
    sent(
        complaints, f"/board/issues/{issue.pk}/mark", owner="U-BUREAU 区综合行政执法局",
        note="桥下权属不清，每周反复", due_on="2026-03-31",
    )  # fmt: skip
    assert "桥下权属不清，每周反复" in office("leader").page(f"/board/issues/{issue.pk}")

    case_url = sent(complaints, f"/board/issues/{issue.pk}/case", matter="暴露垃圾", address="滨河路桥下")
    case = int(case_url.rsplit("/", maxsplit=1)[-1])
    assert "留言板" in office("acceptor").page(case_url)
    with scope_opened(("",)):
        assert sorted(Report.objects.filter(case=case).values_list("source_ref", flat=True)) == [
            "W-1", "W-2", "W-3",
        ]  # fmt: skip
    verified(office, case)
    with scope_opened(("",)):
        first = Message.objects.get(ref="W-1")
    draft = complaints.client.get(f"/board/{first.pk}/reply").context["view"].groups[0].fields[0].value
    assert "已受理" in draft
    settled(office, case, reason="已清运三车，加装围挡。")
    for ref in ("W-1", "W-2", "W-3"):
        with scope_opened(("",)):
            message = Message.objects.get(ref=ref)
        form = complaints.client.get(f"/board/{message.pk}/reply")
        draft = form.context["view"].groups[0].fields[0].value
        assert draft == (
            "网友您好：您反映的“暴露垃圾”问题，已由云河市政养护公司处理完毕并经核查。"
            "处理情况：已清运三车，加装围挡。感谢您的关注与支持。"
        )
        sent(complaints, f"/board/{message.pk}/reply", reply=draft)

    left = complaints.client.get("/board/replies?export=xlsx")
    content = b"".join(getattr(left, "streaming_content", ()))
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert sum("已清运三车" in str(row) for row in rows) == 3
    sent(complaints, f"/board/issues/{issue.pk}/settle", note="加装围挡并改为每日清运")
    issues_look()
    with scope_opened(("",)):
        assert Issue.objects.get().state == "issue_settled"  # gathering keeps what a person decided
        sound()


def test_a_sheet_that_comes_again_changes_nothing_and_faults_are_told(office: Office) -> None:
    complaints = office("complaints")
    imported(complaints, sheet())
    url = sent(complaints, "/imports/new", kind="messages", file=SimpleUploadedFile("留言.xlsx", sheet()))
    assert "4" in complaints.page(url)
    with scope_opened(("",)):
        assert Message.objects.count() == 4
    bad = sheet([("X-1", "未来的留言", "", "2027-01-01 00:00")])
    url = sent(complaints, "/imports/new", kind="messages", file=SimpleUploadedFile("坏.xlsx", bad))
    assert "X-1" in complaints.page(url) or "未来" in complaints.page(url)
    with scope_opened(("",)):
        assert Message.objects.count() == 4


def test_an_import_is_taken_back_until_somebody_worked_on_it(office: Office) -> None:
    complaints = office("complaints")
    url = imported(complaints, sheet())
    sent(complaints, f"{url}/undo", reason="表发错了")
    with scope_opened(("",)):
        assert Message.objects.count() == 0
    url = imported(complaints, sheet())
    with scope_opened(("",)):
        message = Message.objects.get(ref="W-4")
    sent(complaints, f"/board/{message.pk}/case", matter="", address="")
    page = complaints.client.get(f"{url}/undo")
    answer = complaints.client.post(
        f"{url}/undo",
        {"once": str(uuid7()), "version": page.context["view"].version, "reason": "再撤"},
    )
    assert answer.status_code == 409
    with scope_opened(("",)):
        assert Message.objects.count() == 4
        assert Case.objects.count() == 1


def test_a_boards_server_brings_messages_and_fetches_replies(office: Office) -> None:
    complaints = office("complaints")
    one = {
        "board": "微幸福", "ref": "H-9", "title": "<b>楼道堆物</b>", "text": "三单元楼道堆满纸箱",
        "area_code": STREET, "posted_at": "2026-03-01T08:00:00+08:00",
    }  # fmt: skip
    assert complaints.post("/messages", {"messages": [one, one | {"ref": "H-10"}]}) == {"new": 2, "known": 0}
    assert complaints.post("/messages", {"messages": [one]}) == {"new": 0, "known": 1}
    assert complaints.refused("/messages", {"messages": [one | {"ref": "H-11", "area_code": "12"}]}) == (
        422,
        "invalid",
    )
    with scope_opened(("",)):
        message = Message.objects.get(ref="H-9")
    assert "<b>楼道" not in complaints.page(f"/board/{message.pk}")
    sent(complaints, f"/board/{message.pk}/reply", reply="已转社区处理")
    told = complaints.get("/messages/replies", board="微幸福", since="2026-01-01T00:00:00Z")
    assert [(row["ref"], row["reply"], row["case"]) for row in told] == [("H-9", "已转社区处理", "")]
    assert office("unit").client.get(f"/board/{message.pk}").status_code == 403
