"""What a list's URL asks for, read with patience: what cannot be understood is left out, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from xiuhua.web.addresses import Address, Held
from xiuhua.web.keyset import BadCursor, Cursor, Order
from xiuhua.web.pages.columns import ListColumn
from xiuhua.web.pages.filters import Filter

SEARCH, SORT, CURSOR, MODE, EXPORT = "q", "sort", "cursor", "mode", "export"
_LONGEST_SEARCH = 80
_LONGEST_QUOTE = 30


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A list's URL as understood.

    Args:
        address: the URL without what was not understood.
        held: per filter, what it holds.
        notices: a sentence for each thing left out.
    """

    address: Address
    search: str
    sort: str
    order: Order
    held: Mapping[str, Held]
    cursor: Cursor | None
    mode: Literal["table", "map"]
    notices: tuple[str, ...]

    @property
    def narrows(self) -> bool:
        """Whether a filter or a search leaves rows out."""
        return bool(self.search or self.held)

    @property
    def filter_address(self) -> Address:
        """The URL of the same filter and order, at its head."""
        return self.address.without(CURSOR)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a list may be asked, as its page declares it."""

    columns: Sequence[ListColumn[Any]]  # the row's type does not matter here
    filters: Sequence[Filter]
    sort: str
    searchable: bool
    mappable: bool

    def read(self, path: str, asked: Mapping[str, Sequence[str]]) -> Asked:
        """Return what a URL asks for."""
        held, notices = self._filters(asked)
        sort, order = self._order(_first(asked, SORT), notices)
        cursor = _cursor(_first(asked, CURSOR), order, notices)
        search = _tidied(_first(asked, SEARCH)) if self.searchable else ""
        mode: Literal["table", "map"] = "map" if self.mappable and _first(asked, MODE) == "map" else "table"
        self._strangers(asked, notices)
        parameters = {name: values for found in held.values() for name, values in found.items()}
        address = Address(path, parameters).put(
            **{SEARCH: search, SORT: sort if sort != self.sort else "", MODE: mode if mode == "map" else ""},
            **({CURSOR: cursor.encode()} if cursor else {}),
        )
        return Asked(
            address=address,
            search=search,
            sort=sort,
            order=order,
            held=held,
            cursor=cursor,
            mode=mode,
            notices=tuple(notices),
        )

    def _filters(self, asked: Mapping[str, Sequence[str]]) -> tuple[dict[str, Held], list[str]]:
        held, notices = {}, []
        for declared in self.filters:
            found, wrong = declared.read(asked)
            if found:
                held[declared.name] = found
            notices += [
                _("“%(value)s” is no value of the filter “%(filter)s” and was left out.")
                % {"value": _quoted(value), "filter": declared.label}
                for value in wrong
            ]
        return held, notices

    def _order(self, sort: str, notices: list[str]) -> tuple[str, Order]:
        found = self._order_of(sort or self.sort)
        if found is None:
            notices.append(_("This list cannot be ordered by “%(value)s”.") % {"value": _quoted(sort)})
            sort, found = self.sort, self._order_of(self.sort)
        if found is None:
            raise ValueError(f"the list's own order {self.sort!r} is none of its columns")
        return sort or self.sort, found

    def _order_of(self, sort: str) -> Order | None:
        key = sort.removeprefix("-")
        column = next((column for column in self.columns if column.key == key and column.sort), None)
        if column is None:
            return None
        return Order(field=column.sort, descending=sort.startswith("-"), nullable=column.nullable)

    def _strangers(self, asked: Mapping[str, Sequence[str]], notices: list[str]) -> None:
        known = {
            SEARCH,
            SORT,
            CURSOR,
            MODE,
            EXPORT,
            *(name for declared in self.filters for name in declared.parameters),
        }
        notices += [
            _("This list has no filter “%(value)s”; it was left out.") % {"value": _quoted(name)}
            for name in sorted(asked.keys() - known)
        ]


def _cursor(text: str, order: Order, notices: list[str]) -> Cursor | None:
    """Return the place in the list; one that belongs to another order is left behind without a word."""
    try:
        cursor = Cursor.decode(text) if text else None
    except BadCursor:
        notices.append(lost_place())
        return None
    return cursor if cursor and cursor.order == order.signed else None


def lost_place() -> str:
    """Return the sentence about a cursor that leads nowhere."""
    return _("The place in the list was not understood; this is its beginning.")


def _first(asked: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(asked.get(name, ())), "")


def _tidied(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:_LONGEST_SEARCH]


def _quoted(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
