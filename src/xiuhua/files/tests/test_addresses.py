"""A file's address opens for one person, for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.files.rules.addresses import Claim, claim_read, content_path, expiry

_SECRET = b"secret"
_CLAIM = Claim(file_id=7, actor="user:1", until=datetime(2026, 3, 2, 14, tzinfo=UTC))


def test_content_lies_in_one_of_256_folders() -> None:
    assert content_path("abcdef" + "0" * 58).as_posix() == "ab/cdef" + "0" * 58


def test_an_address_ends_at_a_full_hour_between_one_and_two_hours_on() -> None:
    at = datetime(2026, 3, 2, 12, 20, tzinfo=UTC)
    assert expiry(at) == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert expiry(at + timedelta(minutes=39)) == expiry(at), (
        "the same address within the hour: the browser keeps it"
    )


def test_a_signature_opens_its_own_file_for_its_own_actor() -> None:
    signature = _CLAIM.signed(_SECRET)
    assert claim_read(signature, file_id=7, actor="user:1", secret=_SECRET) == _CLAIM
    assert claim_read(signature, file_id=8, actor="user:1", secret=_SECRET) is None
    assert claim_read(signature, file_id=7, actor="user:2", secret=_SECRET) is None
    assert claim_read(signature, file_id=7, actor="user:1", secret=b"other") is None


def test_the_expiry_cannot_be_moved() -> None:
    later = replace(_CLAIM, until=_CLAIM.until + timedelta(days=1)).signed(_SECRET).partition("-")[0]
    forged = later + "-" + _CLAIM.signed(_SECRET).partition("-")[2]
    assert claim_read(forged, file_id=7, actor="user:1", secret=_SECRET) is None


@given(st.text(max_size=80))
def test_nonsense_is_refused_without_a_fault(signature: str) -> None:
    assert claim_read(signature, file_id=7, actor="user:1", secret=_SECRET) is None
