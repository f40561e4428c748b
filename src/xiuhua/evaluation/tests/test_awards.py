"""Awards for a year of daily checks, contractors scored by three parties, races, and trials of a scheme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Commendation, Interview, Mark, PaymentSheet, Scheme, Standing
from xiuhua.evaluation.queries.listings import contractor_scores
from xiuhua.evaluation.services.rounds import NewMark, mark_record, round_open, round_publish
from xiuhua.evaluation.tests.contests_kit import (
    APRIL,
    CITY,
    areas_made,
    latest,
    opened,
    posts_filled,
    published,
    ranks,
    scheme_ready,
    scored,
    streets_made,
    told,
)
from xiuhua.evaluation.tests.test_contests import opened_records, sound
from xiuhua.inspections.tests.inspection_kit import upload
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("people sign in, score for a year and pay by its pages")
FIVE = ("roads", "bins", "order", "walls", "green")


def _next(office: Office, key: str, **typed: str) -> None:
    """Publish the next version of a scheme by its page, with what is typed."""
    named = latest(key)
    page = office("director").client.get(f"/contest-schemes/{named}/next").context["view"]
    held = {item.name: item.value for item in page.fields if item.kind != "hidden" and item.value is not None}
    office("director").form(f"/contest-schemes/{named}/next", **{**held, "reason": "奖补办法", **typed})


def _round(office: Office, key: str, period: str, *, area: str = DISTRICT) -> int:
    with scope_opened(("",)):
        made = round_open(
            key=key, area_code=area, period=period, actor=office.loop.actors["director"], at=office.hands.at
        )
    return made.pk


def _published(office: Office, round_id: int) -> None:
    with scope_opened(("",)):
        round_publish(round_id=round_id, actor=office.loop.actors["director"], at=office.hands.at)


def _checked(office: Office, round_id: int, points: dict[str, str], days: int) -> None:
    """Let the assessor check each street on so many days of the round's month."""
    with scope_opened(("",)):
        since = office.hands.at - timedelta(days=28)
        for code, given in points.items():
            mark_record(
                new=NewMark(
                    round_id=round_id, subject_code=code, samples=days,
                    points={key: Decimal(given) for key in FIVE}, marked_at=since,
                ),
                actor=office.loop.actors["scorer"], at=office.hands.at,
            )  # fmt: skip


