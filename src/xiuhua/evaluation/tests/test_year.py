"""A year shaped like the one that a bureau printed, through the public import: its rates, and their cases.

Of 2021: 139,586 filed, 137,073 closed, 21,880 and 21,591 of machines, and four rates. Here a year of 498
cases with the same rates; `./xiuhua bench year` has all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.oracles.year_oracle import SMALL, Row, counted, csv_of, year_log
from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Report
from xiuhua.cases.tests.loop_kit import STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.tests.test_proofs_sensing import Read, read
from xiuhua.ground.models import Calendar, CatalogueItem
from xiuhua.scenekit.testkit.witness import Witness

MAPPING = '[cases]\nsource = "old"\n'
YEAR = str(SMALL.year)
_OLDER_CODES = ("0101", "0110")  # of the edition of 2013


@pytest.fixture
def told(office: Office, tmp_path: Path, settings: Any) -> list[Row]:  # pytest-django's settings
    """The rows of both years; the town has both editions of the catalogue and a calendar of those years."""
    settings.FILES_ROOT = tmp_path / "files"
    with connection.cursor() as cursor:  # nothing is committed here, so the planner knows of no rows
        cursor.execute("SET LOCAL enable_nestloop = off")
    with scope_opened(("",)):
        Calendar.objects.update(effective_at=datetime(2004, 1, 1, tzinfo=UTC))
        for code in _OLDER_CODES:
            CatalogueItem.objects.create(
                standard="gb30428_2_2013", kind="matter", code=code, zh=f"事项{code}", class_code=code[:2],
                class_zh="市容环境", source="tests",
            )  # fmt: skip
    return year_log(
        SMALL,
        matters=("06010", "07001", "06013", *_OLDER_CODES),
        units=("U-KEEPER", "U-WATER"),
        areas=(STREET,),
    )


def brought(rows: Sequence[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Import rows by the command, as whoever takes over an old platform does."""
    path, mapping = tmp_path / f"{len(rows)}.csv", tmp_path / "MAP.toml"
    path.write_bytes(csv_of(rows))
    mapping.write_text(MAPPING, "utf-8")
    with pytest.raises(SystemExit) as left:
        call_command(
            "import_file", "cases", str(path), "--map", str(mapping), "--yes", "--json", "--as", "keeper"
        )
    answer = capsys.readouterr()
    assert left.value.code == 0, answer
    return dict(json.loads(answer.out))


def _by_the_database() -> datetime:
    """Return the instant by the clock that says when something was recorded, which no test sets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return datetime.fromisoformat(str(at))


def numbers(refs: set[str]) -> list[str]:
    """Return the numbers that cases were given here, by their numbers in the log."""
    with scope_opened(("",)):
        found = Report.objects.filter(source_ref__startswith="old/").values_list("source_ref", "case_id")
        here = {ref.removeprefix("old/"): f"AJ{number:08d}" for ref, number in found}
    return sorted(here[ref] for ref in refs)


@pytest.mark.slow("twelve hundred cases with their entries")
@pytest.mark.proves("K-276", "K-277", "K-278", "K-279", "K-280", "K-281", "K-282", "K-283")
def test_a_year_of_an_old_platform_gives_the_printed_rates_and_opens_to_exactly_its_cases(
    office: Office,
    witness: Witness,
    told: list[Row],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    in_time = [row for row in told if not row.late]
    assert brought(in_time, tmp_path, capsys)["imported"] == len(in_time)
    as_of = office.hands.at = _by_the_database()
    late = [row for row in told if row.late]
    assert brought(late, tmp_path, capsys)["imported"] == len(late) > 0
    office.hands.at = _by_the_database()

    year, before = counted(told, SMALL.year), counted(told, SMALL.year - 1)

    def stands(row: str, key: str, above: str, below: str = "") -> Read:
        figure = read(office, key, YEAR)
        assert figure.counts == (len(year[above]), len(year[below]) if below else None)
        assert figure.opened == numbers(year[above])
        assert figure.opened_below == (numbers(year[below]) if below else [])
        witness.figure(
            row, numerator=figure.counts[0], denominator=figure.counts[1], counted=numbers(year[above]),
            opened=figure.opened,
        )  # fmt: skip
        return figure

    assert stands("K-276", "filed", "filed").told["value"] == SMALL.filed
    assert stands("K-277", "closed", "closed").told["value"] == SMALL.closed
    assert year["closed"] != year["closed_of_filed"]  # as many, but others: some cross the ends of the year
    rate = stands("K-278", "closure_rate_cohort", "closed_of_filed", "filed")
    assert round(rate.told["value"], 1) == 98.2
    assert stands("K-279", "sensed_filed", "sensed").told["value"] == SMALL.sensed
    assert stands("K-280", "sensed_closed", "sensed_closed").told["value"] == SMALL.sensed_closed
    rate = stands("K-281", "sensed_closure_rate", "sensed_closed_of_filed", "sensed")
    assert round(rate.told["value"], 1) == 98.7
    share = stands("K-282", "sensed_share_of_filed", "sensed", "filed")
    assert round(share.told["value"], 1) == 15.7
    past = share.told["compared"]
    assert (past["numerator"], past["denominator"]) == (len(before["sensed"]), len(before["filed"]))
    assert round(past["value"], 1) == 12.0
    assert (round(past["change"], 1), past["in_points"]) == (3.7, True)
    witness.figure(
        "K-283", numerator=share.counts[0], denominator=share.counts[1], counted=numbers(year["sensed"]),
        opened=share.opened,
    )  # fmt: skip
    assert "+3.7" in office("leader").page(f"/figures?period={YEAR}&against=year")

    # What turned up later is a new vintage: as of then the year reads as it did then.
    (filed,) = office("leader").get("/figures", period=YEAR, key="filed", as_of=as_of.isoformat())
    assert filed["value"] == len(counted(in_time, SMALL.year)["filed"]) == SMALL.filed - len(late)
