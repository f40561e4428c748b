"""Filters and orders become conditions of the ORM: values travel as parameters, never as SQL.

Source:
    OGC 18-088, tables 22 and 23: which operators and functions there are. Left out, and refused by name:
    functions on time zones and on the relation of lines (geo.length, st_crosses, st_overlaps, st_relate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import F, FloatField, Func, IntegerField, Q, QuerySet, Value
from django.db.models import functions as sql
from django.db.models.expressions import CombinedExpression
from django.db.models.lookups import (
    Contains,
    EndsWith,
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
    Lookup,
    StartsWith,
)

from xiuhua.sensing.queries.things.kinds import KINDS, Column, Kind, Type, kind_beyond_stream
from xiuhua.sensing.rules.things import (
    Both,
    Call,
    Compare,
    Literal,
    Math,
    Node,
    Not,
    Path,
    Place,
)
from xiuhua.sensing.rules.things.faults import FilterUnreadable, FunctionUnknown, PropertyUnknown, TypesDiffer
from xiuhua.sensing.rules.things.filters import Constant

_LONGEST_PLACE = 2_000
_IDS = frozenset({"id", "@iot.id"})


@dataclass(frozen=True)
class _Side:
    """A part of a condition, and its type."""

    sql: Any  # an expression, or a path of the ORM in F
    type: Type
    is_many: bool = False


_COMPARED: Mapping[str, type[Lookup[Any]]] = {  # of whatever both sides are
    "eq": Exact, "gt": GreaterThan, "ge": GreaterThanOrEqual, "lt": LessThan, "le": LessThanOrEqual,
}  # fmt: skip
_COUNTED = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%%"}
_TEXT, _NUMBER, _TIME, _PLACE = (Type.TEXT,), (Type.NUMBER,), (Type.TIME,), (Type.PLACE,)
_Made = Callable[..., Any]  # of expressions


def _part(name: str) -> tuple[tuple[Type, ...], Type, _Made]:
    return _TIME, Type.NUMBER, lambda at: sql.Extract(at, name)


# What a function takes, what it gives, and how.
_FUNCTIONS: Mapping[str, tuple[tuple[Type, ...], Type, _Made]] = {
    "substringof": (_TEXT * 2, Type.TRUTH, lambda part, whole: Contains(whole, part)),
    "startswith": (_TEXT * 2, Type.TRUTH, StartsWith),
    "endswith": (_TEXT * 2, Type.TRUTH, EndsWith),
    "length": (_TEXT, Type.NUMBER, sql.Length),
    "indexof": (_TEXT * 2, Type.NUMBER, lambda whole, part: sql.StrIndex(whole, part) - Value(1)),
    "tolower": (_TEXT, Type.TEXT, sql.Lower),
    "toupper": (_TEXT, Type.TEXT, sql.Upper),
    "trim": (_TEXT, Type.TEXT, sql.Trim),
    "concat": (_TEXT * 2, Type.TEXT, sql.Concat),
    "year": _part("year"),
    "month": _part("month"),
    "day": _part("day"),
    "hour": _part("hour"),
    "minute": _part("minute"),
    "second": _part("second"),
    "now": ((), Type.TIME, sql.Now),
    "round": (_NUMBER, Type.NUMBER, sql.Round),
    "floor": (_NUMBER, Type.NUMBER, sql.Floor),
    "ceiling": (_NUMBER, Type.NUMBER, sql.Ceil),
}
_PLACED: Mapping[str, str] = {  # a lookup of the first place by the second
    "geo.intersects": "intersects",
    "st_equals": "equals",
    "st_disjoint": "disjoint",
    "st_within": "within",
    "st_contains": "contains",
    "st_touches": "touches",
    "st_intersects": "intersects",
}


def filtered(rows: QuerySet[Any], kind: Kind, where: Node) -> QuerySet[Any]:  # of the kind's rows
    """Return the rows of a kind for which a filter holds.

    Raises:
        PropertyUnknown, FunctionUnknown: it names what is not there.
        TypesDiffer: it joins what does not go together.
    """
    made = _made(where, kind)
    if made.type is not Type.TRUTH:
        raise TypesDiffer(said=str(where)[:60])
    condition = made.sql if isinstance(made.sql, Q) else Q(made.sql)
    if not made.is_many:
        return rows.filter(condition)
    return rows.filter(pk__in=rows.order_by().filter(condition).values("pk"))  # a set would repeat its parent


def ordered(rows: QuerySet[Any], kind: Kind, order: tuple[tuple[Path, bool], ...]) -> QuerySet[Any]:
    """Return the rows of a kind in an order that pages can follow.

    Raises:
        PropertyUnknown: it names what is not there, or leads through a set.
    """
    terms: list[Any] = []  # of F and expressions on it
    for path, is_descending in order:
        side = _path(path, kind)
        if side.is_many or side.type is Type.PLACE:
            raise PropertyUnknown(said=str(path), kind=kind.name)
        terms.append(side.sql.desc() if is_descending else side.sql.asc())
    is_back = bool(order) and order[-1][1]
    terms += [F(name).desc() if is_back else F(name).asc() for name in kind.order]
    return rows.order_by(*terms)


def _made(node: Node, kind: Kind) -> _Side:
    match node:
        case Literal(value):
            return _literal(value)
        case Path():
            return _path(node, kind)
        case Call(name, arguments):
            return _called(name, [_made(one, kind) for one in arguments])
        case Compare(operator, left, right):
            return _compared(operator, _made(left, kind), _made(right, kind))
        case Math(operator, left, right):
            return _counted(operator, _made(left, kind), _made(right, kind))
        case _:
            return _joined(node, kind)


def _joined(node: Both | Not, kind: Kind) -> _Side:
    if isinstance(node, Not):
        side = _truth(node.node, kind)
        return _Side(~_q(side), Type.TRUTH, side.is_many)
    one, other = _truth(node.left, kind), _truth(node.right, kind)
    joined = _q(one) & _q(other) if node.operator == "and" else _q(one) | _q(other)
    return _Side(joined, Type.TRUTH, one.is_many or other.is_many)


def _q(side: _Side) -> Q:
    return side.sql if isinstance(side.sql, Q) else Q(side.sql)


def _truth(node: Node, kind: Kind) -> _Side:
    side = _made(node, kind)
    if side.type is not Type.TRUTH:
        raise TypesDiffer(said=_told(node))
    return side


def _told(node: Node) -> str:
    return str(
        node if isinstance(node, Path) else getattr(node, "value", None) or getattr(node, "name", "…")
    )[:60]


def _literal(value: Constant) -> _Side:
    """Return a constant; of numbers, True and False are conditions."""
    if isinstance(value, bool):
        return _Side(Exact(Value(1), Value(1 if value else 0)), Type.TRUTH)
    if isinstance(value, Place):
        return _Side(Value(_geometry(value.text), output_field=GeometryField(srid=4326)), Type.PLACE)
    if value is None:
        return _Side(None, Type.NOTHING)
    types: Mapping[type, Type] = {str: Type.TEXT, datetime: Type.TIME}
    return _Side(Value(value), types.get(type(value), Type.NUMBER))


def _geometry(text: str) -> GEOSGeometry:
    bare = text.rpartition(";")[2].strip()
    if len(text) > _LONGEST_PLACE or not bare[:1].isalpha():
        raise FilterUnreadable(said=text[:40])
    try:
        return GEOSGeometry(bare, srid=4326)
    except (GEOSException, GDALException, ValueError) as error:
        raise FilterUnreadable(said=text[:40]) from error


def _path(path: Path, kind: Kind) -> _Side:
    """Follow relations as far as they lead, and find the property at their end."""
    prefix, is_many, parts, at = "", False, list(path.parts), kind
    while parts:
        column = _column(parts, at)
        if column is not None:
            return _Side(F(f"{prefix}{column.path}"), column.type, is_many)
        step = _step(parts, at)
        if step is None:
            break
        at, taken, way, many = step
        parts = parts[taken:]
        prefix += f"{way}__" if way else ""
        is_many = is_many or many
    raise PropertyUnknown(said=str(path)[:80], kind=kind.name)


def _column(parts: list[str], kind: Kind) -> Column | None:
    name = "/".join("id" if part in _IDS else part for part in parts)
    return kind.columns.get(name)


def _step(parts: list[str], kind: Kind) -> tuple[Kind, int, str, bool] | None:
    """Return where the first relation leads: the kind, the parts it took, its prefix, whether to a set."""
    relation = kind.relations.get(parts[0])
    if relation is None or len(parts) < 2:
        return None
    if relation.path is not None:
        return KINDS[relation.to], 1, relation.path, relation.is_many
    beyond = (
        kind_beyond_stream(parts[1]) if kind.name == "Observation" and relation.to == "Datastream" else None
    )
    return None if beyond is None else (beyond[0], 2, beyond[1], False)


def _compared(operator: str, left: _Side, right: _Side) -> _Side:
    is_many = left.is_many or right.is_many
    if Type.NOTHING in {left.type, right.type}:
        side = right if left.type is Type.NOTHING else left
        if operator not in {"eq", "ne"} or side.type is Type.NOTHING:
            raise TypesDiffer(said=operator)
        return _Side(IsNull(side.sql, operator == "eq"), Type.TRUTH, is_many)
    if left.type is not right.type or left.type in {Type.TRUTH, Type.PLACE}:
        return _compared_truth(operator, left, right)
    if operator == "ne":
        return _Side(~Q(Exact(left.sql, right.sql)), Type.TRUTH, is_many)
    return _Side(_COMPARED[operator](left.sql, right.sql), Type.TRUTH, is_many)


def _compared_truth(operator: str, left: _Side, right: _Side) -> _Side:
    """Compare two conditions, as in `startswith(name,'a') eq true`."""
    if left.type is not right.type or left.type is Type.PLACE or operator not in {"eq", "ne"}:
        raise TypesDiffer(said=operator)
    both = (_q(left) & _q(right)) | (~_q(left) & ~_q(right))
    return _Side(both if operator == "eq" else ~both, Type.TRUTH, left.is_many or right.is_many)


def _counted(operator: str, left: _Side, right: _Side) -> _Side:
    if left.type is not Type.NUMBER or right.type is not Type.NUMBER:
        raise TypesDiffer(said=operator)
    field = IntegerField() if operator == "mod" else FloatField()
    one, other = sql.Cast(left.sql, field), sql.Cast(right.sql, field)
    made = CombinedExpression(one, _COUNTED[operator], other, output_field=field)
    return _Side(made, Type.NUMBER, left.is_many or right.is_many)


def _called(name: str, sides: list[_Side]) -> _Side:
    is_many = any(side.is_many for side in sides)
    types = tuple(side.type for side in sides)
    if name in _PLACED or name == "geo.distance":
        return _about_places(name, sides, types)
    if name not in _FUNCTIONS:
        raise FunctionUnknown(said=name[:40])
    takes, gives, make = _FUNCTIONS[name]
    if types != takes:
        raise TypesDiffer(said=name)
    return _Side(make(*(side.sql for side in sides)), gives, is_many)


def _about_places(name: str, sides: list[_Side], types: tuple[Type, ...]) -> _Side:
    """Relate a place of the tables with one that is given, or with another of the tables."""
    if types != (Type.PLACE, Type.PLACE) or not isinstance(sides[0].sql, F):
        raise TypesDiffer(said=name)
    first, second = sides
    given = second.sql.value if isinstance(second.sql, Value) else second.sql
    if name == "geo.distance":
        return _Side(_Degrees(first.sql, second.sql), Type.NUMBER, first.is_many or second.is_many)
    return _Side(
        Q(**{f"{first.sql.name}__{_PLACED[name]}": given}), Type.TRUTH, first.is_many or second.is_many
    )


class _Degrees(Func):
    """The distance of two places in the units of WGS84, degrees, as the standard's examples have it."""

    function = "ST_Distance"
    output_field = FloatField()
