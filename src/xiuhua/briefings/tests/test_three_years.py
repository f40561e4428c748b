"""An annual report of a city whose old platform's cases of three years were brought in."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.db import connection

from xiuhua.access.services import scope_opened
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.services.drafting import briefings_write
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Calendar

HEADINGS = (
    "案件编号", "小类代码", "问题来源", "案件状态", "上报时间", "派遣时间", "结案时间", "处置单位",
    "区域代码", "问题描述", "办理过程",
)  # fmt: skip
OPEN = ""
_MARK = re.compile(r"\[\d*\]")
# Number, reported, filed and sent out, closed; in the order of the years.
CASES = (
    ("A1", "2021-01-04 09:00", "2021-01-04 09:30", "2021-01-04 11:30"),
    ("A2", "2021-05-10 09:00", "2021-05-10 09:30", "2021-06-10 09:30"),  # a month: late
    ("A3", "2021-12-31 15:00", "2021-12-31 15:30", "2022-01-01 10:00"),  # closed, and due, in the year after
    ("B1", "2022-03-01 09:00", "2022-03-01 09:30", "2022-03-01 11:30"),
    ("B2", "2022-04-01 09:00", "2022-04-01 09:30", "2022-04-01 11:30"),
    ("B3", "2022-07-01 09:00", "2022-07-01 09:30", OPEN),
    ("B4", "2022-12-30 15:00", "2022-12-30 15:30", "2023-01-01 10:00"),
    ("C1", "2023-02-01 09:00", "2023-02-01 09:30", "2023-02-01 11:30"),
    ("C2", "2023-03-01 09:00", "2023-03-01 09:30", "2023-03-01 11:30"),
    ("C3", "2023-04-03 09:00", "2023-04-03 09:30", "2023-04-03 11:30"),
    ("C4", "2023-05-04 09:00", "2023-05-04 09:30", "2023-06-05 09:30"),  # a month: late
    ("C5", "2023-09-01 09:00", "2023-09-01 09:30", OPEN),
)


def csv_of(cases: Sequence[tuple[str, str, str, str]]) -> bytes:
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(HEADINGS)
    for ref, reported, filed, closed in cases:
        course = [
            {"act": f"case.{act}", "at": f"{at.replace(' ', 'T')}:00+08:00"}
            for act, at in (("open", reported), ("accept", reported), ("file", filed), ("dispatch", filed))
        ]
        writer.writerow((
            ref, "06010", "channel_collector", "ending_closed" if closed else "", reported, filed, closed,
            "U-KEEPER", STREET, "路面有垃圾", "" if closed else json.dumps(course),
        ))  # fmt: skip
    return told.getvalue().encode()


def imported(
    office: Office, cases: Sequence[tuple[str, str, str, str]], folder: Path, capsys: Any
) -> None:  # pytest's own fixture
    """Bring cases in by the command, as whoever takes over an old platform does; then it is now."""
    with scope_opened(("",)):
        Calendar.objects.update(effective_at=datetime(2004, 1, 1, tzinfo=UTC))
    path, mapping = folder / "old.csv", folder / "MAP.toml"
    path.write_bytes(csv_of(cases))
    mapping.write_text('[cases]\nsource = "old"\n', "utf-8")
    with pytest.raises(SystemExit) as left:
        call_command(
            "import_file", "cases", str(path), "--map", str(mapping), "--yes", "--json", "--as", "keeper"
        )
    answer = capsys.readouterr()
    assert left.value.code == 0, answer
    assert json.loads(answer.out)["imported"] == len(cases)
    with connection.cursor() as cursor:  # what was recorded just now was so by the clock of the database
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    office.hands.at = datetime.fromisoformat(str(at))


def drafted(office: Office, period: str) -> Briefing:
    desk = office("writer")
    desk.form("/briefings/new", template="annual_years", area=DISTRICT, period=period)
    office.hands.go(minutes=1)
    briefings_write(at=office.hands.at)
    with scope_opened(("",)):
        return Briefing.objects.get(template="annual_years", period=period)


def years(one: Briefing) -> list[list[str]]:
    (table,) = [block for block in one.content if "近三年" in block["caption"]]
    return [table["headings"], *([part["text"] for part in row] for row in table["rows"])]


HEADS = ["年度", "上报数（件）", "立案数（件）", "结案数（件）", "结案率（%）", "按期结案率（%）"]


@pytest.mark.slow("brings cases of three years in")
def test_the_table_of_three_years_counts_each_of_them(
    office: Office, tmp_path: Path, settings: Any, capsys: Any
) -> None:  # pytest's own fixtures
    settings.FILES_ROOT = tmp_path / "files"
    imported(office, CASES, tmp_path, capsys)
    # Closed: A3 and B4 in the year after they were filed. Of those filed, closed by now: 3 of 3, 3 of 4 (less
    # B3), 4 of 5 (less C5). Due four working hours after they are sent out, so A3 and B4, which are sent out
    # at 15:30 on a last working day, in the year after. In time of those due: A1 of A1 and A2; A3, B1, B2 of
    # these and B3; B4, C1, C2, C3 of these, C4 and C5.
    expected = [
        HEADS,
        ["2021年（1月4日起）", "3", "3", "2", "100.0", "50.0"],
        ["2022年", "4", "4", "3", "75.0", "75.0"],
        ["2023年", "5", "5", "5", "80.0", "66.7"],
    ]
    one = drafted(office, "2023")
    assert years(one) == expected
    answer = office("writer").client.get(f"/briefings/{one.pk}/print.docx")
    tables = docx.Document(io.BytesIO(answer.content)).tables
    (table,) = [table for table in tables if table.rows[0].cells[0].text == "年度"]
    assert [[_MARK.sub("", cell.text) for cell in row.cells] for row in table.rows] == expected
    assert years(drafted(office, "2024")) == [
        HEADS, *expected[2:], ["2024年", "0", "0", "0", "无数据", "无数据"],
    ], "2021 lies four years back"  # fmt: skip


@pytest.mark.slow("brings cases of two years in")
def test_a_year_before_the_records_has_no_row_and_one_year_alone_is_a_gap(
    office: Office, tmp_path: Path, settings: Any, capsys: Any
) -> None:  # as above
    settings.FILES_ROOT = tmp_path / "files"
    imported(office, CASES[3:], tmp_path, capsys)
    assert [row[0] for row in years(drafted(office, "2023"))] == ["年度", "2022年（3月1日起）", "2023年"]
    gaps = [part["text"] for row in drafted(office, "2022").content for part in row["parts"]]
    assert [text for text in gaps if "近三年" in text] == [
        "【近三年案件办理情况：平台没有往年的记录，由办公室补充往年数据】"
    ]
