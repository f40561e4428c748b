"""An act of the loop with whoever did it: what forms by post and the assessment of people count.

Read from the moves, so that the past stays as it was. A token acts for the account it belongs to. Whether an
act was late stands on the run of the clock that it stopped; whether it was wrong, in the moves that came
after it.
"""

from __future__ import annotations

from collections.abc import Iterable

from xiuhua.access.terms import Role
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.evaluation.rules.posts import DEEDS

_THEN = "(NOT asked.past OR {name}.recorded_at <= asked.at)"


def _named(acts: Iterable[CaseAct]) -> str:
    return ", ".join(f"'{act.value}'" for act in acts)


def _cases(told: Iterable[tuple[CaseAct, str]], otherwise: str) -> str:
    whens = " ".join(f"WHEN '{act.value}' THEN {sql}" for act, sql in told)
    return f"(CASE move.act {whens} ELSE {otherwise} END)"


def _taken_back(name: str) -> str:
    return (
        f"EXISTS (SELECT FROM cases_move AS back WHERE back.case_id = {name}.case_id "
        f"AND back.act = '{CaseAct.TAKE_BACK.value}' AND (back.detail->>'takes_back')::int = {name}.number "
        f"AND {_THEN.format(name='back')})"
    )


def _later(acts: Iterable[CaseAct]) -> str:
    return (
        "EXISTS (SELECT FROM cases_move AS later WHERE later.case_id = move.case_id "
        f"AND later.number > move.number AND later.act IN ({_named(acts)}) "
        f"AND {_THEN.format(name='later')} AND NOT {_taken_back('later')})"
    )


def _overturned(act: CaseAct, acts: Iterable[CaseAct]) -> str:
    """Return that the next of the act itself and those that overturn it is one of the latter."""
    over = tuple(acts)
    return (
        "coalesce((SELECT later.act FROM cases_move AS later WHERE later.case_id = move.case_id "  # noqa: S608 - constants
        f"AND later.number > move.number AND later.act IN ({_named((act, *over))}) "
        f"AND {_THEN.format(name='later')} AND NOT {_taken_back('later')} "
        f"ORDER BY later.number LIMIT 1) IN ({_named(over)}), FALSE)"
    )


_REDONE = (
    "EXISTS (SELECT FROM cases_case AS again WHERE again.redo_of_id = move.case_id "
    f"AND {_THEN.format(name='again')})"
)


def _wrong_sql() -> str:
    told = []
    for act, deed in DEEDS.items():
        parts = [
            *([_later(deed.wrong)] if deed.wrong else []),
            *([_overturned(act, deed.overturned)] if deed.overturned else []),
            *([_REDONE] if deed.by_redo else []),
        ]
        if parts:
            told.append((act, f"({' OR '.join(parts)})"))
    return _cases(told, "NULL")


_STAGE = _cases(((act, f"'{deed.stage.value}'") for act, deed in DEEDS.items() if deed.stage), "''")
_CLOCK = f"""
LEFT JOIN LATERAL (
    SELECT run.late FROM cases_caseclock AS run
    WHERE run.case_id = move.case_id AND run.stage = {_STAGE} AND run.stopped_at = move.at
        AND run.due_at IS NOT NULL AND NOT run.cancelled
    ORDER BY run.number DESC LIMIT 1
) AS clock ON TRUE
"""  # noqa: S608 - constants
_PERSON = """
(CASE WHEN move.actor LIKE 'token:%%' THEN
    (SELECT 'user:' || token.user_id FROM access_token AS token
     WHERE token.id = split_part(move.actor, ':', 2)::bigint)
ELSE move.actor END)
"""

# Whoever brings past cases in has not done what they tell of.
_KEEPERS = ", ".join(f"'{role.value}'" for role in (Role.DATA_ADMIN, Role.GROUND_CLERK))

DEED_FACTS = FactTable(
    key="deed",
    source="cases_move AS move JOIN cases_case AS c ON c.id = move.case_id",
    where=f"""
    move.act IN ({_named(DEEDS)}) AND (move.actor LIKE 'user:%%' OR move.actor LIKE 'token:%%')
    AND (move.act <> '{CaseAct.OPEN.value}' OR c.channel = '{Channel.COLLECTOR.value}')
    AND NOT {_taken_back("move")}
    AND EXISTS (
        SELECT FROM access_roleholding AS held WHERE 'user:' || held.user_id = {_PERSON}
            AND held.validity @> move.at AND held.role NOT IN ({_KEEPERS})
    )
    """,
    joins={"clock": _CLOCK},
    columns={
        "at": Column(sql="move.at"),
        "act": Column(sql="move.act"),
        "post": Column(sql=_cases(((act, f"'{deed.post.value}'") for act, deed in DEEDS.items()), "''")),
        "person": Column(sql=_PERSON),
        "case_id": Column(sql="move.case_id"),
        "unit_id": Column(sql="c.unit_id"),
        "area_code": Column(sql="c.area_code"),
        "late": Column(sql="clock.late", join="clock"),  # unknown where no clock ran for it
        "wrong": Column(sql=_wrong_sql()),  # unknown where nothing can show it
    },
    identity="move.id",
    area="c.area_code",
    unchanged="move.recorded_at <= asked.at",
    begun="SELECT min(c.reported_at) FROM asked CROSS JOIN cases_case AS c "
    "WHERE {area} AND (NOT asked.past OR c.recorded_at <= asked.at)",
    groups={"area": "area_code", "unit": "unit_id", "person": "person"},
)
