"""What pages of several nouns share: cards and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from xiuhua.files.services import file_store
from xiuhua.files.terms import Purpose
from xiuhua.shared.actor import Actor
from xiuhua.web.pages.base import Words
from xiuhua.web.parts import Action, Cell, Fact, Section, Tag

if TYPE_CHECKING:
    from xiuhua.files.models import StoredFile


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a card that leads to another object."""

    text: str
    url: str
    note: str = ""
    tag: Tag | None = None


def links(title: Words, lines: Iterable[Line]) -> list[Section]:
    """Return a card of links, none where there are none."""
    found = list(lines)
    return [Section(title=str(title), template="ground/links.html", context=found)] if found else []


def facts(title: Words, cells: Mapping[Any, Cell]) -> Section:  # lazy words and plain ones
    """Return a card of labels and values."""
    told = [Fact(label=str(label), value=cell) for label, cell in cells.items()]
    return Section(title=str(title), template="ground/facts.html", context=told)


def unit_cell(code: str, name: str) -> Cell:
    """Return a unit's name with the code that the register gives it."""
    return Cell(text=f"{name}（{code}）" if name and code else name or code)


def upload_store(
    upload: Any, *, area_code: str, actor: Actor, at: datetime
) -> StoredFile | None:  # Django names no type for an upload
    """Keep a photograph that came with a form, if one came."""
    if not upload:
        return None
    name, purpose = upload.name or "", Purpose.PHOTO
    return file_store(content=upload, name=name, area_code=area_code, purpose=purpose, actor=actor, at=at)


def act_new(url_name: str, label: Words, act: str) -> Action:
    """Return the button that leads to the form for something new."""
    return Action(name=act, label=str(label), kind="primary", icon="plus", url=reverse(url_name))
