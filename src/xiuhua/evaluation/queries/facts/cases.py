"""A case as figures see it: its row and its clocks as they stand; and as they were, folded from its moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from xiuhua.cases.models import Case, Move, Report
from xiuhua.cases.queries import calendars_known, counted_by
from xiuhua.cases.queries.moves import told_all
from xiuhua.cases.rules.clocks import Clock, is_late
from xiuhua.cases.rules.folding import Told, clocks_folded, counted, folded
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.evaluation.queries.facts.tables import Asked, Column, FactTable
from xiuhua.evaluation.rules.tallies import Fact
from xiuhua.ground.models import CatalogueItem
from xiuhua.web.areas import within

_ACCEPTING = (CaseAct.ACCEPT, CaseAct.ASK_VERIFY, CaseAct.PUSH)
_BATCH = 1_000

# The stages of the desks, each with the name that its columns begin with.
STAGES = {
    stage: stage.value.replace("stage_", "desk_") for stage in Stage if stage is not Stage.HANDLE
}  # fmt: skip


def _last_run(stage: Stage, name: str) -> str:
    """Return the last run of a stage that counts for anybody: a dispatch rightly sent back does not."""
    return f"""
LEFT JOIN (
    SELECT DISTINCT ON (clock.case_id)
        clock.case_id, clock.due_at, clock.stopped_at, clock.running_since, clock.late, clock.exempt
    FROM cases_caseclock AS clock
    WHERE {{chosen:clock.case_id}}
        AND clock.stage = '{stage.value}' AND NOT clock.cancelled
    ORDER BY clock.case_id, clock.number DESC
) AS {name} ON {name}.case_id = c.id
"""  # noqa: S608 - constants


def _late(name: str) -> str:
    return f"coalesce({name}.late OR ({name}.running_since IS NOT NULL AND {name}.due_at < asked.at), FALSE)"


_MOVED = {
    "accepted_at": ("min", _ACCEPTING),
    "first_fed_back_at": ("min", (CaseAct.FEED_BACK,)),
    "deferred_at": ("max", (CaseAct.DEFER_GRANT,)),
    "shelved_at": ("max", (CaseAct.SHELVE_GRANT,)),
}


def _named(acts: Iterable[CaseAct]) -> str:
    return ", ".join(f"'{act.value}'" for act in acts)


_LAST_AND_FIRST = ", ".join(
    f"{which}(move.at) FILTER (WHERE move.act IN ({_named(acts)})) AS {name}"
    for name, (which, acts) in _MOVED.items()
)
_MOVES = f"""
LEFT JOIN (
    SELECT move.case_id, {_LAST_AND_FIRST}
    FROM cases_move AS move
    WHERE {{chosen:move.case_id}}
        AND move.act IN ({_named(act for _which, acts in _MOVED.values() for act in acts)})
        AND NOT EXISTS (
            SELECT FROM cases_move AS back
            WHERE back.case_id = move.case_id AND back.act = '{CaseAct.TAKE_BACK.value}'
                AND (back.detail->>'takes_back')::int = move.number
        )
    GROUP BY 1
) AS moves ON moves.case_id = c.id
"""  # noqa: S608 - constants
_JOINS = {
    "handle": _last_run(Stage.HANDLE, "handle"),
    **{name: _last_run(stage, name) for stage, name in STAGES.items()},
    "moves": _MOVES,
    "item": "LEFT JOIN ground_catalogueitem AS item ON item.id = c.item_id",
    # The case's first report: others may come and go when cases are merged and taken apart.
    "report": "LEFT JOIN cases_report AS report ON report.client_id = c.client_id",
}
_FIXED = ("area_code", "channel", "smart", "key_area", "reported_at")
_FOLDED = (
    *("state", "closing", "track", "dangerous", "unit_id", "returns", "reworks", "extensions", "defers"),
    *("filed_at", "dispatched_at", "received_at", "fed_back_at", "over_at", "replied_at"),
)


def _due(stage: Stage) -> str:
    """Return that a run of a stage was due in a span."""
    return (
        "c.id IN (SELECT clock.case_id FROM cases_caseclock AS clock "  # noqa: S608 - constants
        f"WHERE clock.stage = '{stage.value}' AND clock.due_at >= {{since}} AND clock.due_at < {{until}})"
    )


def _moved_within(acts: tuple[CaseAct, ...]) -> str:
    """Return that a case has a move of some acts in a span."""
    return (
        f"c.id IN (SELECT move.case_id FROM cases_move AS move WHERE move.act IN ({_named(acts)}) "  # noqa: S608 - constants
        "AND move.at >= {since} AND move.at < {until})"
    )


_OVER_WHEN_CLOSED = f"CASE WHEN c.state = '{CaseState.CLOSED.value}' THEN c.over_at END"
_COLUMNS = {
    **{name: Column(sql=f"c.{name}") for name in (*_FIXED, *_FOLDED)},
    "is_redo": Column(sql="c.redo_of_id IS NOT NULL"),
    "is_rebound": Column(sql="c.rebound_of_id IS NOT NULL"),
    "item": Column(sql="item.code", join="item"),
    "item_class": Column(sql="item.class_code", join="item"),
    "discovered_at": Column(sql="coalesce(report.occurred_at, c.reported_at)", join="report"),
    **{
        name: Column(sql=f"moves.{name}", join="moves", bounds=(_moved_within(acts),))
        for name, (_, acts) in _MOVED.items()
    },
    "handle_due_at": Column(sql="handle.due_at", join="handle", bounds=(_due(Stage.HANDLE),)),
    **{
        f"{name}_{told}": Column(
            sql=_late(name) if told == "late" else f"{name}.{told}",
            join=name,
            bounds=(_due(stage),) if told == "due_at" else (),
        )
        for stage, name in STAGES.items()
        for told in ("due_at", "stopped_at", "late")
    },
    "handle_stopped_at": Column(sql="handle.stopped_at", join="handle"),
    "handle_late": Column(sql=_late("handle"), join="handle"),
    "handle_exempt": Column(sql="coalesce(handle.exempt, FALSE)", join="handle"),
    # What an upheld appeal took off the record is no return and no rework of anybody's any more.
    "returns_left": Column(sql="(c.returns - c.returns_exempt)"),
    "reworks_left": Column(sql="(c.reworks - c.reworks_exempt)"),
    "close_due_at": Column(
        sql=f"coalesce(handle.due_at, {_OVER_WHEN_CLOSED})",
        join="handle",
        bounds=(
            _due(Stage.HANDLE),
            "c.updated_at >= {since} AND c.over_at >= {since} AND c.over_at < {until}",
        ),
    ),
}


def cases_changed(asked: Asked) -> Iterator[tuple[int, Fact]]:
    """Yield the cases that have moved since an instant of recording, as they were then.

    Clocks are folded by the calendar that held then; a case that has not moved since keeps its stored clocks.
    """
    bounds = within("area_code", asked.prefixes)
    since = Move.objects.filter(bounds, recorded_at__gt=asked.at).order_by().values_list("case_id").distinct()
    yield from cases_as_of([case_id for (case_id,) in since], asked.at)


def cases_as_of(ids: Sequence[int], at: datetime) -> Iterator[tuple[int, Fact]]:
    """Yield some cases as what was recorded by an instant made them; later ones are left out."""
    for start in range(0, len(ids), _BATCH):
        yield from _folded(ids[start : start + _BATCH], at)


def _folded(ids: Sequence[int], at: datetime) -> Iterator[tuple[int, Fact]]:
    cases = Case.objects.defer("search", "description", "place").in_bulk(ids)
    found = Report.objects.filter(client_id__in=[case.client_id for case in cases.values()])
    seen = dict(found.values_list("client_id", "occurred_at"))
    moves = Move.objects.filter(case_id__in=ids, recorded_at__lte=at).order_by("case_id", "number")
    histories = {
        case_id: told_all(told) for case_id, told in groupby(moves.iterator(), key=lambda move: move.case_id)
    }
    items = _items({told.detail.get("item") for history in histories.values() for told in history})
    for case_id, history in histories.items():
        case = cases[case_id]
        yield case_id, _fact(case, history, at, items, seen.get(case.client_id))


def _items(ids: set[int | None]) -> Mapping[int, tuple[str, str]]:
    rows = CatalogueItem.objects.filter(pk__in=[one for one in ids if one is not None])
    return {pk: (code, class_code) for pk, code, class_code in rows.values_list("pk", "code", "class_code")}


def _fact(
    case: Case,
    history: Sequence[Told],
    at: datetime,
    items: Mapping[int, tuple[str, str]],
    occurred_at: datetime | None,
) -> Fact:
    """Return a case as its moves by an instant made it, under the names of the columns."""
    facts = folded(history)
    clocks = clocks_folded(history, counted_by(case, calendars_known(case.area_code, at=at)))
    handle = _last_counted(clocks, Stage.HANDLE)
    due_at = handle.due_at if handle else None
    over = facts.over_at if facts.state is CaseState.CLOSED else None
    item, item_class = items.get(facts.item_id or 0, (None, None))
    return {
        **{name: getattr(case, name) for name in _FIXED},
        **{name: getattr(facts, name) for name in _FOLDED},
        "state": facts.state.value,
        "is_redo": case.redo_of_id is not None,
        "is_rebound": case.rebound_of_id is not None,
        "item": item,
        "item_class": item_class,
        "discovered_at": occurred_at or case.reported_at,
        "accepted_at": _first(history, *_ACCEPTING),
        "first_fed_back_at": _first(history, CaseAct.FEED_BACK),
        "deferred_at": _last(history, CaseAct.DEFER_GRANT),
        "shelved_at": _last(history, CaseAct.SHELVE_GRANT),
        "handle_due_at": due_at,
        "handle_stopped_at": handle.stopped_at if handle else None,
        "handle_late": handle is not None and is_late(handle, at),
        "handle_exempt": handle is not None and handle.exempt,
        "returns_left": facts.returns - facts.returns_exempt,
        "reworks_left": facts.reworks - facts.reworks_exempt,
        "close_due_at": due_at or over,
        **_desk_runs(clocks, at),
    }


def _desk_runs(clocks: Sequence[Clock], at: datetime) -> Fact:
    """Return the last run of each desk's clock, under the names of the columns."""
    told: dict[str, object] = {}
    for stage, name in STAGES.items():
        run = _last_counted(clocks, stage)
        told |= {
            f"{name}_due_at": run.due_at if run else None,
            f"{name}_stopped_at": run.stopped_at if run else None,
            f"{name}_late": run is not None and is_late(run, at),
        }
    return told


def _last_counted(clocks: Sequence[Clock], stage: Stage) -> Clock | None:
    """Return the last run of a stage that counts for anybody."""
    runs = (clock for clock in clocks if clock.stage is stage and not clock.cancelled)
    return max(runs, key=lambda clock: clock.number, default=None)


def _first(history: Sequence[Told], *acts: CaseAct) -> datetime | None:
    return min((told.at for told in counted(history) if told.act in acts), default=None)


def _last(history: Sequence[Told], *acts: CaseAct) -> datetime | None:
    return max((told.at for told in counted(history) if told.act in acts), default=None)


CASE_FACTS = FactTable(
    key="case",
    source="cases_case AS c",
    joins=_JOINS,
    columns=_COLUMNS,
    identity="c.id",
    area="c.area_code",
    unchanged="NOT EXISTS (SELECT FROM cases_move AS later "
    "WHERE later.case_id = c.id AND later.recorded_at > asked.at)",
    begun="SELECT min(c.reported_at) FROM asked CROSS JOIN cases_case AS c "
    "WHERE {area} AND (NOT asked.past OR c.recorded_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id", "matter": "item", "channel": "channel"},
    touched="c.updated_at",
    begins="c.reported_at",
    alias="c",
    changed=cases_changed,
)
