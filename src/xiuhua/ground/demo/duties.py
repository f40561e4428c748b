"""The duty table of the demo district, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree

from xiuhua.ground.demo.areas import Areas
from xiuhua.ground.demo.units import HOME, SINCE, Staff

_CONTRACTS = {"01": "road", "02": "road", "03": "clean", "04": "green", "06": "clean", "07": "sticker"}


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """A line of the duty table as the file gives it."""

    code: str
    area_code: str
    ground: str
    unit: str
    class_code: str = ""
    hours: str = "always"
    level: str = ""
    work_number: str = ""
    role: str = ""
    since: str = SINCE
    note: str = ""


def duties_drawn(areas: Areas, staff: Staff) -> list[DutyRow]:
    """Return the table: officers and chiefs of segments, grids, contracts by street, and who is left."""
    return [
        *_officers(areas, staff),
        *_chiefs(areas, staff),
        *_grids(staff),
        *_contracts(areas, staff),
        *_fallback(areas, staff),
    ]


def _officers(areas: Areas, staff: Staff) -> Iterator[DutyRow]:
    for segment in areas.of_level("segment", HOME):
        yield DutyRow(
            code=f"D-{segment.code}",
            area_code=segment.code,
            ground="three_fixes",
            unit=staff.unit_of[f"squad:{segment.code[:9]}"],
            work_number=staff.officers[segment.code],
            role="officer",
            note="定人定岗定责，一包到底",
        )


def _chiefs(areas: Areas, staff: Staff) -> Iterator[DutyRow]:
    communities = areas.of_level("community", HOME)
    tree = STRtree([row.shape for row in communities])
    unit_of = {person.work_number: person.unit for person in staff.people}
    for segment in areas.of_level("segment", HOME):
        if segment.line is None:
            continue
        middle = shapely.line_interpolate_point(segment.line.geoms[0], 0.5, normalized=True)
        community = communities[int(np.asarray(tree.nearest(middle)))].code
        street = segment.code[:9]
        yield DutyRow(
            code=f"C-{segment.code}-officer",
            area_code=segment.code,
            ground="road_chief_duty",
            level="chief_officer",
            unit=staff.unit_of[f"squad:{street}"],
            work_number=staff.officers[segment.code],
            role="officer",
        )
        for level, area in (
            ("chief_district", street),
            ("chief_office", street),
            ("chief_deputy", street),
            ("chief_community", community),
        ):
            number = staff.chiefs[level, area]
            yield DutyRow(
                code=f"C-{segment.code}-{level.removeprefix('chief_')}",
                area_code=segment.code,
                ground="road_chief_duty",
                level=level,
                unit=unit_of[number],
                work_number=number,
                role="road_chief",
            )


def _grids(staff: Staff) -> Iterator[DutyRow]:
    for grid, numbers in staff.members.items():
        unit = staff.unit_of[f"office:{grid[:9]}"]
        yield DutyRow(
            code=f"G-{grid}",
            area_code=grid,
            ground="grid_duty",
            hours="working",
            unit=unit,
            work_number=numbers[0],
            role="grid_member",
            note="网格长",
        )
        yield DutyRow(
            code=f"G-{grid}-off",
            area_code=grid,
            ground="grid_duty",
            hours="off_hours",
            unit=unit,
            work_number=numbers[1],
            role="grid_member",
            note="夜间和节假日值守",
        )


def _contracts(areas: Areas, staff: Staff) -> Iterator[DutyRow]:
    for street in areas.of_level("street", HOME):
        turn = int(street.code[-3:])
        for class_code, trade in _CONTRACTS.items():
            lot = {"road": turn % 2 + 1, "green": turn % 2 + 1, "clean": turn % 3 + 1}.get(trade, "")
            yield DutyRow(
                code=f"K-{street.code}-{class_code}",
                area_code=street.code,
                ground="contract",
                class_code=class_code,
                unit=staff.unit_of[f"{trade}{lot}"],
                note="年度养护作业合同",
            )


def _fallback(areas: Areas, staff: Staff) -> Iterator[DutyRow]:
    for street in areas.of_level("street", HOME):
        yield DutyRow(
            code=f"F-{street.code}",
            area_code=street.code,
            ground="fallback",
            unit=staff.unit_of[f"office:{street.code}"],
        )
    yield DutyRow(code=f"F-{HOME}", area_code=HOME, ground="fallback", unit=staff.unit_of["bureau"])
