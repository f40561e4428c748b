"""The loop as its posts run it: rows S-026, S-027, S-028, P-12, P-13 and P-14."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened, token_issue
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import HERE
from xiuhua.cases.tests.proof_kit import Office, Seat, departments, instant
from xiuhua.scenekit.testkit.plugin import watch_client

REPORT = {
    "matter": "暴露垃圾", "text": "沿街有垃圾", "address": "滨河路 12 号", "longitude": HERE[0],
    "latitude": HERE[1], "track": "track_ordinary",
}  # fmt: skip


def by_channel(office: Office, key: str, who: str = "leader") -> dict[str, object]:
    """Return a figure of March by source, as somebody reads it."""
    rows = office(who).get("/figures", period="2026-03", key=key, by="channel")
    return {row["scope"].rpartition("channel:")[2]: row["value"] for row in rows}


@pytest.mark.slow("nine people sign in and fill in eleven forms")
@pytest.mark.proves("S-026", "P-12", "P-13", "P-14")
def test_a_report_is_accepted_verified_filed_dispatched_handled_checked_and_closed_by_its_posts(
    office: Office,
) -> None:
    case = office("hotline").form("/reports/new", **REPORT, channel="channel_hotline")
    acceptor, verifier, head = office("acceptor"), office("verifier"), office("head")
    assert "待受理" in acceptor.page(case)
    early = acceptor.client.get(f"{case}/file")  # no post does another's work
    assert early.status_code == 403
    acceptor.form(f"{case}/ask-verify")
    assert "待核实" in verifier.page(case)
    verifier.form(f"{case}/verify-true", reason="现场属实")
    assert "现场属实" in head.page(case)
    head.form(f"{case}/file", matter="暴露垃圾")
    dispatcher, unit = office("dispatcher"), office("unit")
    assert "云河市政养护公司" in dispatcher.page(case)  # whom the duty table names
    dispatcher.form(f"{case}/dispatch", unit="云河市政养护公司")
    number = f"AJ{int(case.rpartition('/')[2]):08d}"
    assert number in unit.page("/cases?state=case_dispatched")
    unit.form(f"{case}/receive")
    unit.form(f"{case}/feed-back", reason="已清运干净")
    assert "已清运干净" in dispatcher.page(case)
    dispatcher.form(f"{case}/feedback-pass")
    assert verifier.client.get(f"{case}/close").status_code == 403  # who checks does not close
    verifier.form(f"{case}/check-pass")
    head.form(f"{case}/close")

    second = office("collector").form("/reports/new", **REPORT, channel="channel_collector")
    acceptor.form(f"{second}/accept", matter="暴露垃圾")
    head.form(f"{second}/file", matter="暴露垃圾")
    leader = office("leader")
    assert "已结案" in leader.page(case)
    assert by_channel(office, "filed") == {"channel_hotline": 1, "channel_collector": 1}
    assert by_channel(office, "closed") == {"channel_hotline": 1}
    assert by_channel(office, "closure_rate_cohort") == {"channel_hotline": 100, "channel_collector": 0}
    figures = leader.page("/figures?period=2026-03")
    assert re.search(r"结案/立案，同一批案件.*?50\.0", figures, re.DOTALL)


VERIFIED = {"channel_hotline", "channel_public"}  # somebody looks before they are filed
SOURCES = (
    ("collector", "channel_collector"), ("hotline", "channel_hotline"), ("acceptor", "channel_public"),
    ("watcher", "channel_video"),
)  # fmt: skip


@pytest.mark.slow("fourteen cases go to fourteen departments")
@pytest.mark.proves("S-027")
def test_the_centre_pools_its_sources_dispatches_to_fourteen_departments_and_sees_who_runs_late(
    office: Office,
) -> None:
    units = departments(office.loop, 14)
    cases = []
    for nth in range(14):
        who, channel = SOURCES[nth % 4]
        place = {"latitude": HERE[1] + nth / 10_000, "address": f"滨河路 {nth} 号"}
        cases.append(office(who).report(channel=channel, **place)["id"])
    acceptor, head, dispatcher = office("acceptor"), office("head"), office("dispatcher")
    numbers = [f"AJ{case:08d}" for case in cases]
    assert sorted(acceptor.rows("/cases?state=case_reported")) == numbers
    heard = [acceptor.rows(f"/cases?channel={channel}") for _who, channel in SOURCES]
    assert [len(found) for found in heard] == [4, 4, 3, 3]
    heard_of = [case for nth, case in enumerate(cases) if SOURCES[nth % 4][1] in VERIFIED]
    seen = [case for case in cases if case not in heard_of]
    assert acceptor.post("/cases/acts", {"act": "accept", "cases": seen})["done"] == 7
    assert acceptor.post("/cases/acts", {"act": "ask_verify", "cases": heard_of})["done"] == 7
    assert office("verifier").post("/cases/acts", {"act": "verify_true", "cases": heard_of})["done"] == 7
    assert head.post("/cases/acts", {"act": "file", "cases": cases})["done"] == 14
    for case, unit in zip(cases, units, strict=True):
        told = dispatcher.act(case, "dispatch", unit_code=unit)
        assert told["unit"] == unit
    with_units = "/cases?state=case_dispatched&state=case_handling&sort=due"
    assert dispatcher.rows(with_units) == numbers, "who has least time left stands first"
    assert dispatcher.rows("/cases?late=1") == []

    # 暴露垃圾 has four working hours: the first was dispatched at 09:01, the last at 09:14.
    first_due = instant(office.clock("dispatcher", cases[0], "stage_handle")["due_at"])
    assert first_due == datetime(2026, 3, 2, 7, 1, tzinfo=UTC)  # 15:01, the noon from 12 to 14 left out
    office.hands.at = first_due
    warned = office.sweep()
    assert (warned.warned, warned.overdue) == (14, 0)
    assert dispatcher.rows("/cases?late=1") == []
    office.hands.go(minutes=7)  # seven of them are late by now, the eighth has its last second
    assert office.sweep().overdue == 7
    assert dispatcher.rows(f"{with_units}&late=1") == numbers[:7]
    assert "超 7\u00a0分" in dispatcher.page(f"{with_units}&late=1"), "how late the first is"
    leader = office("leader")
    assert "超 7\u00a0分" in leader.page(f"/cases/{cases[0]}")
    assert "剩 6\u00a0分" in leader.page(f"/cases/{cases[13]}")


def program(office: Office, name: str) -> Seat:
    """Return a program that comes with a token of somebody's, as the platform above does."""
    actor = office.loop.actors[name]
    with scope_opened(("",)):
        acts = ("case.read", "report.make", "report.read")
        _, raw = token_issue(name="市级平台", acts=acts, days=30, actor=actor, at=office.hands.at)
    role, headers = actor.holdings[0].role, {"Authorization": f"Bearer {raw}"}
    return Seat(
        lambda: watch_client(Client(headers=headers), office.witness, role=role, person=name), office.hands
    )


