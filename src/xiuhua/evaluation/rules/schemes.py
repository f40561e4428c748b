"""What a scheme of a contest says, as it is kept, read and judged; and the schemes that come ready.

Source:
    R-01 to R-07 for cadence, triggers and posts. Items and weights of 洁美杯 and 最干净街道 are printed
    nowhere: those below are our own choice, say so in `source`, and are changed by publishing a version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from xiuhua.evaluation.rules.ranking import FULL, Item
from xiuhua.evaluation.rules.triggers import (
    PRINTED,
    R_01,
    R_04,
    R_05,
    R_06_BELOW,
    R_06_TOP,
    R_07_EXCELLENT,
    R_07_GOOD,
    Trigger,
)
from xiuhua.evaluation.terms.contests import Cadence, ItemKind, Seat, SubjectLevel

_TRIGGERS = {one.key: one for one in PRINTED}
_MONTHS_IN_QUARTER = 3
CUP, CUP_GRIDS, CLEANEST, CLEANEST_COMMUNITY, CLEANEST_QUARTER = (
    "clean_cup",
    "clean_cup_grids",
    "cleanest_street",
    "cleanest_community",
    "cleanest_quarter",
)


@dataclass(frozen=True, kw_only=True)
class SchemeBody:
    """What one version of a scheme says.

    Args:
        beside: the key of the scheme whose round of the same period is published in the same act.
        minimum_sample: the fewest sampled points that a subject needs, in each month.
        top: the most that a score can be.
        excellent, good: from which score on; None where nobody has set it.
        successors: old area code → the codes that took its place.
        source: whose the items are.
    """

    key: str
    zh: str
    en: str
    level: SubjectLevel
    cadence: Cadence
    items: tuple[Item, ...]
    triggers: tuple[Trigger, ...] = ()
    minimum_sample: int = 1
    top: int = FULL
    beside: str = ""
    excellent: Decimal | None = None
    good: Decimal | None = None
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""

    def label(self, language: str) -> str:
        """Return its name: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en

    @property
    def months(self) -> int:
        """How many months a round has."""
        return _MONTHS_IN_QUARTER if self.cadence is Cadence.QUARTER else 1

    @property
    def marked(self) -> tuple[Item, ...]:
        """The items that are written on a sheet on the spot."""
        return tuple(item for item in self.items if item.kind is not ItemKind.FIGURE)


def body_told(body: SchemeBody) -> dict[str, Any]:  # what JSON holds
    """Return a scheme as it is kept.

    Source:
        own choice: numbers as they were typed, money in fen, posts by their word.
    """
    return {
        "key": body.key, "zh": body.zh, "en": body.en, "level": body.level.value,
        "cadence": body.cadence.value, "minimum_sample": body.minimum_sample, "top": body.top,
        "beside": body.beside, "source": body.source,
        "excellent": None if body.excellent is None else str(body.excellent),
        "good": None if body.good is None else str(body.good),
        "successors": {old: list(new) for old, new in body.successors.items()},
        "items": [
            {
                "key": one.key, "zh": one.zh, "en": one.en, "kind": one.kind.value, "weight": one.weight,
                "cap": one.cap, "figure": one.figure, "fewer_is_better": one.fewer_is_better,
            }
            for one in body.items
        ],
        "triggers": [
            {
                "key": one.key, "amount_fen": one.amount_fen, "among_siblings": one.among_siblings,
                "interviewer": one.interviewer.value if one.interviewer else None,
            }
            for one in body.triggers
        ],
    }  # fmt: skip


def body_read(told: Mapping[str, Any]) -> SchemeBody:  # as above
    """Return a scheme from what is kept: of a printed trigger only what is a parameter is kept."""
    return SchemeBody(
        key=told["key"], zh=told["zh"], en=told["en"], level=SubjectLevel(told["level"]),
        cadence=Cadence(told["cadence"]), minimum_sample=told["minimum_sample"], top=told["top"],
        beside=told["beside"], source=told["source"],
        excellent=None if told["excellent"] is None else Decimal(told["excellent"]),
        good=None if told["good"] is None else Decimal(told["good"]),
        successors={old: tuple(new) for old, new in told["successors"].items()},
        items=tuple(Item(**{**one, "kind": ItemKind(one["kind"])}) for one in told["items"]),
        triggers=tuple(_trigger(one) for one in told["triggers"]),
    )  # fmt: skip


