"""The demo's loads of the last days, told through the services that pages call, in its accounts' names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.ground.demo.units import HOME
from xiuhua.scenes.spoil.demo.town import (
    DOCK_KEEPER,
    DRIVER,
    HAULIER,
    SITE,
    SITE_MANAGER,
    WINDOW,
    plates_hauling,
)
from xiuhua.scenes.spoil.models import Dock, Site
from xiuhua.scenes.spoil.queries import demo as queries
from xiuhua.scenes.spoil.services.dispatch import (
    Decision,
    allotment_decide,
    corridor_write,
    dispatch_propose,
    project_list,
)
from xiuhua.scenes.spoil.services.manifests import (
    NewManifest,
    Weighed,
    manifest_arrive,
    manifest_carry,
    manifest_leave,
    manifest_open,
    manifest_sign,
)
from xiuhua.scenes.spoil.terms import ManifestState
from xiuhua.shared.actor import Actor

_ACCOUNTS = (SITE_MANAGER, HAULIER, DOCK_KEEPER, DRIVER, WINDOW)
_TARE_KG, _NET_KG, _LOOSE_M3 = 15_000.0, 18_000.0, 13.0  # 18 t are 10 m³ in the ground, 13 loose
_LISTED, _RUNS = timedelta(days=7), timedelta(days=60)
_LEAVES, _ARRIVES, _SIGNS = timedelta(minutes=12), timedelta(minutes=40), timedelta(minutes=52)


@dataclass(frozen=True, slots=True)
class _Load:
    """One load: how long ago it was opened, where it stops, what the dock's scale shows, and who drives."""

    ago: timedelta
    to: ManifestState
    came_kg: float = _NET_KG
    by_driver: bool = False


_LOADS = (
    _Load(timedelta(days=5, hours=3), ManifestState.SETTLED, 17_900, by_driver=True),
    _Load(timedelta(days=5, hours=1), ManifestState.SETTLED, 18_100),
    _Load(timedelta(days=4, hours=2), ManifestState.SETTLED, 17_850),
    _Load(timedelta(days=3, hours=3), ManifestState.SETTLED, 18_000, by_driver=True),
    _Load(timedelta(days=2, hours=4), ManifestState.DISPUTED, 13_900),  # a good fifth is missing
    _Load(timedelta(days=1, hours=3), ManifestState.SETTLED, 17_950),
    _Load(timedelta(hours=2), ManifestState.ARRIVED, 17_900),  # waits to be signed for
    _Load(timedelta(minutes=30), ManifestState.ON_THE_WAY, by_driver=True),
    _Load(timedelta(minutes=6), ManifestState.OPENED, by_driver=True),  # waits for its driver
)
"""Told in this order; the last three are open, each with a truck of its own."""


def loads_tell(*, at: datetime) -> int:
    """Tell what was listed, proposed and hauled, once; nothing where an account or the site is missing.

    Returns:
        How many manifests are new.
    """
    actors = {name: actor for name in _ACCOUNTS if (actor := _actor(name, at)) is not None}
    site, docks = queries.site_at(SITE), queries.docks_built()
    trucks = [one.pk for one in queries.trucks_plated(plates_hauling()).values()]
    if len(actors) < len(_ACCOUNTS) or site is None or not docks or len(trucks) < 3:
        return 0
    if queries.is_opened(_key(0)):
        return 0
    told = _Told(at=at, actors=actors, site=site, docks=docks)
    with transaction.atomic():
        _projects_list(told)
        for number, (load, truck) in enumerate(zip(_LOADS, cycle(sorted(trucks)), strict=False)):
            _load_tell(told, number, load, truck)
    return len(_LOADS)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What all of it is about."""

    at: datetime
    actors: Mapping[str, Actor]
    site: Site
    docks: list[Dock]

    @contextmanager
    def acting(self, name: str) -> Iterator[Actor]:
        """Yield somebody as an actor, in what they may see."""
        actor = self.actors[name]
        with scope_opened(actor.areas):
            yield actor


def _actor(name: str, at: datetime) -> Actor | None:
    user = account_named(name)
    found = user_and_actor(user.pk, at=at) if user else None
    return found[1] if found else None


def _key(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"xiuhua-demo:spoil:{number}")


def _projects_list(told: _Told) -> None:
    """Let the window set two corridors, list projects on them, have docks proposed, and accept the first."""
    at, other = told.at - _LISTED, queries.site_other(SITE)
    with told.acting(WINDOW) as window:
        south, north = (
            corridor_write(
                name=name,
                area_code=HOME,
                dock_ids=[one.pk for one in docks],
                route_ids=(),
                actor=window,
                at=at,
            )
            for name, docks in (("南线", told.docks[:2]), ("北线", told.docks[2:]))
        )
        for site, corridor in ((told.site, south), (other, north)):
            if site is None:
                continue
            project_list(
                site_id=site.pk, corridor_id=corridor.pk, until=(told.at + _RUNS).date(), actor=window, at=at
            )
        lines = dispatch_propose(area_code=HOME, actor=window, at=at)
        own = next(one for one in lines if one.project.site_id == told.site.pk)
        decision = Decision(takes=True, m3=own.m3, dock_id=own.dock_id)
        allotment_decide(allotment_id=own.pk, decision=decision, actor=window, at=at + timedelta(hours=2))


def _load_tell(told: _Told, number: int, load: _Load, truck: int) -> None:
    """Let a load come as far as it has: opened, taken, weighed out, weighed in, signed for."""
    at = told.at - load.ago
    driver = queries.person_behind(DRIVER) if load.by_driver else None
    new = NewManifest(
        client_id=_key(number), site_id=told.site.pk, dock_id=told.docks[0].pk, vehicle_id=truck,
        amount=_LOOSE_M3, driver_id=driver.pk if driver else None,
    )  # fmt: skip
    with told.acting(SITE_MANAGER) as actor:
        made = manifest_open(new=new, actor=actor, at=at)
    if load.to is ManifestState.OPENED:
        return
    with told.acting(DRIVER if driver else HAULIER) as actor:
        manifest_carry(manifest_id=made.pk, actor=actor, at=at + timedelta(minutes=4))
    with told.acting(SITE_MANAGER) as actor:
        out = Weighed(gross_kg=_TARE_KG + _NET_KG, tare_kg=_TARE_KG)
        manifest_leave(manifest_id=made.pk, weighed=out, actor=actor, at=at + _LEAVES)
    if load.to is ManifestState.ON_THE_WAY:
        return
    with told.acting(DOCK_KEEPER) as actor:
        came = Weighed(gross_kg=_TARE_KG + load.came_kg, tare_kg=_TARE_KG)
        manifest_arrive(manifest_id=made.pk, weighed=came, actor=actor, at=at + _ARRIVES)
        if load.to is not ManifestState.ARRIVED:
            manifest_sign(manifest_id=made.pk, actor=actor, at=at + _SIGNS)
