"""Past cases from files: city hotlines' exports, and a vendor's dump with its stages."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Polygon
from django.core.management import call_command

from xiuhua.cases.models import Assignment, Case, CaseClock, Move, Report
from xiuhua.cases.services import cases_compare
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import DISTRICT, Loop
from xiuhua.ground.models import Area, Calendar
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.tests.duty_kit import LONG_AGO
from xiuhua.intake import services as intake
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.mapping import mapping_of_toml
from xiuhua.intake.services.refusals import RowChanged
from xiuhua.intake.terms import RunState
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

BALTIMORE = """
[columns]
ref = "SRRecordID"
service = "SRType"
channel = "MethodReceived"
ending = "SRStatus"
reported_at = "CreatedDate"
changed_at = "StatusDate"
ended_at = "CloseDate"
source_due_at = "DueDate"
unit = "Agency"
address = "Address"
longitude = "Longitude"
latitude = "Latitude"

[values.channel]
Phone = "channel_hotline"
API = "channel_public"
Internal = "channel_department"
Mail = "channel_public"
Email = "channel_public"
Other = "channel_import"

[values.ending]
Closed = "ending_closed"
"Closed (Duplicate)" = "ending_duplicate"
"Open (Duplicate)" = "ending_duplicate"
Open = "ending_open"
Pending = "ending_open"
New = "ending_open"
Transferred = "ending_transferred"

[values.unit]
"Solid Waste" = "U-KEEPER"

[cases]
source = "baltimore"
zone = "America/New_York"
times = ["%m/%d/%Y %I:%M:%S %p"]
area = "990201"
placeholders = [[-77.0, 39.0], [0.0, 0.0]]
matters = { "SW-Dirty Alley" = "06010" }
"""
BALTIMORE_LIMITS = """
[[cases.limits]]
service = "SW-Bulk Scheduled"
amount = 90
unit = "natural_day"

[[cases.limits]]
service = "SW-Rat Rubout Proactive"
amount = 5
unit = "natural_day"
"""
SAN_FRANCISCO = """
[columns]
ref = "unique_key"
service = "complaint_type"
ending = "status"
reported_at = "created_date"
ended_at = "closed_date"
address = "incident_address"
text = "descriptor"
opinion = "status_notes"
photos = "media_url"
longitude = "longitude"
latitude = "latitude"

[values.ending]
Closed = "ending_closed"
Open = "ending_open"

[cases]
source = "sf"
area = "990201"
"""
BOSTON = """
[columns]
ref = "case_enquiry_id"
title = "case_title"
service = "type"
ending = "case_status"
reported_at = "open_dt"
ended_at = "closed_dt"
source_due_at = "target_dt"
source_verdict = "ontime"
opinion = "closure_reason"
address = "location"
photos = "submittedphoto"
longitude = "longitude"
latitude = "latitude"

[values.ending]
Closed = "ending_closed"
Open = "ending_open"

[cases]
source = "boston"
zone = "America/New_York"
area = "990201"
"""
LOG_HEAD = (
    "SRRecordID,SRType,MethodReceived,CreatedDate,SRStatus,StatusDate,DueDate,CloseDate,Agency,Address,"
    "Latitude,Longitude\n"
)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> None:  # pytest-django's settings
    """The files of this test."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def abroad(loop: Loop) -> Loop:
    """The town, and a district elsewhere, without a boundary, on New York's clock."""
    Area.objects.create(code="990201", name="海外区", level="district", updated_at=LONG_AGO)
    national = calendar_national_ensure(actor=system("setup"), at=LONG_AGO)
    Calendar.objects.filter(pk=national.pk).update(effective_at=datetime(2004, 1, 1, tzinfo=UTC))
    Calendar.objects.create(
        key="990201", area_code="990201", version=1, name="海外", zone="America/New_York",
        hours=national.hours, years=list(range(2008, 2027)), state="published",
        effective_at=datetime(2004, 1, 1, tzinfo=UTC), published_at=LONG_AGO, updated_at=LONG_AGO,
    )  # fmt: skip
    return loop


def brought(content: bytes, said: str, *, name: str = "cases.csv", skips: bool = False) -> ImportRun:
    """Import a file as far as it goes."""
    actor = system("history")
    run = intake.run_open(
        kind_key="cases", content=io.BytesIO(content), name=name, mapping=mapping_of_toml(said), actor=actor,
        at=now(),
    )  # fmt: skip
    run = intake.run_read(run_id=run.pk, actor=actor, at=now())
    assert run.standing is RunState.PREVIEWED, run.failure
    if (run.fresh or run.changed) and (skips or not run.faulty):
        intake.run_commit_ask(run_id=run.pk, leaves_out=skips, actor=actor, at=now())
        run = intake.run_commit(run_id=run.pk, actor=actor, at=now())
    return run


