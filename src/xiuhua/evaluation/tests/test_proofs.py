"""Figures of the loop, from cases that people brought in: rows K-129, K-224, K-276, K-277 and K-278."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest

from xiuhua.cases.tests.proof_kit import Office, departments
from xiuhua.scenekit.testkit.witness import Witness

PERIOD = "2026-03"


@dataclass(frozen=True)
class Read:
    """A figure as the leader reads it, and what its two counts open to on the page: first cells of rows."""

    value: float | None
    numerator: int
    denominator: int | None
    opened: list[str]
    opened_below: list[str]


def figure(office: Office, key: str) -> Read:
    """Read a figure by API, and open its counts by the links that the page of figures prints."""
    leader = office("leader")
    (told,) = leader.get("/figures", period=PERIOD, key=key)
    links = re.findall(rf'href="(/figures/{key}/records\?[^"]*)"', leader.page(f"/figures?period={PERIOD}"))
    above = next(html.unescape(link) for link in links if "side=" not in link)
    below = next((html.unescape(link) for link in links if "side=denominator" in link), "")
    return Read(
        value=told["value"],
        numerator=told["numerator"],
        denominator=told["denominator"],
        opened=sorted(leader.rows(above)),
        opened_below=sorted(leader.rows(below)) if below else [],
    )


def numbers(*cases: int) -> list[str]:
    """Return cases by their numbers, in order."""
    return sorted(f"AJ{case:08d}" for case in cases)


def reported(office: Office, **changes: object) -> int:
    """Return the case of a report by a collector."""
    return int(office("collector").report(**changes)["id"])


@pytest.mark.slow("eight people lead seven cases to their ends")
@pytest.mark.proves("K-276", "K-277", "K-278")
def test_cases_filed_closed_and_their_rate_open_to_exactly_the_cases_that_were(
    office: Office, witness: Witness
) -> None:
    closed = [reported(office), reported(office, matter="07001"), reported(office, matter="06013")]
    for case in closed:
        office.closed(case)
    handled = reported(office, matter="06035")
    office.dispatched(handled, "U-OFFICE")
    refused, voided, waiting = (reported(office, address=f"滨河路 {nth} 号") for nth in range(3))
    office("acceptor").act(refused, "accept")
    office("head").act(refused, "not_file", reason="不符合立案条件")
    office.filed(voided)
    office("dispatcher").act(voided, "void_ask", reason="误报")
    office("head").act(voided, "void_grant")
    leader = office("leader")
    assert leader.get(f"/cases/{waiting}")["state"] == "case_reported"  # reported is not filed

    filed = figure(office, "filed")
    assert (filed.value, filed.numerator) == (4, 4)
    counted = numbers(*closed, handled)
    witness.figure("K-276", numerator=filed.numerator, denominator=None, counted=counted, opened=filed.opened)
    ended = figure(office, "closed")
    assert (ended.value, ended.numerator) == (3, 3)
    counted = numbers(*closed)
    witness.figure("K-277", numerator=ended.numerator, denominator=None, counted=counted, opened=ended.opened)
    rate = figure(office, "closure_rate_cohort")
    assert (rate.value, rate.numerator, rate.denominator) == (75, 3, 4)
    assert rate.opened_below == filed.opened
    witness.figure(
        "K-278", numerator=rate.numerator, denominator=rate.denominator, counted=counted, opened=rate.opened
    )
    row = leader.client.get(f"/figures/closed/records?period={PERIOD}").context["view"].rows[0]
    assert row.cells[0].text in leader.page(row.url), "each record opens to its case"


@pytest.mark.slow("seven people lead five cases")
@pytest.mark.proves("K-224")
def test_cases_of_the_city_platform_taken_and_closed_open_to_exactly_those(
    office: Office, witness: Witness
) -> None:
    city = office("upper")

    def sent(number: str) -> int:
        return int(city.report(channel="channel_upper", upper_number=number, address=number)["id"])

    done, also_done, taken, untouched = (sent(f"SJ-{nth}") for nth in range(1, 5))
    office.closed(done)
    office.closed(also_done)
    office("acceptor").act(taken, "accept")
    office.closed(reported(office), checker="collector")  # the district's own
    accepted, closed = figure(office, "upper_accepted"), figure(office, "upper_closed")
    assert (accepted.value, closed.value) == (3, 2)
    assert f"AJ{untouched:08d}" not in accepted.opened
    all_taken, all_done = numbers(done, also_done, taken), numbers(done, also_done)
    for read, counted in ((accepted, all_taken), (closed, all_done)):
        witness.figure(
            "K-224", numerator=read.numerator, denominator=None, counted=counted, opened=read.opened
        )
    rate = figure(office, "upper_closure_rate")
    assert (rate.numerator, rate.denominator) == (2, 3)
    assert rate.opened_below == all_taken
    witness.figure(
        "K-224", numerator=rate.numerator, denominator=rate.denominator, counted=all_done, opened=rate.opened
    )
    office("acceptor").act(untouched, "accept")
    office("acceptor").act(untouched, "take_back")
    assert city.get("/cases/by-upper/SJ-4")[0]["state"] == "case_reported"
    assert figure(office, "upper_closed").opened == all_done


@pytest.mark.slow("fourteen cases go to fourteen departments")
@pytest.mark.proves("K-129")
def test_linked_departments_are_those_that_were_given_a_case_each_once(
    office: Office, witness: Witness
) -> None:
    codes = departments(office.loop, 15)
    cases = [reported(office, address=f"滨河路 {nth} 号") for nth in range(14)]
    office("acceptor").post("/cases/acts", {"act": "accept", "cases": cases})
    office("head").post("/cases/acts", {"act": "file", "cases": cases})
    dispatcher = office("dispatcher")
    given = [*codes[:12], codes[0], "U-KEEPER"]  # one of them twice; a firm is no department
    for case, code in zip(cases, given, strict=True):
        dispatcher.act(case, "dispatch", unit_code=code)
    assert figure(office, "linked_departments").value == 12
    helped = reported(office, matter="06013")
    office.dispatched(helped, "U-KEEPER", helper_codes=list(codes[12:14]))  # those that help are linked too
    read = figure(office, "linked_departments")
    assert read.value == 14
    witness.figure(
        "K-129", numerator=read.numerator, denominator=None, counted=codes[:14], opened=read.opened
    )
