"""What happens to files behind the pages: exports made, taken up after a crash, orphans swept."""

from __future__ import annotations

from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue

from xiuhua.files import services
from xiuhua.shared.clock import now

SWEEP_SECONDS = 3600.0
STALLED_SECONDS = 15.0
_SILENT_SECONDS = 30.0  # three missed heartbeats of a worker
_DATABASE_BACK = RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[OperationalError])


@queue.task(name=services.MAKE_JOB, queue="exports", retry=_DATABASE_BACK)
def export_make(*, export_id: int) -> None:
    """Make the file of an export."""
    services.export_make(export_id=export_id, clock=now)


@queue.task(name=services.LOOK_JOB, queue="photos", retry=_DATABASE_BACK)
def masks_find(*, file_id: int) -> None:
    """Search a photo for what must be covered before everybody sees it."""
    services.masks_find(file_id=file_id, at=now())


def stalled_retry() -> None:
    """Give the work of workers that fell silent back to the queue."""
    for name in (services.MAKE_JOB, services.LOOK_JOB):
        services.stalled_jobs_retry(name, silent_s=_SILENT_SECONDS, at=now())


def sweep() -> None:
    """Remove content that no row names."""
    services.orphans_sweep(at=now())
