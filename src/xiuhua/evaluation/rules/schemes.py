"""What a scheme of a contest says, as it is kept, read and judged; and the schemes that come ready.

Source:
    R-01 to R-07, R-11, R-79, R-86, S-149 and S-150 for cadence, triggers, posts and parties. Items, weights,
    lines of lists and shares of parties are printed nowhere: those below are our own choice, say so in
    `source`, and are changed by publishing a version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from xiuhua.evaluation.rules.ranking import FULL, Item
from xiuhua.evaluation.rules.triggers import (
    FIRST_THREE,
    PRINTED,
    R_01,
    R_04,
    R_05,
    R_06_BELOW,
    R_06_TOP,
    R_07_EXCELLENT,
    R_07_GOOD,
    R_11_EXCELLENT,
    R_11_GOOD,
    R_79_BLACK,
    R_79_RED,
    Trigger,
)
from xiuhua.evaluation.terms.contests import Cadence, ItemKind, Outcome, Party, Seat, SubjectLevel

_TRIGGERS = {one.key: one for one in PRINTED}
_MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}
WEIGHED = frozenset({ItemKind.MARK, ItemKind.FIGURE, ItemKind.ROUNDS, ItemKind.FINDINGS})
"""The kinds whose weights make a whole."""
_ON_SHEETS = frozenset({ItemKind.MARK, ItemKind.DEDUCTION, ItemKind.BONUS})
_MOST_DAYS = 366
CUP, CUP_GRIDS, CLEANEST, CLEANEST_COMMUNITY, CLEANEST_QUARTER = (
    "clean_cup",
    "clean_cup_grids",
    "cleanest_street",
    "cleanest_community",
    "cleanest_quarter",
)
DOORFRONT, STREET_LISTS, SUBSIDY_MONTH, SUBSIDY_QUARTER, SUBSIDY_YEAR, COMPARE, CONTRACTORS = (
    "doorfront_lists",
    "street_lists",
    "subsidy_month",
    "subsidy_quarter",
    "subsidy_year",
    "compare_grids",
    "contractors",
)
RACE_STREETS, RACE_DISTRICTS, RACE_COMMUNITIES = "race_streets", "race_districts", "race_communities"


@dataclass(frozen=True, kw_only=True)
class SchemeBody:
    """What one version of a scheme says.

    Args:
        beside: the key of the scheme whose round of the same period is published in the same act.
        minimum_sample: the fewest sampled points that a subject needs, in each month.
        top: the most that a score can be.
        excellent, good: from which score on; None where nobody has set it.
        successors: old area code → the codes that took its place.
        parties: who scores together, each with its weight of 100; empty: whoever marks.
        objection_days: how long whoever is to be listed may object before it is published.
        black_days: how long a place on the black list lasts, unless it is put right before.
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
    parties: tuple[tuple[Party, int], ...] = ()
    objection_days: int = 5
    black_days: int = 90

    def label(self, language: str) -> str:
        """Return its name: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en

    @property
    def months(self) -> int:
        """How many months a round has."""
        return _MONTHS[self.cadence]

    @property
    def marked(self) -> tuple[Item, ...]:
        """The items that are written on a sheet on the spot."""
        return tuple(item for item in self.items if item.kind in _ON_SHEETS)

    @property
    def lists(self) -> bool:
        """Whether it lists somebody as red or black."""
        return any(one.outcome in {Outcome.RED, Outcome.BLACK} for one in self.triggers)


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
                "each": one.each,
            }
            for one in body.items
        ],
        "triggers": [
            {
                "key": one.key, "amount_fen": one.amount_fen, "among_siblings": one.among_siblings,
                "interviewer": one.interviewer.value if one.interviewer else None,
                "line": None if one.line is None else str(one.line),
            }
            for one in body.triggers
        ],
        "parties": [[party.value, weight] for party, weight in body.parties],
        "objection_days": body.objection_days, "black_days": body.black_days,
    }  # fmt: skip


def body_read(told: Mapping[str, Any]) -> SchemeBody:  # as above
    """Return a scheme from what is kept: of a printed trigger only what is a parameter is kept.

    Versions that were published before there were parties and lists say nothing of them.
    """
    return SchemeBody(
        key=told["key"], zh=told["zh"], en=told["en"], level=SubjectLevel(told["level"]),
        cadence=Cadence(told["cadence"]), minimum_sample=told["minimum_sample"], top=told["top"],
        beside=told["beside"], source=told["source"],
        excellent=None if told["excellent"] is None else Decimal(told["excellent"]),
        good=None if told["good"] is None else Decimal(told["good"]),
        successors={old: tuple(new) for old, new in told["successors"].items()},
        items=tuple(Item(**{**one, "kind": ItemKind(one["kind"])}) for one in told["items"]),
        triggers=tuple(_trigger(one) for one in told["triggers"]),
        parties=tuple((Party(party), weight) for party, weight in told.get("parties", ())),
        objection_days=told.get("objection_days", 5), black_days=told.get("black_days", 90),
    )  # fmt: skip


def _trigger(told: Mapping[str, Any]) -> Trigger:  # as above
    return replace(
        _TRIGGERS[told["key"]], amount_fen=told["amount_fen"], among_siblings=told["among_siblings"],
        interviewer=Seat(told["interviewer"]) if told["interviewer"] else None,
        line=Decimal(told["line"]) if told.get("line") else None,
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
    if body.parties and (
        sum(weight for _party, weight in body.parties) != FULL
        or min(weight for _party, weight in body.parties) <= 0
        or len({party for party, _weight in body.parties}) < len(body.parties)
    ):
        wrong["parties"] = "contest_parties_wrong"
    if body.lists and not (1 <= body.objection_days <= _MOST_DAYS and 1 <= body.black_days <= _MOST_DAYS):
        wrong["objection_days"] = "contest_days_wrong"
    lines = {one.outcome: one.line for one in body.triggers if one.line is not None}
    red, black = lines.get(Outcome.RED), lines.get(Outcome.BLACK)
    if red is not None and black is not None and red < black:
        wrong["red_from"] = "contest_lines_wrong"
    return wrong


def _items_faults(body: SchemeBody, figures: Collection[str]) -> dict[str, str]:
    keys = [item.key for item in body.items]
    weighed = [item for item in body.items if item.kind in WEIGHED]
    by_figure = [item.figure for item in body.items if item.kind is ItemKind.FIGURE]
    if not weighed or sum(item.weight for item in weighed) != FULL or min(one.weight for one in weighed) <= 0:
        return {"items": "contest_weights_wrong"}
    if len(set(keys)) < len(keys) or any(not (item.zh and item.en) for item in body.items):
        return {"items": "contest_item_twice"}
    if any(key not in figures for key in by_figure):
        return {"items": "contest_figure_unknown"}
    if by_figure and body.level is SubjectLevel.DUTY_GRID:
        return {"items": "contest_figure_of_grid"}
    return _read_faults(body)


def _read_faults(body: SchemeBody) -> dict[str, str]:
    """Return what is wrong with items that are read off rankings or inspections."""
    if any(item.kind is ItemKind.ROUNDS and item.figure in {"", body.key} for item in body.items):
        return {"items": "contest_rounds_unnamed"}
    premises = body.level is SubjectLevel.PREMISES
    if premises != any(item.kind is ItemKind.FINDINGS for item in body.items) or (premises and body.marked):
        return {"items": "contest_premises_items"}
    if any(item.kind is ItemKind.FINDINGS and not 0 < item.each <= FULL for item in body.items):
        return {"items": "contest_findings_each"}
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


_OURS_ZH = "项目和分值没有公开文件可依据，由本软件拟定，请按本地考核办法修改后发布新版本。"
_OURS_EN = "No published paper gives items or weights: these are our own; change them and publish a version."
_OURS = _OURS_ZH + _OURS_EN  # as published versions keep it


def source_words(source: str, language: str) -> str:
    """Return whose items a scheme has, in a reader's language; what an office wrote as it was written."""
    return source.replace(_OURS, _OURS_ZH if language.startswith("zh") else _OURS_EN)


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


