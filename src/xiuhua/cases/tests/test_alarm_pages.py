"""What people see of alarms and their cases, in their own language, and only where they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case
from xiuhua.cases.tests.alarm_kit import SMOKE, at_shop, entered_at, followed, raise_all, sends, shop_open
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.queries import entries_sealed_between
from xiuhua.ledger.services import seal
from xiuhua.notices.models import Notice
from xiuhua.sensing.models import Alarm, Device, Rule
from xiuhua.sensing.rules.alarms import Tells
from xiuhua.sensing.services.alarms import alarm_acknowledge
from xiuhua.sensing.services.telling import alarms_tell
from xiuhua.sensing.tests.judge_kit import rule_made
from xiuhua.shared.actor import Actor, Holding
from xiuhua.web.testing import Budget

SMOKY = dict.fromkeys(range(12), 2.5)
CLEAN = dict.fromkeys(range(12, 18), 1.0)


@pytest.fixture
def kitchen(office: Office) -> Device:
    """A shop's monitor, and the rule that asks for cases; the clock stands twenty minutes later."""
    at = office.hands.at
    with scope_opened(("",)):
        shop_open(at)
        (device,) = entered_at(at, at_shop())
        rule_made(SMOKE, at=at)
    return device


def _smoked(office: Office, device: Device, *spans: dict[int, float]) -> Case:
    start = office.hands.at
    for span in spans:
        sends(device, start, span)
    office.hands.go(minutes=18)
    followed(office.hands.at)
    with scope_opened(("",)):
        return Case.objects.get()


def _told(at: datetime) -> list[tuple[str, str, bool]]:
    while seal():
        pass
    with scope_opened(("",)):
        alarms_tell(entries=entries_sealed_between(-1, 100_000), at=at)
        rows = Notice.objects.filter(template__startswith="alarm.").order_by("pk")
        return sorted(rows.values_list("user__username", "template", "urgent"))


def test_what_recovered_by_itself_is_said_and_ended_by_a_person(office: Office, kitchen: Device) -> None:
    case = _smoked(office, kitchen, SMOKY, CLEAN)
    page = office("acceptor").page(f"/cases/{case.pk}")
    assert "已自行恢复" in page
    assert "not-accept?reason=" in page
    desk = office("acceptor").page("/workbench")
    assert "已自行恢复" in desk
    assert "报警已结束" in desk  # on the row, before anybody opens it
    # whoever may not end it is told, and offered nothing
    other = office("unit").page(f"/cases/{case.pk}")
    assert "已自行恢复" in other
    assert "not-accept?reason=" not in other
    with scope_opened(("",)):
        assert Case.objects.get().state == "case_reported"
    office("acceptor").act(case.pk, "not_accept", reason="现场无油烟")
    over = office("acceptor").page(f"/cases/{case.pk}")
    assert "已自行恢复" not in over
    keeper = office("keeper")
    with scope_opened(("",)):
        rule = Rule.objects.get()
    page = keeper.page(f"/rules/{rule.pk}")
    assert "查准率 0 %" in page
    assert "1 件已定案件中 0 件属实" in page


def test_the_reason_is_filled_in_and_may_be_changed(office: Office, kitchen: Device) -> None:
    case = _smoked(office, kitchen, SMOKY, CLEAN)
    page = office("acceptor").page(f"/cases/{case.pk}")
    start = page.index("?reason=")
    address = page[page.rindex('href="', 0, start) + 6 : page.index('"', start)]
    assert "受理前报警已自行解除" in office("acceptor").page(address.replace("&amp;", "&"))


def test_the_page_speaks_english_too(office: Office, kitchen: Device) -> None:
    case = _smoked(office, kitchen, SMOKY)
    assert "报警已结束" not in office("acceptor").page("/workbench")
    answer = office("acceptor").client.get(f"/cases/{case.pk}", headers={"Accept-Language": "en"})
    page = answer.content.decode()
    assert "Why a sensor reported it" in page
    assert "Still alarming" in page
    assert "cooking fume above 2 mg/m³ and purifier is on, for 10 minutes" in page


def test_who_reads_alarms_and_no_cases_is_not_led_there(
    office: Office, kitchen: Device, sign_in: Callable[..., Client]
) -> None:
    case = _smoked(office, kitchen, SMOKY)
    with scope_opened(("",)):
        alarm = Alarm.objects.get()
    administrator = sign_in("system_admin", area=DISTRICT)
    for client, leads in ((office("dispatcher").client, True), (administrator, False)):
        for path in ("/alarms", f"/alarms/{alarm.pk}"):
            page = client.get(path).content.decode()
            assert case.number in page, path
            assert (f'href="/cases/{case.pk}"' in page) is leads, path
    elsewhere = sign_in("shift_head", area="990102")
    assert case.number not in elsewhere.get("/alarms").content.decode()
    assert elsewhere.get(f"/cases/{case.pk}").status_code == 404


