"""The loop through its pages: one report through every post, and what each page says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.pages.cases import CaseListPage
from xiuhua.cases.tests.loop_kit import HERE, PASSWORD, Loop, loop_make
from xiuhua.cases.tests.proof_kit import Hands
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.shared import clock
from xiuhua.shared.clock import now

Enter: TypeAlias = Callable[[str], Client]


@pytest.fixture
def town(db: None) -> Loop:
    """The town, its scope closed again as before a request."""
    with scope_opened(("",)):
        return loop_make()


@pytest.fixture
def enter(town: Loop) -> Enter:
    """Sign somebody in by name."""

    def entered(name: str) -> Client:
        client = Client()
        answer = client.post("/sign-in", {"username": name, "password": PASSWORD})
        assert answer.status_code in {302, 303}
        return client

    return entered


def said(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]  # a test client's answer


REPORT = {
    "matter": "暴露垃圾", "text": "沿街有垃圾", "address": "滨河路 12 号", "longitude": HERE[0],
    "latitude": HERE[1], "channel": "channel_collector", "track": "track_ordinary",
}  # fmt: skip


def reported(client: Client, **changes: object) -> str:
    """Report a problem by the form and return the address of its case."""
    answer = client.post("/reports/new", REPORT | changes)
    assert answer.status_code == 303, said(answer)
    return answer["Location"]


def done(client: Client, case: str, act: str, **typed: object) -> str:
    """Do an act by its form and return the case's page as its doer sees it then."""
    page = client.get(f"{case}/{act}")
    assert page.status_code == 200, said(page)
    version = page.context["view"].version
    answer = client.post(f"{case}/{act}", {"version": version, **typed})
    assert answer.status_code == 303, said(answer)
    shown = client.get(case)
    assert shown.status_code == 200, said(shown)
    return said(shown)


@pytest.mark.slow("signs eight people in and opens thirty pages")
def test_a_report_passes_every_post_on_paper_forms(enter: Enter, town: Loop) -> None:
    case = reported(enter("collector"))
    assert "待立案" in done(enter("acceptor"), case, "accept", matter="暴露垃圾")
    assert "待派遣" in done(enter("head"), case, "file", matter="暴露垃圾")
    dispatcher = enter("dispatcher")
    shown = said(dispatcher.get(case))
    assert "云河市政养护公司" in shown  # the suggestion
    assert "待签收" in done(dispatcher, case, "dispatch", unit="云河市政养护公司")
    unit = enter("unit")
    assert "处置中" in done(unit, case, "receive")
    assert "反馈待审" in done(unit, case, "feed-back", reason="已清理干净")
    assert "待核查" in done(dispatcher, case, "feedback-pass")
    assert "待结案" in done(enter("collector"), case, "check-pass")
    assert "已结案" in done(enter("head"), case, "close")
    listed = said(enter("leader").get("/cases"))
    assert "暴露垃圾" in listed


@pytest.mark.parametrize(
    "path",
    [
        "/cases",
        "/reports",
        "/questions",
        "/consultations",
        "/reports/new",
        "/loop-settings",
        "/cases?mode=map",
    ],
)
def test_every_list_opens_when_there_is_nothing(enter: Enter, path: str) -> None:
    answer = enter("dispatcher").get(path)
    assert answer.status_code == 200, said(answer)


def test_an_act_without_its_reason_is_refused_beside_the_field_and_leaves_no_trace(
    enter: Enter, town: Loop
) -> None:
    case = reported(enter("collector"))
    acceptor = enter("acceptor")
    answer = acceptor.post(f"{case}/not-accept", {"version": "1", "reason": ""})
    assert answer.status_code == 422
    with scope_opened(("",)):
        assert Case.objects.get().moves_count == 1
    assert "不予受理" in done(acceptor, case, "not-accept", reason="不属于城市管理事项")


def test_a_refused_act_leads_back_to_its_case_in_either_language(enter: Enter, town: Loop) -> None:
    case = reported(enter("collector"))
    head = enter("head")

    refused = head.get(f"{case}/close")

    assert refused.status_code == 409
    assert f'href="{case}"' in said(refused)
    told = said(head.get(f"{case}/close", headers={"Accept-Language": "en"}))
    assert "so “Closed” cannot follow" in told
    assert "Go back" in told


def test_whoever_sends_back_names_another_unit_and_the_dispatcher_reads_why(enter: Enter, town: Loop) -> None:
    case = reported(enter("collector"))
    done(enter("acceptor"), case, "accept")
    done(enter("head"), case, "file")
    done(enter("dispatcher"), case, "dispatch", unit=str(_suggested(enter("dispatcher"), case)))
    unit = enter("unit")

    form = said(unit.get(f"{case}/send-back"))

    assert "应由哪个单位办理" in form
    assert "协办单位" not in form
    done(unit, case, "send-back", reason="不在合同路段内")
    granted = said(enter("dispatcher").get(f"{case}/return-grant"))
    assert "回退理由" in granted
    assert "不在合同路段内" in granted


