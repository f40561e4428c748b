"""Channels of cameras and recorders, the pad that moves them, and what terminals list of their recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from xiuhua.ground.terms.cameras import CameraAct
from xiuhua.sensing.forms.devices import MOVE_LASTS_MS
from xiuhua.sensing.models import Channel, Command, Control, Device
from xiuhua.sensing.pages.shared import facts
from xiuhua.sensing.queries.devices import LedgerCamera, cameras_of_channels, channels_of
from xiuhua.sensing.rules.commanding.orders import MOST_PRESET
from xiuhua.sensing.terms import (
    ChannelState,
    CommandAct,
    CommandKind,
    ControlAct,
    DeviceState,
    Move,
    Protocol,
)
from xiuhua.shared.ids import uuid7
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Cell, Section, Tag

_MOST_CHANNELS = 256
_ARROWS = {
    Move.UP_LEFT: "↖", Move.UP: "↑", Move.UP_RIGHT: "↗", Move.LEFT: "←", Move.STOP: "■", Move.RIGHT: "→",
    Move.DOWN_LEFT: "↙", Move.DOWN: "↓", Move.DOWN_RIGHT: "↘",
}  # fmt: skip
_LENS = (
    Move.ZOOM_IN, Move.ZOOM_OUT, Move.FOCUS_NEAR, Move.FOCUS_FAR, Move.IRIS_OPEN, Move.IRIS_CLOSE,
)  # fmt: skip
_SPEEDS = (20, 50, 100)
_USUAL_SPEED, _USUAL_MS = 50, 1_000
_MEBIBYTE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class ChannelLine:
    """A channel as a line of its device's page."""

    name: str
    code: str
    note: str
    tag: Tag
    is_gone: bool
    camera_name: str = ""
    camera_url: str = ""
    player_url: str = ""
    control_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Channels:
    """The channels of a device."""

    lines: Sequence[ChannelLine]
    asked_for: str


def channels_section(page: ObjectPage[Device]) -> Sequence[Section]:
    """Return the card of channels on the page of a camera or recorder; nothing of other devices."""
    device = page.record
    if device.protocol != Protocol.GB28181:
        return ()
    channels = list(channels_of(device)[:_MOST_CHANNELS])
    may_see = seams.may(page.actor, CameraAct.READ)
    cameras = cameras_of_channels(channels) if may_see and channels else {}
    may_write = seams.may(page.actor, ControlAct.WRITE, page.standing)
    shown = Channels(
        lines=[_channel(one, cameras.get(one.code), may_write=may_write) for one in channels],
        asked_for=gettext("The catalogue is asked for whenever the device registers."),
    )
    note = gettext("%(count)s channels") % {"count": len(channels)} if channels else ""
    return (Section(title=gettext("Channels"), template="sensing/channels.html", context=shown, note=note),)


def _channel(channel: Channel, camera: LedgerCamera | None, *, may_write: bool) -> ChannelLine:
    place = f"{channel.place.y:.5f}, {channel.place.x:.5f}" if channel.place is not None else ""
    told = (channel.maker, channel.model, channel.address, place)
    asked = {"kind": CommandKind.PTZ.value, "target": channel.code, "name": channel.name[:60]}
    new = reverse("sensing:control-new", args=(channel.device_id,))
    return ChannelLine(
        name=channel.name or channel.code,
        code=channel.code,
        note=" · ".join(part for part in told if part),
        tag=tag_of(ChannelState(channel.state)),
        is_gone=channel.gone_at is not None,
        camera_name=camera.name if camera is not None else "",
        camera_url=reverse("ground:camera-page", args=(camera.pk,)) if camera is not None else "",
        player_url=camera.player_url if camera is not None else "",
        control_url=f"{new}?{urlencode(asked)}" if may_write else "",
    )


