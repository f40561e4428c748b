"""The shared list page over a million premises: every declared order, deep pages, searches, three scopes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from bench.figures import Figure, at_most
from bench.visiting import opened, signed_in, timed_ms
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment
from xiuhua.ground.models import Premises
from xiuhua.ground.pages.premises import PremisesListPage
from xiuhua.shared.search import search_terms
from xiuhua.web.keyset import Cursor

ROWS = 1_000_000
ROUNDS = 8
PAGE_MS = 60.0
STATEMENTS = 8
_SCOPES = {"city": "", "district": "990103", "street": "990103004"}
_SEARCHES = ("火锅", "路灯", "云河 面馆", "P000123456", "没有这家")
_NARROWED = ("state=closed", "kind=restaurant&state=open", "area=990107002", "code=P0005")

# --- the data: built once ----------------------------------------------------------------------------------

# The words of shop names and addresses: two thousand four hundred names, fourteen roads.
_FIRST = """云河 绣衣 临江 柳荫 桂园 望湖 长桥 南门 西街 东关
鼓楼 钟楼 青石 白塔 沙洲 松涛 竹林 梅岭 荷塘 石桥"""
_TRADE = """面馆 火锅 茶馆 超市 药房 书店 理发 洗衣 五金 路灯材料
早餐 烧烤 水果 花店 修车 打印 幼儿园 停车场 工地 菜场"""
_LAST = "老店 分店 一店 二店 总店 连锁"
_ROADS = """泰然路 莲花路 人民路 解放路 建设路 和平路 文化路
体育路 学院路 滨河路 环城路 中山路 新华路 胜利路"""

_AREAS = """
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
VALUES ('9901', '云州市', 'city', NULL, now());
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
SELECT '9901' || to_char(d, 'FM00'), '第' || d || '区', 'district', 1, now()
FROM generate_series(1, 10) AS d;
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
SELECT code || to_char(s, 'FM000'), '第' || s || '街道', 'street', id, now()
FROM ground_area, generate_series(1, 10) AS s WHERE level = 'district';
INSERT INTO ground_area (code, name, level, parent_id, updated_at)
SELECT code || to_char(c, 'FM000'), '第' || c || '社区', 'community', id, now()
FROM ground_area, generate_series(1, 4) AS c WHERE level = 'street';
CREATE TEMP TABLE leaf AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, id, code FROM ground_area
WHERE level = 'community';
"""
# Every property is drawn by a hash of its own. With remainders of the row number a street would hold twenty
# of the two thousand names, and its list by name would look a hundred times harder than any real one.
_PREMISES = """
INSERT INTO ground_premises (client_id, code, name, kind, state, address, contact_phone, area_id, area_code,
                             place, search, recorded_at, updated_at)
SELECT gen_random_uuid(), 'P' || to_char(i, 'FM000000000'), shop.text,
       (ARRAY['shop', 'restaurant', 'site', 'estate', 'market', 'lot'])
           [1 + pg_temp.drawn(i, 1, 6)::int],
       (ARRAY['closed', 'suspended'] || array_fill('open'::text, ARRAY[18]))
           [1 + pg_temp.drawn(i, 2, 20)::int],
       road.text || (1 + pg_temp.drawn(i, 3, 400)) || '号', '199' || to_char(i, 'FM00000000'),
       leaf.id, leaf.code,
       ST_SetSRID(
           ST_MakePoint(120 + pg_temp.drawn(i, 4, 10000) / 5e4, 30 + pg_temp.drawn(i, 5, 10000) / 5e4), 4326
       ),
       shop.terms || road.terms || to_tsvector('simple', 'p' || to_char(i, 'FM000000000')),
       timestamptz '2024-01-01' + i * interval '1 minute',
       timestamptz '2024-01-01' + pg_temp.drawn(i, 6, 60000000) * interval '1 second'
