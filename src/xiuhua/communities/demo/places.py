"""Where something happens in a community of the demo district."""

from __future__ import annotations

from random import Random

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import beside
from xiuhua.cases.demo.load import HOME, NothingThere
from xiuhua.cases.demo.year import Spot
from xiuhua.ground.models import Component, Premises

_MOST = 200


def door_in(community: str, chance: Random) -> Spot:
    """Return a door of a community, or where it has none one of its lamps, trees and lids.

    Raises:
        NothingThere: it has neither.
    """
    with scope_opened((HOME,)):
        doors = Premises.objects.filter(area_code__startswith=community).order_by("code")
        known = list(doors.values_list("place", "address", "area_code")[:_MOST])
        if not known:
            things = Component.objects.filter(area_code__startswith=community).order_by("code")
            rows = things.values_list("place", "item__zh", "area_code")[:_MOST]
            known = [(place, f"{zh}旁", area_code) for place, zh, area_code in rows]
    if not known:
        raise NothingThere(f"there is nothing in {community}: run manage demo_load first")
    place, address, area_code = chance.choice(known)
    return Spot(x=round(place.x, 7), y=round(place.y, 7), address=address, street=area_code[:9])


def near(spot: Spot, chance: Random) -> Spot:
    """Return where somebody stands who came to a place."""
    return beside(spot, chance)
