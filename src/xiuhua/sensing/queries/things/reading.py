"""Pages of entities, one by its id, and what is related to a page of them, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet, Value, prefetch_related_objects

from xiuhua.sensing.models import Stream
from xiuhua.sensing.queries.things.compiling import filtered, ordered
from xiuhua.sensing.queries.things.kinds import KINDS, Kind, Relation, Row
from xiuhua.sensing.rules.things import Options

_Key = tuple[tuple[str, Any], ...]  # what narrows rows to those of a parent
_BRANCHES = 100  # of a statement


@dataclass(frozen=True)
class Page:
    """Some rows, whether more follow, and how many there are in all where that was asked."""

    rows: Sequence[Row]
    has_more: bool = False
    count: int | None = None


@contextmanager
def hurried(most_ms: int) -> Iterator[None]:
    """Let what is asked in a block be stopped by the database once a statement takes too long."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(most_ms)])
        yield


def page_read(kind: Kind, options: Options, *, within: Mapping[str, Any] | None = None) -> Page:
    """Return a page of a kind, of all that are visible or of those that a parent leads to.

    Raises:
        AskedWrong: the filter or the order names what is not there.
    """
    rows = _asked(kind, options, within)
    count = rows.order_by().count() if options.is_counted else None
    found = list(rows[options.skip : options.skip + options.rows + 1])
    _filled(kind, found[: options.rows])
    return Page(found[: options.rows], len(found) > options.rows, count)


def entity_found(kind: Kind, key: int | str, *, within: Mapping[str, Any] | None = None) -> Row | None:
    """Return one entity by its id; None where there is none, or it lies outside the scope or the parent."""
    narrowed = kind.narrow(key)
    if narrowed is None:
        return None
    found = list(kind.rows().filter(**(within or {})).filter(**narrowed)[:1])
    _filled(kind, found)
    return found[0] if found else None


def related_to(parents: Sequence[Row], relation: Relation, options: Options) -> list[Page]:
    """Return what a relation leads to from each of some rows, in their order.

    One statement for every hundred different parents: their pages are asked as parts of one union.
    """
    kind = KINDS[relation.to]
    keys = [_key(relation, row) for row in parents]
    unique = list(dict.fromkeys(key for key in keys if key is not None))
    found: dict[_Key, Page] = {}
    for start in range(0, len(unique), _BRANCHES):
        found |= _pages(kind, options, unique[start : start + _BRANCHES])
    _filled(kind, [row for page in found.values() for row in page.rows])
    return [Page([]) if key is None else found[key] for key in keys]


def _key(relation: Relation, row: Row) -> _Key | None:
    narrowed = relation.key(row)
    return None if narrowed is None else tuple(narrowed.items())


def _pages(kind: Kind, options: Options, keys: Sequence[_Key]) -> dict[_Key, Page]:
    if options.is_counted:
        return {key: page_read(kind, options, within=dict(key)) for key in keys}
    stop = options.skip + options.rows + 1
    parts = [
        _asked(kind, options, dict(key)).annotate(branch=Value(place))[options.skip : stop]
        for place, key in enumerate(keys)
    ]
    rows: dict[_Key, list[Row]] = {key: [] for key in keys}
    for row in parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True):
        rows[keys[row["branch"] if isinstance(row, dict) else row.branch]].append(row)
    return {key: Page(those[: options.rows], len(those) > options.rows) for key, those in rows.items()}


def _asked(
    kind: Kind, options: Options, within: Mapping[str, Any] | None
) -> QuerySet[Any]:  # of the kind's rows
    rows = kind.rows().filter(**(within or {}))
    if options.where is not None:
        rows = filtered(rows, kind, options.where)
    return ordered(rows, kind, options.order)


def _filled(kind: Kind, rows: Sequence[Row]) -> None:
    """Fetch what every entity of a kind is told with."""
    if kind.name == "MultiDatastream":
        streams = Stream.objects.select_related("quantity").order_by("quantity_id")
        prefetch_related_objects(list(rows), Prefetch("streams", streams, to_attr="told_streams"))


def quantities_of(devices: Collection[int]) -> dict[int, list[int]]:
    """Return the quantities of some devices in the order in which their MultiDatastreams tell them."""
    found: dict[int, list[int]] = {device: [] for device in devices}
    pairs = Stream.objects.filter(device_id__in=devices).order_by("quantity_id")
    for device, quantity in pairs.values_list("device_id", "quantity_id"):
        found[device].append(quantity)
    return found
