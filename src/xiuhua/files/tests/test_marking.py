"""What was done is marked: when, where, for which case and by which post, along the lower edge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from xiuhua.access.services import scope_opened
from xiuhua.files import services
from xiuhua.files.services import marking
from xiuhua.files.services.marking import Font, font_found, mark_drawn
from xiuhua.files.services.pictures import rendition_ensure
from xiuhua.files.terms import Purpose, Shape
from xiuhua.files.tests.conftest import NOON, WEST, exif, picture
from xiuhua.shared.actor import Actor

_MARK = "2026-03-02 18:30 拍摄 · 云河区滨河路 12 号 · 20260302-0001 · 监督员"


def _changed(before: Image.Image, after: Image.Image) -> tuple[int, int]:
    """Return from which row of a picture to which it differs, counted from above."""
    box = ImageChops.difference(before, after).getbbox()
    assert box is not None
    return box[1], box[3]


@pytest.mark.parametrize("size", [(1600, 1200), (400, 700), (60, 40)])
@pytest.mark.parametrize("find", [font_found, lambda: None])
def test_a_mark_lies_along_the_lower_edge_and_leaves_the_rest(
    size: tuple[int, int], find: Callable[[], Font | None]
) -> None:
    image = Image.new("RGB", size, "green")
    marked = mark_drawn(image, _MARK, find())
    top, bottom = _changed(image, marked)
    assert (marked.size, bottom) == (size, size[1])
    assert min(size) < 100 or top > size[1] // 2


@pytest.mark.skipif(font_found() is None, reason="needs a font for Chinese, such as fonts-noto-cjk")
def test_chinese_is_drawn_as_letters_that_differ() -> None:
    image = Image.new("RGB", (800, 100), "black")
    one, other = (mark_drawn(image, text, font_found()) for text in ("监督员", "处置单"))
    assert one.tobytes() != other.tobytes(), "boxes for missing letters are all alike"


def test_without_a_font_for_chinese_time_and_number_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.new("RGB", (1600, 400), "black")
    assert (
        mark_drawn(image, "2026-03-02 18:30 拍摄 · 滨河路 · 20260302-0001", None).tobytes()
        == mark_drawn(image, "2026-03-02 18:30 · 20260302-0001", None).tobytes()
    )
    marking.font_found.cache_clear()
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert font_found() is None
    marking.font_found.cache_clear()


def test_a_photo_is_marked_once_it_shows_an_act_and_its_thumbnail_never(clerk: Actor, store: Path) -> None:
    content = picture(size=(800, 600), exif=exif({}, {0x9003: "2026:03:02 18:30:15"}, {}))
    file = services.file_store(
        content=content, name="a.jpg", area_code=WEST, purpose=Purpose.PHOTO, actor=clerk, at=NOON
    )
    plain, small = (rendition_ensure(file, shape) for shape in (Shape.VIEW, Shape.THUMB))
    with scope_opened([WEST]):
        services.photos_mark(files=[file], mark="滨河路 12 号 · 20260302-0001 · 监督员")
    marked = rendition_ensure(file, Shape.VIEW)
    assert marked != plain
    assert rendition_ensure(file, Shape.THUMB) == small
    top, bottom = _changed(Image.open(store / plain), Image.open(store / marked))
    assert top > 400
    assert bottom > 590
    assert rendition_ensure(file, Shape.VIEW) == marked
