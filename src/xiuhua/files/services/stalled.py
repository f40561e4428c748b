"""Work of the queue whose worker was killed: it stays `doing` for ever unless somebody gives it back."""

from __future__ import annotations

from datetime import datetime

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app as queue


def stalled_jobs_retry(name: str, *, silent_s: float, at: datetime) -> None:
    """Give the jobs of one name whose workers have been silent for so many seconds back to the queue."""
    stalled = async_to_sync(queue.job_manager.get_stalled_jobs)(
        task_name=name, seconds_since_heartbeat=silent_s
    )
    for job in stalled:
        if job.id is not None:
            queue.job_manager.retry_job_by_id(job.id, retry_at=at)
