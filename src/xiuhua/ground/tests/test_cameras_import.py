"""Cameras from a sheet: what is taken, what is refused, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from xiuhua.access.services import scope_set
from xiuhua.ground.imports.cameras import CAMERAS, CameraImporter
from xiuhua.ground.models import Camera
from xiuhua.ground.services.cameras import camera_mark
from xiuhua.ground.services.vehicles import NewMount, mounts_write
from xiuhua.ground.terms.cameras import CameraState
from xiuhua.ground.terms.vehicles import MountKind
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.intake.rules import Change, Record, Value
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid

KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)
CODE = "33010600001320000001"
ROW: dict[str, Value] = {
    "code": CODE, "name": "泰然路口球机", "kind": "dome_camera", "mount": "P-1", "unit": None,
    "direction_deg": 45.0, "angle_deg": 90.0, "range_m": 80.0, "player_url": None,
    "put_up_on": date(2019, 5, 20),
}  # fmt: skip


@pytest.fixture
def place(ground: Ground) -> Ground:
    mounts_write(
        items=[
            (
                NewMount(
                    code="P-1", name="泰然路口立杆", kind=MountKind.CAMERA, area_code="990101003",
                    longitude=120.0995, latitude=30.2495,
                ),
                None,
            )
        ],
        actor=KEEPER, at=NOON,
    )  # fmt: skip
    return ground


def change(before: Camera | None = None, **values: Value) -> Change:
    record = Record(row=2, values=ROW | values)
    known = CameraImporter().existing([CODE], actor=KEEPER)[CODE] if before else None
    return Change(key=CODE, record=record, before=known)


def test_a_row_becomes_a_camera_again_and_is_taken_back(place: Ground) -> None:
    importer = CameraImporter()
    (made,) = importer.apply([change()], actor=KEEPER, at=NOON)
    camera = Camera.objects.get(pk=made.pk)
    assert (camera.state, camera.area_code, camera.range_m) == ("camera_online", "990101003", 80.0)
    assert camera.put_up_on == date(2019, 5, 20)
    assert camera.view is not None
    assert camera.view.intersects(place.shop.place), "73 m to the north-east: a degree has 96 and 111 km"
    camera_mark(camera_id=camera.pk, to=CameraState.REPAIR, reason="换镜头", actor=KEEPER, at=NOON)
    (again,) = importer.apply([change(camera, name="泰然路口新球机", range_m=50.0)], actor=KEEPER, at=NOON)
    camera.refresh_from_db()
    assert (camera.name, camera.state) == ("泰然路口新球机", "camera_repair"), "a sheet marks nothing"
    assert camera.view is not None
    assert not camera.view.intersects(place.shop.place), "fifty metres are too short"
    importer.revert([again], actor=KEEPER, at=NOON)
    camera.refresh_from_db()
    assert (camera.name, camera.range_m) == ("泰然路口球机", 80.0)
    importer.revert([made], actor=KEEPER, at=NOON)
    assert not Camera.objects.exists()
    assert Entry.objects.filter(act="camera.undo").count() == 2


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"code": "12"}, "code", "camera_code_form"),
        ({"mount": "P-2"}, "mount", "mount_unknown"),
        ({"unit": "U-0"}, "unit", "unit_unknown"),
        ({"angle_deg": None}, "angle_deg", "camera_view_half"),
        ({"player_url": "https://elsewhere.example/{code}"}, "player_url", "player_host_forbidden"),
    ],
)
def test_a_row_that_cannot_be_says_which_cell(
    place: Ground, values: dict[str, Value], column: str, code: str
) -> None:
    (fault,) = CameraImporter().faults([Record(row=2, values=ROW | values)], keys=[], actor=KEEPER)
    assert (fault.row, fault.column, fault.code) == (2, column, code)


def test_a_camera_that_is_still_to_be_put_up_is_refused(place: Ground) -> None:
    with pytest.raises(Invalid) as refused:
        CameraImporter().apply([change(put_up_on=date(2126, 1, 1))], actor=KEEPER, at=NOON)
    assert refused.value.fields == {"put_up_on": "camera_put_up_ahead"}
    assert not Camera.objects.exists()


def test_a_neighbour_finds_no_camera_by_its_number(place: Ground) -> None:
    CameraImporter().apply([change()], actor=KEEPER, at=NOON)
    scope_set(("990102",))
    assert CameraImporter().existing([CODE], actor=KEEPER) == {}


def test_every_column_of_the_sheet_is_a_field_of_the_camera() -> None:
    assert {column.key for column in CAMERAS.columns} == set(ROW)
