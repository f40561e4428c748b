"""Contests from the scheme to the end of an interview, by their pages and in their posts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Commendation, Interview, Mark, Objection, Round, Standing
from xiuhua.evaluation.tests.contests_kit import (
    APRIL,
    CITY,
    areas_made,
    beside_of,
    interviews,
    latest,
    opened,
    posts_filled,
    published,
    ranks,
    scheme_ready,
    scored,
    state_of,
    streets_made,
    told,
)
from xiuhua.ground.models import Area
from xiuhua.inspections.tests.inspection_kit import upload
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("people sign in and rank a town by its pages")
KINDS = (
    "contest_printing:",
    "mark_recheck:",
    "payment_sheet:",
    "outer_rank:",
    "scheme:",
    "contest_round:",
    "mark:",
    "objection:",
    "interview:",
    "commendation:",
)


def sound() -> None:
    """The log agrees with the rows of contests."""
    while seal():
        pass
    with scope_opened(("",)):
        assert [fault for fault in verify().faults if str(fault.subject).startswith(KINDS)] == []


def opened_records(office: Office, key: str, who: str = "leader") -> tuple[float | None, int, set[str]]:
    """Return a figure as somebody reads it, its count, and the rows that the page's link opens."""
    seat = office(who)
    (figure,) = seat.get("/figures", key=key)
    page = seat.page("/figures")
    link = html.unescape(re.findall(rf'href="(/figures/{key}/records\?[^"]*)"', page)[0])
    rows = seat.client.get(link).context["view"].rows
    return figure["value"], figure["numerator"], {row.subject for row in rows}


@pytest.mark.proves("S-142", "R-02")
def test_the_cup_is_published_each_quarter_together_with_the_ranking_of_grids(
    office: Office, witness: Witness, sql_budget: Budget
) -> None:
    posts_filled(office)
    streets = streets_made(office, 4)
    grids = ["990101003Z01", *areas_made(office, "duty_grid", ["990101004Z01"])]
    office.hands.at = APRIL
    cup = opened(office, scheme_ready(office, "clean_cup"), "2026-Q1")
    grid_round = beside_of(cup)
    path = f"/contests/{cup}/mark"
    assert office("director").client.get(path).status_code == 403
    sheet: dict[str, object] = {f"points_{key}": "80" for key in ("roads", "bins", "order", "walls", "green")}
    office("scorer").form(
        path, subject=streets[0], samples="3", problems="2", spot="滨河路菜场口", note="有积水",
        marked_at="2026-01-12T10:00", **sheet,
    )  # fmt: skip
    scored(office, cup, {streets[0]: 80}, months=("2026-02", "2026-03"))
    scored(office, cup, {code: 90 - nth for nth, code in enumerate(streets[1:])})
    refused = published(office, cup)
    just_before = state_of(cup) == "contest_published"
    assert refused == 409
    with scope_opened(("",)):
        assert not Standing.objects.exists()
    scored(office, grid_round, {grids[0]: 70, grids[1]: 75})
    assert published(office, grid_round) == 409  # never without the Cup
    assert published(office, cup) == 303
    both = {state_of(cup), state_of(grid_round)} == {"contest_published"}
    instants = set(Round.objects.values_list("published_at", flat=True))
    witness.boundary("R-02", just_before=just_before, at=both and len(instants) == 1)
    assert ranks(cup) == {streets[1]: 1, streets[2]: 2, streets[3]: 3, streets[0]: 4}
    assert ranks(grid_round) == {grids[1]: 1, grids[0]: 2}
    office("press").page(f"/contests/{cup}")
    with sql_budget("contest", most=30):
        page = office("press").page(f"/contests/{cup}")
    for said in ("绣衣街道", "80.00 × 30 ÷ 100", "90.00", f"/contests/{grid_round}"):
        assert said in page, said
    assert "第 4/4 名" in told(office, "town_head")
    sheet_file = office("leader").client.get(f"/contest-standings?round={cup}&export=csv")
    kept = b"".join(sheet_file.streaming_content) if sheet_file.streaming else sheet_file.content  # type: ignore[attr-defined]  # as a file
    assert "绣衣街道" in kept.decode("utf-8-sig")
    assert interviews(cup) == set()
    sound()


