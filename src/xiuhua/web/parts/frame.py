"""The frame around every page: menu, person, language, crumbs, toasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.marks import Colour

Theme = Literal["auto", "light", "dark", "wall"]


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One place of the rail and, if `phone`, of the bottom bar. `count` None shows no badge.

    As a tab above a list, one of a `group` stands in the menu behind the others, under that name.
    """

    key: str
    label: str
    url: str
    icon: str
    count: int | None = None
    current: bool = False
    phone: bool = True
    foot: bool = False
    late: bool = False
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is signed in: a name, one line about the role, and where the account's own page is."""

    name: str
    role: str = ""
    url: str = ""

    @property
    def initial(self) -> str:
        """The first character, for the round mark: the surname of a Chinese name."""
        return self.name[:1].upper()


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language of the switch, named in itself."""

    code: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Bell:
    """The bell of the top bar: leads to what somebody was told.

    Its number is asked for by the browser, at `count_url`, when the page is there and whenever `subject` is
    named by a live event; so no page waits for it.
    """

    url: str
    count_url: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Top bar, rail and bottom bar. The context processor builds it once a request as `shell`.

    `theme` comes from the cookie `xh_theme`; `person` None is a page before sign-in: no rail, no search.
    `events_url` empty switches the live dot off. `neighbours` are the lists beside this one, and itself.
    """

    district: str = ""
    menu: tuple[MenuItem, ...] = ()
    neighbours: tuple[MenuItem, ...] = ()
    person: Person | None = None
    search_url: str = ""
    search_label: str = ""
    search_value: str = ""
    theme: Theme = "auto"
    languages: tuple[Language, ...] = ()
    sign_out_url: str = ""
    help_url: str = ""
    events_url: str = ""
    bell: Bell | None = None
    now: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way down to this page; the last has no url."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Toast:
    """What was just done, with a way back for some seconds where there is one."""

    text: str
    colour: Colour = "done"
    undo: Action | None = None
    seconds: int = 10
