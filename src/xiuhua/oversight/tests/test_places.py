"""Where the pages stand: what is worked from daily comes first, the rest waits in a menu by group."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xiuhua.access.services import may
from xiuhua.access.terms import Role
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.shared.actor import Actor, Holding
from xiuhua.web.menu import neighbours_for
from xiuhua.web.parts import MenuItem


def _tabs(role: Role, path: str, language: str = "zh-hans") -> Sequence[MenuItem]:
    actor = Actor(name="user:1", holdings=(Holding(role=role.value, area="990101"),), user_id=1)
    return neighbours_for(actor, language=language, path=path, may=may)


def test_a_clerk_of_a_unit_finds_the_daily_five_first_and_the_rest_by_group() -> None:
    tabs = _tabs(Role.UNIT_CLERK, "/cases")
    assert [tab.label for tab in tabs if not tab.group] == ["案件", "上报", "督办", "申诉", "文书"]
    groups = list(dict.fromkeys(tab.group for tab in tabs))
    assert groups == ["", "本单位", "反复与回看", "确权", "设置"]
    assert [tab.label for tab in tabs if tab.group == "本单位"] == [
        "本单位整改", "涉及本单位的追责", "本单位舆情", "本单位合同",
    ]  # fmt: skip


def test_a_place_of_a_group_says_which_one_is_open() -> None:
    (here,) = [tab for tab in _tabs(Role.UNIT_CLERK, "/my-rectifications", "en") if tab.current]
    assert (here.label, here.group) == ("Our rectification", "Our unit")


def test_few_places_are_all_tabs() -> None:
    tabs = _tabs(Role.UNIT_CLERK, "/contests")
    assert 1 < len(tabs) <= 8
    assert not any(tab.group for tab in tabs)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_reads_more_than_nine_tabs_of_cases_or_of_contests(role: Role) -> None:
    for path in ("/cases", "/contests"):
        assert len([tab for tab in _tabs(role, path) if not tab.group]) <= 9


def test_the_page_shows_the_open_one_as_a_tab_and_every_group_in_the_menu(office: Office) -> None:
    page = office("unit").page("/my-rectifications")
    row, menu = page.split('class="x-neighbours-row"')[1].split("</nav>")[0].split("<details", 1)
    assert 'aria-current="page">本单位整改<' in row
    assert "常用语" not in row
    assert ">常用语<" in menu
    assert menu.count("<h3>") == 4
