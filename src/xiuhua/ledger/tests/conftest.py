"""What the ledger's tests share: its own folders, an actor, and hands that a superuser would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from conftest import TestDatabases
from xiuhua.ledger.models import Entry
from xiuhua.ledger.services import entry_append, head_sign, seal
from xiuhua.shared.actor import Actor

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CLERK = Actor(name="user:12")

Tamper = Callable[..., Any]


@pytest.fixture(autouse=True)
def ledger_folders(settings: Settings, tmp_path: Path) -> Path:
    settings.LEDGER_KEYS = tmp_path / "secrets"
    settings.HEADS_ROOT = tmp_path / "heads"
    settings.LEDGER_SUITE = "std"
    return tmp_path


def rename(number: int, *, name: str = "新名", area: str = "330102") -> Entry:
    """Record that a shop got another name."""
    return entry_append(
        at=AT,
        actor=CLERK,
        act="shop.renamed",
        subject=f"shop:{number}",
        area=area,
        detail={"shop": number},
        words={"name.after": name},
        state={"name": name},
    )


def sealed_log(count: int, *, heads_at: tuple[int, ...] = ()) -> list[Entry]:
    """Record and seal `count` acts, with a signed head at each given size and at the end."""
    entries: list[Entry] = []
    for upto in sorted({*heads_at, count}):
        with transaction.atomic():
            entries += [rename(len(entries) + nth) for nth in range(upto - len(entries))]
        while seal():
            pass
        head_sign(at=AT)
    return entries


@pytest.fixture
def superuser(
    committed_db: str, database_name: str, test_databases: TestDatabases
) -> Iterator[psycopg.Connection]:
    """Yield the hands of somebody whom neither grants nor triggers stop."""
    with psycopg.connect(test_databases.url(database_name, user="postgres"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@contextmanager
def scope(text: str) -> Iterator[None]:
    """Let what follows in this transaction see some areas."""
    from django.db import connection  # noqa: PLC0415 — only where a test has a database

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('xiuhua.scope', %s, true)", [text])
        yield
        cursor.execute("SELECT set_config('xiuhua.scope', '', true)")