FROM generate_series(1::bigint, {rows}) AS i
JOIN leaf ON leaf.n = pg_temp.drawn(i, 7, 400)
JOIN word AS shop ON shop.kind = 'name' AND shop.n = pg_temp.drawn(i, 8, {names})
JOIN word AS road ON road.kind = 'road' AND road.n = pg_temp.drawn(i, 9, {roads})
"""
_DRAWN = """
CREATE FUNCTION pg_temp.drawn(i bigint, seed bigint, faces bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN (hashint8extended(i, seed) & 2147483647) % faces
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ground_premises'
AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = 'ground_premises'::regclass)
"""


def build(environment: Environment) -> None:
    """Fill the template: a million premises, indexes made afterwards."""
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        owner.execute(_AREAS)
        owner.execute("CREATE TEMP TABLE word (kind text, n bigint, text text, terms tsvector)")
        names, roads = _shop_names(), _ROADS.split()
        _words_write(owner, "name", names)
        _words_write(owner, "road", roads)
        owner.execute(_DRAWN)
        indexes = owner.execute(_INDEXES).fetchall()
        for name, _ in indexes:
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        owner.execute(sql.SQL(_PREMISES).format(rows=ROWS, names=len(names), roads=len(roads)))
        for _, definition in indexes:
            owner.execute(definition)
        owner.execute("VACUUM ANALYZE ground_premises")
        owner.execute("ANALYZE ground_area")


def _shop_names() -> list[str]:
    return [
        first + trade + last for first in _FIRST.split() for trade in _TRADE.split() for last in _LAST.split()
    ]


def _words_write(owner: psycopg.Connection, kind: str, texts: Sequence[str]) -> None:
    insert = "INSERT INTO word VALUES (%s, %s, %s, to_tsvector('simple', %s))"
    rows = [(kind, number, text, " ".join(search_terms(text))) for number, text in enumerate(texts)]
    with owner.cursor() as cursor:
        cursor.executemany(insert, rows)


# --- the run -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One page that somebody opens: who, and which address."""

    who: str
    what: str
    url: str


def run(environment: Environment) -> list[Figure]:
    """Open every case several times, in turn, and time the whole request in the process that serves it."""
    clients = {name: signed_in(name, Role.GROUND_CLERK, area) for name, area in _SCOPES.items()}
    cases = list(_cases())
    statements = {
        case: _statements(clients[case.who], case) for case in cases
    }  # and every page once, to warm up
    times_ms: dict[Case, list[float]] = {case: [] for case in cases}
    bare_ms: list[float] = []
    with psycopg.connect(environment.database_url, autocommit=True) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        for _ in range(ROUNDS):
            for case in cases:
                times_ms[case].append(timed_ms(lambda case=case: opened(clients[case.who], case.url)))  # type: ignore[misc]  # bound at once
            bare_ms += [timed_ms(lambda: bare.execute(_BARE).fetchall()) for _ in range(20)]
    _slowest_print(times_ms)
    every = [ms for found in times_ms.values() for ms in found]
    worst = max(cases, key=lambda case: float(np.percentile(times_ms[case], 95)))
    baseline = float(np.percentile(bare_ms, 95))
    return [
        at_most("lists-p95", float(np.percentile(every, 95)), "ms", limit=PAGE_MS, baseline=baseline),
        at_most(
            "lists-p50", float(np.percentile(every, 50)), "ms", baseline=float(np.percentile(bare_ms, 50))
        ),
        at_most(
            f"lists-worst-p95 ({worst.who}: {worst.what})", float(np.percentile(times_ms[worst], 95)), "ms"
        ),
        at_most("lists-statements", max(statements.values()), "SQL", limit=STATEMENTS),
    ]


def _slowest_print(times_ms: dict[Case, list[float]]) -> None:
    """Say on the side which pages took longest, for whoever wants to make them faster."""
    for case in sorted(times_ms, key=lambda case: -float(np.median(times_ms[case])))[:8]:
        p50, p95 = np.percentile(times_ms[case], [50, 95])
        print(f"{p50:7.1f} {p95:7.1f} ms  {case.who}: {case.what}", file=sys.stderr)


_BARE = """
SELECT id, code, name, kind, state, address, contact_phone, area_code, updated_at FROM ground_premises
ORDER BY updated_at DESC, id DESC LIMIT 51
"""


def _cases() -> Iterator[Case]:
    url = reverse("ground:premises")
    for who, area in _SCOPES.items():
        for sort, field, down in _orders():
            yield Case(who, f"{sort} first", f"{url}?sort={sort}")
            yield Case(who, f"{sort} deep", f"{url}?sort={sort}&cursor={_middle(area, field, down=down)}")
        for question in _SEARCHES:
            yield Case(who, f"search {question}", f"{url}?q={question}")
        for narrowed in _NARROWED:
            yield Case(who, narrowed, f"{url}?{narrowed}")


def _orders() -> Iterator[tuple[str, str, bool]]:
    """Yield every order that the page declares: as its address writes it, the field, whether it goes down."""
    for column in PremisesListPage.columns:
        if column.sort:
            yield column.key, column.sort, False
            yield f"-{column.key}", column.sort, True


def _middle(area: str, field: str, *, down: bool) -> str:
    """Return the cursor of the row in the middle of what somebody sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xiuhua.scope', %s, false)", [area or "*"])
    rows = Premises.objects.filter(area_code__startswith=area).order_by(field, "pk")
    row = rows[rows.count() // 2]
    value = getattr(row, field)
    plain = value if isinstance(value, str) else value.isoformat()
    return Cursor(order=f"-{field}" if down else field, value=plain, pk=row.pk).encode()


def _statements(client: Client, case: Case) -> int:
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        opened(client, case.url)
    return count
