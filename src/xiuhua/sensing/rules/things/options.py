"""The options of a request: what is selected, expanded, ordered, and how much of it.

Source:
    OGC 18-088, 9.3.2 and 9.3.3, requirements request-data/status-code, expand, select, order, top, skip,
    count, filter; the parentheses of $expand are those of OData 4.01 part 2, 5.1.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from xiuhua.sensing.rules.things.faults import OptionWrong
from xiuhua.sensing.rules.things.filters import Node, Path, filter_read

DEFAULT_ROWS = 100
MOST_ROWS = 1_000
_MOST_SKIP = 1_000_000
_DEEPEST = 4
_NAMES = frozenset({"$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$count"})
_FORMAT = "$resultFormat"  # of a whole answer, OGC 18-088, 13.1


@dataclass(frozen=True)
class Expand:
    """A relation whose entities are told with their parents."""

    name: str
    options: Options


@dataclass(frozen=True)
class Options:
    """What is asked of a set of entities.

    Args:
        order: properties, each with whether it descends.
        is_array: whether observations are wanted as rows of values, without their names.
        rows: how many are told; `is_rows_said` whether the request says so.
    """

    select: tuple[str, ...] | None = None
    expand: tuple[Expand, ...] = ()
    where: Node | None = None
    order: tuple[tuple[Path, bool], ...] = ()
    rows: int = DEFAULT_ROWS
    skip: int = 0
    is_counted: bool = False
    is_array: bool = False
    said: Mapping[str, str] = field(default_factory=dict)


def options_read(given: Iterable[tuple[str, str]], *, depth: int = 0) -> Options:
    """Return the options of a request or of a relation that is expanded.

    Raises:
        OptionWrong: one is not offered, stands twice, or has a value that it cannot have.
        AskedWrong: a filter or a path in one cannot be read.
    """
    said: dict[str, str] = {}
    for name, text in given:
        if (name not in _NAMES and (name != _FORMAT or depth)) or name in said:
            raise OptionWrong(said=name[:40])
        said[name] = text.strip()
    if said.get(_FORMAT, "dataArray") != "dataArray":
        raise OptionWrong(said=f"{_FORMAT}={said[_FORMAT][:20]}")
    return Options(
        select=tuple(_names(said["$select"])) if "$select" in said else None,
        expand=_expands(said.get("$expand", ""), depth),
        where=filter_read(said["$filter"]) if "$filter" in said else None,
        order=tuple(_orders(said.get("$orderby", ""))),
        rows=min(_whole(said, "$top", DEFAULT_ROWS), MOST_ROWS),
        skip=_whole(said, "$skip", 0),
        is_counted=_yes(said.get("$count", "false")),
        is_array=_FORMAT in said,
        said=said,
    )


def _names(text: str) -> Iterator[str]:
    for part in text.split(","):
        name = part.strip()
        if not name:
            raise OptionWrong(said="$select")
        yield name


def _orders(text: str) -> Iterator[tuple[Path, bool]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, direction = part.partition(" ")
        if direction.strip().lower() not in {"", "asc", "desc"}:
            raise OptionWrong(said=f"$orderby {part[:40]}")
        yield Path(tuple(name.split("/"))), direction.strip().lower() == "desc"


def _whole(said: Mapping[str, str], name: str, default: int) -> int:
    text = said.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= _MOST_SKIP):
        raise OptionWrong(said=f"{name}={text[:20]}")
    return int(text)


def _yes(text: str) -> bool:
    if text not in {"true", "false"}:
        raise OptionWrong(said=f"$count={text[:20]}")
    return text == "true"


def _expands(text: str, depth: int) -> tuple[Expand, ...]:
    """Return the relations to expand; `A/B` is A with B expanded in it, and names that repeat are one."""
    if not text:
        return ()
    if depth >= _DEEPEST:
        raise OptionWrong(said="$expand")
    found: dict[str, Expand] = {}
    for part in _split(text, ","):
        way, inner = _parted(part.strip())
        name, _, rest = way.partition("/")
        if not name:
            raise OptionWrong(said="$expand")
        if rest:
            given = [("$expand", f"{rest}({inner})" if inner else rest)]
        else:
            given = [_option(one) for one in _split(inner, ";") if one.strip()]
        found[name] = _joined(found.get(name), Expand(name, options_read(given, depth=depth + 1)))
    return tuple(found.values())


def _joined(one: Expand | None, other: Expand) -> Expand:
    """Return two mentions of a relation as one; the options of the first that has any hold."""
    if one is None:
        return other
    said, more = one.options, other.options
    base = said if set(said.said) - {"$expand"} else more
    kept = {expand.name: expand for expand in said.expand}
    for expand in more.expand:
        kept[expand.name] = _joined(kept.get(expand.name), expand)
    return Expand(one.name, replace(base, expand=tuple(kept.values())))


def _parted(text: str) -> tuple[str, str]:
    way, bracket, inner = text.partition("(")
    if not bracket:
        return way, ""
    if not inner.endswith(")"):
        raise OptionWrong(said=f"$expand {text[:40]}")
    return way, inner[:-1]


def _option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise OptionWrong(said=text[:40])
    return name.strip(), value


def _split(text: str, by: str) -> Iterator[str]:
    """Yield the parts of a text between signs that stand outside quotes and parentheses.

    Raises:
        OptionWrong: a parenthesis or a quote is not closed.
    """
    open_, is_quoted, begin = 0, False, 0
    for place, sign in enumerate(text):
        if sign == "'":
            is_quoted = not is_quoted
        elif not is_quoted:
            open_ += (sign == "(") - (sign == ")")
            if sign == by and not open_:
                yield text[begin:place]
                begin = place + 1
        if open_ < 0:
            break
    if open_ or is_quoted:
        raise OptionWrong(said=f"$expand {text[:40]}")
    yield text[begin:]
