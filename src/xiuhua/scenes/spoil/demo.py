"""A small seeded piece of the scene: sites and docks at the demo's premises."""

from __future__ import annotations

from datetime import datetime

from xiuhua.scenes.spoil.queries.places import premises_unused
from xiuhua.scenes.spoil.services.places import DockTold, SiteTold, dock_write, site_write
from xiuhua.shared.actor import Actor

_SIZES_M2 = (12_000.0, 38_500.0, 86_000.0)


def demo_build(*, actor: Actor, at: datetime) -> int:
    """Record the demo's building sites, and its first market's yard as a dock; return how many are new."""
    sites, docks = premises_unused()
    for number, premises in enumerate(sites):
        told = SiteTold(premises_id=premises.pk, building_m2=_SIZES_M2[number % len(_SIZES_M2)])
        site_write(told=told, actor=actor, at=at)
    for premises in docks:
        dock_write(told=DockTold(premises_id=premises.pk, capacity_m3=50_000.0), actor=actor, at=at)
    return len(sites) + len(docks)
