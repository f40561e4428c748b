"""A written rule finds repeated failures; whoever they are held against is heard, and a person decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import MONDAY
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.oversight.jobs import accountability_look
from xiuhua.oversight.models import Accountability
from xiuhua.oversight.rules.accountability import MEASURES, Fault, measures_faults, repeated_faults
from xiuhua.oversight.terms.accountability import FaultKind
from xiuhua.oversight.tests.oversight_kit import figure_opened, log_sound, refused_form
from xiuhua.scenekit.testkit.witness import Witness

_SLOW = pytest.mark.slow("leads several cases to a failed check and signs several people in")
_NUMBERS = {one.key: one.default for one in MEASURES}
_TEXT = "各部门、街道对职责范围内的问题首接负责、联动处置；同类问题反复发生的，追究责任。"


def fault(number: int, *, days: float = 0, unit: int = 1, kind: FaultKind = FaultKind.LATE) -> Fault:
    return Fault(
        key=f"clock:{number}", kind=kind, unit_id=unit, matter="matter:06", at=MONDAY + timedelta(days=days),
        case_id=number, case_number=f"AJ{number:08d}",
    )  # fmt: skip


def test_as_many_as_the_rule_says_within_its_days_are_repeated_and_one_fewer_are_not() -> None:
    told = {"days": 90, FaultKind.LATE.value: 3}
    two = [fault(1), fault(2, days=90)]
    assert repeated_faults(two, told) == ()
    (found,) = repeated_faults([*two, fault(3, days=45)], told)
    assert [one.key for one in found.faults] == ["clock:1", "clock:3", "clock:2"]
    assert repeated_faults([fault(1), fault(3, days=45), fault(2, days=90.001)], told) == ()
    assert repeated_faults([*two, fault(3, unit=2)], told) == (), "another unit"
    assert repeated_faults([*two, fault(3, kind=FaultKind.URGED)], told) == (), "another kind"
    assert repeated_faults([*two, fault(3, days=45)], told, used={"clock:2"}) == ()
    assert repeated_faults([*two, fault(3)], {"days": 90, FaultKind.LATE.value: 0}) == (), "not counted"


def test_one_failure_is_no_repetition_and_a_kind_may_be_left_out() -> None:
    assert measures_faults(_NUMBERS) == {}
    assert measures_faults({**_NUMBERS, FaultKind.LATE.value: 0}) == {}
    assert set(measures_faults({**_NUMBERS, FaultKind.LATE.value: 1, "days": 0})) == {
        FaultKind.LATE.value, "days",
    }  # fmt: skip


_FAULTS = st.lists(
    st.builds(
        lambda number, hours, unit, kind: fault(number, days=hours / 24, unit=unit, kind=kind),
        st.integers(1, 60), st.integers(0, 24 * 40), st.integers(1, 3), st.sampled_from(FaultKind),
    ),
    max_size=40, unique_by=lambda one: one.key,
)  # fmt: skip


@given(faults=_FAULTS, times=st.integers(2, 5), days=st.integers(1, 30), used=st.integers(0, 10))
def test_whatever_failed_what_is_found_is_alike_close_enough_often_enough_and_unused(
    faults: list[Fault], times: int, days: int, used: int
) -> None:
    told = {"days": days, **{kind.value: times for kind in FaultKind}}
    gone = {one.key for one in faults[:used]}
    found = repeated_faults(faults, told, used=gone)
    assert found == repeated_faults(list(reversed(faults)), told, used=gone), "the order says nothing"
    for one in found:
        assert len(one.faults) >= times
        assert one.faults[-1].at - one.faults[0].at <= timedelta(days=days)
        assert {(each.unit_id, each.kind, each.matter) for each in one.faults} == {
            (one.unit_id, one.kind, one.matter)
        }
        assert not gone & {each.key for each in one.faults}
    keys = [(one.unit_id, one.kind, one.matter) for one in found]
    assert len(keys) == len(set(keys))
    again = gone | {each.key for one in found for each in one.faults}
    assert all(
        not again & {each.key for each in one.faults} for one in repeated_faults(faults, told, used=again)
    )


def published(office: Office, **changes: object) -> str:
    """Publish the rule of the district."""
    numbers = {**_NUMBERS, FaultKind.REWORK.value: 2}
    return office("committee").form(
        "/accountability-rules/new",
        **{"enabled": "on", "paper": "云城管委〔2026〕8 号", "text": _TEXT, **numbers, **changes},
    )


def failed(office: Office, *, unit: str = "U-KEEPER", by: str = "unit") -> int:
    """Lead a case to a failed check."""
    case = int(office("collector").report(matter="06013")["id"])
    office.dispatched(case, unit)
    office(by).act(case, "receive")
    office(by).act(case, "feed_back", reason="已处置")
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_fail", reason="未修好")
    return case


def proposals() -> list[Accountability]:
    accountability_look()
    with scope_opened(("",)):
        return list(Accountability.objects.select_related("unit", "person").order_by("pk"))


@_SLOW
@pytest.mark.proves("S-165", "R-70")
def test_a_repeated_failure_is_proposed_heard_and_decided_by_a_person(
    office: Office, witness: Witness
) -> None:
    before = failed(office)
    rule = published(office)
    assert proposals() == [], "what happened before the rule is not held against anybody"
    first = failed(office)
    just_before = bool(proposals())
    second = failed(office)
    (row,) = proposals()
    witness.boundary("R-70", just_before=just_before, at=row.count == 2)
    assert (row.unit.code, row.person, row.state) == ("U-KEEPER", None, "account_proposed")
    assert len(proposals()) == 1, "it is proposed once"

    committee, path = office("committee"), f"/accountability/{row.pk}"
    assert committee.rows("/accountability") == [row.number]
    assert row.number in committee.page("/notices")
    page = committee.page(path)
    for said in (
        f'href="/cases/{first}"',
        f'href="/cases/{second}"',
        "云城管委〔2026〕8 号",
        "核查不过、返工",
    ):
        assert said in page, said
    assert f'href="/cases/{before}"' not in page
    assert _TEXT in office("unit").page(rule)
    assert office("unit").rows("/accountability-rules") == ["云城管委〔2026〕8 号"]
    assert refused_form(committee, f"{path}/hear", person="", text="请说明")[0] == 422
    with scope_opened(("",)):
        person = office.loop.town.people["N-handler"].pk
        stranger = office.loop.town.people["N-street"].pk
    assert refused_form(committee, f"{path}/hear", person=stranger, text="请说明")[0] == 422
    committee.form(f"{path}/hear", person=person, text="两次返工，请说明原因")

    status, page = refused_form(office("chief"), f"{path}/decide", form="account_remind", text="属实")
    assert status == 409, page
    assert "尚未收到陈述申辩" in page
    assert office("handler").rows("/my-accountability") == [row.number]
    assert row.number in office("handler").page("/notices")
    assert office("street").client.get(path).status_code in {403, 404}, "another unit"
    office("handler").form(f"{path}/state", text="材料到货晚，已重新施工")
    assert "材料到货晚" in office("chief").page(path)
    assert committee.client.get(f"{path}/decide").status_code == 403, "the office does not decide"
    office("chief").form(f"{path}/decide", form="account_remind", text="情况属实，予以提醒")
    page = office("unit").page(path)
    for said in ("提醒", "情况属实，予以提醒", "主一", "吴六"):
        assert said in page, said
    assert office("leader").rows("/accountability?state=account_decided") == [row.number]
    assert len(proposals()) == 1, "nobody answers twice for one failure"
    log_sound()


@_SLOW
@pytest.mark.proves("K-219")
def test_officers_who_are_punished_are_counted_and_a_reminder_is_no_punishment(
    office: Office, witness: Witness
) -> None:
    published(office)
    found: dict[str, str] = {}
    for unit, by, form in (
        ("U-SQUAD", "squad", "account_criticise"),
        ("U-SQUAD", "squad", "account_remind"),
        ("U-KEEPER", "unit", "account_criticise"),
    ):
        failed(office, unit=unit, by=by)
        failed(office, unit=unit, by=by)
        row = proposals()[-1]
        with scope_opened(("",)):
            person = office.loop.town.people[f"N-{by}"].pk
        path = f"/accountability/{row.pk}"
        office("committee").form(f"{path}/hear", person=person, text="请说明原因")
        office(by).form(f"{path}/state", text="已整改")
        office("chief").form(f"{path}/decide", form=form, text="情况属实")
        found[f"{unit} {form}"] = row.number
    value, opened = figure_opened(office, "committee", "officers_punished")
    counted = (found["U-SQUAD account_criticise"],)
    witness.figure("K-219", numerator=value, denominator=None, counted=counted, opened=opened)
    assert value == 1
    log_sound()


@_SLOW
def test_the_days_to_state_the_case_bind_whoever_decides_and_what_is_dropped_is_not_proposed_again(
    office: Office,
) -> None:
    published(office)
    failed(office)
    failed(office)
    (row,) = proposals()
    path = f"/accountability/{row.pk}"
    with scope_opened(("",)):
        person = office.loop.town.people["N-unit"].pk
    office("committee").form(f"{path}/hear", person=person, text="请说明")
    office.hands.at += timedelta(days=5)
    assert refused_form(office("chief"), f"{path}/decide", form="account_remind", text="属实")[0] == 409
    office.hands.at += timedelta(days=1)
    office("chief").form(f"{path}/drop", text="系材料供应所致，不予追责")
    assert [one.state for one in proposals()] == ["account_dropped"]
    assert "不予追责" in office("unit").page("/notices")
    log_sound()


@_SLOW
def test_a_rule_needs_words_and_numbers_within_bounds_and_one_switched_off_proposes_nothing(
    office: Office,
) -> None:
    typed = {"enabled": "on", "paper": "1 号", "text": _TEXT, **_NUMBERS}
    for key, value in (("text", " "), ("days", 0), (FaultKind.LATE.value, 1)):
        status, page = refused_form(office("committee"), "/accountability-rules/new", **{**typed, key: value})
        assert status == 422, page
    assert office("unit").client.get("/accountability-rules/new").status_code == 403
    published(office)
    published(office, enabled="")
    failed(office)
    failed(office)
    assert proposals() == []
