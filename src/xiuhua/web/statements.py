"""Statements that are asked all the time: PostgreSQL reads and plans each once a connection."""

from __future__ import annotations

from typing import cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


def prepared() -> CursorWrapper:
    """Return a cursor whose statements are prepared, once they have been asked a few times.

    For statements whose text never changes and whose plan depends on no value: rows by key, and what is
    written. Where one value is rare and another common, a plan for both is none: those are asked by a plain
    cursor.
    """
    connection.close_if_health_check_failed()  # as connection.cursor() does: the server may be another
    connection.ensure_connection()
    cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # psycopg's, which the stubs do not know
    return cast("CursorWrapper", connection._prepare_cursor(cursor))  # type: ignore[attr-defined]  # noqa: SLF001 - as connection.cursor() does