def faults(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.faults.order_by("row").values_list("row", "code"))


def sound() -> None:
    """Nothing differs from what its moves make of it, and the log agrees with the rows."""
    assert list(cases_compare(at=now())) == []
    while seal():
        pass
    assert [fault for fault in verify().faults if (fault.subject or "").startswith("case:")] == []


def log(*lines: str) -> bytes:
    return (LOG_HEAD + "".join(f"{line}\n" for line in lines)).encode()


# --- times, places, words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("created", "closed", "begun", "ended"),
    [  # 2016-03-13 02:00 EST is followed by 03:00 EDT; 2016-11-06 02:00 EDT by 01:00 EST
        ("03/12/2016 11:30:00 PM", "03/13/2016 02:30:00 AM", "2016-03-13T04:30", "2016-03-13T07:30"),
        ("11/06/2016 12:50:00 AM", "11/06/2016 01:10:00 AM", "2016-11-06T04:50", "2016-11-06T05:10"),
        ("11/06/2016 01:50:00 AM", "11/06/2016 01:10:00 AM", "2016-11-06T05:50", "2016-11-06T06:10"),
        ("07/01/2016 12:00:00 PM", "07/02/2016 12:00:00 AM", "2016-07-01T16:00", "2016-07-02T04:00"),
    ],
)  # fmt: skip
def test_local_times_are_read_through_gaps_and_overlaps(
    abroad: Loop, created: str, closed: str, begun: str, ended: str
) -> None:
    brought(log(f'1,SW-HGW,Phone,{created},Closed,{closed},,{closed},Solid Waste,"1 A ST",,'), BALTIMORE)
    case = Case.objects.get()
    assert case.reported_at == datetime.fromisoformat(f"{begun}:00+00:00")
    assert case.over_at == datetime.fromisoformat(f"{ended}:00+00:00")


def test_a_row_that_ended_before_it_began_is_rejected_with_its_line(abroad: Loop) -> None:
    good = "1,SW-HGW,Phone,07/01/2016 01:00:00 PM,Closed,07/02/2016 01:00:00 PM,,07/02/2016 01:00:00 PM,X,,,"
    bad = good.replace("1,SW", "2,SW").replace("07/02", "06/02")
    odd = good.replace("1,SW", "3,SW").replace("07/01/2016 01:00:00 PM", "13/13/2016")
    run = brought(log(good, bad, odd), BALTIMORE, skips=True)
    assert faults(run)[:2] == [(3, "case_end_before_report"), (4, "import_cell_date")]
    assert Case.objects.count() == 1


def test_a_placeholder_is_no_place_or_a_reason_to_reject(abroad: Loop) -> None:
    line = '1,SW-HGW,Phone,07/01/2016 01:00:00 PM,Open,07/01/2016 01:00:00 PM,,,X,"1 A ST",39.0,-77.0'
    refused = brought(log(line), BALTIMORE + 'unplaced = "reject"\n')
    assert faults(refused) == [(2, "case_place_placeholder")]
    assert not Case.objects.exists()
    brought(log(line), BALTIMORE)
    case = Case.objects.get()
    assert (case.place, case.area_code, case.address) == (None, "990201", "1 A ST")


def test_a_place_in_our_areas_wins_over_the_configured_area(abroad: Loop) -> None:
    line = "1,SW-HGW,Phone,07/01/2016 01:00:00 PM,Open,07/01/2016 01:00:00 PM,,,X,,30.255,120.105"
    brought(log(line), BALTIMORE)
    assert Case.objects.get().area_code.startswith(DISTRICT)


