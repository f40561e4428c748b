"""From the clerk's form to the question at an instant: issued, found, not found one second after its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries import certificates_in_force
from xiuhua.permits.tests.permit_kit import CREDIT_CODE, PLATE, SECOND
from xiuhua.shared.ids import uuid7

pytestmark = pytest.mark.slow("builds the town and signs several people in")
HERE = ZoneInfo("Asia/Shanghai")
END = datetime(2026, 3, 31, 18, tzinfo=HERE)


def issued(office: Office, **changes: object) -> str:
    """Let the clerk issue the tea house a terrace until the last of March, six o'clock in the evening."""
    typed: dict[str, object] = {
        "party": f"{CREDIT_CODE} 听雨茶馆有限公司", "premises": "CS-1", "number": "",
        "since": "2026-03-02T00:00",
        "until": "2026-03-31T18:00", "field_area_m2": "12.5", "field_hours": "18:00-02:00",
        "field_shared_with": "CS-2", "field_remark": "靠墙",
    }  # fmt: skip
    return office("clerk").form("/certificates/new/terrace", **(typed | changes))


def test_a_clerk_issues_a_certificate_and_a_question_at_an_instant_finds_it_until_its_end(
    office: Office,
) -> None:
    page = office("clerk").page("/certificates/new/terrace")
    for said in ("面积 / m²", "时段", "共用商户", "留空则自动编号"):
        assert said in page, said
    path = issued(office)
    with scope_opened(("",)):
        row = Certificate.objects.get()
        told = {
            at: [facts.id for facts in certificates_in_force(kind="terrace", at=at)]
            for at in (END - SECOND, END, END + SECOND)
        }
    assert list(told.values()) == [[row.pk], [], []]
    assert row.number.endswith("摆〔2026〕1号")
    seen = office("officer").page(path)
    for said in ("听雨茶馆有限公司", "12.5 m²", "18:00–02:00", "CS-2", "靠墙"):
        assert said in seen, said
    assert office("officer").rows("/certificates?q=听雨") == [row.number]
    assert office("officer").rows("/certificates?kind=supply") == []
    office.hands.at = END.astimezone(UTC)
    assert office("officer").rows("/certificates?state=certificate_issued") == []
    assert office("officer").rows("/certificates?state=certificate_expired") == [row.number]


def test_a_holder_sees_its_own_and_what_happens_to_it(office: Office) -> None:
    path = issued(office)
    number = office("keeper_tea").rows("/my-certificates")
    assert len(number) == 1
    own = path.replace("/certificates/", "/my-certificates/")
    assert "12.5 m²" in office("keeper_tea").page(own)
    assert office("keeper_noodles").rows("/my-certificates") == []
    assert office("keeper_noodles").client.get(own).status_code == 404
    assert office("keeper_tea").client.get(path).status_code == 403
    office("clerk").form(f"{path}/suspend", reason="占道施工")
    assert "暂停" in office("keeper_tea").page(own)
    office("clerk").form(f"{path}/resume", reason="施工结束")
    office("clerk").form(
        f"{path}/amend", until="2026-04-30T18:00", field_area_m2="20", field_hours="17:00-23:00",
        field_shared_with="", field_remark="", reason="扩大",
    )  # fmt: skip
    assert "20 m²" in office("keeper_tea").page(own)
    seen = office("leader").page(path)
    assert "12.5" in seen, "what it said before"
    assert "扩大" in seen
    office("clerk").form(f"{path}/revoke", reason="转让")
    assert "已撤销" in office("keeper_tea").page(own)
    again = office("clerk").client.post(
        f"{path}/suspend", {"version": "certificate_revoked 2", "reason": "试"}
    )
    assert again.status_code == 409


def test_a_form_that_will_not_do_says_so_beside_its_fields(office: Office) -> None:
    typed = {
        "version": "", "party": "无此主体", "premises": "CS-1", "since": "2026-03-02T00:00",
        "field_area_m2": "12", "field_hours": "18:00-02:00",
    }  # fmt: skip
    clerk = office("clerk").client
    for changes, name in (
        ({}, "party"), ({"party": CREDIT_CODE, "premises": "无此店"}, "premises"),
        ({"party": CREDIT_CODE, "field_hours": "夜里"}, "field_hours"),
        ({"party": CREDIT_CODE, "field_area_m2": "900"}, "field_area_m2"),
        ({"party": CREDIT_CODE, "field_shared_with": "X-9"}, "field_shared_with"),
    ):  # fmt: skip
        answer = clerk.post("/certificates/new/terrace", typed | changes)
        assert (answer.status_code, [one.name for one in answer.context["view"].wrong_fields]) == (
            422,
            [name],
        )
    assert clerk.get("/certificates/new/unheard_of").status_code == 404
    assert office("officer").client.get("/certificates/new/terrace").status_code == 403
    with scope_opened(("",)):
        assert not Certificate.objects.exists()


def body(**changes: object) -> Told:
    told: Told = {
        "client_id": str(uuid7()), "kind": "terrace", "holder": CREDIT_CODE, "premises_code": "CS-1",
        "since": "2026-03-02T00:00:00+08:00", "until": END.isoformat(), "number": "A-1",
        "fields": {"area_m2": 12.5, "hours": [["18:00", "02:00"]]},
    }  # fmt: skip
    return told | changes


def test_a_program_does_the_same(office: Office) -> None:
    kinds = office("clerk").get("/permit-kinds")
    assert {"terrace", "supply"} <= {kind["key"] for kind in kinds}
    made = office("clerk").post("/certificates", body())
    assert (made["number"], made["state"], made["fields"]["area_m2"]) == ("A-1", "certificate_issued", 12.5)
    under = {
        "client_id": str(uuid7()), "kind": "supply", "premises_code": "", "plate": PLATE, "parent": "A-1",
        "number": "B-1", "fields": {},
    }  # fmt: skip
    assert office("clerk").post("/certificates", body(**under))["parent"] == made["id"]
    one = f"/certificates/{made['id']}"
    assert office("clerk").post(f"{one}/suspend", {"reason": "占道"})["state"] == "certificate_suspended"
    assert office("clerk").post(f"{one}/resume", {"reason": "好了"})["state"] == "certificate_issued"
    amended = office("clerk").post(
        f"{one}/amend", {"until": None, "fields": body()["fields"] | {"area_m2": 20}, "reason": "扩大"}
    )
    assert (amended["version"], amended["until"]) == (2, None)
    assert [row["number"] for row in office("keeper_tea").get("/certificates")] != []
    assert office("keeper_noodles").get("/certificates") == []
    assert office("keeper_noodles").client.get(f"/api/v1{one}").status_code == 404
    assert office("clerk").post(f"{one}/revoke", {"reason": "转让"})["state"] == "certificate_revoked"
    told: tuple[Told, ...] = ({"holder": "X"}, {"premises_code": "X"}, {"fields": {}}, {"number": "A-1"})
    for wrong in told:
        assert office("clerk").refused("/certificates", body(**wrong)) == (422, "invalid"), wrong
    assert office("leader").refused("/certificates", body(number="A-3")) == (403, "not_permitted")


def test_premises_and_holder_show_their_certificates(office: Office) -> None:
    issued(office)
    with scope_opened(("",)):
        row = Certificate.objects.get()
    for path, asked in ((f"/premises/{row.premises_id}", "premises"), (f"/parties/{row.party_id}", "holder")):
        page = office("leader").page(path)
        assert f"/certificates?{asked}=" in page, path
    assert len(office("leader").rows(f"/certificates?holder={row.party_id}")) == 1
    assert timedelta(0) < END - row.since_at
