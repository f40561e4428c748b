"""Inspections as services record them: their version, their findings, and what each finding may become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.loop_kit import MONDAY, STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.inspections.models import Finding, FindingStep, Inspection, ItemResult, RectifyOrder, Standard
from xiuhua.inspections.queries import findings_of
from xiuhua.inspections.services import (
    NewResult,
    finding_answer,
    finding_fix,
    finding_order,
    finding_recheck,
    finding_to_case,
    findings_order,
    inspection_record,
    inspections_record_many,
)
from xiuhua.inspections.services.refusals import NotConcerned, OtherInspection, OwnAnswer
from xiuhua.inspections.terms.findings import FindingState, Recheck
from xiuhua.inspections.terms.inspections import InspectionResult, Verdict
from xiuhua.inspections.tests.inspection_kit import (
    SIGN_SAFETY,
    SIGNS_AND_VANS,
    inspection,
    premises,
    results,
    van,
)
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

pytestmark = pytest.mark.slow("builds the town")
DAY = timedelta(days=1)
THURSDAY = date(2026, 3, 5)


@pytest.fixture
def officer(office: Office) -> Iterator[Actor]:
    """An officer of the street, the scope open."""
    with scope_opened(("",)):
        yield office.loop.actors["officer"]


def broken(item: str, **told: object) -> NewResult:
    return NewResult(item=item, verdict=Verdict.BROKEN, **({"text": "松动"} | told))  # type: ignore[arg-type]  # named values


def found(officer: Actor, **told: object) -> Finding:
    """Record an inspection that finds a loose anchor, and return the finding."""
    made = inspection_record(
        new=inspection(results=results(anchored=broken("anchored", **told))), actor=officer, at=MONDAY
    )
    return Finding.objects.get(inspection=made)


def test_an_inspection_keeps_its_version_its_results_and_its_findings(officer: Actor) -> None:
    new = inspection(
        results=results(
            anchored=broken("anchored", order_until=THURSDAY), wired=broken("wired", fixed=True),
            clean=NewResult(item="clean", verdict=Verdict.APART),
        ),
        note="店主在场", demand="加固招牌",
    )  # fmt: skip
    made = inspection_record(new=new, actor=officer, at=MONDAY)
    assert (made.result, made.broken, made.officers) == (InspectionResult.FAULTY, 2, 2)
    assert (made.party_id, made.area_code, made.at) == (premises().party_id, premises().area_code, MONDAY)
    assert made.standard.body["source"] == SIGN_SAFETY.source
    verdicts = dict(ItemResult.objects.values_list("item", "verdict"))
    assert verdicts == {"anchored": "item_broken", "wired": "item_broken", "clean": "item_apart"}
    ordered, fixed = Finding.objects.order_by("item")
    assert (ordered.state, fixed.state) == (FindingState.ORDERED, FindingState.FIXED)
    assert ordered.due_at == datetime.fromisoformat("2026-03-06T00:00:00+08:00")
    order = RectifyOrder.objects.get()
    assert ordered.order_id == order.pk
    assert order.number.endswith("责改〔2026〕1号")
    told = findings_of(premises_id=premises().pk)
    assert [(one.item, one.item_zh, one.state) for one in told if one.is_waiting] == [
        ("anchored", "固定牢靠", FindingState.ORDERED)
    ]
    late = next(one for one in told if one.item == "anchored")
    assert [late.is_overdue(ordered.due_at - timedelta(seconds=1)), late.is_overdue(ordered.due_at)] == [
        False, True,
    ]  # fmt: skip
    assert findings_of(vehicle_id=van().pk) == []
    assert findings_of() == []


def test_the_same_one_again_changes_nothing(officer: Actor) -> None:
    new = inspection()
    first = inspection_record(new=new, actor=officer, at=MONDAY)
    assert inspection_record(new=new, actor=officer, at=MONDAY + DAY).pk == first.pk
    assert first.result == InspectionResult.CLEAN
    assert (Inspection.objects.count(), Finding.objects.count()) == (1, 0)


def test_a_changed_declaration_is_a_new_version_and_an_inspection_keeps_its_own(officer: Actor) -> None:
    first = inspection_record(new=inspection(), actor=officer, at=MONDAY)
    assert inspection_record(new=inspection(), actor=officer, at=MONDAY).standard_id == first.standard_id
    scene_forget(SIGNS_AND_VANS.key)
    renamed = replace(
        SIGN_SAFETY, items=(replace(SIGN_SAFETY.items[0], title_zh="固定可靠"), *SIGN_SAFETY.items[1:])
    )
    scene_register(replace(SIGNS_AND_VANS, checklists=(renamed,)))
    second = inspection_record(new=inspection(), actor=officer, at=MONDAY + DAY)
    assert list(Standard.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    first.refresh_from_db()
    assert [first.standard.number, second.standard.number] == [1, 2]
    scene_forget(SIGNS_AND_VANS.key)
    scene_register(SIGNS_AND_VANS)
    back = inspection_record(new=inspection(), actor=officer, at=MONDAY + 2 * DAY)
    assert back.standard.number == 3
    assert Entry.objects.filter(act="standard.publish").count() == 3


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"checklist": "unheard_of"}, {"checklist": "inspection_checklist_unknown"}),
        ({"premises_id": None}, {"premises": "inspection_premises_missing"}),
        ({"vehicle_id": 1}, {"premises": "inspection_premises_missing"}),
        ({"officers": 0}, {"officers": "inspection_officers_wrong"}),
        ({"officers": 100}, {"officers": "inspection_officers_wrong"}),
        ({"inspected_at": MONDAY + timedelta(minutes=11)}, {"at": "inspection_ahead"}),
        ({"results": results()[:2]}, {"item_clean": "inspection_item_missing"}),
        ({"results": (*results(), broken("roof"))}, {"item_roof": "inspection_item_unknown"}),
        ({"results": (*results(), results()[0])}, {"item_anchored": "inspection_item_twice"}),
        (
            {"results": tuple(replace(one, verdict=Verdict.APART) for one in results())},
            {"items": "inspection_nothing_applies"},
        ),
        (
            {"results": results(clean=NewResult(item="clean", verdict=Verdict.KEPT, text="脏"))},
            {"item_clean": "inspection_item_not_broken"},
        ),
        (
            {"results": results(clean=broken("clean", fixed=True, order_until=THURSDAY))},
            {"item_clean": "inspection_item_fixed_and_ordered"},
        ),
        (
            {"results": results(clean=broken("clean", order_until=date(2026, 3, 1)))},
            {"until": "finding_day_wrong"},
        ),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_and_leaves_no_trace(
    officer: Actor, changes: dict[str, object], fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as told:
        inspection_record(new=inspection(**changes), actor=officer, at=MONDAY)
    assert told.value.fields == fields
    assert not Inspection.objects.exists()
    assert not Entry.objects.filter(act__startswith="inspection.").exists()
    inspection_record(new=inspection(), actor=officer, at=MONDAY)


def test_it_is_of_a_kind_that_the_checklist_is_for(officer: Actor) -> None:
    with pytest.raises(Invalid) as told:
        inspection_record(new=inspection(premises_id=premises("CS-3").pk), actor=officer, at=MONDAY)
    assert told.value.fields == {"premises": "inspection_other_kind"}


def test_a_van_is_inspected_where_it_was_stopped(officer: Actor) -> None:
    new = inspection(
        checklist="van_check", premises_id=None, vehicle_id=van().pk, area_code=STREET,
        results=(broken("covered"),),
    )  # fmt: skip
    made = inspection_record(new=new, actor=officer, at=MONDAY)
    assert (made.area_code, made.premises_id, made.party_id) == (STREET, None, van().party_id)
    (finding,) = findings_of(vehicle_id=van().pk)
    assert finding.item_en == "Covered"


def test_many_at_once_leave_what_each_alone_would_leave(officer: Actor) -> None:
    many = [
        inspection(results=results(anchored=broken("anchored", fixed=True))), inspection(officers=3),
        inspection(
            premises_id=premises("CS-2").pk,
            results=results(wired=broken("wired", order_until=THURSDAY)),
        ),
    ]  # fmt: skip
    for new in many:
        inspection_record(new=new, actor=officer, at=MONDAY)
    alone = _left(0)
    last = Inspection.objects.order_by("-pk").values_list("pk", flat=True)[0]
    again = [replace(new, client_id=inspection().client_id) for new in many]
    made = inspections_record_many(many=again, actor=officer, at=MONDAY)
    assert _left(last) == alone
    assert [row.pk for row in inspections_record_many(many=again, actor=officer, at=MONDAY)] == [
        row.pk for row in made
    ]
    with pytest.raises(Invalid):
        inspections_record_many(many=[inspection(), inspection(officers=0)], actor=officer, at=MONDAY)
    assert Inspection.objects.count() == 6


def _left(after: int) -> list[tuple[object, ...]]:
    """Return what inspections after one have left, without the ids."""
    rows = Inspection.objects.filter(pk__gt=after).order_by("pk")
    return [
        (
            row.result, row.officers, row.premises_id,
            list(row.results.order_by("item").values_list("item", "verdict")),
            [
                (one.item, one.state, one.due_at, [step.act for step in one.steps.order_by("pk")])
                for one in row.findings.order_by("item")
            ],
        )
        for row in rows
    ]  # fmt: skip


def test_a_finding_is_ordered_answered_and_looked_at_again_until_it_is_put_right(
    office: Office, officer: Actor
) -> None:
    other, keeper = office.loop.actors["officer_two"], office.loop.actors["keeper_tea"]
    finding = found(officer)
    order = finding_order(finding_id=finding.pk, until=THURSDAY, demand="加固", actor=officer, at=MONDAY)
    assert order.issuer != ""
    finding_answer(finding_id=finding.pk, text="已加固", actor=keeper, at=MONDAY + DAY)
    failed = finding_recheck(
        finding_id=finding.pk, verdict=Recheck.FAILED, text="仍松动", until=date(2026, 3, 9), actor=other,
        at=MONDAY + 2 * DAY,
    )  # fmt: skip
    assert (failed.state, failed.due_at) == (
        FindingState.ORDERED, datetime.fromisoformat("2026-03-10T00:00:00+08:00"),
    )  # fmt: skip
    closed = finding_recheck(finding_id=finding.pk, verdict=Recheck.PASSED, actor=other, at=MONDAY + 3 * DAY)
    assert closed.state == FindingState.CLOSED
    acts = list(FindingStep.objects.filter(finding=finding).order_by("pk").values_list("act", flat=True))
    assert acts == [f"finding.{act}" for act in ("find", "order", "answer", "recheck", "recheck")]
    while seal():
        pass
    kinds = ("finding:", "inspection:", "standard:")
    assert [fault for fault in verify().faults if str(fault.subject).startswith(kinds)] == []


def test_who_says_that_it_is_put_right_does_not_judge_it(office: Office, officer: Actor) -> None:
    finding = found(officer, order_until=THURSDAY)
    finding_answer(finding_id=finding.pk, text="已加固", actor=officer, at=MONDAY)
    with pytest.raises(OwnAnswer):
        finding_recheck(finding_id=finding.pk, verdict=Recheck.PASSED, actor=officer, at=MONDAY)
    other = office.loop.actors["officer_two"]
    finding_recheck(finding_id=finding.pk, verdict=Recheck.PASSED, actor=other, at=MONDAY)


def test_a_firm_answers_for_itself_alone(office: Office, officer: Actor) -> None:
    finding = found(officer, order_until=THURSDAY)
    with pytest.raises(NotConcerned):
        finding_answer(
            finding_id=finding.pk, text="已加固", actor=office.loop.actors["keeper_noodles"], at=MONDAY
        )
    with pytest.raises(NotPermitted):
        finding_recheck(
            finding_id=finding.pk, verdict=Recheck.PASSED, actor=office.loop.actors["keeper_tea"], at=MONDAY
        )
    with pytest.raises(Invalid):
        finding_answer(finding_id=finding.pk, text=" ", actor=office.loop.actors["keeper_tea"], at=MONDAY)
    finding.refresh_from_db()
    assert finding.state == FindingState.ORDERED
    finding_answer(finding_id=finding.pk, text="已加固", actor=office.loop.actors["keeper_tea"], at=MONDAY)


def test_a_finding_becomes_a_case_of_the_matter_that_its_item_names(officer: Actor) -> None:
    finding = finding_to_case(finding_id=found(officer).pk, text="拒不整改", actor=officer, at=MONDAY)
    case = Case.objects.get()
    assert (finding.state, finding.case_id) == (FindingState.CASE, case.pk)
    assert case.item is not None
    assert (case.item.code, case.premises_id) == ("06013", premises().pk)
    assert "松动" in case.description
    assert "拒不整改" in case.description


def test_one_order_is_about_one_inspection(officer: Actor) -> None:
    days = {found(officer).pk: THURSDAY, found(officer).pk: THURSDAY}
    with pytest.raises(OtherInspection):
        findings_order(days=days, actor=officer, at=MONDAY)
    assert not RectifyOrder.objects.exists()


@pytest.mark.parametrize(
    ("act", "states"),
    [
        (lambda pk, who: finding_fix(finding_id=pk, actor=who, at=MONDAY), {"open"}),
        (lambda pk, who: finding_order(finding_id=pk, until=THURSDAY, actor=who, at=MONDAY), {"open"}),
        (lambda pk, who: finding_answer(finding_id=pk, text="好", actor=who, at=MONDAY), {"ordered"}),
        (
            lambda pk, who: finding_recheck(finding_id=pk, verdict=Recheck.PASSED, actor=who, at=MONDAY),
            {"ordered"},
        ),
        (lambda pk, who: finding_to_case(finding_id=pk, actor=who, at=MONDAY), {"open", "ordered"}),
    ],
    ids=("fix", "order", "answer", "recheck", "to_case"),
)
def test_an_act_is_done_in_its_states_only(
    officer: Actor, act: Callable[[int, Actor], object], states: set[str]
) -> None:
    told: dict[str, dict[str, object]] = {
        "open": {},
        "fixed": {"fixed": True},
        "ordered": {"order_until": THURSDAY},
    }
    done = set()
    for state, how in told.items():
        finding = found(officer, **how)
        try:
            act(finding.pk, officer)
            done.add(state)
        except NotAllowedNow:
            pass
    assert done == states


def test_only_an_inspector_of_the_area_records(office: Office, officer: Actor) -> None:
    for who in ("leader", "keeper_tea", "acceptor"):
        with pytest.raises(NotPermitted):
            inspection_record(new=inspection(), actor=office.loop.actors[who], at=MONDAY)
    assert not Inspection.objects.exists()
