"""Telling the matters of two thousand reports: by the words of the catalogue, by a model of full size."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import product

import numpy as np

from bench.figures import Figure, at_most
from xiuhua.access.services import scope_set
from xiuhua.cases.models import MatterModel
from xiuhua.cases.queries.matters import matters_found
from xiuhua.cases.rules.matching import MOST_WORDS, LinearModel, model_packed
from xiuhua.config.env import Environment
from xiuhua.ground.models import CatalogueItem
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.services.catalogue import catalogue_standard_load
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.shared.search import search_terms

SUGGEST_MS = 20.0
TEXTS = 2_000
_SEED = 20_261_126
_WHERE = [
    "小区东门",
    "菜市场门口",
    "小学旁边",
    "公交站后面",
    "地铁口",
    "医院南侧",
    "河边步道",
    "高架桥下",
    "超市对面",
    "工地围挡外",
]
_MORE = ["已经三天了请尽快处理", "老人小孩走路很危险", "昨天打过电话没有回音", "下雨天更严重", "影响居民休息"]
_SIGNS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"


def build(_environment: Environment) -> None:
    """Enter the catalogue."""
    scope_set(("",))
    catalogue_standard_load(actor=system("setup"), at=now())


def run(_environment: Environment) -> list[Figure]:
    """Ask without a model, then with one of as many words and matters as there may be."""
    scope_set(("",))
    texts = _texts()
    bare = _times_ms(search_terms, texts)
    by_words = _times_ms(matters_found, texts)
    _model_make(list(matters()))
    by_model = _times_ms(matters_found, texts)
    baseline = float(np.percentile(bare, 95))
    return [
        at_most("suggest-words-p95", float(np.percentile(by_words, 95)), "ms", limit=SUGGEST_MS,
                baseline=baseline),
        at_most("suggest-model-p95", float(np.percentile(by_model, 95)), "ms", limit=SUGGEST_MS,
                baseline=baseline),
        at_most("suggest-model-p50", float(np.percentile(by_model, 50)), "ms",
                baseline=float(np.percentile(bare, 50))),
    ]  # fmt: skip


def _texts() -> list[str]:
    """Return reports of about a hundred characters, each of another matter."""
    names = [item.zh for item in matters()]
    told = [
        f"{where}{name}，{more}。{where}这一带{name}的情况反复出现，{more}，请有关部门派人来看，谢谢。"
        for name, where, more in product(names, _WHERE, _MORE)
    ]
    chance = np.random.default_rng(_SEED)
    return [told[place] for place in chance.integers(0, len(told), TEXTS)]


def _model_make(items: Sequence[CatalogueItem]) -> None:
    """Keep a model of random weights over as many words as one may have, those of the texts among them."""
    chance = np.random.default_rng(_SEED)
    words = dict.fromkeys(term for text in _texts() for term in search_terms(text) if len(term) > 1)
    signs = list(_SIGNS)
    while len(words) < MOST_WORDS:
        words["".join(chance.choice(signs, size=chance.integers(2, 5)))] = None
    model = LinearModel(
        labels=tuple(item.code for item in items),
        vocabulary={word: row for row, word in enumerate(words)},
        idf=chance.random(MOST_WORDS, dtype=np.float32) + 1,
        weights=chance.standard_normal((MOST_WORDS, len(items)), dtype=np.float32),
        bias=np.zeros(len(items), dtype=np.float32),
    )
    packed = model_packed(model)
    MatterModel.objects.create(
        number=1, source="bench", texts=0, labels=len(items), measured={}, packed=packed,
        digest=sha256(packed).hexdigest(), trained_at=now(),
    )  # fmt: skip


def _times_ms(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    for text in texts[:50]:
        ask(text)  # reads what is read once a process
    found = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        found.append(1000 * (time.perf_counter() - started))
    return found
