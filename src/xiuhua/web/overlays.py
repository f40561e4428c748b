"""What higher apps draw on the map of everything, from the page itself: rows that no shared tile may hold."""

from __future__ import annotations

from collections.abc import Callable

from xiuhua.shared.actor import Actor
from xiuhua.web.parts import MapView

Overlay = Callable[
    [Actor], MapView | None
]  # with `overlay`, `clocks`, `label` and `list_url`; None for nothing
_OVERLAYS: dict[str, Overlay] = {}


def overlay_register(name: str, provider: Overlay) -> None:
    """Draw what a provider returns for whoever looks; `name` is its switch in the legend."""
    _OVERLAYS[name] = provider


def overlays_for(actor: Actor) -> dict[str, MapView]:
    """Return what is drawn for an actor, by the name of its switch."""
    found = ((name, provider(actor)) for name, provider in _OVERLAYS.items())
    return {name: view for name, view in found if view is not None}
