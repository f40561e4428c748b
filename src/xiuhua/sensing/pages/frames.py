"""Frames of nobody known: what knocks at the gateway and belongs to no device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.pages.shared import FrameShown, frame_line
from xiuhua.sensing.queries.readings import frames_of_nobody
from xiuhua.sensing.terms import DeviceAct, FrameAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.pages.base import Page

_DAYS = 7
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class StrangersView:
    """The page: its lines, and where a device is recorded."""

    title: str
    lines: Sequence[FrameShown]
    list_url: str
    new_url: str
    days: int = _DAYS
    most: int = _MOST


class StrangersPage(Page):
    """What came from devices that nobody has recorded, or from no device at all."""

    act = FrameAct.READ
    menu = "components"
    template = "sensing/strangers.html"
    fragment = "sensing/strangers_part.html"

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the newest of the last days."""
        title = _("Unknown devices")
        found = frames_of_nobody(since=now() - timedelta(days=_DAYS))[:_MOST]
        new_url = reverse("sensing:device-new") if seams.may(self.actor, DeviceAct.CREATE) else ""
        view = StrangersView(
            title=str(title), lines=[frame_line(frame) for frame in found], new_url=new_url,
            list_url=reverse("sensing:devices"),
        )  # fmt: skip
        return self.answer(view, title=title)
