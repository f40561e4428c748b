"""What pages need from apps above `web`: each is entered once, at start, by the app that has it.

`access` enters who may do what, what a name in the ledger means and doing a request once; `ledger` enters the
history; `files` enters exports. A page asks here and never learns who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, NotPermitted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from xiuhua.web.parts import Action, Bell


class Subject(Protocol):
    """What an act is done to: where it lies and in which state it is."""

    @property
    def area_code(self) -> str:
        """The code of the area the subject lies in; empty where it has none."""

    @property
    def state(self) -> str:
        """The state the subject is in; empty where it has none."""


class May(Protocol):
    """The act table, asked for a yes or no."""

    def __call__(self, actor: Actor, act: str, subject: Subject | None = None, /) -> bool:
        """Return whether the actor may do this; without a subject, whether on anything at all."""


class Require(Protocol):
    """The act table, asked to refuse with the reason."""

    def __call__(self, actor: Actor, act: str, subject: Subject | None = None, /) -> None:
        """Let an act pass, or raise NotPermitted or NotAllowedNow."""


class AreasFor(Protocol):
    """The act table, asked where."""

    def __call__(self, actor: Actor, act: str, /) -> tuple[str, ...]:
        """Return the area-code prefixes over which the actor may do an act; "" is everywhere."""


class Landing(Protocol):
    """Where people begin."""

    def __call__(self, actor: Actor, /) -> str:
        """Return the name of the address where somebody of these roles begins; empty for no wish."""


class StoryFact(Protocol):
    """One act in the history of a subject, as the ledger keeps it."""

    @property
    def entry_id(self) -> int:
        """The entry."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def actor(self) -> str:
        """Who did it, as the ledger names them: `user:12`."""

    @property
    def act(self) -> str:
        """What was done: `premises.rename`."""

    @property
    def words(self) -> Mapping[str, str]:
        """The texts that the act was about; empty where there are none, or none that may be seen."""

    @property
    def withheld(self) -> bool:
        """Whether there were texts that are erased or lie outside the scope."""

    @property
    def leaf(self) -> int | None:
        """Its place in the sealed log; None until it is sealed."""


class History(Protocol):
    """The ledger, asked about one subject."""

    def __call__(self, subject: str, limit: int, *, before: int | None) -> Sequence[StoryFact]:
        """Return the latest acts on `kind:pk`, newest first, older than an entry where one is given."""


