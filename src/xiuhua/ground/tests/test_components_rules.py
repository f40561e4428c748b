"""Codes and states of components, worked by hand."""

from __future__ import annotations

import pytest

from xiuhua.ground.rules.components import (
    component_code_fault,
    component_code_read,
    component_code_renewed,
    grid_code_fault,
    states_following,
)
from xiuhua.ground.terms.components import ComponentState

_CLASSES = {"01002", "01037", "04002"}


def test_a_code_of_2013_is_taken_apart_as_the_live_sample_is() -> None:
    read = component_code_read("3205820102048188")  # 320582 · 01 · 02 污水井盖 · 048188
    assert read is not None
    assert (read.district, read.class_code, read.sequence) == ("320582", "0102", 48188)
    assert str(read) == "3205820102048188"


def test_sixteen_digits_become_seventeen_where_the_class_is_known() -> None:
    assert component_code_renewed("3205820102048188", class_code="01002") == "32058201002048188"


@pytest.mark.parametrize(
    ("old", "class_code"), [("32058201002048188", "01002"), ("3205820102048188", "0102")]
)
def test_what_is_no_code_of_2013_is_not_renewed(old: str, class_code: str) -> None:
    with pytest.raises(ValueError, match="make no code"):
        component_code_renewed(old, class_code=class_code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("99010101037000001", None),
        ("9901010137000001", "component_code_form"),  # 16 digits
        ("9901010103700000A", "component_code_form"),
        ("９９０１０１０１０３７０００００１", "component_code_form"),  # full-width digits are no digits here
        ("", "component_code_form"),
        ("99010101099000001", "component_class_unknown"),
        ("99010201037000001", "component_district"),
        ("99010104002000001", "component_class_other"),
    ],
)
def test_each_fault_of_a_code_has_its_own_name(code: str, fault: str | None) -> None:
    found = component_code_fault(code, classes=_CLASSES, district="990101", class_code="01037")
    assert found == fault


@pytest.mark.parametrize(
    ("grid", "fault"),
    [
        ("990101003001001", None),
        ("99010100300101", "grid_code_form"),  # the 14 digits of CJ/T 213-2005
        ("990102003001001", "grid_code_district"),
    ],
)
def test_a_grid_code_has_fifteen_digits_in_the_same_district(grid: str, fault: str | None) -> None:
    assert grid_code_fault(grid, district="990101") == fault


def test_every_state_may_lead_to_removal_and_removal_to_none() -> None:
    for state in ComponentState:
        following = states_following(state)
        assert state not in following
        assert (ComponentState.REMOVED in following) == (state is not ComponentState.REMOVED)
    assert states_following(ComponentState.LOST) == (ComponentState.INTACT, ComponentState.REMOVED)
