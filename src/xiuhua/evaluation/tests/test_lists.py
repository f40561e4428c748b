"""Red and black lists of premises, from the inspection to the way off the list, by everybody's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.evaluation.models import Commendation, Interview, Listing, Standing
from xiuhua.evaluation.tests.contests_kit import APRIL, opened, posts_filled, published, scheme_ready, told
from xiuhua.evaluation.tests.test_contests import sound
from xiuhua.inspections.services import inspection_record
from xiuhua.inspections.tests.inspection_kit import SIGNS_AND_VANS, inspection, premises, results, street_made
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("people inspect, list and take off by their pages")
JUNE = datetime(2026, 6, 20, 1, tzinfo=UTC)


@pytest.fixture
def street(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town with a tea house and a noodle shop, the firms behind them, and who ranks."""
    scene_register(SIGNS_AND_VANS)
    for office in office_open(monkeypatch, witness):
        street_made(office)
        posts_filled(office)
        with scope_opened(("",)):
            market = premises("CS-3")
            market.kind = "shop"
            market.save(update_fields=["kind"])
        yield office
    scene_forget(SIGNS_AND_VANS.key)


def _inspected(office: Office, code: str, *broken: tuple[str, ...]) -> None:
    """Let the officer look at premises once for each set of broken items, a day apart."""
    with scope_opened(("",)):
        for day, items in enumerate(broken):
            at = office.hands.at - timedelta(days=20 - day)
            new = inspection(
                premises_id=premises(code).pk, inspected_at=at, results=results(**dict.fromkeys(items, "x"))
            )
            inspection_record(new=new, actor=office.loop.actors["officer"], at=at)


def _listings() -> dict[str, Listing]:
    with scope_opened(("",)):
        return {row.subject_code: row for row in Listing.objects.all()}


@pytest.mark.proves("S-144", "R-79")
def test_premises_are_told_heard_published_put_right_and_taken_off(
    street: Office, witness: Witness, sql_budget: Budget
) -> None:
    office = street
    office.hands.at = datetime(2026, 3, 30, 1, tzinfo=UTC)
    # Two inspections each; a problem takes 20: the tea house 100, the noodle shop 40, the market exactly 60.
    _inspected(office, "CS-1", (), ())
    _inspected(office, "CS-2", ("anchored", "wired"), ("clean",))
    _inspected(office, "CS-3", ("anchored",), ("clean",))
    office.hands.at = APRIL
    one = opened(office, scheme_ready(office, "doorfront_lists"), "2026-Q1")
    assert "拟列入" not in told(office, "keeper_noodles")
    assert published(office, one) == 303
    scores = {code: str(score) for code, score in Standing.objects.values_list("subject_code", "score")}
    assert scores == {"CS-1": "100.00", "CS-2": "40.00", "CS-3": "60.00"}
    rows = _listings()
    assert {code: row.kind for code, row in rows.items()} == {"CS-1": "outcome_red", "CS-2": "outcome_black"}
    witness.boundary("R-79", just_before="CS-3" in rows, at="CS-2" in rows)  # 60 is not below 60

    # Nobody reads it in public before the listed were heard; the press sees no scores of firms.
    assert "老张面馆" not in Client().get("/red-black-lists").content.decode()
    assert "老张面馆" not in office("press").page(f"/contests/{one}")
    assert office("press").client.get("/contest-standings").context["view"].rows == ()
    noodles = office("keeper_noodles")
    assert "拟列入黑榜" in told(office, "keeper_noodles")
    path = f"/my-scores/listings/{rows['CS-2'].pk}"
    assert "40.00" in noodles.page(path)
    assert office("keeper_tea").client.get(path).status_code == 403
    assert office("director").client.post(f"/contests/{one}/lists", {"version": ""}).status_code == 409
    noodles.form(f"/listings/{rows['CS-2'].pk}/object", text="招牌已于检查当天加固")
    office("scorer").form(f"/listings/{rows['CS-2'].pk}/decide", upheld="no", answer="复查仍有松动")
    assert "复查仍有松动" in noodles.page(path)

    # Answered, the black place may be published at once; the red one waits for its five days.
    office("director").form(f"/contests/{one}/lists")
    assert {code: row.state for code, row in _listings().items()} == {
        "CS-1": "listing_told", "CS-2": "listing_published",
    }  # fmt: skip
    office.hands.at = APRIL + timedelta(days=6)
    office("director").form(f"/contests/{one}/lists")
    shown = Client().get("/red-black-lists").content.decode()
    assert "老张面馆" in shown
    assert "听雨茶馆" in shown
    assert "滨河菜场" not in shown
    with scope_opened(("",)):
        assert Commendation.objects.get().subject_code == "CS-1"
        called = Interview.objects.get()
    assert (called.subject_code, called.rule, called.interviewee) == ("CS-2", "R-79", "seat_answerable")
    assert "约谈" in told(office, "keeper_noodles")
    with sql_budget("listings", most=30):
        office("director").page("/listings")

    # Put right, looked at, taken off.
    noodles.form(f"/listings/{rows['CS-2'].pk}/claim", text="招牌和线路全部整改")
    assert "老张面馆" in Client().get("/red-black-lists").content.decode()
    office("scorer").form(f"/listings/{rows['CS-2'].pk}/repair", passed="yes", text="现场核实已加固")
    assert "老张面馆" not in Client().get("/red-black-lists").content.decode()
    assert "已修复移出" in told(office, "keeper_noodles")
    sound()


def test_an_upheld_objection_lists_nobody_and_a_black_place_ends_by_its_day(street: Office) -> None:
    office = street
    office.hands.at = datetime(2026, 3, 30, 1, tzinfo=UTC)
    _inspected(office, "CS-1", ("anchored", "wired"), ("clean",))
    _inspected(office, "CS-2", ("anchored", "wired"), ("clean",))
    office.hands.at = APRIL
    one = opened(office, scheme_ready(office, "doorfront_lists"), "2026-Q1")
    assert published(office, one) == 303
    rows = _listings()
    office("keeper_tea").form(f"/listings/{rows['CS-1'].pk}/object", text="检查对象有误")
    assert (
        office("keeper_tea").client.get(f"/listings/{rows['CS-2'].pk}/object").status_code == 403
    )  # another firm's
    office("director").form(f"/listings/{rows['CS-1'].pk}/decide", upheld="yes", answer="核实属隔壁商户")
    office.hands.at = APRIL + timedelta(days=6)
    late = office("keeper_noodles").client
    assert (
        late.post(f"/listings/{rows['CS-2'].pk}/object", {"version": "listing_told", "text": "x"}).status_code
        == 409
    )
    office("director").form(f"/contests/{one}/lists")
    assert {row.state for row in _listings().values()} == {"listing_dropped", "listing_published"}
    assert "老张面馆" in Client().get("/red-black-lists").content.decode()
    office.hands.at = JUNE + timedelta(days=30)  # ninety days later
    assert "老张面馆" not in Client().get("/red-black-lists").content.decode()
    assert "（已期满）" in office("director").page("/listings")
