"""Long messages that come in parts: collected, asked for again where one is missing, given up in the end."""

from __future__ import annotations

from datetime import datetime

from xiuhua.sensing.codecs.jt808.encoder import SERIALS
from xiuhua.sensing.codecs.jt808.frames import LONGEST_BODY, Edition, Frame
from xiuhua.sensing.codecs.jt808.messages.links import PartsRequest
from xiuhua.sensing.codecs.jt808.session.events import Abandoned, Event
from xiuhua.sensing.codecs.jt808.session.state import Assembly, Limits, Session, Step, replying

_ASKED_AT_MOST = 255  # as many as one byte can count
_ASKED_AT_MOST_2019 = (LONGEST_BODY - 4) // 2  # two bytes count them, but the list must fit one frame


def part_added(
    session: Session, frame: Frame, at: datetime, limits: Limits
) -> tuple[Session, Frame | None, tuple[int, ...], tuple[Event, ...]]:
    """Return a link with one more part, the whole message and its frames' serials where that was the last.

    The message then stands in a frame with the serial of its first part. None of its parts is acknowledged
    before the whole is stored, so that nothing acknowledged is lost with the gateway's memory.
    """
    assert frame.part is not None  # noqa: S101 - the caller has looked
    total, number = frame.part
    first_serial = (frame.serial - number + 1) % SERIALS
    key = (frame.message_id, first_serial, total)
    others = tuple(one for one in session.assemblies if one[:3] != key)
    begun = next((one for one in session.assemblies if one[:3] == key), Assembly(*key, {}, at))
    grown = begun._replace(parts={**begun.parts, number: frame.body}, asked_at=at)
    if len(grown.parts) < total:
        lost = others[: max(0, len(others) + 1 - limits.assemblies)]
        kept = (*others[len(lost) :], grown)
        return session.changed(assemblies=kept), None, (), tuple(_abandoned(one) for one in lost)
    body = b"".join(grown.parts[one] for one in range(1, total + 1))
    whole = frame._replace(serial=first_serial, body=body, part=None)
    return session.changed(assemblies=others), whole, grown.serials, ()


def gaps_asked(session: Session, at: datetime, limits: Limits) -> Step:
    """Return a link after missing parts that are overdue were asked for, or given up."""
    kept: list[Assembly] = []
    requests: list[PartsRequest] = []
    events: list[Event] = []
    at_most = _ASKED_AT_MOST_2019 if session.edition is Edition.E2019 else _ASKED_AT_MOST
    for assembly in session.assemblies:
        if at - assembly.asked_at < limits.gap_after:
            kept.append(assembly)
        elif assembly.asks >= limits.gap_asks:
            events.append(_abandoned(assembly))
        else:
            requests.append(PartsRequest(assembly.first_serial, assembly.missing[:at_most]))
            kept.append(assembly._replace(asked_at=at, asks=assembly.asks + 1))
    after, frames = replying(session.changed(assemblies=tuple(kept)), *requests)
    return Step(after, tuple(events), frames)


def _abandoned(assembly: Assembly) -> Abandoned:
    return Abandoned(assembly.message_id, assembly.first_serial, assembly.missing)
