"""Figures on the screen, by API and at the terminal: the same numbers, each opening to its records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.core.management import call_command

from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.values import aims_counted
from xiuhua.evaluation.terms import WhyNone
from xiuhua.evaluation.terms.plans import Course
from xiuhua.evaluation.tests.test_engine import after, closed
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
MARCH = {"period": "2026-03"}
DISTRICT = "990101"


def asked(client: Client, **query: object) -> list[dict[str, object]]:
    answer = client.get(f"/api/v1/figures?{urlencode({**MARCH, **query}, doseq=True)}")
    assert answer.status_code == 200, answer.content.decode()
    found: list[dict[str, object]] = answer.json()
    return found


@pytest.fixture
def two(loop: Loop) -> tuple[int, int]:
    """One case closed, one being handled."""
    done = closed(loop, loop.report(), MONDAY)
    return done.pk, loop.to_handling(loop.report("07001", at=after(30)), after(30)).pk


def test_the_api_gives_each_figure_with_its_counts(two: tuple[int, int], sign_in: SignIn) -> None:
    (found,) = asked(sign_in("leader", area=DISTRICT), key="closure_rate_cohort")
    as_of = found.pop("as_of")
    assert isinstance(as_of, str)
    assert found == {
        "key": "closure_rate_cohort", "name": "结案率", "variant": "结案/立案，同一批案件", "scope": "",
        "period": "2026-03", "value": 50.0, "unit": "%", "numerator": 1, "denominator": 2,
        "formula": "期内立案的案件中，已结案的", "source_row": "K-278", "why_none": "", "compared": None,
    }  # fmt: skip


def test_the_api_refuses_what_it_cannot_answer(loop: Loop, sign_in: SignIn) -> None:
    client = sign_in("leader", area=DISTRICT)
    assert client.get("/api/v1/figures?period=soon").status_code == 422
    assert client.get("/api/v1/figures?key=nothing").status_code == 404
    assert client.get("/api/v1/figures?against=luck").status_code == 422
    assert client.get("/figures?against=luck").status_code == 422
    assert client.get("/api/v1/figures?area=990102").status_code == 403
    assert sign_in("resident").get("/api/v1/figures").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/figures?period=1990", "/figures?period=2199-12", "/figures?as_of=0001-01-01", "/targets?year=1990",
        "/targets?year=2199", "/month?period=1990-01", "/evaluation-forms?period=1990",
        "/figures/filed/course?period=2199", "/figures/filed/records?as_of=0001-01-01",
        "/api/v1/figures?period=1990&against=year", "/api/v1/figures?as_of=1990-01-05",
    ],
)  # fmt: skip
def test_a_time_beside_which_nothing_stands_is_refused_in_a_sentence(
    loop: Loop, sign_in: SignIn, path: str
) -> None:
    assert sign_in("leader", area=DISTRICT).get(path).status_code == 422


def test_somebody_of_another_district_counts_none_of_these_cases(
    two: tuple[int, int], sign_in: SignIn
) -> None:
    (found,) = asked(sign_in("leader", area="990102"), key="filed")
    assert (found["value"], found["why_none"]) == (None, "尚无任何记录")


def test_the_page_prints_the_variant_both_counts_and_where_they_open(
    two: tuple[int, int], sign_in: SignIn, sql_budget: Budget
) -> None:
    client = sign_in("leader", area=DISTRICT)
    with sql_budget("figures", most=12):
        text = client.get("/figures?period=2026-03").content.decode()
    for said in ("结案/立案，同一批案件", "50.0%", "2026 年 3 月", "三个第一时间"):
        assert said in text
    assert "/figures/closure_rate_cohort/records?period=2026-03&amp;side=denominator" in text
    english = client.get("/figures?period=2026-03", headers={"Accept-Language": "en"}).content.decode()
    assert "closed / filed, same cases" in english


def test_a_count_opens_to_its_cases_and_a_sheet_holds_the_same(
    two: tuple[int, int], sign_in: SignIn, sql_budget: Budget
) -> None:
    client = sign_in("leader", area=DISTRICT)
    numbers = [f"AJ{pk:08d}" for pk in two]
    client.get("/figures/filed/records?period=2026-03")
    with sql_budget("figure records", most=12):
        text = client.get("/figures/filed/records?period=2026-03").content.decode()
    assert all(number in text for number in numbers)
    text = client.get("/figures/closure_rate_cohort/records?period=2026-03").content.decode()
    assert [number in text for number in numbers] == [True, False]
    sheet = client.get("/figures/closure_rate_cohort/records?period=2026-03&export=csv")
    told = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # a file is streamed
    assert [number in told.decode("utf-8-sig") for number in numbers] == [True, False]
    assert client.get("/figures/nothing/records").status_code == 404
    assert sign_in("resident").get("/figures/filed/records").status_code == 403


def test_departments_open_to_units(loop: Loop, sign_in: SignIn) -> None:
    case = loop.report()
    loop.act(case, CaseAct.ACCEPT, "acceptor", after(1))
    loop.act(case, CaseAct.FILE, "head", after(2))
    loop.act(case, CaseAct.DISPATCH, "dispatcher", after(3), unit_id=loop.unit("U-WATER").pk)
    client = sign_in("leader", area=DISTRICT)
    text = client.get("/figures/linked_departments/records?period=2026-03").content.decode()
    assert "区水务局" in text
    assert "云河市政养护公司" not in text


def test_the_command_prints_what_the_api_gives(two: tuple[int, int], sign_in: SignIn) -> None:
    expected = asked(sign_in("leader", area=DISTRICT), area=DISTRICT)
    as_json, as_csv, as_table = (io.StringIO() for _ in range(3))
    for out, form in ((as_json, "json"), (as_csv, "csv"), (as_table, "table")):
        call_command("figures", "--area", DISTRICT, "--period", "2026-03", "--format", form, stdout=out)
    found = json.loads(as_json.getvalue())
    for rows in (found, expected):
        for row in rows:
            del row["as_of"]
    assert found == expected
    assert [row["key"] for row in csv.DictReader(io.StringIO(as_csv.getvalue()))] == [
        row["key"] for row in found
    ]
    assert "50.0%" in as_table.getvalue()


def test_the_command_refuses_in_a_sentence(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("figures", "--period", "soon")
    assert left.value.code == 2
    assert "2026-Q1" in capsys.readouterr().err


def test_as_of_is_kept_on_the_way_to_the_records(two: tuple[int, int], sign_in: SignIn) -> None:
    client = sign_in("leader", area=DISTRICT)
    now = (MONDAY + timedelta(days=30)).isoformat()
    text = client.get(f"/figures?{urlencode({**MARCH, 'as_of': now})}").content.decode()
    assert f"as_of={urlencode({'': now})[1:]}" in text


def test_growth_over_a_year_in_which_records_begin_is_not_asked_for(two: tuple[int, int]) -> None:
    target = Target(figure="filed", area_code=DISTRICT, period="2027", kind="target_growth", amount=10)
    at = datetime(2027, 2, 1, tzinfo=UTC)
    said = Wording(area=DISTRICT, period="2027", keys=("filed",))
    (aimed,) = aims_counted([target], question_read(said, areas=("",), at=at))
    assert aimed.progress.course is Course.UNKNOWN
    assert aimed.progress.why is WhyNone.BEFORE_RECORDS


def test_records_asked_for_by_what_their_facts_do_not_have_are_all_of_them(
    two: tuple[int, int], sign_in: SignIn
) -> None:
    page = sign_in("leader", area=DISTRICT).get("/figures/filed/records?period=2026-03&person=user:1")
    assert page.status_code == 200
    assert len(page.context["view"].rows) == 2
