"""What lists of every app are filtered by."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.terms import AreaLevel
from xiuhua.web.pages.filters import AreaChoice

_DEPTHS = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    return [AreaChoice(area.code, area.name, _DEPTHS[AreaLevel(area.level)]) for area in areas_wide()]
