"""What the pages of this scene share."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.terms import AreaLevel
from xiuhua.scenes.fumes.models import Kitchen
from xiuhua.scenes.fumes.terms import KitchenState, SizeClass, Why
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.pages.filters import AreaChoice
from xiuhua.web.parts import Cell, Tag

_DEPTHS = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}


def area_choices() -> Sequence[AreaChoice]:
    """Return the areas that lists are filtered by."""
    return [
        AreaChoice(code=one.code, name=one.name, depth=_DEPTHS.get(AreaLevel(one.level), 2))
        for one in areas_wide()
    ]


def size_cell(kitchen: Kitchen) -> Cell:
    """Return the size class; nothing where it is unknown."""
    return Cell(text=SizeClass(kitchen.size).label(language()) if kitchen.size else "")


def latest_cell(kitchen: Kitchen) -> Cell:
    """Return the last mean, where one may be told."""
    shown = kitchen.state not in {KitchenState.UNMONITORED, KitchenState.OFFLINE, KitchenState.DOUBTFUL}
    return Cell(kind="number", number=kitchen.latest_mg_m3 if shown else None, decimals=2)


def why_said(why: str) -> str:
    """Return why nothing can be said of readings; empty where something can."""
    return "" if why == Why.NONE else Why(why).label(language())


def state_tag(kitchen: Kitchen) -> Tag:
    """Return how a kitchen stands."""
    return tag_of(KitchenState(kitchen.state))
