"""What the pages of communities share: clocks in words, choices, photos, a month to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from xiuhua.communities.queries import communities
from xiuhua.communities.queries.community_rows import StoredFile, Unit
from xiuhua.files.queries import rendition_address
from xiuhua.files.services import file_store
from xiuhua.files.terms import Act as FileAct
from xiuhua.files.terms import Purpose, Shape
from xiuhua.ground.queries import map_extent
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.queries.handbook import units_called
from xiuhua.ground.rules.limits import Limit, limit_read, limit_text
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.terms import Term
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.filters import AreaChoice, Filter, Mark
from xiuhua.web.pages.making import act_offered, verb_later
from xiuhua.web.parts import Action, Cell, FilterField, MapLayer, MapView, Option
from xiuhua.web.seams import areas_for, may

_MOST_PHOTOS = 9
_DEPTHS = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    return [AreaChoice(area.code, area.name, _DEPTHS[AreaLevel(area.level)]) for area in areas_wide()]


def term_choices(vocabulary: type[Term]) -> list[tuple[str, str]]:
    """Return the words of a vocabulary for a choice, in the reader's language."""
    return [(word.value, word.label(language())) for word in vocabulary]


def community_choices(actor: Actor, act: str) -> list[tuple[str, str]]:
    """Return the communities for which an actor may do an act."""
    return communities.community_choices(areas_for(actor, act))


def units_options(actor: Actor, act: str) -> tuple[Option, ...]:
    """Return the units that somebody may name while doing an act."""
    return tuple(
        Option(value=f"{unit.code} {unit.name}", label="")
        for unit in communities.units_in(areas_for(actor, act))
    )


def people_options(actor: Actor, act: str) -> tuple[Option, ...]:
    """Return the people whom somebody may name while doing an act."""
    return tuple(
        Option(value=f"{person.work_number} {person.name}", label="")
        for person in communities.people_offered(areas_for(actor, act))
    )


def unit_typed(typed: str, *, field: str) -> Unit:
    """Return the unit that somebody typed, by code or name.

    Raises:
        Invalid: none fits, or several do.
    """
    found = units_called(typed)
    if len(found) != 1:
        raise Invalid(fields={field: "whistle_unit_unknown"})
    return found[0]


def units_typed(typed: str, *, field: str) -> tuple[int, ...]:
    """Return the units of a list typed with 、 between them.

    Raises:
        Invalid: one of them fits none or several.
    """
    said = [one for one in re.split(r"[、,，;；\n]+", typed) if one.strip()]
    return tuple(unit_typed(one, field=field).pk for one in said)


def limit_shown(limit: Limit) -> str:
    """Return a limit as its field shows it, `4 工作时` or `4 working hours`."""
    return limit_text(limit, language()).replace("\u00a0", " ")


def limit_typed(typed: str, *, field: str) -> Limit:
    """Return the limit that somebody typed, in either language.

    Raises:
        Invalid: it is none.
    """
    try:
        found = limit_read(typed)
    except ValueError as error:
        raise Invalid(fields={field: "case_limit_wrong"}) from error
    if not isinstance(found, Limit):
        raise Invalid(fields={field: "case_limit_wrong"})
    return found


def photos_keep(
    uploads: Iterable[Any], *, area_code: str, actor: Actor, at: datetime
) -> tuple[StoredFile, ...]:  # Django names no type for an upload
    """Keep the photos that came with a form."""
    return tuple(
        file_store(
            content=upload, name=upload.name or "", area_code=area_code, purpose=Purpose.PHOTO, actor=actor,
            at=at,
        )
        for upload in list(uploads)[:_MOST_PHOTOS]
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photo where it lies for this reader, and what it shows."""

    view: str
    thumb: str
    label: str


def pictures(files: Iterable[StoredFile], *, label: str, actor: Actor, at: datetime) -> tuple[Picture, ...]:
    """Return the photos that the actor may look at."""
    if not may(actor, FileAct.READ):
        return ()
    return tuple(
        Picture(
            view=rendition_address(file, Shape.VIEW, actor=actor, at=at),
            thumb=rendition_address(file, Shape.THUMB, actor=actor, at=at),
            label=label,
        )
        for file in files
    )


def opens(number: int, url: str) -> Cell:
    """Return a count that opens to what was counted; nothing opens to nothing."""
    return Cell(kind="link", text=f"{number:,}", url=url) if number else Cell(kind="number", number=0)


def case_cell(case_id: int | None, number: str, url: str) -> Cell:
    """Return a link to a case."""
    return Cell(kind="link", text=number, url=url) if case_id else Cell()


@dataclass(frozen=True, kw_only=True)
class MonthFilter(Filter):
    """The month that is counted: `?month=2026-03`. The page counts; no row is left out."""

    def is_value(self, value: str) -> bool:
        """Return whether it is a month."""
        return _MONTH.fullmatch(value) is not None

    def condition(self, held: Held) -> Q:  # noqa: ARG002 - the page counts with it
        """Return nothing."""
        return Q()

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a text field."""
        return FilterField(
            name=self.name, label=str(self.label), kind="text", help=_("As 2026-03; this month without one."),
            value=next(iter(held.get(self.name, ())), ""),
        )  # fmt: skip


def month_asked(held: Held, *, today: date) -> str:
    """Return the month asked for, `2026-03`; this one without one."""
    return next(iter(held.get("month", ())), f"{today:%Y-%m}")


def where_map(actor: Actor, act: str) -> MapView:
    """Return the map to click on: what the actor answers for where that is one area, else the city."""
    areas = areas_for(actor, act)
    near = communities.area_extent(areas[0]) if len(areas) == 1 else None
    layers = (MapLayer(name="areas", label=_("Areas")),)
    return MapView(label=_("Where it is"), layers=layers, bounds=near or map_extent())


def offered(actor: Actor, act: Term, *, en: str, url_name: str, icon: str = "plus") -> tuple[Action, ...]:
    """Return the act of making a record, for whoever may."""
    return act_offered(actor, act, verb_later(act, en), url_name, icon=icon)
