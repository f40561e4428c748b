"""From an officer's telephone to the last look: inspected, ordered on paper, answered by the firm, closed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document as WordDocument

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.inspections.models import Finding, Inspection
from xiuhua.inspections.tests.inspection_kit import PLATE, upload
from xiuhua.ledger.models import Entry
from xiuhua.shared.ids import uuid7

pytestmark = pytest.mark.slow("builds the town and signs several people in")
NEW = "/inspections/new/sign_safety"


def filled_in(office: Office, **changes: object) -> str:
    """Let the officer fill the form in at the tea house: the anchor is loose, a cable was fixed there."""
    typed: dict[str, object] = {
        "photos": [upload()], "subject": "CS-1 听雨茶馆", "officers": 2, "note": "店主在场",
        "demand": "加固招牌",
        "item_anchored": "outcome_ordered", "text_anchored": "两颗螺栓松动", "photos_anchored": [upload()],
        "item_wired": "outcome_fixed", "text_wired": "线头外露", "item_clean": "outcome_kept",
    }  # fmt: skip
    return office("officer").form(NEW, **(typed | changes))


def finding(item: str) -> Finding:
    with scope_opened(("",)):
        return Finding.objects.select_related("order").get(item=item)


def test_what_an_officer_finds_is_ordered_on_paper_answered_by_the_firm_and_looked_at_again(
    office: Office,
) -> None:
    page = office("officer").page(NEW)
    order = [page.index(mark) for mark in ('name="photos"', 'name="subject"', 'name="item_anchored"')]
    assert order == sorted(order), "photos first"
    assert 'type="radio"' in page
    assert "螺栓无松动" in page
    path = filled_in(office)
    seen = office("leader").page(path)
    for said in ("听雨茶馆", "固定牢靠", "两颗螺栓松动", "线头外露", "店主在场", "即查即改", "责令整改"):
        assert said in seen, said

    loose = finding("anchored")
    assert loose.order is not None
    paper = office("leader").page(f"/rectify-orders/{loose.order_id}/print")
    for said in (
        "责令改正通知书",
        loose.order.number,
        "听雨茶馆有限公司",
        "两颗螺栓松动",
        "2026年3月5日前",
        "加固招牌",
    ):
        assert said in paper, said
    word = office("officer").client.get(f"/rectify-orders/{loose.order_id}/print.docx")
    assert word.status_code == 200
    content = word.content if not word.streaming else b"".join(word.streaming_content)  # type: ignore[attr-defined]  # as a file
    told = WordDocument(BytesIO(content))
    assert "两颗螺栓松动" in [cell.text for table in told.tables for row in table.rows for cell in row.cells]

    keeper, stranger = office("keeper_tea"), office("keeper_noodles")
    assert keeper.rows("/my-findings?state=finding_ordered") == [f"WT{loose.pk:08d}"]
    assert stranger.rows("/my-findings") == []
    assert stranger.client.get(f"/my-findings/{loose.pk}").status_code == 403
    assert stranger.client.get(f"/my-rectify-orders/{loose.order_id}/print").status_code == 403
    assert keeper.client.get(f"/findings/{loose.pk}").status_code == 403
    own = keeper.page(f"/my-findings/{loose.pk}")
    assert "两颗螺栓松动" in own
    assert "<img" in own, "the officer's photo"
    assert "责令改正通知书" in keeper.page(f"/my-rectify-orders/{loose.order_id}/print")
    keeper.form(f"/my-findings/{loose.pk}/answer", text="已换螺栓", photos=[upload()])

    assert office("officer_two").rows("/findings?state=finding_answered") == [f"WT{loose.pk:08d}"]
    assert "已换螺栓" in office("officer_two").page(f"/findings/{loose.pk}")
    office("officer_two").form(f"/findings/{loose.pk}/recheck", verdict="recheck_passed", text="牢固")
    assert finding("anchored").state == "finding_closed"
    assert office("officer").rows("/findings") == [f"WT{pk:08d}" for pk in _newest_first()]
    assert keeper.rows("/my-findings?state=finding_ordered") == []
    acts = Entry.objects.filter(subject=f"finding:{loose.pk}").order_by("id").values_list("act", flat=True)
    assert list(acts) == [f"finding.{act}" for act in ("find", "order", "answer", "recheck")]


def _newest_first() -> list[int]:
    with scope_opened(("",)):
        return list(Finding.objects.order_by("-found_at", "-pk").values_list("pk", flat=True))


def test_what_was_ordered_is_overdue_from_the_end_of_its_day_on(office: Office) -> None:
    filled_in(office)
    number = f"WT{finding('anchored').pk:08d}"
    due = finding("anchored").due_at
    assert due is not None
    office.hands.at = due - timedelta(seconds=1)
    assert office("leader").rows("/findings?overdue=1") == []
    office.hands.at = due
    assert office("leader").rows("/findings?overdue=1") == [number]
    (told,) = [one for one in office("leader").get("/findings") if one["number"] == number]
    assert told["overdue"] is True
    office("officer").form(f"/findings/{finding('anchored').pk}/case", text="逾期未改")
    with scope_opened(("",)):
        assert "逾期未改" in Case.objects.get().description
    assert office("leader").rows("/findings?overdue=1") == []


def test_a_form_that_will_not_do_says_so_beside_its_fields_and_keeps_nothing(office: Office) -> None:
    client = office("officer").client
    wrong = client.post(NEW, {"version": "", "subject": "无此店", "officers": 2,
                              "item_anchored": "outcome_kept",
                              "item_wired": "outcome_kept", "item_clean": "outcome_kept"})  # fmt: skip
    assert (wrong.status_code, [one.name for one in wrong.context["view"].wrong_fields]) == (422, ["subject"])
    empty = client.post(NEW, {"version": "", "subject": "CS-1", "officers": 0})
    names = [one.name for one in empty.context["view"].wrong_fields]
    assert names == ["officers", "item_anchored", "item_wired", "item_clean"]
    assert client.get("/inspections/new/unheard_of").status_code == 404
    assert office("leader").client.get(NEW).status_code == 403
    with scope_opened(("",)):
        assert not Inspection.objects.exists()


def body(**changes: object) -> Told:
    told: Told = {
        "client_id": str(uuid7()), "checklist": "sign_safety", "premises_code": "CS-1", "officers": 3,
        "results": [
            {"item": "anchored", "verdict": "item_broken", "text": "松动"},
            {"item": "wired", "verdict": "item_kept"}, {"item": "clean", "verdict": "item_apart"},
        ],
    }  # fmt: skip
    return told | changes


def test_a_program_does_the_same_and_a_firm_shows_only_what_it_brought(office: Office) -> None:
    declared = {one["key"]: one for one in office("officer").get("/checklists")}
    signs, vans = declared["sign_safety"], declared["van_check"]
    assert (signs["key"], [item["key"] for item in signs["items"]]) == (
        "sign_safety", ["anchored", "wired", "clean"],
    )  # fmt: skip
    assert vans["subject"] == "vehicle"
    made = office("officer").post("/inspections", body())
    assert (made["broken"], made["officers"], made["version"]) == (1, 3, 1)
    assert office("leader").get(f"/inspections/{made['id']}")["subject"] == "听雨茶馆"
    (found,) = office("leader").get("/findings", state="finding_open")
    order = office("officer").post(
        "/rectify-orders", {"days": {str(found["id"]): "2026-03-05"}, "demand": "加固"}
    )
    assert order["inspection"] == made["id"]
    photo = office("officer").client.post(
        "/api/v1/files", {"file": upload(), "area_code": "990101003", "purpose": "photo"}
    ).json()["id"]  # fmt: skip
    path = f"/findings/{found['id']}"
    assert office("keeper_tea").refused(f"{path}/answer", {"text": "好", "photos": [photo]}) == (
        422,
        "invalid",
    )
    assert office("keeper_noodles").refused(f"{path}/answer", {"text": "好"}) == (
        403,
        "finding_not_concerned",
    )
    office("keeper_tea").post(f"{path}/answer", {"text": "已加固"})
    assert office("keeper_tea").get("/findings")[0]["state"] == "finding_answered"
    assert office("keeper_noodles").get("/findings") == []
    assert office("keeper_noodles").client.get(f"/api/v1{path}").status_code == 403
    again = office("officer").post(
        f"{path}/recheck", {"verdict": "recheck_failed", "until": "2026-03-09", "text": "仍松动"}
    )
    assert (again["state"], again["due_at"][:10]) == ("finding_ordered", "2026-03-10")
    assert office("officer").refused("/inspections", body(plate=PLATE)) == (422, "invalid")
    assert office("leader").refused("/inspections", body()) == (403, "not_permitted")


def test_a_van_from_anywhere_is_inspected_where_it_was_stopped(office: Office) -> None:
    path = office("officer").form(
        "/inspections/new/van_check", subject="浙L·12345", officers=2, item_covered="outcome_open",
        text_covered="厢门未关", latitude=30.255, longitude=120.105,
    )  # fmt: skip
    assert PLATE in office("officer").page(path)
    with scope_opened(("",)):
        assert Inspection.objects.get().area_code.startswith("990101003")
    assert office("officer").rows("/findings?state=finding_open") != []


def test_premises_and_lists_show_what_was_found_there(office: Office) -> None:
    filled_in(office)
    with scope_opened(("",)):
        premises = Inspection.objects.get().premises_id
    page = office("leader").page(f"/premises/{premises}")
    assert f"/findings?premises={premises}" in page
    assert len(office("leader").rows(f"/findings?premises={premises}&item=anchored")) == 1
    assert office("leader").rows("/inspections?result=inspection_clean") == []
    sheet = office("leader").client.get("/findings?export=csv")
    told = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content  # type: ignore[attr-defined]  # as a file
    assert "固定牢靠" in told.decode("utf-8-sig")
