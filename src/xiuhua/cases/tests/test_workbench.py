"""The workbench through its doors: what waits for whom, in which order, and acts that carry what was seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.queries.listing import waiting_for
from xiuhua.cases.queries.worklists import (
    Place,
    Sitting,
    units_served,
    waiting_counts,
    waiting_in,
    waiting_page,
)
from xiuhua.cases.rules.forecasting import FEWEST
from xiuhua.cases.rules.loop import desks_of
from xiuhua.cases.rules.worklists import worklists_of
from xiuhua.cases.services.forecasting import paces_count
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import NOBODYS, Loop, after
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.files.tests.conftest import picture
from xiuhua.web.testing import Budget

_DESKS = ("acceptor", "head", "dispatcher", "collector", "unit", "handler", "street")


def _pane(office: Office, name: str, path: str = "/workbench") -> Any:  # a DeskView with all its panes
    answer = office(name).client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2_000]
    return answer.context["view"]


@pytest.mark.slow("leads a case to each of ten states")
def test_worklists_hold_what_waits_for_each_post_and_nothing_else(loop: Loop) -> None:
    for state in CaseState:
        if state != CaseState.MERGED:
            loop.case_in(state)
    for name in _DESKS:
        actor = loop.actors[name]
        desks, at = desks_of(actor.roles, {}), after(30)
        sitting = Sitting(areas=actor.areas, units=units_served(actor.user_id, at=at))
        lists = worklists_of(desks)
        condition = waiting_for(desks=desks, user_id=actor.user_id, at=at)
        waits = set(Case.objects.filter(condition).values_list("pk", flat=True))
        inside = {
            case.pk for case in Case.objects.filter(pk__in=waits) if case.area_code.startswith(actor.areas)
        }
        assert set(waiting_in(lists[0], sitting=sitting).values_list("pk", flat=True)) == inside, name
        counted = waiting_counts(lists, sitting=sitting)
        assert counted[lists[0].key] == len(inside)
        shown = waiting_page(lists[0], sitting=sitting).rows
        assert [one.pk for one in shown] == [
            one.pk
            for one in sorted(
                Case.objects.filter(pk__in=inside), key=lambda one: (one.due_at is None, one.due_at, one.pk)
            )
        ]


def test_a_page_of_a_worklist_goes_on_where_the_last_one_ended(loop: Loop) -> None:
    made = [loop.report(at=after(minute)) for minute in range(7)]
    Case.objects.filter(pk=made[2].pk).update(due_at=None)
    (worklist,) = worklists_of(desks_of(frozenset({"acceptor"}), {}))
    sitting = Sitting(areas=("990101",))
    seen: list[int] = []
    place = None
    while True:
        page = waiting_page(worklist, sitting=sitting, after=place, most=3)
        seen += [one.pk for one in page.rows]
        if not page.more:
            break
        place = Place(due_at=page.rows[-1].due_at, case_id=page.rows[-1].pk)
    assert seen == [one.pk for nth, one in enumerate(made) if nth != 2] + [made[2].pk]


@pytest.mark.slow("opens the widest page of the product as the first of its process")
def test_the_desk_opens_the_most_pressing_case_and_enter_accepts_it(office: Office) -> None:
    first = office("collector").report()
    office.hands.go(minutes=1)
    office("collector").report()
    view = _pane(office, "acceptor")
    assert next(row.pk for row in view.list.rows) == first["id"]
    assert view.case.pk == first["id"]
    assert view.case.lead.action.name == "case.accept"
    answer = office("acceptor").client.post(
        view.case.act_url, {**view.case.lead.values, "seen": view.case.moves, "once": view.case.once},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["undo"] == "1"
    with scope_opened(("",)):
        assert Case.objects.get(pk=view.case.pk).state == CaseState.FILING
    assert len(_pane(office, "acceptor").list.rows) == 1


def _act(office: Office, name: str, view: Any, **changes: object) -> Any:  # a test client's answer
    """Press Enter: send what the case pane's suggested act sends."""
    pane = view.case
    sent = {**pane.lead.values, "seen": pane.moves, "once": pane.once, **changes}
    return office(name).client.post(pane.act_url, sent, headers={"Accept": "application/json"})


