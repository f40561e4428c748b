"""The bits by which pictures are found alike, against values worked by hand."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from xiuhua.files.rules.looks import bits_apart, look_bits
from xiuhua.files.services.pictures import photo_look

BITS = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def test_the_bits_say_where_a_row_grows_brighter() -> None:
    flat = [7] * 72
    assert look_bits(flat) == 0
    # One row that grows brighter all the way is eight ones; the last row holds the lowest eight bits.
    assert look_bits([7] * 63 + list(range(9))) == 0xFF
    # The first point of the first row darker than the second: the highest bit, which is the sign.
    assert look_bits([0, *[7] * 71]) == -(2**63)
    with pytest.raises(ValueError, match="71 points"):
        look_bits([0] * 71)


def test_the_distance_counts_the_bits_that_differ() -> None:
    assert bits_apart(0, 0) == 0
    assert bits_apart(0, -1) == 64
    assert bits_apart(0b1011, 0b0110) == 3


@given(BITS, BITS, BITS)
def test_the_distance_is_one(one: int, other: int, third: int) -> None:
    assert bits_apart(one, other) == bits_apart(other, one)
    assert bits_apart(one, one) == 0
    assert bits_apart(one, third) <= bits_apart(one, other) + bits_apart(other, third)


def _scene(seed: int) -> Image.Image:
    """Return a picture of a street as a child draws it: no two seeds alike."""
    image = Image.new("RGB", (640, 480), (150 + seed % 60, 170, 190))
    pen = ImageDraw.Draw(image)
    for step in range(9):
        left = (step * 97 + seed * 61) % 560
        high = 60 + (step * 53 + seed * 31) % 300
        pen.rectangle((left, 480 - high, left + 70, 480), fill=(step * 27 % 256, seed * 17 % 256, high % 256))
    return image


def _saved(image: Image.Image, quality: int) -> io.BytesIO:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality)
    return written


def test_a_picture_sent_on_smaller_and_rougher_still_looks_the_same_and_another_one_does_not() -> None:
    scene = _scene(3)
    first = photo_look(_saved(scene, 95), name="a.jpg").phash
    again = photo_look(_saved(scene.resize((320, 240)), 40), name="b.jpg").phash
    other = photo_look(_saved(_scene(8), 95), name="c.jpg").phash
    assert bits_apart(first, again) <= 4
    assert bits_apart(first, other) >= 8