@pytest.mark.proves("P-63")
def test_the_press_gets_a_ranking_once_it_is_published_and_says_where_it_was_printed(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 4)
    office.hands.at = APRIL
    cup = opened(office, scheme_ready(office, "clean_cup"), "2026-Q1")
    scored(office, cup, {code: 90 - nth for nth, code in enumerate(streets)})
    scored(office, beside_of(cup), {"990101003Z01": 75})
    press, path = office("press"), f"/contests/{cup}"
    assert press.client.get("/")["Location"] == "/contests"
    assert "排名公布后会在这里出现" in press.page("/contests")
    assert press.client.get("/contests").context["view"].rows == ()
    assert f"{path}/announcement" not in press.page(path)
    assert "绣衣街道" not in press.page(path)
    for closed in ("announcement", "announcement.docx"):
        assert press.client.get(f"{path}/{closed}").status_code == 404
    assert press.client.get(f"{path}/printed").status_code == 409
    assert published(office, cup) == 303

    assert "可刊发" in told(office, "press")
    page = press.page(path)
    assert "公告和 Word" in page.split(f'href="{path}/announcement"')[1].split("</a>")[0]
    for listed in (f"/contest-standings?round={cup}", "/contest-standings"):
        above = press.client.get(listed).context["view"].crumbs[:-1]
        assert [crumb.url for crumb in above] == ["/contests", path][: len(above)], listed
        assert len(above) == 1 + ("round" in listed), listed
    for closed in ("/contest-marks", "/interviews"):  # neither is the press's to read
        assert f'href="{closed}?' not in page, closed
    page = press.page(f"{path}/announcement")
    for words in (
        "洁美杯2026年第一季度测评排名公告",
        "对4个街道乡镇进行了测评",
        "绣衣街道",
        "90.00",
        "75.00",
    ):
        assert words in page, words
    answer = press.client.get(f"{path}/announcement.docx")
    paper = docx.Document(BytesIO(answer.content))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    stood = Standing.objects.filter(round=cup).order_by("rank")
    assert [row[:3] for row in rows[1:]] == [
        [str(row.rank), row.subject_name, str(row.score)] for row in stood
    ]
    early: dict[str, object] = {"paper": "舟山日报", "place": "头版", "on": "2026-03-31"}
    assert _refused(office, "press", f"{path}/printed", early) == 422
    press.form(f"{path}/printed", **{**early, "on": "2026-04-01"})
    page = office("director").page(path)
    assert "舟山日报 2026-04-01 头版" in page
    assert "由本软件拟定" in page
    assert "No published paper" not in page  # in the reader's language alone
    assert page.index("x-league") < page.index("x-facts-beside")  # on a phone the table stands first
    assert office("town_head").client.get(f"{path}/printed").status_code == 403
    sound()


