"""Recording, revising, voiding and withdrawing areas of every layer."""

from __future__ import annotations

import pytest
import shapely

from xiuhua.access.services import scope_set
from xiuhua.ground import queries
from xiuhua.ground.models import Area, AreaMember, Road
from xiuhua.ground.services import (
    AreaChange,
    AreaInUse,
    NewArea,
    area_revise,
    area_void,
    areas_create_many,
    areas_withdraw,
)
from xiuhua.ground.services.roads import RoadFacts, roads_withdraw, roads_write_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState, RoadClass
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.fields import square
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.queries import story, verify
from xiuhua.ledger.services import seal
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

STREET = "990101003"
COMMUNITY = f"{STREET}001"


def grid(number: int, column: float, row: float = 0) -> NewArea:
    shape = shapely.to_geojson(square(column, row))
    return NewArea(code=f"{COMMUNITY}{number:03d}", name=f"第{number}网格", shape=shape)


def zone(*numbers: int, code: str = f"{STREET}Z01", **changes: object) -> NewArea:
    members = [f"{COMMUNITY}{number:03d}" for number in numbers]
    return NewArea(code=code, name="一号责任网格", members=members, **changes)  # type: ignore[arg-type]  # named values


_BOW = "POLYGON((0 0,1 1,1 0,0 1,0 0))"


def create(recorder: Actor, *new: NewArea) -> list[Area]:
    return areas_create_many(new=new, actor=recorder, at=NOON)


@pytest.fixture
def grids(ground: Ground, recorder: Actor) -> list[Area]:
    """A community of three squares: two side by side, the third touches the second in a corner."""
    community = NewArea(code=COMMUNITY, name="绣衣社区")
    return create(recorder, community, grid(1, 0), grid(2, 100), grid(3, 200, 100))[1:]


# --- recording ---------------------------------------------------------------------------------------------


def test_a_duty_grid_takes_its_shape_from_its_members(grids: list[Area], recorder: Actor) -> None:
    (made,) = create(recorder, zone(1, 2))
    assert (made.level, made.parent and made.parent.code) == (AreaLevel.DUTY_GRID, STREET)
    assert queries.area_measured(made.pk).extent_km2 == pytest.approx(0.02, rel=1e-2)  # type: ignore[attr-defined]  # annotated
    assert [area.code for area in queries.members_of(made)] == [f"{COMMUNITY}001", f"{COMMUNITY}002"]
    assert [area.pk for area in queries.zones_of(grids[0])] == [made.pk]


