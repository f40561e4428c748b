"""Rewards: judged by published rules, decided by somebody else, paid by a third, and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.residents.jobs import answers_send, pictures_fetch
from xiuhua.residents.models import Answer, Follower, Reward, RewardRules
from xiuhua.residents.queries.rewards import sums_by_state
from xiuhua.residents.rules.rewarding import RewardFacts, reward_judged, yuan_text
from xiuhua.residents.services import wechat_line
from xiuhua.residents.tests.conftest import Anybody
from xiuhua.residents.tests.resident_kit import settled, snapped, told
from xiuhua.residents.tests.wechat_kit import SENDER, Api, Wechat, account, api_running


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    """WeChat's interfaces on this machine, and an account that knows them."""
    with api_running() as running:
        settings.WECHAT = account(api=running.url)
        wechat_line._TOKEN = wechat_line._Token()
        yield running


def judged(**changes: object) -> tuple[int, list[str]]:
    facts: dict[str, object] = {
        "matter_fen": 2_000, "month_most_fen": 5_000, "month_fen": 0, "is_first": True, "first_only": True,
        "is_staff": False,
    }  # fmt: skip
    found = reward_judged(RewardFacts(**(facts | changes)))  # type: ignore[arg-type]  # named values of mixed types
    return found.fen, [reason.code for reason in found.reasons]


# By hand: 20 yuan a report, 50 a month.
@pytest.mark.parametrize(
    ("changes", "fen", "codes"),
    [
        ({}, 2_000, ["reward_verified", "reward_rate"]),
        ({"month_fen": 3_000}, 2_000, ["reward_verified", "reward_rate"]),
        ({"month_fen": 3_001}, 1_999, ["reward_verified", "reward_rate", "reward_ceiling"]),
        ({"month_fen": 5_000}, 0, ["reward_verified", "reward_rate", "reward_ceiling"]),
        ({"month_fen": 9_000}, 0, ["reward_verified", "reward_rate", "reward_ceiling"]),
        ({"matter_fen": 0}, 0, ["reward_verified", "reward_no_rate"]),
        ({"matter_fen": None}, 0, ["reward_no_rules"]),
        ({"is_staff": True}, 0, ["reward_staff"]),
        ({"is_first": False}, 0, ["reward_not_first"]),
        ({"is_first": False, "first_only": False}, 2_000, ["reward_verified", "reward_rate"]),
        ({"is_withdrawn": True, "is_staff": True}, 0, ["reward_withdrawn"]),
    ],
)
def test_a_judgement_says_how_much_and_why(changes: dict[str, object], fen: int, codes: list[str]) -> None:
    assert judged(**changes) == (fen, codes)


def test_money_is_printed_as_people_read_it() -> None:
    assert [yuan_text(fen) for fen in (0, 5, 1_999, 12_345_600)] == ["0.00", "0.05", "19.99", "123,456.00"]


def published(office: Office, *, rates: str = "06010 20", most: str = "50", first_only: bool = True) -> str:
    typed: dict[str, object] = {
        "document_number": "云城管〔2026〕3 号", "area_code": DISTRICT, "month_most": most, "default": "0",
        "effective_at": f"{office.hands.at + timedelta(hours=8, minutes=2):%Y-%m-%dT%H:%M}", "rates": rates,
    }  # fmt: skip
    if first_only:
        typed["first_only"] = "on"
    url = office("committee").form("/rewards/rules/new", **typed)
    office.hands.go(minutes=3)
    return url


def reported(office: Office, wechat: Wechat, *, openid: str = SENDER, east: float = 0.0) -> int:
    """Report a heap of rubbish by WeChat and return its case, its matter known by the acceptor's desk."""
    office.hands.go(minutes=11)  # what comes sooner is added to the report before
    wechat.image(office.hands.at, FromUserName=openid)
    wechat.text(office.hands.at, "一堆垃圾没人管", FromUserName=openid)
    wechat.place(office.hands.at, HERE[0] + east, HERE[1], FromUserName=openid)
    with scope_opened(("",)):
        return Case.objects.latest("pk").pk