@dataclass(frozen=True, kw_only=True)
class Button:
    """One way to move."""

    value: str
    label: str
    sign: str = ""
    is_stop: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One speed, or one duration."""

    value: int
    label: str
    is_usual: bool


@dataclass(frozen=True, kw_only=True)
class Pad:
    """The buttons of one camera; each is sent as a form and needs no script."""

    key: int
    name: str
    url: str
    once: str
    reason: str
    is_open: bool
    needs_second: bool


@dataclass(frozen=True, kw_only=True)
class Pads:
    """The pads of a device, and what all of them offer."""

    pads: Sequence[Pad]
    ways: Sequence[Button]
    lens: Sequence[Button]
    speeds: Sequence[Choice]
    durations: Sequence[Choice]
    preset: str = Move.PRESET.value
    most_preset: int = MOST_PRESET


def pads_section(page: ObjectPage[Device], controls: Sequence[Control]) -> Sequence[Section]:
    """Return the card with which a person moves the cameras of a device; nothing for who may not."""
    device = page.record
    moving = [one for one in controls if one.kind == CommandKind.PTZ]
    is_in_use = device.state == DeviceState.IN_USE
    if not moving or not is_in_use or not seams.may(page.actor, CommandAct.STEER, page.standing):
        return ()
    shown = Pads(
        pads=[
            Pad(
                key=one.pk, name=one.name, url=reverse("sensing:command-ask", args=(one.pk,)),
                once=str(uuid7()), reason=gettext("To look at the scene"), is_open=place == 0,
                needs_second=one.needs_second,
            )
            for place, one in enumerate(moving)
        ],
        ways=[_button(move, sign) for move, sign in _ARROWS.items()],
        lens=[_button(move) for move in _LENS],
        speeds=[Choice(value=one, label=f"{one} %", is_usual=one == _USUAL_SPEED) for one in _SPEEDS],
        durations=[
            Choice(value=one, label=f"{one / 1000:g} s", is_usual=one == _USUAL_MS) for one in MOVE_LASTS_MS
        ],
    )  # fmt: skip
    note = gettext("Each move ends by itself.")
    return (
        Section(title=gettext("Pan, tilt, zoom"), template="sensing/pads.html", context=shown, note=note),
    )


def _button(move: Move, sign: str = "") -> Button:
    return Button(value=move.value, label=move.label(language()), sign=sign, is_stop=move is Move.STOP)


def media_cells(device: Device) -> Mapping[Any, Cell]:  # lazy words and plain ones
    """Return where the pictures of a device go, as facts of its connection; nothing of other devices."""
    if device.protocol == Protocol.GB28181:
        number, _host = settings.GB28181_PLATFORM
        return {
            gettext("Number of the platform"): Cell(kind="code", text=number, copyable=True),
            gettext("Domain and realm"): Cell(
                kind="code", text=settings.GB28181_REALM or number[:10], copyable=True
            ),
            gettext("Pictures"): Cell(
                text=gettext("Signalling only: pictures are seen in the player of the camera's entry.")
            ),
        }
    if device.protocol == Protocol.JT808:
        server = settings.MEDIA_SERVER
        told = f"{server[0]} · TCP {server[1]} · UDP {server[2]}" if server else ""
        why_none = gettext("no media server is set (XIUHUA_MEDIA)")
        return {gettext("Pictures are sent to"): Cell(kind="code", text=told, why_none=why_none)}
    return {}


@dataclass(frozen=True, kw_only=True)
class RecordingLine:
    """A recording in a terminal."""

    channel: int
    since: str
    until: str
    mebibytes: float


@dataclass(frozen=True, kw_only=True)
class RecordingsShown:
    """What a terminal lists, and how many there are in all."""

    lines: Sequence[RecordingLine]
    count: int


def listed_section(command: Command) -> Sequence[Section]:
    """Return what a device has listed in answer to a command; nothing where it lists nothing."""
    details = command.details or {}
    listed = details.get("recordings")
    if not isinstance(listed, list):
        return _media_section(details)
    shown = RecordingsShown(
        lines=[
            RecordingLine(
                channel=one["channel"], since=_told(one["since"]), until=_told(one["until"]),
                mebibytes=one["bytes"] / _MEBIBYTE,
            )
            for one in listed
        ],
        count=int(details.get("count", len(listed))),
    )  # fmt: skip
    return (
        Section(
            title=gettext("Recordings in the terminal"), template="sensing/recordings.html", context=shown
        ),
    )


def _media_section(details: Mapping[str, object]) -> Sequence[Section]:
    if "video_channels" not in details:
        return ()
    cells = {
        gettext("Sound"): Cell(text=f"{details.get('audio')} · {details.get('audio_channels')}"),
        gettext("Picture"): Cell(text=f"{details.get('video')} · {details.get('video_channels')}"),
    }
    return (facts(gettext("What media it has"), cells),)


def _told(text: str | None) -> str:
    return f"{localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M:%S}" if text else "—"
