"""Figures over inspections, findings and certificates: sums, counts, different places; as they were then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, come
from xiuhua.cases.tests.proof_kit import Office, office_open
from xiuhua.evaluation.rules.periods import Period, PeriodKind
from xiuhua.evaluation.rules.tallies import Tally, tally_add
from xiuhua.inspections.models import Finding
from xiuhua.inspections.services import NewResult, finding_recheck, inspection_record
from xiuhua.inspections.terms.findings import Recheck
from xiuhua.inspections.terms.inspections import Verdict
from xiuhua.inspections.tests.inspection_kit import SIGNS_AND_VANS, inspection, premises, results, street_made
from xiuhua.permits.services import certificate_amend, certificate_issue, certificate_suspend
from xiuhua.permits.tests.permit_kit import FIELDS, STREET_LIFE, terrace
from xiuhua.scenekit.indicators import (
    ALWAYS,
    FigureUnit,
    Indicator,
    IndicatorError,
    Measure,
    indicators_forget,
    indicators_register,
    is_one,
    known,
    yes,
)
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("builds the town, inspects and issues")
DAY = timedelta(days=1)


def figure(key: str, unit: FigureUnit, numerator: Measure, **more: object) -> Indicator:
    return Indicator(
        key=key, zh=key, en=key, unit=unit, formula_zh=key, formula_en=key, numerator=numerator,
        groups=("area",), **more,  # type: ignore[arg-type]  # named values of mixed types
    )  # fmt: skip


DECLARED = (
    figure("t_officers", FigureUnit.PERSON_TIMES, Measure(where=ALWAYS, period="at", sums="officers"),
           fact="inspection"),
    figure("t_inspected", FigureUnit.TIMES, Measure(where=is_one("subject_kind", "restaurant"), period="at"),
           fact="inspection"),
    figure("t_loose", FigureUnit.PROBLEMS, Measure(where=is_one("item", "anchored"), period="at"),
           fact="finding"),
    figure("t_put_right", FigureUnit.PERCENT, Measure(where=yes("put_right"), period="at"),
           denominator=Measure(where=ALWAYS, period="at"), fact="finding"),
    figure("t_ordered", FigureUnit.PLACES,
           Measure(where=known("ordered_at"), period="ordered_at", distinct="premises_id"), fact="finding"),
    figure("t_overdue", FigureUnit.PROBLEMS, Measure(where=yes("overdue")), fact="finding"),
    figure("t_on_spot", FigureUnit.PROBLEMS, Measure(where=yes("fixed_on_spot"), period="at"),
           fact="finding"),
    figure("t_area", FigureUnit.UNITS, Measure(where=yes("in_force"), sums="field_area_m2"),
           fact="certificate"),
    figure("t_issued", FigureUnit.PAPERS, Measure(where=is_one("kind", "terrace"), period="issued_at"),
           fact="certificate"),
)  # fmt: skip


@pytest.fixture
def street(db: None, monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """The town with what is inspected and permitted, and figures over it."""
    scenes = (SIGNS_AND_VANS, STREET_LIFE)
    for scene in scenes:
        scene_register(scene)
    indicators_register(DECLARED)
    for office in office_open(monkeypatch, witness):
        street_made(office)
        with scope_opened(("",)):
            come(office.loop, "clerk", "范九", Role.PERMIT_CLERK, DISTRICT, "U-DISTRICT")
        yield office
    indicators_forget(one.key for one in DECLARED)
    for scene in scenes:
        scene_forget(scene.key)


def told(office: Office, key: str, **asked: str) -> tuple[object, object]:
    (one,) = office("leader").get("/figures", period="2026-03", key=key, **asked)
    return one["value"], one["numerator"]


def broken(item: str, **more: object) -> NewResult:
    return NewResult(item=item, verdict=Verdict.BROKEN, text="坏", **more)  # type: ignore[arg-type]  # as above


def test_what_was_inspected_and_found_is_counted_added_up_and_opens_to_its_records(street: Office) -> None:
    officer = street.loop.actors["officer"]
    with scope_opened(("",)):
        for code, officers, found in (
            ("CS-1", 2, results(anchored=broken("anchored", order_until=date(2026, 3, 3)))),
            ("CS-1", 3, results(anchored=broken("anchored", order_until=date(2026, 3, 3)))),
            ("CS-2", 4, results(wired=broken("wired", fixed=True))),
        ):
            new = inspection(premises_id=premises(code).pk, officers=officers, results=found)
            inspection_record(new=new, actor=officer, at=MONDAY)
    street.hands.go(days=1)
    assert told(street, "t_officers") == (9, 3)
    assert told(street, "t_inspected") == (2, 2)
    assert told(street, "t_loose") == (2, 2)
    assert told(street, "t_ordered") == (1, 1), "two orders to one place"
    assert told(street, "t_on_spot") == (1, 1)
    assert told(street, "t_put_right") == (pytest.approx(100 / 3), 1)
    assert told(street, "t_overdue") == (0, 0)
    assert len(street("leader").rows("/figures/t_officers/records?period=2026-03")) == 3
    assert len(street("leader").rows("/figures/t_loose/records?period=2026-03")) == 2
    assert street("leader").rows("/figures/t_ordered/records?period=2026-03") == ["听雨茶馆"]
    split = street("leader").page("/figures/t_officers/split?period=2026-03")
    assert "合计" in split

    before = (MONDAY + DAY).isoformat()
    street.hands.at = MONDAY + 2 * DAY
    with scope_opened(("",)):
        loose = Finding.objects.filter(item="anchored").order_by("pk")[0]
        finding_recheck(
            finding_id=loose.pk, verdict=Recheck.PASSED, actor=street.loop.actors["officer_two"],
            at=street.hands.at,
        )  # fmt: skip
    assert told(street, "t_put_right") == (pytest.approx(200 / 3), 2)
    assert told(street, "t_overdue") == (1, 1)
    assert told(street, "t_put_right", as_of=before) == (pytest.approx(100 / 3), 1)
    assert told(street, "t_overdue", as_of=before) == (0, 0)
    assert told(street, "t_officers", as_of=(MONDAY - DAY).isoformat())[0] in {0, None}


def test_certificates_are_counted_and_their_numbers_added_up_as_they_stood(street: Office) -> None:
    clerk = street.loop.actors["clerk"]
    with scope_opened(("",)):
        one, two = (
            certificate_issue(
                new=terrace(number=f"A-{nth}", fields=FIELDS | {"area_m2": area}), actor=clerk, at=MONDAY
            )
            for nth, area in ((1, 12.5), (2, 30))
        )
    street.hands.go(hours=1)
    assert told(street, "t_area") == (42.5, 2)
    before = street.hands.at.isoformat()
    with scope_opened(("",)):
        certificate_suspend(certificate_id=two.pk, reason="占道", actor=clerk, at=MONDAY + DAY)
        certificate_amend(
            certificate_id=one.pk, until=None, fields=FIELDS | {"area_m2": 20}, reason="扩大", actor=clerk,
            at=MONDAY + DAY,
        )  # fmt: skip
    street.hands.at = MONDAY + 2 * DAY
    assert told(street, "t_area") == (20, 1)
    assert told(street, "t_area", as_of=before) == (42.5, 2)
    assert told(street, "t_issued") == (2, 2)
    assert street("leader").rows("/figures/t_area/records?period=2026-03") == ["A-1"]


def test_a_sum_is_the_same_in_python_and_leaves_out_what_is_unknown() -> None:
    day = date(2026, 3, 2)
    period = Period(
        kind=PeriodKind.DAY, key="2026-03-02", first=day, last=day, since=MONDAY - DAY, until=MONDAY + DAY
    )
    measure, tally = Measure(where=ALWAYS, sums="officers"), Tally()
    for officers in (2, None, 3.5):
        tally_add(tally, measure, period, {"officers": officers})
    assert (tally.total, tally.count) == (5.5, 2)
    with pytest.raises(TypeError):
        tally_add(tally, measure, period, {"officers": "two"})
    with pytest.raises(IndicatorError):
        Measure(where=ALWAYS, sums="officers", distinct="area_code")