def closed(office: Office, case: int) -> None:
    office("acceptor").act(case, "ask_verify")
    office("collector").act(case, "verify_true")
    office("head").act(case, "file", matter="06010")
    settled(office, case)
    told()


@pytest.mark.proves("S-035")
@pytest.mark.slow("a report by WeChat from its photo to its payout, by people signed in")
def test_a_verified_report_earns_what_the_rules_say_and_is_paid_by_another_hand(
    office: Office, anybody: Anybody, api: Api
) -> None:
    rules = published(office)
    wechat = Wechat(anybody("reporter", "微友"))
    case = reported(office, wechat)
    assert pictures_fetch() == 1
    closed(office, case)

    complaints, finance = office("complaints"), office("finance")
    number = office.case_read("acceptor", case)["number"]
    page = complaints.page("/rewards?state=reward_proposed")
    assert number in page
    assert "20.00" in page
    with scope_opened(("",)):
        reward = Reward.objects.get()
    url = f"/rewards/{reward.pk}"
    page = complaints.page(url)
    assert "查实：已立案、处置、核查并正常结案。" in page
    assert "本事项奖励标准 20.00 元。" in page
    complaints.form(f"{url}/approve")
    finance.form(f"{url}/pay", voucher="PZ-2026-001")
    told()
    assert answers_send() > 0
    words = [one["text"]["content"] for one in api.said]
    assert any("奖励 20.00 元已发放" in one for one in words)
    assert "奖励 20.00 元，已发放" in wechat.text(office.hands.at, "奖励")

    assert "PZ-2026-001" in complaints.page(url)
    sums = re.sub(r"<[^>]+>|\s+", " ", office("committee").page(rules))
    assert re.search(r"已发放\s+1 笔，20.00 元", sums)
    sheet = finance.client.get("/rewards?export=csv")
    assert sheet.status_code == 200
    with scope_opened(("",)):
        assert sums_by_state() == {"reward_paid": (1, 2_000)}
        while seal():
            pass
        assert [fault for fault in verify().faults if str(fault.subject).startswith("reward")] == []


def test_the_ceiling_of_a_month_the_first_to_report_and_staff(
    office: Office, anybody: Anybody, api: Api
) -> None:
    published(office, rates="06010 30", most="50")
    wechat = Wechat(anybody("reporter", "微友"))
    cases = [reported(office, wechat, east=0.003 * place) for place in range(3)]
    for case in cases:
        closed(office, case)
    with scope_opened(("",)):
        assert list(Reward.objects.order_by("case_id").values_list("fen", "state", "month")) == [
            (3_000, "reward_proposed", date(2026, 3, 1)), (2_000, "reward_proposed", date(2026, 3, 1)),
            (0, "reward_not_due", date(2026, 3, 1)),
        ]  # fmt: skip
        last = Reward.objects.latest("case_id")
        assert last.reasons[-1] == {"code": "reward_ceiling", "fen": 5_000, "most_fen": 5_000}
        assert Answer.objects.filter(kind="answer_reward").count() == 1  # who gets nothing hears why

    other = reported(office, wechat, openid="o-other", east=0.02)
    with scope_opened(("",)):
        Follower.objects.filter(openid="o-other").update(staff=True)
    closed(office, other)
    with scope_opened(("",)):
        assert Reward.objects.get(case=other).reasons == [{"code": "reward_staff", "fen": 0, "most_fen": 0}]


