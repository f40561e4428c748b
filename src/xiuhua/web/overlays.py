"""What higher apps draw on the map of everything, from the page itself: rows that no shared tile may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True)
class MapSwitch:
    """A tile layer of a higher app in the legend of the map of everything.

    Args:
        name: of the layer.
        act: who may see it, over the whole of what they see.
        from_zoom: from where on it is drawn.
        on: whether it is until the reader chooses.
    """

    name: str
    zh: str
    en: str
    act: str
    from_zoom: int = 0
    on: bool = False

    def label(self, language: str) -> str:
        """Return what it is called: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en


_SWITCHES: dict[str, MapSwitch] = {}


def switch_register(switch: MapSwitch) -> None:
    """Offer a layer; offering the same again replaces it."""
    _SWITCHES[switch.name] = switch


def switches_registered() -> tuple[MapSwitch, ...]:
    """Return the layers of higher apps, in the order they were offered."""
    return tuple(_SWITCHES.values())
