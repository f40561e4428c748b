"""The lines of the act table for residents say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.terms import Role
from xiuhua.residents.rules.resident_grants import resident_grants
from xiuhua.residents.terms.messages import IssueAct, IssueState, MessageAct, MessageState
from xiuhua.residents.terms.residents import ReceiptAct, ReceiptState
from xiuhua.residents.terms.rewards import RewardAct, RewardState

_LINES = list(csv.DictReader(Path(__file__).with_name("grants_residents.csv").open(encoding="utf-8")))
_GRANTS = resident_grants()
_STATES = (
    "",
    *(state.value for terms in (RewardState, IssueState, MessageState, ReceiptState) for state in terms),
)
_FOLLOWING = {RewardAct.PROPOSE, RewardAct.DENY, IssueAct.GATHER, MessageAct.IMPORT_UNDO}
_ACTS = sorted(
    {str(act) for grant in _GRANTS for act in grant.acts}
    | {act.value for terms in (ReceiptAct, RewardAct, MessageAct, IssueAct) for act in terms}
)


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
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    wrong = {
        (state, area): sorted(may ^ written)
        for state in _STATES
        for area in ("inside", "outside")
        if (may := frozenset(grant.role for grant in _GRANTS if _gives(grant, act, state, area)))
        != (written := _WRITTEN.get((act, state, area), frozenset()))
    }
    assert wrong == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert {act for act, _state, _area in _WRITTEN} <= set(_ACTS)
    assert {state for _act, state, _area in _WRITTEN} <= set(_STATES)
    assert frozenset().union(*_WRITTEN.values()) <= {role.value for role in Role}


def test_what_only_follows_from_something_else_is_nobodys() -> None:
    assert not {act.value for act in _FOLLOWING} & {act for act, _state, _area in _WRITTEN}
