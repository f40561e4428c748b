"""What photos of a case carry when they are shown, and which are looked through for everybody's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xiuhua.cases.models import Case
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.publishing import PUBLISHED_CHANNELS
from xiuhua.files.services import masks_ask, photos_mark


def photos_taken(case: Case, *, files: Sequence[StoredFile], post: str, at: datetime) -> None:
    """Let photos say where, for which case and by which post they were taken; never a name.

    Those of a case that is published anyway are searched for what must be covered, so that whoever decides
    about them finds it done.
    """
    photos_mark(files=files, mark=" · ".join((case.address or case.area.name, case.number, post)))
    if case.channel in PUBLISHED_CHANNELS:
        masks_ask(files=files, at=at)