def test_whoever_is_slower_is_refused_with_who_was_faster_and_sees_the_case_as_it_is(office: Office) -> None:
    office("collector").report()
    view = _pane(office, "acceptor")
    office("dispatcher").act(view.case.pk, "void_ask", reason="重复上报")
    answer = _act(office, "acceptor", view)
    assert (answer.status_code, answer.json()["code"]) == (409, "case_overtaken")
    assert Case(pk=view.case.pk).number in answer.json()["message"]
    with scope_opened(("",)):
        assert Case.objects.get(pk=view.case.pk).state == CaseState.REPORTED
    again = _pane(office, "acceptor", f"/workbench/{view.case.pk}")
    assert again.case.moves == view.case.moves + 1
    assert _act(office, "acceptor", again).status_code == 200


def test_a_key_pressed_twice_acts_once(office: Office) -> None:
    office("collector").report()
    view = _pane(office, "acceptor")
    assert [_act(office, "acceptor", view).json()["message"] for _ in range(2)] == ["暴露垃圾 · 受理"] * 2
    with scope_opened(("",)):
        assert Case.objects.get(pk=view.case.pk).moves_count == 2


def test_dispatch_goes_to_whom_the_duty_table_names_and_is_taken_back_by_its_doer(office: Office) -> None:
    case = office("collector").report()["id"]
    office.filed(case)
    view = _pane(office, "dispatcher", "/workbench?list=dispatching")
    assert (view.case.lead.action.name, view.case.buttons[0].key) == ("case.dispatch", "E")
    assert _act(office, "dispatcher", view).json() == {
        "message": "暴露垃圾 · 已派给云河市政养护公司", "undo": "1",
    }  # fmt: skip
    told = office("dispatcher").client.post(
        "/workbench/acts", {"act": "take-back", "row": [f"{case}:"]}, headers={"Accept": "application/json"}
    )
    assert told.json()["done"] == [case]
    with scope_opened(("",)):
        assert Case.objects.get(pk=case).state == CaseState.DISPATCHING


def test_what_nobody_owns_is_not_sent_by_a_key_but_by_its_form(office: Office) -> None:
    x, y = NOBODYS
    case = office("collector").report(matter="06035", longitude=x, latitude=y)["id"]
    office.filed(case)
    pane = _pane(office, "dispatcher").case
    assert pane.lead.action.name == "case.dispatch"
    assert (dict(pane.lead.values), pane.lead.form_url) == ({}, f"/cases/{case}/dispatch")


def test_many_are_accepted_at_once_but_not_what_moved_since_it_was_seen(office: Office) -> None:
    for _ in range(4):
        office("collector").report()
    rows = _pane(office, "acceptor").list.rows
    office("dispatcher").act(rows[1].pk, "void_ask", reason="重复上报")
    sent = {"act": "accept", "row": [f"{row.pk}:{row.moves}" for row in rows[:3]]}
    told = office("acceptor").client.post("/workbench/acts", sent).json()
    assert told["done"] == [rows[0].pk, rows[2].pk]
    assert [one["id"] for one in told["refused"]] == [rows[1].pk]
    assert told["message"].startswith("受理 2 件 · 1 件未办：")
    assert told["undo"]
    back = {"act": "take-back", "row": [f"{pk}:" for pk in told["done"]]}
    assert office("acceptor").client.post("/workbench/acts", back).json()["done"] == told["done"]
    assert len(_pane(office, "acceptor").list.rows) == 4
    wrong = office("acceptor").client.post("/workbench/acts", {**sent, "act": "close"})
    assert wrong.status_code == 404, "closing needs a look at each"


def test_many_are_dispatched_each_to_its_own_unit_and_what_nobody_owns_stays(office: Office) -> None:
    x, y = NOBODYS
    owned = [office("collector").report(matter=matter)["id"] for matter in ("06010", "07001")]
    nobodys = office("collector").report(matter="06035", longitude=x, latitude=y)["id"]
    for case in (*owned, nobodys):
        office.filed(case)
    rows = _pane(office, "dispatcher", "/workbench?list=dispatching").list.rows
    sent = {"act": "dispatch", "row": [f"{row.pk}:{row.moves}" for row in rows]}
    told = office("dispatcher").client.post("/workbench/acts", sent).json()
    assert (sorted(told["done"]), [one["id"] for one in told["refused"]]) == (owned, [nobodys])


