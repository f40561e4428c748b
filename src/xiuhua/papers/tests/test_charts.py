"""Charts: grey, at print resolution, with words for whoever cannot see them; and what a gap is drawn as."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from xiuhua.papers.rules.plots import Plot, Series, Shape, plot_words
from xiuhua.papers.services.charts import chart_png

PLOT = Plot(
    shape=Shape.LINES, labels=("1月", "2月", "3月"), unit="件",
    series=(Series(name="2026年", values=(10, None, 1234)), Series(name="上年", values=(8, 9, 10))),
)  # fmt: skip


def test_a_chart_says_in_words_what_it_shows() -> None:
    assert plot_words(PLOT) == "2026年：1月 10件，2月 无数据，3月 1234件；上年：1月 8件，2月 9件，3月 10件。"


@pytest.mark.slow("loads matplotlib and its fonts")
def test_every_shape_is_drawn_in_greys_as_wide_as_the_type_area() -> None:
    for shape in Shape:
        plot = Plot(shape=shape, labels=PLOT.labels, series=PLOT.series, unit="件")
        with Image.open(io.BytesIO(chart_png(plot))) as image:
            assert image.width == pytest.approx(156 / 25.4 * 300, abs=2)
            small = image.convert("RGB").resize((200, 100))
            reds, greens, blues = (band.tobytes() for band in small.split())
            apart = [max(three) - min(three) for three in zip(reds, greens, blues, strict=True)]
            assert max(apart) <= 2


def test_a_series_has_a_value_for_each_label() -> None:
    with pytest.raises(ValueError, match="each label"):
        Plot(shape=Shape.BARS, labels=("1月",), series=(Series(name="2026年", values=(1, 2)),))
    with pytest.raises(ValueError, match="series"):
        Plot(shape=Shape.BARS, labels=("1月",), series=())