def _suggested(client: Client, case: str) -> object:
    """Return the unit that stands in the form of the dispatch."""
    form = client.get(f"{case}/dispatch").context["view"]
    return next(field.value for group in form.groups for field in group.fields if field.name == "unit")


@pytest.mark.slow("signs three people in and opens twelve pages")
def test_two_people_run_the_loop_where_posts_are_merged_and_limits_are_the_citys_own(
    enter: Enter, town: Loop
) -> None:
    keeper = enter("keeper")
    page = keeper.get("/loop-settings/new")
    assert page.status_code == 200, said(page)
    typed = {field.name: field.value for field in page.context["view"].fields if field.kind != "checkbox"}
    typed |= {
        "verified_channel_hotline": "on", "reason": "两人值守", "stage_accept": "15 工作分钟",
        "merged_desk_shift_head": "desk_acceptor", "merged_desk_dispatcher": "desk_acceptor",
        "version": page.context["view"].version,
    }  # fmt: skip
    wrong = keeper.post("/loop-settings/new", typed | {"stage_accept": "很快"})
    assert wrong.status_code == 422
    published = keeper.post("/loop-settings/new", typed)
    assert published.status_code == 303, said(published)
    assert "15" in said(keeper.get(published["Location"]))
    case, acceptor = reported(enter("collector")), enter("acceptor")
    for act, words in (("accept", {}), ("file", {}), ("dispatch", {"unit": "云河市政养护公司"})):
        done(acceptor, case, act, matter="暴露垃圾", **words)
    assert "待签收" in said(acceptor.get(case))


@pytest.mark.slow("drafts a change of duties by its forms and tries it")
def test_a_changed_duty_table_is_tried_on_the_cases_of_last_month(enter: Enter, town: Loop) -> None:
    case, dispatcher = reported(enter("collector")), enter("dispatcher")
    done(enter("acceptor"), case, "accept", matter="暴露垃圾")
    done(enter("head"), case, "file", matter="暴露垃圾")
    done(dispatcher, case, "dispatch", unit="云河市政养护公司")
    office = enter("office")
    begun = office.post("/duty-revisions/new", {"title": "保洁移交街道", "area_code": "990101"})
    assert begun.status_code == 303, said(begun)
    trial = f"{begun['Location']}/trial"
    assert "云河市政养护公司" in said(dispatcher.get(trial))
    line = {
        "code": "HT-06010", "area_code": "990101003", "ground": "contract", "level": "", "hours": "always",
        "unit_code": "U-OFFICE", "matter": "06010", "role": "",
    }  # fmt: skip
    added = office.post(f"{begun['Location']}/line", line)
    assert added.status_code == 303, said(added)
    tried = said(dispatcher.get(trial))
    assert "绣衣街道办事处" in tried
    assert "AJ" in tried, "the case that would have gone elsewhere is named"


def test_a_callers_number_is_masked_and_shown_once_for_a_reason_that_is_kept(
    enter: Enter, town: Loop
) -> None:
    acceptor = enter("acceptor")
    told = {"caller_name": "某女士", "caller_phone": "13900005678", "channel": "channel_hotline"}
    case = reported(acceptor, **told)
    with scope_opened(("",)):
        report = Case.objects.get().reports.get()
    shown = said(acceptor.get(case))
    assert "139****5678" in shown
    assert "13900005678" not in shown
    asked = f"/reports/{report.pk}/phone"
    assert acceptor.post(asked, {"reason": ""}).status_code == 422
    answer = acceptor.post(asked, {"reason": "联系诉求人核实地点"})
    assert answer.status_code == 303
    assert "13900005678" in said(acceptor.get(answer["Location"]))
    assert acceptor.get(answer["Location"]).status_code == 302, "once"
    assert enter("dispatcher").get(asked).status_code == 403


@pytest.mark.slow("opens the list, its map and the map of everything")
def test_a_case_is_drawn_by_its_clock_in_the_list_and_on_the_maps(enter: Enter, town: Loop) -> None:
    collector = enter("collector")
    case = reported(collector)
    with scope_opened(("",)):
        Case.objects.update(due_at=LONG_AGO, soon_at=LONG_AGO)
    view = collector.get("/cases?open=1&sort=due").context["view"]
    (row,) = view.rows
    assert (row.url, row.clock.state) == (case, "late")
    assert ([tab.current for tab in view.views].index(True), view.chips) == (0, ())
    drawn = collector.get("/cases?open=1&mode=map").context["view"].map
    assert drawn.clocks == (("late", 1),)
    assert [one["properties"]["kind"] for one in drawn.overlay["features"]] == ["late"]
    ground = collector.get("/map").context["view"]
    assert [one["properties"]["url"] for one in ground.map.overlay["features"]] == [case]