def test_statuses_end_a_case_as_the_mapping_says(abroad: Loop) -> None:
    at, end = "07/01/2016 01:00:00 PM", "07/02/2016 01:00:00 PM"
    brought(
        log(
            f"1,SW-HGW,Phone,{at},Closed,{end},,{end},Solid Waste,,,",
            f"2,SW-HGW,API,{at},Closed (Duplicate),{end},,{end},X,,,",
            f"3,SW-HGW,Mail,{at},Transferred,{end},,,X,,,",
            f"4,SW-Dirty Alley,Other,{at},Open,{at},,,X,,,",
        ),
        BALTIMORE,
    )
    found = {
        report.source_ref: (report.case.state, report.case.closing, report.case.title, report.channel)
        for report in Report.objects.select_related("case")
    }
    assert found == {
        "baltimore/1": ("case_closed", "closing_normal", "SW-HGW", "channel_hotline"),
        "baltimore/2": ("case_merged", "", "SW-HGW", "channel_public"),
        "baltimore/3": ("case_not_accepted", "", "SW-HGW", "channel_public"),
        "baltimore/4": ("case_dispatched", "", "SW-Dirty Alley", "channel_import"),
    }
    closed = Case.objects.get(reports__source_ref="baltimore/1")
    assert closed.unit == abroad.unit("U-KEEPER")
    assert Entry.objects.filter(subject=f"case:{closed.pk}").count() == 4
    assert Case.objects.get(reports__source_ref="baltimore/4").item == abroad.items["06010"]
    sound()


def test_a_verdict_is_computed_from_the_logs_own_limits(abroad: Loop) -> None:
    at = "07/01/2016 01:00:00 PM"
    limit = (
        '[[cases.limits]]\nservice = "SW-HGW"\namount = 1\nunit = "natural_day"\nuntil = 2016-08-01\n'
        '[[cases.limits]]\nservice = "SW-HGW"\namount = 9\nunit = "natural_day"\nsince = 2016-08-01\n'
    )
    brought(
        log(
            f"1,SW-HGW,Phone,{at},Closed,,07/02/2016 01:00:00 PM,07/02/2016 01:00:01 PM,X,,,",
            f"2,SW-HGW,Phone,{at},Closed,,07/02/2016 01:00:00 PM,07/02/2016 01:00:00 PM,X,,,",
            f"3,SW-HGW,Phone,08{at[2:]},Closed,,,08/09/2016 01:00:00 PM,X,,,",
            f"4,SW-OTHER,Phone,{at},Closed,,,08/09/2016 01:00:00 PM,X,,,",
        ),
        BALTIMORE + limit,
    )
    clocks = CaseClock.objects.filter(stage="stage_handle").order_by("case__reports__source_ref")
    assert [(one.late, one.due_at and one.due_at.isoformat()) for one in clocks] == [
        (True, "2016-07-02T17:00:00+00:00"), (False, "2016-07-02T17:00:00+00:00"),
        (False, "2016-08-10T17:00:00+00:00"), (False, None),
    ]  # fmt: skip


# --- the same again, and back -------------------------------------------------------------------------------


def test_the_same_file_twice_doubles_nothing_and_says_joined(abroad: Loop) -> None:
    at = "07/01/2016 01:00:00 PM"
    lines = [f"{number},SW-HGW,Phone,{at},Closed,{at},,{at},X,,," for number in range(1, 4)]
    assert brought(log(*lines[:2]), BALTIMORE).fresh == 2
    entries = Entry.objects.filter(act__startswith="case.").count()
    again = brought(log(*lines[:2]), BALTIMORE)
    assert (again.fresh, again.same) == (0, 2)
    assert Entry.objects.filter(act__startswith="case.").count() == entries
    more = brought(log(*lines), BALTIMORE)
    assert (more.fresh, more.same, Case.objects.count()) == (1, 2, 3)


def test_an_import_is_taken_back_whole_until_somebody_worked_on_it(abroad: Loop) -> None:
    at = "07/01/2016 01:00:00 PM"
    lines = [f"{number},SW-HGW,Phone,{at},Open,{at},,,Solid Waste,,30.255,120.105" for number in range(1, 4)]
    actor = system("history")
    run = brought(log(*lines), BALTIMORE)
    intake.run_undo_ask(run_id=run.pk, reason="错的文件", actor=actor, at=now())
    intake.run_undo(run_id=run.pk, actor=actor, at=now())
    assert [table.objects.count() for table in (Case, Report, Move, CaseClock, Assignment)] == [0] * 5
    sound()
    run = brought(log(*lines), BALTIMORE)
    case = Case.objects.order_by("pk")[0]
    abroad.act(case, CaseAct.RECEIVE, "unit", now())
    intake.run_undo_ask(run_id=run.pk, reason="错的文件", actor=actor, at=now())
    with pytest.raises(RowChanged):
        intake.run_undo(run_id=run.pk, actor=actor, at=now())
    assert Case.objects.count() == 3


# --- a vendor's dump ----------------------------------------------------------------------------------------

