"""Sharing between departments through its doors: offered, imported, asked for, granted, fetched, logged."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.communities.models import ResourceAccess, ResourceGrant, ResourceRow, ResourceVersion
from xiuhua.communities.rules.resources import (
    cell_safe,
    cells_fitting,
    grant_holds,
    period_fault,
    resource_fault,
)
from xiuhua.communities.terms.resources import GrantState, Secrecy
from xiuhua.communities.tests.community_kit import jpeg, more_people, upload
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal

_HYDRANTS = "资源编码,批次,编号,位置,压力\nXHS,2026-03,X-1,滨河路 12 号,0.32\nXHS,2026-03,X-2,=1+1,0.30\n"
_MAP = '[columns]\nresource = "资源编码"\ndelivery = "批次"\n'


@pytest.fixture
def offices(office: Office) -> Office:
    """The town, in which the water bureau shares its hydrants."""
    more_people(office)
    body = {
        "code": "XHS", "title": "消火栓台账", "kind": "resource_table", "secrecy": "secrecy_conditional",
        "fields": ["编号", "位置", "压力"], "owner_code": "U-WATER", "area_code": "990101",
        "since_on": "2026-01-01", "until_on": "2026-12-31",
    }  # fmt: skip
    office("keeper_water").post("/resources", body)
    return office


def hydrants(office: Office, who: str = "squad") -> Told:
    """Return the resource as somebody reads it in the catalogue."""
    (one,) = office(who).get("/resources")
    told: Told = one
    return told


def imported(office: Office, rows: str = _HYDRANTS, who: str = "keeper_water") -> Told:
    """Import a file as rows of resources; preview, then commit."""
    client = office(who).client
    sent = {
        "kind": "resource_rows", "file": SimpleUploadedFile("消火栓.csv", rows.encode()), "map": _MAP,
    }  # fmt: skip
    answer = client.post("/api/v1/imports", sent)
    assert answer.status_code == 200, answer.content.decode()
    run = answer.json()
    if run["new"] and not run["faulty"]:
        done = client.post(f"/api/v1/imports/{run['id']}/commit", "{}", "application/json")
        assert done.json()["state"] == "done", done.content.decode()
    told: Told = run
    return told


@pytest.mark.slow("signs five people in")
@pytest.mark.proves("S-084")
def test_a_department_shares_a_table_and_another_uses_it_by_grant_and_is_logged(offices: Office) -> None:
    office = offices
    run = imported(office)
    assert (run["new"], run["faulty"]) == (2, 0)
    pk = hydrants(office)["id"]
    assert hydrants(office)["versions"][0]["rows_count"] == 2
    fetch = (f"/resources/{pk}/fetch", {"purpose": "消防通道检查"})
    assert office("squad").refused(*fetch) == (403, "resource_no_grant")

    wish = office("squad").post(f"/resources/{pk}/ask", {"purpose": "消防通道检查"})
    assert office("squad").refused(*fetch) == (403, "resource_no_grant")  # asked is not granted
    days = {"since_on": "2026-03-02", "until_on": "2026-03-03"}
    path = f"/resource-grants/{wish['id']}"
    assert office("squad").refused(f"{path}/grant", days) == (403, "not_permitted")
    assert office("unit").refused(f"{path}/grant", days) == (403, "resource_not_the_owner")
    office("keeper_water").post(f"{path}/grant", days)
    got = office("squad").post(*fetch)
    assert got["rows"] == [
        {"编号": "X-1", "位置": "滨河路 12 号", "压力": "0.32"},
        {"编号": "X-2", "位置": "=1+1", "压力": "0.30"},
    ]  # fmt: skip
    office("squad").form(f"/resources/{pk}/fetch", delivery="2026-03", purpose="复核")
    (second, first) = office("auditor").get("/resource-accesses")
    assert (first["unit"], first["rows_count"], first["purpose"]) == ("U-SQUAD", 2, "消防通道检查")
    assert second["purpose"] == "复核"
    sheet = office("squad").client.get(f"/resource-accesses/{second['id']}/download").content.decode()
    assert sheet.splitlines()[2] == "X-2,'=1+1,0.30"  # no spreadsheet takes it for a formula
    assert office("water").client.get(f"/resource-accesses/{second['id']}/download").status_code == 404
    assert "消防通道检查" in office("leader").page("/resource-accesses")

    office.hands.go(days=1)  # its last day
    office("squad").post(*fetch)
    office.hands.go(days=1)
    assert office("squad").refused(*fetch) == (403, "resource_no_grant")


def test_a_revoked_grant_opens_nothing_and_a_new_wish_may_follow(offices: Office) -> None:
    office = offices
    imported(office)
    pk = hydrants(office)["id"]
    wish = office("squad").post(f"/resources/{pk}/ask", {"purpose": "检查"})
    assert office("squad").refused(f"/resources/{pk}/ask", {"purpose": "检查"}) == (422, "invalid")
    path = f"/resource-grants/{wish['id']}"
    office("keeper_water").form(f"{path}/grant", since_on="2026-03-02", until_on="2026-06-30")
    office("squad").post(f"/resources/{pk}/fetch", {})
    office("keeper_water").form(f"{path}/revoke", reason="用途已完成")
    assert office("squad").refused(f"/resources/{pk}/fetch", {}) == (403, "resource_no_grant")
    assert "用途已完成" in office("squad").page(path)
    again = office("squad").post(f"/resources/{pk}/ask", {"purpose": "再次检查"})
    office("keeper_water").form(f"/resource-grants/{again['id']}/refuse", reason="不需要")
    with scope_opened(("",)):
        assert sorted(ResourceGrant.objects.values_list("state", flat=True)) == [
            "access_refused", "access_revoked",
        ]  # fmt: skip
        assert ResourceAccess.objects.count() == 1


def test_what_is_shared_without_condition_is_granted_at_once_and_still_logged(offices: Office) -> None:
    office = offices
    path = office("keeper_water").form(
        "/resources/new", code="API-1", title="河道水位", kind="resource_service", secrecy="secrecy_open",
        owner="U-WATER", area_code="990101", since_on="2026-03-01", address="https://water.example/levels",
    )  # fmt: skip
    office("squad").form(f"{path}/ask", purpose="防汛")
    got = office("squad").post(f"{path}/fetch", {})
    assert (got["address"], got["rows"]) == ("https://water.example/levels", [])
    with scope_opened(("",)):
        assert ResourceAccess.objects.get().purpose == "防汛"


def test_a_file_is_delivered_and_fetched_as_it_came(offices: Office) -> None:
    office = offices
    path = office("keeper_water").form(
        "/resources/new", code="TU-1", title="管网图", kind="resource_file", secrecy="secrecy_open",
        owner="U-WATER", area_code="990101", since_on="2026-03-01",
    )  # fmt: skip
    assert office("squad").form(f"{path}/ask", purpose="施工").startswith("/resource-grants/")
    assert office("squad").refused(f"{path}/fetch", {}) == (409, "resource_nothing_delivered")
    office("keeper_water").form(f"{path}/deliver", delivery="2026-03", file=upload("管网图.jpg"))
    assert "管网图.jpg" in office("squad").page(path)
    leads = office("squad").form(f"{path}/fetch", delivery="2026-03")
    answer = office("squad").client.get(leads)
    assert b"".join(answer) == jpeg()
    assert "attachment" in answer["Content-Disposition"]


def test_an_import_makes_versions_is_the_same_twice_and_can_be_taken_back(offices: Office) -> None:
    office = offices
    run = imported(office)
    assert imported(office)["same"] == 2
    imported(office, _HYDRANTS.replace("2026-03", "2026-04"))
    with scope_opened(("",)):
        assert list(ResourceVersion.objects.order_by("number").values_list("delivery", "rows_count")) == [
            ("2026-03", 2), ("2026-04", 2),
        ]  # fmt: skip
    undone = office("keeper_water").client.post(
        f"/api/v1/imports/{run['id']}/undo", '{"reason": "交错了"}', "application/json"
    )
    assert undone.json()["state"] == "undone", undone.content.decode()
    with scope_opened(("",)):
        assert ResourceVersion.objects.get().delivery == "2026-04"
        assert ResourceRow.objects.count() == 2
        while seal():
            pass
        assert [one for one in verify().faults if str(one.subject).startswith("resource_row:")] == []


def test_only_its_own_department_imports_into_a_table_that_exists(offices: Office) -> None:
    office = offices
    foreign = imported(office, who="unit")
    assert (foreign["new"], foreign["faulty"]) == (0, 2)
    unknown = imported(office, _HYDRANTS.replace("XHS", "NONE"))
    assert (unknown["new"], unknown["faulty"]) == (0, 2)
    with scope_opened(("",)):
        assert ResourceRow.objects.count() == 0


def test_a_withdrawn_resource_is_neither_asked_for_nor_fetched(offices: Office) -> None:
    office = offices
    imported(office)
    pk = hydrants(office)["id"]
    assert office("unit").refused(f"/resources/{pk}/withdraw", {"reason": "x"}) == (
        403,
        "resource_not_the_owner",
    )
    office("keeper_water").form(f"/resources/{pk}/withdraw", reason="改用新台账")
    assert office("squad").refused(f"/resources/{pk}/ask", {"purpose": "检查"}) == (409, "not_allowed_now")
    assert office("keeper_water").refused(f"/resources/{pk}/fetch", {}) == (409, "not_allowed_now")


def test_who_may_not_read_the_catalogue_or_the_log_sees_neither(offices: Office) -> None:
    office = offices
    assert office("resident").client.get("/api/v1/resources").status_code == 403
    assert office("squad").client.get("/api/v1/resource-accesses").status_code == 403
    body = {
        "code": "X-9", "title": "别人的", "kind": "resource_table", "secrecy": "secrecy_open",
        "fields": ["a"],
        "owner_code": "U-WATER", "area_code": "990101", "since_on": "2026-01-01",
    }  # fmt: skip
    assert office("unit").refused("/resources", body) == (403, "resource_not_the_owner")
    assert office("keeper_water").refused("/resources", body | {"code": "XHS"}) == (422, "invalid")


_D = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("state", "since", "until", "holds"),
    [
        (GrantState.GRANTED, _D, _D, True),
        (GrantState.GRANTED, date(2026, 3, 3), date(2026, 3, 9), False),
        (GrantState.GRANTED, date(2026, 2, 1), date(2026, 3, 1), False),
        (GrantState.ASKED, None, None, False),
        (GrantState.REVOKED, _D, _D, False),
    ],
)
def test_a_grant_holds_on_its_days_both_included(
    state: GrantState, since: date | None, until: date | None, *, holds: bool
) -> None:
    assert grant_holds(state, since_on=since, until_on=until, today=_D) is holds


@pytest.mark.parametrize(
    ("secrecy", "until", "end", "wrong"),
    [
        (Secrecy.CONDITIONAL, date(2026, 12, 31), date(2026, 12, 31), False),
        (Secrecy.CONDITIONAL, date(2027, 1, 1), date(2026, 12, 31), True),
        (Secrecy.CONDITIONAL, date(2026, 3, 1), None, True),
        (Secrecy.INTERNAL, date(2026, 4, 1), None, False),  # thirty days
        (Secrecy.INTERNAL, date(2026, 4, 2), None, True),
    ],
)
def test_access_ends_with_the_resource_and_sensitive_rows_after_thirty_days(
    secrecy: Secrecy, until: date, end: date | None, *, wrong: bool
) -> None:
    assert bool(period_fault(secrecy, since_on=_D, until_on=until, resource_until_on=end, today=_D)) is wrong


def test_access_cannot_be_granted_for_days_that_are_over() -> None:
    yesterday, tomorrow = date(2026, 3, 1), date(2026, 3, 3)

    def fault(until: date) -> dict[str, str]:
        return period_fault(
            Secrecy.CONDITIONAL, since_on=yesterday, until_on=until, resource_until_on=None, today=_D
        )

    assert fault(yesterday) == {"until_on": "resource_period_wrong"}
    assert fault(_D) == fault(tomorrow) == {}  # the last day still opens it


def test_what_a_resource_and_a_cell_must_be() -> None:
    assert resource_fault(code="XHS-1", title="台账", fields=["a", "b"], is_table=True) == {}
    assert set(resource_fault(code="x", title=" ", fields=["a", "a"], is_table=True)) == {
        "code", "title", "fields",
    }  # fmt: skip
    assert set(resource_fault(code="XHS", title="a", fields=[], is_table=True)) == {"fields"}
    assert resource_fault(code="XHS", title="a", fields=[], is_table=False) == {}
    assert [cell_safe(text) for text in ("=1", "-1", "甲")] == ["'=1", "'-1", "甲"]
    assert cells_fitting({"b": "2", "c": "3"}, ["a", "b"]) == {"a": "", "b": "2"}
