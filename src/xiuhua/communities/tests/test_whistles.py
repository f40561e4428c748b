"""吹哨报到 through its doors: a community calls, departments come or do not, and it rates them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Assignment, Case
from xiuhua.cases.terms import Channel
from xiuhua.cases.tests.proof_kit import Office, instant
from xiuhua.communities.models import Whistle, WhistleCall
from xiuhua.communities.services.whistles import whistles_sweep
from xiuhua.communities.tests.community_kit import (
    COMMUNITY,
    FAR_OFF,
    THERE,
    blown,
    came,
    photo,
    rated,
    upload,
    whistle_body,
)
from xiuhua.ledger.models import Entry
from xiuhua.scenekit.testkit.witness import Witness


def whistle_entries(whistle: int) -> list[str]:
    """Return the acts on a whistle, first to last."""
    return list(
        Entry.objects.filter(subject=f"whistle:{whistle}").order_by("id").values_list("act", flat=True)
    )


@pytest.mark.slow("signs six people in")
@pytest.mark.proves("S-049", "R-77", "P-08")
def test_a_community_calls_departments_which_come_settle_it_together_and_are_rated(
    office: Office, witness: Witness
) -> None:
    urgent = blown(office, kind="whistle_urgent")
    pk = urgent["id"]
    due = instant(urgent["calls"][0]["due_at"])
    assert due == office.hands.at + timedelta(hours=1)
    case = office.case_read("dispatcher", urgent["case"])
    assert (case["state"], case["unit"]) == ("case_dispatched", "U-KEEPER")

    office.hands.at = due
    on_time = came(office, "unit", pk)
    office.hands.go(seconds=1)
    told = office("water").post(
        f"/whistles/{pk}/check-in", {"way": "check_in_in_writing", "reason": "抢修队在途"}
    )
    stands = {call["unit"]: call["punctuality"] for call in told["calls"]}
    assert stands == {"U-KEEPER": "call_on_time", "U-WATER": "call_late"}
    assert {call["unit"]: call["punctuality"] for call in on_time["calls"]}["U-WATER"] == "call_waiting"
    witness.boundary(
        "R-77", just_before=stands["U-KEEPER"] == "call_late", at=stands["U-WATER"] == "call_late"
    )
    assert told["state"] == "whistle_working"

    office("unit").post(f"/whistles/{pk}/part", {"text": "抽干积水"})
    office("water").post(f"/whistles/{pk}/part", {"text": "更换井盖"})
    result = office("unit").post(f"/whistles/{pk}/conclude", {"result": "积水排除，井盖更换"})
    assert result["state"] == "whistle_concluded"
    page = office("community").page(f"/whistles/{pk}")
    assert "积水排除，井盖更换" in page
    assert "更换井盖" in page
    assert rated(office, pk)["state"] == "whistle_rated"
    assert office("community").post(f"/whistles/{pk}/close", {})["state"] == "whistle_closed"

    (keeper, water) = office("leader").get("/whistle-league")
    assert (keeper["unit"], keeper["on_time"], keeper["judged"], keeper["score"]) == ("U-KEEPER", 1, 1, 5)
    assert (water["unit"], water["late"], water["on_time_share"], water["score"]) == ("U-WATER", 1, 0, 4)
    league = office("leader").client.get("/whistle-league").context["view"]
    late_of_water = next(row.cells[5] for row in league.rows if row.cells[0].text == "区水务局")
    opened = office("leader").client.get(late_of_water.url).context["view"]
    assert [row.cells[1].text for row in opened.rows] == ["区水务局"]


def test_the_matter_runs_in_the_loop_with_lead_and_helpers(office: Office) -> None:
    told = blown(office)
    with scope_opened(("",)):
        case = Case.objects.get(pk=told["case"])
        assert case.channel == Channel.WHISTLE
        given = Assignment.objects.filter(case=case, until=None).values_list("unit__code", "lead")
        assert dict(given) == {"U-KEEPER": True, "U-WATER": False}
        assert case.whistle.number == told["number"]
    office("unit").act(case.pk, "receive")
    assert office.case_read("community", case.pk)["state"] == "case_handling"


def test_the_same_whistle_sent_twice_is_one(office: Office) -> None:
    body = whistle_body()
    first, second = (office("community").post("/whistles", body) for _ in range(2))
    assert first["id"] == second["id"]
    with scope_opened(("",)):
        assert (Whistle.objects.count(), Case.objects.count(), WhistleCall.objects.count()) == (1, 1, 2)


def test_who_may_not_blow_a_whistle_there_leaves_no_trace(office: Office) -> None:
    assert office("unit").refused("/whistles", whistle_body()) == (403, "not_permitted")
    elsewhere = whistle_body(area_code="990101004001")
    assert office("community").refused("/whistles", elsewhere) == (422, "invalid")
    for wrong in (
        {"lead_code": "U-NOBODY"}, {"helper_codes": ["U-KEEPER"]}, {"title": " "}, FAR_OFF,
        {"helper_codes": ["U-WATER", "U-WATER"]},
    ):  # fmt: skip
        assert office("community").refused("/whistles", whistle_body(**wrong)) == (422, "invalid"), wrong
    with scope_opened(("",)):
        assert (Whistle.objects.count(), Case.objects.count()) == (0, 0)
    assert blown(office)["state"] == "whistle_called"


def test_checking_in_is_for_the_departments_called_once_each_and_not_from_afar(office: Office) -> None:
    pk = blown(office)["id"]
    path = f"/whistles/{pk}/check-in"
    here = {"way": "check_in_on_the_spot", "photos": [photo(office, "unit")]}
    assert office("squad").refused(path, here | THERE) == (403, "whistle_not_called")
    assert office("unit").refused(path, {"way": "check_in_on_the_spot", **THERE}) == (422, "invalid")
    assert office("unit").refused(path, here | FAR_OFF) == (422, "invalid")
    assert office("unit").refused(f"/whistles/{pk}/part", {"text": "已办"}) == (409, "whistle_not_checked_in")
    assert office("unit").refused(path, {"way": "check_in_in_writing"}) == (422, "invalid")
    assert whistle_entries(pk) == ["whistle.raise"]
    office("unit").post(path, here | THERE)
    assert office("unit").refused(path, here | THERE) == (409, "whistle_checked_in_already")
    assert whistle_entries(pk) == ["whistle.raise", "whistle.check_in"]


def test_it_is_concluded_by_the_lead_when_all_have_said_their_part_and_closed_when_rated(
    office: Office,
) -> None:
    pk = blown(office)["id"]
    came(office, "unit", pk)
    conclude = (f"/whistles/{pk}/conclude", {"result": "办妥"})
    assert office("unit").refused(*conclude) == (409, "not_allowed_now")  # water has not come
    came(office, "water", pk)
    office("unit").post(f"/whistles/{pk}/part", {"text": "抽水"})
    assert office("unit").refused(*conclude) == (409, "whistle_parts_missing")
    office("water").post(f"/whistles/{pk}/part", {"text": "换井盖"})
    assert office("water").refused(*conclude) == (403, "whistle_not_the_lead")
    office("unit").post(*conclude)
    assert office("community").refused(f"/whistles/{pk}/close", {}) == (409, "whistle_unrated")
    half = {"score": 5, "units": [{"unit_code": "U-KEEPER", "score": 5}]}
    assert office("community").refused(f"/whistles/{pk}/rate", half) == (422, "invalid")
    assert office("unit").refused(f"/whistles/{pk}/rate", half) == (403, "not_permitted")
    rated(office, pk)
    office("community").post(f"/whistles/{pk}/close", {})
    assert whistle_entries(pk)[-3:] == ["whistle.conclude", "whistle.rate", "whistle.close"]


def test_the_sweep_warns_and_then_says_overdue_once_each(office: Office) -> None:
    pk = blown(office, kind="whistle_urgent")["id"]
    came(office, "unit", pk)
    start = office.hands.at

    def swept(**after: float) -> int:
        return whistles_sweep(at=start + timedelta(**after))

    assert swept(minutes=44) == 0
    assert swept(minutes=45) == 1  # a quarter of the hour is left; who has come is not spoken of
    assert swept(minutes=60) == 0  # at the very deadline nothing new
    assert swept(minutes=60, seconds=1) == 1
    assert swept(hours=9) == 0
    assert whistle_entries(pk)[-2:] == ["whistle.warn", "whistle.overdue"]
    office.hands.go(hours=2)
    page = office("leader").page("/whistle-calls?stands=call_overdue")
    assert "区水务局" in page
    assert "云河市政养护公司" not in page.split("<tbody", 1)[1]


def test_withdrawing_frees_whoever_has_not_come(office: Office) -> None:
    pk = blown(office, kind="whistle_urgent")["id"]
    came(office, "unit", pk)
    told = office("community").post(f"/whistles/{pk}/withdraw", {"reason": "居民已自行处理"})
    stands = {call["unit"]: call["punctuality"] for call in told["calls"]}
    assert stands == {"U-KEEPER": "call_on_time", "U-WATER": "call_freed"}
    office.hands.go(hours=9)
    assert whistles_sweep(at=office.hands.at) == 0
    (keeper, water) = office("leader").get("/whistle-league")
    assert (keeper["judged"], water["judged"], water["on_time_share"]) == (1, 0, None)


def test_published_limits_hold_for_whistles_from_then_on(office: Office) -> None:
    before = blown(office)
    wish = {
        "area_code": "990101", "ordinary_amount": 30, "ordinary_unit": "urgent_minute", "urgent_amount": 10,
        "urgent_unit": "urgent_minute", "reason": "汛期", "seen": 0,
    }  # fmt: skip
    assert office("community").refused("/whistle-limits", wish) == (403, "not_permitted")
    assert office("keeper").post("/whistle-limits", wish)["number"] == 1
    assert office("keeper").refused("/whistle-limits", wish) == (409, "conflict")
    start = office.hands.go(minutes=1)
    after = blown(office)
    assert instant(after["calls"][0]["due_at"]) == start + timedelta(minutes=30)
    again = office("community").get(f"/whistles/{before['id']}")
    assert again["calls"][0]["due_at"] == before["calls"][0]["due_at"]


@pytest.mark.slow("walks the whole course by forms")
def test_everything_can_be_done_by_forms(office: Office) -> None:
    page = office("community").client.get("/whistles/new")
    assert "4\xa0工作时" in page.content.decode()
    path = office("community").form(
        "/whistles/new", kind="whistle_ordinary", title="树枝压线", text="大风后树枝压住电线",
        lead="U-KEEPER", helpers="区水务局、绣衣执法中队", area_code=COMMUNITY, photos=[upload()], **THERE,
    )  # fmt: skip
    for who in ("unit", "water"):
        office(who).form(f"{path}/check-in", way="check_in_on_the_spot", photos=[upload()], **THERE)
    office("squad").form(f"{path}/check-in", way="check_in_in_writing", reason="警戒线已拉")
    for who in ("unit", "water", "squad"):
        office(who).form(f"{path}/part", text="已办")
    office("unit").form(f"{path}/conclude", result="树枝清除")
    with scope_opened(("",)):
        units = list(WhistleCall.objects.values_list("unit_id", flat=True))
    scores = {f"score_{unit}": 5 for unit in units}
    office("community").form(f"{path}/rate", score=5, opinion="来得快", **scores)
    office("community").form(f"{path}/close")
    shown = office("leader").page(path)
    assert "来得快" in shown
    assert "已销哨" in shown
    assert "警戒线已拉" in shown


def test_neighbours_see_none_of_it(office: Office) -> None:
    blown(office)
    with scope_opened(("990102",)):
        assert (Whistle.objects.count(), WhistleCall.objects.count()) == (0, 0)
    with scope_opened((COMMUNITY,)):
        assert (Whistle.objects.count(), WhistleCall.objects.count()) == (1, 2)
