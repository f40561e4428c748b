"""Limits at the exact minute: sticker ads in key areas and elsewhere, and "1315". Rows R-09, R-10, S-052."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.cases.tests.loop_kit import AT_THE_KEY_SPOT, DISTRICT, HERE
from xiuhua.cases.tests.proof_kit import Office, instant
from xiuhua.scenekit.testkit.witness import Witness

KEY = {"longitude": AT_THE_KEY_SPOT[0], "latitude": AT_THE_KEY_SPOT[1]}
ELSEWHERE = {"longitude": HERE[0], "latitude": HERE[1]}
MINUTE = timedelta(minutes=1)


NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # in Shanghai; a Monday


def next_morning(office: Office) -> datetime:
    """Set the clock to nine o'clock of the next working day and return that."""
    morning = NINE
    while morning < office.hands.at or morning.weekday() > _FRIDAY:
        morning += timedelta(days=1)
    office.hands.at = morning
    return morning


_FRIDAY = 4


def after(hours: int, minutes: int) -> timedelta:
    """Return how long after nine a clock shows that time."""
    return timedelta(hours=hours - 9, minutes=minutes)


def published(office: Office, seen: int, **chosen: object) -> None:
    """Let the district choose."""
    wish = {"area_code": DISTRICT, "chosen": chosen, "reason": "区里要求", "seen": seen}
    office("keeper").post("/loop-settings", wish)


def cleaned(office: Office, place: dict[str, float], *, overdue: timedelta) -> tuple[timedelta, bool]:
    """Lead sticker ads to the cleaning firm, which is done so long after its deadline.

    They are reported at nine and dispatched at 09:03.

    Returns:
        How long after nine the deadline is, and whether the firm was late.
    """
    morning = next_morning(office)
    case = office("collector").report(matter="07001", **place)["id"]
    told = office.dispatched(case, "U-CLEAN")
    due = instant(told["due_at"])
    assert due is not None
    office("cleaner").act(case, "receive")
    office.hands.at = due + overdue
    office("cleaner").post(f"/cases/{case}/acts/feed_back", {"reason": "已清除"})
    return due - morning, bool(office.clock("head", case, "stage_handle")["late"])


@pytest.mark.slow("six cases run to their last minute")
@pytest.mark.proves("R-09")
def test_sticker_ads_are_gone_in_two_hours_in_key_areas_and_in_four_elsewhere(
    office: Office, witness: Witness
) -> None:
    exact = timedelta()
    for place, due in ((KEY, after(11, 3)), (ELSEWHERE, after(15, 3))):  # the noon from 12 to 14 is left out
        on_time, late = cleaned(office, place, overdue=exact), cleaned(office, place, overdue=MINUTE)
        assert (on_time[0], late[0]) == (due, due)
        witness.boundary("R-09", just_before=on_time[1], at=late[1])
    rule = {"matter": "07001", "key": [2, "work_hour"], "other": [4, "work_hour"], "counts_from": "report"}
    published(office, 0, key_limits=[rule])
    for place, due in ((KEY, after(11, 0)), (ELSEWHERE, after(15, 0))):  # now from the report, not from 09:03
        on_time, late = cleaned(office, place, overdue=exact), cleaned(office, place, overdue=MINUTE)
        assert (on_time[0], late[0]) == (due, due)
        witness.boundary("R-09", just_before=on_time[1], at=late[1])
    (rate,) = office("leader").get("/figures", period="2026-03", key="handled_in_time")
    assert (rate["numerator"], rate["denominator"]) == (4, 8), "the firm is supervised on the result"


STEPS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("stage_accept", "acceptor", "accept", {}),
    ("stage_file", "head", "file", {}),
    ("stage_dispatch", "dispatcher", "dispatch", {"unit_code": "U-SQUAD"}),
    ("stage_handle", "squad", "feed_back", {"reason": "已劝离"}),
)


def quick(office: Office, *, overdue: timedelta) -> tuple[list[timedelta], list[bool]]:
    """Run a quick response whose every step ends so long after its limit.

    Returns:
        How long each of the four steps was given, and whether it was late, as the assessor reads it.
    """
    next_morning(office)
    case = office("collector").report(matter="09006", track="track_quick")["id"]
    for stage, who, act, said in STEPS:
        if stage == "stage_handle":
            office(who).post(f"/cases/{case}/acts/receive", {})
        due = instant(office.clock(who, case, stage)["due_at"])
        assert due is not None
        office.hands.at = due + overdue
        office.sweep()
        office(who).post(f"/cases/{case}/acts/{act}", said)
    runs = [office.clock("assessor", case, stage) for stage, *_ in STEPS]
    given = [
        datetime.fromisoformat(run["due_at"]) - datetime.fromisoformat(run["started_at"]) for run in runs
    ]
    return given, [run["late"] for run in runs]


@pytest.mark.slow("four quick responses run to their last minute")
@pytest.mark.proves("S-052", "R-10")
def test_a_quick_response_has_four_steps_that_are_late_after_their_last_minute_as_the_city_sets_them(
    office: Office, witness: Witness
) -> None:
    minutes = [timedelta(minutes=one) for one in (10, 30, 10, 300)]
    on_time, late = quick(office, overdue=timedelta()), quick(office, overdue=MINUTE)
    assert (on_time[0], late[0]) == (minutes, minutes)
    for just_before, run_late in zip(on_time[1], late[1], strict=True):
        witness.boundary("R-10", just_before=just_before, at=run_late)

    limits = {
        "stage_accept": [1, "urgent_minute"], "stage_file": [3, "urgent_minute"],
        "stage_dispatch": [1, "urgent_minute"], "stage_handle": [5, "urgent_minute"],
    }  # fmt: skip
    published(office, 0, quick_limits=limits)
    minutes = [timedelta(minutes=one) for one in (1, 3, 1, 5)]
    on_time, late = quick(office, overdue=timedelta()), quick(office, overdue=MINUTE)
    assert (on_time[0], late[0]) == (minutes, minutes)
    for just_before, run_late in zip(on_time[1], late[1], strict=True):
        witness.boundary("R-10", just_before=just_before, at=run_late)
    assessor = office("assessor")
    assert len(assessor.rows("/cases?track=track_quick")) == 4
    assert "1\u00a0紧急工作分钟" in assessor.page(f"/loop-settings/{_version(office)}")
    morning = next_morning(office)
    ordinary = office("collector").report(matter="09006")
    assert instant(ordinary["due_at"]) == morning + after(9, 30), "the ordinary track keeps its half hour"


def _version(office: Office) -> int:
    told = office("assessor").get("/loop-settings", area=DISTRICT)
    return int(told["version"])
