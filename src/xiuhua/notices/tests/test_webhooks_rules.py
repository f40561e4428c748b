"""What a webhook is told, how it is signed, when it is tried again, and where it may go."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from xiuhua.notices.rules.webhooks import (
    MOST_ATTEMPTS,
    acts_readable,
    is_told,
    may_be_reached,
    pause_after,
    signature,
    target_read,
)


def test_a_signature_covers_the_instant_and_the_body() -> None:
    told = signature(secret="s3", at_s=1_767_225_600, body=b'{"leaf":7}')
    expected = hmac.new(b"s3", b'1767225600.{"leaf":7}', hashlib.sha256).hexdigest()
    assert told == f"t=1767225600,v1={expected}"


def test_pauses_double_up_to_a_day() -> None:
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 13, 14, 15, 60)]
    # 10 * 2^12 = 40,960 s; 10 * 2^13 = 81,920 s; a day has 86,400 s
    assert pauses == [10, 20, 40, 40_960, 81_920, 86_400, 86_400]
    whole = sum((pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(days=2) < whole < timedelta(days=4)


def test_an_act_is_told_by_how_it_begins_and_where_it_was() -> None:
    assert is_told(act="case.close", area="990101003", acts="case.", area_code="990101")
    assert is_told(act="case.close", area="", acts="", area_code="")
    assert not is_told(act="case.close", area="990102", acts="case.", area_code="990101")
    assert not is_told(act="case.close", area="", acts="case.", area_code="990101")
    assert not is_told(act="report.make", area="990101", acts="case.", area_code="")


@pytest.mark.parametrize("acts", ["", "case.", "case.close", "report."])
def test_how_acts_begin_is_read(acts: str) -> None:
    assert acts_readable(acts)


@pytest.mark.parametrize("acts", ["case", "Case.", "case.*", ".", "case. ", "%"])
def test_what_names_no_acts_is_refused(acts: str) -> None:
    assert not acts_readable(acts)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x", "https://", "https://user:pw@example.org/", "ftp://example.org",
        "https://example.org:99999/", "https://example.org:0/", "https://example.org/a b", "https://[::1",
        "https://例子.org/", "example.org", "https://example.org/\r\nX: y", "",
    ],
)  # fmt: skip
def test_an_address_that_a_webhook_may_not_have_is_refused(url: str) -> None:
    assert target_read(url, private=False) is None


def test_an_address_is_taken_apart() -> None:
    found = target_read("https://example.org/hook?x=1", private=False)
    assert found is not None
    assert (found.host, found.port, found.path, found.is_encrypted) == ("example.org", 443, "/hook?x=1", True)
    inside = target_read("http://10.0.0.5:8080", private=True)
    assert inside is not None
    assert (inside.host, inside.port, inside.path, inside.is_encrypted) == ("10.0.0.5", 8080, "/", False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - refused
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "224.0.0.1", "::",
    ],
)  # fmt: skip
def test_an_address_inside_is_not_reached(address: str) -> None:
    assert not may_be_reached(address, private=False)


def test_an_address_outside_is_reached_and_one_inside_where_that_is_allowed() -> None:
    assert may_be_reached("93.184.215.14", private=False)
    assert may_be_reached("2606:2800:21f:cb07:6820:80da:af6b:8b2c", private=False)
    assert may_be_reached("10.1.2.3", private=True)
    assert not may_be_reached("224.0.0.1", private=True)
