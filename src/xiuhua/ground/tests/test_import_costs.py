"""What an import costs: as many statements for forty rows as for two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiuhua.access.services import scope_set
from xiuhua.ground.imports.components import COMPONENTS
from xiuhua.ground.imports.devices import DEVICES
from xiuhua.ground.imports.parties import PARTIES
from xiuhua.ground.imports.premises import PREMISES
from xiuhua.ground.imports.vehicles import VEHICLES
from xiuhua.ground.models import CatalogueItem
from xiuhua.ground.rules.parties import credit_check_character
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.people_kit import bureau_built
from xiuhua.intake.rules import Change, ImportKind, Record, Value
from xiuhua.shared.actor import Actor

STREET = "990101003"


def _values(kind: ImportKind, number: int) -> Mapping[str, Value]:
    body = f"91330100MA{number:07}"
    values: dict[str, dict[str, Value]] = {
        "components": {
            "code": f"99010101037{number:06}", "name": "路灯", "steward_code": "YH-01",
            "steward_name": "城管", "grid_code": "990101003001001", "state": "intact",
            "surveyed_on": date(2026, 1, 5),
        },
        "premises": {"code": f"N{number:06}", "name": "面馆", "kind": "shop", "area_code": STREET},
        "parties": {
            "credit_code": body + credit_check_character(body), "name": "商行", "kind": "firm",
            "area_code": STREET,
        },
        "vehicles": {
            "plate": f"云A{number:05}", "kind": "sweeper", "unit": "YH-01", "area_code": STREET,
        },
        "mounts": {
            "code": f"M{number:06}", "name": "路口", "kind": "camera_place", "unit": "YH-01",
            "area_code": STREET,
        },
    }  # fmt: skip
    return values[kind.key]


def _import(kind: ImportKind, numbers: range, actor: Actor) -> int:
    """Import rows twice, first new, then known, and return the statements of both."""
    shape = shapely.Point(120.1, 30.25) if kind.shape_required else None
    records = [Record(row=number, values=_values(kind, number), shape=shape) for number in numbers]
    keys = [str(record.values[kind.key_column]) for record in records]
    importer = kind.importer
    with CaptureQueriesContext(connection) as captured:
        for _ in range(2):
            known = importer.existing(keys, actor=actor)
            assert importer.faults(records, keys=keys, actor=actor) == []
            changes = [
                Change(key=key, record=record, before=known.get(key))
                for key, record in zip(keys, records, strict=True)
            ]
            applied = importer.apply(changes, actor=actor, at=NOON)
            assert len({one.pk for one in applied}) == len(records)
    return len(captured)


@pytest.mark.parametrize(
    "kind", [COMPONENTS, PREMISES, PARTIES, VEHICLES, DEVICES], ids=lambda kind: kind.key
)
def test_an_import_asks_no_question_per_row(ground: Ground, recorder: Actor, kind: ImportKind) -> None:
    bureau_built()
    CatalogueItem.objects.create(
        standard="gb47678_5_2026", kind="component_kind", code="01037", zh="路灯", class_code="01",
        class_zh="公用设施", source="GB",
    )  # fmt: skip
    scope_set(("",))
    few = _import(kind, range(1, 3), recorder)
    many = _import(kind, range(10, 50), recorder)
    assert many <= few
