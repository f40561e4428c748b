"""The act table says of figures, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from xiuhua.access.rules import may
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.evaluation.rules.granting import figure_grants
from xiuhua.shared.actor import Actor, Holding

_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_ROLES = [role.value for role in Role if role is not Role.SYSTEM]
_GROUPS = {
    "@street": roles_of(Family.STREET),
    "@town": roles_of(Family.TOWN),
    "@peer": roles_of(Family.PEER),
    "@staff": (
        *("ground_clerk", "leader"),
        *roles_of(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.OVERSIGHT),
    ),
}


@dataclass(frozen=True)
class _Thing:
    area_code: str
    state: str = ""


def _may(line: dict[str, str]) -> set[str]:
    return {role for word in line["may"].split() for role in _GROUPS.get(word, (word,))}


@pytest.mark.parametrize("line", _LINES, ids=lambda line: f"{line['act']}-{line['area']}")
def test_the_table_says_what_the_hand_written_cell_says(line: dict[str, str]) -> None:
    thing = _Thing("990101003" if line["area"] == "inside" else "990102001")

    def actor(role: str) -> Actor:
        return Actor(name="user:1", holdings=(Holding(role=role, area="990101"),), user_id=1)

    assert {role for role in _ROLES if may(actor(role), line["act"], thing)} == _may(line)


def test_every_act_of_the_table_has_hand_written_cells() -> None:
    assert {act for grant in figure_grants() for act in grant.acts} == {line["act"] for line in _LINES}
    assert set().union(*(_may(line) for line in _LINES)) <= set(_ROLES)


def test_whoever_reads_cases_may_read_what_is_counted_from_them() -> None:
    def actor(role: str) -> Actor:
        return Actor(name="user:1", holdings=(Holding(role=role, area="990101"),), user_id=1)

    readers = {role for role in _ROLES if may(actor(role), "figure.read")}
    assert readers <= {role for role in _ROLES if may(actor(role), "case.read")}
