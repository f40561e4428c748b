"""What inspections found: entered, assigned, planned, put right, checked by somebody else, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.oversight.models import Rectification
from xiuhua.oversight.tests.oversight_kit import figure_opened, log_sound, photo, refused_form
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("signs several people in")


def entered(office: Office, who: str, source: str, title: str) -> str:
    """Enter a problem and return its page."""
    return office(who).form(
        "/rectifications/new", source=source, title=title, text="现场可见", paper="督察〔2026〕3 号",
        found_on="2026-03-01",
    )  # fmt: skip


def assigned(office: Office, who: str, path: str, *, unit: str = "U-KEEPER", due: str = "2026-03-10") -> None:
    office(who).form(f"{path}/assign", unit=office.loop.unit(unit).pk, due_on=due, text="限期整改")


def closed(office: Office, who: str, path: str) -> None:
    """Lead an assigned problem to its end."""
    office("unit").form(f"{path}/plan", text="三日内清理并加装围挡")
    office("unit").form(f"{path}/answer", text="已清理", photos=[photo()])
    office(who).form(f"{path}/close", text="现场核查属实", photos=[photo()])


def number(path: str) -> str:
    return f"ZG{int(path.rsplit('/', 1)[1]):08d}"


def problem(path: str) -> Rectification:
    with scope_opened(("",)):
        return Rectification.objects.select_related("unit").get(pk=int(path.rsplit("/", 1)[1]))


@pytest.mark.proves("S-162")
def test_a_problem_of_an_environmental_inspection_is_assigned_planned_put_right_checked_and_closed(
    office: Office,
) -> None:
    path = entered(office, "committee", "rectify_central", "河道旁堆放渣土")
    assert office("unit").rows("/my-rectifications") == []
    assert office("unit").client.get(path).status_code == 403
    assigned(office, "committee", path)
    unit = office("unit")
    assert unit.rows("/my-rectifications?state=rectify_assigned") == [number(path)]
    assert "河道旁堆放渣土" in unit.page("/notices")
    assert office("street").client.get(path).status_code in {403, 404}, "another unit"
    assert office("street").rows("/my-rectifications") == []
    unit.form(f"{path}/plan", text="三日内清理并加装围挡")
    assert refused_form(unit, f"{path}/answer", text=" ")[0] == 422
    unit.form(f"{path}/answer", text="已清理", photos=[photo()])
    page = office("committee").page(path)
    for said in (
        "中央生态环保督察",
        "三日内清理并加装围挡",
        "已清理",
        "<img",
        "督察〔2026〕3 号",
        "云河市政养护公司",
    ):
        assert said in page, said
    office("committee").form(f"{path}/send-back", text="围挡未装", due_on="2026-03-12")
    assert (problem(path).state, problem(path).sent_back) == ("rectify_planned", 1)
    assert "围挡未装" in unit.page(path)
    unit.form(f"{path}/answer", text="围挡已装", photos=[photo()])
    office("auditor").form(f"{path}/close", text="现场核查属实")
    assert problem(path).state == "rectify_closed"
    assert office("leader").rows("/rectifications") == [number(path)]
    assert number(path) in office("inspector").rows("/rectifications?state=rectify_closed")
    acts = Entry.objects.filter(subject=f"rectification:{problem(path).pk}").order_by("id")
    assert [act.partition(".")[2] for act in acts.values_list("act", flat=True)] == [
        "enter", "assign", "plan", "answer", "send_back", "answer", "close",
    ]  # fmt: skip
    log_sound()


def test_what_is_not_answered_is_overdue_from_the_day_after_its_last_day(office: Office) -> None:
    path = entered(office, "auditor", "rectify_audit", "资产账实不符")
    status, _page = refused_form(
        office("auditor"), f"{path}/assign", unit=office.loop.unit("U-KEEPER").pk, due_on="2026-03-01"
    )
    assert status == 422
    assigned(office, "auditor", path)
    office.hands.at = office.hands.at.replace(day=10, hour=15, minute=59)  # 23:59 in Shanghai
    assert office("auditor").rows("/rectifications?overdue=1") == []
    office.hands.go(minutes=1)
    assert office("auditor").rows("/rectifications?overdue=1") == [number(path)]
    office("unit").form(f"{path}/plan", text="核对")
    assert office("auditor").rows("/rectifications?overdue=1") == [number(path)]
    office("unit").form(f"{path}/answer", text="已核对")
    assert office("auditor").rows("/rectifications?overdue=1") == []


def test_a_supervision_task_finds_what_units_put_right_and_the_assessor_reads_the_share(
    office: Office,
) -> None:
    task = office("inspector").form(
        "/supervision-tasks/new", source="rectify_supervision", title="三月大督察", on="2026-03-02",
        text="随机抽查",
    )  # fmt: skip
    assert office("unit").client.get(task).status_code == 403
    assert f"/rectifications/new?task={task.rsplit('/', 1)[1]}" in office("inspector").page(task)
    paths = [
        office("inspector").form(
            "/rectifications/new", source="rectify_supervision", title=title, found_on="2026-03-02",
            task=task.rsplit("/", 1)[1],
        )
        for title in ("围挡破损", "渣土未盖")
    ]  # fmt: skip
    for path in paths:
        assigned(office, "inspector", path)
    closed(office, "inspector", paths[0])
    page = office("committee").page(task)
    for said in ("发现问题 2 项，已销号 1 项", "围挡破损", "渣土未盖", "随机抽查", f'href="{paths[1]}"'):
        assert said in page, said
    (told,) = office("assessor").get("/figures", period="2026-03", key="rectified")
    assert (told["numerator"], told["denominator"], told["value"]) == (1, 2, 50)
    assert office("assessor").client.get(paths[0]).status_code == 403
    log_sound()


def test_whoever_put_it_right_does_not_check_it(office: Office) -> None:
    path = entered(office, "discipline", "rectify_supervision", "台账缺失")
    assigned(office, "discipline", path)
    office("both").form(f"{path}/plan", text="补齐")
    office("both").form(f"{path}/answer", text="已补齐")
    status, page = refused_form(office("both"), f"{path}/close", text="属实")
    assert status == 403, page
    assert problem(path).state == "rectify_answered"
    office("discipline").form(f"{path}/close", text="属实")
    assert problem(path).state == "rectify_closed"


@pytest.mark.proves("S-170")
def test_an_audit_issue_has_an_owner_a_deadline_and_is_closed_by_the_auditor(office: Office) -> None:
    path = entered(office, "auditor", "rectify_audit", "合同未备案")
    again = entered(office, "auditor", "rectify_patrol", "会议记录不全")
    for one in (path, again):
        assigned(office, "auditor", one, due="2026-03-20")
    closed(office, "auditor", path)
    assert office("committee").rows("/rectifications?source=rectify_audit") == [number(path)]
    assert office("committee").rows("/rectifications?source=rectify_patrol") == [number(again)]
    assert (problem(path).state, problem(again).state) == ("rectify_closed", "rectify_assigned")
    assert problem(path).due_on == (problem(path).found_on + timedelta(days=19))
    sheet = office("auditor").client.get("/rectifications?export=csv")
    told = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # as a file
    assert "合同未备案" in told.decode("utf-8-sig")


@pytest.mark.proves("S-167", "K-109")
def test_conduct_problems_are_notified_corrected_and_counted(office: Office, witness: Witness) -> None:
    late = entered(office, "inspector", "rectify_conduct", "上班时间脱岗")
    other = entered(office, "inspector", "rectify_conduct", "执法未亮证")
    entered(office, "inspector", "rectify_conduct", "未交办")
    audit = entered(office, "auditor", "rectify_audit", "合同未备案")
    for path, who in ((late, "inspector"), (other, "inspector"), (audit, "auditor")):
        assigned(office, who, path)
    assert "上班时间脱岗" in office("unit").page("/notices")
    closed(office, "inspector", late)
    assert problem(late).state == "rectify_closed"
    counted = sorted((number(late), number(other)))
    value, opened = figure_opened(office, "inspector", "conduct_problems")
    assert (value, opened) == (2, counted)
    witness.figure("K-109", numerator=value, denominator=None, counted=counted, opened=opened)


@pytest.mark.proves("S-164")
def test_what_a_supervision_task_found_and_was_put_right_counts_in_the_assessment(office: Office) -> None:
    inspector = office("inspector")
    task = inspector.form(
        "/supervision-tasks/new",
        source="rectify_supervision",
        title="背街小巷大督察",
        on="2026-03-01",
        text="",
    ).rsplit("/", 1)[1]
    paths = [
        inspector.form(
            "/rectifications/new", source="rectify_supervision", title=title, text="", task=task, paper="",
            found_on="2026-03-01",
        )
        for title in ("小巷垃圾未清", "公厕设施损坏")
    ]  # fmt: skip
    for path in paths:
        assigned(office, "inspector", path)
    closed(office, "inspector", paths[0])
    committee = office("committee")
    ready = committee.form("/contest-schemes/ready", key="race_districts", reason="督考联动办法")
    page = committee.client.get(f"{ready}/next").context["view"]
    typed = {
        item.name: item.value for item in page.fields if item.kind != "hidden" and item.value is not None
    }
    typed |= {
        "items": "rectified | 督查整改 | Put right | figure | 100 | rectified",
        "reason": "督考联动办法",
    }
    scheme = committee.form(f"{ready}/next", **typed).rsplit("/", 1)[1]
    path = committee.form("/contests/open", scheme=scheme, period="2026-Q1")
    office.hands.at += timedelta(days=35)
    committee.form(f"{path}/publish")
    table = office("leader").page(path)
    assert "50.00 × 100 ÷ 100" in table  # one of two
    assert "督查整改" in table


def test_a_day_that_could_not_be_read_again_is_refused(office: Office) -> None:
    typed = {
        "source": "rectify_central", "title": "河道旁堆放渣土", "text": "现场可见", "paper": "", "task": "",
    }  # fmt: skip
    for day in ("0001-01-01", "9999-12-31"):
        status, _page = refused_form(office("committee"), "/rectifications/new", **typed, found_on=day)
        assert status == 422, day
    assert office("committee").rows("/rectifications") == []


def test_that_a_unit_was_told_is_known_from_then_on(office: Office) -> None:
    path = entered(office, "inspector", "rectify_conduct", "工作时间脱岗")
    before = office.hands.at
    office.hands.at += timedelta(days=3)
    assigned(office, "inspector", path)
    for as_of, number_then in ((before, 0), (office.hands.at, 1)):
        (told,) = office("leader").get(
            "/figures", period="2026-03", key="conduct_problems", as_of=as_of.isoformat()
        )
        assert told["numerator"] == number_then, as_of
