"""The lines of the act table say, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.terms import Role
from xiuhua.sensing.rules.granting import sensing_grants
from xiuhua.sensing.terms import (
    AlarmAct,
    AlarmPhase,
    CommandAct,
    CommandState,
    ControlAct,
    DeviceAct,
    DeviceState,
    FrameAct,
    HoldingAct,
    MaintenanceAct,
    MaintenanceState,
    RuleAct,
    RuleState,
    StreamAct,
)
from xiuhua.sensing.terms.tracks import FenceState, FencingAct, TrackAct

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_STATES = (
    *(
        state.value
        for kind in (DeviceState, RuleState, AlarmPhase, CommandState, MaintenanceState, FenceState)
        for state in kind
    ),
    "",
)
_KINDS = (
    *(DeviceAct, FrameAct, RuleAct, AlarmAct, StreamAct, CommandAct, ControlAct, MaintenanceAct),
    *(FencingAct, TrackAct, HoldingAct),
)
_ACTS = tuple(act.value for kind in _KINDS for act in kind)
_ROLES = frozenset(role.value for role in Role)


def _written() -> dict[tuple[str, str, str], frozenset[str]]:
    found: dict[tuple[str, str, str], frozenset[str]] = defaultdict(frozenset)
    for line in _LINES:
        for state in _STATES if line["state"] == "*" else (line["state"],):
            found[line["act"], state, line["area"]] |= frozenset(line["roles"].split())
    return found


_WRITTEN = _written()


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)


@pytest.mark.parametrize("act", _ACTS)
def test_every_role_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    for state in _STATES:
        for area in ("inside", "outside"):
            may = frozenset(grant.role for grant in sensing_grants() if _gives(grant, act, state, area))
            assert may == _WRITTEN.get((act, state, area), frozenset()), (act, state, area)


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert {act for act, _state, _area in _WRITTEN} <= set(_ACTS)
    assert frozenset().union(*_WRITTEN.values()) <= _ROLES
