"""What the pages of oversight share: the seal, choices, photos, who did what when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.files.queries import pictures_shown
from xiuhua.oversight.queries.oversight_rows import units_offered
from xiuhua.oversight.queries.sealing import PLATFORM, seal_open, seal_put_back
from xiuhua.oversight.terms.warnings import WarningAct
from xiuhua.scenekit.words import said
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotSignedIn
from xiuhua.web import seams
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.pages.columns import ListColumn
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Action, Cell, Section, Tag

MENU = "oversight"


class SealedPage(Page):
    """A page of warnings: the seal is open while it answers, for those who may read warnings alone."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer as the page does, with the seal open.

        Raises:
            NotSignedIn: nobody asks.
            NotPermitted: the reader may not read warnings, whether or not there is this one.
        """
        if self.actor.user_id is None:
            raise NotSignedIn
        seams.require(self.actor, WarningAct.READ.value)
        before = seal_open(self.actor.user_id or PLATFORM)
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BaseException:
            seal_put_back(before)
            raise
        if response.streaming:  # a sheet is read after the page has returned
            response._resource_closers.append(lambda: seal_put_back(before))  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own hook
        else:
            seal_put_back(before)
        return response


def day_column(key: str, label: Words, *, of: str, sort: str) -> ListColumn[Any]:  # a record with a day
    """Return the column of a day, ordered by the instant at which it begins."""
    return ListColumn(
        key=key, label=label, sort=sort, newest_first=True,
        cell=lambda one: Cell(text=getattr(one, of).isoformat() if getattr(one, of) else ""),
    )  # fmt: skip


def way(name: str, label: Words, *, icon: str = "list") -> Action:
    """Return the way from a list to another that belongs to it and has no tab of its own."""
    url_name = f"oversight:{name}"
    return Action(name=name, label=str(label), kind="plain", icon=icon, url=reverse(url_name))


def way_back(page: type[ListPage[Any]]) -> Action:  # of any records
    """Return the way from a list back to the one that it belongs to."""
    return way(page.key, page.title, icon="arrow-left")


def unit_column(label: Words) -> ListColumn[Any]:  # a record with a unit
    """Return the column of a unit; empty where there is none yet."""
    return ListColumn(key="unit", label=label, cell=lambda one: Cell(text=one.unit.name if one.unit else ""))


def switched(on: bool) -> Tag:  # noqa: FBT001 - a tag has one value
    """Return whether a rule is in force, as a tag."""
    return (
        Tag(text=str(said(zh="启用", en="On")), colour="done")
        if on
        else Tag(text=str(said(zh="停用", en="Off")))
    )


def unit_choices() -> list[tuple[str, str]]:
    """Return the units for a form, the first of which chooses none: nothing is assigned by oversight."""
    return [("", str(said(zh="选择单位", en="Choose a unit"))), *units_offered()]


def person_choices(people: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return people for a form, the first of whom is nobody: nobody is named by oversight."""
    return [("", str(said(zh="选择人员", en="Choose a person"))), *people]


def without(columns: Sequence[ListColumn[Any]], *keys: str) -> Sequence[ListColumn[Any]]:
    """Return the columns of a list of one's own: those that say the same in each row wait to be chosen."""
    return tuple(replace(one, shown=False) if one.key in keys else one for one in columns)


def by_whom(name: str, at: datetime | None) -> str:
    """Return who did something and when, as cards print it."""
    who = seams.actor_labels([name]).get(name, name)
    return f"{who} · {localtime(at):%Y-%m-%d %H:%M}" if at else who


def words_section(
    title: str, text: str, *, note: str = "", photos: Sequence[Any] = (), actor: Actor, at: datetime
) -> Section:  # stored files
    """Return a card of words and photos."""
    shown = pictures_shown(photos, label=title, actor=actor, at=at) if photos else ()
    return Section(
        title=title, template="web/parts/words.html", context={"text": text, "photos": shown}, note=note
    )
