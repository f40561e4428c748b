"""A kind of one's own: lamps, kept in a table that lives as long as the test's connection."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from django.db import connection

from xiuhua.access.services import scope_set
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules import kinds
from xiuhua.intake.rules.kinds import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Record,
    ShapeKind,
)
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.services import row_gone_entry, run_open, run_read
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.coordinates import Datum
from xiuhua.shared.terms import Term

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEST, EAST = "990101", "990102"
_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS lamp (
    id bigserial PRIMARY KEY, code text UNIQUE, name text, state text, watts int, area text,
    place geometry(Point, 4326)
)
"""


class LampState(Term):
    """Whether a lamp is whole."""

    WHOLE = "intact", "完好", "Intact"
    BROKEN = "broken", "破损", "Broken"


class Lamps:
    """Writes lamps and their entries, and refuses what lies in another district."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - lamps are everybody's
        """Return the lamps under some codes."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT code, id, name, state, watts, area, ST_AsBinary(place) FROM lamp
                WHERE code = ANY(%s)
                """,
                [list(keys)],
            )
            return {
                code: Known(
                    pk=number,
                    values={"code": code, "name": name, "state": state, "watts": watts, "area_code": area},
                    shape=shapely.from_wkb(bytes(place)) if place else None,
                )
                for code, number, name, state, watts, area, place in cursor.fetchall()
            }

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - no tree
        """Return the rows of another district."""
        return [
            Fault(row=record.row, column="area_code", code="conflict", arguments={"key": "x", "kind": "area"})
            for record in records
            if not str(record.values["area_code"]).startswith(actor.areas)
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write lamps."""
        applied = []
        with connection.cursor() as cursor:
            for change in changes:
                values = change.record.values
                if values["name"] == "短路":
                    raise RuntimeError("a lamp that cannot be written")
                place = change.record.shape.wkb if change.record.shape else None
                cursor.execute(
                    """
                    INSERT INTO lamp (code, name, state, watts, area, place)
                    VALUES (%s, %s, %s, %s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, state = excluded.state,
                        watts = excluded.watts, place = excluded.place
                    RETURNING id
                    """,
                    [
                        change.key,
                        values["name"],
                        values["state"],
                        values["watts"],
                        values["area_code"],
                        place,
                    ],
                )
                number = cursor.fetchone()[0]
                applied.append(Applied(key=change.key, pk=number, before=change.before))
        entries_append_many([_entry(one, actor=actor, at=at) for one in applied])
        return applied

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take lamps back."""
        entries = []
        with connection.cursor() as cursor:
            for one in applied:
                if one.before is None:
                    cursor.execute("DELETE FROM lamp WHERE id = %s", [one.pk])
                    entries.append(row_gone_entry(subject=f"lamp:{one.pk}", actor=actor, at=at))
                else:
                    cursor.execute(
                        "UPDATE lamp SET name = %s, watts = %s WHERE id = %s",
                        [one.before.values["name"], one.before.values["watts"], one.pk],
                    )
                    entries.append(_entry(one, actor=actor, at=at))
        entries_append_many(entries)


def _entry(one: Applied, *, actor: Actor, at: datetime) -> NewEntry:
    return NewEntry(at=at, actor=actor, act="lamp.write", subject=f"lamp:{one.pk}", state={"code": one.key})


LAMPS = ImportKind(
    key="lamps",
    zh="路灯",
    en="Lamps",
    act="premises.create",
    key_column="code",
    shape=ShapeKind.POINT,
    importer=Lamps(),
    batch=50,
    columns=(
        Column(key="code", zh="编号", en="Code", required=True, max_length=20, aliases=("BM",)),
        Column(key="name", zh="名称", en="Name", required=True, max_length=20),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=LampState),
        Column(key="watts", zh="功率", en="Watts", kind=ColumnKind.INTEGER),
        Column(key="area_code", zh="区划代码", en="Area code", required=True),
    ),
)
HEAD = "编号,名称,状态,功率(W),区划代码,经度,纬度\n"


def lamp_line(number: int, *, name: str = "路灯", watts: object = 40, area: str = WEST) -> str:
    """Return a line of a table of lamps."""
    return f"L{number:03d},{name},完好,{watts},{area},113.{500 + number},34.7\n"


def lamps_csv(*lines: str) -> bytes:
    """Return a table of lamps, as Excel saves it."""
    return ("\ufeff" + HEAD + "".join(lines)).encode()


def clerk_of(area: str, user_id: int = 7) -> Actor:
    """Return a register clerk of one district."""
    holding = Holding(role="ground_clerk", area=area)
    return Actor(name=f"user:{user_id}", label="陈晓岚", holdings=(holding,), user_id=user_id)


@pytest.fixture
def lamps(monkeypatch: pytest.MonkeyPatch) -> ImportKind:
    """The kind, known for this test."""
    monkeypatch.setitem(kinds._KINDS, LAMPS.key, LAMPS)
    return LAMPS


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: object) -> Path:
    """The store of this test."""
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings
    return tmp_path / "files"


@pytest.fixture
def clerk(db: None, lamps: ImportKind) -> Actor:
    """A clerk of the west, in whose scope the test runs, and an empty table of lamps."""
    actor = clerk_of(WEST)
    scope_set(actor.areas)
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute("DELETE FROM lamp")
    return actor


def opened(
    content: bytes, *, actor: Actor, name: str = "路灯.csv", mapping: ColumnMapping | None = None
) -> ImportRun:
    """Return the run of a file that was brought and read."""
    run = run_open(
        kind_key="lamps",
        content=io.BytesIO(content),
        name=name,
        mapping=mapping or ColumnMapping(system=Datum.WGS84),
        actor=actor,
        at=NOON,
    )
    return run_read(run_id=run.pk, actor=actor, at=NOON)


def lamps_recorded() -> dict[str, tuple[str, int | None]]:
    """Return name and watts of every lamp."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name, watts FROM lamp ORDER BY code")
        return {code: (name, watts) for code, name, watts in cursor.fetchall()}


def feature_collection(*features: tuple[dict[str, object], dict[str, object] | None]) -> bytes:
    """Return GeoJSON of properties and geometries."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry}
                for properties, geometry in features
            ],
        }
    ).encode()
