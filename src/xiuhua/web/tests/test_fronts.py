"""The trend of a front page: bars from nought, as high as what they say."""

from __future__ import annotations

import pytest

from xiuhua.web.pages.fronts import HEIGHT, trend_drawn
from xiuhua.web.parts import TrendPoint


def _points(*values: float | None) -> list[TrendPoint]:
    return [TrendPoint(label=f"{number:02}", value=value) for number, value in enumerate(values)]


def test_bars_stand_on_nought_and_their_heights_are_their_values() -> None:
    told = trend_drawn(_points(10, 5, 0), title="Times a day", unit="times")
    heights = [float(bar.height) for bar in told.bars]
    assert heights[0] == pytest.approx(HEIGHT / 1.08, abs=0.1)
    assert heights[1] == pytest.approx(heights[0] / 2, abs=0.1)
    assert heights[2] == 0
    assert all(float(bar.y) + float(bar.height) == pytest.approx(HEIGHT, abs=0.1) for bar in told.bars)


def test_a_target_above_every_bar_is_still_in_the_drawing() -> None:
    told = trend_drawn(_points(50), title="Share", unit="%", target=80, target_said="Target 80 %")
    assert 0 < float(told.target_y) < float(told.bars[0].y)


def test_what_nobody_knows_has_no_bar_and_a_trend_without_any_says_so() -> None:
    assert len(trend_drawn(_points(1, None, 2), title="t", unit="u").bars) == 2
    assert trend_drawn(_points(None), title="t", unit="u", none="nothing yet").none == "nothing yet"
