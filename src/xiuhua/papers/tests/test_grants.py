"""The lines of papers in the act table say, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.papers.rules.granting import paper_grants
from xiuhua.papers.terms import PaperAct, PaperState, PhraseAct, PhraseScope

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_STATES = ("", *(state.value for terms in (PaperState, PhraseScope) for state in terms))
_GROUPS = {
    **{f"@{family.value}": frozenset(roles_of(family)) for family in Family},
    "@staff": frozenset(
        (
            *("ground_clerk", "leader", "collector", "shift_head", "unit_clerk", "handler"),
            *roles_of(
                *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
                *(Family.OVERSIGHT, Family.PEER, Family.CONTRACTOR),
            ),
        )
    ),
}
_ACTS = [act.value for terms in (PaperAct, PhraseAct) for act in terms]


def _written() -> dict[tuple[str, str, str], frozenset[str]]:
    found: dict[tuple[str, str, str], frozenset[str]] = defaultdict(frozenset)
    for line in _LINES:
        roles = frozenset().union(*(_GROUPS.get(word, {word}) for word in line["roles"].split()))
        for state in _STATES if line["state"] == "*" else (line["state"],):
            found[line["act"], state, line["area"]] |= roles
    return found


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)


_WRITTEN = _written()


@pytest.mark.parametrize("act", _ACTS)
def test_every_role_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    wrong = {
        (state, area): (sorted(may - written), sorted(written - may))
        for state in _STATES
        for area in ("inside", "outside")
        if (may := frozenset(grant.role for grant in paper_grants() if _gives(grant, act, state, area)))
        != (written := _WRITTEN.get((act, state, area), frozenset()))
    }
    assert wrong == {}
    assert any(line["act"] == act for line in _LINES), "every act is somebody's"