def _trigger(told: Mapping[str, Any]) -> Trigger:  # as above
    return replace(
        _TRIGGERS[told["key"]], amount_fen=told["amount_fen"], among_siblings=told["among_siblings"],
        interviewer=Seat(told["interviewer"]) if told["interviewer"] else None,
    )  # fmt: skip


def body_faults(body: SchemeBody, *, figures: Collection[str]) -> dict[str, str]:
    """Return what is wrong with a scheme: field → code of the sentence.

    Args:
        body: the scheme.
        figures: the keys of figures in per cent that the engine knows.

    Source:
        own choice: the weights make a whole, a key names one item, a trigger is asked at its own cadence.
    """
    wrong = _items_faults(body, figures)
    if not (body.zh and body.en):
        wrong["zh"] = "contest_name_missing"
    if body.minimum_sample < 1:
        wrong["minimum_sample"] = "contest_sample_wrong"
    if any(one.cadence not in {None, body.cadence} for one in body.triggers):
        wrong["cadence"] = "contest_cadence_wrong"
    return wrong


def _items_faults(body: SchemeBody, figures: Collection[str]) -> dict[str, str]:
    keys = [item.key for item in body.items]
    weighed = [item for item in body.items if item.kind in {ItemKind.MARK, ItemKind.FIGURE}]
    by_figure = [item.figure for item in body.items if item.kind is ItemKind.FIGURE]
    if not weighed or sum(item.weight for item in weighed) != FULL or min(one.weight for one in weighed) <= 0:
        return {"items": "contest_weights_wrong"}
    if len(set(keys)) < len(keys) or any(not (item.zh and item.en) for item in body.items):
        return {"items": "contest_item_twice"}
    if any(key not in figures for key in by_figure):
        return {"items": "contest_figure_unknown"}
    if by_figure and body.level is SubjectLevel.DUTY_GRID:
        return {"items": "contest_figure_of_grid"}
    return {}


def points_faults(body: SchemeBody, points: Mapping[str, Decimal | None]) -> dict[str, str]:
    """Return what is wrong with the points of a sheet: item → code of the sentence.

    Source:
        own choice: every item that is marked on the spot has 0 to 100 points; a deduction or a bonus may
        be left out, and is never negative.
    """
    wrong: dict[str, str] = {}
    known = {item.key: item for item in body.marked}
    for key in points:
        if key not in known:
            wrong[key] = "contest_item_unknown"
    for key, item in known.items():
        given = points.get(key)
        if item.kind is ItemKind.MARK and given is None:
            wrong[key] = "contest_points_missing"
        elif given is not None and not 0 <= given <= FULL:
            wrong[key] = "contest_points_wrong"
    return wrong


_OURS = (
    "项目和分值没有公开文件可依据，由本软件拟定，请按本地考核办法修改后发布新版本。"
    "No published paper gives items or weights: these are our own; change them and publish a version."
)


def _mark(key: str, zh: str, en: str, weight: int) -> Item:
    return Item(key=key, zh=zh, en=en, kind=ItemKind.MARK, weight=weight)