def test_members_that_only_share_a_corner_are_refused_with_their_names(
    grids: list[Area], recorder: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        create(recorder, zone(1, 2, 3))
    assert refused.value.fields == {"members": "area_members_apart"}
    assert refused.value.arguments == {"code": f"{STREET}Z01", "grids": f"{COMMUNITY}003"}
    assert not Area.objects.filter(level="duty_grid").exists()


def test_members_of_another_street_or_level_are_refused(grids: list[Area], recorder: Actor) -> None:
    elsewhere = zone(1, 2, code="990102001Z01")
    absent = zone(1, 9)
    key_area = zone(1, 2, code=f"{STREET}K01")
    for wrong in (elsewhere, absent, key_area):
        with pytest.raises(Invalid) as refused:
            create(recorder, wrong)
        assert refused.value.fields == {"members": "area_member_unknown"}


def test_everything_may_come_at_once_and_in_any_order(ground: Ground, recorder: Actor) -> None:
    made = create(recorder, zone(1, 2), grid(2, 100), grid(1, 0), NewArea(code=COMMUNITY, name="绣衣社区"))
    assert [area.level for area in made] == ["community", "unit_grid", "unit_grid", "duty_grid"]
    assert create(recorder, zone(1, 2)) == []


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NewArea(code="99010100", name="短码"), {"code": "area_code"}),
        (NewArea(code=STREET + "000000", name="零号"), {"code": "area_code"}),
        (NewArea(code="990101009", name="错层", level=AreaLevel.COMMUNITY), {"code": "area_level"}),
        (NewArea(code="990101007001", name="孤社区"), {"code": "area_parent_missing"}),
        (NewArea(code="990101009", name=" "), {"name": "area_name"}),
        (NewArea(code="990101009", name="长" * 61), {"name": "area_name"}),
        (NewArea(code="990101009", name="蝴蝶", shape=_BOW), {"shape": "area_shape"}),
        (NewArea(code=f"{STREET}L0001", name="路段", road="R9"), {"road": "area_road_unknown"}),
    ],
)  # fmt: skip
def test_what_cannot_be_an_area_is_refused(
    ground: Ground, recorder: Actor, new: NewArea, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        create(recorder, NewArea(code="990101008", name="好街道"), new)
    assert refused.value.fields == fields
    assert not Area.objects.filter(code="990101008").exists()


def test_a_clerk_records_in_their_own_district_only(ground: Ground) -> None:
    clerk = Actor(name="user:7", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=7)
    create(clerk, NewArea(code="990101009", name="新街道"))
    with pytest.raises(NotPermitted):
        create(clerk, NewArea(code="990102009", name="别区街道"))


# --- revising ----------------------------------------------------------------------------------------------


def test_a_revision_changes_name_members_and_shape_and_says_why(grids: list[Area], recorder: Actor) -> None:
    create(recorder, grid(4, 200))
    (made,) = create(recorder, zone(1, 2))
    change = AreaChange(
        area_id=made.pk, name="新名称", members=[f"{COMMUNITY}{number:03d}" for number in (1, 2, 4)]
    )
    area_revise(change=change, reason="网格调整", actor=recorder, at=NOON)
    assert queries.area_measured(made.pk).extent_km2 == pytest.approx(0.03, rel=1e-2)  # type: ignore[attr-defined]  # annotated
    assert AreaMember.objects.filter(zone=made).count() == 3
    line = story(f"area:{made.pk}")[0]
    assert line.words == {"name.before": "一号责任网格", "name.after": "新名称", "reason": "网格调整"}
    with pytest.raises(Invalid):
        area_revise(change=change, reason=" ", actor=recorder, at=NOON)


# --- voiding -----------------------------------------------------------------------------------------------


def test_a_void_code_is_never_used_again(grids: list[Area], recorder: Actor) -> None:
    area_void(area_id=grids[2].pk, reason="撤销", actor=recorder, at=NOON)
    with pytest.raises(Invalid) as refused:
        create(recorder, grid(3, 200, 100))
    assert refused.value.fields == {"code": "area_code_void"}
    with pytest.raises(NotAllowedNow):
        area_void(area_id=grids[2].pk, reason="再撤", actor=recorder, at=NOON)
    change = AreaChange(area_id=grids[2].pk, name="改名")
    with pytest.raises(NotAllowedNow):
        area_revise(change=change, reason="改", actor=recorder, at=NOON)


def test_what_something_rests_on_is_not_given_up(grids: list[Area], recorder: Actor, ground: Ground) -> None:
    (made,) = create(recorder, zone(1, 2))
    street = Area.objects.get(code=STREET)
    for used in (grids[0], street):
        with pytest.raises(AreaInUse):
            area_void(area_id=used.pk, reason="撤销", actor=recorder, at=NOON)
    area_void(area_id=made.pk, reason="撤销", actor=recorder, at=NOON)
    area_void(area_id=grids[0].pk, reason="撤销", actor=recorder, at=NOON)
    assert Area.objects.get(pk=grids[0].pk).state == AreaState.VOID


# --- withdrawing -------------------------------------------------------------------------------------------


def test_what_an_import_made_goes_as_a_whole_until_it_is_used(
    grids: list[Area], recorder: Actor, ground: Ground
) -> None:
    made = [*grids, Area.objects.get(code=COMMUNITY), *create(recorder, zone(1, 2))]
    with pytest.raises(RowsHeld) as refused:  # the duty grid would stay behind
        areas_withdraw(area_ids=[area.pk for area in made[:-1]], actor=recorder, at=NOON)
    assert set(refused.value.numbers) == {area.pk for area in grids[:2]}  # those the zone is made of
    areas_withdraw(area_ids=[area.pk for area in made], actor=recorder, at=NOON)
    assert not Area.objects.filter(code__startswith=COMMUNITY).exists()
    assert story(f"area:{made[0].pk}")[0].act == "area.withdraw"
    with pytest.raises(RowsHeld):
        areas_withdraw(area_ids=[ground.shop.area_id], actor=recorder, at=NOON)


# --- roads and segments ------------------------------------------------------------------------------------

_LINE = '{"type": "LineString", "coordinates": [[120, 30], [120.01, 30]]}'


def test_a_segment_lies_on_its_road_and_the_road_stays_while_it_does(ground: Ground, recorder: Actor) -> None:
    road = RoadFacts(
        code="R1", name="云河大道", road_class=RoadClass.ARTERIAL, line=_LINE, area_code="990101", width_m=30
    )
    (made,) = roads_write_many(roads=[road], actor=recorder, at=NOON)
    (segment,) = create(recorder, NewArea(code="990101003L0001", name="云河大道一段", line=_LINE, road="R1"))
    assert (segment.level, segment.road_id) == (AreaLevel.SEGMENT, made.pk)
    with pytest.raises(RowsHeld):
        roads_withdraw(road_ids=[made.pk], actor=recorder, at=NOON)
    areas_withdraw(area_ids=[segment.pk], actor=recorder, at=NOON)
    roads_withdraw(road_ids=[made.pk], actor=recorder, at=NOON)
    assert not Road.objects.exists()


# --- places, boundaries, and the ledger --------------------------------------------------------------------


def test_a_point_is_found_in_one_area_of_each_level(grids: list[Area], recorder: Actor) -> None:
    create(recorder, zone(1, 2))
    middle = square(100, 0).centroid
    found = queries.locate(middle.x, middle.y)
    assert {level: area.code for level, area in found.items()} == {
        AreaLevel.UNIT_GRID: f"{COMMUNITY}002",
        AreaLevel.DUTY_GRID: f"{STREET}Z01",
    }
    assert queries.locate(0, 0) == {}


def test_overlaps_and_gaps_inside_a_community_are_found(grids: list[Area], recorder: Actor) -> None:
    community = Area.objects.get(code=COMMUNITY)
    create(recorder, grid(4, 150))
    assert queries.levels_inside(community) == [AreaLevel.UNIT_GRID]
    (found,) = queries.boundary_findings(community, AreaLevel.UNIT_GRID)
    assert found.codes == (f"{COMMUNITY}002", f"{COMMUNITY}004")
    assert found.area_m2 == pytest.approx(5_000, rel=1e-2)


def test_the_ledger_answers_for_areas_and_roads(grids: list[Area], recorder: Actor) -> None:
    create(recorder, zone(1, 2))
    area_void(area_id=grids[2].pk, reason="撤销", actor=recorder, at=NOON)
    road = RoadFacts(
        code="R1", name="云河大道", road_class=RoadClass.ARTERIAL, line=_LINE, area_code="990101", width_m=7.5
    )
    (made,) = roads_write_many(roads=[road], actor=recorder, at=NOON)
    roads_write_many(roads=[road], actor=recorder, at=NOON)
    while seal():
        pass
    scope_set(("",))
    assert verify().faults == []
    Area.objects.filter(pk=grids[0].pk).update(name="偷改")
    Road.objects.filter(pk=made.pk).update(width_m=8)
    assert len(verify().faults) == 2
