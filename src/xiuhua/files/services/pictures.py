"""Renditions: what people are shown of a photo. The original stays as it came."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO

from PIL.Image import Image

from xiuhua.files.models import StoredFile
from xiuhua.files.rules.addresses import content_path, rendition_path
from xiuhua.files.services.decoding import (
    MOST_PIXELS,
    PictureBrokenError,
    PictureTooWideError,
    picture_read,
    picture_write,
)
from xiuhua.files.services.refusals import PhotoBroken, PhotoTooWide
from xiuhua.files.services.store import incoming, rendition_place, store_root
from xiuhua.files.terms import Shape

_RECIPE = "1"  # another number makes every rendition anew: change it with anything that changes a picture
_MILLION = 1_000_000


def picture_check(file: IO[bytes], *, name: str) -> None:
    """Refuse a photo that nobody could be shown.

    Raises:
        PhotoBroken, PhotoTooWide: why.
    """
    _read(file, Shape.THUMB, name=name)


def rendition_ensure(file: StoredFile, shape: Shape) -> PurePosixPath:
    """Return where a rendition lies below the store's root; make it where it is not there yet.

    It arrives under another name and is renamed when it is whole, so that whoever is killed on the way leaves
    nothing half-written, and two who make it at once make the same.

    Raises:
        PhotoBroken, PhotoTooWide: the original cannot be shown.
    """
    path = rendition_path(file.sha256, recipe=f"{shape}-{_RECIPE}")
    if (store_root() / path).exists():
        return path
    with (store_root() / content_path(file.sha256)).open("rb") as original:
        image = _read(original, shape, name=file.name or str(file.pk))
    with incoming() as target:
        picture_write(image, target)
        rendition_place(target, path)
    return path


def _read(source: IO[bytes], shape: Shape, *, name: str) -> Image:
    try:
        return picture_read(source, longest_px=shape.longest_px)
    except PictureTooWideError as fault:
        raise PhotoTooWide(limit_megapixels=MOST_PIXELS // _MILLION) from fault
    except PictureBrokenError as fault:
        raise PhotoBroken(name=name) from fault
