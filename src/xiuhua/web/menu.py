"""The places of the rail, entered by the apps that own them and shown to whoever may go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from xiuhua.shared.actor import Actor
from xiuhua.web.addresses import place_url
from xiuhua.web.parts import MenuItem


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """One place: its act decides who sees it, `rank` where it stands.

    `label` is two to four hanzi, or one English word: it stands under the icon and is never hidden. A place
    `under` another stands in no rail: it is a tab above that one's list, whose own tab is called by `tab`, zh
    and en, where the place is named after more than its list. `phone` is a wish: the bottom bar
    holds the first few. `query` is how its list is asked there: the tab that is worked from.

    A place of a `group`, zh and en, stands in the menu behind the tabs once there are many, under the name of
    its group; those of none are what is worked from day by day, and stay tabs.

    A place without an act gathers others: it is there for whoever may go to one of those under it, and its
    page shows each with the sentence it `says` of itself, zh and en.
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
    under: str = ""
    query: str = ""
    tab: tuple[str, str] = ("", "")
    says: tuple[str, str] = ("", "")
    group: tuple[str, str] = ("", "")

    @property
    def url(self) -> str:
        """Where it leads."""
        path = place_url(self.url_name)
        return f"{path}?{self.query}" if self.query else path


@dataclass(frozen=True, kw_only=True)
class SearchPlace:
    """Where the search box of the top bar leads."""

    zh: str
    en: str
    url_name: str
    act: str


_PHONE_PLACES = 5  # what a thumb can tell apart in the bar of a phone
_TABS = 8  # as many tabs are taken in at once: own choice
_SEARCH: list[SearchPlace] = []
SCENES = MenuEntry(
    key="scenes",
    zh="场景",
    en="Scenes",
    url_name="web:scenes",
    icon="layout-grid",
    act="",
    rank=60,
    phone=False,
)
_ENTRIES: dict[str, MenuEntry] = {SCENES.key: SCENES}


def menu_register(entry: MenuEntry) -> None:
    """Enter a place; entering the same key again replaces it."""
    _ENTRIES[entry.key] = entry


def place_opened(url_name: str) -> str:
    """Return the address of a page as the menu opens it: on the tab that is worked from, if any."""
    found = next((entry for entry in _ENTRIES.values() if entry.url_name == url_name), None)
    return found.url if found else place_url(url_name)


def search_place_register(place: SearchPlace) -> None:
    """Say where the search box leads; the last app to say so, the highest, has it."""
    _SEARCH.append(place)


def search_place(actor: Actor, *, may: Callable[[Actor, str], bool]) -> SearchPlace | None:
    """Return where the search box leads for an actor."""
    return next((place for place in reversed(_SEARCH) if may(actor, place.act)), None)


def menu_for(
    actor: Actor, *, language: str, current: str, may: Callable[[Actor, str], bool]
) -> tuple[MenuItem, ...]:
    """Return the places of the rail an actor may go to, in their order; the first few fit a phone.

    A place leads to the first of its lists that the actor may read, be it its own or one under it.
    """
    every = _ordered()
    heads = (_opened(entry, every, actor, may) for entry in every if not entry.under)
    entries = [entry for entry in heads if entry is not None]
    on_phone = [entry.key for entry in entries if entry.phone][:_PHONE_PLACES]
    head = _head_of(current)
    return tuple(
        replace(_item(entry, language), current=entry.key == head, phone=entry.key in on_phone)
        for entry in entries
    )


def _head_of(key: str) -> str:
    """Return the place of the rail that a place stands under, or the place itself."""
    entry = _ENTRIES.get(key)
    return _head_of(entry.under) if entry and entry.under else key


def _opened(
    entry: MenuEntry, every: Sequence[MenuEntry], actor: Actor, may: Callable[[Actor, str], bool]
) -> MenuEntry | None:
    """Return a place as it opens for an actor, by itself or by one under it; `every` in its order."""
    if entry.act and may(actor, entry.act):
        return entry
    first = next(_under(entry.key, every, actor, may), None)
    if first is None or not entry.act:
        return entry if first else None
    return replace(entry, url_name=first.url_name, query=first.query)


def _under(
    key: str, every: Sequence[MenuEntry], actor: Actor, may: Callable[[Actor, str], bool]
) -> Iterator[MenuEntry]:
    opened = (_opened(one, every, actor, may) for one in every if one.under == key)
    return (one for one in opened if one is not None)


def gathered_for(actor: Actor, key: str, *, may: Callable[[Actor, str], bool]) -> tuple[MenuEntry, ...]:
    """Return the places under one that gathers others, those an actor may go to."""
    return tuple(_under(key, _ordered(), actor, may))


def neighbours_for(
    actor: Actor, *, language: str, path: str, may: Callable[[Actor, str], bool]
) -> tuple[MenuItem, ...]:
    """Return the tabs above the list at a path: its place of the rail, and the places under that one.

    None where the path is the address of no place, or where there is no other tab to choose.
    """
    here = next((entry for entry in _ENTRIES.values() if place_url(entry.url_name) == path), None)
    if here is None or not here.act:
        return ()
    has_own = any(one.under == here.key for one in _ENTRIES.values())
    head = here.key if has_own else here.under or here.key
    entries = [one for one in _ordered() if head in {one.key, one.under} and may(actor, one.act)]
    tabs = sorted(entries, key=lambda one: one.key != head)
    items = [_tab(one, language, path) for one in tabs]
    if len(items) <= _TABS:
        items = [replace(one, group="") for one in items]
    groups = ["", *dict.fromkeys(one.group for one in items)]
    items.sort(key=lambda one: groups.index(one.group))
    return tuple(items) if len(items) > 1 else ()


def _tab(entry: MenuEntry, language: str, path: str) -> MenuItem:
    item = _item(entry, language)
    label = entry.tab[0 if language.startswith("zh") else 1] or item.label
    group = entry.group[0 if language.startswith("zh") else 1]
    return replace(item, label=label, current=place_url(entry.url_name) == path, group=group)


def _ordered() -> list[MenuEntry]:
    return sorted(_ENTRIES.values(), key=lambda entry: (entry.foot, entry.rank, entry.key))


def _item(entry: MenuEntry, language: str) -> MenuItem:
    return MenuItem(
        key=entry.key,
        label=entry.zh if language.startswith("zh") else entry.en,
        url=entry.url,
        icon=entry.icon,
        foot=entry.foot,
    )
