"""The area scope of the database session: what row-level security lets through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import Error, connection

_EVERYTHING = "*"


def scope_text(areas: Sequence[str]) -> str:
    """Return the setting for some area-code prefixes: `*` where one of them is empty, nothing for none."""
    return _EVERYTHING if "" in areas else ",".join(areas)


def scope_set(areas: Sequence[str]) -> None:
    """Set the scope of this database session until it is set again."""
    _set(scope_text(areas))


def _set(text: str) -> None:
    with connection.cursor() as cursor:
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('xiuhua.scope', true), '')")
        (before,) = cursor.fetchone()
    scope_set(areas)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set(before)
