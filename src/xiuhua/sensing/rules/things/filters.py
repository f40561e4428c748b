"""The grammar of `$filter`: a text becomes a tree, or is refused with the part that is wrong.

Source:
    OGC 18-088 (SensorThings API Part 1: Sensing, version 1.1), 9.3.3.5, requirements
    request-data/filter, request-data/built-in-filter-operations (table 22) and
    request-data/built-in-query-functions (table 23); the precedence is that of OData 4.0 part 2, 5.1.1.9.
    Which functions exist is decided where the tree meets the tables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from xiuhua.sensing.rules.things.faults import FilterUnreadable

LONGEST = 4_000
_DEEPEST = 24
_COMPARISONS = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
_SUMS, _PRODUCTS = frozenset({"add", "sub"}), frozenset({"mul", "div", "mod"})
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<time>\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?)
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_@$][A-Za-z0-9_.@]*)
    | (?P<sign>[(),/])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Place:
    """A geometry as well-known text, WGS84."""

    text: str


Constant: TypeAlias = str | float | bool | datetime | Place | None


@dataclass(frozen=True)
class Literal:
    """A constant."""

    value: Constant


@dataclass(frozen=True)
class Path:
    """A property, by way of relations: `Datastream/ObservedProperty/name`."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return "/".join(self.parts)


@dataclass(frozen=True)
class Call:
    """A function of some arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Compare:
    """A comparison: eq, ne, gt, ge, lt, le."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Math:
    """A calculation: add, sub, mul, div, mod."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Both:
    """Two conditions joined by and, or."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Not:
    """A condition that must not hold."""

    node: Node


Node: TypeAlias = Literal | Path | Call | Compare | Math | Both | Not


class _Token(NamedTuple):
    kind: str
    text: str


def filter_read(text: str) -> Node:
    """Return a filter as a tree.

    Raises:
        FilterUnreadable: it breaks the grammar, is too long or nested too deeply.
    """
    if len(text) > LONGEST:
        raise FilterUnreadable(said=text[:40] + "…")
    reader = _Reader(list(_tokens(text)))
    node = reader.either(0)
    reader.end()
    return node


def instant_read(text: str) -> datetime | None:
    """Return an ISO 8601 instant, in UTC where it names no offset; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise FilterUnreadable(said=text[place : place + 20].strip())
        place = found.end()
        kind = found.lastgroup or ""
        yield _Token(kind, found[kind])


class _Reader:
    """Reads tokens by the rules of the grammar, each rule one method, the weakest operator first."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def end(self) -> None:
        """Refuse what follows a whole filter."""
        if self._place < len(self._tokens):
            raise FilterUnreadable(said=self._tokens[self._place].text)

    def either(self, depth: int) -> Node:
        """Read: both { or both }."""
        if depth > _DEEPEST:
            raise FilterUnreadable(said="(" * 3 + "…")
        node = self._both(depth)
        while self._took("or"):
            node = Both("or", node, self._both(depth))
        return node

    def _both(self, depth: int) -> Node:
        node = self._negated(depth)
        while self._took("and"):
            node = Both("and", node, self._negated(depth))
        return node

    def _negated(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise FilterUnreadable(said="not not …")
        return Not(self._negated(depth + 1)) if self._took("not") else self._compared(depth)

    def _compared(self, depth: int) -> Node:
        node = self._sum(depth)
        operator = self._one_of(_COMPARISONS)
        return node if operator is None else Compare(operator, node, self._sum(depth))

    def _sum(self, depth: int) -> Node:
        node = self._product(depth)
        while operator := self._one_of(_SUMS):
            node = Math(operator, node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._atom(depth)
        while operator := self._one_of(_PRODUCTS):
            node = Math(operator, node, self._atom(depth))
        return node

    def _atom(self, depth: int) -> Node:
        token = self._next()
        if token == _Token("sign", "("):
            node = self.either(depth + 1)
            self._expect(")")
            return node
        if token.kind != "name":
            return Literal(_constant(token))
        return self._named(token.text, depth)

    def _named(self, name: str, depth: int) -> Node:
        if name in {"true", "false", "null"}:
            return Literal({"true": True, "false": False, "null": None}[name])
        if name in {"geography", "geometry"} and self._peek().kind == "text":
            return Literal(Place(_unquoted(self._next().text)))
        if self._took_sign("("):
            return Call(name, self._arguments(depth))
        parts = [name]
        while self._took_sign("/"):
            token = self._next()
            if token.kind != "name":
                raise FilterUnreadable(said=token.text)
            parts.append(token.text)
        return Path(tuple(parts))

    def _arguments(self, depth: int) -> tuple[Node, ...]:
        if self._took_sign(")"):
            return ()
        found = [self.either(depth + 1)]
        while self._took_sign(","):
            found.append(self.either(depth + 1))
        self._expect(")")
        return tuple(found)

    def _peek(self) -> _Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else _Token("end", "")

    def _next(self) -> _Token:
        token = self._peek()
        if token.kind == "end" or (token.kind == "sign" and token.text in {")", ",", "/"}):
            raise FilterUnreadable(said=token.text or "…")
        self._place += 1
        return token

    def _took(self, word: str) -> bool:
        return self._one_of(frozenset({word})) is not None

    def _one_of(self, words: frozenset[str]) -> str | None:
        token = self._peek()
        if token.kind != "name" or token.text not in words:
            return None
        self._place += 1
        return token.text

    def _took_sign(self, sign: str) -> bool:
        is_here = self._peek() == _Token("sign", sign)
        self._place += is_here
        return is_here

    def _expect(self, sign: str) -> None:
        if not self._took_sign(sign):
            raise FilterUnreadable(said=self._peek().text or "…")


def _constant(token: _Token) -> str | float | datetime:
    if token.kind == "text":
        text = _unquoted(token.text)
        if "\x00" in text:
            raise FilterUnreadable(said="NUL")
        return text
    if token.kind == "number":
        number = float(token.text)
        if not math.isfinite(number):
            raise FilterUnreadable(said=token.text[:20])
        return int(token.text) if token.text.lstrip("+-").isdigit() and abs(number) < 2**53 else number
    at = instant_read(token.text) if token.kind == "time" else None
    if at is None:
        raise FilterUnreadable(said=token.text[:40])
    return at


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")