@pytest.mark.proves("R-03", "K-256", "P-58")
def test_a_quarter_is_ranked_when_each_of_its_months_was_scored_and_not_before(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    streets = streets_made(office, 17)  # 城区10个街道、农村7个镇(街道)
    office.hands.at = APRIL
    cup = opened(office, scheme_ready(office, "clean_cup"), "2026-Q1")
    scored(office, beside_of(cup), {"990101003Z01": 80})
    points = {code: 70 + nth for nth, code in enumerate(streets)}
    scored(office, cup, points, months=("2026-01", "2026-02"))
    assert published(office, cup) == 409
    just_before = state_of(cup) == "contest_published"
    scored(office, cup, dict(list(points.items())[1:]), months=("2026-03",))
    sheet: dict[str, object] = {f"points_{key}": "70" for key in ("roads", "bins", "order", "walls", "green")}
    office("scorer").form(
        f"/contests/{cup}/mark", subject=streets[0], samples="1", problems="0", marked_at="2026-03-09T09:30",
        **sheet,
    )  # fmt: skip
    assert published(office, cup) == 303
    found = ranks(cup)
    assert found == {code: 17 - nth for nth, code in enumerate(streets)}
    witness.boundary("R-03", just_before=just_before, at=len([one for one in found.values() if one]) == 17)
    value, numerator, opened_rows = opened_records(office, "cup_units")
    assert (value, numerator) == (17, 17)
    counted = {f"area:{pk}" for pk in Area.objects.filter(code__in=streets).values_list("pk", flat=True)}
    witness.figure("K-256", numerator=17, denominator=None, counted=counted, opened=opened_rows)
    assert "第 17/17 名" in told(office, "town_head")


@pytest.mark.proves("R-01", "S-145", "K-314", "P-03", "P-06")
def test_the_last_two_of_two_quarters_running_are_called_in_and_heard_to_the_end(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    streets = streets_made(office, 5)
    worst, second, third, fourth, best = streets
    scheme = scheme_ready(office, "clean_cup")
    office.hands.at = APRIL
    cup = opened(office, scheme, "2026-Q1")
    scored(office, beside_of(cup), {"990101003Z01": 80})
    scored(office, cup, {worst: 60, second: 61, third: 70, fourth: 80, best: 90})
    assert published(office, cup) == 303
    witness.boundary("R-01", just_before=bool(interviews(cup)), at=True)
    office.hands.at = datetime(2026, 7, 1, 1, tzinfo=UTC)
    later = opened(office, scheme, "2026-Q2")
    scored(office, beside_of(later), {"990101003Z01": 80})
    scored(office, later, {worst: 60, third: 61, second: 70, fourth: 80, best: 90})
    preview = office("director").page(f"/contests/{later}")
    assert "2026-Q1 第 5/5 名" in preview
    assert "排名末位" in office("director").page(f"/contests/{later}/publish")
    assert published(office, later) == 303
    found = interviews(later)
    # second was among the last two in the first quarter only, third in the second only
    witness.boundary("R-01", just_before=(second, "R-01") in found or (third, "R-01") in found,
                     at=found == {(worst, "R-01")})  # fmt: skip
    with scope_opened(("",)):
        interview = Interview.objects.get()
    assert (interview.interviewee, [row["rank"] for row in interview.sequence]) == (
        "seat_main_leader",
        [5, 5],
    )
    value, numerator, opened_rows = opened_records(office, "interviews_last_quarters")
    assert (value, numerator) == (1, 1)
    counted = {f"interview:{interview.pk}"}
    witness.figure("K-314", numerator=1, denominator=None, counted=counted, opened=opened_rows)

    path = f"/interviews/{interview.pk}"
    head = office("town_head")
    assert "2026-Q1 第 5/5 名，2026-Q2 第 5/5 名" in told(office, "town_head")
    assert "2026-Q1" in head.page(path)
    assert head.client.get(f"{path}/hold").status_code == 403
    said = {"present": "主要负责人", "minutes": "连续两季度末位", "commitments": "一个月内整治菜场周边"}
    assert _refused(office, "mayor", f"{path}/hold", {**said, "due_on": "2026-07-31"}) == 403
    office("director").form(f"{path}/hold", **said, due_on="2026-07-31")
    assert "一个月内整治菜场周边" in head.page(path)
    head.form(f"{path}/follow", text="菜场周边已硬化")
    assert "菜场周边已硬化" in office("director").page(path)
    office.hands.at = datetime(2026, 10, 8, 1, tzinfo=UTC)
    third_round = opened(office, scheme, "2026-Q3")
    scored(office, beside_of(third_round), {"990101003Z01": 80})
    scored(office, third_round, {worst: 90, third: 61, second: 62, fourth: 80, best: 85})
    assert published(office, third_round) == 303
    office("director").form(f"{path}/close", result="升至第 1 名", round=str(third_round))
    assert "洁美杯 2026-Q3 · 1/5" in head.page(path)
    (units,) = office("leader").get("/figures", key="cup_units", period="2026")
    assert units["value"] == 5  # five streets, though each was ranked three times
    assert Entry.objects.filter(subject=f"interview:{interview.pk}").count() == 4
    sound()


def _refused(office: Office, who: str, path: str, typed: dict[str, object]) -> int:
    client = office(who).client
    page = client.get(path)
    return int(client.post(path, {"version": page.context["view"].version, **typed}).status_code)


@pytest.mark.proves("R-04", "R-05", "P-02")
def test_two_months_last_in_the_city_call_the_deputy_in_and_the_third_the_administrative_head(
    office: Office, witness: Witness
) -> None:
    posts_filled(office, area=CITY)
    streets = [*streets_made(office, 2), *streets_made(office, 2, district="990102")]
    scheme = scheme_ready(office, "cleanest_street")
    rounds = []
    for month in ("2026-04", "2026-05", "2026-06", "2026-07"):
        office.hands.at = datetime(2026, int(month[5:]) + 1, 1, 1, tzinfo=UTC)
        rounds.append(opened(office, scheme, month))
        scored(office, rounds[-1], {STREET: 60, **{code: 80 + nth for nth, code in enumerate(streets[1:])}})
        assert published(office, rounds[-1]) == 303
    first, two, three, four = rounds
    witness.boundary("R-04", just_before=bool(interviews(first)), at=interviews(two) == {(STREET, "R-04")})
    witness.boundary("R-05", just_before=(STREET, "R-05") in interviews(two),
                     at=interviews(three) == {(STREET, "R-05")})  # fmt: skip
    assert interviews(four) == {(STREET, "R-05")}
    with scope_opened(("",)):
        seats = {row.rule: (row.interviewer, row.interviewee) for row in Interview.objects.all()}
        third = Interview.objects.get(standing__round=three)
    assert seats == {
        "R-04": ("seat_office_director", "seat_street_deputy"),
        "R-05": ("seat_committee_head", "seat_street_head"),
    }
    path = f"/interviews/{third.pk}"
    assert _refused(office, "director", f"{path}/hold", {
        "present": "行政负责人", "minutes": "x", "commitments": "x", "due_on": "2026-08-31",
    }) == 403  # fmt: skip
    office("mayor").form(f"{path}/hold", present="行政负责人", minutes="连续三个月全市倒数第一",
                         commitments="本月退出末位", due_on="2026-08-31")  # fmt: skip
    assert "本月退出末位" in office("town_head").page(path)
    value, numerator, opened_rows = opened_records(office, "contest_first_streak", who="director")
    best = Standing.objects.filter(subject_code=streets[-1])
    counted = {f"standing:{pk}" for pk in best.values_list("pk", flat=True)}
    assert (value, numerator) == (4, 4)
    assert opened_rows == counted
    sound()


@pytest.mark.proves("R-06", "S-151", "K-253")
def test_communities_below_the_mean_are_called_in_and_the_first_ten_commended(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    other = streets_made(office, 2)[1]
    here = [f"{STREET}001", *areas_made(office, "community", [f"{STREET}{nth:03d}" for nth in range(2, 10)])]
    there = areas_made(office, "community", [f"{other}{nth:03d}" for nth in range(1, 4)])
    office.hands.at = APRIL
    one = opened(office, scheme_ready(office, "cleanest_community"), "2026-03")
    # here nine: 96 … 88, mean 92, which the fifth has; there three: 87, 86, 85, mean 86, which the second has
    points = {code: 96 - nth for nth, code in enumerate(here)} | {
        code: 87 - nth for nth, code in enumerate(there)
    }
    scored(office, one, points)
    assert published(office, one) == 303
    called = {code for code, _rule in interviews(one)}
    assert called == {*here[5:], there[2]}
    witness.boundary("R-06", just_before=here[4] in called or there[1] in called, at=here[5] in called)
    with scope_opened(("",)):
        awarded = {row.subject_code: row.rank for row in Commendation.objects.all()}
        counted = {f"commendation:{pk}" for pk in Commendation.objects.values_list("pk", flat=True)}
    witness.boundary("R-06", just_before=there[1] in awarded, at=awarded.get(there[0]) == 10)
    assert len(awarded) == 10
    value, numerator, opened_rows = opened_records(office, "communities_awarded")
    assert (value, numerator) == (10, 10)
    witness.figure("K-253", numerator=10, denominator=None, counted=counted, opened=opened_rows)
    secretary = told(office, "community")
    assert "予以嘉奖" in secretary


@pytest.mark.proves("R-07", "S-143", "S-146")
def test_grades_of_a_quarter_bring_the_award_of_their_tier(office: Office, witness: Witness) -> None:
    posts_filled(office)
    with scope_opened(("",)):
        come(office.loop, "cashier", "金六", Role.FINANCE, DISTRICT, "U-DISTRICT")
    streets = streets_made(office, 4)
    scheme_ready(office, "cleanest_quarter")
    named = latest("cleanest_quarter")
    page = office("director").client.get(f"/contest-schemes/{named}/next").context["view"]
    typed = {item.name: item.value for item in page.fields if item.kind != "hidden"}
    office("director").form(
        f"/contest-schemes/{named}/next",
        **{**typed, "excellent": "90", "good": "80", "excellent_yuan": "50000", "good_yuan": "20000.50",
           "reason": "奖补办法"},
    )  # fmt: skip
    office.hands.at = APRIL
    one = opened(office, latest("cleanest_quarter"), "2026-Q1")
    scored(office, one, dict(zip(streets, ("90", "89.99", "80", "79.99"), strict=True)))
    assert published(office, one) == 303
    with scope_opened(("",)):
        given = {row.subject_code: (row.grade, row.amount_fen) for row in Commendation.objects.all()}
    assert given == {
        streets[0]: ("grade_excellent", 5_000_000), streets[1]: ("grade_good", 2_000_050),
        streets[2]: ("grade_good", 2_000_050),
    }  # fmt: skip
    witness.boundary("R-07", just_before=given[streets[1]][0] == "grade_excellent",
                     at=given[streets[0]][0] == "grade_excellent")  # fmt: skip
    witness.boundary("R-07", just_before=streets[3] in given, at=given[streets[2]][0] == "grade_good")
    assert "¥50,000.00" in office("town_head").page("/commendations")
    (sheet,) = office("cashier").client.get("/payment-sheets").context["view"].rows
    assert "¥90,001.00" in office("cashier").page(sheet.url)  # 50,000 and twice 20,000.50
    assert "第 1/4 名" in told(office, "town_head")


def test_problems_found_while_scoring_open_to_their_sheets_and_a_struck_sheet_does_not_count(
    office: Office, sign_in: Callable[..., Client]
) -> None:
    posts_filled(office)
    one = opened(office, scheme_ready(office, "cleanest_street"), "2026-03")
    sheet = {f"points_{key}": "80" for key in ("roads", "bins", "order", "walls", "green")}
    for problems in ("3", "4", "5"):
        office("scorer").form(
            f"/contests/{one}/mark", subject=STREET, samples="1", problems=problems, **sheet
        )
    with scope_opened(("",)):
        kept = [f"mark:{pk}" for pk in Mark.objects.order_by("pk").values_list("pk", flat=True)]
        last = Mark.objects.order_by("-pk").values_list("pk", flat=True)[0]
    office("scorer").form(f"/contest-marks/{last}/strike", reason="重复打分")
    value, _numerator, opened_rows = opened_records(office, "contest_problems")
    assert (value, opened_rows) == (7, set(kept[:2]))
    assert office("press").client.get("/contest-marks").status_code == 403
    elsewhere = sign_in("leader", area="990102")
    assert elsewhere.get("/contest-marks").context["view"].rows == ()
    assert elsewhere.get(f"/contest-marks/{last}").status_code == 404
    assert _refused(office, "scorer", f"/contests/{one}/mark", {"subject": STREET, "samples": "1"}) == 422
    sound()


@pytest.mark.proves("K-257")
def test_problems_found_for_the_cup_are_put_right_and_open_to_exactly_their_sheets(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    streets_made(office, 2)
    cup = opened(office, scheme_ready(office, "clean_cup"), "2026-Q1")
    other = opened(office, scheme_ready(office, "cleanest_street"), "2026-03")
    sheet: dict[str, object] = {f"points_{key}": "80" for key in ("roads", "bins", "order", "walls", "green")}
    for one, problems in ((cup, "3"), (cup, "4"), (cup, "0"), (cup, "5"), (other, "6")):
        office("scorer").form(
            f"/contests/{one}/mark", subject=STREET, samples="1", problems=problems, **sheet
        )
    with scope_opened(("",)):
        first, second, _clean, struck, _other = Mark.objects.order_by("pk").values_list("pk", flat=True)
    scorer, path = office("scorer"), f"/contest-marks/{first}"
    scorer.form(f"{path}/recheck", rectified="2", note="积水已清", photos=upload())
    for wrong in ("2", "0"):
        assert _refused(office, "scorer", f"{path}/recheck", {"rectified": wrong}) == 422
    scorer.form(f"/contest-marks/{struck}/recheck", rectified="5")
    scorer.form(f"/contest-marks/{struck}/strike", reason="重复打分")
    assert _refused(office, "scorer", f"/contest-marks/{second}/recheck", {"rectified": "5"}) == 422
    assert office("town_head").client.get(f"{path}/recheck").status_code == 403  # not of one's own street
    page = office("town_head").page(path)
    assert "积水已清" in page
    assert "整改 2 个" in page

    found, put_right = [f"mark:{first}", f"mark:{second}"], [f"mark:{first}"]
    value, numerator, opened_rows = opened_records(office, "cup_problems")
    assert value == 7
    witness.figure("K-257", numerator=numerator, denominator=None, counted=found, opened=opened_rows)
    value, numerator, opened_rows = opened_records(office, "cup_problems_rectified")
    assert value == 2
    witness.figure("K-257", numerator=numerator, denominator=None, counted=put_right, opened=opened_rows)
    (rate,) = office("leader").get("/figures", key="cup_rectified_rate")
    assert (rate["numerator"], rate["denominator"]) == (2, 7)
    scorer.form(f"{path}/recheck", rectified="1")
    assert opened_records(office, "cup_problems_rectified")[0] == 3
    assert _refused(office, "scorer", f"{path}/recheck", {"rectified": "1"}) == 422  # none is left
    sound()


def test_rounds_are_published_in_their_order_over_and_by_whoever_may(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 2)
    scheme = scheme_ready(office, "cleanest_street")
    march = opened(office, scheme, "2026-03")
    scored(office, march, dict.fromkeys(streets, 80))
    assert published(office, march) == 409  # March still runs
    assert office("scorer").client.get(f"/contests/{march}/publish").status_code == 403
    office.hands.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    april = opened(office, scheme, "2026-04")
    scored(office, april, dict.fromkeys(streets, 80))
    assert published(office, april) == 409  # March comes first
    page = office("director").client.get(f"/contests/{march}/publish").context["view"].version
    scored(office, march, {streets[0]: 90})
    stale = office("director").client.post(f"/contests/{march}/publish", {"version": page})
    assert stale.status_code == 409  # a sheet came in since
    assert published(office, march) == 303
    assert published(office, april) == 303
    late = office("director").client
    typed = {"version": "", "scheme": str(scheme), "period": "2026-02"}
    assert late.post("/contests/open", typed).status_code == 409
    assert late.post("/contests/open", {**typed, "period": "2026-Q1"}).status_code == 422
    assert late.post("/contests/open", {**typed, "period": "2026-06"}).status_code == 422
    assert _refused_mark(office, march, streets[0]) == 409


def _refused_mark(office: Office, round_id: int, code: str, **changes: str) -> int:
    sheet = {f"points_{key}": "80" for key in ("roads", "bins", "order", "walls", "green")}
    client = office("scorer").client
    typed = {"version": "", "subject": code, "samples": "1", "problems": "0", **sheet, **changes}
    return int(client.post(f"/contests/{round_id}/mark", typed).status_code)


def test_a_sheet_and_a_scheme_with_numbers_that_could_not_be_kept_are_refused(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 2)
    scheme = scheme_ready(office, "cleanest_street")
    one = opened(office, scheme, "2026-03")
    for changes in (
        {"problems": "99999"}, {"samples": "99999"}, {"marked_at": "0001-01-02T08:00"},
        {"marked_at": "9999-12-30T08:00"},
    ):  # fmt: skip
        assert _refused_mark(office, one, streets[0], **changes) == 422, changes
    path = f"/contest-schemes/{scheme}/next"
    view = office("director").client.get(path).context["view"]
    typed = {item.name: item.value for item in view.fields if item.kind != "hidden"} | {"reason": "文件"}
    for key, wrong in (
        ("excellent", "100000"), ("black_below", "100000"), ("good_yuan", "1" + "0" * 20),
    ):  # fmt: skip
        assert _refused(office, "director", path, {**typed, key: wrong}) == 422, key


def test_a_street_that_was_renamed_keeps_its_row_of_last_places(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 3)
    scheme = scheme_ready(office, "cleanest_street")
    office.hands.at = APRIL
    march = opened(office, scheme, "2026-03")
    scored(office, march, {streets[0]: 60, streets[1]: 70, streets[2]: 80})
    assert published(office, march) == 303
    (fresh,) = areas_made(office, "street", ["990101090"])
    with scope_opened(("",)):
        office.loop.town.areas[STREET].state = "void"
        office.loop.town.areas[STREET].save(update_fields=["state"])
    page = office("director").client.get(f"/contest-schemes/{scheme}/next").context["view"]
    typed = {item.name: item.value for item in page.fields if item.kind != "hidden"}
    path = office("director").form(
        f"/contest-schemes/{scheme}/next",
        **{**typed, "successors": f"{STREET} ＞ {fresh}、", "reason": "撤街设新"},
    )
    office.hands.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    april = opened(office, int(path.rsplit("/", 1)[1]), "2026-04")
    scored(office, april, {fresh: 60, streets[1]: 70, streets[2]: 80})
    assert published(office, april) == 303
    assert interviews(april) == {(fresh, "R-04")}


def test_a_street_that_took_another_in_is_not_called_in_for_what_was_its_own_part_alone(
    office: Office,
) -> None:
    posts_filled(office)
    streets = streets_made(office, 3)
    scheme = scheme_ready(office, "cleanest_street")
    office.hands.at = APRIL
    march = opened(office, scheme, "2026-03")
    scored(office, march, {streets[0]: 60, streets[1]: 70, streets[2]: 80})
    assert published(office, march) == 303
    with scope_opened(("",)):
        Area.objects.filter(code=streets[1]).update(state="void")
    page = office("director").client.get(f"/contest-schemes/{scheme}/next").context["view"]
    typed = {item.name: item.value for item in page.fields if item.kind != "hidden"}
    path = office("director").form(
        f"/contest-schemes/{scheme}/next",
        **{**typed, "successors": f"{streets[1]} > {streets[0]}", "reason": "并街"},
    )
    office.hands.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    april = opened(office, int(path.rsplit("/", 1)[1]), "2026-04")
    scored(office, april, {streets[0]: 60, streets[2]: 80})
    assert published(office, april) == 303
    assert interviews(april) == set(), "in March its other part was not last"


def test_a_street_objects_to_an_item_and_an_upheld_objection_strikes_the_sheet(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 2)
    one = opened(office, scheme_ready(office, "cleanest_street"), "2026-03")
    scored(office, one, {streets[0]: 60, streets[1]: 80})
    scored(office, one, {streets[0]: 90})
    with scope_opened(("",)):
        low = Mark.objects.get(subject_code=STREET, points__roads="60")
    path = f"/contest-marks/{low.pk}"
    assert "60" in office("town_head").page(path)
    assert office("scorer").client.get(f"{path}/object").status_code == 403
    office("town_head").form(f"{path}/object", item="roads", text="该路段属施工围挡")
    assert _refused(office, "town_head", f"{path}/object", {"item": "luck", "text": "x"}) == 422
    office.hands.at = APRIL
    assert published(office, one) == 409  # it waits for an answer
    with scope_opened(("",)):
        objection = Objection.objects.get()
    decide = f"/contest-objections/{objection.pk}/decide"
    assert decide in office("scorer").page(path)
    assert office("town_head").client.get(decide).status_code == 403
    office("scorer").form(decide, upheld="objection_upheld", answer="现场核实，打分作废")
    assert "现场核实" in office("town_head").page(path)
    assert "申诉成立" in told(office, "town_head")
    assert office("scorer").client.get(decide).status_code == 409
    assert published(office, one) == 303
    assert ranks(one) == {streets[0]: 1, streets[1]: 2}
    assert office("town_head").client.get(f"{path}/object").status_code == 409  # struck
    sound()
