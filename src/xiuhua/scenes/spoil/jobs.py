"""What recurs: the local control of dust, and days compared with manifests."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.scenes.spoil.queries.places import districts_with_sites
from xiuhua.scenes.spoil.services.hauls import WATCHER, fleet_bind
from xiuhua.scenes.spoil.services.roads import roads_sweep
from xiuhua.scenes.spoil.services.watching import dust_sweep
from xiuhua.shared.clock import now
from xiuhua.web.looping import repeat

_DAYS_APART_S = 600.0  # own choice: a haul takes half an hour


def dust_watch() -> None:
    """Look at the dust of every dock."""
    with scope_opened(WATCHER.areas):
        dust_sweep(at=now())


def roads_watch() -> None:
    """Look at water trucks and at the dust of roads."""
    with scope_opened(WATCHER.areas):
        roads_sweep(at=now())


def days_bind() -> None:
    """Compare today, and yesterday for what came late, with manifests, district by district."""
    at = now()
    today = localtime(at).date()
    with scope_opened(WATCHER.areas):
        for area_code in districts_with_sites():
            for on in (today - timedelta(days=1), today):
                fleet_bind(area_code=area_code, on=on, actor=WATCHER, at=at)


def days_loop(stop: Event) -> None:
    """Compare days every so often until told to stop; in a thread of its own: a fleet takes half a minute."""

    def work() -> bool:
        days_bind()
        return False

    repeat(stop, _DAYS_APART_S, work)
