"""Files of units, people and posts: what is new, what is wrong, what is written, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xiuhua.access.terms import Role
from xiuhua.ground.imports.people import PEOPLE, PersonImporter
from xiuhua.ground.imports.posts import POSTS, PostImporter, key_made, key_parts
from xiuhua.ground.imports.units import UNITS, UnitImporter
from xiuhua.ground.models import Person, Post, Unit
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.people_kit import Bureau, bureau_built
from xiuhua.intake.rules import Applied, Change, ImportKind, Record, RowsHeld, Value
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding

KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)


@pytest.fixture
def bureau(ground: Ground) -> Bureau:
    """A bureau with a squad, a street office and three people."""
    return bureau_built()


def _records(*rows: dict[str, Value]) -> list[Record]:
    return [Record(row=number, values=values) for number, values in enumerate(rows, 2)]


def _wrong(kind: ImportKind, records: Sequence[Record]) -> list[tuple[int, str, str]]:
    keys = {kind.key_of(record.values) for record in records}
    faults = kind.importer.faults(records, keys=keys, actor=KEEPER)
    return [(fault.row, fault.column, fault.code) for fault in faults]


def _taken(kind: ImportKind, records: Sequence[Record]) -> Sequence[Applied]:
    """Take every row in, as intake does once a person has accepted the preview."""
    assert _wrong(kind, records) == []
    keys = [kind.key_of(record.values) for record in records]
    known = kind.importer.existing(keys, actor=KEEPER)
    changes = [
        Change(key=key, record=record, before=known.get(key))
        for key, record in zip(keys, records, strict=True)
    ]
    return kind.importer.apply(changes, actor=KEEPER, at=NOON)


def _unit(code: str, **changes: Value) -> dict[str, Value]:
    values: dict[str, Value] = {"code": code, "name": f"机构 {code}", "kind": "squad", "area_code": "990101"}
    return values | changes


def _person(number: str, **changes: Value) -> dict[str, Value]:
    values: dict[str, Value] = {
        "work_number": number,
        "name": "叶小满",
        "unit": "YH-01-03",
        "phone": "19900009999",
    }
    return values | changes


def _post(number: str, **changes: Value) -> dict[str, Value]:
    values: dict[str, Value] = {
        "work_number": number, "unit": "YH-01-03",
        "role": Role.GRID_MEMBER.value, "area_code": "990101003", "since": date(2026, 1, 5),
    }  # fmt: skip
    return values | changes


# --- units -------------------------------------------------------------------------------------------------


def test_units_come_in_tree_order_change_and_go_again(bureau: Bureau) -> None:
    rows = _records(
        _unit("N2", parent="N1"), _unit("N1", parent="YH-01"), _unit("YH-01-S3", name="三中队", parent="N1")
    )
    with_area = [
        *rows[:2], Record(row=4, values={**rows[2].values, "area_code": "990101003"})
    ]  # fmt: skip
    applied = _taken(UNITS, with_area)
    found = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    assert [found[code].parent.code for code in ("N2", "N1", "YH-01-S3")] == ["N1", "YH-01", "N1"]  # type: ignore[union-attr]  # all have one
    UnitImporter().revert(applied, actor=KEEPER, at=NOON)
    squad = Unit.objects.select_related("parent").get(code="YH-01-S3")
    assert (squad.name, squad.parent and squad.parent.code) == ("执法三中队", "YH-01")
    assert not Unit.objects.filter(code__startswith="N").exists()
    assert Entry.objects.filter(act="unit.undo").count() == 2


def test_bad_units_are_named_by_row_and_column(bureau: Bureau) -> None:
    rows = _records(
        _unit("N1", area_code="990102"),
        _unit("N2", area_code="990101999"),
        _unit("N3", parent="NONE"),
        _unit("N4", parent="N5"),
        _unit("N5", parent="N4"),
        _unit("YH-01-03"),
    )
    assert _wrong(UNITS, rows) == [
        (2, "area_code", "area_not_yours"),
        (3, "area_code", "unit_area_unknown"),
        (4, "parent", "unit_parent_unknown"),
        (5, "parent", "unit_circle"),
        (6, "parent", "unit_circle"),
        (7, "area_code", "unit_area_fixed"),
    ]


def test_units_in_use_are_not_taken_back(bureau: Bureau) -> None:
    applied = _taken(UNITS, _records(_unit("N1")))
    _taken(PEOPLE, _records(_person("G0009", unit="N1")))
    with pytest.raises(RowsHeld) as refused:
        UnitImporter().revert(applied, actor=KEEPER, at=NOON)
    assert refused.value.numbers == (applied[0].pk,)


# --- people ------------------------------------------------------------------------------------------------


def test_people_come_change_and_go_again(bureau: Bureau) -> None:
    rows = _records(_person("G0009"), _person("G0001", name="罗景行", unit="YH-01", phone="19911112222"))
    applied = _taken(PEOPLE, rows)
    bureau.chief.refresh_from_db()
    assert bureau.chief.phone == "19911112222"
    assert _taken(PEOPLE, _records({"work_number": "G0001", "name": "罗景行", "unit": "YH-01"}))
    bureau.chief.refresh_from_db()
    assert bureau.chief.phone == "19911112222"  # the file has no column of numbers
    PersonImporter().revert(applied, actor=KEEPER, at=NOON)
    bureau.chief.refresh_from_db()
    assert bureau.chief.phone == "19900000001"
    assert not Person.objects.filter(work_number="G0009").exists()


def test_bad_people_are_named_by_row_and_column(bureau: Bureau) -> None:
    rows = _records(
        _person("G0009", unit="NONE"), _person("G0010", phone="none"), _person("G0011", username="nobody")
    )
    assert _wrong(PEOPLE, rows) == [
        (2, "unit", "unit_unknown"),
        (3, "phone", "phone_bad"),
        (4, "username", "account_unknown"),
    ]


# --- posts -------------------------------------------------------------------------------------------------


def test_a_post_is_named_by_holder_role_and_area() -> None:
    key = key_made(_post("G0+01", role="road_chief", area_code="990101003Z02"))
    assert key == "G0+01+road_chief+990101003Z02"
    assert key_parts(key) == ("G0+01", "road_chief", "990101003Z02")


def test_posts_come_change_and_go_again(bureau: Bureau) -> None:
    applied = _taken(POSTS, _records(_post("G0003", deputy="G0002", until=date(2099, 12, 31))))
    changed = _taken(POSTS, _records(_post("G0003", deputy=None, until=date.max)))
    post = Post.objects.get(role=Role.GRID_MEMBER)
    assert (post.deputy, post.validity.upper) == (None, None)
    PostImporter().revert(changed, actor=KEEPER, at=NOON)
    post.refresh_from_db()
    known = PostImporter().existing(["G0003+grid_member+990101003"], actor=KEEPER)
    assert next(iter(known.values())).values["until"] == date(2099, 12, 31)
    assert post.deputy == bureau.deputy
    PostImporter().revert(applied, actor=KEEPER, at=NOON)
    assert not Post.objects.filter(role=Role.GRID_MEMBER).exists()


def test_bad_posts_are_named_by_row_and_column(bureau: Bureau) -> None:
    chief = _post(
        "G0001", role=Role.ROAD_CHIEF.value, title="主任",
    )  # fmt: skip
    rows = _records(
        _post("G0003"),
        _post("G9999"),
        _post("G0003", deputy="G0003"),
        _post("G0003", unit="NONE"),
        _post("G0003", area_code="990102"),
        _post("G0003", until=date(2025, 1, 1)),
        chief,
        _post("G0003", since=date(202, 6, 1)),
    )
    assert _wrong(POSTS, rows) == [
        (3, "work_number", "person_unknown"),
        (4, "deputy", "deputy_is_holder"),
        (5, "unit", "unit_unknown"),
        (6, "area_code", "area_not_yours"),
        (7, "until", "period_turned"),
        (8, "title", "post_fixed"),
        (9, "since", "post_year"),
    ]
