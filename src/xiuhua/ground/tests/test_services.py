"""Recording and renaming, through the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.postgres.search import SearchQuery

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.services import NewArea, areas_create_many, premises_create_many, premises_rename
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.tests.conftest import NOON, Ground, new_premises
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries import story
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow, NotFound, NotPermitted
from xiuhua.shared.search import search_question

People = Callable[..., tuple[User, Actor]]


def _rename(premises: Premises, actor: Actor, **changes: object) -> Premises:
    wanted: dict[str, object] = {"name": "知味小炒", "reason": "店主申请", "actor": actor, "at": NOON}
    return premises_rename(premises_id=premises.pk, **(wanted | changes))  # type: ignore[arg-type]  # mixed types


def test_a_rename_changes_the_row_and_leaves_one_entry(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    entries = Entry.objects.count()
    _rename(ground.shop, clerk, name="  知味\t小炒  ")
    ground.shop.refresh_from_db()
    assert ground.shop.name == "知味 小炒"
    assert Entry.objects.count() == entries + 1
    line = story(f"premises:{ground.shop.pk}")[0]
    assert (line.act, line.actor, line.area) == ("premises.rename", clerk.name, "990101003")
    assert line.words == {"name.before": "知味面馆", "name.after": "知味 小炒", "reason": "店主申请"}


def test_the_entry_itself_holds_no_words(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    _rename(ground.shop, clerk)
    assert "知味" not in str(Entry.objects.filter(act="premises.rename").values())


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": " \t "}, {"name": "name_empty"}),
        ({"name": "长" * 81}, {"name": "name_long"}),
        ({"name": "知味面馆 "}, {"name": "name_same"}),
        ({"reason": "  "}, {"reason": "reason_empty"}),
        ({"name": "", "reason": ""}, {"name": "name_empty", "reason": "reason_empty"}),
    ],
)
def test_a_wrong_name_or_a_missing_reason_is_refused_and_leaves_no_trace(
    ground: Ground, person: People, changes: dict[str, str], fields: dict[str, str]
) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    entries = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        _rename(ground.shop, clerk, **changes)
    assert refused.value.fields == fields
    ground.shop.refresh_from_db()
    assert (ground.shop.name, Entry.objects.count()) == ("知味面馆", entries)


def test_closed_premises_keep_their_name(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    with pytest.raises(NotAllowedNow) as refused:
        _rename(ground.closed, clerk)
    assert refused.value.arguments == {"act": "premises.rename", "state": "closed"}


def test_another_district_and_another_role_are_refused(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    _, leader = person("leader", Role.LEADER, "990101")
    with pytest.raises(NotPermitted):
        _rename(ground.elsewhere, clerk)
    with pytest.raises(NotPermitted):
        _rename(ground.shop, leader)
    _rename(ground.shop, clerk)  # the same act by the right person at the right place


def test_somebody_faster_is_noticed(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    _rename(ground.shop, clerk, name="先来的名字", expected_name="知味面馆")
    with pytest.raises(Conflict):
        _rename(ground.shop, clerk, name="后来的名字", expected_name="知味面馆")
    ground.shop.refresh_from_db()
    assert ground.shop.name == "先来的名字"


def test_what_does_not_exist_cannot_be_renamed(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    with pytest.raises(NotFound):
        premises_rename(premises_id=10**9, name="x", reason="x", actor=clerk, at=NOON)


def test_a_renamed_shop_is_found_by_two_characters_of_its_new_name(ground: Ground, person: People) -> None:
    _, clerk = person("clerk", Role.GROUND_CLERK, "990101")
    _rename(ground.shop, clerk, name="阿婆海鲜酒楼")

    def found(question: str) -> list[int]:
        asked = SearchQuery(search_question(question), search_type="raw", config="simple")
        return list(Premises.objects.filter(search=asked).values_list("pk", flat=True))

    assert found("海鲜") == [ground.shop.pk]
    assert found("面馆") == []


def test_recording_twice_changes_nothing(ground: Ground, recorder: Actor) -> None:
    again = new_premises("YH000009", "990101003")
    assert len(premises_create_many(new=[again], actor=recorder, at=NOON)) == 1
    assert premises_create_many(new=[again], actor=recorder, at=NOON) == []


def test_one_bad_line_records_nothing(ground: Ground, recorder: Actor) -> None:
    before = Premises.objects.count()
    good = new_premises("YH000010", "990101003")
    for bad, error in (
        (new_premises("YH000011", "990109"), Invalid),
        (new_premises("YH000001", "990101003"), Conflict),
    ):
        with pytest.raises(error):
            premises_create_many(new=[good, bad], actor=recorder, at=NOON)
    assert Premises.objects.count() == before


def test_areas_arrive_in_any_order_but_never_without_a_parent(ground: Ground, recorder: Actor) -> None:
    street = NewArea(code="990103001", name="新街道", level=AreaLevel.STREET)
    district = NewArea(code="990103", name="新区", level=AreaLevel.DISTRICT)
    made = areas_create_many(new=[street, district], actor=recorder, at=NOON)
    assert [(area.code, area.parent.code if area.parent else None) for area in made] == [
        ("990103", "9901"),
        ("990103001", "990103"),
    ]
    with pytest.raises(Invalid):
        areas_create_many(
            new=[NewArea(code="880101001", name="孤街道", level=AreaLevel.STREET)], actor=recorder, at=NOON
        )


@pytest.mark.parametrize(
    "shape",
    [
        '{"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}',  # crosses itself
        '{"type": "Point", "coordinates": [0, 0]}',
        "nonsense",
    ],
)
def test_a_shape_that_cannot_be_used_is_refused(ground: Ground, recorder: Actor, shape: str) -> None:
    with pytest.raises(Invalid) as refused:
        areas_create_many(
            new=[NewArea(code="990103", name="新区", level=AreaLevel.DISTRICT, shape=shape)],
            actor=recorder,
            at=NOON,
        )
    assert refused.value.fields == {"shape": "area_shape"}
    assert not Area.objects.filter(code="990103").exists()
