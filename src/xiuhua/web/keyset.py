"""Pages of a long list by key, never by number: the row after the last one seen, found by index.

A cursor names a row of the present order and a direction. It is readable and not signed, because it may only
say what any filter could say; what cannot be read is refused as `BadCursor` and the list begins at its head.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

M = TypeVar("M", bound=Model)
Key = str | int | float | None
_LONGEST_CURSOR = 600


class BadCursor(Exception):
    """The URL names no row of this order."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order of a list: one field, then the primary key, both in the same direction.

    Rows without a value (`nullable`) stand last in either direction. The index that serves it is
    (`field`, id).
    """

    field: str
    descending: bool = False
    nullable: bool = False

    @property
    def signed(self) -> str:
        """The order as the URL writes it: `-updated_at`."""
        return f"-{self.field}" if self.descending else self.field


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place between rows: after (or, going back, before) the row with this value and primary key."""

    order: str
    value: Key
    pk: int
    back: bool = False

    def encode(self) -> str:
        """Return the cursor as the URL holds it."""
        text = orjson.dumps([self.order, int(self.back), self.value, self.pk])
        return urlsafe_b64encode(text).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Return the cursor that a URL holds.

        Raises:
            BadCursor: the text is none.
        """
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            order, back, value, pk = orjson.loads(urlsafe_b64decode(padded[: _LONGEST_CURSOR + 1]))
        except (ValueError, TypeError, binascii.Error) as error:
            raise BadCursor from error
        plain = isinstance(value, str | int | float | None) and not isinstance(value, bool)
        if not (
            isinstance(order, str)
            and back in (0, 1)
            and plain
            and type(pk) is int
            and len(text) <= _LONGEST_CURSOR
        ):
            raise BadCursor
        return cls(order=order, value=value, pk=pk, back=bool(back))


@dataclass(frozen=True)
class Slice(Generic[M]):
    """The rows of one page, in the order of the list, and the cursors of its neighbours."""

    rows: list[M]
    older: Cursor | None = None
    newer: Cursor | None = None


def page_of(rows: QuerySet[M], order: Order, *, size: int, cursor: Cursor | None = None) -> Slice[M]:
    """Return one page of a queryset.

    Each page is one statement; a page that crosses from the rows with a value to those without is two. Where
    going back meets the head, or nothing is left beyond the cursor, the page is the head.

    Raises:
        BadCursor: the cursor belongs to another order, or its value is none of the field's.
    """
    at = _Place.of(rows, order, cursor)
    found = _taken(rows, order, at, size + 1)
    more, found = len(found) > size, found[:size]
    if at is not None and (not found or (at.back and len(found) < size)):
        return page_of(rows, order, size=size)
    if at is not None and at.back:
        found.reverse()
        return _slice(found, order, older=True, newer=more)
    return _slice(found, order, older=more, newer=at is not None)


def in_order(rows: QuerySet[M], order: Order) -> QuerySet[M]:
    """Return the rows as one run in the direction of an order; those without a value may stand first."""
    return _run(rows, _keys(order), None, down=order.descending)


def row_beside(rows: QuerySet[M], order: Order, row: M, *, back: bool) -> M | None:
    """Return the row after one of them, or (going back) the row before it; None at the end."""
    at = _Place(getattr(row, order.field), row.pk, back)
    return next(iter(_taken(rows, order, at, 1)), None)


@dataclass(frozen=True)
class _Place:
    """A cursor whose value has the field's own type."""

    value: Any  # whatever the field holds
    pk: int
    back: bool

    @classmethod
    def of(cls, rows: QuerySet[M], order: Order, cursor: Cursor | None) -> _Place | None:
        if cursor is None:
            return None
        if cursor.order != order.signed or (cursor.value is None and not order.nullable):
            raise BadCursor
        key = rows.model._meta.pk
        try:
            field = key if order.field == "pk" else rows.model._meta.get_field(order.field)
        except FieldDoesNotExist as error:  # an order by what is computed has one page
            raise BadCursor from error
        return cls(_typed(field, cursor.value), _typed(key, cursor.pk), cursor.back)


def _typed(field: object, value: Key) -> Any:  # Any: whatever the field holds
    if value is None:
        return None
    if not isinstance(field, Field) or (isinstance(value, str) and "\x00" in value):
        raise BadCursor
    try:
        typed = field.to_python(value)
        field.run_validators(typed)
    except (ValidationError, TypeError, ValueError, OverflowError) as error:
        raise BadCursor from error
    return typed


def _taken(rows: QuerySet[M], order: Order, at: _Place | None, size: int) -> list[M]:
    """Return up to `size` rows from a place on, in the direction of travel."""
    found: list[M] = []
    for run in _runs(rows, order, at):
        found += run[: size - len(found)]
        if len(found) == size:
            break
    return found


def _runs(rows: QuerySet[M], order: Order, at: _Place | None) -> list[QuerySet[M]]:
    """Return the rows beyond a place: one run, or two where some rows have no value and so stand last."""
    back = at is not None and at.back
    down = order.descending != back
    keys = _keys(order)
    if not order.nullable:
        return [_run(rows, keys, at, down=down)]
    valued = rows.filter(**{f"{order.field}__isnull": False})
    bare = rows.filter(**{f"{order.field}__isnull": True})
    if at is None:
        return [_run(valued, keys, None, down=down), _run(bare, ("pk",), None, down=down)]
    if at.value is None:
        here, other = _run(bare, ("pk",), at, down=down), _run(valued, keys, None, down=down)
        return [here, other] if back else [here]
    here, other = _run(valued, keys, at, down=down), _run(bare, ("pk",), None, down=down)
    return [here] if back else [here, other]


def _keys(order: Order) -> tuple[str, ...]:
    return (order.field, "pk") if order.field != "pk" else ("pk",)


def _run(rows: QuerySet[M], keys: tuple[str, ...], at: _Place | None, *, down: bool) -> QuerySet[M]:
    """Return rows beyond a place, ordered in the direction of travel."""
    ordered = rows.order_by(*(f"-{key}" if down else key for key in keys))
    if at is None:
        return ordered
    if len(keys) == 1:
        return ordered.filter(Q(pk__lt=at.pk) if down else Q(pk__gt=at.pk))
    beyond = TupleLessThan if down else TupleGreaterThan
    return ordered.filter(beyond((F(keys[0]), F(keys[1])), (at.value, at.pk)))


def _slice(rows: list[M], order: Order, *, older: bool, newer: bool) -> Slice[M]:
    if not rows:
        return Slice(rows)
    return Slice(
        rows,
        older=_cursor(rows[-1], order, back=False) if older else None,
        newer=_cursor(rows[0], order, back=True) if newer else None,
    )


def _cursor(row: Model, order: Order, *, back: bool) -> Cursor:
    value = getattr(row, order.field)
    plain = value.isoformat() if isinstance(value, date) else value
    return Cursor(order=order.signed, value=plain, pk=row.pk, back=back)
