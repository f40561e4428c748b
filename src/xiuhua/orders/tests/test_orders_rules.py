"""Rules of orders, with vectors worked by hand."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.orders.rules.callers import phone_digits, words_without_caller
from xiuhua.orders.rules.order_settings import BadOrderSettings, OrderSettings, order_settings_read
from xiuhua.orders.rules.orders import facts_folded, facts_stored, in_time, soon_before
from xiuhua.orders.rules.rates import OrderFacts, counts_of, rate_of
from xiuhua.orders.rules.replies import Ended, reply_drafted
from xiuhua.orders.rules.signatures import is_fresh, is_nonce, is_signed, signature
from xiuhua.orders.terms.orders import OrderKind, OrderState, Satisfaction

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
_S = OrderState


def test_the_rates_of_eight_orders_worked_by_hand() -> None:
    orders = (
        # signed in time, called late, closed, resolved and satisfied
        OrderFacts(state=_S.ARCHIVED, signed_in_time=True, contacted_in_time=False, replied=True,
                   resolved=True, satisfied=Satisfaction.YES),
        # signed late, called in time: responded all the same
        OrderFacts(state=_S.ARCHIVED, signed_in_time=False, contacted_in_time=True, replied=True,
                   resolved=True, satisfied=Satisfaction.NEUTRAL),
        OrderFacts(state=_S.CALLED_BACK, signed_in_time=True, contacted_in_time=True, replied=True,
                   resolved=False, satisfied=Satisfaction.NO),
        # not resolved, and satisfied: a citizen may be both
        OrderFacts(state=_S.CALLED_BACK, signed_in_time=True, replied=True, resolved=False,
                   satisfied=Satisfaction.YES),
        OrderFacts(state=_S.REPLIED, signed_in_time=True, replied=True),  # nobody reached yet
        OrderFacts(state=_S.PASSED, signed_in_time=False, contacted_in_time=False),  # both late
        OrderFacts(state=_S.WAITING),  # neither: not responded to
        OrderFacts(state=_S.RETURNED, signed_in_time=True, replied=True, resolved=True,
                   satisfied=Satisfaction.YES),  # never ours
    )  # fmt: skip
    assert counts_of(orders) == {
        "taken": 7, "closed": 5, "responded": 5, "asked_back": 4, "resolved": 2, "satisfied": 2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (0, 0, (None, "small", None)),  # nothing to count over is no 0 %
        (29, 29, (100.0, "small", True)),
        (96, 100, (96.0, "", True)),  # 96 itself is enough: R-14 has “>= 96 %”
        (959, 1_000, (95.9, "", False)),
        (664, 742, (pytest.approx(89.48787), "", False)),  # K-197's own counts
    ],
)
def test_a_rate_says_its_counts_whether_it_is_met_and_whether_its_sample_is_small(
    numerator: int, denominator: int, said: tuple[object, str, object]
) -> None:
    rate = rate_of(numerator, denominator, target_percent=96, sample_least=30)
    assert (rate.percent, "small" if rate.is_small else "", rate.is_met) == said


def test_a_deadline_is_kept_to_its_very_second_and_missed_by_the_next() -> None:
    due = NINE + timedelta(hours=2)
    assert in_time(due, due)
    assert in_time(due + timedelta(microseconds=999_999), due)
    assert not in_time(due + timedelta(seconds=1), due)
    assert in_time(due, None)


@pytest.mark.parametrize(
    ("hours", "before"),
    [(10, timedelta(hours=2)), (2, timedelta(minutes=30)), (0.5, timedelta(minutes=15))],
)
def test_a_deadline_is_soon_a_fifth_before_it_but_at_least_half_an_hour_and_at_most_half(
    hours: float, before: timedelta
) -> None:
    due = NINE + timedelta(hours=hours)
    assert soon_before(since=NINE, due_at=due) == due - before


def test_what_moves_keep_folds_back_to_what_they_made() -> None:
    made = ({"state": "order_signed", "signed_at": NINE, "signed_in_time": True},
            {"state": "order_replied", "replied_at": NINE + timedelta(hours=5)},
            {"state": "order_passed", "replied_at": None, "redos": 1})  # fmt: skip
    found = facts_folded(facts_stored(changes) for changes in made)
    assert found == {
        "state": "order_passed", "signed_at": NINE, "signed_in_time": True, "replied_at": None, "redos": 1
    }  # fmt: skip


def test_settings_hold_what_was_chosen_and_the_defaults_beside_it() -> None:
    read = order_settings_read({"sign": [30, "urgent_minute"], "satisfaction_percent": 90})
    assert read.sign == Limit(30, TimeUnit.URGENT_MINUTE)
    assert (read.contact, read.satisfaction_percent) == (OrderSettings().contact, 90)
    assert (read.response_percent, read.resolution_percent) == (100, 96)
    assert read.reply_for(OrderKind.CONSULT) == Limit(1, TimeUnit.WORK_DAY)
    assert read.reply_for(OrderKind.COMPLAINT) == Limit(5, TimeUnit.WORK_DAY)


@pytest.mark.parametrize(
    ("chosen", "name", "code"),
    [
        ({"signing": [1, "work_hour"]}, "signing", "order_setting_unknown"),
        ({"sign": [0, "work_hour"]}, "sign", "order_setting_number"),
        ({"sign": [1, "fortnight"]}, "sign", "order_setting_limit"),
        ({"sign": 5}, "sign", "order_setting_limit"),
        ({"reply": [True, "work_day"]}, "reply", "order_setting_number"),
        ({"satisfaction_percent": 101}, "satisfaction_percent", "order_setting_number"),
        ({"sample_least": True}, "sample_least", "order_setting_number"),
    ],
)
def test_settings_that_cannot_be_used_say_which_and_why(
    chosen: dict[str, object], name: str, code: str
) -> None:
    with pytest.raises(BadOrderSettings) as fault:
        order_settings_read(chosen)
    assert (fault.value.field, fault.value.code) == (name, code)


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("我叫丁小满，电话13812345678，快来", "我叫***，电话***，快来"),
        ("打 138-1234-5678 或 +86 13912345678", "打 *** 或 ***"),
        ("座机 0571-88881234、88881234", "座机 ***、***"),
        ("12 号楼 3 单元 501，垃圾 3 天", "12 号楼 3 单元 501，垃圾 3 天"),
        ("工单 20260302000112 不是电话", "工单 20260302000112 不是电话"),
    ],
)
def test_what_a_unit_reads_names_no_citizen(words: str, hidden: str) -> None:
    assert words_without_caller(words, name="丁小满", phone="13812345678") == hidden


def test_a_name_of_one_sign_is_no_name_to_take_out() -> None:
    assert words_without_caller("丁字路口", name="丁", phone="") == "丁字路口"


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert {phone_digits(one) for one in ("13812345678", "+86 138-1234-5678", "8613812345678")} == {
        "13812345678"
    }
    assert phone_digits("0571-88881234") == "057188881234"
    assert phone_digits("86123456") == "86123456", "eight digits that begin with 86 are a land line"


def test_a_signature_covers_instant_nonce_method_path_and_body() -> None:
    said = {"secret": "s", "at_s": 1_772_413_200, "nonce": "n" * 16, "method": "post",
            "path": "/api/v1/orders", "body": b"{}"}  # fmt: skip
    told = b"1772413200." + b"n" * 16 + b".POST./api/v1/orders.{}"
    made = signature(**said)  # type: ignore[arg-type]  # named values of mixed types
    assert made == hmac.new(b"s", told, hashlib.sha256).hexdigest()
    assert is_signed(made.upper(), made)
    for changed in ({"at_s": 1}, {"nonce": "m" * 16}, {"method": "PUT"}, {"path": "/x"}, {"body": b"[]"}):
        assert not is_signed(signature(**(said | changed)), made)  # type: ignore[arg-type]  # as above


def test_a_request_is_fresh_for_five_minutes_either_way() -> None:
    assert is_fresh(1_000, 1_300)
    assert is_fresh(1_300, 1_000)
    assert not is_fresh(1_000, 1_301)
    assert not is_fresh(1_301, 1_000)


def test_a_nonce_is_long_enough_and_plain() -> None:
    assert is_nonce("a" * 16)
    assert not any(is_nonce(one) for one in ("a" * 15, "a" * 65, "a" * 15 + " ", "绣" * 16, ""))


def test_a_reply_is_drafted_from_what_the_cases_record() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    done = Ended(title="暴露垃圾", address="滨河路12号", unit="云河市政养护公司", settled=True, state="",
                 said="已清运干净。", ended_at=NINE)  # fmt: skip
    refused = Ended(title="占道经营", address="", unit="", settled=False, state="不予立案", said="现场未发现",
                    ended_at=NINE)  # fmt: skip
    assert reply_drafted([done], zone) == (
        "您好，您反映的问题办理情况如下：\n"
        "关于滨河路12号“暴露垃圾”：由云河市政养护公司办理，已清运干净，经现场核查已于3月2日办结。\n"
        "感谢您对城市管理工作的支持。"
    )
    assert "2、关于“占道经营”：经研究，不予立案，原因：现场未发现。" in reply_drafted([done, refused], zone)
    assert reply_drafted([], zone) == ""
