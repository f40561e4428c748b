"""Approved leave is not held against field presence when the people of a post are assessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import PersonResult
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.tests.duty_kit import CLERK, LONG_AGO
from xiuhua.oversight.tests.oversight_kit import log_sound

_SLOW = pytest.mark.slow("signs several people in")
_ZONE = "990101003Q01"
_SCHEME = {
    "post": "post_collector", "minimum": "0", "volume": "60", "volume_target": "1", "timeliness": "0",
    "timeliness_from": "0", "quality": "0", "quality_from": "0", "presence": "40", "presence_target": "22",
    "excellent": "90", "good": "80", "fair": "60", "reason": "个人考核办法",
}  # fmt: skip


@pytest.fixture
def zone(office: Office) -> int:
    """A grid of which 孙悦 has charge."""
    with scope_opened(("",)):
        revision = revision_draft(title="网格职责", area_code=DISTRICT, actor=CLERK, at=LONG_AGO)
        line = NewLine(
            code="WG-1", area_code=_ZONE, ground=DutyGround.GRID, unit_code="U-COMMUNITY",
            work_number="N-grid",
        )  # fmt: skip
        draft_lines_put(revision_id=revision.pk, lines=[line], actor=CLERK, at=LONG_AGO)
        revision_publish(
            revision_id=revision.pk, effective_at=LONG_AGO + timedelta(days=1), document_number="2 号",
            actor=CLERK, at=LONG_AGO + timedelta(days=1),
        )  # fmt: skip
        return int(office.loop.town.areas[_ZONE].pk)


def asked(office: Office, since: str, until: str, *, kind: str = "leave_annual") -> str:
    return office("grid").form(
        "/leaves/new", kind=kind, since=since, until=until, reason="", place="云河区", reached_by="1",
        stand_in="",
    )  # fmt: skip


def granted(office: Office, since: str, until: str) -> str:
    path = asked(office, since, until)
    office("leader").form(f"{path}/grant", answer="同意")
    return path


def walked(office: Office, zone: int, *days: int) -> None:
    for day in days:
        office.hands.at = MONDAY.replace(day=day)
        office("grid").client.post(f"/my-roads/{zone}/patrol", {"note": ""})


def assessed(office: Office) -> tuple[PersonResult, str]:
    """Assess March in April, and return the result with its page as the person reads it."""
    office.hands.at = datetime(2026, 4, 1, 2, tzinfo=UTC)
    office("assessor").form("/assessments/scheme", **_SCHEME)
    office("assessor").form("/assessments/run", post="post_collector", period="2026-03")
    with scope_opened(("",)):
        result = PersonResult.objects.get(name="孙悦", assessment__period="2026-03")
    return result, office("grid").page(f"/assessments/results/{result.pk}")


@_SLOW
@pytest.mark.proves("S-148", "S-168")
def test_a_day_of_approved_leave_is_no_day_absent(office: Office, zone: int) -> None:
    late = granted(office, "2026-03-09", "2026-03-11")
    granted(office, "2026-03-30", "2026-04-03")
    withdrawn = asked(office, "2026-03-17", "2026-03-18")
    office("grid").form(f"{withdrawn}/withdraw")
    refused = asked(office, "2026-03-19", "2026-03-19")
    office("leader").form(f"{refused}/refuse", answer="当日有保障任务")
    asked(office, "2026-03-20", "2026-03-20", kind="leave_off_hours")
    with scope_opened(("",)):
        day = datetime(2026, 3, 23, 16, tzinfo=UTC)
        office.loop.town.away("N-grid", day, day + timedelta(days=1))
    walked(office, zone, 3, 4, 5)
    office.hands.at = MONDAY.replace(day=16)
    office("grid").form(f"{late}/return")
    walked(office, zone, 16)
    result, page = assessed(office)
    # of the 22 working days of March 9, 10, 11, 30 and 31 were leave: back on the sixteenth instead of the
    # twelfth adds none, nor do what was withdrawn, refused, off hours, or recorded by the person alone
    presence = next(line for line in result.lines if line["source"] == "source_presence")
    assert (presence["days"], presence["away"], presence["good"]) == (22, 5, 4)
    assert presence["points"] == "9.41", "40 × 4 ÷ (22 × 17 ÷ 22)"
    assert "40.00 × min(1, 4 ÷ (22 × 17 ÷ 22))" in page
    assert "22 个工作日中有 5 天为批准的请假，不要求在岗" in page
    log_sound()


@_SLOW
def test_whoever_came_back_early_is_wanted_again_and_whoever_was_never_there_is_not_asked(
    office: Office, zone: int
) -> None:
    whole = granted(office, "2026-03-02", "2026-03-31")
    walked(office, zone, 2)
    office.hands.at = MONDAY.replace(day=26)
    office("grid").form(f"{whole}/return")
    result, page = assessed(office)
    # leave from 2 to 26 March, the day of coming back among it: 19 days; 27, 30 and 31 are wanted
    presence = next(line for line in result.lines if line["source"] == "source_presence")
    assert (presence["away"], presence["points"]) == (19, "13.33"), "40 × 1 ÷ (22 × 3 ÷ 22)"
    assert "22 个工作日中有 19 天为批准的请假" in page


@_SLOW
def test_a_whole_month_of_leave_spreads_the_weight(office: Office, zone: int) -> None:
    granted(office, "2026-03-02", "2026-03-31")
    walked(office, zone, 2)
    result, page = assessed(office)
    assert [line["points"] for line in result.lines] == ["0.00", None], (
        "the volume weighs all: nothing was done"
    )
    assert "22 个工作日都是批准的请假，权重由其他项分担" in page