@pytest.mark.slow("eight people lead two cases through")
@pytest.mark.proves("S-028")
def test_a_case_of_the_city_platform_keeps_its_deadline_and_is_answered_above(office: Office) -> None:
    city, due = program(office, "upper"), datetime(2026, 3, 2, 4, tzinfo=UTC)
    sent = {
        "channel": "channel_upper", "upper_number": "SJ-2026-0815", "source_ref": "SJ-2026-0815",
        "upper_due_at": due.isoformat(),
    }  # fmt: skip
    body = report_body(**sent)
    case = city.post("/reports", body)["id"]
    assert city.post("/reports", body)["id"] == case, "sent twice, taken once"
    (seen,) = city.get("/cases/by-upper/SJ-2026-0815")
    assert (seen["id"], seen["state"], seen["over_at"]) == (case, "case_reported", None)
    assert city.get("/cases/by-upper/SJ-2026-0816") == []
    told = office.dispatched(case, "U-KEEPER")
    assert instant(told["due_at"]) == due, "not the four working hours of the handbook"
    assert office.case_read("unit", case)["limit_source"] == "limit_upper"
    own = office("collector").report()["id"]
    assert instant(office.dispatched(own, "U-KEEPER")["due_at"]) == datetime(2026, 3, 2, 7, 6, tzinfo=UTC)
    office("unit").act(case, "receive")
    office.hands.at = due
    office("unit").post(f"/cases/{case}/acts/feed_back", {"reason": "已清运，附照片"})
    assert not office.clock("head", case, "stage_handle")["late"], "on time at the very minute"
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_pass")
    assert office("dispatcher").refused(f"/cases/{case}/acts/reply_up", {"reason": "已办结"}) == (
        409,
        "not_allowed_now",
    )
    office("head").act(case, "close")
    (seen,) = city.get("/cases/by-upper/SJ-2026-0815")
    assert (seen["state"], seen["closing"]) == ("case_closed", "closing_normal")
    office("dispatcher").act(case, "reply_up", reason="已清运，详见照片")
    assert city.get(f"/cases/{case}")["replied_at"] is not None
    assert city.get(f"/cases/{case}/moves")[-1]["note"] == "已清运，详见照片"
    assert office("dispatcher").refused(f"/cases/{own}/acts/reply_up", {"reason": "x"})[0] == 409
    leader = office("leader")
    (rate,) = leader.get("/figures", period="2026-03", key="upper_closure_rate")
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (100, 1, 1)
    assert by_channel(office, "handled_in_time") == {"channel_upper": 100, "channel_collector": 0}
