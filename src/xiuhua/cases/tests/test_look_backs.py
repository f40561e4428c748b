"""Look-backs through the database and the doors: drawing, going there, what was found; row S-056."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, LookBackRound, Revisit
from xiuhua.cases.services import Found, NewRound, cases_compare, revisit_assign, revisit_record, round_draw
from xiuhua.cases.services.refusals import NothingToDraw, NotYourRevisit, OwnWork
from xiuhua.cases.terms import CaseState, Channel, RevisitState, RoundState
from xiuhua.cases.tests.loop_kit import DISTRICT, HERE, MONDAY, Loop, after
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted


def picture(name: str = "现场.png") -> SimpleUploadedFile:
    """Return a small photo."""
    content = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def wish(**changes: object) -> NewRound:
    values: dict[str, object] = {
        "area_code": DISTRICT, "title": "三月回头看", "since": MONDAY - timedelta(days=1),
        "until": MONDAY + timedelta(days=5), "size": 3, "due_on": date(2026, 3, 20), "seed": 11,
    }  # fmt: skip
    return NewRound(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def drawn(loop: Loop, who: str = "head", **changes: Any) -> LookBackRound:
    return round_draw(new=wish(**changes), actor=loop.actors[who], at=after(600))


def closed(loop: Loop, count: int = 4) -> list[Case]:
    """Return cases of three matters at two places, so that none of them comes back from another."""
    return [
        loop.case_in(
            CaseState.CLOSED, ("06010", "07001", "06013")[number % 3], latitude=HERE[1] + number // 3 * 0.0008
        )
        for number in range(count)
    ]


def test_a_round_draws_closed_cases_and_keeps_their_chances(loop: Loop) -> None:
    cases = closed(loop)
    loop.case_in(CaseState.HANDLING)
    one = drawn(loop)
    assert (one.closed_count, one.drawn_count, one.seed) == (4, 3, 11)
    revisits = list(Revisit.objects.filter(round=one))
    assert {revisit.case_id for revisit in revisits} < {case.pk for case in cases}
    # What is being handled came back from the first case: 1 of 4 on the whole. Its matter: (1 + 20/4) / 22 to
    # 1/4 = 12/11; the other two: 5/21 over 1/4 = 20/21; place and unit are those of all. Three of weights
    # 12/11, 20/21, 20/21, 12/11.
    whole = 2 * 12 / 11 + 2 * 20 / 21
    weights = {"06010": 12 / 11, "07001": 20 / 21, "06013": 20 / 21}
    codes = [revisit.case.item.code for revisit in revisits if revisit.case.item]
    expected = [3 * weights[code] / whole for code in codes]
    assert [revisit.chance for revisit in revisits] == pytest.approx(expected)
    assert one.weights["whole"] == [1, 4]
    assert {revisit.state for revisit in revisits} == {RevisitState.TO_DO}
    entry = Entry.objects.get(subject=f"look_back:{one.pk}")
    assert (entry.detail["seed"], len(entry.detail["cases"])) == (11, 3)


def test_the_same_seed_over_the_same_cases_draws_the_same_sample(loop: Loop) -> None:
    closed(loop, 6)
    first = drawn(loop)
    sample = sorted(first.revisits.values_list("case_id", flat=True))
    first.revisits.all().delete()
    again = drawn(loop)
    assert sorted(again.revisits.values_list("case_id", flat=True)) == sample
    again.revisits.all().delete()
    others = {tuple(sorted(drawn(loop, seed=seed).revisits.values_list("case_id", flat=True)))
              for seed in (1,)}  # fmt: skip
    assert all(len(one) == 3 for one in others)


def test_what_was_looked_at_once_is_not_drawn_again(loop: Loop) -> None:
    closed(loop, 3)
    drawn(loop, size=10)
    with pytest.raises(NothingToDraw):
        drawn(loop, size=10)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"size": 0}, "size"),
        ({"size": 501}, "size"),
        ({"until": MONDAY - timedelta(days=1)}, "until"),
        ({"due_on": date(2026, 3, 1)}, "due_on"),
        ({"item_id": 10**9}, "matter"),
    ],
)
def test_a_round_that_cannot_be_is_refused_beside_its_field_and_leaves_no_trace(
    loop: Loop, changes: dict[str, Any], field: str
) -> None:
    closed(loop, 1)
    with pytest.raises(Invalid) as told:
        drawn(loop, **changes)
    assert list(told.value.fields) == [field]
    assert not LookBackRound.objects.exists()


def test_only_analysts_and_shift_heads_draw(loop: Loop) -> None:
    closed(loop, 1)
    for who in ("collector", "unit", "leader"):
        with pytest.raises(NotPermitted):
            drawn(loop, who=who)


def test_revisits_go_neither_to_the_unit_nor_to_who_passed_the_check(loop: Loop) -> None:
    closed(loop, 2)
    one = drawn(loop, size=2)
    people = {revisit.person.name for revisit in one.revisits.all() if revisit.person}
    # 赵一 passed them, 陈十 collects but serves in the unit that handled them; 孙三 is the shift head.
    assert people == {"孙三"}
    (revisit, _other) = one.revisits.all()
    keeper, passed = loop.town.people["N-own_checker"], loop.town.people["N-collector"]
    for person in (keeper, passed):
        with pytest.raises(OwnWork):
            revisit_assign(
                revisit_id=revisit.pk, person_id=person.pk, reason="改派", actor=loop.actors["head"],
                at=after(700),
            )  # fmt: skip
    with pytest.raises(Invalid):
        revisit_assign(
            revisit_id=revisit.pk, person_id=loop.town.people["N-unit"].pk, reason="改派",
            actor=loop.actors["head"], at=after(700),
        )  # fmt: skip


def found(loop: Loop, revisit: Revisit, who: str = "head", **changes: Any) -> Revisit:
    values: dict[str, Any] = {
        "state": RevisitState.UNSEEN, "words": "围挡封闭", "longitude": HERE[0], "latitude": HERE[1],
    }  # fmt: skip
    return revisit_record(
        revisit_id=revisit.pk,
        found=Found(**(values | changes)),
        actor=loop.actors[who],
        at=after(800),
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": ""}, "words"),
        ({"state": RevisitState.TO_DO}, "state"),
        ({"state": RevisitState.PASSED}, "photo"),
        ({"state": RevisitState.FAILED, "words": ""}, "words"),
        ({"state": RevisitState.PASSED, "longitude": None, "latitude": None}, "latitude"),
        ({"state": RevisitState.PASSED, "latitude": HERE[1] + 0.01}, "latitude"),  # 1.1 km away
    ],
)
def test_what_was_found_is_refused_without_words_photo_or_place(
    loop: Loop, changes: dict[str, Any], field: str
) -> None:
    closed(loop, 1)
    (revisit,) = drawn(loop, size=1).revisits.all()
    with pytest.raises(Invalid) as told:
        found(loop, revisit, **changes)
    assert field in told.value.fields
    assert Revisit.objects.get().state == RevisitState.TO_DO


@pytest.mark.parametrize(("who", "why"), [("collector", NotYourRevisit), ("unit", NotPermitted)])
def test_only_who_was_sent_records_what_was_found(loop: Loop, who: str, why: type[CityError]) -> None:
    closed(loop, 1)
    (revisit,) = drawn(loop, size=1).revisits.all()
    with pytest.raises(why):
        found(loop, revisit, who=who)
    found(loop, revisit)
    with pytest.raises(NotAllowedNow):
        found(loop, revisit)
    assert LookBackRound.objects.get().state == RoundState.DONE, "nothing is left to be looked at"


@pytest.mark.slow("five people, a round, four revisits")
@pytest.mark.proves("S-056")
def test_a_sample_of_closed_cases_is_revisited_confirmed_or_opened_again(office: Office) -> None:
    for matter in ("06010", "07001", "06013", "09006", "06035", "05008"):
        office.closed(office("collector").report(matter=matter)["id"], checker="collector")
    office.hands.go(days=3)
    head, verifier = office("head"), office("verifier")
    drawn_at = head.form(
        "/look-backs/new", title="三月回头看", area=DISTRICT, since="2026-03-01", until="2026-03-04", size=6,
        due_on="2026-03-20", seed="5", matter="",
    )  # fmt: skip
    assert "待复查" in head.page(drawn_at)
    with scope_opened(("",)):
        revisits = dict(Revisit.objects.values_list("pk", "person__name"))
    assert set(revisits.values()) == {"孙三", "孙悦", "沈一"}, "those who neither handled nor passed them"
    mine = verifier.get("/revisits/mine")
    assert len(mine) == 2
    page = verifier.page("/revisits/mine")
    assert all(one["number"] in page for one in mine)

    at = {"longitude": HERE[0], "latitude": HERE[1]}
    good, bad = mine
    led = verifier.form(
        f"/revisits/{good['id']}/record", state="revisit_passed", words="", photo=picture(), **at
    )
    assert "合格" in verifier.page(led)
    verifier.form(
        f"/revisits/{bad['id']}/record", state="revisit_failed", words="又堆了两袋", photo=picture(), **at
    )
    told = next(one for one in head.get(f"/look-backs/{good['round']}/revisits") if one["id"] == bad["id"])
    redo = told["redo"]
    fresh = office.case_read("acceptor", redo)
    assert (fresh["state"], fresh["channel"]) == ("case_reported", Channel.LOOK_BACK.value)
    assert fresh["redo_of"] == bad["case"]
    assert f"AJ{redo:08d}" in office("acceptor").page(f"/cases/{bad['case']}")
    assert office.case_read("acceptor", bad["case"])["state"] == "case_closed", "its month keeps its figures"

    for name in ("head", "grid"):
        for one in office(name).get("/revisits/mine"):
            path = f"/revisits/{one['id']}/record"
            office(name).form(path, state="revisit_passed", words="", photo=picture(), **at)
    (round_told,) = office("assessor").get("/look-backs")
    assert (round_told["state"], round_told["failed_count"]) == ("round_done", 1)
    assert round_told["estimate"]["share"] == pytest.approx(1 / 6), "one of six, each drawn for certain"
    page = office("assessor").page(f"/look-backs/{round_told['id']}")
    assert "16.7%" in page
    opened = office("assessor").rows(f"/revisits?round={round_told['id']}&state=revisit_failed")
    assert opened == [f"{bad['number']} {bad['title']}"]
    with scope_opened(("",)):
        assert list(cases_compare(at=office.hands.at)) == []
