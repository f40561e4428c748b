"""A wall asks for a whole screen: one row, counted once a second, told apart by its tag; rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.terms import CaseState
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.cases.tests.proof_kit import Hands
from xiuhua.evaluation.jobs import screens_count
from xiuhua.evaluation.models import ScreenRow
from xiuhua.evaluation.rules.screens import LEAST_AGE_S, UNATTENDED_S, rest_s
from xiuhua.evaluation.services.screens import screen_renew
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.test_month import send
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared import clock
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
DISTRICT = "990101"
FEED = "/api/v1/screens/hall"
CELLS = "filed | year\nfiled | year | street\nclosure_rate_cohort | year\nreported | day"


@pytest.fixture
def keeper(loop: Loop, recording: Recording, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever keeps the data has published a screen; one case of this year was filed three days ago."""
    monkeypatch.setattr(clock, "datetime", Hands(MONDAY + timedelta(days=3)))
    loop.case_in(CaseState.HANDLING)
    client = sign_in("data_admin", area=DISTRICT, person="screener")
    send(client, "/screens/new", key="hall", zh="大厅", en="Hall", cells=CELLS)
    return client


def older(seconds: float) -> None:
    """Let the row have been counted some seconds ago."""
    with scope_opened(("",)):
        row = ScreenRow.objects.get(key="hall")
        assert row.counted_at is not None
        ScreenRow.objects.filter(pk=row.pk).update(counted_at=row.counted_at - timedelta(seconds=seconds))


def renewed(at: datetime) -> bool:
    """Ask at an instant, having read the row."""
    row = ScreenRow.objects.get(key="hall")
    return screen_renew(key="hall", counted_at=row.counted_at, at=at)


def test_one_request_gives_a_screen_and_the_tag_spares_the_next_until_something_changes(
    loop: Loop, keeper: Client, sign_in: SignIn, sql_budget: Budget
) -> None:
    wall = sign_in("leader", area=DISTRICT)
    first = wall.get(FEED)
    assert first.status_code == 200, first.content
    told = first.json()
    figures = {one["id"]: one for one in told["figures"]}
    assert (figures["filed:year::"]["value"], figures["filed:year:street:990101003"]["value"]) == (1, 1)
    assert figures["filed:year:street:990101003"]["label"] == "绣衣街道"
    assert (figures["closure_rate_cohort:year::"]["numerator"], told["version"]) == (0, 1)
    with sql_budget("screen, kept", most=8):
        same = wall.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    packed = wall.get(FEED, headers={"If-None-Match": f"W/{first['ETag']}"})
    assert packed.status_code == 304, "a proxy that packs answers makes their tags weak"
    with scope_opened(("",)):
        loop.case_in(CaseState.HANDLING, "07001")
    assert (
        wall.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    )  # not a second has passed
    older(2)
    assert wall.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304  # not its to count
    with sql_budget("screen, counted", most=18):
        screens_count()
    with sql_budget("screen, changed", most=8):
        news = wall.get(f"{FEED}?since={told['revision']}", headers={"If-None-Match": first["ETag"]})
    assert news.status_code == 200
    changed = {one["id"]: one["value"] for one in news.json()["figures"]}
    assert changed["filed:year::"] == 2
    assert "reported:day::" not in changed
    assert news["ETag"] != first["ETag"]


def test_whoever_asks_counts_where_nobody_else_does_and_what_nobody_asks_for_is_counted_no_more(
    loop: Loop, keeper: Client
) -> None:
    first = keeper.get(FEED).json()["revision"]
    with scope_opened(("",)):
        loop.case_in(CaseState.HANDLING, "07001")
    older(6)
    assert keeper.get(FEED).json()["revision"] == first + 1
    older(600)
    with scope_opened(("",)):
        ScreenRow.objects.update(asked_at=now() - timedelta(seconds=61))
        before = ScreenRow.objects.get().counted_at
    screens_count()
    with scope_opened(("",)):
        assert ScreenRow.objects.get().counted_at == before


def test_a_row_is_counted_once_a_second_whoever_asks(loop: Loop, keeper: Client) -> None:
    at = datetime(2026, 3, 2, 2, tzinfo=UTC)
    with scope_opened(("",)):
        asked = [renewed(at + timedelta(milliseconds=100 * step)) for step in range(25)]
    assert [place for place, counted in enumerate(asked) if counted] == [0, 10, 20]


def test_a_screen_is_read_only_by_whoever_may_read_all_that_it_counts(
    keeper: Client, sign_in: SignIn
) -> None:
    assert sign_in("leader", area="990102", person="neighbour").get(FEED).status_code == 404
    street = sign_in("town_committee", area="990101003", person="townsman")
    assert street.get(FEED).status_code == 404
    assert sign_in("resident", person="somebody").get(FEED).status_code in {403, 404}
    assert keeper.get("/api/v1/screens/nothing").status_code == 404
    assert "大厅" in keeper.get("/screens").content.decode()
    with scope_opened(("",)):
        while seal():
            pass
        faults = [fault for fault in verify().faults if str(fault.subject).startswith("screen")]
    assert faults == []


def test_a_screen_that_takes_long_to_count_leaves_the_machine_to_others() -> None:
    assert rest_s(0.01) == LEAST_AGE_S
    assert rest_s(0.7) == pytest.approx(2.1)
    assert rest_s(60.0) < UNATTENDED_S
