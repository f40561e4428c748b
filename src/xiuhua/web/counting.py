"""How many rows a list has: exact while they are few, the planner's guess beyond."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.web.parts import Count

M = TypeVar("M", bound=Model)
COUNT_CAP = 1_000
# The planner cannot look into the policy `xiuhua_sees(area_code)` and takes it to let every second row
# through, whatever the scope is: boolvarsel() in PostgreSQL's src/backend/utils/adt/selfuncs.c gives 0.5 to
# an expression without statistics.
_POLICY_SHARE = 0.5


def counted(rows: QuerySet[M], **wanted: QuerySet[M]) -> QuerySet[M]:
    """Give every row how many there are of each wanted set, counted no further than one above the cap.

    The counts ride on the page's own statement, evaluated once in it, and save round trips. They are of whole
    sets: no cursor has been applied to them. A set in an order is counted in it; most are counted sooner in
    none.
    """
    return cast("QuerySet[M]", rows.annotate(**{name: _capped(those) for name, those in wanted.items()}))


def counts(**wanted: QuerySet[M]) -> dict[str, int]:
    """Return how many there are of each wanted set, capped alike, for a page that has no row to ride on."""
    asked = [_capped_sql(those) for those in wanted.values()]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        columns = ", ".join(f"({sql})" for sql, _parameters in asked)
        cursor.execute(f"SELECT {columns}", [value for _sql, parameters in asked for value in parameters])
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def _capped(rows: QuerySet[M]) -> RawSQL:
    sql, parameters = _capped_sql(rows)
    return RawSQL(sql, parameters, BigIntegerField())  # noqa: S611 - the ORM's own statement, parameters apart


def _capped_sql(rows: QuerySet[M]) -> tuple[str, tuple[Any, ...]]:  # parameters of any kind
    try:
        sql, parameters = rows.values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    return f"SELECT count(*) FROM ({sql}) AS counted", parameters  # noqa: S608 - as above


def count_of(capped: int, rows: QuerySet[M], *, guarded: bool) -> Count:
    """Return a capped count as the page prints it; asks the planner about `rows` only above the cap.

    Where the planner expects fewer than were counted, its guess is worth nothing and is left out.
    """
    if capped <= COUNT_CAP:
        return Count(number=capped)
    expected = estimate(rows, guarded=guarded)
    return Count(number=COUNT_CAP, more=True, estimate=expected if expected > COUNT_CAP else None)


def count(rows: QuerySet[M], *, guarded: bool) -> Count:
    """Return how many rows there are, for a page that shows none of them."""
    return count_of(rows.order_by()[: COUNT_CAP + 1].count(), rows, guarded=guarded)


def estimate(rows: QuerySet[M], *, guarded: bool) -> int:
    """Return how many rows the planner expects, without running the query.

    What row-level security (`guarded`) lets through must be in the query as area bounds as well: their share
    the planner knows, the policy's it does not.
    """
    try:
        (plan,) = orjson.loads(rows.order_by().values("pk").explain(format="json"))
    except EmptyResultSet:
        return 0
    expected = int(plan["Plan"]["Plan Rows"])
    return round(expected / _POLICY_SHARE) if guarded else expected