def test_what_is_rare_stands_aside_and_one_act_leads(enter: Enter, town: Loop) -> None:
    case = reported(enter("collector"))
    view = enter("acceptor").get(case).context["view"]
    assert [act.name for act in view.buttons] == ["case.accept", "case.ask_verify", "case.not_accept"]
    assert [act.kind for act in view.acts].count("primary") == 1
    assert {"case.merge", "case.void_ask"} <= {act.name for act in view.further}
    assert all(act.why_not for act in view.refused)


def test_what_the_hotline_brings_is_led_to_verification_and_the_settings_say_so(
    enter: Enter, town: Loop
) -> None:
    acceptor = enter("acceptor")
    case = reported(acceptor, channel="channel_hotline")
    view = acceptor.get(case).context["view"]
    assert (view.acts[0].name, view.acts[0].kind) == ("case.ask_verify", "primary")
    assert [(act.name, act.why_not[:11]) for act in view.refused if act.name == "case.accept"] == [
        ("case.accept", "“热线”来的案件不能直")
    ]
    answer = acceptor.post(f"{case}/accept", {"version": "1"})
    assert answer.status_code == 409
    assert "监督员核实后由值班长立案" in said(answer)
    assert "这些渠道来的案件不能直接受理" in said(enter("keeper").get("/loop-settings/new"))


def _due_in(town: Loop, spans: Sequence[timedelta | None]) -> None:
    """Let there be open cases that are due so long from now; None has no deadline running."""
    with scope_opened(("",)):
        for span in spans:
            case = town.report()
            due = now() + span if span is not None else None
            Case.objects.filter(pk=case.pk).update(due_at=due, soon_at=due)


@pytest.mark.slow("opens pages of a list at noon")
def test_what_waits_stands_under_how_soon_it_turns_late_on_every_page(
    enter: Enter, town: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 3, 4, 4, tzinfo=UTC)  # in Shanghai
    monkeypatch.setattr(clock, "datetime", Hands(noon))
    spans = (-5, -1, 1, 29, 30, 31, 11 * 60, 13 * 60, 5 * 24 * 60)
    _due_in(town, [*(timedelta(minutes=span) for span in spans), None])
    monkeypatch.setattr(CaseListPage, "page_size", 4)
    head = enter("head")
    told, path = [], "/cases?open=1&sort=due"
    while path:
        view = head.get(path).context["view"]
        told.append([row.group for row in view.rows])
        path = view.pager.older_url
    assert told == [
        ["已超期", "", "30 分钟内", ""], ["30 分钟内", "今日", "", "以后"], ["以后", "不计时"],
    ]  # fmt: skip
    first = head.get("/cases?open=1&sort=due")
    view, page = first.context["view"], said(first)
    assert page.count('<tr class="x-group') == 2
    assert f'<th scope="rowgroup" colspan="{len(view.shown_columns) + 1}">已超期</th>' in page
    backwards = head.get("/cases?open=1&sort=-due").context["view"].rows
    assert [row.group for row in backwards] == ["以后", "", "今日", ""]
    assert "x-group" not in said(head.get("/cases?open=1&sort=-reported")), "only where that is the order"


def test_a_report_is_found_by_number_words_and_address_and_a_case_by_its_number(
    enter: Enter, town: Loop
) -> None:
    with scope_opened(("",)):
        case = town.report(text="沿街有一堆旧沙发", address="滨河路 12 号", source_ref="RX-2026-0031")
        town.report("06013", text="坑洞", address="云台路 3 号")
    acceptor = enter("acceptor")
    for words in ("沙发", "滨河", "RX-2026-0031", "暴露垃圾", case.number, case.number.lower()):
        rows = acceptor.get("/reports", {"q": words}).context["view"].rows
        assert [row.url for row in rows] == [f"/cases/{case.pk}"], words
    assert [row.url for row in acceptor.get("/cases", {"q": case.number}).context["view"].rows] == [
        f"/cases/{case.pk}"
    ]
    nothing = acceptor.get("/reports", {"q": "路灯"}).context["view"]
    assert (nothing.rows, nothing.state.kind) == ((), "filtered")
    with scope_opened(("",)):
        assert case.reports.get().text == "沿街有一堆旧沙发"


@pytest.mark.parametrize("path", ["/cases", "/reports"])
def test_an_empty_list_offers_to_report_to_whoever_may(enter: Enter, town: Loop, path: str) -> None:
    for who, offered in (("acceptor", ["/reports/new"]), ("leader", [])):
        view = enter(who).get(path).context["view"]
        assert [act.url for act in view.acts] == offered
        assert [act.url for act in view.state.acts] == offered
