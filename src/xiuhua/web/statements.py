"""Statements that are asked all the time: PostgreSQL reads and plans each once a connection."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


class _Prepared(ServerBindingCursor):
    """psycopg forgets the text of what is prepared already, and Django's log of statements asks for it."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:  # psycopg's own types
        self._query = super()._convert_query(query, params)  # type: ignore[misc]  # the stubs do not know it
        return self._query


def prepared() -> CursorWrapper:
    """Return a cursor whose statements are prepared, once they have been asked a few times.

    For statements whose text never changes and whose plan depends on no value: rows by key, and what is
    written. Where one value is rare and another common, a plan for both is none: those are asked by a plain
    cursor.
    """
    connection.close_if_health_check_failed()  # as connection.cursor() does: the server may be another
    connection.ensure_connection()
    cursor = _Prepared(connection.connection)  # type: ignore[call-arg]  # as above
    return cast("CursorWrapper", connection._prepare_cursor(cursor))  # type: ignore[attr-defined]  # noqa: SLF001 - as connection.cursor() does
