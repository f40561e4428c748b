"""What a photo says about itself, and its renditions, which people are shown. The original stays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.contrib.gis.geos import Point
from django.utils.timezone import get_default_timezone, localtime
from PIL.Image import Image

from xiuhua.files.models import PhotoFacts, StoredFile
from xiuhua.files.rules.addresses import content_path, rendition_path
from xiuhua.files.rules.exif import Taken, taken_read
from xiuhua.files.rules.looks import HIGH_PX, WIDE_PX, look_bits
from xiuhua.files.services.decoding import (
    MOST_PIXELS,
    PictureBrokenError,
    PictureTooWideError,
    exif_read,
    picture_read,
    picture_write,
)
from xiuhua.files.services.marking import font_found, mark_drawn
from xiuhua.files.services.refusals import PhotoBroken, PhotoTooWide
from xiuhua.files.services.store import incoming, rendition_place, store_root
from xiuhua.files.terms import PhotoRange, Shape

_RECIPE = "1"  # another number makes every rendition anew: change it with anything that changes a picture
_RECIPE_DIGITS = 16
_LONGEST_MARK = 200
_MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a photo says about itself, and how it looks: the bits of `rules.looks`."""

    taken: Taken
    phash: int


def photo_look(file: IO[bytes], *, name: str) -> Looked:
    """Refuse a photo that nobody could be shown; return what it says about itself.

    Raises:
        PhotoBroken, PhotoTooWide: why.
    """
    small = _read(file, Shape.THUMB.longest_px, name=name)
    taken = taken_read(*exif_read(file), zone=get_default_timezone())
    return Looked(taken=taken, phash=look_bits(small.convert("L").resize((WIDE_PX, HIGH_PX)).tobytes()))


def facts_keep(file: StoredFile, looked: Looked, *, shot: PhotoRange | None) -> PhotoFacts:
    """Keep what a photo says about itself, and from how far its bringer says it was taken."""
    taken = looked.taken
    placed = taken.longitude is not None and taken.latitude is not None
    return PhotoFacts.objects.create(
        file=file,
        taken_at=taken.taken_at,
        zone_from=taken.zone_from or "",
        place=Point(taken.longitude, taken.latitude, srid=4326) if placed else None,
        device=taken.device,
        phash=looked.phash,
        shot=shot or "",
    )


def facts_erase(file: StoredFile) -> None:
    """Forget what an erased photo said about itself."""
    PhotoFacts.objects.filter(file=file).update(
        taken_at=None, zone_from="", place=None, device="", phash=None
    )


def rendition_ensure(file: StoredFile, shape: Shape) -> PurePosixPath:
    """Return where a rendition lies below the store's root; make it where it is not there yet.

    Raises:
        PhotoBroken, PhotoTooWide: the original cannot be shown.
    """
    mark = _mark(file) if shape is Shape.VIEW else ""  # nobody could read it on a thumbnail
    font = font_found() if mark else None
    words = "\n".join((_RECIPE, mark, str(font))).encode()
    recipe = f"{shape}-{hashlib.sha256(words).hexdigest()[:_RECIPE_DIGITS]}"
    drawn = (lambda image: mark_drawn(image, mark, font)) if mark else None
    return rendition_made(file, recipe=recipe, longest_px=shape.longest_px, drawn=drawn)


def rendition_made(
    file: StoredFile, *, recipe: str, longest_px: int, drawn: Callable[[Image], Image] | None = None
) -> PurePosixPath:
    """Return where what a recipe makes of a picture lies; make it where it is not there yet.

    It arrives under another name and is renamed when it is whole, so that whoever is killed on the way leaves
    nothing half-written, and two who make it at once make the same.

    Raises:
        PhotoBroken, PhotoTooWide: the original cannot be shown.
    """
    path = rendition_path(file.sha256, recipe=recipe)
    if (store_root() / path).exists():
        return path
    image = photo_read(file, longest_px=longest_px)
    with incoming() as target:
        picture_write(drawn(image) if drawn else image, target)
        rendition_place(target, path)
    return path


def photo_read(file: StoredFile, *, longest_px: int) -> Image:
    """Return a stored picture, upright, opaque, in RGB.

    Raises:
        PhotoBroken, PhotoTooWide: it cannot be shown.
    """
    with (store_root() / content_path(file.sha256)).open("rb") as original:
        return _read(original, longest_px, name=file.name or str(file.pk))


def photos_mark(*, files: Sequence[StoredFile], mark: str) -> None:
    """Let photos that show what was done carry the place, the number and the post along their lower edge.

    The first mark stays: a photo that is shown for a second case says for which it was taken.
    """
    PhotoFacts.objects.filter(file__in=files, mark="").update(mark=mark[:_LONGEST_MARK])


def _mark(file: StoredFile) -> str:
    """Return what the lower edge of a photo says: when it was taken or brought, where, for what, by whom."""
    facts = PhotoFacts.objects.filter(file=file).exclude(mark="").first()
    if facts is None:
        return ""
    verb, at = ("拍摄", facts.taken_at) if facts.taken_at else ("上传", file.stored_at)
    said = localtime(at, get_default_timezone())
    return f"{said:%Y-%m-%d %H:%M} {verb} · {facts.mark}"


def _read(source: IO[bytes], longest_px: int, *, name: str) -> Image:
    try:
        return picture_read(source, longest_px=longest_px)
    except PictureTooWideError as fault:
        raise PhotoTooWide(limit_megapixels=MOST_PIXELS // _MILLION) from fault
    except PictureBrokenError as fault:
        raise PhotoBroken(name=name) from fault


def picture_read_back(file_id: int) -> bytes | None:
    """Return a picture as it is shown, as JPEG, for a document that takes it in; None where it is gone."""
    file = StoredFile.objects.filter(pk=file_id, erased_at=None).first()
    if file is None:
        return None
    try:
        return (store_root() / rendition_ensure(file, Shape.VIEW)).read_bytes()
    except (PhotoBroken, PhotoTooWide, FileNotFoundError):
        return None
