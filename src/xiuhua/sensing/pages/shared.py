"""What pages of devices share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.terms import AreaLevel
from xiuhua.sensing.models import Device, RawFrame
from xiuhua.sensing.rules.showing import fault_sentence, frame_shown
from xiuhua.sensing.terms import Direction
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.filters import AreaChoice
from xiuhua.web.parts import Cell, Crumb, Fact, Option, Section

_DEPTHS = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}


def device_crumbs(device: Device) -> Sequence[Crumb]:
    """Return the way down to an act on a device: the list, and the device."""
    return (
        Crumb(label=gettext("Devices"), url=reverse("sensing:devices")),
        Crumb(label=device.name, url=reverse("sensing:device", args=(device.pk,))),
    )


@dataclass(frozen=True, kw_only=True)
class FrameShown:
    """A frame as a line of a page.

    Args:
        why: the reason where it was refused; empty for a good one.
        unstored: how many like it came before it and were only counted.
        is_sent: that it went to the device; for the command of this number.
    """

    at: datetime
    number: str
    protocol: str
    peer: str
    content: str
    why: str = ""
    unstored: int = 0
    is_sent: bool = False
    command: str = ""
    command_url: str = ""


@dataclass(frozen=True, kw_only=True)
class DevicesShown:
    """Some devices: the first of them, and how many more there are."""

    lines: Sequence[tuple[str, str, str]]
    more: int


def frame_line(frame: RawFrame) -> FrameShown:
    """Return a frame as it is shown."""
    command = (frame.details or {}).get("command") if frame.direction == Direction.OUT else None
    why = fault_sentence(frame.protocol, frame.fault, frame.details, language()) if frame.fault else ""
    return FrameShown(
        at=frame.received_at,
        number=frame.number,
        protocol=frame.protocol,
        peer=frame.peer,
        content=frame_shown(frame.protocol, bytes(frame.content)),
        why=why,
        unstored=int((frame.details or {}).get("unstored", 0)),
        is_sent=frame.direction == Direction.OUT,
        command=str(command or ""),
        command_url=reverse("sensing:command", args=(command,)) if command else "",
    )


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    return [AreaChoice(area.code, area.name, _DEPTHS.get(AreaLevel(area.level), 0)) for area in areas_wide()]


def area_suggestions() -> tuple[Option, ...]:
    """Return the areas down to streets, for a field to suggest."""
    return tuple(Option(value=area.code, label=area.name) for area in areas_wide())


def facts(title: Words, cells: Mapping[Any, Cell]) -> Section:  # lazy words and plain ones
    """Return a card of labels and values."""
    told = [Fact(label=str(label), value=cell) for label, cell in cells.items()]
    return Section(title=str(title), template="sensing/facts.html", context=told)
