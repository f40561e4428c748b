"""The long part of an import, done by a worker in the scope of whoever asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError
from procrastinate.contrib.django import app as queue

from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import require, scope_opened
from xiuhua.files.rules.scopes import areas_narrowed
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.kinds import import_kind
from xiuhua.intake.services.committing import run_commit, run_stop
from xiuhua.intake.services.progress import progress_told
from xiuhua.intake.services.refusals import AskerGone, Broken
from xiuhua.intake.services.runs import run_read
from xiuhua.intake.services.undoing import run_undo
from xiuhua.intake.terms import RunState
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import CityError

WORK_JOB = "intake.run_work"
SMALL_BYTES = 256 * 1024  # read at once: the page is there within two seconds
SMALL_ROWS = 1_000
_EVERYTHING = (EVERYWHERE,)

log = logging.getLogger(__name__)


def run_work_later(*, run_id: int) -> None:
    """Hand what is next for a run to a worker."""
    queue.configure_task(WORK_JOB, lock=f"import:{run_id}").defer(run_id=run_id)


def run_work(*, run_id: int, clock: Callable[[], datetime]) -> None:
    """Do what is next for a run: read, write or take back. Run again after a crash it starts afresh.

    Raises:
        OperationalError: the database went away; run again.
    """
    try:
        _run_work(run_id, clock)
    except OperationalError:
        raise
    except CityError as refusal:
        _stop(run_id, refusal, clock)
    except Exception:
        _stop(run_id, Broken(), clock)
        raise


def _run_work(run_id: int, clock: Callable[[], datetime]) -> None:
    with scope_opened(_EVERYTHING):
        run = ImportRun.objects.get(pk=run_id)
    actor, areas = _asker(run, at=clock())
    with scope_opened(areas), progress_told(run_id) as tell:
        if run.standing is RunState.READING:
            run_read(run_id=run_id, actor=actor, at=clock(), tell=tell)
        elif run.standing is RunState.COMMITTING:
            run_commit(run_id=run_id, actor=actor, at=clock(), tell=tell)
        elif run.standing is RunState.UNDOING:
            run_undo(run_id=run_id, actor=actor, at=clock(), tell=tell)
        else:
            log.info("import %s is %s: nothing to do", run_id, run.state)


def _asker(run: ImportRun, *, at: datetime) -> tuple[Actor, tuple[str, ...]]:
    """Return who asked, as they stand today, and the areas they could see then and still can."""
    found = user_and_actor(run.user_id, at=at)
    areas = areas_narrowed(run.areas, found[1].areas) if found else ()
    if found is None or not areas:
        raise AskerGone
    require(found[1], import_kind(run.kind).act)
    return found[1], areas


def _stop(run_id: int, refusal: CityError, clock: Callable[[], datetime]) -> None:
    with scope_opened(_EVERYTHING):
        run_stop(run_id=run_id, refusal=refusal, actor=system("worker"), at=clock())
