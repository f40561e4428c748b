"""The page of 1,870 kitchens with states and 30-day exceedances.

A district with 435 monitors and a month of their hours; the list in every order and by every state, the front
page and one kitchen, as an officer opens them.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import psycopg

from bench.figures import Figure, at_most
from bench.visiting import opened, signed_in, timed_ms
from xiuhua.access.terms import Role
from xiuhua.scenes.fumes.models import Kitchen


class Environment(Protocol):
    """Where the benchmark's database is."""

    @property
    def database_url(self) -> str:
        """As the product uses it."""

    @property
    def database_owner_url(self) -> str:
        """As its owner."""


KITCHENS, MONITORS, DAYS = 1_870, 435, 30
ROUNDS = 12
PAGE_MS = 80.0

_AREAS = """
INSERT INTO ground_area (code, name, level, parent_id, updated_at) VALUES ('9901', '云州市', 'city',
    NULL, now());
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
SELECT '990101', '云河区', 'district', id, now() FROM ground_area WHERE level = 'city';
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
SELECT '990101' || to_char(s, 'FM000'), '第' || s || '街道', 'street', id, now()
FROM ground_area, generate_series(1, 8) AS s WHERE level = 'district';
"""
_PREMISES = """
INSERT INTO ground_premises (client_id, code, name, kind, state, address, contact_phone, area_id,
    area_code, place,
                             search, recorded_at, updated_at)
SELECT gen_random_uuid(), 'S' || to_char(i, 'FM000000'), '云河餐饮店' || i, 'restaurant', 'open',
    '人民路' || i || '号', '',
       area.id, area.code, ST_SetSRID(ST_MakePoint(120 + (i % 97) / 1e3, 30 + (i % 89) / 1e3), 4326),
       to_tsvector('simple', '云河'), now(), now()
FROM generate_series(1, {kitchens}) AS i
JOIN ground_area AS area ON area.code = '990101' || to_char(1 + i % 8, 'FM000');
"""
_KITCHENS = """
INSERT INTO scene_fumes_kitchen (premises_id, area_code, code, name, size, stoves, purifier,
    noise_device, report_number,
    report_expires_on, state, why, report_state, latest_at, latest_mg_m3, exceeded_30d, search,
    recorded_at, updated_at)
SELECT id, area_code, code, name, (ARRAY['fume_small', 'fume_medium', 'fume_large'])[1 + id % 3],
    1 + id % 8, '静电式', '', '',
    current_date + (id % 400 - 60)::int,
    CASE WHEN id % {every} > 0 THEN 'fume_unmonitored'
        ELSE (ARRAY['fume_online', 'fume_online', 'fume_exceeding', 'fume_offline',
    'fume_doubtful'])[1 + id / {every} % 5] END,
    'fume_why_none', 'fume_report_valid', now(), 1.2, 0, search, now(), now()
FROM ground_premises;
"""
_HOURS = """
INSERT INTO scene_fumes_monitorhour (kitchen_id, area_code, start, online, valid, compliant,
    exceeding, purifier_off,
    unknown, why, recorded_at)
SELECT id, area_code, date_trunc('hour', now()) - hour * interval '1 hour', hour % 11 > 0, 6, 5,
    (hour % 9 = 0)::int, 0, 0,
    'fume_why_none', now()
FROM scene_fumes_kitchen, generate_series(1, 24 * {days}) AS hour WHERE state <> 'fume_unmonitored';
INSERT INTO sensing_device (client_id, protocol, number, name, model, dialect, crc_variant, secret,
    concentration_unit, state,
    area_code, premises_id, interval_s, clock_offset_s, tags, recorded_at, updated_at)
SELECT gen_random_uuid(), 'hj212', 'CY' || id, name, '', '', '', '', 'ug', 'device_in_use',
    area_code, premises_id, 60, 0, '{{}}',
    now(), now()
FROM scene_fumes_kitchen WHERE state <> 'fume_unmonitored';
INSERT INTO sensing_contact (device_id, liveness, frames, refused, faults, peer, fault)
SELECT id, 'never', 0, 0, '{{}}', '', '' FROM sensing_device;
INSERT INTO scene_fumes_exceedance (kitchen_id, device_id, area_code, start, minutes, mean_mg_m3,
    limit_mg_m3, is_over,
    purifier_on, recorded_at)
SELECT hour.kitchen_id, device.id, hour.area_code, hour.start, 10, 2.6, 2.0, true, true, now()
FROM scene_fumes_monitorhour AS hour JOIN scene_fumes_kitchen AS kitchen ON kitchen.id = hour.kitchen_id
JOIN sensing_device AS device ON device.premises_id = kitchen.premises_id
    WHERE hour.exceeding > 0 AND kitchen.id % 61 < 4;
UPDATE scene_fumes_kitchen AS kitchen SET exceeded_30d = counted.number
FROM (SELECT kitchen_id, count(*) AS number FROM scene_fumes_exceedance GROUP BY 1) AS counted
WHERE counted.kitchen_id = kitchen.id;
"""
_CASES = (
    *(
        "kitchens",
        "kitchens?sort=exceeded",
        "kitchens?sort=name",
        "kitchens?sort=-expires",
        "kitchens?q=云河",
    ),
    *(
        "kitchens?state=fume_exceeding",
        "kitchens?state=fume_offline",
        "kitchens?size=fume_small&sort=-exceeded",
    ),
)


