"""Certificates: issued, asked for at an instant, amended, suspended, revoked; and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import MONDAY
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries import certificates_in_force, certificates_of
from xiuhua.permits.services import (
    NewCertificate,
    certificate_amend,
    certificate_issue,
    certificate_resume,
    certificate_revoke,
    certificate_suspend,
    certificates_issue_many,
)
from xiuhua.permits.terms import CertificateState
from xiuhua.permits.tests.permit_kit import DAY, FIELDS, SECOND, issued, premises, terrace, utc, van
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted

pytestmark = pytest.mark.slow("builds the town")


@pytest.fixture
def clerk(office: Office) -> Iterator[Actor]:
    """A permit clerk, the scope open."""
    with scope_opened(("",)):
        yield office.loop.actors["clerk"]


def held(at: datetime, **asked: object) -> list[str]:
    found = certificates_in_force(kind="terrace", at=at, **asked)  # type: ignore[arg-type]  # named values
    return [facts.number for facts in found]


def test_a_certificate_holds_from_its_first_instant_to_before_its_last(clerk: Actor) -> None:
    row = issued(clerk, number="A-1")
    assert held(MONDAY - SECOND) == []
    assert held(MONDAY) == ["A-1"]
    assert held(MONDAY + 10 * DAY - SECOND) == ["A-1"]
    assert held(MONDAY + 10 * DAY) == []
    (facts,) = certificates_in_force(kind="terrace", at=MONDAY, premises_ids=[premises().pk])
    assert (facts.id, facts.premises_id, facts.vehicle_id, facts.parent_id) == (
        row.pk,
        premises().pk,
        None,
        None,
    )
    assert (facts.party_id, facts.since, facts.until) == (premises().party_id, MONDAY, MONDAY + 10 * DAY)
    assert facts.fields == {"area_m2": 12.5, "hours": [["18:00", "02:00"]]}
    assert held(MONDAY, premises_ids=[premises("CS-2").pk]) == []
    assert held(MONDAY, vehicle_ids=[van().pk]) == []
    assert certificates_in_force(kind="supply", at=MONDAY) == []


def test_without_an_end_it_goes_on(clerk: Actor) -> None:
    issued(clerk, number="A-1", until=None)
    assert held(utc(2099, 1, 1)) == ["A-1"]


def test_a_suspension_is_a_span_and_a_revocation_has_no_end(clerk: Actor) -> None:
    row = issued(clerk, number="A-1")
    one, two, three = MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 3 * DAY
    certificate_suspend(certificate_id=row.pk, reason="占道", actor=clerk, at=one)
    assert Certificate.objects.get().state == CertificateState.SUSPENDED
    certificate_resume(certificate_id=row.pk, reason="已整改", actor=clerk, at=two)
    certificate_revoke(certificate_id=row.pk, reason="转让", actor=clerk, at=three)
    told = {at: bool(held(at)) for at in (one - SECOND, one, two - SECOND, two, three - SECOND, three)}
    assert list(told.values()) == [True, False, False, True, True, False]
    (facts,) = certificates_of("terrace", MONDAY, MONDAY + 5 * DAY)
    assert facts.state is CertificateState.REVOKED
    assert facts.as_of(one).state is CertificateState.SUSPENDED
    assert [facts.in_force(at) for at in told] == list(told.values())
    acts = Entry.objects.filter(subject=f"certificate:{row.pk}").order_by("id").values_list("act", flat=True)
    assert list(acts) == [f"certificate.{act}" for act in ("issue", "suspend", "resume", "revoke")]


def test_what_is_amended_holds_from_then_on_and_the_past_stays(clerk: Actor) -> None:
    row = issued(clerk, number="A-1")
    certificate_amend(
        certificate_id=row.pk, until=MONDAY + 20 * DAY, fields=FIELDS | {"area_m2": 30}, reason="扩大",
        actor=clerk, at=MONDAY + 2 * DAY,
    )  # fmt: skip
    area = {
        days: facts.fields["area_m2"]
        for days in (0, 1, 2, 15)
        for facts in certificates_in_force(kind="terrace", at=MONDAY + days * DAY)
    }
    assert area == {0: 12.5, 1: 12.5, 2: 30.0, 15: 30.0}
    assert held(MONDAY + 20 * DAY) == []
    (facts,) = certificates_of("terrace", MONDAY, MONDAY + DAY)
    assert (facts.until, facts.fields["area_m2"]) == (MONDAY + 10 * DAY, 12.5)
    assert certificates_of("terrace", MONDAY - 9 * DAY, MONDAY) == []
    assert certificates_of("terrace", MONDAY + 20 * DAY, MONDAY + 21 * DAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": "unheard_of"}, "kind", "certificate_kind_unknown"),
        ({"party_id": 10**9}, "party", "certificate_party_unknown"),
        ({"premises_id": None}, "premises", "certificate_premises_unknown"),
        ({"until": MONDAY}, "until", "certificate_ends_first"),
        ({"number": "9" * 61}, "number", "certificate_number_long"),
        ({"parent_id": 1}, "parent", "certificate_no_parent"),
        ({"area_code": "1"}, "area_code", "certificate_area_unknown"),
        ({"fields": FIELDS | {"area_m2": 201}}, "field_area_m2", "certificate_number_beyond"),
        ({"fields": FIELDS | {"area_m2": "viel"}}, "field_area_m2", "certificate_number_wrong"),
        ({"fields": FIELDS | {"area_m2": True}}, "field_area_m2", "certificate_number_wrong"),
        ({"fields": FIELDS | {"hours": [["25:00", "02:00"]]}}, "field_hours", "certificate_hours_wrong"),
        ({"fields": FIELDS | {"shared_with": ["X"]}}, "field_shared_with", "certificate_premises_unknown"),
        ({"fields": FIELDS | {"colour": "red"}}, "field_colour", "certificate_field_unknown"),
        ({"fields": {"area_m2": 5}}, "field_hours", "certificate_field_missing"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_beside_its_field(
    clerk: Actor, changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as told:
        certificate_issue(new=terrace(**changes), actor=clerk, at=MONDAY)
    assert told.value.fields == {field: code}
    assert not Certificate.objects.exists()
    assert not Entry.objects.filter(act="certificate.issue").exists()
    issued(clerk, number="A-1", fields=FIELDS | {"shared_with": ["CS-2"]})
    with pytest.raises(Invalid) as told:
        issued(clerk, number="A-1")
    assert told.value.fields == {"number": "certificate_number_taken"}


def test_numbers_without_gaps_are_given_where_none_is_typed_in(clerk: Actor) -> None:
    numbers = [issued(clerk).number for _nth in range(2)]
    with pytest.raises(Invalid):
        issued(clerk, until=MONDAY)
    numbers.append(issued(clerk).number)
    assert [number[-2:] for number in numbers] == ["1号", "2号", "3号"]
    assert all("摆〔2026〕" in number for number in numbers)


def test_a_pass_is_given_under_a_certificate_and_does_not_outlive_it(clerk: Actor) -> None:
    parent = issued(clerk, number="A-1")
    new = NewCertificate(
        kind="supply", party_id=premises().party_id or 0, vehicle_id=van().pk, parent_id=parent.pk,
        number="B-1",
        since=MONDAY, until=MONDAY + 10 * DAY,
    )  # fmt: skip
    refused: list[dict[str, str]] = []
    wrong: tuple[dict[str, object], ...] = (
        {"until": MONDAY + 11 * DAY},
        {"until": None},
        {"parent_id": None},
        {"number": " "},
    )
    for changes in wrong:
        try:
            certificate_issue(new=_changed(new, changes), actor=clerk, at=MONDAY)
        except Invalid as error:
            refused.append(error.fields)
    assert refused == [
        {"until": "certificate_outlives_parent"}, {"until": "certificate_outlives_parent"},
        {"parent": "certificate_parent_unknown"}, {"number": "certificate_number_missing"},
    ]  # fmt: skip
    certificate_issue(new=new, actor=clerk, at=MONDAY)
    (facts,) = certificates_in_force(kind="supply", at=MONDAY, vehicle_ids=[van().pk])
    assert facts.parent_id == parent.pk


def _changed(new: NewCertificate, changes: dict[str, object]) -> NewCertificate:
    return replace(new, **changes)  # type: ignore[arg-type]  # named values of mixed types


def test_the_same_one_again_changes_nothing(clerk: Actor) -> None:
    new = terrace(number="A-1")
    first = certificate_issue(new=new, actor=clerk, at=MONDAY)
    assert certificate_issue(new=new, actor=clerk, at=MONDAY + DAY).pk == first.pk
    assert Certificate.objects.count() == 1


def test_many_at_once_leave_what_each_alone_would_leave(clerk: Actor) -> None:
    news = [terrace(number=f"A-{nth}", fields=FIELDS | {"area_m2": nth}) for nth in range(1, 4)]
    for new in news[:2]:
        certificate_issue(new=new, actor=clerk, at=MONDAY)
    alone = _left()
    Certificate.objects.all().delete()
    certificates_issue_many(many=news[:2], actor=clerk, at=MONDAY)
    assert _left() == alone
    with pytest.raises(Invalid):
        certificates_issue_many(many=[news[2], terrace(until=MONDAY)], actor=clerk, at=MONDAY)
    assert _left() == alone


def _left() -> list[tuple[object, ...]]:
    rows = Certificate.objects.order_by("number").values_list("number", "fields", "state", "versions__number")
    return [(number, str(fields), state, version) for number, fields, state, version in rows]


@pytest.mark.parametrize(
    ("act", "states"),
    [
        (certificate_suspend, {"issued": True, "suspended": False, "revoked": False, "over": False}),
        (certificate_resume, {"issued": False, "suspended": True, "revoked": False, "over": False}),
        (certificate_revoke, {"issued": True, "suspended": True, "revoked": False, "over": False}),
    ],
    ids=("suspend", "resume", "revoke"),
)
def test_an_act_is_done_in_its_states_only(
    clerk: Actor, act: Callable[..., Certificate], states: dict[str, bool]
) -> None:
    told = {}
    for state in states:
        row = issued(clerk, number=f"A-{state}")
        if state == "suspended":
            certificate_suspend(certificate_id=row.pk, reason="占道", actor=clerk, at=MONDAY)
        if state == "revoked":
            certificate_revoke(certificate_id=row.pk, reason="转让", actor=clerk, at=MONDAY)
        at = MONDAY + (10 * DAY if state == "over" else DAY)
        try:
            act(certificate_id=row.pk, reason="试", actor=clerk, at=at)
            told[state] = True
        except NotAllowedNow:
            told[state] = False
    assert told == states


def test_only_a_clerk_issues_and_every_act_has_a_reason(office: Office, clerk: Actor) -> None:
    row = issued(clerk, number="A-1")
    for who in ("officer", "keeper_tea", "leader"):
        with pytest.raises(NotPermitted):
            issued(office.loop.actors[who], number="A-2")
    for reason in (" ", "长" * 301):
        with pytest.raises(CityError) as told:
            certificate_revoke(certificate_id=row.pk, reason=reason, actor=clerk, at=MONDAY)
        assert told.value.fields == {"reason": "certificate_reason_missing"}
    assert Certificate.objects.get().state == CertificateState.ISSUED
