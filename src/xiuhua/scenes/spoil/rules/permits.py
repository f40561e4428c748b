"""What the certificates of spoil say, as binding asks for it.

Source:
    建筑垃圾管理规定 (建设部令第139号), articles 7 to 14: disposal is approved (处置核准) before anything
    leaves a site; 准运证 is the local word for what a truck carries. Which fields they have is declared in
    the scene's manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import Any, Protocol

from xiuhua.scenes.spoil.rules.binding import Leave
from xiuhua.sensing.rules.tracks.windows import TimeWindow

APPROVAL, TRANSPORT = "spoil_disposal", "spoil_transport"
VOLUME, DOCKS, ROUTES, HOURS = "volume_m3", "docks", "routes", "hours"


class Span(Protocol):
    """From when until when, the end outside; None for no end."""

    @property
    def since(self) -> datetime:
        """When it begins."""

    @property
    def until(self) -> datetime | None:
        """When it ends."""


class Version(Span, Protocol):
    """What a certificate said from an instant on."""

    @property
    def effective_at(self) -> datetime:
        """From when on."""


class Permit(Protocol):
    """As much of a certificate as is read here."""

    @property
    def fields(self) -> Mapping[str, Any]:  # texts, numbers and lists, by the declared type of each
        """What it says."""

    @property
    def said(self) -> Sequence[Version]:
        """Everything it ever said."""

    @property
    def holds(self) -> Sequence[Span]:
        """When it was suspended."""

    @property
    def revoked_at(self) -> datetime | None:
        """When it was revoked."""

    def as_of(self, at: datetime) -> Permit:
        """Return it as it stood."""

    def in_force(self, at: datetime) -> bool:
        """Return whether it held."""


def leaves_of(
    permit: Permit, *, since: datetime, until: datetime, docks: Mapping[str, str] | None = None
) -> list[Leave]:
    """Return when a truck's permit held within a period, and what it then said.

    Args:
        permit: the certificate with its history.
        since: begin of the period.
        until: its end, outside.
        docks: what premises are called in binding, by their codes; those of the permit by code without.

    Source:
        the module's own: it is cut at every instant at which it may have begun to say or be something else.
    """
    edges = {since, until}
    for one in permit.said:
        edges |= {one.effective_at, one.since, *([one.until] if one.until else [])}
    for hold in permit.holds:
        edges |= {hold.since, *([hold.until] if hold.until else [])}
    if permit.revoked_at is not None:
        edges.add(permit.revoked_at)
    instants = sorted(at for at in edges if since <= at <= until)
    found = []
    for at, ends in pairwise(instants):
        if permit.in_force(at):
            found.append(_leave(permit.as_of(at).fields, at, ends, docks or {}))
    return found


def _leave(
    fields: Mapping[str, Any], since: datetime, until: datetime, docks: Mapping[str, str]
) -> Leave:  # as above
    return Leave(
        since.timestamp(), until.timestamp(),
        corridors=frozenset(fields.get(ROUTES) or ()),
        hours=tuple(windows_of(fields.get(HOURS) or ())),
        docks=frozenset(docks.get(code, code) for code in fields.get(DOCKS) or ()),
    )  # fmt: skip


def windows_of(hours: Sequence[Sequence[str]]) -> list[TimeWindow]:
    """Return hours of a certificate, `[["22:00", "06:00"]]`, as windows of every day.

    Source:
        `scenekit.declared.FieldType.HOURS`.
    """
    return [TimeWindow(_seconds(begins), _seconds(ends)) for begins, ends in hours]


def _seconds(text: str) -> float:
    at = time.fromisoformat(text)
    return at.hour * 3600.0 + at.minute * 60.0
