"""What the published contract allows, asked at random: never a fault, and answers as the contract says.

Random values alone are refused at the first check. So a draw decides for each call whether it speaks of what
there is (a case, a matter, a place of the town), and the acts behind the checks are reached too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.launch.installation import Installation
from tests.launch.town import TOWN
from xiuhua.config.env import ENV

pytestmark = [pytest.mark.heavy]

_EXAMPLES = 12
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_KNOWN: Mapping[str, object] = {
    "longitude": 120.15, "latitude": 30.25, "matter": "06010", "channel": "channel_collector",
    "area": "990101003", "area_code": "990101003", "unit_code": "U-1", "code": "990101003", "kind": "matter",
    "seen": 1,
    "reason": "现场已看", "address": "滨河路 12 号", "text": "路边有垃圾", "photos": [], "act": "accept",
    "response_format": "json",
    "service_code": "06010", "lat": 30.25, "long": 120.15,
    "standard": "gb47678_5_2026", "name": "绣衣社区", "ids": [1], "cases": [1, 2],
}  # fmt: skip
_ONE_WAY = {"DELETE /api/v1/tokens/{token_id}"}  # ends the token that asks; asked at the end

# Run by `manage shell`: who asks, each with a token for everything they may do, and something to ask about.
_SET_UP = (
    TOWN
    + """
from uuid import uuid5, NAMESPACE_URL
from xiuhua.access.rules import grants_known, may
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
ROLES = {
    "desk": [(role, DISTRICT) for role in (
        "acceptor", "shift_head", "dispatcher", "verifier", "collector", "unit_clerk", "ground_clerk",
        "data_admin", "government_office", "committee_office", "leader", "hotline_agent", "complaint_team")],
    "system": [("system_admin", "")],
    "safety": [("security_admin", "")],
    "resident": [("resident", DISTRICT)],
}
told = {}
for name, roles in ROLES.items():
    user = account_create(username=name, name="某", password="Embroidery-2026", actor=system("setup"),
                          roles=tuple(NewRole(role=Role(role), area=area) for role, area in roles), at=now())
    actor = actor_of(user, holdings_at(user.pk, at=now()))
    acts = sorted({act for grant in grants_known() for act in grant.acts if may(actor, act)})
    told[name] = token_issue(name="schema", acts=acts, days=1, actor=actor, at=now())[1]
    if name == "desk":
        for number in range(3):
            case_report(new=NewReport(client_id=uuid5(NAMESPACE_URL, str(number)), channel=Channel.COLLECTOR,
                                      item_id=item_coded("06010").pk, longitude=120.15 + number / 1000,
                                      latitude=30.25, text="路边有垃圾"), actor=actor, at=now())
print(json.dumps(told))
"""
)


@pytest.fixture(scope="module")
def tokens(installation: Installation) -> Mapping[str, object]:
    """A town with people in it; the token of each."""
    return installation.shell(_SET_UP)


@pytest.mark.slow("asks every operation of the contract some fifty times")
def test_whatever_the_contract_allows_is_answered_as_it_says(
    installation: Installation, tokens: Mapping[str, object]
) -> None:
    contract = schemathesis.openapi.from_url(f"{installation.url}/api/v1/openapi.json")
    operations = _operations(contract)
    assert len(operations) > 60
    wrong = [
        f"{who}: {fault}"
        for who, token in tokens.items()
        for operation in sorted(operations, key=lambda one: one.label in _ONE_WAY)
        for fault in _faults(operation, token, checks=_CHECKS)
    ]
    assert wrong == [], "\n\n".join(wrong[:10])


@pytest.mark.usefixtures("tokens")
@pytest.mark.slow("asks every operation of Open311 some fifty times")
def test_whatever_open311_allows_is_answered_as_its_public_description_says(
    installation: Installation,
) -> None:
    described = ENV.shared / "data" / "service_requests" / "georeport_v2-1.yaml"
    if not described.exists():
        pytest.skip(f"{described} is not there: set XIUHUA_SHARED")
    contract = schemathesis.openapi.from_path(described)
    contract.config.update(base_url=f"{installation.url}/open311/v2")
    wrong = [
        fault
        for operation in _operations(contract)
        for fault in _faults(operation, None, checks=[not_a_server_error, response_schema_conformance])
    ]
    assert wrong == [], "\n\n".join(wrong[:10])


def _operations(contract: Any) -> list[Any]:  # schemathesis has no public name for either
    """Return what a contract describes, all of it readable."""
    return [found.ok() for found in contract.get_all_operations()]


def _faults(operation: Any, token: object, *, checks: Sequence[Any]) -> list[str]:  # schemathesis names none
    """Return what is wrong with the answers of an operation, the first of each kind."""
    found: dict[str, str] = {}
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    @given(case=operation.as_strategy(), known=st.sampled_from(("path", "body", "both", "")))
    @settings(
        max_examples=_EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    def asked(case: Any, known: str) -> None:  # schemathesis has no public name for it
        _seasoned(case, known)
        answer = case.call(headers=headers)
        try:
            case.validate_response(answer, checks=checks)
        except (AssertionError, BaseExceptionGroup) as fault:
            found.setdefault(f"{answer.status_code}", f"{operation.label} {answer.status_code}: {fault}")

    asked()
    return list(found.values())


def _seasoned(case: Any, known: str) -> None:  # as above
    """Let a call speak of what there is."""
    if known in {"path", "both"}:
        for name, value in (case.path_parameters or {}).items():
            case.path_parameters[name] = 1 if isinstance(value, int) else _KNOWN.get(name, value)
        for name in case.query or {}:
            case.query[name] = _KNOWN.get(name, case.query[name])
    if known in {"body", "both"} and isinstance(case.body, dict):
        for name in case.body:
            case.body[name] = _KNOWN.get(name, case.body[name])
