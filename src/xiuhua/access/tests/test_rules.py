"""When the door shuts, and what a password must be: worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.rules import Attempt, locked_until
from xiuhua.access.rules.passwords import password_faults

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _tries(*minutes: float, succeeded: bool = False) -> list[Attempt]:
    return [Attempt(at=NOON + timedelta(minutes=minute), succeeded=succeeded) for minute in minutes]


def test_four_failures_leave_the_door_open() -> None:
    assert locked_until(_tries(0, 1, 2, 3), limit=5, at=NOON + timedelta(minutes=4)) is None


def test_the_fifth_failure_shuts_it_for_fifteen_minutes_from_the_last() -> None:
    until = locked_until(_tries(0, 1, 2, 3, 4), limit=5, at=NOON + timedelta(minutes=5))
    assert until == NOON + timedelta(minutes=19)


def test_a_success_in_between_starts_the_count_anew() -> None:
    tries = [*_tries(0, 1, 2, 3), *_tries(4, succeeded=True), *_tries(5)]
    assert locked_until(tries, limit=5, at=NOON + timedelta(minutes=6)) is None


def test_failures_older_than_the_window_do_not_count() -> None:
    assert locked_until(_tries(0, 1, 2, 3, 14), limit=5, at=NOON + timedelta(minutes=15, seconds=1)) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=30), st.integers(0, 80))
def test_the_lock_agrees_with_counting_backwards(tries: list[tuple[int, bool]], at_minute: int) -> None:
    """Oracle: walk back from the newest try, stop at the first success or the edge of the window, count."""
    tries = sorted(tries)
    at = NOON + timedelta(minutes=at_minute)
    attempts = [Attempt(at=NOON + timedelta(minutes=minute), succeeded=ok) for minute, ok in tries]
    counted = 0
    for minute, ok in reversed(tries):
        if ok or minute <= at_minute - 15:
            break
        counted += 1
    assert (locked_until(attempts, limit=5, at=at) is not None) == (counted >= 5)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Xk9-mm2-Qp", ()),
        ("Xk9-mm2-Q", ("short",)),
        ("abcdefghij1", ("plain",)),  # two kinds only
        ("my-CLERK-0815", ("holds_name",)),
        ("Aaaaa11111-", ("repeated",)),
        ("绣花针脚细密8A", ("short",)),  # eight characters; hanzi count as signs
    ],
)
def test_a_password_is_refused_for_the_reason_given(password: str, faults: tuple[str, ...]) -> None:
    assert password_faults(password, username="clerk") == faults


def test_a_common_password_is_refused() -> None:
    assert password_faults("Password1!", username="clerk", common=frozenset({"password1!"})) == ("common",)