def test_the_desk_is_told_what_is_new_and_what_somebody_else_has_done(office: Office) -> None:
    first, second = (office("collector").report()["id"] for _ in range(2))
    url = _pane(office, "acceptor").list.news_url
    third = office("collector").report()["id"]
    office("acceptor").act(first, "accept")
    asked = f"{url}{'&' if '?' in url else '?'}ids={first},{second},{third},x,99999999999999999999"
    told = office("acceptor").client.get(asked).json()
    assert told == {"waiting": {str(second): 1, str(third): 1}, "counts": {"reported": "2"}}


def test_who_holds_no_desk_is_told_where_cases_are(office: Office) -> None:
    answer = office("leader").client.get("/workbench")
    assert answer.status_code == 403
    assert office("acceptor").client.get("/")["Location"] == "/workbench"


def test_a_case_of_the_neighbour_opens_for_nobody_here(office: Office) -> None:
    case = office("collector").report()["id"]
    with scope_opened(("",)):
        Case.objects.filter(pk=case).update(area_code="990102001")
    for path in (f"/workbench/{case}", f"/workbench/{case}/part"):
        assert office("acceptor").client.get(path).status_code == 404


def test_the_forecast_names_what_the_past_says_goes_late_and_opens_exactly_those(office: Office) -> None:
    with scope_opened(("",)):
        loop = office.loop
        slow = [loop.report(at=after(-60 * 24 * 7 - nth)) for nth in range(FEWEST)]
        for case in slow:  # filing took ages, each time
            loop.act(case, CaseAct.ACCEPT, "acceptor", case.reported_at)
            loop.act(case, CaseAct.FILE, "head", after(-60 * 24 * 4))
        Case.objects.filter(pk__in=[one.pk for one in slow]).update(due_at=None)
    waits = office("collector").report()["id"]
    office("acceptor").act(waits, "accept")
    quick = office("collector").report()["id"]
    assert paces_count(at=office.hands.at) >= 1
    shown = office("head").client.get("/workbench/forecast?list=filing").context["view"]
    assert (shown.due, shown.named) == (1, 1)
    assert "照此预计超期 1 件" in office("head").page("/workbench/forecast?list=filing")
    view = _pane(office, "head", shown.url)
    assert [row.pk for row in view.list.rows] == [waits]
    calm = office("acceptor").client.get("/workbench/forecast?list=reported").context["view"]
    assert (calm.due, calm.named) == (1, 0), "nothing is known of slow acceptors"
    assert quick != waits


def test_the_same_place_before_stands_beside_the_photos_of_now(office: Office) -> None:
    def photo(content: bytes) -> int:
        body = {"purpose": "photo", "file": SimpleUploadedFile("近景.png", content)}
        return int(office("collector").client.post("/api/v1/files", body).json()["id"])

    before = office("collector").report(photos=[photo(picture("PNG"))])["id"]
    office.closed(before)
    office.hands.go(days=3)
    now_id = office("collector").report(photos=[photo(picture("PNG") + b"\1")])["id"]
    page = office("acceptor").page(f"/workbench/{now_id}")
    assert "同一地点：以前与现在" in page
    assert f'href="/cases/{before}"' in page


def test_statements_of_the_desk_are_few_whatever_waits(office: Office, sql_budget: Budget) -> None:
    for nth in range(12):
        case = office("collector").report()["id"]
        if nth % 2:
            office.filed(case)
    for name, path in (("acceptor", "/workbench/rows"), ("dispatcher", "/workbench/rows")):
        office(name).client.get(path)
        with sql_budget(f"workbench rows {name}", most=8):
            office(name).client.get(path)
    with sql_budget("workbench forecast", most=8):
        office("dispatcher").client.get("/workbench/forecast")
    with sql_budget("workbench news", most=8):
        office("acceptor").client.get("/workbench/news?ids=1,2,3")
    view = _pane(office, "acceptor")
    with sql_budget("workbench case part"):
        assert office("acceptor").client.get(f"/workbench/{view.case.pk}/part").status_code == 200
    with sql_budget("workbench act"):
        assert _act(office, "acceptor", view).status_code == 200
