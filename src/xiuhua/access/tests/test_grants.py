"""The act table says, cell by cell, what a person wrote down by hand in grants.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from xiuhua.access.rules import areas_for, grants, may
from xiuhua.access.rules.grants import GRANTS
from xiuhua.access.rules.roles import LOOP_ROLES, TEMPLATES, Family, roles_of
from xiuhua.access.terms import Role
from xiuhua.shared.actor import Actor, Holding

_HELD, _INSIDE, _OUTSIDE = "990101", "990101003", "990102001"
_LINES = list(csv.DictReader(Path(__file__).with_name("grants.csv").open(encoding="utf-8")))
_ROLES = [role.value for role in Role if role is not Role.SYSTEM]
_NAMED_GROUPS = {  # what the hand-written cells may say for many roles at once
    "*": frozenset(_ROLES),
    "@street": frozenset(roles_of(Family.STREET)),
    "@town": frozenset(roles_of(Family.TOWN)),
    "@staff": frozenset(
        {"ground_clerk", "leader", *(role.value for role in LOOP_ROLES)}
        | {
            role.value
            for role in Role
            if role.value
            in roles_of(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN)
            or role.value in roles_of(Family.OVERSIGHT)
        }
    ),
}


@pytest.fixture(autouse=True)
def own_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the table hold what stands in it, without what apps have entered: they have cells of their own."""
    monkeypatch.setattr(grants, "_KNOWN", [GRANTS])
    monkeypatch.setattr(grants, "_BY_ACT", {})


def _may(line: dict[str, str]) -> frozenset[str]:
    """Return the roles that a hand-written line gives the act to."""
    return frozenset().union(*(_NAMED_GROUPS.get(word, frozenset({word})) for word in line["may"].split()))


@dataclass(frozen=True)
class _Thing:
    area_code: str
    state: str


def _actor(role: str, area: str = _HELD) -> Actor:
    return Actor(name="user:1", holdings=(Holding(role=role, area=area),), user_id=1)


@pytest.mark.parametrize("line", _LINES, ids=lambda line: f"{line['act']}-{line['state']}-{line['area']}")
def test_the_table_says_what_the_hand_written_cell_says(line: dict[str, str]) -> None:
    thing = _Thing(_INSIDE if line["area"] == "inside" else _OUTSIDE, line["state"])
    assert {role for role in _ROLES if may(_actor(role), line["act"], thing)} == _may(line)


def test_every_act_of_the_table_has_hand_written_cells() -> None:
    assert {act for grant in GRANTS for act in grant.acts} == {line["act"] for line in _LINES}


def test_the_table_and_the_hand_written_cells_name_only_roles_there_are() -> None:
    assert {grant.role for grant in GRANTS} <= {role.value for role in Role}
    assert set().union(*(_may(line) for line in _LINES)) <= set(_ROLES)


def test_every_role_row_of_the_register_is_one_role() -> None:
    assert [template.row for template in TEMPLATES] == [f"P-{number:02d}" for number in range(1, 69)]
    assert len({template.role for template in TEMPLATES}) == 68


def test_an_unknown_act_is_given_to_nobody() -> None:
    assert not any(may(_actor(role), "premises.burn") for role in [*_ROLES, "system"])


def test_a_token_narrows_what_its_user_may_do() -> None:
    user = _actor("ground_clerk")
    thing = _Thing(_INSIDE, "open")
    narrowed = Actor(
        name="token:1",
        holdings=user.holdings,
        limits=frozenset({"premises.read", "account.create"}),
        user_id=1,
    )
    assert may(narrowed, "premises.read", thing)
    assert not may(narrowed, "premises.rename", thing)
    assert not may(narrowed, "account.create")  # a limit gives nothing that the role does not


def test_a_list_is_filtered_by_the_areas_in_which_the_act_is_given() -> None:
    both = Actor(
        name="user:1",
        holdings=(Holding(role="ground_clerk", area="990101"), Holding(role="leader", area="990102")),
    )
    assert areas_for(both, "premises.read") == ("990101", "990102")
    assert areas_for(both, "premises.rename") == ("990101",)
    assert areas_for(both, "area.read") == ("",)
    assert areas_for(both, "ledger.read") == ()


def test_areas_below_others_are_folded_into_them() -> None:
    held = tuple(Holding(role="leader", area=area) for area in ("990101003", "990101", "990102"))
    assert Actor(name="user:1", holdings=held).areas == ("990101", "990102")
