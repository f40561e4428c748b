"""Where the pages stand: what is worked from daily comes first, the rest waits in a menu by group."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xiuhua.access.services import may
from xiuhua.access.terms import Role
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.shared.actor import Actor, Holding
from xiuhua.web.menu import menu_for, neighbours_for
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


def _menu_url(role: Role, key: str) -> str:
    actor = Actor(name="user:1", holdings=(Holding(role=role.value, area="990101"),), user_id=1)
    return next(one.url for one in menu_for(actor, language="en", current="", may=may) if one.key == key)


def test_warnings_and_rectification_open_on_what_has_not_come_to_its_end(office: Office) -> None:
    discipline, committee = office("discipline"), office("committee")
    here = discipline.client.get("/")["Location"]
    assert here == _menu_url(Role.DISCIPLINE, "oversight")
    assert here.startswith("/warnings?state=warning_raised&state=")
    (rectification,) = {
        tab.url for tab in _tabs(Role.COMMITTEE_OFFICE, "/contests") if tab.label == "督查整改"
    }
    for reader, url in ((discipline, here), (committee, rectification)):
        tabs = reader.client.get(url).context["view"].views
        assert [tab.current for tab in tabs] == [True, *(False for _tab in tabs[1:])]
        assert str(tabs[-1].label) == "全部"


def test_places_of_one_kind_are_read_by_group() -> None:
    everybody = tuple(Holding(role=role.value, area="990101") for role in Role)
    actor = Actor(name="user:1", holdings=everybody, user_id=1)
    for path, groups in (
        ("/whistles", ["", "统计与时限", "疫情防控", "数据共享"]),
        ("/components", ["", "点位与轨迹", "规则与控制"]),
        ("/orders", ["", "告知与回复", "设置"]),
    ):
        tabs = neighbours_for(actor, language="zh-hans", path=path, may=may)
        assert list(dict.fromkeys(tab.group for tab in tabs)) == groups, path
        assert tabs[0].current, path


@pytest.mark.parametrize("role", list(Role))
def test_nobody_reads_more_than_nine_tabs_above_a_list(role: Role) -> None:
    for path in ("/cases", "/contests", "/whistles", "/components", "/orders"):
        assert len([tab for tab in _tabs(role, path) if not tab.group]) <= 9


def test_the_page_shows_the_open_one_as_a_tab_and_every_group_in_the_menu(office: Office) -> None:
    page = office("unit").page("/my-rectifications")
    row, menu = page.split('class="x-neighbours-row"')[1].split("</nav>")[0].split("<details", 1)
    assert 'aria-current="page">本单位整改<' in row
    assert "常用语" not in row
    assert ">常用语<" in menu
    assert menu.count("<h3>") == 4
