"""An app's lines of the act table beside the cells that a person wrote down by hand.

A sheet has the columns act, state, area (inside or outside) and roles. `*` stands for every state, `@desk`
for the roles of a family or of a group that the test names. What is not written down is nobody's.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.shared.terms import Term

AREAS = ("inside", "outside")
FAMILIES: Mapping[str, frozenset[str]] = {
    f"@{family.value}": frozenset(roles_of(family)) for family in Family
}
UNIT = frozenset(
    {
        *("unit_clerk", "handler", "town_committee", "community_secretary", "peer_department"),
        *("squad_leader", "officer", "road_contractor", "sanitation_contractor", "sticker_contractor"),
        *("river_operator", "property_firm"),
    }
)
"""Whoever answers for a unit that handles, written out by hand."""
Cells = Mapping[tuple[str, str, str], frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is written down, and what the code gives.

    Args:
        written: the hand-written cells: act, state, area to roles.
        grants: the code's lines.
        states: every state that a subject of theirs has, and the empty one.
        acts: every act that is compared: those of the code, and those that the app knows.
    """

    written: Cells
    grants: tuple[Grant, ...]
    states: tuple[str, ...]
    acts: tuple[str, ...]

    def differs(self, act: str) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
        """Return by state and area the roles that may do an act unwritten, and those written that may not."""
        found = {}
        for state in self.states:
            for area in AREAS:
                may = frozenset(grant.role for grant in self.grants if _gives(grant, act, state, area))
                written = self.written.get((act, state, area), frozenset())
                if may != written:
                    found[state, area] = (sorted(may - written), sorted(written - may))
        return found

    def unknown(self) -> set[str]:
        """Return the words of the cells that nobody knows: acts, states, areas, roles."""
        acts, states, areas = ({cell[nth] for cell in self.written} for nth in range(3))
        roles = frozenset[str]().union(*self.written.values())
        known = {role.value for role in Role}
        return (acts - set(self.acts)) | (states - set(self.states)) | (areas - set(AREAS)) | (roles - known)

    def written_acts(self) -> set[str]:
        """Return the acts that somebody may do."""
        return {act for act, _state, _area in self.written}

    def written_states(self, act: str) -> set[str]:
        """Return the states in which somebody may do an act."""
        return {state for named, state, _area in self.written if named == act}

    def written_roles(self, *prefixes: str) -> frozenset[str]:
        """Return whoever may do an act whose name begins so."""
        return frozenset[str]().union(
            *(roles for (act, _state, _area), roles in self.written.items() if act.startswith(prefixes))
        )


def sheet_read(
    path: Path, *, grants: Iterable[Grant], states: Collection[type[Term]], acts: Collection[type[Term]] = (),
    more_states: Collection[str] = (), groups: Mapping[str, frozenset[str]] = FAMILIES,
) -> Sheet:  # fmt: skip
    """Return a sheet beside the code's lines.

    Args:
        path: of the sheet.
        grants: the app's lines.
        states: vocabularies of states; the empty one is always among them.
        acts: vocabularies of acts, each of which is compared, whether or not a line names it.
        more_states: states without a vocabulary.
        groups: what `@name` stands for.
    """
    every = ("", *(state.value for terms in states for state in terms), *more_states)
    lines = tuple(grants)
    written: dict[tuple[str, str, str], frozenset[str]] = defaultdict(frozenset)
    with path.open(encoding="utf-8") as sheet:
        for line in csv.DictReader(sheet):
            roles = frozenset[str]().union(*(groups.get(word, {word}) for word in line["roles"].split()))
            for state in every if line["state"] == "*" else (line["state"],):
                written[line["act"], state, line["area"]] |= roles
    named = {str(act) for grant in lines for act in grant.acts}
    known = named | {act.value for terms in acts for act in terms}
    return Sheet(written=dict(written), grants=lines, states=every, acts=tuple(sorted(known)))


def _gives(grant: Grant, act: str, state: str, area: str) -> bool:
    in_state = grant.states is None or state in grant.states
    return act in grant.acts and in_state and (area == "inside" or grant.area is AreaScope.ANY)
