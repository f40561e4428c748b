"""A photo is decoded within bounds and written anew: upright, small, and without what came with it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from xiuhua.files.rules.media import jpeg_scans
from xiuhua.files.services.decoding import (
    PictureBrokenError,
    PictureTooWideError,
    picture_read,
    picture_write,
)
from xiuhua.files.tests.conftest import bomb, exif, picture

_ORIENTATION = 0x0112


def _written(content: bytes, longest_px: int = 320) -> Image.Image:
    target = io.BytesIO()
    picture_write(picture_read(io.BytesIO(content), longest_px=longest_px), target)
    return Image.open(target)


def _above(image: Image.Image) -> str:
    red, _green, blue = image.getpixel((image.width // 2, image.height // 4))  # type: ignore[misc]  # RGB
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (1000, 400)), ("PNG", (400, 1000)), ("WEBP", (320, 320))]
)
def test_a_picture_of_each_kind_becomes_a_jpeg_no_longer_than_asked(kind: str, size: tuple[int, int]) -> None:
    made = _written(picture(kind, size))
    assert made.format == "JPEG"
    assert made.mode == "RGB"
    assert max(made.size) == 320
    assert made.width / made.height == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_small_picture_is_not_made_larger() -> None:
    assert _written(picture(size=(64, 48))).size == (64, 48)


@pytest.mark.parametrize(
    ("orientation", "size", "above"),
    [
        (1, (320, 160), "red"),
        (3, (320, 160), "blue"),
        (4, (320, 160), "blue"),
        (6, (160, 320), ""),
        (8, (160, 320), ""),
    ],
)
def test_it_is_shown_the_way_the_camera_was_held(orientation: int, size: tuple[int, int], above: str) -> None:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    made = _written(picture(size=(640, 320), exif=exif))
    assert made.size == size
    assert not above or _above(made) == above


def test_nothing_that_came_with_it_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    came = picture(
        exif=exif, comment=b"SECRET-COMMENT", icc_profile=b"SECRET-PROFILE", xmp=b"SECRET-XMP", dpi=(300, 300)
    )
    target = io.BytesIO()
    picture_write(picture_read(io.BytesIO(came), longest_px=320), target)
    assert came.count(b"SECRET") == 4
    assert b"SECRET" not in target.getvalue()
    made = Image.open(target)
    assert not made.getexif()
    assert set(made.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_what_is_transparent_is_white_and_sixteen_bits_of_grey_are_seen() -> None:
    clear, grey = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    Image.new("I;16", (20, 20), 0x8000).save(grey, "PNG")
    assert _written(clear.getvalue()).getpixel((5, 5)) == (255, 255, 255)
    assert _written(grey.getvalue()).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=2)


def test_of_a_film_the_first_picture_is_shown() -> None:
    film = picture("WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "black")], lossless=True)
    assert _above(_written(film)) == "red"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_found(kind: str, cut: float) -> None:
    content = picture(kind, (640, 480))
    with pytest.raises(PictureBrokenError):
        picture_read(io.BytesIO(content[: int(len(content) * cut)]), longest_px=320)


def test_a_jpeg_that_draws_its_picture_a_hundred_times_over_is_refused() -> None:
    content = picture(size=(640, 480), progressive=True, exif=exif({}, {0x927C: b"\xff\xda" * 200}, {}))
    last = content.rindex(b"\xff\xda")
    scan, scans = content[last:-2], jpeg_scans(content)
    assert 2 <= scans <= 20
    assert jpeg_scans(picture()) == 1
    film = content + scan * 200
    assert jpeg_scans(film) == scans, "what follows the end is no part of the picture"
    picture_read(io.BytesIO(film), longest_px=320)
    harmful = content[:last] + scan * 101 + b"\xff\xd9"
    assert jpeg_scans(harmful) == scans + 100
    with pytest.raises(PictureBrokenError):
        picture_read(io.BytesIO(harmful), longest_px=320)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (12_000, 5_000)])
def test_a_bomb_is_refused_by_what_its_head_says(width: int, height: int) -> None:
    with pytest.raises(PictureTooWideError):
        picture_read(io.BytesIO(bomb(width, height)), longest_px=320)