VENDOR_MAP = """
[columns]
ref = "任务号"
title = "问题描述"
matter = "小类代码"
unit = "责任单位"
longitude = "经度"
latitude = "纬度"

[values.matter]
"暴露垃圾" = "06010"

[coordinates]
system = "gcj02"

[cases]
source = "vendor"

[cases.stages]
act = "环节"
at = "办理时间"
opinion = "意见"
actor = "办理人"
unit = "办理单位"
photos = "照片"

[cases.stages.acts]
"处置完成" = "case.feed_back"
"""
VENDOR = """任务号,问题描述,小类代码,责任单位,经度,纬度,环节,办理时间,意见,办理人,办理单位,照片
A1,路边垃圾堆放,06010,云河市政养护公司,120.1098,30.2526,上报,2025/3/3 9:00,有一堆垃圾,王强,,/p/1.jpg
A1,,,,,,受理,2025/3/3 9:10,属实,李平,,
A1,,,,,,立案,2025/3/3 9:20,,孙悦,,
A1,,,,,,派遣,2025/3/3 9:30,请处置,周正,云河市政养护公司,
A1,,,,,,处置完成,2025/3/3 11:00,已清理,吴敏,,/p/2.jpg /p/3.jpg
A1,,,,,,返工,2025/3/3 13:40,还有残留,王强,,
A1,,,,,,批准延期,2025/3/3 14:00,同意,孙悦,,
A1,,,,,,处置完成,2025/3/3 15:00,已清净,吴敏,,
A1,,,,,,结案,2025/3/3 17:00,,孙悦,,
A2,路灯不亮,06010,云河市政养护公司,120.1098,30.2526,上报,2025/3/3 9:00,,王强,,
A2,,,,,,喝茶,2025/3/3 9:10,,李平,,
A3,窨井缺盖,06010,,120.1098,30.2526,上报,2025/3/3 9:00,,王强,,
A3,,,,,,派遣,2025/3/3 9:10,,李平,云河市政养护公司,
"""


def test_a_vendors_dump_in_gb18030_keeps_stages_opinions_and_photo_paths(loop: Loop) -> None:
    run = brought(VENDOR.encode("gb18030"), VENDOR_MAP, skips=True)
    assert faults(run) == [(11, "case_stage_unknown")]
    case = Case.objects.get(reports__source_ref="vendor/A1")
    moves = Move.objects.filter(case=case).order_by("number").values_list("act", "note")
    assert list(moves) == [
        ("case.open", "王强：有一堆垃圾"), ("case.accept", "李平：属实"), ("case.file", "孙悦"),
        ("case.dispatch", "周正：请处置"), ("case.feed_back", "吴敏：已清理"),
        ("case.check_fail", "王强：还有残留"), ("case.extend_ask", ""),
        ("case.extend_grant", "孙悦：同意"), ("case.feed_back", "吴敏：已清净"),
        ("case.close", "孙悦"),
    ]  # fmt: skip
    assert (case.state, case.reworks, case.unit) == ("case_closed", 1, loop.unit("U-KEEPER"))
    assert case.place is not None
    assert abs(case.place.x - 120.105) < 0.002  # GCJ-02 lies half a kilometre off
    photos = list(
        Move.objects.filter(case=case, detail__has_key="photos").values_list("detail__photos", flat=True)
    )
    assert photos == [["/p/1.jpg"], ["/p/2.jpg", "/p/3.jpg"]]
    stages = list(CaseClock.objects.filter(case=case).order_by("pk").values_list("stage", flat=True))
    assert stages == ["stage_accept", "stage_file", "stage_dispatch", "stage_handle"]
    still = Case.objects.get(reports__source_ref="vendor/A3")
    assert (still.state, still.stage) == ("case_dispatched", "stage_handle")
    sound()


AGAIN = """案件编号,问题描述,区域代码,上报时间,结案时间,案件状态,重办自
{}
"""


@pytest.mark.parametrize("apart", [False, True])
def test_what_was_opened_again_is_linked_whether_the_first_came_beside_it_or_before(
    loop: Loop, *, apart: bool
) -> None:
    first = "D1,路灯不亮,990101003,2025-03-03 09:00,2025-03-04 09:00,ending_closed,"
    second = "D2,路灯又不亮,990101003,2025-03-05 09:00,2025-03-06 09:00,ending_closed,D1"
    for lines in ([first], [second]) if apart else ([second, first],):
        run = brought(
            AGAIN.format("\n".join(lines)).encode(), '[cases]\nsource = "old"\n', name=f"{lines}.csv"
        )
        assert faults(run) == []
    again = Case.objects.get(reports__source_ref="old/D2")
    assert again.redo_of is not None
    assert again.redo_of.reports.get().source_ref == "old/D1"
    sound()