@pytest.mark.proves("S-147", "R-11")
def test_daily_checks_become_a_month_a_quarter_a_year_and_an_award_that_finance_approves(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    with scope_opened(("",)):
        come(office.loop, "cashier", "金六", Role.FINANCE, DISTRICT, "U-DISTRICT")
    streets = streets_made(office, 3)
    for key in ("subsidy_month", "subsidy_quarter", "subsidy_year"):
        scheme_ready(office, key)
    _next(office, "subsidy_year", excellent_yuan="100000", good_yuan="40000")
    # a day too few in one month: 19 checks of 20 that are asked for
    for month in range(1, 13):
        office.hands.at = datetime(2026 + month // 12, month % 12 + 1, 1, 1, tzinfo=UTC)
        one = _round(office, "subsidy_month", f"2026-{month:02}")
        _checked(office, one, {streets[0]: "90", streets[1]: "70" if month < 4 else "90"}, 20)
        _checked(office, one, {streets[2]: "95"}, 19 if month == 5 else 20)
        if month == 1:
            sheet: dict[str, object] = {f"points_{key}": "90" for key in FIVE}
            office("scorer").form(
                f"/contests/{one}/mark", subject=streets[0], samples="1", problems="0",
                marked_at="2026-01-20T10:00", **sheet,
            )  # fmt: skip
        _published(office, one)
        if month == 5:
            assert Standing.objects.get(round=one, subject_code=streets[2]).unranked == "unranked_few"
        if month % 3 == 0:
            _published(office, _round(office, "subsidy_quarter", f"2026-Q{month // 3}"))
    year = _round(office, "subsidy_year", "2026")
    preview = office("director").page(f"/contests/{year}")
    assert "2026-Q1 90.00 · 2026-Q2 90.00" in preview
    assert published(office, year) == 303
    stood = {
        row.subject_code: (row.score, row.grade, row.unranked) for row in Standing.objects.filter(round=year)
    }
    # 90; (70 + 3 × 90) / 4 = 85; no second quarter, as May had a check too few
    assert stood == {
        streets[0]: (Decimal("90.00"), "grade_excellent", ""),
        streets[1]: (Decimal("85.00"), "grade_good", ""),
        streets[2]: (None, "", "unranked_round"),
    }
    with scope_opened(("",)):
        sheet_row = PaymentSheet.objects.get()
        given = dict(Commendation.objects.values_list("subject_code", "rule"))
    assert given == {streets[0]: "R-11", streets[1]: "R-11+"}
    witness.boundary("R-11", just_before=streets[2] in given, at=streets[0] in given)
    assert sheet_row.total_fen == 14_000_000
    assert "待核准奖补计算书" in told(office, "cashier")
    path = f"/payment-sheets/{sheet_row.pk}"
    page = office("cashier").page(path)
    for words in ("优秀: 1 × ¥100,000.00 = ¥100,000.00", "¥140,000.00", "第 2 版", "奖补办法"):
        assert words in page, words
    assert office("director").client.get(f"{path}/decide").status_code == 403
    office("cashier").form(f"{path}/decide", decision="payment_approved", note="列入专项资金")
    assert "已核准" in office("director").page(path)
    exported = office("director").client.get(f"/commendations?round={year}&export=csv")
    kept = b"".join(exported.streaming_content) if exported.streaming else exported.content  # type: ignore[attr-defined]  # as a file
    assert "¥100,000.00" in kept.decode("utf-8-sig")
    assert "予以嘉奖" in told(office, "town_head")
    sound()


@pytest.mark.proves("S-152", "R-86", "P-40")
def test_a_contractor_is_scored_by_three_parties_sees_each_deduction_and_objects(
    office: Office, witness: Witness
) -> None:
    posts_filled(office)
    with scope_opened(("",)):
        office.loop.town.unit("U-SWEEP", "清源环卫公司", DISTRICT, "contractor")
        for person in (
            ("third", "第一", Role.SCORING_FIRM, DISTRICT, "U-DISTRICT"),
            ("sweeper", "洁二", Role.SANITATION_CONTRACTOR, DISTRICT, "U-SWEEP"),
            ("rival", "环三", Role.SANITATION_CONTRACTOR, DISTRICT, "U-CLEAN"),
        ):
            come(office.loop, *person)
    one = opened(office, scheme_ready(office, "contractors"), "2026-03")
    path = f"/contests/{one}/mark"

    def sheet(points: str, **more: object) -> dict[str, object]:
        marks = {f"points_{key}": points for key in ("work", "crew", "plant")}
        return {"subject": "U-SWEEP", "samples": "1", "problems": "0", **marks, **more}

    office("scorer").form(path, **sheet("90"))
    office("street").form(path, **sheet("80"))
    refused = office("third").client
    version = refused.get(path).context["view"].version
    bare = sheet("70", points_problem="5", version=version)
    assert refused.post(path, bare).status_code == 422  # a deduction needs a photo and words
    office.hands.at = APRIL
    before = published(office, one)  # two of three parties: nobody is ranked
    office.hands.at = APRIL - timedelta(days=3)
    office("third").form(path, **sheet("70", points_problem="5", note="果皮箱满溢", photos=upload()))
    # in the sheets of the town stands its own street; another street's office does not read them
    with scope_opened(("",)):
        assert set(Mark.objects.values_list("party", "area_code")) == {
            ("party_district", DISTRICT), ("party_town", STREET), ("party_third", DISTRICT),
        }  # fmt: skip
        taken = Mark.objects.get(party="party_third")

    own = f"/my-scores/sheets/{taken.pk}"
    page = office("sweeper").page(own)
    assert "果皮箱满溢" in page
    assert "<img" in page
    assert "第一" not in page  # not who filled it in
    assert office("rival").client.get(own).status_code == 403
    assert office("rival").client.get("/my-scores/sheets").context["view"].rows == ()
    assert office("sweeper").client.get(f"/contest-marks/{taken.pk}").status_code == 403
    office("sweeper").form(f"{own}/object", item="problem", text="该箱不在合同范围")
    office.hands.at = APRIL
    assert published(office, one) == 409  # it waits for an answer
    with scope_opened(("",)):
        objection = taken.objections.get()
    office("scorer").form(
        f"/contest-objections/{objection.pk}/decide", upheld="objection_rejected", answer="在合同清单内"
    )
    assert "在合同清单内" in office("sweeper").page(own)
    assert published(office, one) == 303
    stood = Standing.objects.get(round=one, subject_code="U-SWEEP")
    # 90 × 40 % + 80 × 30 % + 70 × 30 % = 81, less 5
    assert stood.score == Decimal("76.00")
    witness.boundary("R-86", just_before=before == 303, at=stood.score is not None)
    assert "区 90.00 · 镇（街道） 80.00 · 第三方 70.00" in office("director").page(f"/contests/{one}")
    assert "76.00" in office("sweeper").page(f"/my-scores/{stood.pk}")
    assert office("rival").client.get(f"/my-scores/{stood.pk}").status_code == 403
    assert "76.00 分" in told(office, "sweeper")
    span = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 5, 1, tzinfo=UTC)}
    assert [row.score for row in contractor_scores("U-SWEEP", **span)] == [Decimal("76.00")]
    # a town scores no contest that it is ranked in
    cup = opened(office, scheme_ready(office, "cleanest_street"), "2026-04")
    assert office("street").client.get(f"/contests/{cup}/mark").status_code == 403
    sound()


