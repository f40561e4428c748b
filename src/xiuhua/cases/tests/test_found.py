"""Finding a case: by what was reported of it, also after merging, and by the end of a caller's number."""

from __future__ import annotations

import pytest
from django.test import Client

from xiuhua.access.services import scope_set
from xiuhua.cases.models import Case
from xiuhua.cases.queries import finding
from xiuhua.cases.services.reporting import phone_end
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.cases.tests.door_kit import door
from xiuhua.cases.tests.loop_kit import PASSWORD, Loop, after


def entered(who: str) -> Client:
    client = Client()
    client.post("/sign-in", {"username": who, "password": PASSWORD})
    return client


def found(client: Client, words: str) -> list[str]:
    urls = [row.url for row in client.get("/cases", {"q": words}).context["view"].rows]
    scope_set(("",))
    return urls


def url(case: Case) -> str:
    return f"/cases/{case.pk}"


def test_a_case_is_found_by_what_was_reported_its_address_its_matter_and_the_numbers_of_others(
    loop: Loop,
) -> None:
    case = loop.report(text="沿街有一堆旧沙发", source_ref="RX-2026-0031")
    loop.report("06013", text="坑洞", address="云台路 3 号")
    acceptor = entered("acceptor")
    for words in ("沙发", "旧沙发", "滨河路", "暴露垃圾", "RX-2026-0031", "沙发 滨河", case.number):
        assert found(acceptor, words) == [url(case)], words
    assert found(acceptor, "沙发 云台") == []
    listed = door(loop, "acceptor").get("/cases", q="旧沙发").json()["items"]
    assert [one["id"] for one in listed] == [case.pk]


def test_what_was_merged_in_is_found_in_the_case_it_lies_with_until_it_is_taken_apart(loop: Loop) -> None:
    kept = loop.report(text="路边有垃圾")
    other = loop.report(text="沿街有一堆旧沙发", at=after(1))
    loop.do(other, CaseAct.MERGE, 2, target_id=kept.pk)
    acceptor = entered("acceptor")
    assert url(kept) in found(acceptor, "沙发")
    loop.do(other, CaseAct.UNMERGE, 3)
    assert found(acceptor, "沙发") == [url(other)]


def test_a_caller_is_found_by_the_last_digits_of_the_number_by_whoever_may_see_it(loop: Loop) -> None:
    case = loop.report(caller_phone="13900005678", channel=Channel.HOTLINE)
    loop.report(caller_phone="13900001234", channel=Channel.HOTLINE, at=after(1))
    loop.report(address="滨河路 5678 号", at=after(2))
    acceptor, dispatcher = entered("acceptor"), entered("dispatcher")
    assert url(case) in found(acceptor, "5678")
    assert len(found(acceptor, "5678")) == 2, "what the digits mean elsewhere is found as well"
    assert found(acceptor, "0005678") == [url(case)]
    assert found(acceptor, "99995678") == []
    assert url(case) not in found(dispatcher, "5678")
    assert len(found(dispatcher, "5678")) == 1


def test_the_end_of_a_number_is_its_last_four_digits() -> None:
    assert phone_end("139-0000 5678") == "5678"
    assert phone_end("12345") == "2345"
    assert phone_end("110") == ""
    assert phone_end("不愿透露") == ""


def test_what_many_cases_have_is_met_along_the_order_and_is_the_same(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [loop.report(text="沿街有一堆旧沙发", at=after(minute)) for minute in range(4)]
    loop.report(text="沙发很旧，沿街", at=after(5))
    acceptor = entered("acceptor")
    with monkeypatch.context() as patched:
        patched.setattr(finding, "_HITS", 100)
        assert not finding.is_common("旧沙发")
        looked_up = found(acceptor, "旧沙发")
    assert finding.is_common("旧沙发")
    assert not finding.is_common("沙发"), "a single pair is known well"
    assert found(acceptor, "旧沙发") == looked_up
    assert set(looked_up) == {url(case) for case in made}
    listed = door(loop, "acceptor").get("/cases", q="旧沙发", limit=3).json()
    assert [one["id"] for one in listed["items"]] == [case.pk for case in reversed(made)][:3]
    assert found(acceptor, "没有这种") == []