def _rounds(key: str, zh: str, en: str, contest: str) -> Item:
    return Item(key=key, zh=zh, en=en, kind=ItemKind.ROUNDS, weight=FULL, figure=contest)


_RACE_ITEMS = (
    _mark("site", "现场测评", "Seen on the spot", 60),
    Item(
        key="in_time", zh="按期结案率", en="Closed in time", kind=ItemKind.FIGURE, weight=30,
        figure="closed_in_time_rate",
    ),
    Item(
        key="returned", zh="回退率", en="Sent back", kind=ItemKind.FIGURE, weight=10, figure="return_rate",
        fewer_is_better=True,
    ),
)  # fmt: skip
_CONTRACTOR_ITEMS = (
    _mark("work", "作业质量", "Quality of the work", 60),
    _mark("crew", "人员到岗", "Crews at their posts", 20),
    _mark("plant", "车辆设备", "Vehicles and plant", 20),
    Item(key="problem", zh="发现问题扣分", en="Problems found", kind=ItemKind.DEDUCTION, cap=30),
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
    SchemeBody(
        key=DOORFRONT, zh="门前三包红黑榜", en="Red and black lists of premises", level=SubjectLevel.PREMISES,
        cadence=Cadence.QUARTER,
        items=(
            Item(
                key="findings", zh="门前三包检查", en="Inspections of what lies in front",
                kind=ItemKind.FINDINGS, weight=FULL, each=20,
            ),
        ),
        triggers=(replace(R_79_RED, line=Decimal(100)), replace(R_79_BLACK, line=Decimal(60))),
        minimum_sample=2, source=_OURS,
    ),
    SchemeBody(
        key=STREET_LISTS, zh="市容环卫责任制红黑榜", en="Red and black lists of streets",
        level=SubjectLevel.STREET, cadence=Cadence.QUARTER, items=_STREET_ITEMS,
        triggers=(
            replace(R_79_RED, line=Decimal(90)),
            replace(R_79_BLACK, line=Decimal(60)),
        ),
        source=_OURS,
    ),
    SchemeBody(
        key=SUBSIDY_MONTH, zh="以奖代补·月汇总", en="Award for subsidy, month", level=SubjectLevel.STREET,
        cadence=Cadence.MONTH, items=_STREET_ITEMS, minimum_sample=20, source=_OURS,
    ),
    SchemeBody(
        key=SUBSIDY_QUARTER, zh="以奖代补·季评比", en="Award for subsidy, quarter", level=SubjectLevel.STREET,
        cadence=Cadence.QUARTER, items=(_rounds("months", "各月成绩", "Its months", SUBSIDY_MONTH),),
        source=_OURS,
    ),
    SchemeBody(
        key=SUBSIDY_YEAR, zh="以奖代补·年奖励", en="Award for subsidy, year", level=SubjectLevel.STREET,
        cadence=Cadence.YEAR, items=(_rounds("quarters", "各季成绩", "Its quarters", SUBSIDY_QUARTER),),
        triggers=(R_11_EXCELLENT, R_11_GOOD), excellent=Decimal(90), good=Decimal(80), source=_OURS,
    ),
    SchemeBody(
        key=COMPARE, zh="比学赶超·城管网格", en="Compare and catch up, grids", level=SubjectLevel.DUTY_GRID,
        cadence=Cadence.MONTH, items=_GRID_ITEMS, triggers=(FIRST_THREE,), source=_OURS,
    ),
    *(
        SchemeBody(
            key=key, zh=f"赛马·{zh}", en=f"Horse race, {en}", level=level, cadence=Cadence.QUARTER,
            items=_RACE_ITEMS, excellent=Decimal(90), good=Decimal(80), source=_OURS,
        )
        for key, zh, en, level in (
            (RACE_STREETS, "街道", "streets", SubjectLevel.STREET),
            (RACE_DISTRICTS, "区县", "districts", SubjectLevel.DISTRICT),
            (RACE_COMMUNITIES, "社区", "communities", SubjectLevel.COMMUNITY),
        )
    ),
    SchemeBody(
        key=CONTRACTORS, zh="环卫市场化三方联合考核", en="Contractors scored by three parties",
        level=SubjectLevel.CONTRACTOR, cadence=Cadence.MONTH, items=_CONTRACTOR_ITEMS,
        parties=((Party.DISTRICT, 40), (Party.TOWN, 30), (Party.THIRD, 30)), source=_OURS,
    ),
)  # fmt: skip


