"""Where the nouns of the ground meet: one rail, tabs, panels, and counts that lead to what they count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from django.test import Client

from xiuhua.access.rules.roles import landing_of
from xiuhua.access.services import may, scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.models import Component
from xiuhua.ground.services.duty_revisions import NewLine, draft_lines_put, revision_draft, revision_publish
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.tests.duty_kit import CLERK, HERE, LONG_AGO, Town, town_make
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.ids import uuid7
from xiuhua.web.menu import menu_for, neighbours_for

SignIn: TypeAlias = Callable[..., Client]


@pytest.fixture
def town(db: None) -> Town:
    """The small district with a lamp and a fallback; the scope is closed again, as before a request."""
    with scope_opened(("",)):
        made = town_make()
        revision = revision_draft(title="兜底", area_code="990101", actor=CLERK, at=LONG_AGO)
        line = NewLine(code="DD", area_code="990101", ground=DutyGround.FALLBACK, unit_code="U-DISTRICT")
        draft_lines_put(revision_id=revision.pk, lines=[line], actor=CLERK, at=LONG_AGO)
        revision_publish(
            revision_id=revision.pk, effective_at=LONG_AGO, document_number="1 号", actor=CLERK, at=LONG_AGO
        )
        return made


@pytest.fixture
def lamp(town: Town) -> Component:
    """A lamp that a company keeps."""
    return Component.objects.create(
        client_id=uuid7(), code="99010101037000001", item=town.items["component_kind"], class_code="01037",
        name="路灯", steward_code="X", steward_name="城管局", keeper=town.units["U-KEEPER"],
        keeper_code="U-KEEPER", keeper_name="旧名", grid_code="990101003001001",
        area=town.areas["990101003001001"], area_code="990101003001001", surveyed_on="2026-01-01",
        place=HERE, recorded_at=LONG_AGO, updated_at=LONG_AGO,
    )  # fmt: skip


def said(answer: Any) -> str:  # a test client's answer
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def somebody(role: Role) -> Actor:
    return Actor(name="user:1", holdings=(Holding(role=role.value, area="990101"),), user_id=1)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_has_more_places_than_a_rail_and_a_phone_can_show(role: Role) -> None:
    places = menu_for(somebody(role), language="zh-hans", current="", may=may)
    assert len(places) <= 15  # 52 pixels each, and what is left above the foot, in the 836 that 900 leave
    assert len([place for place in places if place.phone]) <= 5


def test_the_rail_keeps_the_first_places_and_their_lists_stand_as_tabs() -> None:
    clerk = somebody(Role.GROUND_CLERK)
    labels = [place.label for place in menu_for(clerk, language="zh-hans", current="", may=may)]
    assert labels[:8] == ["案件", "社区", "地图", "场所", "部件", "评价", "区域", "职责"]
    tabs = neighbours_for(clerk, language="zh-hans", path="/units", may=may)
    assert [(tab.label, tab.current) for tab in tabs] == [("人员", False), ("机构", True), ("岗位", False)]
    assert neighbours_for(clerk, language="zh-hans", path="/units/7", may=may) == ()


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        ("road_chief", "ground:my-roads"),
        ("grid_member", "ground:survey-walks"),
        ("data_admin", "ground:handbook"),
        ("dispatcher", "cases:workbench"),
        ("district_leader", "ground:map"),
        ("road_contractor", "ground:components"),
        ("ground_clerk", "ground:premises"),
    ],
)
def test_people_begin_where_their_work_lies(role: str, landing: str) -> None:
    assert landing_of([role]) == landing


def test_the_panel_of_a_lamp_names_who_keeps_it_and_then_who_answers_anyway(
    lamp: Component, sign_in: SignIn
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    panel = said(clerk.get(f"/map/here?object=component:{lamp.pk}"))
    assert "/answers/fragment?" in panel
    asked = f"/answers/fragment?longitude={HERE.x}&latitude={HERE.y}"
    told = clerk.get(f"{asked}&component={lamp.pk}").context["view"].answers.lines
    assert [line.ground for line in told] == ["养护单位", "兜底"]
    assert "云河市政养护公司" in told[0].sentence
    place = clerk.get(asked).context["view"]
    assert [line.ground for line in place.answers.lines] == ["兜底"]
    assert place.more_url.startswith("/answers?longitude=")


def test_the_panel_forgives_bad_numbers_and_asks_nothing_for_whoever_may_not(
    lamp: Component, sign_in: SignIn
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    for query in ("", "longitude=x&latitude=nan", "component=no", "component=99999999", "longitude=1"):
        assert clerk.get(f"/answers/fragment?{query}").status_code == 200
    resident = sign_in("resident", area="990101", person="resident")
    assert resident.get("/answers/fragment?longitude=120&latitude=30").status_code == 403
    assert "/answers/fragment" not in said(resident.get(f"/map/here?object=component:{lamp.pk}"))


def test_areas_and_roads_say_who_answers_and_counts_lead_to_their_lists(
    lamp: Component, town: Town, sign_in: SignIn
) -> None:
    clerk = sign_in("ground_clerk", area="990101", person="clerk")
    area = said(clerk.get(f"/areas/{town.areas['990101003'].pk}"))
    assert "云河区政府" in area
    for link in ("/components?area=990101003", "/duties?area=990101003", "/people?area=990101003"):
        assert link in area
        assert said(clerk.get(link))
    segment = town.areas["990101003L0001"]
    assert segment.road is not None
    assert "云河区政府" in said(clerk.get(f"/roads/{segment.road.pk}"))
    keeper = said(clerk.get(f"/units/{town.units['U-KEEPER'].pk}"))
    kept = f"/components?keeper={town.units['U-KEEPER'].pk}"
    assert kept in keeper
    assert lamp.code in said(clerk.get(kept))
    assert "x-neighbours" in said(clerk.get("/components"))
    assert len(clerk.get("/components?mode=map").context["view"].map.overlay["features"]) == 1


def test_scenes_share_one_place_and_its_page_shows_what_each_is_for(sign_in: SignIn) -> None:
    leader = somebody(Role.DISTRICT_LEADER)
    (place,) = [
        one for one in menu_for(leader, language="zh-hans", current="fumes", may=may) if one.key == "scenes"
    ]
    assert (place.label, place.url, place.current) == ("场景", "/scenes", True)
    page = said(sign_in("district_leader", area="990101").get("/scenes"))
    assert "楼上住户少闻油烟" in page
    assert 'href="/scenes/fumes/"' in page
    assert sign_in("resident", area="990101").get("/scenes").status_code == 403
