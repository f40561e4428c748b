"""The area scope of the database session: what row-level security lets through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from django.db import Error, connection

from xiuhua.web.statements import prepared

_EVERYTHING = "*"


def scope_text(areas: Sequence[str]) -> str:
    """Return the setting for some area-code prefixes: `*` where one of them is empty, nothing for none."""
    return _EVERYTHING if "" in areas else ",".join(areas)


def scope_set(areas: Sequence[str]) -> None:
    """Set the scope of this database session until it is set again."""
    _set(scope_text(areas))


def _set(text: str) -> None:
    with prepared() as cursor:
        cursor.execute("SELECT set_config('xiuhua.scope', %s, false)", [text])


def scope_reset() -> None:
    """Close the scope: nothing is visible. Does not open a connection only to close it.

    A connection that no longer obeys is closed, which closes its scope as well.
    """
    if connection.connection is None:
        return
    try:
        scope_set(())
    except Error:
        connection.close()


@contextmanager
def scope_opened(areas: Sequence[str]) -> Iterator[None]:
    """Open a scope for a block, and restore the one before."""
    with _opened(_now(), scope_text(areas)):
        yield


@contextmanager
def scope_widened(areas: Sequence[str]) -> Iterator[None]:
    """Open, beside the present scope, those of some areas that it reaches into; restore it after the block.

    Whoever sees a street may so be shown the names of its whole district; a neighbour district's clerk,
    whose scope does not touch it, is shown none.
    """
    before = _now()
    own = before.split(",") if before else []
    wider = [area for area in areas if any(one != area and one.startswith(area) for one in own)]
    with _opened(before, scope_text([*own, *wider])) if wider else nullcontext():
        yield


def _now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('xiuhua.scope', true), '')")
        (text,) = cursor.fetchone()
    return str(text)


@contextmanager
def _opened(before: str, text: str) -> Iterator[None]:
    _set(text)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set(before)
