"""A kitchen is checked on the spot: it is told, it puts right, its lead is proven, and figures count it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.inspections.jobs import overdue_look
from xiuhua.inspections.models import Finding
from xiuhua.inspections.tests.inspection_kit import upload
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.notices.models import Notice
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.scenes.fumes.manifest import MANIFEST
from xiuhua.scenes.fumes.models import Kitchen, Lead, Proof
from xiuhua.scenes.fumes.tails import CHECKS
from xiuhua.scenes.fumes.tests.kitchen_kit import (
    FIRM,
    ROOT,
    figure_of,
    figure_opened,
    kitchen_enter,
    run_by,
)

_DAY = "2026-03-02"
_ITEMS = tuple(item.key for item in MANIFEST.checklists[0].items)


def checked(office: Office, kitchen: Kitchen, **outcomes: str) -> Mapping[str, Finding]:
    """Fill the checklist in: `outcomes` by item, every other one is kept; return what it found by item."""
    typed: dict[str, object] = {f"item_{item}": "outcome_kept" for item in _ITEMS}
    for item, outcome in outcomes.items():
        typed |= {f"item_{item}": outcome, f"text_{item}": "现场不符合要求", f"photos_{item}": [upload()]}
    page = office("officer").form(
        "/inspections/new/kitchen_check", subject=kitchen.code, officers=2, photos=[upload()], **typed
    )
    with scope_opened(("",)):
        rows = Finding.objects.filter(inspection_id=int(page.rsplit("/", 1)[1])).select_related("order")
        return {row.item: row for row in rows}


def followed() -> None:
    """Let the log be sealed, and what follows from it happen."""
    while seal():
        pass
    while tail_run_once(CHECKS):
        pass


@pytest.fixture
def kitchen(office: Office) -> Kitchen:
    """A kitchen that a firm runs."""
    with scope_opened(("",)):
        made = kitchen_enter(office.hands.at)
    run_by(office, made, FIRM)
    return made


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-158", "K-159")
def test_kitchens_that_officers_check_and_order_to_mend_are_counted_each_once(
    office: Office, kitchen: Kitchen, witness: Witness
) -> None:
    checked(office, kitchen)
    place = {f"premises:{kitchen.premises_id}"}
    assert figure_of(office, "fume_ordered", _DAY)["why_none"]  # nothing was ever found
    assert figure_of(office, "fume_ordered_share", _DAY)["value"] == 0
    checked(office, kitchen, hood="outcome_ordered", cleaned="outcome_ordered", report="outcome_open")
    for row, key, value, over in (
        ("K-158", "fume_checked", 1, None),
        ("K-159", "fume_ordered", 1, None),
        ("K-159", "fume_ordered_share", 100, 1),
    ):
        told = figure_of(office, key, _DAY)
        assert (told["value"], told["numerator"], told["denominator"]) == (value, 1, over), key
        opened = figure_opened(office, key, _DAY)
        assert opened == place, key
        witness.figure(row, numerator=1, denominator=over, counted=place, opened=opened)


@pytest.mark.slow("fills several checklists in")
def test_a_kitchen_is_told_what_it_has_to_mend_and_again_when_its_day_is_over(
    office: Office, kitchen: Kitchen
) -> None:
    caterer, officer = office("caterer"), office("officer")
    assert "待整改 0" in caterer.page(f"{ROOT}/own")
    hood = checked(office, kitchen, cleaned="outcome_ordered")["cleaned"]
    assert "待整改 1" in caterer.page(f"{ROOT}/own")
    assert "责令整改：清洗记录" in caterer.page("/notices")
    assert "责令整改" not in office("rival").page("/notices")
    assert "已责令整改：清洗记录" in officer.page("/notices")
    with scope_opened(("",)):
        links = {row.subject for row in Notice.objects.filter(template="finding.ordered")}
    assert links == {f"own_finding:{hood.pk}"}
    assert hood.due_at is not None
    office.hands.go(seconds=(hood.due_at - office.hands.at).total_seconds() - 1)
    overdue_look()
    assert "整改已逾期" not in caterer.page("/notices")
    office.hands.go(seconds=1)
    for _twice in range(2):
        overdue_look()
    assert "整改已逾期：清洗记录" in caterer.page("/notices")
    assert "整改逾期未反馈：清洗记录" in officer.page("/notices")
    with scope_opened(("",)):
        told = Notice.objects.filter(template__startswith="finding.overdue")
        assert sorted(told.values_list("template", flat=True)) == ["finding.overdue", "finding.overdue_by"]
    caterer.form(f"/my-findings/{hood.pk}/answer", text="已清洗滤网", photos=[upload()])
    squad = office("squad")
    squad.form(f"/findings/{hood.pk}/recheck", verdict="recheck_passed", text="干净", photos=[upload()])
    assert "待整改 0" in caterer.page(f"{ROOT}/own")


@pytest.mark.slow("fills several checklists in")
def test_a_purifier_that_an_officer_sees_switched_off_proves_a_lead_and_a_dirty_filter_does_not(
    office: Office, kitchen: Kitchen
) -> None:
    checked(office, kitchen, cleaned="outcome_open", hood="outcome_open")
    followed()
    with scope_opened(("",)):
        assert not Lead.objects.exists()
    monitor = checked(office, kitchen, monitor="outcome_ordered")["monitor"]
    followed()
    with scope_opened(("",)):
        lead = Lead.objects.get()
    assert (lead.state, lead.cause) == ("fume_lead_open", "fume_cause_check")
    officer = office("officer")
    assert "在线监测数值只是线索" in officer.page(f"{ROOT}/leads/{lead.pk}")  # nothing is proven yet
    off = checked(office, kitchen, purifier="outcome_fixed")["purifier"]
    for _twice in range(2):
        followed()
    with scope_opened(("",)):
        lead = Lead.objects.get()
        assert lead.state == "fume_lead_proven"
        assert [one.number for one in Proof.objects.all()] == [off.number]
    page = officer.page(f"{ROOT}/leads/{lead.pk}")
    assert off.number in page
    assert monitor.number in page
    officer.form(f"{ROOT}/leads/{lead.pk}/file")
    with scope_opened(("",)):
        assert Lead.objects.get().case is not None
