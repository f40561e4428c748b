"""A statistical month from its freeze to its end, by pages and in roles: what changes, and what does not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import LineObjection, MonthClosing, Vintage
from xiuhua.evaluation.services.closings import closings_sweep
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("people close a month by its pages")
APRIL = datetime(2026, 4, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai, a Wednesday; March is over
KINDS = ("closing_rule:", "month_closing:", "line_objection:", "case:")


def people(office: Office) -> None:
    """Let the street's head come, and an assessor of the committee who serves in no unit that handles."""
    with scope_opened(("",)):
        come(office.loop, "town_head", "张三一", Role.TOWN_HEAD, STREET, "U-OFFICE")
        come(office.loop, "director", "吕一", Role.COMMITTEE_OFFICE, DISTRICT, "U-DISTRICT")


def keeper_case(office: Office, matter: str, at: datetime, *, handled: timedelta, by: str = "handler") -> int:
    """Return a case of the keeper's, reported at an instant and fed back so long after, and closed."""
    loop = office.loop
    with scope_opened(("",)):
        case = loop.report(matter, at=at)
        for minute, (act, who) in enumerate(
            ((CaseAct.ACCEPT, "acceptor"), (CaseAct.FILE, "head"), (CaseAct.DISPATCH, "dispatcher"),
             (CaseAct.RECEIVE, "unit")),
            start=1,
        ):  # fmt: skip
            said: dict[str, object] = {"unit_id": loop.unit("U-KEEPER").pk} if act is CaseAct.DISPATCH else {}
            loop.act(case, act, who, at + timedelta(minutes=minute), **said)
        for minute, (act, who) in enumerate(
            ((CaseAct.FEED_BACK, by), (CaseAct.FEEDBACK_PASS, "dispatcher"),
             (CaseAct.CHECK_PASS, "collector"), (CaseAct.CLOSE, "head")),
        ):  # fmt: skip
            said = {"reason": "已处置"} if act is CaseAct.FEED_BACK else {}
            loop.act(case, act, who, at + handled + timedelta(minutes=minute), **said)
    return case.pk


def row_of(vintage: Vintage, kind: str, name: str) -> dict[str, list[int | None]]:
    """Return the figures of a unit or street in a vintage."""
    (line,) = [one for one in vintage.lines if one["kind"] == kind and one["name"] == name]
    found: dict[str, list[int | None]] = line["figures"]
    return found


def object_link(page: str, case: int) -> str:
    """Return the objection button on the line of a case."""
    links: list[str] = re.findall(r'href="(/closings/\d+/object/[^"]*)"', page)
    return next(one for one in links if f"/object/{case}/" in one)


def objected(office: Office, path: str, *, late: int, other: int) -> tuple[str, int]:
    """Let the street object to one case and the unit to another; the first is upheld, the second is not.

    Returns the button of the second one, as it was, and the objection that was upheld.
    """
    head = office("town_head")
    own = head.page(f"{path}/lines?street={STREET}")
    where = head.form(object_link(own, late), text="施工许可封路，无法进入")
    assert "待裁定" in head.page(where)
    assert f"/object/{late}/" not in head.page(f"{path}/lines?street={STREET}")
    unit = office("unit")
    unit.form(object_link(unit.page(f"{path}/lines?unit={_unit(office)}"), other), text="不服")
    with scope_opened(("",)):
        upheld, rejected = LineObjection.objects.order_by("pk")
    for one, answer in ((upheld, "line_upheld"), (rejected, "line_rejected")):
        office("director").form(f"/line-objections/{one.pk}/decide", upheld=answer, answer="见许可证")
    assert "成立" in head.page(where)
    return object_link(own, other), upheld.pk


def test_months_at_whose_end_nobody_was_there_are_frozen_one_by_one_and_a_new_setting_skips_none(
    office: Office, recording: Recording
) -> None:
    people(office)
    keeper_case(office, "06010", MONDAY, handled=timedelta(days=2))
    setting = {"objection_days": "3", "notice_days": "3", "green": "90", "blue": "80", "yellow": "70"}
    office("assessor").form("/closings/rule", freeze_days="1", **setting, reason="考核办法第八条")
    office.hands.at = datetime(2026, 6, 1, 2, tzinfo=UTC)  # nothing ran in April and May; it is June
    office("assessor").form("/closings/rule", freeze_days="2", **setting, reason="考核办法修订")
    assert closings_sweep(at=office.hands.at) == (2, 0), "two working days have passed since March and April"
    assert list(MonthClosing.objects.order_by("pk").values_list("period", flat=True)) == [
        "2026-03",
        "2026-04",
    ]
    office.hands.at = datetime(2026, 6, 3, 2, tzinfo=UTC)
    assert closings_sweep(at=office.hands.at)[0] == 1
    assert closings_sweep(at=office.hands.at)[0] == 0


