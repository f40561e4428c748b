"""The API under several hands at once: committed rows, threads, one truth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Move, Report
from xiuhua.cases.tests.door_kit import Door, door, report_body
from xiuhua.cases.tests.loop_kit import Loop, loop_make
from xiuhua.ledger.models import Entry


@pytest.fixture
def busy(committed_db: str) -> Iterator[Loop]:
    """The town in a database in which commits are real."""
    with scope_opened(("",)):
        yield loop_make()


def at_once(count: int, ask: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask from several threads that begin together, and return what each was answered."""
    begin, answers = threading.Barrier(count), list[dict[str, Any]]()

    def one(number: int) -> None:
        try:
            begin.wait(10)
            answers.append(ask(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def _sent(door_: Door, path: str, body: object, **headers: str) -> dict[str, Any]:
    answer = door_.post(path, body, **headers)
    return {"status": answer.status_code, **answer.json()}


@pytest.mark.slow("ten threads, each a request with a transaction of its own")
@pytest.mark.parametrize("keyed", [True, False])
def test_the_same_report_ten_times_at_once_is_one_case(busy: Loop, *, keyed: bool) -> None:
    phone, body = door(busy, "collector"), report_body()
    headers = {"Idempotency-Key": "once"} if keyed else {}
    answers = at_once(10, lambda _number: _sent(phone, "/reports", body, **headers))
    assert [answer["status"] for answer in answers] == [200] * 10, answers
    assert len({answer["id"] for answer in answers}) == 1
    assert (Case.objects.count(), Report.objects.count(), Move.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(act__in=["case.open", "report.make"]).count() == 2


@pytest.mark.slow("two threads, each a request with a transaction of its own")
def test_of_two_who_act_at_once_one_is_told_what_the_other_did(busy: Loop) -> None:
    case = door(busy, "collector").post("/reports", report_body()).json()["id"]
    acceptor = door(busy, "acceptor")
    said = ({"seen": 1}, {"seen": 1, "reason": "不在范围"})
    paths = (f"/cases/{case}/acts/accept", f"/cases/{case}/acts/void_ask")
    answers = at_once(2, lambda number: _sent(acceptor, paths[number], said[number]))
    assert sorted(answer["status"] for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer["status"] == 409)
    assert refused["code"] == "case_overtaken"
    assert Move.objects.filter(case_id=case).count() == 2


@pytest.mark.slow("several threads act on the same cases in opposite orders")
def test_many_acts_in_opposite_orders_do_not_wait_for_each_other_in_a_ring(busy: Loop) -> None:
    phone, acceptor = door(busy, "collector"), door(busy, "acceptor")
    cases = [phone.post("/reports", report_body()).json()["id"] for _ in range(6)]
    orders = (cases, cases[::-1])
    answers = at_once(
        4, lambda number: _sent(acceptor, "/cases/acts", {"act": "accept", "cases": orders[number % 2]})
    )
    assert [answer["status"] for answer in answers] == [200] * 4, answers
    assert sum(answer["done"] for answer in answers) == 6
    assert Move.objects.filter(act="case.accept").count() == 6
