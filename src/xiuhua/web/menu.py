"""The places of the rail, entered by the apps that own them and shown to whoever may go there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from xiuhua.shared.actor import Actor
from xiuhua.web.parts import MenuItem


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """One place: its act decides who sees it, `rank` where it stands.

    `label` is two to four hanzi, or one English word: it stands under the icon and is never hidden.
    """

    key: str
    zh: str
    en: str
    url_name: str
    icon: str
    act: str
    rank: int
    phone: bool = True
    foot: bool = False


@dataclass(frozen=True, kw_only=True)
class SearchPlace:
    """Where the search box of the top bar leads."""

    zh: str
    en: str
    url_name: str
    act: str


_SEARCH: list[SearchPlace] = []
_ENTRIES: dict[str, MenuEntry] = {}


def menu_register(entry: MenuEntry) -> None:
    """Enter a place; entering the same key again replaces it."""
    _ENTRIES[entry.key] = entry


def search_place_register(place: SearchPlace) -> None:
    """Say where the search box leads; the last app to say so, the highest, has it."""
    _SEARCH.append(place)


def search_place(actor: Actor, *, may: Callable[[Actor, str], bool]) -> SearchPlace | None:
    """Return where the search box leads for an actor."""
    return next((place for place in reversed(_SEARCH) if may(actor, place.act)), None)


def menu_for(
    actor: Actor, *, language: str, current: str, may: Callable[[Actor, str], bool]
) -> tuple[MenuItem, ...]:
    """Return the places an actor may go to, in their order."""
    entries = sorted(_ENTRIES.values(), key=lambda entry: (entry.foot, entry.rank, entry.key))
    return tuple(
        MenuItem(
            key=entry.key,
            label=entry.zh if language.startswith("zh") else entry.en,
            url=reverse(entry.url_name),
            icon=entry.icon,
            current=entry.key == current,
            phone=entry.phone,
            foot=entry.foot,
        )
        for entry in entries
        if may(actor, entry.act)
    )
