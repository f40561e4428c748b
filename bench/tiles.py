"""Map tiles over ten thousand components in one tile and half a million in a city, cut and kept."""

from __future__ import annotations

import numpy as np
import psycopg
from django.test import Client

from bench.figures import Figure, at_most
from bench.visiting import timed_ms
from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.web import tiles

IN_ONE_TILE = 10_000
IN_THE_CITY = 500_000
ROUNDS = 30
COLD_MS, CITY_MS, WARM_MS = 150.0, 300.0, 10.0
_PASSWORD = "Lotus-Harbour-27-Rain"  # noqa: S105 - of an account that lives as long as the run
_ZOOM, _X, _Y = 16, 54_632, 26_984  # near 120.1 E, 30.2 N

_AREA = """
INSERT INTO ground_area (code, name, level, updated_at) VALUES ('9901', '云州市', 'city', now());
INSERT INTO ground_catalogueitem (
    standard, kind, code, zh, en, class_code, class_zh, class_en, source, unchecked)
VALUES ('2026', 'component', '01037', '路灯', '', '01', '公用设施', '', '', '');
"""
_COMPONENTS = """
INSERT INTO ground_component (client_id, code, item_id, class_code, name, steward_code, steward_name,
    owner_code, owner_name, keeper_code, keeper_name, grid_code, area_id, area_code, state, surveyed_on,
    source, note, street_name, community_name, accuracy, place, recorded_at, updated_at)
SELECT gen_random_uuid(), %(lead)s || to_char(i, 'FM0000000000'), (SELECT id FROM ground_catalogueitem),
    '01037', '路灯', 'S', '城管局', '', '', '', '', '990101003001001', (SELECT id FROM ground_area), '9901',
    'intact', date '2026-01-01', '', '', '', '', '',
    ST_Transform(ST_SetSRID(ST_MakePoint(
        ST_XMin(box) + (ST_XMax(box) - ST_XMin(box)) * (hashint8extended(i, 1) & 65535) / 65536.0,
        ST_YMin(box) + (ST_YMax(box) - ST_YMin(box)) * (hashint8extended(i, 2) & 65535) / 65536.0
    ), 3857), 4326),
    now(), now()
FROM generate_series(1::bigint, %(rows)s) AS i, ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box
"""


def build(environment: Environment) -> None:
    """Fill the template: a crowded tile at zoom 16, and a city within one tile at zoom 10 elsewhere."""
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute(_AREA)
        owner.execute(_COMPONENTS, {"lead": "1", "rows": IN_ONE_TILE, "z": _ZOOM, "x": _X, "y": _Y})
        city = {"z": 10, "x": (_X >> 6) + 1, "y": _Y >> 6}
        owner.execute(_COMPONENTS, {"lead": "2", "rows": IN_THE_CITY, **city})
        owner.execute("VACUUM ANALYZE ground_component")


def run(environment: Environment) -> list[Figure]:
    """Ask for each tile many times, through the whole product: cut anew each time, and kept."""
    client = _signed_in()
    bare_ms = [timed_ms(lambda: _bare(environment)) for _ in range(5)]
    dense = f"/tiles/components/{_ZOOM}/{_X}/{_Y}.mvt"
    cluster = f"/tiles/component_clusters/14/{_X >> 2}/{_Y >> 2}.mvt"
    city = f"/tiles/component_clusters/10/{(_X >> 6) + 1}/{_Y >> 6}.mvt"
    cold, warm = _p95_cold(client, dense), _p95_warm(client, dense)
    return [
        at_most("tiles-dense-cold-p95", cold, "ms", limit=COLD_MS, baseline=float(np.median(bare_ms))),
        at_most("tiles-dense-warm-p95", warm, "ms", limit=WARM_MS),
        at_most("tiles-clusters-cold-p95", _p95_cold(client, cluster), "ms", limit=COLD_MS),
        at_most("tiles-clusters-warm-p95", _p95_warm(client, cluster), "ms", limit=WARM_MS),
        at_most("tiles-city-of-500,000-cold-p95", _p95_cold(client, city, rounds=8), "ms", limit=CITY_MS),
        at_most("tiles-city-of-500,000-warm-p95", _p95_warm(client, city), "ms", limit=WARM_MS),
        at_most("tiles-dense-size", len(client.get(dense).content) / 1024, "KiB"),
    ]


def _bare(environment: Environment) -> None:
    with psycopg.connect(environment.database_url) as plain:
        box = f"ST_Transform(ST_TileEnvelope({_ZOOM}, {_X}, {_Y}), 4326)"
        plain.execute(f"SELECT id, name, place FROM ground_component WHERE place && {box}").fetchall()


def _p95_cold(client: Client, url: str, *, rounds: int = ROUNDS) -> float:
    def cut() -> None:
        tiles._SHELF = tiles.TileShelf(64 * 2**20)  # noqa: SLF001 - what a restart does
        _asked(client, url)

    return float(np.percentile([timed_ms(cut) for _ in range(rounds)], 95))


def _p95_warm(client: Client, url: str) -> float:
    _asked(client, url)
    return float(np.percentile([timed_ms(lambda: _asked(client, url)) for _ in range(5 * ROUNDS)], 95))


def _asked(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)  # noqa: S101 - a benchmark is a test
    assert len(answer.content) > 0, url  # noqa: S101 - as above


def _signed_in() -> Client:
    account_create(
        username="clerk",
        name="clerk",
        password=_PASSWORD,
        roles=(NewRole(role=Role.GROUND_CLERK, area=""),),
        actor=system("setup"),
        at=now(),
    )
    client = Client(SERVER_NAME="localhost")
    client.post("/sign-in", {"username": "clerk", "password": _PASSWORD})
    return client
