"""Example photos as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from xiuhua.files.queries import rendition_address
from xiuhua.files.terms import Act as FileAct
from xiuhua.files.terms import PhotoRange, Shape
from xiuhua.ground.models import ExamplePhoto
from xiuhua.shared.actor import Actor
from xiuhua.web.errors import language
from xiuhua.web.seams import may


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An example photo: where it lies for this reader, and what it shows."""

    pk: int
    url: str
    label: str
    caption: str


def pictures(photos: Iterable[ExamplePhoto], *, actor: Actor, at: datetime) -> tuple[Picture, ...]:
    """Return the photos that the actor may look at."""
    if not may(actor, FileAct.READ):
        return ()
    return tuple(
        Picture(
            pk=photo.pk,
            url=rendition_address(photo.file, Shape.VIEW, actor=actor, at=at),
            label=PhotoRange(photo.shot).label(language()),
            caption=photo.caption,
        )
        for photo in photos
    )
