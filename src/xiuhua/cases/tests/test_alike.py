"""What may be the same, through the API and on the pages: near, recent, in the same words, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_set
from xiuhua.access.terms import Role
from xiuhua.cases.models import Case
from xiuhua.cases.terms import Channel
from xiuhua.cases.tests.door_kit import Door, door, report_body
from xiuhua.cases.tests.loop_kit import HERE, PASSWORD, STREET, Loop, come
from xiuhua.ground.models import Area
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

ABOUT = {"matter": "06010", "text": "路边有一堆垃圾", "longitude": HERE[0], "latitude": HERE[1]}


def told(phone: Door, **changes: object) -> list[dict[str, Any]]:
    answer = phone.post("/reports/alike", ABOUT | changes)
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()
    return found


def test_before_it_is_sent_a_report_is_told_what_may_be_the_same_and_why(loop: Loop) -> None:
    first = loop.report(at=now() - timedelta(hours=3))
    phone = door(loop, "collector")
    (found,) = told(phone, longitude=HERE[0] + 0.0001)
    assert (found["id"], found["number"], found["matter"]) == (first.pk, first.number, "06010")
    assert (found["likelihood"], found["state"]) == ("likely_same", "case_reported")
    assert 9 < found["distance_m"] < 10  # 0.0001° of longitude at 30.255° north: 9.6 m
    # 路边有垃圾 and 路边有一堆垃圾 share 路边 边有 垃圾 圾 of 5 and 7 terms: 2 × 4 / 12 = 67 %.
    assert [one["sentence"] for one in found["reasons"]] == [
        "同一事项", "相距 10 米", "相隔 3 小时", "描述 67% 相同",
    ]  # fmt: skip
    assert Case.objects.count() == 1, "asking opens nothing"


def test_the_reasons_are_said_in_the_readers_language(loop: Loop) -> None:
    loop.report(at=now() - timedelta(minutes=20))
    phone = door(loop, "collector")
    phone.headers["Accept-Language"] = "en"
    said = [one["sentence"] for one in told(phone)[0]["reasons"]]
    assert said == ["same matter", "0 m apart", "20 min apart", "67% of the words in common"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"matter": ""}, 1),  # who calls does not know the catalogue
        ({"matter": "06013", "text": "路面破损有坑"}, 1),  # of one class, at the same spot: maybe
        ({"matter": "09006", "text": "占道经营"}, 0),
        ({"longitude": HERE[0] + 0.002}, 0),  # 190 m
        ({"longitude": None, "latitude": None}, 0),
    ],
)
def test_what_is_near_and_of_one_kind_is_proposed_and_nothing_else(
    loop: Loop, changes: dict[str, object], found: int
) -> None:
    loop.report(at=now() - timedelta(hours=1))
    assert len(told(door(loop, "collector"), **changes)) == found


def test_what_is_over_or_long_ago_is_not_proposed(loop: Loop) -> None:
    old = loop.report(at=now() - timedelta(days=30))
    over = loop.report(at=now() - timedelta(hours=2))
    Case.objects.filter(pk=over.pk).update(over_at=now(), state="case_closed")
    assert told(door(loop, "collector")) == []
    Case.objects.filter(pk=old.pk).update(reported_at=now() - timedelta(hours=2))
    assert [one["id"] for one in told(door(loop, "collector"))] == [old.pk]


def test_the_surest_stands_first_and_a_merged_reports_words_count_too(loop: Loop) -> None:
    other = loop.report(at=now() - timedelta(hours=1), text="树枝倒了", longitude=HERE[0] + 0.0003)
    same = loop.report(at=now() - timedelta(hours=1), longitude=HERE[0] + 0.0003)
    assert [one["id"] for one in told(door(loop, "collector"))] == [same.pk, other.pk]
    same.reports.update(case=other)
    assert told(door(loop, "collector"))[0]["id"] == other.pk


def test_who_called_is_compared_only_for_whoever_may_see_a_number(loop: Loop) -> None:
    loop.report(at=now() - timedelta(hours=1), caller_phone="139 0000 5678", channel=Channel.HOTLINE)
    asked = {"caller_phone": "13900005678"}
    codes = {
        who: [one["code"] for one in told(Door(loop.actors[who], *acts), **asked)[0]["reasons"]]
        for who, acts in (
            ("acceptor", ("report.make", "case.read", "report.phone_reveal")),
            ("collector", ("report.make", "case.read")),
        )
    }
    assert "alike_caller" in codes["acceptor"]
    assert "alike_caller" not in codes["collector"]


def test_only_cases_of_ones_own_areas_are_proposed(loop: Loop) -> None:
    loop.report(at=now() - timedelta(hours=1))
    loop.town.areas["990101003002"] = Area.objects.create(
        code="990101003002",
        name="织布社区",
        level="community",
        parent=loop.town.areas[STREET],
        updated_at=now(),
    )
    come(loop, "away", "韩九", Role.COLLECTOR, "990101003002", "U-CENTRE")
    assert told(door(loop, "collector")) != []
    assert told(door(loop, "away")) == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"matter": "99999"}, {"matter"}),
        ({"latitude": None}, {"latitude"}),
        ({"longitude": 181}, {"about.longitude"}),
        ({"text": "字" * 2001}, {"about.text"}),
        ({"photos": [9]}, {"photos"}),
    ],
)
def test_what_cannot_be_compared_is_said_beside_its_field(
    loop: Loop, changes: dict[str, object], fields: set[str]
) -> None:
    answer = door(loop, "collector").post("/reports/alike", ABOUT | changes)
    assert (answer.status_code, answer.json()["fields"].keys()) == (422, fields)


def test_whoever_may_not_report_may_not_ask(loop: Loop) -> None:
    assert door(loop, "leader").post("/reports/alike", ABOUT).status_code == 403


def test_a_case_tells_what_may_be_the_same_as_it(loop: Loop) -> None:
    phone = door(loop, "acceptor")
    first = loop.report(at=now() - timedelta(hours=1))
    second = door(loop, "collector").post("/reports", report_body(longitude=HERE[0] + 0.0001)).json()
    found = phone.get(f"/cases/{second['id']}/duplicates").json()
    assert [one["id"] for one in found] == [first.pk]
    assert [one["id"] for one in phone.get(f"/cases/{first.pk}/duplicates").json()] == [second["id"]]
    assert phone.get("/cases/999/duplicates").status_code == 404


def test_what_asking_costs_does_not_grow_with_what_lies_near(loop: Loop, sql_budget: Budget) -> None:
    for minute in range(12):
        loop.report(at=now() - timedelta(minutes=minute))
    phone = door(loop, "collector")
    with sql_budget("reports alike", most=12):
        assert len(told(phone)) == 10


# --- on the pages -------------------------------------------------------------------------------------------


def _entered(loop: Loop, who: str) -> Client:
    client = Client()
    client.post("/sign-in", {"username": who, "password": PASSWORD})
    scope_set(("",))
    return client


def test_a_case_page_proposes_what_may_be_the_same_with_reasons_and_the_way_to_merge(loop: Loop) -> None:
    first = loop.report(at=now() - timedelta(hours=2))
    second = loop.report(at=now() - timedelta(hours=1), text="路边有一堆垃圾")
    page = _entered(loop, "acceptor").get(f"/cases/{second.pk}").content.decode()
    for said in ("很可能重复", "同一事项", "相距 0 米", "相隔 1 小时", "描述 67% 相同", first.number):
        assert said in page, said
    assert f"/cases/{second.pk}/merge?target={first.number}" in page
    scope_set(("",))
    page = _entered(loop, "leader").get(f"/cases/{second.pk}").content.decode()
    assert first.number in page
    assert "merge?target" not in page, "who may not merge is offered no way to"


def test_a_form_says_while_somebody_types_which_matter_and_what_may_be_the_same(loop: Loop) -> None:
    first = loop.report(at=now() - timedelta(hours=2))
    collector = _entered(loop, "collector")
    assert 'data-hints="/reports/hints"' in collector.get("/reports/new").content.decode()
    typed = {"text": "路边有暴露垃圾", "longitude": HERE[0], "latitude": HERE[1]}
    said = collector.post("/reports/hints", typed).content.decode()
    assert 'data-fill="matter" data-value="06010 暴露垃圾"' in said
    assert first.number in said
    assert "很可能重复" in said
    chosen = collector.post("/reports/hints", typed | {"matter": "06010 暴露垃圾"}).content.decode()
    assert "data-fill" not in chosen, "who has chosen is not asked again"
    assert first.number in chosen


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"text": "垃"},
        {"text": "字" * 3_000, "longitude": "x", "latitude": "NaN"},
        {"text": "路边有垃圾", "longitude": "181", "latitude": "30"},
        {"matter": "没有这种事项", "longitude": "120.1", "latitude": ""},
    ],
)
def test_what_cannot_be_read_yet_gives_no_hint_and_no_fault(loop: Loop, typed: dict[str, str]) -> None:
    loop.report(at=now() - timedelta(hours=2))
    answer = _entered(loop, "collector").post("/reports/hints", typed)
    assert answer.status_code == 200
    assert "x-duplicates" not in answer.content.decode()


def test_whoever_may_not_report_gets_no_hints(loop: Loop) -> None:
    assert _entered(loop, "leader").post("/reports/hints", {"text": "垃圾"}).status_code == 403
    assert Client().post("/reports/hints", {"text": "垃圾"}).status_code in {302, 401}
