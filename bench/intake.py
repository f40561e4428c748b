"""A GeoPackage of a hundred thousand components from upload through preview, commit and undo."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psycopg
import pyogrio
import shapely

from bench.figures import Figure, at_most
from xiuhua.access.services import scope_set
from xiuhua.config.env import Environment
from xiuhua.intake import services
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now

ROWS = 100_000
LIMIT_SECONDS = 60.0
_GRIDS, _UNITS = 900, 40
_WEST, _SOUTH, _SIDE = 113.4, 34.6, 0.2  # degrees
_GROUND = """
INSERT INTO ground_area (code, name, level, shape, updated_at) VALUES
    ('990101', '云河区', 'district', ST_Multi(ST_MakeEnvelope(113.4, 34.6, 113.6, 34.8, 4326)), now()),
    ('990101003', '绣衣街道', 'street', NULL, now()), ('990101003001', '锦绣社区', 'community', NULL, now());
INSERT INTO ground_area (code, name, level, updated_at)
SELECT '990101003001' || to_char(number, 'FM000'), '', 'unit_grid', now()
FROM generate_series(0, %(grids)s - 1) AS number;
INSERT INTO ground_unit (
    code, name, short_name, kind, area_id, area_code, duty_phone, state, recorded_at, updated_at)
SELECT '9901010' || to_char(number, 'FM0000'), '第' || number || '养护所', '', 'contractor',
    (SELECT id FROM ground_area WHERE code = '990101'), '990101', '', 'active', now(), now()
FROM generate_series(0, %(units)s - 1) AS number;
INSERT INTO ground_catalogueitem (
    standard, kind, code, zh, en, class_code, class_zh, class_en, source, unchecked)
VALUES ('gb47678_5_2026', 'component_kind', '01037', '路灯', '', '01', '公用设施', '', '', '');
"""
_PLAIN = """
CREATE TEMP TABLE plain (id bigserial PRIMARY KEY, place geometry(Point, 4326), {});
CREATE INDEX ON plain USING gist (place);
CREATE INDEX ON plain (code);
"""


def build(environment: Environment) -> None:
    """Fill the template: a district with its grids and units, and the one kind of the file."""
    with psycopg.connect(environment.database_owner_url) as owner:
        psycopg.ClientCursor(owner).execute(_GROUND, {"grids": _GRIDS, "units": _UNITS})


def run(environment: Environment) -> list[Figure]:
    """Measure each step of one import, beside a bare read and COPY of the same file."""
    actor = Actor(name="user:1", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=1)
    scope_set(actor.areas)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "components.gpkg"
        _file_write(path)
        content, bare_s = path.read_bytes(), _bare_seconds(path, environment)
    opened, open_s = _timed(
        lambda: services.run_open(
            kind_key="components", content=io.BytesIO(content), name="components.gpkg",
            mapping=ColumnMapping(), actor=actor, at=now(),
        )
    )  # fmt: skip
    number = opened.pk
    read, read_s = _timed(lambda: services.run_read(run_id=number, actor=actor, at=now()))
    if read.fresh != ROWS:
        raise ValueError(f"{read.fresh} of {ROWS} rows would be made: {read.failure} {read.faults.first()}")
    services.run_commit_ask(run_id=number, leaves_out=False, actor=actor, at=now())
    _, commit_s = _timed(lambda: services.run_commit(run_id=number, actor=actor, at=now()))
    services.run_undo_ask(run_id=number, reason="bench", actor=actor, at=now())
    _, undo_s = _timed(lambda: services.run_undo(run_id=number, actor=actor, at=now()))
    return [
        at_most("intake-upload", open_s, "s"),
        at_most("intake-preview", read_s, "s"),
        at_most("intake-commit", commit_s, "s"),
        at_most("intake-whole", open_s + read_s + commit_s, "s", limit=LIMIT_SECONDS, baseline=bare_s),
        at_most("intake-undo", undo_s, "s", limit=LIMIT_SECONDS),
    ]


def _timed(act: Callable[[], ImportRun]) -> tuple[ImportRun, float]:
    begun = time.perf_counter()
    made = act()
    return made, time.perf_counter() - begun


def _bare_seconds(path: Path, environment: Environment) -> float:
    """Return the seconds it takes to read the file and copy it, unchecked, into a table of texts."""
    begun = time.perf_counter()
    meta, _fids, shapes, columns = pyogrio.raw.read(path)
    fields = list(meta["fields"])
    with psycopg.connect(environment.database_url) as plain:
        plain.execute(_PLAIN.format(", ".join(f"{field} text" for field in fields)).encode())
        with plain.cursor().copy(f"COPY plain (place, {', '.join(fields)}) FROM STDIN".encode()) as copy:
            for row in zip(shapes, *columns, strict=True):
                copy.write_row((row[0].hex(), *row[1:]))
    return time.perf_counter() - begun


def _file_write(path: Path) -> None:
    """Write a GeoPackage of lamps at invented places, the same for each run."""
    chance = np.random.default_rng(20260302)
    shapes = shapely.points(_WEST + chance.random(ROWS) * _SIDE, _SOUTH + chance.random(ROWS) * _SIDE)
    columns = _attributes()
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(shapes), fields=list(columns), driver="GPKG", crs="EPSG:4326",
        field_data=[np.array(one, dtype=object) for one in columns.values()], geometry_type="Point",
        layer="components",
    )  # fmt: skip


def _attributes() -> Mapping[str, list[str]]:
    """Return the 18 attributes of the standard, column by column."""
    places = range(ROWS)
    units = {
        f"{role}_{part}": [
            f"9901010{place % _UNITS:04d}" if part == "code" else f"第{place % _UNITS}养护所"
            for place in places
        ]
        for role in ("steward", "owner", "keeper")
        for part in ("code", "name")
    }
    same = {
        "name": "路灯", "state": "完好", "surveyed_on": "2026-01-05", "changed_on": "2026-03-02",
        "source": "measured", "street_code": "990101003", "street_name": "绣衣街道",
        "community_code": "990101003001", "community_name": "锦绣社区",
    }  # fmt: skip
    return {
        "code": [f"99010101037{place:06d}" for place in places],
        "grid_code": [f"990101003001{place % _GRIDS:03d}" for place in places],
        "note": [f"第 {place} 杆" for place in places],
        **units,
        **{key: [value] * ROWS for key, value in same.items()},
    }
