"""The register holds every requirement row once, in the requirement's own words."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from tests.architecture.house import ROOT
from xiuhua.config.env import ENV
from xiuhua.scenekit.register import rows_kept, rows_required

REGISTER = ROOT / "docs" / "register.csv"
ROWS = rows_kept(REGISTER)


def test_every_kind_is_complete() -> None:
    assert Counter(row.id[0] for row in ROWS) == {"S": 352, "K": 346, "R": 99, "P": 68}
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_row_has_its_words_and_its_work_package() -> None:
    lacking = [row.id for row in ROWS if not (row.zh and row.en and row.group and row.wave)]
    assert lacking == []
    assert [row.id for row in ROWS if not re.fullmatch(r"S-\d{3}|K-\d{3}|R-\d{2}|P-\d{2}", row.id)] == []


def test_a_row_is_proven_only_with_a_proof() -> None:
    assert {row.state for row in ROWS} <= {"open", "proven"}
    assert [row.id for row in ROWS if row.state == "proven" and not row.proof] == []


def test_the_words_are_those_of_the_requirement() -> None:
    folder = ENV.shared / "requirements"
    if not folder.is_dir():
        pytest.skip(f"the requirement files are not at {folder}")
    facts = ("id", "zh", "en", "group", "wave", "planned")
    required = [[getattr(row, name) for name in facts] for row in rows_required(folder)]
    assert [[getattr(row, name) for name in facts] for row in ROWS] == required


def test_the_file_is_written_as_renewing_writes_it() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == list(vars(ROWS[0]))
