"""What communities' pages and lists cost, and that neighbours see none of their rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.communities.models import (
    Disinfection,
    GridNotice,
    HealthCase,
    ResourceAccess,
    ResourceRow,
    ServiceRecord,
    ServiceRequest,
    ServiceSlot,
    Staffing,
    Whistle,
    WhistleCall,
)
from xiuhua.communities.tests.community_kit import COMMUNITY, THERE, blown, came, more_people
from xiuhua.shared.ids import uuid7

Budget = Callable[..., AbstractContextManager[Any]]
_KEPT_APART = (
    Whistle, WhistleCall, ServiceSlot, ServiceRequest, ServiceRecord, Staffing, HealthCase, Disinfection,
    GridNotice,
)  # fmt: skip


@pytest.fixture
def full(office: Office) -> Office:
    """The town with one of everything."""
    more_people(office)
    came(office, "unit", blown(office)["id"])
    shop = {
        "client_id": str(uuid7()), "code": "CS-1", "name": "老张面馆", "kind": "restaurant",
        "address": "滨河路 8 号", "area_code": COMMUNITY, **THERE,
    }  # fmt: skip
    office("keeper").post("/premises", {"premises": [shop]})
    notice = {
        "client_id": str(uuid7()), "premises_code": "CS-1", "source": "found_machine", "text": "占道",
    }  # fmt: skip
    office("machine").post("/grid-notices", notice)
    slot = {
        "area_code": COMMUNITY, "person_number": "N-officer", "weekdays": [1], "begins": "09:00",
        "ends": "11:00", "spot": "服务厅", "since_on": "2026-03-01",
    }  # fmt: skip
    office("squad").post("/service-slots", slot)
    request = {
        "client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "service_home", "resident_name": "许家明",
        "text": "上门",
    }  # fmt: skip
    office("resident").post("/service-requests", request)
    record = {
        "area_code": COMMUNITY, "kind": "service_home", "on": "2026-03-02", "residents": 1, "text": "上门",
    }  # fmt: skip
    office("officer").post("/service-records", record)
    posting = {
        "person_number": "N-officer", "area_code": COMMUNITY, "kind": "staffing_hotel",
        "since_on": "2026-03-02", "until_on": "2026-03-03",
    }  # fmt: skip
    office("health").post("/staffings", posting)
    case = {"client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "health_other", "text": "入户"}
    office("health").post("/health-cases", case)
    disinfection = {
        "area_code": COMMUNITY, "spot": "东门", "done_at": "2026-03-02T00:30:00Z", "agent": "agent_alcohol",
        "concentration_mg_l": 75, "size_m2": 8, **THERE,
    }  # fmt: skip
    office("officer").post("/disinfections", disinfection)
    return office


@pytest.mark.slow("makes one of everything")
@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        ((), False),
        (("990102",), False),
        (("990101003002",), False),
        (("990101",), True),
        ((COMMUNITY,), True),
    ],
)
def test_a_forgotten_filter_shows_only_the_scope(full: Office, areas: tuple[str, ...], *, seen: bool) -> None:
    assert full.loop is not None
    with scope_opened(areas):
        found = {model.__name__: model.objects.exists() for model in _KEPT_APART}
    assert found == dict.fromkeys(found, seen)


@pytest.mark.slow("makes one of everything")
def test_what_the_lists_and_pages_cost(full: Office, sql_budget: Budget) -> None:
    office = full
    leader = office("leader").client
    for path, name in (
        ("/whistles", "whistle list"), ("/whistle-calls", "whistle calls list"),
        ("/whistle-league", "whistle league"), ("/grid-notices", "grid notice list"),
        ("/grid-tallies?month=2026-03", "grid tallies"), ("/service-records", "service record list"),
        ("/service-requests", "service request list"), ("/service-slots", "service slot list"),
        ("/service-sheet", "service sheet"), ("/staffings", "staffing list"),
        ("/staffings/heads", "staffing heads"), ("/health-cases", "health case list"),
        ("/disinfections", "disinfection list"), ("/resources", "resource list"),
        ("/resource-accesses", "resource access list"),
    ):  # fmt: skip
        leader.get(path)
        with sql_budget(name, most=10):
            assert leader.get(path).status_code == 200
    with scope_opened(("",)):
        whistle, notice = Whistle.objects.get().pk, GridNotice.objects.get().pk
    for path, name in (
        (f"/whistles/{whistle}", "whistle page"),
        (f"/grid-notices/{notice}", "grid notice page"),
    ):
        with sql_budget(name, most=16):
            assert leader.get(path).status_code == 200


def test_what_was_fetched_and_what_was_delivered_is_never_changed(full: Office) -> None:
    assert full.loop is not None
    with scope_opened(("",)):
        for change in (
            lambda: ResourceAccess.objects.update(purpose="x"),
            lambda: ResourceAccess.objects.all().delete(),
            lambda: ResourceRow.objects.update(number=1),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