class ActorLabels(Protocol):
    """What people read for the ledger's names of actors."""

    def __call__(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the label of each known name."""


class AreaNames(Protocol):
    """What people call areas."""

    def __call__(self, codes: Collection[str]) -> Mapping[str, str]:
        """Return the name of each known code."""


class Once(Protocol):
    """Doing a request once, however often it is sent."""

    def __call__(
        self, *, key: str, actor: Actor, at: datetime, act: Callable[[], dict[str, str]]
    ) -> dict[str, str]:
        """Run an act and keep its answer under a key, in one transaction; or give the answer kept."""


@dataclass(frozen=True, kw_only=True)
class ExportWish:
    """A list that somebody wants to take away.

    Args:
        list_key: the list, `premises`; `web.pages.lists.list_page` finds its page.
        query: filter and order as the list's URL holds them; a job reads the same records from it later.
        format: `xlsx`, `csv` or `geojson`.
        columns: the keys of the columns chosen; empty for the list's own.
    """

    list_key: str
    query: str
    format: str
    columns: tuple[str, ...]
    language: str


class Exports(Protocol):
    """Where sheets are made."""

    def __call__(self, request: HttpRequest, *, wish: ExportWish) -> HttpResponseBase:
        """Answer with the sheet, or with where it will be found once a job has made it.

        `web.pages.lists.table_of` reads the records of a wish, here or in a job.
        """


@dataclass(frozen=True)
class WordFile:
    """Documents as a Word file."""

    content: bytes
    media_type: str


class WordFiles(Protocol):
    """Whoever writes documents as Word files."""

    def __call__(self, documents: Sequence[object], /) -> WordFile:
        """Return documents as one Word file; they are those of whoever answers here."""


class Bells(Protocol):
    """Whoever keeps what people are told."""

    def __call__(self, actor: Actor, /) -> Bell | None:
        """Return the bell of an actor; None for somebody who is told nothing."""


class Figures(Protocol):
    """Whoever computes figures."""

    def __call__(self, request: HttpRequest, keys: Sequence[str], /, *, period: str) -> str:
        """Return figures as markup, each with its counts and its records; empty for who may not read them."""


class Doors(Protocol):
    """Whoever else may vouch for people at the door."""

    def __call__(self) -> Sequence[Action]:
        """Return the other ways to sign in that are open now."""


@dataclass
class _Filled:
    """Who answers each question in this process."""

    may: May | None = None
    require: Require | None = None
    areas_for: AreasFor | None = None
    landing: Landing | None = None
    history: History | None = None
    actor_labels: ActorLabels | None = None
    area_names: AreaNames | None = None
    once: Once | None = None
    exports: Exports | None = None
    bells: Bells | None = None
    word_files: WordFiles | None = None
    doors: Doors | None = None
    figures: Figures | None = None


_FILLED = _Filled()


def may_register(provider: May) -> None:
    """Enter the act table's yes or no."""
    _FILLED.may = provider


def require_register(provider: Require) -> None:
    """Enter the act table's refusal with the reason."""
    _FILLED.require = provider


def areas_for_register(provider: AreasFor) -> None:
    """Enter the act table's areas."""
    _FILLED.areas_for = provider


def landing_register(provider: Landing) -> None:
    """Enter where people begin."""
    _FILLED.landing = provider


def history_register(provider: History) -> None:
    """Enter the ledger's history of one subject."""
    _FILLED.history = provider


def actor_labels_register(provider: ActorLabels) -> None:
    """Enter what people read for the ledger's names of actors."""
    _FILLED.actor_labels = provider


def area_names_register(provider: AreaNames) -> None:
    """Enter what people call areas."""
    _FILLED.area_names = provider


def once_register(provider: Once) -> None:
    """Enter doing a request once."""
    _FILLED.once = provider


def exports_register(provider: Exports) -> None:
    """Enter where sheets are made."""
    _FILLED.exports = provider


def doors_register(provider: Doors) -> None:
    """Enter whoever else may vouch for people at the door."""
    _FILLED.doors = provider


def figures_register(provider: Figures) -> None:
    """Enter whoever computes figures."""
    _FILLED.figures = provider


def bells_register(provider: Bells) -> None:
    """Enter whoever keeps what people are told."""
    _FILLED.bells = provider


def word_files_register(provider: WordFiles) -> None:
    """Enter whoever writes documents as Word files."""
    _FILLED.word_files = provider


def may(actor: Actor, act: str, subject: Subject | None = None) -> bool:
    """Return whether an act may be done; without an act table nothing may."""
    return _FILLED.may is not None and _FILLED.may(actor, act, subject)


def require(actor: Actor, act: str, subject: Subject | None = None) -> None:
    """Let an act pass or refuse it.

    Raises:
        NotPermitted, NotAllowedNow: the act table says no.
    """
    if _FILLED.require is not None:
        _FILLED.require(actor, act, subject)
    elif not may(actor, act, subject):
        raise NotPermitted(act=act)


def refused(actor: Actor, act: str, subject: Subject | None = None) -> CityError | None:
    """Return why an act is refused, or None where it may be done."""
    try:
        require(actor, act, subject)
    except CityError as error:
        return error
    return None


def areas_for(actor: Actor, act: str) -> tuple[str, ...]:
    """Return the area-code prefixes over which the actor may do an act; "" is everywhere."""
    return actor.areas if _FILLED.areas_for is None else _FILLED.areas_for(actor, act)


def area_for(actor: Actor, act: str) -> str:
    """Return the widest area-code prefix over which the actor may do an act; "" is everywhere, or nowhere."""
    return min(areas_for(actor, act), key=len, default="")


def landing(actor: Actor) -> str:
    """Return the name of the address where an actor begins; empty where their roles do not say."""
    return _FILLED.landing(actor) if _FILLED.landing else ""


def story(subject: str, limit: int, *, before: int | None = None) -> Sequence[StoryFact]:
    """Return the latest acts on `kind:pk`, newest first."""
    return _FILLED.history(subject, limit, before=before) if _FILLED.history else ()


def actor_labels(names: Collection[str]) -> Mapping[str, str]:
    """Return what people read for the ledger's names of actors; unknown names are left out."""
    return _FILLED.actor_labels(names) if _FILLED.actor_labels and names else {}


def area_names(codes: Collection[str]) -> Mapping[str, str]:
    """Return what people call some areas; unknown codes are left out."""
    return _FILLED.area_names(codes) if _FILLED.area_names and codes else {}


def once(*, key: str, actor: Actor, at: datetime, act: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Run an act once per key and return its answer, kept or new."""
    return _FILLED.once(key=key, actor=actor, at=at, act=act) if _FILLED.once else act()


def export(request: HttpRequest, *, wish: ExportWish) -> HttpResponseBase | None:
    """Answer with the sheet or with where it will be; None where no app makes sheets."""
    return _FILLED.exports(request, wish=wish) if _FILLED.exports else None


def figures(request: HttpRequest, keys: Sequence[str], *, period: str) -> str:
    """Return some figures of a period as markup; empty where nobody computes any."""
    return _FILLED.figures(request, keys, period=period) if _FILLED.figures else ""


def doors() -> Sequence[Action]:
    """Return the ways to sign in beside user name and password."""
    return _FILLED.doors() if _FILLED.doors else ()


def bell(actor: Actor) -> Bell | None:
    """Return the bell of the top bar; None where nobody tells anything."""
    return _FILLED.bells(actor) if _FILLED.bells else None


def word_file(documents: Sequence[object]) -> WordFile:
    """Return documents as one Word file.

    Raises:
        LookupError: no app writes Word files.
    """
    if _FILLED.word_files is None:
        raise LookupError("no app writes Word files")
    return _FILLED.word_files(documents)


def exports_made() -> bool:
    """Return whether some app makes sheets, so that a list may offer them."""
    return _FILLED.exports is not None
