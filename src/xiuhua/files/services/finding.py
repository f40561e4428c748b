"""Finding faces and number plates on a photo without a trained network: proposals that a person checks.

Faces by the Haar cascades that come with OpenCV (Viola and Jones 2001, Lienhart and Maydt 2002), frontal and
in profile to both sides; plates by their colours and shape (GA 36-2018: blue for small, yellow for large,
green for new-energy vehicles, all wider than high).

OpenCV is imported where it is used, because it takes a third of a second and is needed by jobs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from xiuhua.files.rules.masks import MOST, WHOLE, Box, box_grown, boxes_apart
from xiuhua.files.terms import Masked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

FINDER = "haar+plates/1"
_SMALLEST_FACE_SHARE = 1 / 40  # of the longer side: whoever is smaller is not recognised
_STEP, _NEIGHBOURS = 1.1, 5
_PLATE_COLOURS = (  # hue 0 to 180, saturation, value: lowest and highest, own choice on plates in daylight
    ((98, 90, 50), (128, 255, 255)),  # blue
    ((14, 110, 90), (34, 255, 255)),  # yellow
    ((38, 40, 90), (85, 255, 255)),  # green
)
_PLATE_RATIO = (2.0, 5.5)  # GA 36-2018: 440 x 140 mm and 480 x 140 mm seen straight; askew it is narrower
_PLATE_FILLED = 0.6  # of its box
_PLATE_AREA = (1 / 4000, 1 / 12)  # of the picture
_PLATE_LETTERS = 0.06  # share of its points at which brightness changes sharply: a plain sign has none


def boxes_found(image: Image.Image) -> tuple[Box, ...]:
    """Return what must probably be covered on an upright RGB picture: the largest sixty at most."""
    pixels = np.asarray(image, dtype=np.uint8)
    found = [box_grown(box) for box in (*_faces(pixels), *_plates(pixels))]
    apart = sorted(boxes_apart(found), key=lambda box: -box.wide * box.high)
    return tuple(sorted(apart[:MOST]))


def _faces(pixels: Pixels) -> Iterator[Box]:
    import cv2  # noqa: PLC0415 - as the module says
    from cv2.data import haarcascades  # noqa: PLC0415

    grey = cv2.equalizeHist(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    high, wide = grey.shape
    smallest = max(20, round(max(wide, high) * _SMALLEST_FACE_SHARE))
    for name, turned in (("frontalface_default", False), ("profileface", False), ("profileface", True)):
        finder = cv2.CascadeClassifier(f"{haarcascades}haarcascade_{name}.xml")
        seen = cv2.flip(grey, 1) if turned else grey
        for x, y, w, h in finder.detectMultiScale(
            seen, scaleFactor=_STEP, minNeighbors=_NEIGHBOURS, minSize=(smallest, smallest)
        ):
            yield _box(wide - x - w if turned else x, y, w, h, wide=wide, high=high, what=Masked.FACE)


def _plates(pixels: Pixels) -> Iterator[Box]:
    import cv2  # noqa: PLC0415 - as the module says

    high, wide = pixels.shape[:2]
    coloured = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    edges = cv2.Canny(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), 80, 200) > 0
    closing = cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, wide // 120), max(3, wide // 300)))
    for lowest, highest in _PLATE_COLOURS:
        spots = cv2.morphologyEx(cv2.inRange(coloured, lowest, highest), cv2.MORPH_CLOSE, closing)
        outlines, _ = cv2.findContours(spots, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            x, y, w, h = cv2.boundingRect(outline)
            share = w * h / (wide * high)
            fits = _PLATE_AREA[0] <= share <= _PLATE_AREA[1] and _PLATE_RATIO[0] <= w / h <= _PLATE_RATIO[1]
            if not fits or cv2.contourArea(outline) < _PLATE_FILLED * w * h:
                continue
            if edges[y : y + h, x : x + w].mean() >= _PLATE_LETTERS:
                yield _box(x, y, w, h, wide=wide, high=high, what=Masked.PLATE)


def _box(x: int, y: int, w: int, h: int, *, wide: int, high: int, what: Masked) -> Box:
    """Return a box of pixels as one of thousandths, never smaller than it was."""
    left, top = int(x) * WHOLE // wide, int(y) * WHOLE // high
    right = min(WHOLE, -(-(int(x) + int(w)) * WHOLE // wide))
    bottom = min(WHOLE, -(-(int(y) + int(h)) * WHOLE // high))
    return Box(left=left, top=top, wide=max(1, right - left), high=max(1, bottom - top), what=what)