@pytest.mark.proves("S-149")
def test_grids_compare_themselves_and_the_first_three_of_the_month_are_commended(office: Office) -> None:
    posts_filled(office)
    grids = ["990101003Z01", *areas_made(office, "duty_grid", [f"990101003Z{nth:02}" for nth in range(2, 6)])]
    one = opened(office, scheme_ready(office, "compare_grids"), "2026-03")
    sheet = {f"points_{key}": "95" for key in ("clean", "order", "walls")}
    office("scorer").form(f"/contests/{one}/mark", subject=grids[4], samples="1", problems="0", **sheet)
    scored(office, one, dict(zip(grids[:4], (90, 85, 85, 70), strict=True)))
    office.hands.at = APRIL
    assert published(office, one) == 303
    assert ranks(one) == {grids[4]: 1, grids[0]: 2, grids[1]: 3, grids[2]: 3, grids[3]: 5}
    with scope_opened(("",)):
        assert set(Commendation.objects.values_list("subject_code", flat=True)) == {*grids[:3], grids[4]}
    page = office("leader").page(f"/contests/{one}")
    assert "比学赶超" in page
    assert "95.00" in page


@pytest.mark.proves("S-150", "K-071")
def test_districts_race_quarter_by_quarter_by_marks_and_by_figures_of_the_platform(
    office: Office, witness: Witness
) -> None:
    posts_filled(office, area=CITY)
    closed = [office("collector").report()["id"] for _nth in range(2)]
    for case in closed:
        office.closed(case)
    office.hands.at = APRIL
    scheme_ready(office, "race_districts")
    _next(
        office, "race_districts",
        items="site | 现场 | Site | mark | 60\nclosed | 结案率 | Closed | figure | 40 | closure_rate_cohort",
    )  # fmt: skip
    first = _round(office, "race_districts", "2026-Q1", area=CITY)
    scored(office, first, {DISTRICT: 85, "990102": 99})
    assert published(office, first) == 303
    stood = {row.subject_code: row for row in Standing.objects.filter(round=first)}
    # 85 × 60 % + 100 % closed × 40 % = 91; the other district has no case, so no figure, and is not ranked
    assert stood[DISTRICT].score == Decimal("91.00")
    assert stood["990102"].unranked == "unranked_figure"
    page = office("press").page(f"/contests/{first}")
    assert "100.00 × 40 ÷ 100" in page
    assert "指标无数据" in page
    _next(office, "race_districts", items="site | 现场 | Site | mark | 100")
    later = []
    for nth, points in enumerate((92, 93, 94, 89), start=2):
        office.hands.at = datetime(2026 + nth // 4, nth % 4 * 3 + 1, 1, 1, tzinfo=UTC)
        later.append(_round(office, "race_districts", f"{2026 + nth // 5}-Q{nth % 4 or 4}", area=CITY))
        scored(office, later[-1], {DISTRICT: points, "990102": 80})
        if nth == 4:
            _published(office, later[-1])
            rows = Standing.objects.filter(subject_code=DISTRICT).values_list("pk", flat=True)
            counted = {f"standing:{pk}" for pk in rows}
            value, numerator, opened_rows = opened_records(office, "contest_excellent_streak", who="leader")
            assert (value, numerator) == (4, 4)  # 四连优
            witness.figure("K-071", numerator=4, denominator=None, counted=counted, opened=opened_rows)
        else:
            _published(office, later[-1])
    assert ranks(later[-1]) == {DISTRICT: 1, "990102": 2}
    assert opened_records(office, "contest_excellent_streak", who="leader")[0] == 0  # 89 is not excellent
    sound()


def test_a_scheme_is_tried_on_past_rounds_and_published_from_the_trial(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 3)
    scheme = scheme_ready(office, "cleanest_street")
    sheets: Iterable[tuple[str, str, str]] = (
        (streets[0], "90", "60"), (streets[0], "92", "62"),
        (streets[1], "80", "80"), (streets[1], "82", "79"),
        (streets[2], "20", "20"), (streets[2], "21", "20"),
    )  # fmt: skip
    assert office("director").client.get(f"/contest-schemes/{scheme}/try").status_code == 200
    one = opened(office, scheme, "2026-03")
    with scope_opened(("",)):
        for code, roads, other in sheets:
            mark_record(
                new=NewMark(
                    round_id=one, subject_code=code,
                    points={key: Decimal(roads if key == "roads" else other) for key in FIVE},
                ),
                actor=office.loop.actors["scorer"], at=office.hands.at,
            )  # fmt: skip
    office.hands.at = APRIL
    assert published(office, one) == 303
    assert ranks(one) == {streets[1]: 1, streets[0]: 2, streets[2]: 3}
    page = office("director").page(f"/contests/{one}")
    assert "名次有多稳" in page
    assert "名次有多稳" not in office("press").page(f"/contests/{one}")  # advice for the office alone
    before = (Interview.objects.count(), Standing.objects.count())
    form = office("director").client.get(f"/contest-schemes/{scheme}/try").context["view"]
    typed = {
        item.name: item.value for item in form.fields if item.kind != "hidden" and item.value is not None
    }
    typed["items"] = "roads | 道路保洁 | Roads | mark | 100"
    path = office("director").form(f"/contest-schemes/{scheme}/try", **typed)
    tried = office("director").page(path)
    for words in ("试算，不作数", "2 个名次变动", "↑ 1", "91.00"):
        assert words in tried, words
    assert (Interview.objects.count(), Standing.objects.count()) == before
    assert Scheme.objects.filter(key="cleanest_street").count() == 1
    assert office("press").client.get(path).status_code == 403
    typed["items"] = "new | 新项目 | New | mark | 100"
    other = office("director").form(f"/contest-schemes/{scheme}/try", **typed)
    assert "当时没有打这一项" in office("director").page(other)
    office("director").form(f"{path}/publish", reason="考核办法修订")
    assert Scheme.objects.filter(key="cleanest_street").count() == 2
    stale = office("director").client.post(f"{other}/publish", {"version": "2", "reason": "x"})
    assert stale.status_code == 409  # compared with a version that does not hold any more
    sound()


def test_an_interview_promises_a_figure_and_is_closed_by_what_it_came_to(office: Office) -> None:
    posts_filled(office)
    streets = streets_made(office, 3)
    scheme = scheme_ready(office, "cleanest_street")
    office.hands.at = datetime(2026, 5, 1, 1, tzinfo=UTC)
    for month in ("2026-03", "2026-04"):
        one = opened(office, scheme, month)
        scored(office, one, {STREET: 60, streets[1]: 70, streets[2]: 80})
        assert published(office, one) == 303
    with scope_opened(("",)):
        path = f"/interviews/{Interview.objects.get().pk}"
    words = {
        "present": "分管负责人",
        "minutes": "连续两月末位",
        "commitments": "结案率提升",
        "due_on": "2026-05-31",
    }
    client = office("director").client
    version = client.get(f"{path}/hold").context["view"].version
    half = client.post(f"{path}/hold", {"version": version, **words, "figure": "closure_rate_cohort"})
    assert half.status_code == 422
    office("director").form(
        f"{path}/hold", **words, figure="closure_rate_cohort", figure_target="95", figure_period="2026-05"
    )
    assert "未期满" in office("town_head").page(path)
    case = office("collector").report()["id"]
    office.closed(case)
    close = {"result": "结案率达标", "round": ""}
    early = office("director").client
    seen = early.get(f"{path}/close").context["view"].version
    assert early.post(f"{path}/close", {"version": seen, **close}).status_code == 409
    office.hands.at = datetime(2026, 6, 2, 1, tzinfo=UTC)
    office("director").form(f"{path}/close", **close)
    page = office("town_head").page(path)
    assert "目标 95 · 实际 100 · 达到" in page
    sound()