_STREET_ITEMS = (
    _mark("roads", "道路保洁", "Roads swept", 30),
    _mark("bins", "垃圾收运与容器", "Refuse and bins", 20),
    _mark("order", "市容秩序", "Order in the street", 20),
    _mark("walls", "立面与乱张贴", "Walls and stickers", 15),
    _mark("green", "绿地与公厕", "Greens and toilets", 15),
    Item(key="exposed", zh="媒体曝光等扣分", en="Exposed in the press", kind=ItemKind.DEDUCTION, cap=10),
    Item(key="praised", zh="经验推广等加分", en="Praised for good practice", kind=ItemKind.BONUS, cap=5),
)
_GRID_ITEMS = (
    _mark("clean", "环境卫生", "Cleanliness", 50),
    _mark("order", "市容秩序", "Order", 30),
    _mark("walls", "立面与乱张贴", "Walls and stickers", 20),
)
READY: tuple[SchemeBody, ...] = (
    SchemeBody(
        key=CUP, zh="洁美杯", en="Clean-Beauty Cup", level=SubjectLevel.STREET, cadence=Cadence.QUARTER,
        items=_STREET_ITEMS, triggers=(R_01,), beside=CUP_GRIDS, source=_OURS,
    ),
    SchemeBody(
        key=CUP_GRIDS, zh="洁美杯城管网格排名", en="Clean-Beauty Cup, grids", level=SubjectLevel.DUTY_GRID,
        cadence=Cadence.QUARTER, items=_GRID_ITEMS, source=_OURS,
    ),
    SchemeBody(
        key=CLEANEST, zh="最干净街道", en="Cleanest street", level=SubjectLevel.STREET,
        cadence=Cadence.MONTH, items=_STREET_ITEMS, triggers=(R_04, R_05), source=_OURS,
    ),
    SchemeBody(
        key=CLEANEST_COMMUNITY, zh="最干净街道·社区评比", en="Cleanest street, communities",
        level=SubjectLevel.COMMUNITY, cadence=Cadence.MONTH, items=_GRID_ITEMS,
        triggers=(R_06_BELOW, R_06_TOP), source=_OURS,
    ),
    SchemeBody(
        key=CLEANEST_QUARTER, zh="最干净街道·季度工作通报", en="Cleanest street, quarterly report",
        level=SubjectLevel.STREET, cadence=Cadence.QUARTER, items=_STREET_ITEMS,
        triggers=(R_07_EXCELLENT, R_07_GOOD), excellent=Decimal(90), good=Decimal(80), source=_OURS,
    ),
)  # fmt: skip


def ready_named(key: str) -> SchemeBody | None:
    """Return the ready scheme of a key."""
    return next((one for one in READY if one.key == key), None)


def items_text(items: Sequence[Item]) -> str:
    """Return items as a person types them: one a line, `key | 中文 | English | kind | number | figure`.

    The number is the weight of a mark or figure and the cap of a deduction or bonus; a minus before the
    figure's key says that fewer is better.

    Source:
        own choice, because a table of ten lines is typed faster than ten forms.
    """
    return "\n".join(_item_text(one) for one in items)


def _item_text(one: Item) -> str:
    amount = one.weight or ("" if one.cap is None else one.cap)
    kind = _KINDS[one.kind]
    figure = f" | {'-' if one.fewer_is_better else ''}{one.figure}" if one.figure else ""
    return f"{one.key} | {one.zh} | {one.en} | {kind} | {amount}{figure}".rstrip()


_KINDS = {
    ItemKind.MARK: "mark",
    ItemKind.FIGURE: "figure",
    ItemKind.DEDUCTION: "deduction",
    ItemKind.BONUS: "bonus",
}
_BY_WORD = {word: kind for kind, word in _KINDS.items()}
_LEAST_CELLS, _MOST_CELLS = 4, 6


class ItemsUnread(ValueError):
    """A line of items cannot be read. `args` holds its number."""


def items_read(text: str) -> tuple[Item, ...]:
    """Return the items of a text, as `items_text` writes it.

    Raises:
        ItemsUnread: a line is none.

    Source:
        own choice, as `items_text`.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(_item_read(line, number) for number, line in enumerate(lines, start=1))


def _item_read(line: str, number: int) -> Item:
    cells = [cell.strip() for cell in line.split("|")]
    if not _LEAST_CELLS <= len(cells) <= _MOST_CELLS or cells[3] not in _BY_WORD or not cells[0]:
        raise ItemsUnread(number)
    kind, said = _BY_WORD[cells[3]], cells[4] if len(cells) > _LEAST_CELLS else ""
    weighed = kind in {ItemKind.MARK, ItemKind.FIGURE}
    if (said or weighed) and not (said.isascii() and said.isdigit()):
        raise ItemsUnread(number)
    figure = cells[5] if len(cells) == _MOST_CELLS else ""
    return Item(
        key=cells[0], zh=cells[1], en=cells[2], kind=kind, weight=int(said) if weighed else 0,
        cap=int(said) if said and not weighed else None, figure=figure.removeprefix("-"),
        fewer_is_better=figure.startswith("-"),
    )  # fmt: skip
