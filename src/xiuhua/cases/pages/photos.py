"""Photos that come in with a form of the loop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from xiuhua.cases.forms.photos import SHOTS
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.files.services import file_store
from xiuhua.files.terms import Purpose
from xiuhua.shared.actor import Actor

_MOST = 9  # of one report or act


def photos_keep(
    typed: Mapping[str, Any],  # form values
    *,
    area_code: str,
    actor: Actor,
    at: datetime,
) -> tuple[StoredFile, ...]:
    """Keep the photos that came with a form, each with the range under which it was sent."""
    came = ((upload, shot) for name, shot in SHOTS.items() for upload in typed.get(name, ()))
    return tuple(
        file_store(
            content=upload,
            name=upload.name or "",
            area_code=area_code,
            purpose=Purpose.PHOTO,
            shot=shot,
            actor=actor,
            at=at,
        )
        for upload, shot in islice(came, _MOST)
    )
