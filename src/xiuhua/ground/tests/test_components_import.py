"""Files of components, premises, parties, vehicles and devices: written, written again, and taken back."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from xiuhua.access.services import scope_set
from xiuhua.ground.imports.components import COMPONENTS
from xiuhua.ground.imports.devices import DEVICES
from xiuhua.ground.imports.parties import PARTIES
from xiuhua.ground.imports.premises import PREMISES
from xiuhua.ground.imports.vehicles import VEHICLES
from xiuhua.ground.models import (
    CatalogueItem,
    Component,
    ItemSuccession,
    Mount,
    Party,
    Premises,
    Unit,
    Vehicle,
)
from xiuhua.ground.models.areas import Area
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.intake.rules import Applied, Change, ImportKind, Record, RowsHeld, Value
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor

GRID = "990101003001001"
_COMPONENT: dict[str, Value] = {
    "code": "99010101037000001",
    "name": "路灯",
    "steward_code": "YH-CG",
    "steward_name": "云河区城管局",
    "keeper_code": "YH-LD",
    "keeper_name": "云河路灯公司",
    "grid_code": GRID,
    "state": "intact",
    "surveyed_on": date(2026, 1, 5),
    "source": "measured",
    "note": "单臂",
    "accuracy": "accuracy_a",
}
_PARTY: dict[str, Value] = {
    "credit_code": "01000000000000000W",
    "name": "云河餐饮有限公司",
    "kind": "firm",
    "area_code": "990101003",
    "contact_phone": "19900001111",
}
_SHOP: dict[str, Value] = {
    "code": "YH000009",
    "name": "新开面馆",
    "kind": "restaurant",
    "address": "泰然路 1 号",
    "area_code": "990101003",
    "credit_code": "01000000000000000W",
    "frontage_m": 6.5,
}
_VEHICLE: dict[str, Value] = {
    "plate": "浙A·12345",
    "kind": "sweeper",
    "area_code": "990101",
    "unit": "YH-LD",
    "load_kg": 4000,
}
_MOUNT: dict[str, Value] = {
    "code": "CAM-1",
    "name": "泰然路口",
    "kind": "camera_place",
    "area_code": "990101003",
    "component": "99010101037000001",
    "height_m": 6.0,
}
_CASES = (
    (PARTIES, Party, _PARTY, None, "name", "更名"),
    (PREMISES, Premises, _SHOP, shapely.Point(120.1, 30.2), "name", "更名面馆"),
    (COMPONENTS, Component, _COMPONENT, shapely.Point(120.1, 30.2), "name", "高杆路灯"),
    (VEHICLES, Vehicle, _VEHICLE, None, "model", "5t"),
    (DEVICES, Mount, _MOUNT, shapely.Point(120.1, 30.2), "name", "泰然路口东"),
)


@pytest.fixture
def clerk(ground: Ground, recorder: Actor) -> Actor:
    """The recorder, with a catalogue of two kinds, two units and a unit grid."""
    for standard, code, zh in (
        ("gb47678_5_2026", "01037", "路灯"),
        ("gb47678_5_2026", "01002", "污水井盖"),
        ("gb30428_2_2013", "0102", "污水井盖"),
    ):
        CatalogueItem.objects.create(
            standard=standard,
            kind="component_kind",
            code=code,
            zh=zh,
            class_code="01",
            class_zh="市政公用设施",
            source="GB",
        )
    older, newer = CatalogueItem.objects.get(code="0102"), CatalogueItem.objects.get(code="01002")
    ItemSuccession.objects.create(older=older, newer=newer)
    district = Area.objects.get(code="990101")
    for code, name in (("YH-CG", "云河区城管局"), ("YH-LD", "云河路灯公司")):
        Unit.objects.create(
            code=code,
            name=name,
            kind="bureau",
            area=district,
            area_code="990101",
            recorded_at=NOON,
            updated_at=NOON,
        )
    Area.objects.create(
        code=GRID, name="1", level="unit_grid", parent=Area.objects.get(code="990101003"), updated_at=NOON
    )
    return recorder


def brought(
    kind: ImportKind, values: dict[str, Value], shape: shapely.Geometry | None, actor: Actor
) -> Applied:
    """Import one row as intake does."""
    record = Record(row=2, values=values, shape=shape)
    key = str(values[kind.key_column])
    faults = kind.importer.faults([record], keys={key}, actor=actor)
    assert not faults, faults
    before = kind.importer.existing({key}, actor=actor).get(key)
    return kind.importer.apply([Change(key=key, record=record, before=before)], actor=actor, at=NOON)[0]


def test_every_kind_is_written_overwritten_and_taken_back(clerk: Actor) -> None:
    first = []
    for kind, model, values, shape, _column, _value in _CASES:
        applied = brought(kind, values, shape, clerk)
        assert applied.before is None
        first.append((kind, model, applied))
    for kind, model, values, shape, column, value in _CASES:
        key = str(values[kind.key_column])
        known = kind.importer.existing({key}, actor=clerk)[key]
        assert {name: known.values.get(name) for name in values if name != "plate"} == {
            name: said for name, said in values.items() if name != "plate"
        }
        again = brought(kind, values | {column: value}, shape, clerk)
        assert getattr(model.objects.get(pk=again.pk), column) == value
        kind.importer.revert([again], actor=clerk, at=NOON)
        back = kind.importer.existing({key}, actor=clerk)[key]
        assert back.values == known.values
        assert back.shape == known.shape
    for kind, model, applied in reversed(first):
        kind.importer.revert([applied], actor=clerk, at=NOON)
        assert not model.objects.filter(pk=applied.pk).exists()
        assert Entry.objects.filter(act__endswith=".undo").exists()


def test_what_is_in_use_is_not_taken_back(clerk: Actor) -> None:
    lamp = brought(COMPONENTS, _COMPONENT, shapely.Point(120.1, 30.2), clerk)
    brought(DEVICES, _MOUNT, shapely.Point(120.1, 30.2), clerk)
    with pytest.raises(RowsHeld) as refused:
        COMPONENTS.importer.revert([lamp], actor=clerk, at=NOON)
    assert refused.value.numbers == (lamp.pk,)
    assert Component.objects.filter(pk=lamp.pk).exists()


def test_units_areas_and_shapes_are_matched(clerk: Actor) -> None:
    line = shapely.LineString([(120.1, 30.2), (120.11, 30.2)])
    applied = brought(COMPONENTS, _COMPONENT, line, clerk)
    row = Component.objects.get(pk=applied.pk)
    assert row.steward is not None
    assert row.keeper is not None
    assert (row.steward.code, row.keeper.code, row.area.code, row.item.zh) == ("YH-CG", "YH-LD", GRID, "路灯")
    assert row.shape is not None
    assert row.shape.distance(row.place) < 1e-9


def test_a_code_of_2013_is_renewed_and_found_again(clerk: Actor) -> None:
    old = _COMPONENT | {"code": "9901010102048188", "name": "污水井盖"}
    row = Component.objects.get(pk=brought(COMPONENTS, old, shapely.Point(120.1, 30.2), clerk).pk)
    assert (row.code, row.code_2013) == ("99010101002048188", "9901010102048188")
    assert COMPONENTS.importer.existing({"9901010102048188"}, actor=clerk)["9901010102048188"].pk == row.pk


@pytest.mark.parametrize(
    ("changes", "column", "fault"),
    [
        ({"code": "99010101999000001"}, "code", "component_class_unknown"),
        ({"code": "9901"}, "code", "component_code_form"),
        ({"code": "9901010199000001"}, "code", "component_code_form"),  # 2013, no successor known
        ({"grid_code": "990102003001001"}, "grid_code", "grid_code_district"),
        ({"grid_code": "12"}, "grid_code", "grid_code_form"),
        ({"code": "99010501037000001", "grid_code": "990105003001001"}, "grid_code", "grid_code_unknown"),
        ({"name": "\x00 \n"}, "name", "name_empty"),
    ],
)
def test_each_fault_names_its_column(
    clerk: Actor, changes: dict[str, Value], column: str, fault: str
) -> None:
    record = Record(row=7, values=_COMPONENT | changes, shape=shapely.Point(120.1, 30.2))
    found = COMPONENTS.importer.faults([record], keys=set(), actor=clerk)
    assert [(one.row, one.column, one.code) for one in found] == [(7, column, fault)]


@pytest.mark.parametrize(
    ("kind", "values", "fault"),
    [
        (PARTIES, _PARTY | {"credit_code": "01000000000000000X"}, "credit_code_check"),
        (VEHICLES, _VEHICLE | {"plate": "浙I12345"}, "plate_form"),
        (VEHICLES, _VEHICLE | {"unit": "NN"}, "unit_unknown"),
        (DEVICES, _MOUNT | {"component": "1"}, "component_unknown"),
        (PREMISES, _SHOP | {"area_code": "880000"}, "area_code_unknown"),
    ],
)
def test_other_kinds_name_their_faults(
    clerk: Actor, kind: ImportKind, values: dict[str, Value], fault: str
) -> None:
    shape = shapely.Point(120.1, 30.2) if kind.shape.value == "point" else None
    brought(COMPONENTS, _COMPONENT, shapely.Point(120.1, 30.2), clerk)
    found = kind.importer.faults([Record(row=2, values=values, shape=shape)], keys=set(), actor=clerk)
    assert [one.code for one in found] == [fault]


def test_parties_vehicles_and_findings_of_another_district_stay_out_of_sight(clerk: Actor) -> None:
    for kind, _model, values, shape, _column, _value in _CASES[:1] + _CASES[2:4]:
        brought(kind, values, shape, clerk)
    scope_set(("990102",))
    assert not Party.objects.exists()
    assert not Vehicle.objects.exists()
    assert PARTIES.importer.existing({str(_PARTY["credit_code"])}, actor=clerk) == {}