def test_a_month_is_frozen_objected_to_put_up_and_made_final(
    office: Office, recording: Recording, sql_budget: Budget
) -> None:
    people(office)
    late = keeper_case(office, "06010", MONDAY, handled=timedelta(days=2))
    other = keeper_case(office, "07001", MONDAY, handled=timedelta(days=3))
    keeper_case(office, "06013", MONDAY, handled=timedelta(hours=1))
    assessor = office("assessor")
    assessor.form(
        "/closings/rule", freeze_days="1", objection_days="3", notice_days="3", green="90", blue="80",
        yellow="70", reason="考核办法第八条",
    )  # fmt: skip
    office.hands.at = APRIL
    assert closings_sweep(at=office.hands.at) == (0, 0), "a working day has to pass after the month"
    office.hands.at = datetime(2026, 4, 2, 1, tzinfo=UTC)
    assert closings_sweep(at=office.hands.at) == (1, 0)
    assert closings_sweep(at=office.hands.at) == (0, 0), "once"
    closing = MonthClosing.objects.get()
    path = f"/closings/{closing.pk}"
    first = Vintage.objects.get()
    keeper = row_of(first, "unit", "云河市政养护公司")
    assert keeper["handled_in_time"] == [1, 3] == keeper["handled_in_time_less_appeals"]

    head = office("town_head")
    told = "\n".join(head.page(row.url) for row in head.client.get("/notices").context["view"].rows)
    assert "2026-03" in told
    head.page(path)
    with sql_budget("month closing", most=30):
        page = head.page(path)
    for said in ("申诉期", "绣衣街道", "云河市政养护公司", "33.3%"):
        assert said in page, said
    with sql_budget("closing lines", most=30):
        head.page(f"{path}/lines?street={STREET}")
    link, upheld = objected(office, path, late=late, other=other)

    # a case of March that is recorded only now does not change what is frozen
    recording.at = office.hands.at
    belated = keeper_case(
        office, "09006", datetime(2026, 3, 30, 1, tzinfo=UTC), handled=timedelta(minutes=30)
    )
    recording.at = None
    assert Vintage.objects.get().lines == first.lines
    (value,) = office("leader").get(
        "/figures", area=DISTRICT, period="2026-03", key="handled_in_time", as_of=first.as_of.isoformat()
    )
    assert (value["numerator"], value["denominator"]) == (1, 3)

    office.hands.at = closing.objections_until
    assert closings_sweep(at=office.hands.at) == (0, 0), "the last instant is still in time"
    office.hands.go(minutes=1)
    assert closings_sweep(at=office.hands.at) == (0, 1)
    notice = Vintage.objects.get(number=2)
    keeper = row_of(notice, "unit", "云河市政养护公司")
    assert keeper["handled_in_time"] == [2, 4], "the raw one keeps the exempt case"
    assert keeper["handled_in_time_less_appeals"] == [2, 3]
    why = {one["case"]: (one["why"], one["objections"]) for one in notice.changes}
    assert why == {late: (["change_objection"], [upheld]), belated: (["change_late_record"], [])}
    assert head.client.post(link, {"text": "迟了"}).status_code == 409
    _made_final(office, closing, notice)


def _made_final(office: Office, closing: MonthClosing, notice: Vintage) -> None:
    """Let the notice end: nothing has changed since, and the log agrees with the rows."""
    office.hands.at = closing.objections_until + timedelta(days=10)
    assert closings_sweep(at=office.hands.at) == (0, 1)
    closing.refresh_from_db()
    final = Vintage.objects.get(number=3)
    assert (closing.state, final.lines, final.changes) == ("closing_final", notice.lines, [])
    shown = office("town_head").page(f"/closings/{closing.pk}")
    for said in ("申诉成立", "补录、更正", "与上一版相同"):
        assert said in shown, said
    while seal():
        pass
    with scope_opened(("",)):
        assert [one for one in verify().faults if str(one.subject).startswith(KINDS)] == []


def _unit(office: Office) -> int:
    return office.loop.unit("U-KEEPER").pk


def test_who_may_not_neither_freezes_nor_objects_nor_decides(office: Office, recording: Recording) -> None:
    people(office)
    case = keeper_case(office, "06010", MONDAY, handled=timedelta(days=2))
    office.hands.at = APRIL
    assert office("town_head").client.get("/closings/freeze").status_code == 403
    assert office("director").client.post("/closings/freeze", {"period": "2026-04"}).status_code == 409
    path = office("director").form("/closings/freeze", period="2026-03")
    assert office("director").client.post("/closings/freeze", {"period": "2026-03"}).status_code == 409
    link = object_link(office("town_head").page(f"{path}/lines?street={STREET}"), case)
    assert office("collector").client.get(link).status_code == 403
    assert office("bureau").client.post(link, {"text": "不是我们的"}).status_code == 403
    where = office("town_head").form(link, text="不应计入")
    assert office("town_head").client.get(f"{where}/decide").status_code == 403
    assert office("director").client.get(f"{path}/advance").status_code == 200
    assert (
        office("director").client.post(f"{path}/advance", {"version": "closing_objections"}).status_code
        == 409
    )
    assert "/object/" not in office("bureau").page(f"{path}/lines?unit={_unit(office)}")
    assert office("town_head").client.post(link, {"text": "再来一次"}).status_code == 409
    del recording