def build(environment: Environment) -> None:
    """Fill the template: kitchens, a month of hours, exceedances."""
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        owner.execute(_AREAS)
        kitchens_fill(owner, kitchens=KITCHENS, monitors=MONITORS, days=DAYS)
        owner.execute("VACUUM ANALYZE")


def kitchens_fill(owner: psycopg.Connection, *, kitchens: int, monitors: int, days: int) -> None:
    """Fill in kitchens of eight streets, some of them with a monitor and with hours that are whole days."""
    told = {"kitchens": kitchens, "every": max(1, kitchens // monitors), "days": days}
    for part in (_PREMISES, _KITCHENS, _HOURS):
        owner.execute(part.format(**told))


def run(environment: Environment) -> list[Figure]:
    """Open every page several times, in turn, and time the whole request in the process that serves it."""
    officer = signed_in("officer", Role.OFFICER, "990101")
    root = "/scenes/fumes"
    first = Kitchen.objects.order_by("-exceeded_30d").values_list("pk", flat=True)
    times_ms: dict[str, list[float]] = {}
    with psycopg.connect(environment.database_url, autocommit=True) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        pages = [*_CASES, "", f"kitchens/{next(iter(first), 1)}"]
        for path in pages:
            opened(officer, f"{root}/{path}")
        bare_ms = [timed_ms(lambda: bare.execute(_BARE).fetchall()) for _ in range(100)]
        for _ in range(ROUNDS):
            for path in pages:
                took = timed_ms(lambda path=path: opened(officer, f"{root}/{path}"))  # type: ignore[misc]  # bound at once
                times_ms.setdefault(path, []).append(took)
    lists = [ms for path in _CASES for ms in times_ms[path]]
    baseline = float(np.percentile(bare_ms, 95))
    return [
        at_most("fumes-list-p95", float(np.percentile(lists, 95)), "ms", limit=PAGE_MS, baseline=baseline),
        at_most("fumes-list-p50", float(np.percentile(lists, 50)), "ms"),
        at_most("fumes-front-p95", float(np.percentile(times_ms[""], 95)), "ms"),
        at_most("fumes-kitchen-p95", float(np.percentile(times_ms[pages[-1]], 95)), "ms"),
    ]


_BARE = """
SELECT id, name, state, exceeded_30d FROM scene_fumes_kitchen ORDER BY exceeded_30d DESC, id DESC LIMIT 51
"""
