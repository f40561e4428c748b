"""The kit that compares the act table with hand-written cells finds mistakes on either side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.tests.grants_kit import Sheet, sheet_read
from xiuhua.shared.terms import Term

Reading = Callable[..., Sheet]


class Standing(Term):
    """Two states."""

    OPEN = "open", "开", "Open"
    SHUT = "shut", "关", "Shut"


_RIGHT = "door.open,shut,inside,handler\ndoor.read,*,inside,@desk\n"
_GRANTS = (
    Grant("handler", ("door.open",), states=("shut",)),
    *(Grant(role, ("door.read",)) for role in ("acceptor", "dispatcher")),
)


@pytest.fixture
def sheet(tmp_path: Path) -> Reading:
    """Return `sheet(lines, grants)`: hand-written lines beside some grants."""

    def read(lines: str = _RIGHT, grants: tuple[Grant, ...] = _GRANTS) -> Sheet:
        path = tmp_path / "grants.csv"
        path.write_text(f"act,state,area,roles\n{lines}", encoding="utf-8")
        groups = {"@desk": frozenset({"acceptor", "dispatcher"})}
        return sheet_read(path, grants=grants, states=(Standing,), groups=groups)

    return read


def test_what_agrees_differs_nowhere(sheet: Reading) -> None:
    read = sheet()
    assert (read.differs("door.open"), read.differs("door.read"), read.unknown()) == ({}, {}, set())
    assert read.written_states("door.read") == {"", "open", "shut"}
    assert read.written_roles("door.") == {"handler", "acceptor", "dispatcher"}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        (Grant("leader", ("door.open",), states=("shut",)), {("shut", "inside"): (["leader"], [])}),
        (Grant("handler", ("door.open",), states=("open",)), {("open", "inside"): (["handler"], [])}),
        (
            Grant("handler", ("door.open",), states=("shut",), area=AreaScope.ANY),
            {("shut", "outside"): (["handler"], [])},
        ),
    ],
)
def test_a_role_a_state_or_an_area_too_many_is_found(sheet: Reading, more: Grant, where: object) -> None:
    assert sheet(grants=(*_GRANTS, more)).differs("door.open") == where


def test_what_is_written_and_not_given_is_found(sheet: Reading) -> None:
    read = sheet(grants=(*_GRANTS[1:], Grant("leader", ("door.open",), states=("open",))))
    assert read.differs("door.open") == {
        ("shut", "inside"): ([], ["handler"]), ("open", "inside"): (["leader"], []),
    }  # fmt: skip


def test_a_word_that_nobody_knows_is_found(sheet: Reading) -> None:
    wrong = "door.shut,ajar,inside,handler\ndoor.read,,nearby,porter\n"
    assert sheet(_RIGHT + wrong).unknown() == {"door.shut", "ajar", "nearby", "porter"}
