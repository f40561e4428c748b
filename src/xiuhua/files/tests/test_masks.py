"""Boxes over a photo: what they may be, and what of a picture is left under them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from xiuhua.files.rules.masks import WHOLE, Box, box_grown, boxes_apart, boxes_read, boxes_stored
from xiuhua.files.services.finding import boxes_found
from xiuhua.files.terms import Masked


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(st.integers(0, WHOLE - 1)), draw(st.integers(0, WHOLE - 1))
    return Box(
        left=left, top=top, wide=draw(st.integers(1, WHOLE - left)), high=draw(st.integers(1, WHOLE - top)),
        what=draw(st.sampled_from(Masked)),
    )  # fmt: skip


def test_a_face_is_covered_with_what_belongs_to_it_and_never_beyond_the_picture() -> None:
    # A quarter of 100 to every side; at the left edge only what is there.
    grown = box_grown(Box(left=10, top=400, wide=100, high=100, what=Masked.FACE))
    assert grown == Box(left=0, top=375, wide=135, high=150, what=Masked.FACE)
    plain = Box(left=10, top=400, wide=100, high=100)
    assert box_grown(plain) == plain


def test_two_finders_of_one_face_leave_one_box() -> None:
    large = Box(left=100, top=100, wide=200, high=200, what=Masked.FACE)
    inside = Box(left=150, top=120, wide=100, high=100, what=Masked.FACE)
    beside = Box(left=290, top=100, wide=100, high=100, what=Masked.PLATE)  # a tenth of it in the first
    assert boxes_apart([inside, beside, large]) == (large, beside)


@given(st.lists(boxes(), max_size=20))
def test_boxes_come_back_from_storage_as_they_were(those: list[Box]) -> None:
    assert boxes_read(boxes_stored(those)) == tuple(those)


@given(boxes())
def test_a_grown_box_holds_the_one_that_was_found(box: Box) -> None:
    grown = box_grown(box)
    assert grown.left <= box.left
    assert grown.top <= box.top
    assert grown.left + grown.wide >= box.left + box.wide
    assert grown.top + grown.high >= box.top + box.high


@pytest.mark.parametrize(
    "typed",
    [
        "[]", {"left": 1}, [1], [{"left": 0}],
        [{"left": -1, "top": 0, "wide": 5, "high": 5, "what": "masked_other"}],
        [{"left": 990, "top": 0, "wide": 20, "high": 5, "what": "masked_other"}],
        [{"left": 0, "top": 0, "wide": 0, "high": 5, "what": "masked_other"}],
        [{"left": True, "top": 0, "wide": 5, "high": 5, "what": "masked_other"}],
        [{"left": 0, "top": 0, "wide": 5, "high": 5, "what": "moustache"}],
        [{"left": 0, "top": 0, "wide": 5, "high": 5, "what": "masked_other"}] * 61,
    ],
)  # fmt: skip
def test_what_is_no_list_of_boxes_is_refused(typed: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, the person is told one sentence
        boxes_read(typed)


def _street(plate: tuple[int, int, int]) -> Image.Image:
    """Return a grey street with a car whose plate has a colour and light letters."""
    image = Image.new("RGB", (1200, 900), (122, 122, 124))
    pen = ImageDraw.Draw(image)
    pen.rectangle((300, 400, 900, 750), fill=(60, 60, 62))
    pen.rectangle((480, 600, 700, 670), fill=plate)
    for step in range(7):
        left = 492 + step * 29
        pen.rectangle((left, 612, left + 18, 658), outline=(245, 245, 245), width=4)
        pen.line((left, 635, left + 18, 635), fill=(245, 245, 245), width=4)
    return image


@pytest.mark.parametrize(
    "plate", [(20, 60, 190), (235, 180, 20), (90, 200, 110)], ids=["blue", "yellow", "green"]
)
def test_a_number_plate_is_found_whole(plate: tuple[int, int, int]) -> None:
    found = [box for box in boxes_found(_street(plate)) if box.what is Masked.PLATE]
    assert len(found) == 1
    box = found[0]
    assert box.left <= 400
    assert box.left + box.wide >= 583
    assert box.top <= 667
    assert box.top + box.high >= 744


def test_a_blue_sign_without_letters_is_no_plate() -> None:
    image = Image.new("RGB", (1200, 900), (122, 122, 124))
    ImageDraw.Draw(image).rectangle((480, 600, 700, 670), fill=(20, 60, 190))
    assert [box for box in boxes_found(image) if box.what is Masked.PLATE] == []
