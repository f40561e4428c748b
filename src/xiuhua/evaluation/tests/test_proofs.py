"""Rows of the register: cases led through the API by those who do it, and what is counted from them.

The leader asks for each figure as a program does, and opens it as a person does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_set
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import PASSWORD, Loop
from xiuhua.scenekit.testkit.plugin import watch_client
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("nine people lead four cases through the API")
_Step = tuple[str, str, dict[str, Any]]
_TO_UNIT: tuple[_Step, ...] = (("acceptor", "accept", {}), ("head", "file", {}))
_FROM_UNIT: tuple[_Step, ...] = (
    ("unit", "receive", {}), ("handler", "feed_back", {"reason": "已清理"}),
    ("dispatcher", "feedback_pass", {}), ("collector", "check_pass", {}), ("head", "close", {}),
)  # fmt: skip


@dataclass
class Bureau:
    """The town's people, each signed in once and watched."""

    loop: Loop
    witness: Witness
    seats: dict[str, Client] = field(default_factory=dict)

    def seat(self, who: str) -> Client:
        """Return somebody's signed-in client."""
        if who not in self.seats:
            client = Client()
            assert client.post("/sign-in", {"username": who, "password": PASSWORD}).status_code == 302
            (role,) = self.loop.actors[who].roles
            self.seats[who] = watch_client(client, self.witness, role=role, person=who)
        return self.seats[who]

    def post(self, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Act by API."""
        answer = self.seat(who).post(f"/api/v1{path}", json.dumps(body), "application/json")
        assert answer.status_code == 200, (who, path, answer.content.decode())
        found: dict[str, Any] = answer.json()
        return found

    def reported(self, who: str = "collector", **changes: object) -> int:
        """Report a problem."""
        return int(self.post(who, "/reports", report_body(**changes))["id"])

    def led(self, case: int, *steps: _Step) -> int:
        """Lead a case on."""
        for who, act, said in steps:
            self.post(who, f"/cases/{case}/acts/{act}", said)
        return case

    def figure(self, key: str) -> dict[str, Any]:
        """Ask for a figure of this month, as the leader."""
        answer = self.seat("leader").get("/api/v1/figures", {"key": key, "area": "990101"})
        (found,) = answer.json()
        return dict(found)

    def opened(self, key: str, pattern: str = r'href="/cases/(\d+)"', **asked: str) -> set[str]:
        """Return what the records behind a figure are, as the leader sees them."""
        page = self.seat("leader").get(f"/figures/{key}/records", {"area": "990101", **asked})
        assert page.status_code == 200
        return set(re.findall(pattern, page.content.decode()))


@pytest.fixture
def bureau(loop: Loop, witness: Witness) -> Bureau:
    scope_set(())
    return Bureau(loop, witness)


@dataclass(frozen=True)
class Led:
    """What was led where: one closed, one with two departments, one from above closed, one not filed."""

    closed: str
    standing: str
    from_above: str
    refused: str


def led(bureau: Bureau) -> Led:
    to_keeper = ("dispatcher", "dispatch", {"unit_code": "U-KEEPER"})
    to_water = (
        "dispatcher",
        "dispatch",
        {"unit_code": "U-WATER", "helper_codes": ["U-DISTRICT", "U-KEEPER"]},
    )
    closed = bureau.led(bureau.reported(), *_TO_UNIT, to_keeper, *_FROM_UNIT)
    standing = bureau.led(bureau.reported(matter="07001"), *_TO_UNIT, to_water)
    above = bureau.reported("upper", matter="06013", channel="channel_upper", upper_number="SJ-1")
    bureau.led(above, *_TO_UNIT, to_keeper, *_FROM_UNIT)
    not_filed = ("head", "not_file", {"reason": "不符合立案条件"})
    refused = bureau.led(bureau.reported(matter="06035"), _TO_UNIT[0], not_filed)
    return Led(*(str(one) for one in (closed, standing, above, refused)))


@pytest.mark.proves("K-276", "K-277", "K-278")
def test_cases_filed_and_closed_and_their_rate_open_to_the_cases_that_came_in(
    bureau: Bureau, witness: Witness
) -> None:
    cases = led(bureau)
    filed, closed = {cases.closed, cases.standing, cases.from_above}, {cases.closed, cases.from_above}
    for row, key, number, counted in (("K-276", "filed", 3, filed), ("K-277", "closed", 2, closed)):
        found = bureau.figure(key)
        assert (found["value"], found["numerator"], found["source_row"]) == (number, number, row)
        witness.figure(row, numerator=number, denominator=None, counted=counted, opened=bureau.opened(key))
    rate = bureau.figure("closure_rate_cohort")
    assert (rate["numerator"], rate["denominator"], rate["source_row"]) == (2, 3, "K-278")
    assert rate["value"] == pytest.approx(200 / 3)
    assert rate["variant"] == "结案/立案，同一批案件"
    assert bureau.opened("closure_rate_cohort", side="denominator") == filed
    opened = bureau.opened("closure_rate_cohort")
    witness.figure("K-278", numerator=2, denominator=3, counted=closed, opened=opened)


@pytest.mark.proves("K-224")
def test_cases_from_the_city_are_counted_apart_as_taken_and_closed(bureau: Bureau, witness: Witness) -> None:
    cases = led(bureau)
    taken = bureau.reported("upper", matter="07001", channel="channel_upper", upper_number="SJ-2")
    bureau.reported(
        "upper", matter="06010", channel="channel_upper", upper_number="SJ-3"
    )  # nobody took it yet
    bureau.led(taken, _TO_UNIT[0])
    assert bureau.figure("upper_accepted")["value"] == 2
    assert bureau.opened("upper_accepted") == {cases.from_above, str(taken)}
    assert bureau.figure("upper_closed")["value"] == 1
    found = bureau.figure("upper_closure_rate")
    assert (found["value"], found["numerator"], found["denominator"]) == (50.0, 1, 2)
    assert bureau.opened("upper_closure_rate", side="denominator") == {cases.from_above, str(taken)}
    opened = bureau.opened("upper_closure_rate")
    witness.figure("K-224", numerator=1, denominator=2, counted={cases.from_above}, opened=opened)


@pytest.mark.proves("K-129")
def test_departments_that_were_given_a_case_are_counted_once_each(bureau: Bureau, witness: Witness) -> None:
    led(bureau)
    to_water = ("dispatcher", "dispatch", {"unit_code": "U-WATER"})
    bureau.led(bureau.reported(matter="06010"), *_TO_UNIT, to_water)  # a second case for the same department
    found = bureau.figure("linked_departments")
    assert (found["value"], found["unit"]) == (2, "个")
    opened = bureau.opened("linked_departments", pattern=r">(U-[A-Z]+)<")
    witness.figure("K-129", numerator=2, denominator=None, counted={"U-WATER", "U-DISTRICT"}, opened=opened)
