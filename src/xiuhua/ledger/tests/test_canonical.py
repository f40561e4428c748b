"""One meaning, one sequence of bytes."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.ledger.rules.canonical import Record, canonical, instant_text, record_bytes, record_json
from xiuhua.ledger.rules.commitments import Commitment, commit, detail_committed, opening_key
from xiuhua.ledger.rules.suites import STD

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)
RECORD = Record(
    id=7,
    at=datetime(2026, 11, 22, 8, 0, 0, 5, tzinfo=timezone(timedelta(hours=8))),
    recorded_at=datetime(2026, 11, 22, tzinfo=UTC),
    actor="user:12",
    act="premises.renamed",
    subject="premises:3",
    area="330102",
    detail={"to": "open", "from": None},
)


@given(VALUES)
def test_the_bytes_are_those_of_the_standard_library(value: Any) -> None:
    expected = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == expected.encode()


def test_a_records_bytes_are_those_worked_by_hand() -> None:
    assert record_bytes(RECORD).decode() == (
        '{"act":"premises.renamed","actor":"user:12","area":"330102","at":"2026-11-22T00:00:00.000005+00:00",'
        '"detail":{"from":null,"to":"open"},"id":7,"recorded_at":"2026-11-22T00:00:00.000000+00:00",'
        '"subject":"premises:3"}'
    )
    assert record_bytes(RECORD) == canonical(record_json(RECORD))


@pytest.mark.parametrize(
    "value", [1.0, Decimal(1), b"x", datetime(2026, 1, 1, tzinfo=UTC), {1: 2}, {"a": [0.5]}, {1}]
)
def test_what_two_machines_may_print_differently_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1])
def test_an_integer_beyond_64_bits_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="64 bits"):
        canonical({"n": value})


def test_an_instant_is_written_in_utc_with_microseconds() -> None:
    assert instant_text(RECORD.at) == "2026-11-22T00:00:00.000005+00:00"


def test_opening_the_words_does_not_open_the_state() -> None:
    salt = bytes(16)
    words, state = (opening_key(STD.hash, salt, name) for name in Commitment)
    detail = detail_committed(
        STD.hash, detail={"to": "open"}, salt=salt, words={"name": "甲"}, state={"name": "甲"}
    )
    digests = {
        "words": commit(STD.hash, words, {"name": "甲"}),
        "state": commit(STD.hash, state, {"name": "甲"}),
    }
    assert detail == {"to": "open", "digests": digests}
    assert digests["words"] != digests["state"]


def test_another_salt_gives_another_digest_of_the_same_words() -> None:
    words = {"name": "甲"}
    first, second = (
        detail_committed(STD.hash, detail={}, salt=salt, words=words, state=None)
        for salt in (bytes(16), b"s" * 16)
    )
    assert first != second


def test_the_name_of_the_digests_is_the_ledgers_own() -> None:
    with pytest.raises(ValueError, match="digests"):
        detail_committed(STD.hash, detail={"digests": {}}, salt=b"", words={}, state=None)
