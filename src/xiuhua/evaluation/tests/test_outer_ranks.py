"""Ranks that the city publishes: entered, imported, corrected, and the months running in first place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import OuterRank
from xiuhua.evaluation.queries.outer_ranks import outer_run
from xiuhua.evaluation.rules.outer_ranks import first_run, month_index
from xiuhua.evaluation.services.outer_ranks import NewOuterRank, outer_rank_enter
from xiuhua.evaluation.terms.outer_ranks import OuterRanking
from xiuhua.evaluation.tests.contests_kit import posts_filled
from xiuhua.evaluation.tests.test_contests import opened_records, sound
from xiuhua.scenekit.testkit.witness import Witness

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]


def oracle(ranks: dict[str, int | None]) -> tuple[str, ...]:
    """Walk the calendar from its first month on: a first rank lengthens the run, all else begins it anew."""
    run: list[str] = []
    ended: tuple[str, ...] = ()
    for month in MONTHS:
        rank = ranks.get(month)
        run = [*run, month] if rank == 1 else []
        if rank is not None:
            ended = tuple(run)
    return ended


@given(st.dictionaries(st.sampled_from(MONTHS), st.one_of(st.none(), st.integers(1, 3))))
def test_the_run_is_what_a_walk_through_the_calendar_finds(ranks: dict[str, int | None]) -> None:
    assert first_run(ranks) == oracle(ranks)


def test_june_to_august_first_are_three_months_and_a_gap_ends_them() -> None:
    summer: dict[str, int | None] = {"2021-05": 2, "2021-06": 1, "2021-07": 1, "2021-08": 1}
    assert first_run(summer) == ("2021-06", "2021-07", "2021-08")
    assert first_run({**summer, "2021-10": 1}) == ("2021-10",)
    assert first_run({**summer, "2021-09": 2}) == ()
    assert first_run({"2021-12": 1, "2022-01": 1}) == ("2021-12", "2022-01")
    assert first_run({}) == ()
    assert [month_index(text) for text in ("2021-13", "2021-1", "21-01", "")] == [None] * 4


@pytest.mark.slow("the office signs in and enters four months")
@pytest.mark.proves("K-003")
def test_months_running_first_in_the_city_are_counted_from_the_ranks_entered(
    office: Office, witness: Witness, sign_in: Callable[..., Client]
) -> None:
    posts_filled(office)
    office.hands.at = datetime(2026, 9, 2, 1, tzinfo=UTC)

    def entered(month: str, rank: str, ranking: str = "outer_campaign") -> int:
        path = office("director").form(
            "/outer-ranks/new", ranking=ranking, area_code=DISTRICT, month=month, rank=rank, ranked="10",
            source=f"市整治办{month}通报",
        )  # fmt: skip
        return int(path.rsplit("/", 1)[1])

    entered("2026-05", "3")
    june, july, august = (entered(month, "1") for month in ("2026-06", "2026-07", "2026-08"))
    entered("2026-08", "1", ranking="outer_management")  # another ranking
    value, numerator, opened_rows = opened_records(office, "city_first_months")
    assert value == 3
    witness.figure(
        "K-003", numerator=numerator, denominator=None,
        counted=[f"outer_rank:{pk}" for pk in (june, july, august)], opened=opened_rows,
    )  # fmt: skip
    assert "连续 3 个月第一：2026-06 至 2026-08" in office("leader").page(f"/outer-ranks/{june}")
    leader = office("leader").client
    assert leader.get("/outer-ranks/new").status_code == 403

    # July was another's: a correction says why, and the run is August alone; what was said before stays.
    director = office("director").client
    page = director.get(f"/outer-ranks/{july}/correct")
    again = {
        "version": page.context["view"].version, "ranking": "outer_campaign", "area_code": DISTRICT,
        "month": "2026-07", "rank": "2", "ranked": "10", "source": "更正通报",
    }  # fmt: skip
    assert director.post(f"/outer-ranks/{july}/correct", again).status_code == 422
    assert director.post(f"/outer-ranks/{july}/correct", {**again, "reason": "看错行"}).status_code == 303
    value, _numerator, opened_rows = opened_records(office, "city_first_months")
    assert (value, opened_rows) == (1, {f"outer_rank:{august}"})
    assert "看错行" in office("leader").page(f"/outer-ranks/{july}")
    assert director.post(f"/outer-ranks/{july}/correct", {**again, "reason": "慢了一步"}).status_code == 409
    page = director.get("/outer-ranks/new")
    for wrong in ({"month": "2026-13"}, {"month": "2026-10"}, {"rank": "11"}, {"rank": "0"}):
        typed = {**again, "version": page.context["view"].version, "month": "2026-04", "rank": "1", **wrong}
        assert director.post("/outer-ranks/new", typed).status_code == 422, wrong
    elsewhere = sign_in("leader", area="990102")
    assert elsewhere.get("/outer-ranks").context["view"].rows == ()
    assert elsewhere.get(f"/outer-ranks/{july}").status_code == 404
    sound()


_SHEET = """排名,区域代码,月份,名次,参评数,依据文件
城市环境大整治,990101,2026-06,1,10,市整治办6月通报
城市环境大整治,990101,2026-07,1,10,市整治办7月通报
"""


def _run(office: Office, text: str) -> str:
    client = office("director").client
    file = BytesIO(("\ufeff" + text).encode())
    file.name = "ranks.csv"
    page = client.get("/imports/new")
    version = page.context["view"].version
    answer = client.post("/imports/new", {"kind": "outer_ranks", "file": file, "version": version})
    assert answer.status_code == 303, answer.content.decode()[-3_000:]
    return str(answer["Location"])


def _done(office: Office, run: str, act: str) -> None:
    client = office("director").client
    form = client.get(f"{run}/{act}")
    answer = client.post(f"{run}/{act}", {"version": form.context["view"].version, "reason": "错表"})
    assert answer.status_code == 303, answer.content.decode()[-3_000:]


@pytest.mark.slow("two files are imported by their pages, and one is taken back")
def test_ranks_come_by_file_with_errors_by_line_and_go_again(office: Office) -> None:
    posts_filled(office)
    office.hands.at = datetime(2026, 9, 2, 1, tzinfo=UTC)
    wrong = _run(office, _SHEET.replace("2026-07,1,10", "2026-77,11,10"))
    page = office("director").page(wrong)
    assert "月份写作 2026-03" in page
    assert "参评数不小于名次" in page
    with scope_opened(("",)):
        assert not OuterRank.objects.exists()
    good = _run(office, _SHEET)
    _done(office, good, "commit")
    assert opened_records(office, "city_first_months")[0] == 2
    corrected = _run(office, _SHEET.replace("2026-07,1,", "2026-07,4,"))
    _done(office, corrected, "commit")
    assert opened_records(office, "city_first_months")[0] == 0
    _done(office, corrected, "undo")
    assert opened_records(office, "city_first_months")[0] == 2
    sound()


@pytest.mark.slow("forty histories are entered")
def test_the_figure_counts_what_the_rule_finds_over_any_history(office: Office) -> None:
    posts_filled(office)
    chance = Random(20260801)  # noqa: S311 - a drawing, not a secret
    office.hands.at = datetime(2026, 1, 2, 1, tzinfo=UTC)
    for _history in range(4):
        for month in MONTHS[chance.randrange(12) :]:
            if chance.random() < 0.25:
                continue
            rank = chance.choice((1, 1, 1, 2, None))
            new = NewOuterRank(
                ranking=OuterRanking.CAMPAIGN, area_code=DISTRICT, month=month, rank=rank,
                ranked=9 if rank else None, source="通报", reason="更正",
            )  # fmt: skip
            with scope_opened(("",)):
                outer_rank_enter(new=new, actor=office.loop.actors["director"], at=office.hands.at)
            if chance.random() < 0.3:
                with scope_opened(("",)):
                    run = outer_run("outer_campaign", DISTRICT)
                value, _numerator, opened_rows = opened_records(office, "city_first_months")
                assert (value or 0, len(opened_rows)) == (len(run), len(run))