def test_stages_may_have_columns_of_their_own(loop: Loop) -> None:
    content = """案件编号,问题描述,小类代码,立案时间,立案意见,派遣时间,结案时间,区域代码,上报时间
B1,垃圾,06010,2025-03-03 09:10,同意,2025-03-03 09:20,,990101003,2025-03-03 09:00
"""
    said = """
[cases]
[[cases.stages.columns]]
act = "case.file"
at = "立案时间"
opinion = "立案意见"
[[cases.stages.columns]]
act = "case.dispatch"
at = "派遣时间"
[[cases.stages.columns]]
act = "case.close"
at = "结案时间"
"""
    brought(content.encode(), said)
    case = Case.objects.get()
    assert case.filed_at == datetime(2025, 3, 3, 1, 10, tzinfo=UTC)
    assert case.state == "case_dispatched"
    assert Move.objects.get(case=case, act="case.file").note == "同意"


def test_stages_may_stand_as_json_in_one_cell(loop: Loop) -> None:
    stages = [
        {"act": "case.open", "at": "2025-03-03T09:00+08:00"},
        {"act": "case.dispatch", "at": "2025-03-03T09:10+08:00", "unit": "U-KEEPER"},
        {"act": "case.extend_ask", "at": "2025-03-03T10:00+08:00", "opinion": "缺料", "limit": "2 work_day"},
        {"act": "case.extend_grant", "at": "2025-03-03T10:30+08:00"},
    ]
    rows = [
        {"案件编号": "C1", "小类代码": "06010", "区域代码": "990101003", "办理过程": json.dumps(stages)},
        {"案件编号": "C2", "小类代码": "06010", "区域代码": "990101003", "办理过程": '[{"act": "喝茶"}]'},
    ]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    run = brought(content.encode(), "", name="cases.jsonl", skips=True)
    assert faults(run)[0] == (2, "case_stages_unreadable")
    case = Case.objects.get()
    assert (case.extensions, case.state) == (1, "case_dispatched")
    clock = CaseClock.objects.get(case=case, stage="stage_handle")
    assert (clock.extensions, clock.limit_amount) == (1, 4)
    sound()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ('[cases]\nzone = "Mars/Base"', "Mars/Base"), ('[cases]\nplace = "x"', "place"),
        ('[cases]\nunplaced = "perhaps"', "perhaps"),
        ('[cases.stages.acts]\n"喝茶" = "tea"', "tea"),
        ('[[cases.limits]]\nservice = "a"\namount = 0\nunit = "work_day"', "service"),
    ],
)  # fmt: skip
def test_a_mapping_that_says_something_unknown_is_refused_with_the_word(
    abroad: Loop, said: str, word: str
) -> None:
    actor = system("history")
    content = io.BytesIO("案件编号,上报时间\n1,2025-03-03 09:00\n".encode())
    run = intake.run_open(
        kind_key="cases", content=content, name="a.csv", mapping=mapping_of_toml(said), actor=actor, at=now()
    )
    run = intake.run_read(run_id=run.pk, actor=actor, at=now())
    assert run.standing is RunState.REFUSED
    assert run.failure["code"] == "import_map_word"
    assert word in run.failure["arguments"]["word"]


# --- open data ----------------------------------------------------------------------------------------------


def _told(case: Case) -> tuple[object, ...]:
    return (case.title, case.state, case.reported_at, case.over_at, case.late, case.address, case.place)


@pytest.mark.slow("a hundred cases, three times in and out again")
def test_three_forms_of_bostons_requests_give_the_same_cases(
    abroad: Loop, reference_data: Callable[[str], Path]
) -> None:
    found = []
    for ending in ("csv", "csv.gz", "jsonl"):
        path = reference_data(f"service_requests/boston311-100.{ending}")
        run = brought(path.read_bytes(), BOSTON, name=path.name)
        assert (run.fresh, run.faulty, run.same) == (100, 0, 0)
        reports = Report.objects.select_related("case").order_by("source_ref")
        found.append([(report.source_ref, report.text, *_told(report.case)) for report in reports])
        again = brought(path.read_bytes(), BOSTON, name=path.name)
        assert (again.fresh, again.same) == (0, 100)
        intake.run_undo_ask(run_id=run.pk, reason="again", actor=system("history"), at=now())
        intake.run_undo(run_id=run.pk, actor=system("history"), at=now())
    assert found[0] == found[1] == found[2]
    assert sum(row[3] == "case_closed" for row in found[0]) == 85


