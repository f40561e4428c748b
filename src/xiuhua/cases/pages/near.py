"""The open cases around a case, as a map shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from xiuhua.cases.pages.cases import CaseListPage
from xiuhua.cases.queries.near import OpenNear
from xiuhua.web.parts import ClockState


def near_features(near: Iterable[OpenNear]) -> tuple[list[dict[str, object]], Mapping[ClockState, int]]:
    """Return open cases as GeoJSON features coloured by their clocks, and how many of each colour."""
    page, states = CaseListPage(), Counter[ClockState]()
    features: list[dict[str, object]] = []
    for one in near:
        clock = page.row_clock(one.case)
        if clock is None:
            continue
        states[clock.state] += 1
        said = {"kind": clock.state, "name": one.case.title, "url": page.row_url(one.case)}
        shape = {"type": "Point", "coordinates": (one.longitude, one.latitude)}
        features.append({"type": "Feature", "properties": said, "geometry": shape})
    return features, states
