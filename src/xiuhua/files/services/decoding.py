"""Photos decoded within bounds, and written anew without anything that came with them.

Source:
    own choice: 50 million pixels hold every telephone's ordinary photo and take at most 200 MB while they are
    decoded; a camera writes one scan and a program some ten, so that more than a hundred are an attack; 1,600
    and 320 pixels are a screen and a tile of a list.
"""

from __future__ import annotations

from typing import IO

from PIL import Image

from xiuhua.files.rules.exif import Tags
from xiuhua.files.rules.media import jpeg_scans

MOST_PIXELS = 50_000_000
MOST_SCANS = 100
_FORMATS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
_CAMERA_TAGS, _SATELLITE_TAGS = 0x8769, 0x8825
_QUALITY = 82
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureBrokenError(ValueError):
    """It ends too early, or is no picture inside."""


class PictureTooWideError(ValueError):
    """It has more pixels than are decoded here; nothing of it was."""


def picture_read(source: IO[bytes], *, longest_px: int) -> Image.Image:
    """Return a picture, upright, opaque, in RGB, its longer side at most `longest_px`.

    All of it is decoded, so that a truncated one is found; a JPEG no larger than it is needed. Of a film the
    first picture.

    Raises:
        PictureBrokenError: it cannot be decoded to its end, or not within reason.
        PictureTooWideError: it has more than `MOST_PIXELS`, as its head says, before anything is decoded.

    Source:
        EXIF 2.32, 4.6.5, tag 274 (orientation).
    """
    source.seek(0)
    try:
        with Image.open(source, formats=_FORMATS) as image:
            _width_check(image)
            _scans_check(image, source)
            turn = _TURNS.get(_orientation(image))
            image.draft("RGB", (longest_px, longest_px))
            image.load()
            plain = _plain(image, longest_px)
            return plain if turn is None else plain.transpose(turn)
    except PictureTooWideError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise PictureTooWideError from fault
    except Exception as fault:  # on bytes made to harm, decoders raise whatever they trip over
        raise PictureBrokenError from fault


def exif_read(source: IO[bytes]) -> tuple[Tags, Tags, Tags]:
    """Return the EXIF tags of a picture, of its camera and of its receiver; empty where there are none."""
    source.seek(0)
    try:
        with Image.open(source, formats=_FORMATS) as image:
            found = image.getexif()
            return dict(found), dict(found.get_ifd(_CAMERA_TAGS)), dict(found.get_ifd(_SATELLITE_TAGS))
    except Exception:  # noqa: BLE001 - whatever is broken in it, the photo is one without EXIF
        return {}, {}, {}


def picture_write(image: Image.Image, target: IO[bytes]) -> None:
    """Write a picture as JPEG: its pixels, and nothing else."""
    image.info = {}  # a comment would be copied from here
    image.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)


def _width_check(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise PictureTooWideError


def _scans_check(image: Image.Image, source: IO[bytes]) -> None:
    """Refuse a JPEG of thousands of scans: each is drawn over the whole picture, which takes minutes."""
    if image.format in {"JPEG", "MPO"}:
        at = source.tell()
        source.seek(0)
        if jpeg_scans(source.read()) > MOST_SCANS:
            raise PictureBrokenError
        source.seek(at)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where it is not told or cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - EXIF is a second format inside, broken more often than the first
        return 1


def _plain(image: Image.Image, longest_px: int) -> Image.Image:
    """Return it small and in RGB, what is transparent on white."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"P", "1"}:  # neither can be averaged
        image = image.convert("RGBA")
    image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white
