"""The filters of a list: each reads the URL, narrows the rows, and prints its field and chips."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.utils.translation import gettext as _

from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.terms import Term
from xiuhua.web.addresses import Held
from xiuhua.web.areas import within
from xiuhua.web.days import day_after, midnight
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.parts import FilterField, Option

_LONGEST_TEXT = 80
_LONGEST_ID = 19  # digits of a bigint
_YEARS = range(1900, 9000)


@dataclass(frozen=True)
class Mark:
    """One thing that a filter holds, and the parameter that holds it."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Filter(ABC):
    """A filter. `field` is the model field it narrows, where that is not its name."""

    name: str
    label: Words
    field: str = ""
    help: Words = ""

    @property
    def column(self) -> str:
        """The model field."""
        return self.field or self.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The URL parameters it reads."""
        return (self.name,)

    def read(self, asked: Mapping[str, Sequence[str]]) -> tuple[Held, tuple[str, ...]]:
        """Return what the URL holds for it, and the values that are none."""
        held, wrong = {}, []
        for name in self.parameters:
            values = [value.strip() for value in asked.get(name, ()) if value.strip()]
            good = tuple(dict.fromkeys(value for value in values if self.is_value(value)))
            wrong += [value for value in values if value not in good]
            if good:
                held[name] = good
        return held, tuple(wrong)

    @abstractmethod
    def is_value(self, value: str) -> bool:
        """Return whether a text from the URL is a value of this filter."""

    @abstractmethod
    def condition(self, held: Held) -> Q:
        """Return what the rows must meet; `held` has been read and is not empty."""

    @abstractmethod
    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return what it holds, a chip each."""

    @abstractmethod
    def part(self, held: Held) -> FilterField:
        """Return its field in the filter form."""

    def told(self, held: Held) -> tuple[FilterField, tuple[Mark, ...]]:
        """Return its field and its chips."""
        return self.part(held), self.marks(held)


@dataclass(frozen=True, kw_only=True)
class TermFilter(Filter):
    """One or more words of a vocabulary: `?state=open&state=suspended`."""

    vocabulary: type[Term]

    def is_value(self, value: str) -> bool:
        """Return whether the vocabulary has the word."""
        return value in self.vocabulary.__members__.values()

    def condition(self, held: Held) -> Q:
        """Return that the column holds one of the words."""
        return Q(**{f"{self.column}__in": held[self.name]})

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip per word."""
        here = language()
        return tuple(
            Mark(self.name, value, self.vocabulary(value).label(here)) for value in held.get(self.name, ())
        )

    def part(self, held: Held) -> FilterField:
        """Return a choice among the words."""
        here, chosen = language(), held.get(self.name, ())
        options = (
            Option(value=word.value, label=word.label(here), selected=word in chosen)
            for word in self.vocabulary
        )
        return _field(self, "choice", options=tuple(options), value=chosen[0] if chosen else "")


@dataclass(frozen=True)
class AreaChoice:
    """An area that may be filtered by; `depth` is how many levels it lies below the widest."""

    code: str
    name: str
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class AreaFilter(Filter):
    """An area and everything in it, by code prefix: `?area=990101`."""

    field: str = "area_code"
    choices: Callable[[], Sequence[AreaChoice]]

    def is_value(self, value: str) -> bool:
        """Return whether the text may be an area code."""
        return value.isascii() and value.isdigit() and len(value) <= 20

    def condition(self, held: Held) -> Q:
        """Return that the column lies under one of the codes."""
        return within(self.column, self.prefixes(held))

    def prefixes(self, held: Held) -> tuple[str, ...]:
        """Return the codes chosen, everywhere where none is."""
        return held.get(self.name, (EVERYWHERE,))

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip per area; an unknown code is printed as it is."""
        return self._marks(held, self.choices())

    def part(self, held: Held) -> FilterField:
        """Return a choice among the areas, lower levels set in."""
        return self._part(held, self.choices())

    def told(self, held: Held) -> tuple[FilterField, tuple[Mark, ...]]:
        """Return its field and its chips, from one reading of the areas."""
        choices = self.choices()
        return self._part(held, choices), self._marks(held, choices)

    def _marks(self, held: Held, choices: Sequence[AreaChoice]) -> tuple[Mark, ...]:
        names = {choice.code: choice.name for choice in choices}
        return tuple(Mark(self.name, value, names.get(value, value)) for value in held.get(self.name, ()))

    def _part(self, held: Held, choices: Sequence[AreaChoice]) -> FilterField:
        chosen = held.get(self.name, ())
        options = tuple(
            Option(value=area.code, label="\u3000" * area.depth + area.name, selected=area.code in chosen)
            for area in choices
        )
        return _field(self, "choice", options=options, value=chosen[0] if chosen else "")