def test_who_was_not_first_earns_nothing_and_a_case_of_the_page_is_not_judged(
    office: Office, anybody: Anybody, api: Api
) -> None:
    published(office)
    page = snapped(anybody("resident", "阿婆"))
    wechat = Wechat(anybody("reporter", "微友"))
    late = reported(office, wechat)
    first = office.case_read("acceptor", late)["id"] - 1
    office("acceptor").act(late, "merge", target=str(first))
    office("acceptor").act(first, "ask_verify")
    office("collector").act(first, "verify_true")
    office("head").act(first, "file", matter="06010")
    settled(office, first)
    told()
    with scope_opened(("",)):
        reward = Reward.objects.get()
        assert (reward.case_id, reward.fen) == (first, 0)
        assert [one["code"] for one in reward.reasons] == ["reward_not_first"]
        joined = Answer.objects.get(kind="answer_joined")
        assert "已合并一起办理" in joined.text
    assert "已办结" in anybody("resident", "阿婆").get(page).content.decode()


def test_hands_are_kept_apart_and_a_voucher_is_used_once(office: Office, anybody: Anybody, api: Api) -> None:
    published(office)
    wechat = Wechat(anybody("reporter", "微友"))
    for east in (0.0, 0.003):
        closed(office, reported(office, wechat, east=east))
    with scope_opened(("",)):
        first, second = Reward.objects.order_by("pk")
        own = office.loop.actors["complaints"].name
        Reward.objects.filter(pk=first.pk).update(barred=[own])
    complaints, finance = office("complaints"), office("finance")

    def refused(seat: object, path: str, **typed: str) -> str:
        page = seat.client.get(path)  # type: ignore[attr-defined]  # a seat
        if page.status_code != 200:
            return str(page.status_code)
        version = page.context["view"].version
        answer = seat.client.post(path, {"version": version, **typed})  # type: ignore[attr-defined]  # as above
        assert answer.status_code >= 400, path
        return str(answer.content.decode())

    assert "经办本案的人不能核准" in refused(complaints, f"/rewards/{first.pk}/approve")
    assert refused(office("head"), f"/rewards/{second.pk}/approve") == "403"
    assert refused(finance, f"/rewards/{second.pk}/pay", voucher="1") == "409"
    complaints.form(f"/rewards/{second.pk}/approve")
    assert refused(complaints, f"/rewards/{second.pk}/pay", voucher="1") == "403"
    finance.form(f"/rewards/{second.pk}/pay", voucher="PZ-1")
    office("committee").form(f"/rewards/{first.pk}/approve")
    assert "已经用过" in refused(finance, f"/rewards/{first.pk}/pay", voucher="PZ-1")
    finance.form(f"/rewards/{second.pk}/give-back", reason="账户不符")
    with scope_opened(("",)):
        assert Reward.objects.get(pk=second.pk).state == "reward_returned"
    finance.form(f"/rewards/{second.pk}/pay", voucher="PZ-2")
    complaints.form(f"/rewards/{second.pk}/staff")
    with scope_opened(("",)):
        assert Follower.objects.get().staff
        assert sums_by_state() == {"reward_approved": (1, 2_000), "reward_paid": (1, 2_000)}


def test_published_rules_cannot_be_changed_and_bad_ones_are_refused(office: Office) -> None:
    published(office)
    with scope_opened(("",)), pytest.raises(DatabaseError), transaction.atomic():
        RewardRules.objects.update(month_most_fen=1)
    page = office("committee").client.get("/rewards/rules/new")
    typed = {
        "version": page.context["view"].version, "document_number": "x", "area_code": DISTRICT,
        "month_most": "50", "default": "0", "effective_at": "2026-03-09T09:00", "rates": "垃圾 二十",
    }  # fmt: skip
    wrong = office("committee").client.post("/rewards/rules/new", typed)
    assert wrong.status_code == 422
    assert "每行写事项代码" in wrong.content.decode()
    past = office("committee").client.post(
        "/rewards/rules/new", typed | {"rates": "", "effective_at": "2026-03-01T09:00"}
    )
    assert "不能早于现在" in past.content.decode()
    assert office("acceptor").client.get("/rewards/rules/new").status_code == 403
