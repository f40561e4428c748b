"""The lines of the act table about notices say, cell by cell, what was written by hand in grants.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.terms import Role
from xiuhua.notices.rules.granting import notice_grants
from xiuhua.notices.terms import OutgoingState, RouteState

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_GRANTS = notice_grants()
_AREAS = ("inside", "outside")
_STATES = ("", *(state.value for terms in (RouteState, OutgoingState) for state in terms))
_GROUPS = {"@everybody": frozenset(role.value for role in Role)}

Cells = dict[tuple[str, str, str], frozenset[str]]


def _written() -> Cells:
    """Return what the hand-written lines give: act, state, area to roles. What is not written is nobody's."""
    found: Cells = defaultdict(frozenset)
    for line in _LINES:
        roles = frozenset().union(*(_GROUPS.get(word, {word}) for word in line["roles"].split()))
        for state in _STATES if line["state"] == "*" else (line["state"],):
            found[line["act"], state, line["area"]] |= roles
    return found


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)


_WRITTEN = _written()
_ACTS = sorted({act for grant in _GRANTS for act in grant.acts} | {act for act, _state, _area in _WRITTEN})


@pytest.mark.parametrize("act", _ACTS)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand(act: str) -> None:
    wrong = {
        (state, area): (sorted(may - written), sorted(written - may))
        for state in _STATES
        for area in _AREAS
        if (may := frozenset(grant.role for grant in _GRANTS if _gives(grant, act, state, area)))
        != (written := _WRITTEN.get((act, state, area), frozenset()))
    }
    assert wrong == {}


def test_no_administrator_does_anothers_work() -> None:
    """三员分立: who sets ways up sees no whole address; who sees whole addresses sets nothing up."""
    configures = {
        role for (act, _s, _a), roles in _WRITTEN.items() if act == "route.configure" for role in roles
    }
    reveals = {
        role for (act, _s, _a), roles in _WRITTEN.items() if act == "outgoing.reveal" for role in roles
    }
    assert (configures, reveals) == ({"system_admin"}, {"auditor"})
