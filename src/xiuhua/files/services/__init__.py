"""Every way a file or an export comes into being, leaves, or ends."""

from xiuhua.files.services.exports import (
    MAKE_JOB,
    SHORT_ROWS,
    Taken,
    Wish,
    export_ask,
    export_cancel,
    export_make,
    export_start,
)
from xiuhua.files.services.files import (
    Handover,
    file_erase,
    file_keep,
    file_open,
    file_store,
    files_settle,
    photos_store,
    rendition_open,
)
from xiuhua.files.services.pictures import photos_mark, picture_read_back
from xiuhua.files.services.publishing import (
    LOOK_JOB,
    masks_ask,
    masks_find,
    masks_look,
    photo_publish,
    photo_withhold,
    published_open,
)
from xiuhua.files.services.sources import ExportSource, Parameters, export_source, export_source_register
from xiuhua.files.services.stalled import stalled_jobs_retry
from xiuhua.files.services.store import content_made, disk_refusals, incoming, store_root
from xiuhua.files.services.sweeping import orphans_sweep

__all__ = [
    "LOOK_JOB",
    "MAKE_JOB",
    "SHORT_ROWS",
    "ExportSource",
    "Handover",
    "Parameters",
    "Taken",
    "Wish",
    "content_made",
    "disk_refusals",
    "export_ask",
    "export_cancel",
    "export_make",
    "export_source",
    "export_source_register",
    "export_start",
    "file_erase",
    "file_keep",
    "file_open",
    "file_store",
    "files_settle",
    "incoming",
    "masks_ask",
    "masks_find",
    "masks_look",
    "orphans_sweep",
    "photo_publish",
    "photo_withhold",
    "photos_mark",
    "photos_store",
    "picture_read_back",
    "published_open",
    "rendition_open",
    "stalled_jobs_retry",
    "store_root",
]
