"""Leave is asked for, approved, known to duties, and ended by reporting back; private words stay so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Absence
from xiuhua.oversight.jobs import late_back_look
from xiuhua.oversight.models import Leave
from xiuhua.oversight.rules.leaves import leave_faults, private_shown
from xiuhua.oversight.terms.leaves import LeaveKind, LeaveState
from xiuhua.oversight.tests.oversight_kit import figure_opened, log_sound, refused_form

_SLOW = pytest.mark.slow("signs several people in")
LEAVE = {
    "kind": "leave_personal", "since": "2026-03-03", "until": "2026-03-05", "reason": "陪同家人就医",
    "out_of_town": "on", "place": "临安市区", "reached_by": "13800001234", "stand_in": "",
}  # fmt: skip


def number(path: str) -> str:
    return f"QJ{int(path.rsplit('/', 1)[1]):08d}"


def leave(path: str) -> Leave:
    with scope_opened(("",)):
        return Leave.objects.select_related("absence", "stand_in").get(pk=int(path.rsplit("/", 1)[1]))


def test_a_request_says_when_where_and_by_which_number() -> None:
    today = date(2026, 3, 2)
    told: dict[str, object] = {
        "kind": LeaveKind.PERSONAL, "since": today, "until": today, "out_of_town": False, "place": "",
        "reached_by": "1", "today": today,
    }  # fmt: skip

    def wrong(**changes: object) -> set[str]:
        return set(leave_faults(**(told | changes)))  # type: ignore[arg-type]  # named values of mixed types

    day = timedelta(days=1)
    assert wrong() == set()
    assert wrong(until=today - day) == {"until"}
    assert wrong(out_of_town=True) == {"place"}
    assert wrong(kind=LeaveKind.OFF_HOURS) == {"place"}, "going out of town says where"
    assert wrong(reached_by=" ") == {"reached_by"}
    assert wrong(since=today - 30 * day, until=today) == set()
    assert wrong(since=today - 31 * day, until=today) == {"since"}


def test_why_and_where_is_seen_by_whoever_needs_it_and_as_long_as_they_do() -> None:
    for state in LeaveState:
        assert private_shown(state, is_own=True, has_need=False)
        assert not private_shown(state, is_own=False, has_need=False)
        open_still = state in {LeaveState.ASKED, LeaveState.AWAY}
        assert private_shown(state, is_own=False, has_need=True) == open_still


@_SLOW
@pytest.mark.proves("S-168")
def test_leave_is_asked_for_approved_stood_in_for_overdue_told_and_ended(office: Office) -> None:
    with scope_opened(("",)):
        colleague = office.loop.town.people["N-verifier"]
    collector = office("collector")
    path = collector.form("/leaves/new", **{**LEAVE, "stand_in": colleague.pk})
    head = office("head")
    assert head.rows("/my-leaves?state=leave_asked") == [number(path)]
    assert number(path) in head.page("/notices")
    assert "陪同家人就医" in head.page(path)
    assert office("dispatcher").client.get(path).status_code == 403, "a colleague"
    assert refused_form(head, f"{path}/refuse", answer=" ")[0] == 422
    head.form(f"{path}/grant", answer="同意")
    known = leave(path)
    assert (known.state, known.absence.deputy_id if known.absence else None) == ("leave_away", colleague.pk)
    assert "同意" in collector.page(path)

    office.hands.at = office.hands.at.replace(day=5, hour=15, minute=59)  # 23:59 in Shanghai
    late_back_look()
    assert office("personnel").rows("/leaves?late=1") == []
    office.hands.go(minutes=1)
    late_back_look()
    assert office("personnel").rows("/leaves?late=1") == [number(path)]
    for who in ("collector", "head"):
        assert f"逾期未销假：{number(path)}" in office(who).page("/notices"), who
    assert "13800001234" in office("personnel").page(path), "who is away must be reached"
    seen = office("discipline").page(path)
    assert "138****1234" in seen
    for hidden in ("13800001234", "临安市区", "陪同家人就医"):
        assert hidden not in seen, hidden
    office("collector").form(f"{path}/return")
    assert leave(path).state == "leave_back"
    back = office("personnel").page(path)
    assert "138****1234" in back
    assert "临安市区" not in back, "who is back needs no finding"
    assert office("personnel").rows("/leaves?state=leave_back") == [number(path)]
    sheet = office("personnel").client.get("/leaves?export=csv")
    told = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # as a file
    assert "赵一" in told.decode("utf-8-sig")
    for hidden in ("13800001234", "临安市区", "陪同家人就医"):
        assert hidden not in told.decode("utf-8-sig"), hidden
    log_sound()


@_SLOW
def test_going_out_of_town_off_hours_is_reported_and_counted_apart(office: Office) -> None:
    told = {**LEAVE, "kind": "leave_off_hours", "since": "2026-03-02", "until": "2026-03-02"}
    status, page = refused_form(office("collector"), "/leaves/new", **{**told, "place": ""})
    assert status == 422
    assert "请写明去向" in page
    trip = office("collector").form("/leaves/new", **told)
    assert leave(trip).state == "leave_away", "it needs no approval"
    office("collector").form(f"{trip}/return")
    asked = office("collector").form("/leaves/new", **LEAVE)
    office("leader").form(f"{asked}/grant", answer="")
    waiting = office("dispatcher").form("/leaves/new", **LEAVE)
    personnel = "personnel"
    assert figure_opened(office, personnel, "off_hours_reports") == (1, [number(trip)])
    assert figure_opened(office, personnel, "leaves") == (1, [number(asked)])
    (late,) = office(personnel).get("/figures", period="2026-03", key="leaves_late_back")
    assert (late["numerator"], late["denominator"]) == (0, 2)
    office("dispatcher").form(f"{waiting}/withdraw")
    assert leave(waiting).state == "leave_withdrawn"
    office.hands.at += timedelta(days=5)
    (late,) = office(personnel).get("/figures", period="2026-03", key="leaves_late_back")
    assert (late["numerator"], late["denominator"]) == (1, 2)
    log_sound()


@_SLOW
def test_nobody_approves_their_own_leave_nor_that_of_another_unit(office: Office) -> None:
    own = office("head").form("/leaves/new", **LEAVE)
    assert refused_form(office("head"), f"{own}/grant", answer="")[0] == 403
    others = office("unit").form("/leaves/new", **LEAVE)
    assert office("head").client.get(others).status_code == 403, "another unit"
    assert office("unit").client.get(own).status_code in {403, 404}
    office("leader").form(f"{own}/grant", answer="同意")
    office("leader").form(f"{others}/grant", answer="同意")
    with scope_opened(("",)):
        assert Absence.objects.count() == 2
    office("unit").form(f"{others}/return")
    known = leave(others)
    with scope_opened(("",)):
        assert known.absence is not None
        known.absence.refresh_from_db()
    assert known.absence.validity.isempty, "nobody is away who reported back before it began"


@_SLOW
def test_leave_beyond_the_calendar_is_refused(office: Office) -> None:
    told = {**LEAVE, "since": "9999-12-31", "until": "9999-12-31"}
    assert refused_form(office("collector"), "/leaves/new", **told)[0] == 422


@_SLOW
@pytest.mark.parametrize("day", [2, 4])  # before it began, and within it
def test_whose_absence_was_ended_by_duties_reports_back_all_the_same(office: Office, day: int) -> None:
    path = office("collector").form("/leaves/new", **LEAVE)
    office("head").form(f"{path}/grant", answer="同意")
    office.hands.at = office.hands.at.replace(day=day)
    office("collector").form(f"/absences/{leave(path).absence_id}/end")
    office("collector").form(f"{path}/return")
    assert leave(path).state == "leave_back"
    log_sound()
