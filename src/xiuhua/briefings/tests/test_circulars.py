"""Circulars of a month: on which fixing of its figures one stands, and which orders another one lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import figures_by_mark
from xiuhua.briefings.rules.written import WrittenFigure
from xiuhua.briefings.services.drafting import briefings_write
from xiuhua.cases.services import NewSupervision, supervision_issue
from xiuhua.cases.terms import CaseAct, SupervisionLevel
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.evaluation.models import MonthClosing, Vintage
from xiuhua.evaluation.services.closings import closings_sweep
from xiuhua.evaluation.tests.conftest import Recording

pytestmark = pytest.mark.slow("leads cases to their close and closes a month")


def circular(office: Office, template: str, *, path: str = "") -> Briefing:
    """Ask for the circular of March, or for a new draft of it, and let the background program write it."""
    desk: Seat = office("writer")
    if path:
        desk.form(f"{path}/redraft")
    else:
        desk.form("/briefings/new", template=template, area=DISTRICT, period="2026-03")
    office.hands.go(minutes=1)
    briefings_write(at=office.hands.at)
    with scope_opened(("",)):
        return Briefing.objects.get(template=template)


def said(one: Briefing) -> str:
    return "\n".join(
        [part["text"] for block in one.content for part in block["parts"]]
        + [part["text"] for block in one.content for row in block["rows"] for part in row]
    )


def march(one: Briefing) -> dict[str, WrittenFigure]:
    """Return the figures of March and of the whole district by key."""
    found = figures_by_mark(one).values()
    return {figure.key: figure for figure in found if not figure.group and figure.period == "2026-03"}


def counts(one: WrittenFigure) -> list[int | None]:
    return [one.numerator, one.denominator]


def test_a_circular_of_a_month_stands_on_its_final_vintage_and_says_on_which(
    office: Office, recording: Recording
) -> None:
    office.closed(int(office("collector").report()["id"]))
    office("assessor").form(
        "/closings/rule", freeze_days="1", objection_days="3", notice_days="3", green="90", blue="80",
        yellow="70", reason="考核办法第八条",
    )  # fmt: skip
    office.hands.at = datetime(2026, 4, 1, 1, tzinfo=UTC)
    drafted = circular(office, "monthly")
    path = f"/briefings/{drafted.pk}"
    assert "2026年3月尚未冻结" in said(drafted)
    office.hands.at = datetime(2026, 4, 2, 1, tzinfo=UTC)
    closings_sweep(at=office.hands.at)
    assert "2026年3月考核数据申诉期（第1版）" in said(circular(office, "monthly", path=path))
    closing = MonthClosing.objects.get()
    for days in (0, 10):
        office.hands.at = closing.objections_until + timedelta(days=days, minutes=1)
        closings_sweep(at=office.hands.at)
    final = Vintage.objects.get(number=3)
    recording.at = office.hands.at + timedelta(
        hours=1
    )  # a case of March that is recorded after the month closed
    with scope_opened(("",)):
        late = office.loop.report("06010", at=datetime(2026, 3, 20, 1, tzinfo=UTC), who="collector")
        for act, who in ((CaseAct.ACCEPT, "acceptor"), (CaseAct.FILE, "head")):
            office.loop.act(late, act, who, datetime(2026, 3, 20, 1, tzinfo=UTC))
    recording.at = None
    office.hands.go(hours=2)
    (now,) = office("leader").get("/figures", area=DISTRICT, period="2026-03", key="filed")
    assert now["numerator"] == 2, "what is recorded now has the belated one"
    stands = circular(office, "monthly", path=path)
    assert "本通报以2026年3月考核定稿（第3版）为准，记录截至" in said(stands)
    assert final.digest[:12] in said(stands)
    (line,) = [one for one in final.lines if one["kind"] == "all"]
    figures = march(stands)
    assert counts(figures["filed"]) == line["figures"]["filed"] == [1, None]
    for key in ("handled_in_time", "handled_in_time_less_appeals", "rework_rate_of_due_less_appeals"):
        assert counts(figures[key]) == line["figures"][key], key
    assert datetime.fromisoformat(figures["filed"].as_of) == final.as_of
    told = office("writer").get(f"/briefings/{stands.pk}")
    filed = next(one for one in told["figures"] if one["key"] == "filed" and not one["group"])
    assert len(office("writer").rows(filed["records"])) == 1, "its records open as of the vintage"


def test_a_circular_of_supervision_lists_the_orders_of_the_month_one_by_one(office: Office) -> None:
    issued = office.hands.at
    with scope_opened(("",)):
        new = NewSupervision(
            unit_id=office.loop.unit("U-KEEPER").pk, level=SupervisionLevel.KEY, title="背街小巷保洁",
            demand="请整改。",
        )  # fmt: skip
        order = supervision_issue(new=new, actor=office.loop.actors["leader"], at=issued)
        supervision_issue(new=new, actor=office.loop.actors["leader"], at=datetime(2026, 4, 2, 1, tzinfo=UTC))
    office.hands.at = datetime(2026, 4, 3, 1, tzinfo=UTC)
    drafted = circular(office, "supervision")
    (table,) = [block for block in drafted.content if "督办单办理情况" in block["caption"]]
    rows = [[part["text"] for part in row] for row in table["rows"]]
    assert [row[:3] for row in rows] == [[order.number, "背街小巷保洁（重点督办）", "云河市政养护公司"]]
    assert rows[0][5].startswith("待回复")
    page = office("writer").page(f"/briefings/{drafted.pk}/print")
    assert order.number in page
    assert "各街道（镇），各有关单位：" in page