@pytest.mark.slow("seven and a half thousand cases with their entries")
def test_baltimores_requests_come_in_with_placeholders_and_duplicates(
    abroad: Loop, reference_data: Callable[[str], Path]
) -> None:
    path = reference_data("service_requests/baltimore_311.csv")
    run = brought(path.read_bytes(), BALTIMORE + BALTIMORE_LIMITS)
    assert (run.fresh, run.faulty) == (7_545, 0)
    states = {state: Case.objects.filter(state=state).count() for state in ("case_closed", "case_merged")}
    assert states == {"case_closed": 7_297, "case_merged": 163}
    box = Polygon.from_bbox((-77.001, 38.999, -76.999, 39.001))
    assert not Case.objects.filter(place__within=box).exists()
    assert Case.objects.filter(place=None).count() >= 430
    closed = Case.objects.filter(state="case_closed").order_by("pk")[0]
    assert Entry.objects.filter(subject=f"case:{closed.pk}").count() >= 4
    due = CaseClock.objects.filter(stage="stage_handle", due_at__isnull=False)
    for clock in due.select_related("case")[:200]:
        said = Move.objects.get(case=clock.case, number=1).detail.get("source_due")
        assert clock.due_at
        assert said is None or abs(datetime.fromisoformat(said) - clock.due_at).total_seconds() <= 3600
    again = brought(path.read_bytes(), BALTIMORE + BALTIMORE_LIMITS)
    assert (again.fresh, again.same) == (0, 7_545)


@pytest.mark.slow("five thousand cases with their entries")
def test_san_franciscos_requests_come_in_with_newlines_and_no_places(
    abroad: Loop, reference_data: Callable[[str], Path]
) -> None:
    path = reference_data("service_requests/sf_311.csv")
    run = brought(path.read_bytes(), SAN_FRANCISCO, skips=True)
    assert {code for _, code in faults(run)} <= {"case_end_before_report"}
    assert (run.fresh, run.faulty) == (5_098, 8)
    assert Move.objects.filter(act="case.feed_back", note__contains="\n").exists()
    assert 2_000 < Case.objects.filter(place=None).count() < 2_200


def test_the_command_tells_in_json_what_became_of_every_row(
    abroad: Loop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, end = "07/01/2016 01:00:00 PM", "07/03/2016 01:00:00 PM"
    (tmp_path / "MAP.toml").write_text(
        BALTIMORE + '[[cases.limits]]\nservice = "SW-HGW"\namount = 1\nunit = "natural_day"\n', "utf-8"
    )
    lines = [
        f"1,SW-HGW,Phone,{at},Closed,{end},07/02/2016 01:00:00 PM,{end},X,,,",
        f"2,SW-HGW,Phone,{at},Closed,{at},07/09/2016 01:00:00 PM,{at},X,,,",
        f"3,SW-HGW,Phone,{end},Closed,{at},,{at},X,,,",
    ]
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(log(*lines)))
    _holds_everywhere(abroad)
    told = []
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            call_command(
                "import_file", "cases", str(path), "--map", str(tmp_path / "MAP.toml"), "--yes", "--json",
                "--skip-faulty", "--as", "keeper",
            )  # fmt: skip
        assert left.value.code == 0
        told.append(json.loads(capsys.readouterr().out))
    keys = (
        "read",
        "imported",
        "joined",
        "rejected",
        "reasons",
        "late",
        "on_time",
        "due_as_source",
        "due_otherwise",
    )
    assert {key: told[0][key] for key in keys} == {
        "read": 3, "imported": 2, "joined": 0, "rejected": 1, "reasons": {"case_end_before_report": 1},
        "late": 1, "on_time": 1, "due_as_source": 1, "due_otherwise": 1,
    }  # fmt: skip
    assert told[0]["lines"] == [{"row": 4, "column": "CloseDate", "code": "case_end_before_report"}]
    assert told[0]["seconds"] > 0
    assert (told[1]["imported"], told[1]["joined"]) == (0, 2)


def _holds_everywhere(loop: Loop) -> None:
    """Let the keeper of data work in the district elsewhere too."""
    from xiuhua.access.models import RoleHolding  # noqa: PLC0415 - only here

    holding = RoleHolding.objects.get(user__username="keeper")
    holding.pk, holding.area = None, "990201"
    holding.save()
