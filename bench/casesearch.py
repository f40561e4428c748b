"""Searching a million cases by what was reported of them, and a quarter of a million callers by number."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

import numpy as np
import psycopg

from bench import cases
from bench.figures import Figure, at_most
from bench.visiting import opened, signed_in, timed_ms
from xiuhua.access.terms import Role
from xiuhua.config.env import Environment

SEARCH_MS = 50.0
SEARCH_RATIO = 140  # 50 ms where the bare statement takes 0.36 ms: machines of one kind took 0.29 to 0.46
ROUNDS = 8
_SCOPES = {"district": "990101", "street": "990101003"}

# What people tell: 9,000 stories of some forty characters.
_WHERE = """小区东门 菜市场门口 小学旁边 公交站后面 地铁口 医院南侧 河边步道 高架桥下 超市对面 工地围挡外
幼儿园门前 老旧楼院 沿街商铺 停车场入口 广场西侧"""
_WHAT = """一堆旧沙发和床垫没人收 垃圾桶满了发臭 电线耷拉下来 路面塌了一个坑 夜里音响太吵 烧烤摊油烟呛人
井盖松动有响声 树枝断了挂着 污水流到路上 共享单车堆成一片 墙上贴满小广告 消防通道被车堵住
路灯坏了一排 施工扬尘很大 流动摊贩占了人行道"""
_MORE = """已经三天了请尽快处理 老人小孩走路很危险 昨天打过电话没有回音 下雨天更严重 影响居民休息
希望有人来看一下 每天早晚高峰都这样 照片已经发过 不愿透露姓名 要求回复
同一个地方反复出现 物业说不归他们管"""
_FLOORS = ("", "3 号楼", "12 幢", "西单元")
# Common words, rare ones, several at once, words that stand only apart, what stands nowhere, numbers.
_QUESTIONS = (
    *("垃圾", "路灯", "旧沙发", "油烟 烧烤", "小学旁边", "路面塌了", "音响太吵", "滨河路", "独角兽雕像"),
    *(
        "旧沙发 油烟",
        "路灯坏了 滨河路",
        "没有这种说法",
        "井盖松动 泰然路 12 幢",
        "AJ00500000",
        "共享单车 滨河",
    ),
)
_DIGITS = ("5678", "0013", "13900005678", "99990000")

_REPORTS = """
INSERT INTO cases_report (client_id, case_id, channel, source_ref, item_id, text, address, place, area_code,
    caller_name, caller_phone, caller_end, reported_at, recorded_at)
SELECT gen_random_uuid(), id, channel, '', item_id, description, address, place, area_code, '',
    '139' || to_char(id * 7919 % 100000000, 'FM00000000'), to_char(id * 7919 % 10000, 'FM0000'),
    reported_at, reported_at
FROM cases_case WHERE channel = 'channel_hotline'
"""
_RARE = """
UPDATE cases_case SET description = '独角兽雕像',
    search = search || '''独角'' ''角兽'' ''兽雕'' ''雕像'''::tsvector
WHERE id = 777777
"""
_BARE = "SELECT id, title, address, state, reported_at FROM cases_case ORDER BY id DESC LIMIT 51"


def build(environment: Environment) -> None:
    """Fill the template: the cases of `bench cases`, each with a story, and the callers' reports."""
    stories = [
        f"{where}{floor}{what}，{more}"
        for where, what, more, floor in product(_WHERE.split(), _WHAT.split(), _MORE.split(), _FLOORS)
    ]
    cases.build(environment, stories)
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        owner.execute("SELECT set_config('xiuhua.scope', '*', false)")
        owner.execute(_RARE)
        owner.execute(_REPORTS)
        owner.execute("VACUUM ANALYZE cases_case, cases_report")


@dataclass(frozen=True)
class Asked:
    """One question: who asks, where, and which address."""

    who: str
    what: str
    url: str


def run(environment: Environment) -> list[Figure]:
    """Ask every question in turn through the API and the page, in the process that serves it."""
    clients = {name: signed_in(name, Role.ACCEPTOR, area) for name, area in _SCOPES.items()}
    questions = list(_asked())
    times_ms: dict[Asked, list[float]] = {one: [] for one in questions}
    bare_ms: list[float] = []
    with psycopg.connect(environment.database_url, autocommit=True) as bare:
        bare.execute("SELECT set_config('xiuhua.scope', '*', false)")
        for number in range(ROUNDS + 1):
            for one in questions:
                took = timed_ms(lambda one=one: opened(clients[one.who], one.url))  # type: ignore[misc]  # bound at once
                if number:  # the first round warms up
                    times_ms[one].append(took)
            bare_ms += [timed_ms(lambda: bare.execute(_BARE).fetchall()) for _ in range(10)]
    return list(_figures(times_ms, float(np.percentile(bare_ms, 95))))


def _figures(times_ms: dict[Asked, list[float]], baseline: float) -> Iterator[Figure]:
    p95 = {one: float(np.percentile(found, 95)) for one, found in times_ms.items()}
    for one in sorted(p95, key=lambda one: -p95[one])[:12]:
        print(f"{np.median(times_ms[one]):7.1f} {p95[one]:7.1f} ms  {one.who}: {one.what}", file=sys.stderr)
    for name, limit, ratio in (
        ("words", SEARCH_MS, SEARCH_RATIO), ("number", SEARCH_MS, SEARCH_RATIO), ("page", None, 0),
    ):  # fmt: skip
        every = [ms for one, found in times_ms.items() if one.what.startswith(name) for ms in found]
        yield at_most(f"casesearch-{name}-p95", float(np.percentile(every, 95)), "ms", limit=limit,
                      ratio=ratio, baseline=baseline)  # fmt: skip
    worst = max(p95, key=lambda one: p95[one] if not one.what.startswith("page") else 0)
    yield at_most(f"casesearch-worst-p95 ({worst.who}: {worst.what})", p95[worst], "ms")


def _asked() -> Iterator[Asked]:
    for who in _SCOPES:
        for question in _QUESTIONS:
            yield Asked(who, f"words {question}", f"/api/v1/cases?limit=50&q={quote(question)}")
            yield Asked(who, f"page {question}", f"/cases?q={quote(question)}")
        for digits in _DIGITS:
            yield Asked(who, f"number {digits}", f"/cases?q={digits}")
