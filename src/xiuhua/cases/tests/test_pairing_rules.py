"""Pairs made from real requests: the same each time, as far apart as is written, told apart as promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from xiuhua.cases.rules.pairing import (
    AGAIN_DAYS,
    BLOCK_M,
    LATE_DAYS,
    STREET_M,
    Request,
    drawn,
    judged,
    logistic_fitted,
    pairs_made,
)
from xiuhua.shared.geometry import distance_m

AT = datetime(2017, 5, 4, 12, tzinfo=UTC)
REQUESTS = [
    Request(
        key=str(number), matter=f"M-{number % 5}", family="M", longitude=-76.6 + number / 1_000,
        latitude=39.3, at=AT + timedelta(hours=number), words="Dirty Alley", address=f"{number} MAIN ST",
    )
    for number in range(60)
]  # fmt: skip
MAP = """
nowhere = [[39.0, -77.0]]
at_form = "%m/%d/%Y %I:%M:%S %p"
family_until = "-"
[columns]
key = "SRRecordID"
matter = ["SRType"]
family = "SRType"
latitude = "Latitude"
longitude = "Longitude"
at = "CreatedDate"
address = "Address"
words = ["SRType"]
"""


def test_draws_follow_from_the_key_and_lie_between_0_and_1() -> None:
    told = [drawn(str(number), "x") for number in range(500)]
    assert told == [drawn(str(number), "x") for number in range(500)]
    assert (min(told) >= 0, max(told) < 1) == (True, True)
    assert 0.45 < sum(told) / 500 < 0.55
    assert drawn("1", "x") != drawn("1", "y")


def test_each_request_gives_one_pair_of_one_thing_and_three_that_are_not() -> None:
    pairs = list(pairs_made(REQUESTS))
    assert pairs == list(pairs_made(REQUESTS))
    assert [pair.kind for pair in pairs[:4]] == ["repeated", "street", "block", "again"]
    assert sum(pair.same for pair in pairs) == len(REQUESTS) == len(pairs) / 4
    assert {pair.held_out for pair in pairs} == {True, False}
    assert len({pair.held_out for pair in pairs[:4]}) == 1, "the pairs of one request stay together"


def test_the_pairs_are_as_far_apart_in_place_and_time_as_is_written() -> None:
    reach = {"repeated": (0, 1_000), "street": (0, STREET_M), "block": BLOCK_M, "again": (0, 200)}
    days = {"repeated": (0, LATE_DAYS), "street": (0, 2), "block": (0, 2), "again": AGAIN_DAYS}
    for pair in pairs_made(REQUESTS):
        apart = (pair.other.at - pair.one.at).total_seconds() / 86_400
        assert days[pair.kind][0] <= apart <= days[pair.kind][1], pair.kind
        if pair.other.longitude is None:
            continue
        places = [(sight.longitude or 0, sight.latitude or 0) for sight in (pair.one, pair.other)]
        metres = distance_m(*places[0], *places[1])
        low, high = reach[pair.kind]
        assert low - 1 <= metres <= high + 1, pair.kind


def test_precision_and_recall_are_counted_from_what_was_called_the_same() -> None:
    scores, same = np.array([0.9, 0.8, 0.7, 0.2]), np.array([True, False, True, True])
    found = judged(scores, same, 0.5)
    assert [found.precision, found.recall] == pytest.approx([2 / 3, 2 / 3])
    none = judged(scores, same, 0.95)
    assert none.precision is None
    assert none.recall == 0.0


def test_the_fit_finds_the_weights_a_sample_was_drawn_with_and_none_below_0() -> None:
    chance = np.random.default_rng(7)
    rows = chance.random((20_000, 3))
    z = -1.5 + rows @ np.array([3.0, 1.0, -2.0])
    same = (chance.random(20_000) < 1 / (1 + np.exp(-z))).astype(float)
    bias, weights = logistic_fitted(rows, same)
    assert weights[0] == pytest.approx(3.0, abs=0.4)  # the penalty draws it towards 0
    assert weights[1] == pytest.approx(1.0, abs=0.3)
    assert weights[2] == 0.0, "held at 0, so that the score never falls where two are more alike"
    assert bias < 0


@pytest.mark.slow("scores eleven thousand pairs of a real file")
def test_real_requests_are_told_apart_as_the_documentation_says(
    reference_data: Callable[[str], Path], tmp_path: Path
) -> None:
    file, mapping = reference_data("service_requests/baltimore_311.csv"), tmp_path / "map.toml"
    mapping.write_text(MAP, encoding="utf-8")
    out = StringIO()
    call_command("duplicates_measure", str(file), "--map", str(mapping), stdout=out)
    said = out.getvalue()
    assert "7545 rows, 7115 with a place, 28460 pairs" in said
    assert "| 0.4 可能 | 0.809 | 0.762 |" in said
    assert "| 0.8 很可能 | 0.953 | 0.507 |" in said
    with pytest.raises(CommandError, match="one --map for each FILE"):
        call_command("duplicates_measure", str(file), str(file), "--map", str(mapping), stdout=out)
