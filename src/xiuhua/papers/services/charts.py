"""Charts as pictures, by matplotlib, which is loaded only where one is drawn.

Drawn in black, white and greys at print resolution: see `rules.plots`.
"""

from __future__ import annotations

import io
from typing import Any

from xiuhua.papers.rules.official import TYPE_AREA_MM
from xiuhua.papers.rules.plots import Plot, Series, Shape

_DPI, _INCH_MM = 300, 25.4
_HEIGHT_MM, _ROW_MM = 72.0, 6.5
# The first of these that the machine has; any face with Chinese letters serves.
_FACES = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "SimHei", "Microsoft YaHei", "PingFang SC"),
    *("WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "SimSun"),
)
_GREYS = ("#595959", "#ffffff", "#c8c8c8", "#ffffff")
_HATCHES = ("", "////", "", "....")
_LINES = ("#1a1a1a", "#6b6b6b", "#1a1a1a", "#6b6b6b")
_DASHES = ("-", "--", ":", "-.")
_MARKERS = ("o", "s", "^", "D")


def chart_png(plot: Plot) -> bytes:
    """Return a chart as a PNG, as wide as the type area, 300 dots an inch."""
    import matplotlib as mpl  # noqa: PLC0415 - slow to import
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {  # keys that matplotlib lists one by one
        "font.family": [*_faces(), "DejaVu Sans"], "font.size": 9, "axes.unicode_minus": False,
        "hatch.linewidth": 0.6, "axes.linewidth": 0.8,
    }  # fmt: skip
    with mpl.rc_context(settings):
        height = max(_HEIGHT_MM, _ROW_MM * len(plot.labels)) if plot.shape is Shape.LYING else _HEIGHT_MM
        size = (TYPE_AREA_MM[0] / _INCH_MM, height / _INCH_MM)
        figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
        canvas: Any = FigureCanvasAgg(figure)  # its methods are untyped
        axes = figure.add_subplot()
        {Shape.LINES: _lines, Shape.BARS: _bars, Shape.LYING: _lying}[plot.shape](axes, plot)
        axes.spines[["top", "right"]].set_visible(False)
        if len(plot.series) > 1:
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=4, frameon=False)
        target = io.BytesIO()
        canvas.print_png(target, pil_kwargs={"optimize": True}, metadata={"Software": None})
        return target.getvalue()


def _faces() -> list[str]:
    from matplotlib import font_manager  # noqa: PLC0415

    known = {one.name for one in font_manager.fontManager.ttflist}
    return [face for face in _FACES if face in known][:1]


def _lines(axes: Any, plot: Plot) -> None:  # matplotlib's axes are typed loosely
    places = range(len(plot.labels))
    for nth, one in enumerate(plot.series):
        values = [float("nan") if value is None else value for value in one.values]
        axes.plot(
            places, values, label=one.name, color=_LINES[nth], linestyle=_DASHES[nth],
            marker=_MARKERS[nth], markersize=4.5, markerfacecolor="white" if nth else _LINES[0],
            linewidth=1.4,
        )  # fmt: skip
    axes.set_xticks(list(places), plot.labels)
    _scaled(axes.yaxis, axes.set_ylabel, plot)
    axes.margins(y=0.08)
    axes.set_xlim(-0.4, len(plot.labels) - 0.6)
    axes.set_ylim(bottom=_floor(plot))
    axes.grid(axis="y", color="#d9d9d9", linewidth=0.6)
    axes.set_axisbelow(True)


def _floor(plot: Plot) -> float:
    """Return where the axis of values begins: at nought, but for rates that all lie high."""
    known = [value for one in plot.series for value in one.values if value is not None]
    least = min(known, default=0.0)
    return 50.0 if plot.unit == "%" and least >= 60 else min(0.0, least)


def _bars(axes: Any, plot: Plot) -> None:  # as above
    wide = 0.8 / len(plot.series)
    for nth, one in enumerate(plot.series):
        places = [place - 0.4 + wide * (nth + 0.5) for place in range(len(plot.labels))]
        bars = axes.bar(places, _heights(one), wide * 0.9, label=one.name, **_look(nth))
        axes.bar_label(bars, labels=_told(plot, one), fontsize=7.5, padding=1.5)
    axes.set_xticks(range(len(plot.labels)), plot.labels)
    axes.margins(y=0.12)
    _scaled(axes.yaxis, axes.set_ylabel, plot)


def _lying(axes: Any, plot: Plot) -> None:  # as above
    high = 0.8 / len(plot.series)
    for nth, one in enumerate(plot.series):
        places = [place - 0.4 + high * (nth + 0.5) for place in range(len(plot.labels))]
        bars = axes.barh(places, _heights(one), high * 0.9, label=one.name, **_look(nth))
        axes.bar_label(bars, labels=_told(plot, one), fontsize=7.5, padding=2)
    axes.set_yticks(range(len(plot.labels)), plot.labels)
    axes.invert_yaxis()
    axes.margins(x=0.1)
    _scaled(axes.xaxis, axes.set_xlabel, plot)


def _heights(one: Series) -> list[float]:
    return [value or 0.0 for value in one.values]  # drawn as nothing, and labelled as unknown


def _look(nth: int) -> dict[str, object]:
    return {"color": _GREYS[nth], "hatch": _HATCHES[nth], "edgecolor": "#1a1a1a", "linewidth": 0.8}


def _told(plot: Plot, one: Series) -> list[str]:
    return ["无数据" if value is None else f"{value:.{plot.decimals}f}" for value in one.values]


def _scaled(axis: Any, label: Any, plot: Plot) -> None:  # as above
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    axis.set_major_locator(MaxNLocator(nbins=6, integer=plot.unit != "%"))
    axis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:.0f}"))
    label(f"单位：{plot.unit}" if plot.unit else "")
