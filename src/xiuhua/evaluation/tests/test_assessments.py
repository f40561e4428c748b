"""People of a post: forms by person, an assessment down to each line, an objection, a grade and its use."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Move
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Assessment, LineObjection, PersonResult
from xiuhua.evaluation.services.assessments import assessments_sweep
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.test_closings import keeper_case
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("people are assessed by their pages")
APRIL = datetime(2026, 4, 1, 1, tzinfo=UTC)
WEIGHTS = {
    "volume": "30", "volume_target": "4", "timeliness": "40", "timeliness_from": "0", "quality": "20",
    "quality_from": "0", "presence": "10", "presence_target": "20", "excellent": "90", "good": "80",
    "fair": "60", "reason": "个人考核办法",
}  # fmt: skip
KINDS = ("post_scheme:", "assessment:", "person_result:", "line_objection:")


@pytest.fixture
def march(office: Office, recording: Recording) -> tuple[int, int, int]:
    """Three cases that a handler fed back in March: one late, two in time. It is April now."""
    del recording
    with scope_opened(("",)):
        come(office.loop, "personnel", "郝九", Role.PERSONNEL, DISTRICT, "U-BUREAU")
        come(office.loop, "town_head", "张三一", Role.TOWN_HEAD, STREET, "U-OFFICE")
        come(office.loop, "crew", "吕十", Role.HANDLER, STREET, "U-KEEPER")
    spans = (("06010", timedelta(days=2)), ("07001", timedelta(minutes=30)), ("06013", timedelta(hours=1)))
    made = tuple(keeper_case(office, matter, MONDAY, handled=span, by="crew") for matter, span in spans)
    office.hands.at = APRIL
    return made  # type: ignore[return-value]  # three of them


def counts(office: Office, who: str, path: str) -> dict[str, list[float | None]]:
    """Return the rows of a form as somebody sees them."""
    answer = office(who).client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2_000]
    return {row.label: [cell.value for cell in row.cells] for row in answer.context["view"].rows}


def test_forms_by_area_unit_and_post_count_and_open(
    office: Office, march: tuple[int, int, int], sql_budget: Budget
) -> None:
    late = march[0]
    path = "/evaluation-forms/{}?period=2026-03"
    office("leader").page(path.format("handler"))
    with sql_budget("evaluation form", most=20):
        handlers = counts(office, "leader", path.format("handler"))
    assert handlers == {"吕十": [3, pytest.approx(200 / 3), 100]}
    assert counts(office, "leader", path.format("dispatcher")) == {"李四": [3, 100, 100, 3]}
    assert counts(office, "leader", path.format("collector")) == {"赵一": [3, 100, 0, 0, None, 3, 100]}
    assert counts(office, "leader", path.format("acceptor"))["钱二"] == [3, 100, 100]
    assert counts(office, "leader", path.format("shift-head"))["孙三"] == [3, 100, 100, 3, 100]
    units = counts(office, "leader", path.format("unit"))
    assert units["云河市政养护公司"][:3] == [3, 3, pytest.approx(200 / 3)]
    assert counts(office, "leader", path.format("area"))["绣衣街道"][0] == 3
    page = office("leader").page(path.format("handler"))
    for said in ("66.7%", "差", "≥90%"):
        assert said in page, said
    table = page.split("x-post-form")[1]
    assert "x-band-done" in table, "what is good is marked quietly"
    assert "x-tag-done" not in table
    links = re.findall(r'href="(/figures/post_handled_in_time/records\?[^"]*person=[^"]*)"', page)
    link = next(html.unescape(one) for one in links if "side" in one)
    assert len(office("leader").client.get(link).context["view"].rows) == 3
    assert office("collector").client.get(link).status_code == 403, "somebody else's acts"
    assert counts(office, "collector", path.format("handler")) == {}
    assert counts(office, "crew", path.format("handler")) == handlers, "one's own"
    sheet = office("leader").client.get(path.format("handler") + "&export=csv")
    kept = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # as a file
    assert "吕十" in kept.decode("utf-8-sig")
    assert (
        office("leader").client.get("/figures/post_handled/split?period=2026-03&by=person").status_code == 200
    )
    assert "吕十" not in office("leader").page("/figures/post_handled/split?period=2026-03&by=person")
    assert office("leader").client.get("/api/v1/figures?key=post_handled&by=person").status_code == 422
    assert office("leader").client.get(path.format("nothing")).status_code == 404
    assert late


@pytest.mark.proves("S-148", "R-61")
def test_a_person_reads_how_each_point_came_about_objects_and_is_graded(
    office: Office, march: tuple[int, int, int], witness: Witness, sql_budget: Budget
) -> None:
    late = march[0]
    office("assessor").form("/assessments/scheme", post="post_handler", minimum="4", **WEIGHTS)
    refused = office("assessor").client.post(
        "/assessments/run", {"post": "post_handler", "period": "2026-04"}
    )
    assert refused.status_code == 409, "the month still runs"
    office("assessor").form("/assessments/scheme", post="post_handler", minimum="3", **WEIGHTS)
    office("assessor").form("/assessments/run", post="post_handler", period="2026-03")
    with scope_opened(("",)):
        result = PersonResult.objects.get(name="吕十")
        idle = PersonResult.objects.get(name="吴六")
    # presence: nobody keeps patrols of handlers, so 30, 40 and 20 become 33.33, 44.44 and 22.22 of 100
    # 33.33 × min(1, 3/4) = 25.00; 44.44 × 2/3 = 29.63; 22.22 × 3/3 = 22.22
    assert (result.score, result.grade, idle.grade) == (Decimal("76.85"), "person_fair", "person_not_graded")
    handler = office("crew")
    told = "\n".join(handler.page(row.url) for row in handler.client.get("/notices").context["view"].rows)
    assert "76.85" in told
    (row,) = handler.client.get("/my-assessment").context["view"].rows
    handler.page(row.url)
    with sql_budget("person result", most=20):
        page = handler.page(row.url)
    for said in (
        "44.44 × 2 ÷ 3",
        "33.33 × min(1, 3 ÷ 4)",
        "没有这类记录",
        "25.00 + 29.63 + 22.22 = 76.85",
        "超期",
    ):
        assert said in page, said
    assert office("unit").client.get(row.url).status_code == 404, "somebody else's"
    (link,) = re.findall(rf'href="({row.url}/object/[^"]*)"', page)
    with scope_opened(("",)):
        move = Move.objects.get(case=late, act=CaseAct.FEED_BACK.value)
    assert f"/object/{move.pk}/" in link
    handler.form(link, text="道路封闭，案件在别处等候")
    with scope_opened(("",)):
        objection = LineObjection.objects.get()
    assert handler.client.get(f"/line-objections/{objection.pk}/decide").status_code == 403
    office("personnel").form(
        f"/line-objections/{objection.pk}/decide", upheld="line_upheld", answer="封路证明属实"
    )
    with scope_opened(("",)):
        result.refresh_from_db()
    # 44.44 × 2/(3 − 1) = 44.44; the raw score keeps what happened
    assert (result.score, result.raw_score, result.grade) == (
        Decimal("91.66"), Decimal("76.85"), "person_excellent",
    )  # fmt: skip
    assert "44.44 × 2 ÷ (3 − 1)" in handler.page(row.url)
    _final_and_used(office, witness, row.url, link)


def _final_and_used(office: Office, witness: Witness, url: str, link: str) -> None:
    """Let the days pass, the grades be final, and the use be recorded."""
    handlers = counts(office, "leader", "/evaluation-forms/handler?period=2026-03")
    assert handlers["吕十"][1] == pytest.approx(200 / 3), "the form shows what happened"
    assert office("personnel").client.get(f"{url}/use").status_code == 409, "not final yet"
    office.hands.at = Assessment.objects.get().objections_until
    just_before = assessments_sweep(at=office.hands.at)
    office.hands.go(minutes=1)
    finals = assessments_sweep(at=office.hands.at)
    witness.boundary("R-61", just_before=bool(just_before), at=finals == 1)
    assert office("crew").client.post(link, {"text": "再申诉"}).status_code in {403, 409}
    office("personnel").form(f"{url}/use", used="季度绩效奖")
    assert "季度绩效奖" in office("crew").page(url)
    people = office("personnel").client.get("/assessments/results").context["view"].rows
    assert {row.cells[0].text for row in people} == {"吕十", "吴六", "周五", "秦五"}, "everybody of the post"
    while seal():
        pass
    with scope_opened(("",)):
        assert [one for one in verify().faults if str(one.subject).startswith(KINDS)] == []


def test_a_street_reads_its_own_score_down_to_the_person(office: Office, march: tuple[int, int, int]) -> None:
    late = march[0]
    office("assessor").form("/closings/freeze", period="2026-03")
    head = office("town_head")
    (closing,) = head.client.get("/closings").context["view"].rows
    page = head.page(closing.url)
    (lines,) = {html.unescape(one) for one in re.findall(r'href="(/closings/\d+/lines\?street=[^"]*)"', page)}
    assert f"AJ{late:08d}" in head.page(lines)
    assert "/object/" in head.page(lines)
    assert counts(office, "town_head", "/evaluation-forms/handler?period=2026-03") == {
        "吕十": [3, pytest.approx(200 / 3), 100]
    }
