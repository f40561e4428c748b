"""Two at one import at the same time: on two connections, in a database in which commits are real."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection, transaction

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.intake.models import ImportRun
from xiuhua.intake.queries import run_lock
from xiuhua.intake.rules import kinds
from xiuhua.intake.rules.kinds import Applied, Change, Fault, Known, Record
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.services import run_commit, run_commit_ask, run_open, run_read
from xiuhua.intake.services.progress import progress_told
from xiuhua.intake.terms import RunState
from xiuhua.intake.tests.conftest import LAMPS, NOON, WEST, clerk_of, lamp_line, lamps_csv
from xiuhua.shared.actor import Actor
from xiuhua.shared.coordinates import Datum
from xiuhua.shared.errors import CityError, NotAllowedNow

pytestmark = pytest.mark.slow("two connections and a fresh database")

_PATIENCE_S = 20.0


class Shelf:
    """Keeps lamps in memory, and writes a batch only when it is let."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.writes, self.may_write = threading.Semaphore(0), threading.Semaphore(0)

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - everybody's
        """Return what was written under some codes."""
        return {key: self.known[key] for key in keys if key in self.known}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - all are good
        """Return nothing."""
        return ()

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:  # noqa: ARG002 - no entries
        """Write when it is let."""
        self.writes.release()
        assert self.may_write.acquire(timeout=_PATIENCE_S)
        for change in changes:
            record = change.record
            self.known[change.key] = Known(pk=record.row, values=record.values, shape=record.shape)
        return [Applied(key=change.key, pk=change.record.row) for change in changes]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:  # noqa: ARG002 - no entries
        """Forget."""
        for one in applied:
            del self.known[one.key]


@pytest.fixture
def shelf(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The kind of lamps, kept on a shelf."""
    made = Shelf()
    monkeypatch.setitem(kinds._KINDS, LAMPS.key, replace(LAMPS, importer=made, batch=1))
    return made


@pytest.fixture
def run(shelf: Shelf) -> ImportRun:
    """A previewed import of two lamps."""
    actor = clerk_of(WEST)
    scope_set(actor.areas)
    content = io.BytesIO(lamps_csv(lamp_line(1), lamp_line(2)))
    said = ColumnMapping(system=Datum.WGS84)
    opened = run_open(kind_key="lamps", content=content, name="灯.csv", mapping=said, actor=actor, at=NOON)
    return run_read(run_id=opened.pk, actor=actor, at=NOON)


def _beside(act: Callable[[], ImportRun]) -> str:
    """Do something on a connection of its own; return the state it led to, or the code of the refusal."""
    try:
        with scope_opened((WEST,)):
            return act().state
    except CityError as refusal:
        return refusal.code
    finally:
        connection.close()


def _decide(run: ImportRun, *, user_id: int) -> ImportRun:
    actor = clerk_of(WEST, user_id=user_id)
    return run_commit_ask(run_id=run.pk, leaves_out=False, actor=actor, at=NOON)


def _write(run: ImportRun) -> ImportRun:
    with progress_told(run.pk) as tell:
        return run_commit(run_id=run.pk, actor=clerk_of(WEST), at=NOON, tell=tell)


@contextmanager
def _being_written(run: ImportRun, shelf: Shelf) -> Iterator[None]:
    """Hold a worker in the middle of its transaction for a block; then let it end."""
    _decide(run, user_id=7)
    with ThreadPoolExecutor(1) as worker:
        writing = worker.submit(_beside, lambda: _write(run))
        try:
            assert shelf.writes.acquire(timeout=_PATIENCE_S)
            yield
        finally:
            shelf.may_write.release(2)
        assert writing.result() == RunState.DONE.value


def test_of_two_who_confirm_at_once_one_is_refused(run: ImportRun) -> None:
    together = threading.Barrier(2)

    def decide(user_id: int) -> str:
        def act() -> ImportRun:
            together.wait(_PATIENCE_S)
            return _decide(run, user_id=user_id)

        return _beside(act)

    with ThreadPoolExecutor(2) as people:
        outcomes = sorted(people.map(decide, (7, 8)))
    assert outcomes == [RunState.COMMITTING.value, NotAllowedNow.code]


def test_who_confirms_while_the_rows_are_being_written_is_refused_at_once(
    run: ImportRun, shelf: Shelf
) -> None:
    with _being_written(run, shelf):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        with pytest.raises(NotAllowedNow):
            _decide(run, user_id=8)
    assert set(shelf.known) == {"L001", "L002"}


def test_rows_are_counted_for_everybody_while_they_are_still_unseen(run: ImportRun, shelf: Shelf) -> None:
    with _being_written(run, shelf):
        run.refresh_from_db()
        assert (run.done, run.due) == (0, 2)
        shelf.may_write.release()
        assert shelf.writes.acquire(timeout=_PATIENCE_S)  # at the second by now
        run.refresh_from_db()
        assert (run.state, run.done, run.due) == (RunState.COMMITTING.value, 1, 2)
        assert not run.rows.exists()
    run.refresh_from_db()
    assert (run.state, run.done, run.due) == (RunState.DONE.value, 2, 2)


def test_a_job_that_holds_its_own_row_is_not_held_up_by_what_it_tells(run: ImportRun) -> None:
    with transaction.atomic(), progress_told(run.pk) as tell:
        run_lock(run.pk, actor=clerk_of(WEST))
        tell(1, 9)
    run.refresh_from_db()
    assert (run.done, run.due) == (2, 0)  # as the preview left it