@dataclass(frozen=True, kw_only=True)
class ChoiceFilter(Filter):
    """One of some values with labels that a query knows: `?class=01037`; `by_id` where the values are ids."""

    choices: Callable[[], Sequence[tuple[str, str]]]
    by_id: bool = False

    def is_value(self, value: str) -> bool:
        """Return whether PostgreSQL can hold it; one that no row has finds none."""
        if self.by_id:
            return value.isascii() and value.isdigit() and len(value) < _LONGEST_ID
        return len(value) <= _LONGEST_TEXT and "\x00" not in value

    def condition(self, held: Held) -> Q:
        """Return that the column holds one of the values."""
        return Q(**{f"{self.column}__in": held[self.name]})

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip per value."""
        return self._marks(held, dict(self.choices()) if held else {})

    def part(self, held: Held) -> FilterField:
        """Return a choice among the values."""
        return self._part(held, self.choices())

    def told(self, held: Held) -> tuple[FilterField, tuple[Mark, ...]]:
        """Return its field and its chips, from one reading of the values."""
        choices = self.choices()
        return self._part(held, choices), self._marks(held, dict(choices))

    def _marks(self, held: Held, labels: Mapping[str, str]) -> tuple[Mark, ...]:
        return tuple(Mark(self.name, value, labels.get(value, value)) for value in held.get(self.name, ()))

    def _part(self, held: Held, choices: Sequence[tuple[str, str]]) -> FilterField:
        chosen = held.get(self.name, ())
        options = tuple(
            Option(value=value, label=label, selected=value in chosen) for value, label in choices
        )
        return _field(self, "choice", options=options, value=chosen[0] if chosen else "")


@dataclass(frozen=True, kw_only=True)
class PrefixFilter(Filter):
    """A text that begins as typed, for codes: `?code=XQ-2026`."""

    def is_value(self, value: str) -> bool:
        """Return whether PostgreSQL can hold the text."""
        return len(value) <= _LONGEST_TEXT and "\x00" not in value

    def condition(self, held: Held) -> Q:
        """Return that the column begins so: `^@` is leakproof, LIKE is not."""
        return Q(_BeginsWith(F(self.column), Value(held[self.name][0], output_field=TextField())))

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        return tuple(Mark(self.name, value, f"{value}…") for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a text field."""
        return _field(self, "text", value=next(iter(held.get(self.name, ())), ""))


class _BeginsWith(Func):
    """PostgreSQL's `^@`."""

    arg_joiner = " ^@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


@dataclass(frozen=True, kw_only=True)
class DaysFilter(Filter):
    """Days from and to, both included, in the local zone: `?on_from=2026-11-01&on_to=2026-11-22`."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The first and the last day."""
        return f"{self.name}_from", f"{self.name}_to"

    def is_value(self, value: str) -> bool:
        """Return whether the text is a day of a calendar in use."""
        return _day(value) is not None

    def condition(self, held: Held) -> Q:
        """Return that the instant lies within the days."""
        since, until = (_day(next(iter(held.get(name, ())), "")) for name in self.parameters)
        condition = Q(**{f"{self.column}__gte": midnight(since)}) if since else Q()
        return condition & (Q(**{f"{self.column}__lt": day_after(until)}) if until else Q())

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip for the first day and one for the last."""
        words = zip(self.parameters, (_("from %(day)s"), _("to %(day)s")), strict=True)
        return tuple(
            Mark(name, value, text % {"day": value})
            for name, text in words
            for value in held.get(name, ())[:1]
        )

    def part(self, held: Held) -> FilterField:
        """Return two days."""
        since, until = (next(iter(held.get(name, ())), "") for name in self.parameters)
        return _field(self, "dates", value=since, value_to=until)


@dataclass(frozen=True, kw_only=True)
class YesFilter(Filter):
    """Yes or no: `?late=1`, `?late=0`."""

    def is_value(self, value: str) -> bool:
        """Return whether the text is 1 or 0."""
        return value in {"0", "1"}

    def condition(self, held: Held) -> Q:
        """Return that the column is so."""
        return Q(**{self.column: held[self.name][0] == "1"})

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        words = {"1": _("yes"), "0": _("no")}
        return tuple(Mark(self.name, value, words[value]) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a switch."""
        return _field(self, "yes", value=next(iter(held.get(self.name, ())), ""))


@dataclass(frozen=True, kw_only=True)
class AskedFilter(Filter):
    """A part of the question, as a text: the rows are narrowed with the whole question, not by it alone.

    Args:
        longest: signs that it may have.
    """

    longest: int = _LONGEST_TEXT

    def is_value(self, value: str) -> bool:
        """Return whether it may be one; what it means is for the question to say."""
        return len(value) <= self.longest and value.isprintable()

    def condition(self, held: Held) -> Q:  # noqa: ARG002 - narrowed with the whole question
        """Return nothing."""
        return Q()

    def marks(self, held: Held) -> tuple[Mark, ...]:  # noqa: ARG002 - the heading says it
        """Return no chip."""
        return ()

    def part(self, held: Held) -> FilterField:
        """Return a text field."""
        return _field(self, "text", value=next(iter(held.get(self.name, ())), ""))


def _field(
    declared: Filter, kind: str, *, value: str, value_to: str = "", options: tuple[Option, ...] = ()
) -> FilterField:
    return FilterField(
        name=declared.name,
        label=str(declared.label),
        kind=kind,  # type: ignore[arg-type]  # the callers above name known kinds
        options=options,
        value=value,
        value_to=value_to,
        help=str(declared.help),
    )


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.year in _YEARS and day.isoformat() == value else None
