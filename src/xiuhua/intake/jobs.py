"""Imports behind the pages: read, written, taken back; taken up again after a crash."""

from __future__ import annotations

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue

from xiuhua.files.services import stalled_jobs_retry
from xiuhua.intake import services
from xiuhua.shared.clock import now

STALLED_SECONDS = 15.0
_SILENT_SECONDS = 30.0  # three missed heartbeats of a worker
_DATABASE_BACK = RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[OperationalError])


@queue.task(name=services.WORK_JOB, queue="imports", retry=_DATABASE_BACK)
def run_work(*, run_id: int) -> None:
    """Do what is next for an import."""
    services.run_work(run_id=run_id, clock=now)


def stalled_retry() -> None:
    """Give the imports of workers that fell silent back to the queue."""
    stalled_jobs_retry(services.WORK_JOB, silent_s=_SILENT_SECONDS, at=now())
