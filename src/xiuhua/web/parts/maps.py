"""The map on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiuhua.web.parts.marks import ClockState


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """One of our own vector tile layers with its entry in the legend; `count` None leaves the number out."""

    name: str
    label: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class MapView:
    """A map island. A list with the same content always stands beside it or behind `list_url`.

    Args:
        bounds: west, south, east, north in degrees, WGS84.
        feature: one GeoJSON Feature or geometry as JSON text, drawn as the selected thing.
        feature_label: the chip above it.
        subject: `kind:pk` of the selected thing, so that the tile layer does not draw it twice.
        attribution: who made the data; always printed.
        open_url: where a click on a point leads; `{id}` stands for its id.
        overlay: a GeoJSON FeatureCollection that comes with the page: rows found, or findings. The property
            `kind` says how each is drawn (`overlap`, `gap`, the state of a clock, anything else as a found
            row), `url` where a click on a point leads.
        clocks: how many of the overlay's points each state of a clock has, for the legend.
        note: how much of it is drawn, where that is not all.
    """

    label: str
    layers: tuple[MapLayer, ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    feature: str = ""
    feature_label: str = ""
    subject: str = ""
    attribution: str = ""
    list_url: str = ""
    open_url: str = ""
    overlay: Mapping[str, object] | None = None
    clocks: tuple[tuple[ClockState, int], ...] = ()
    note: str = ""