def test_statement_counts(office: Office, kitchen: Device, sql_budget: Budget) -> None:
    case = _smoked(office, kitchen, SMOKY)
    seat = office("dispatcher")
    with sql_budget("case of a sensor", most=45):
        seat.page(f"/cases/{case.pk}")
    with sql_budget("alarms with their cases", most=14):
        seat.page("/alarms")
    with sql_budget("rule with precision", most=18):
        office("keeper").page("/rules")


def test_an_alarm_tells_whom_its_rule_names_and_a_higher_post_when_nobody_looks(
    office: Office, kitchen: Device
) -> None:
    start = office.hands.at
    sends(kitchen, start, SMOKY)
    raised = [(name, "alarm.raised", False) for name in ("dispatcher", "handler", "own_checker", "unit")]
    assert _told(start + timedelta(minutes=12)) == raised
    assert _told(start + timedelta(minutes=13)) == raised  # the log read again tells nobody twice
    # raised at 10; nobody acknowledges, and at 25 it is passed up, which passes quiet hours
    sends(kitchen, start, dict.fromkeys(range(12, 27), 2.5))
    assert _told(start + timedelta(minutes=27)) == sorted([*raised, ("head", "alarm.passed_up", True)])
    # above 5 from 27 on: critical at 37
    sends(kitchen, start, dict.fromkeys(range(27, 39), 6.0))
    worse = [(name, "alarm.worse", True) for name in ("dispatcher", "handler", "own_checker", "unit")]
    assert _told(start + timedelta(minutes=39)) == sorted(
        [*raised, ("head", "alarm.passed_up", True), *worse]
    )
    page = office("head").page("/notices")
    assert "报警无人确认：油烟超标 · 知味面馆油烟监测" in page


def test_what_somebody_acknowledged_is_not_passed_up(office: Office, kitchen: Device) -> None:
    start = office.hands.at
    sends(kitchen, start, SMOKY)
    head = Actor(name="user:7", holdings=(Holding(role="shift_head", area=DISTRICT),), user_id=7)
    with scope_opened(("",)):
        alarm_acknowledge(alarm_id=Alarm.objects.get().pk, actor=head, at=start + timedelta(minutes=12))
    sends(kitchen, start, dict.fromkeys(range(12, 40), 2.5))
    assert "alarm.passed_up" not in {template for _name, template, _urgent in _told(office.hands.go(hours=1))}


@pytest.mark.parametrize(
    ("count", "told"),
    [(3, [("dispatcher", "alarm.raised", False)] * 3), (4, [("dispatcher", "alarm.many", False)])],
)
def test_more_than_three_alarms_of_a_rule_at_once_are_told_in_one(
    office: Office, count: int, told: list[tuple[str, str, bool]]
) -> None:
    start = office.hands.at
    with scope_opened(("",)):
        shop_open(start)
        devices = entered_at(start, *(at_shop(f"YH{number}") for number in range(count)))
        rule = rule_made(replace(SMOKE, minutes=0, tells=Tells(roles=(Role.DISPATCHER,))), at=start)
        raise_all(rule, devices, start + timedelta(minutes=1))
    assert _told(start + timedelta(minutes=2)) == told
    assert ("4 处同时报警" in office("dispatcher").page("/notices")) is (count > 3)


def test_a_trial_says_how_its_alarms_stand_to_what_people_found(
    office: Office, kitchen: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    start = office.hands.at
    sends(kitchen, start, SMOKY | CLEAN)
    office.hands.go(minutes=18)
    followed(office.hands.at)
    with scope_opened(("",)):
        first = Case.objects.get()
    office.closed(first.pk)
    later = office.hands.go(hours=3)
    sends(kitchen, later, SMOKY | CLEAN)
    office.hands.go(minutes=18)
    followed(office.hands.at)
    with scope_opened(("",)):
        second = Case.objects.exclude(pk=first.pk).get()
    office("acceptor").act(second.pk, "not_accept", reason="现场无油烟")
    span = ("--from", start.isoformat(), "--to", (later + timedelta(hours=1)).isoformat())
    call_command("alarm_rules", "try", "fume-high", *span, "--language", "en")
    said = capsys.readouterr().out
    assert "precision 50 %: 1 confirmed of 2 decided, 0 undecided; meets 1 of 1" in said
    call_command("alarm_rules", "try", "fume-high", *span, "--format", "csv")
    rows = capsys.readouterr().out.splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["people", "confirmed", "refuted"]
    with scope_opened(("",)):
        rule = Rule.objects.get()
    page = office("keeper").page(f"/rules/{rule.pk}/try")
    assert "查准率 50 %" in page
