"""Every way an import can come and go."""

from xiuhua.intake.services.committing import run_commit, run_commit_ask, run_stop
from xiuhua.intake.services.runs import file_tried, run_drop, run_map, run_open, run_read
from xiuhua.intake.services.undoing import row_gone_entry, run_undo, run_undo_ask
from xiuhua.intake.services.working import SMALL_BYTES, SMALL_ROWS, WORK_JOB, run_work, run_work_later

__all__ = [
    "SMALL_BYTES",
    "SMALL_ROWS",
    "WORK_JOB",
    "file_tried",
    "row_gone_entry",
    "run_commit",
    "run_commit_ask",
    "run_drop",
    "run_map",
    "run_open",
    "run_read",
    "run_stop",
    "run_undo",
    "run_undo_ask",
    "run_work",
    "run_work_later",
]