def ready_named(key: str) -> SchemeBody | None:
    """Return the ready scheme of a key."""
    return next((one for one in READY if one.key == key), None)


def items_text(items: Sequence[Item]) -> str:
    """Return items as a person types them: one a line, `key | 中文 | English | kind | number | figure`.

    The number is the weight, or the cap of a deduction or bonus; a minus before the figure's key says that
    fewer is better. Rankings name their contest at the end, inspections how many points one problem takes.

    Source:
        own choice, because a table of ten lines is typed faster than ten forms.
    """
    return "\n".join(_item_text(one) for one in items)


def _item_text(one: Item) -> str:
    amount = one.weight or ("" if one.cap is None else one.cap)
    kind = _KINDS[one.kind]
    figure = f" | {'-' if one.fewer_is_better else ''}{one.figure}" if one.figure else ""
    figure = f" | {one.each}" if one.each else figure
    return f"{one.key} | {one.zh} | {one.en} | {kind} | {amount}{figure}".rstrip()


_KINDS = {
    ItemKind.MARK: "mark",
    ItemKind.FIGURE: "figure",
    ItemKind.ROUNDS: "rounds",
    ItemKind.FINDINGS: "findings",
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
    weighed = kind in WEIGHED
    if (said or weighed) and not (said.isascii() and said.isdigit()):
        raise ItemsUnread(number)
    figure = cells[5] if len(cells) == _MOST_CELLS else ""
    if kind is ItemKind.FINDINGS:
        if not (figure.isascii() and figure.isdigit()):
            raise ItemsUnread(number)
        return Item(key=cells[0], zh=cells[1], en=cells[2], kind=kind, weight=int(said), each=int(figure))
    return Item(
        key=cells[0], zh=cells[1], en=cells[2], kind=kind, weight=int(said) if weighed else 0,
        cap=int(said) if said and not weighed else None, figure=figure.removeprefix("-"),
        fewer_is_better=figure.startswith("-"),
    )  # fmt: skip
