"""One link with one station: what its frames mean, and what goes back.

The link does no input and no output. Frames and the time go in; events and ready frames come out. A report is
answered only once the platform says that it is committed, so what was answered is kept.

Source:
    SL 651-2014, 6.3.1.2: modes M1 to M4. What a station sends is answered with its own serial and the
    centre's time, closed with ESC where the station shall stay on the line, else with EOT; a link check
    (2F) is not answered. A question is sent with serial 0 and at most twice again; its answer is known by
    its function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.outcomes import Outcome
from xiuhua.sensing.codecs.sl651.bodies import report_read
from xiuhua.sensing.codecs.sl651.commands import Question
from xiuhua.sensing.codecs.sl651.encoder import frame_encode, head_write
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Encoding, Frame, Function, Mark
from xiuhua.sensing.codecs.sl651.packets import Collector, Missing
from xiuhua.sensing.codecs.sl651.reports import Report

_SENDS_AGAIN = 2  # 6.3.2.3
_MOST_UNCOMMITTED = 256  # reports; the oldest is forgotten, unanswered, so that the station sends it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What the platform knows of the station at the other end.

    Args:
        address: ten hexadecimal digits; centre: whose address the station uses for us.
        password: as it sends it, four hexadecimal digits; None where none is checked.
        stays: that it shall stay on the line after an answer.
        answers_within: how long is waited for an answer.
    """

    address: str
    centre: int
    password: str | None = None
    encoding: Encoding = Encoding.HEX
    stays: bool = True
    answers_within: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A report or an answer to be kept; `committed` with the token lets our answer go."""

    token: int
    frame: Frame
    report: Report


@dataclass(frozen=True, slots=True)
class Kept:
    """A link check: the station is alive."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame that the station may not send, or that makes no sense; nothing goes back."""

    frame: Frame
    fault: FrameError


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a question; it comes as an upload too."""

    function: int
    token: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was asked three times in vain."""

    function: int


@dataclass(frozen=True, slots=True)
class PacketsLost:
    """A body that never came whole, and was never answered."""

    fault: FrameError


Event = Uploaded | Kept | Refused | Answered | Unanswered | PacketsLost


@dataclass(slots=True)
class _Question:
    wire: bytes
    due: datetime
    sent: int = 1


class Link:
    """The state of one link."""

    __slots__ = ("_collector", "_questions", "_token", "_uncommitted", "station")

    def __init__(self, station: Station) -> None:
        self.station = station
        self._collector = Collector()
        self._questions: dict[int, _Question] = {}
        self._uncommitted: dict[int, tuple[Frame, int]] = {}
        self._token = 0

    def received(self, frame: Frame, at: datetime) -> Outcome[Event]:
        """Take a frame that came at some time."""
        fault = self._foreign(frame)
        if fault is not None:
            return Outcome((Refused(frame, fault),))
        if frame.function == Function.KEEPALIVE:
            return Outcome((Kept(at),))
        try:
            whole = frame if frame.packet is None else self._collector.add(frame, at)
            if whole is None:
                return Outcome()
            report = report_read(whole)
        except FrameError as error:
            return Outcome((Refused(frame, error),))
        return Outcome(self._uploaded(whole, report, frame))

    def committed(self, token: int, at: datetime) -> Outcome[Event]:
        """Answer what the platform has committed; a command is carried out only after that (6.6.4.23)."""
        frame, serial = self._uncommitted.pop(token, (None, 0))
        if frame is None:
            return Outcome()
        packet = None if frame.packet is None else (frame.packet[1], frame.packet[1])
        end = Mark.ESC if self.station.stays else Mark.EOT
        return Outcome((), (self._down(frame, head_write(serial, at, frame.encoding), end, packet),))

    def ask(self, question: Question, at: datetime) -> Outcome[Event]:
        """Send a question or a command, whose body was written in the station's encoding."""
        station = self.station
        asked = Frame(
            encoding=station.encoding,
            down=True,
            centre=station.centre,
            station=station.address,
            password=station.password or "0000",
            function=question.function,
            body=head_write(0, at, station.encoding) + question.further,
            end=Mark.ENQ,
        )
        wire = frame_encode(asked)
        self._questions[question.function] = _Question(wire, at + station.answers_within)
        return Outcome((), (wire,))

    def tick(self, at: datetime) -> Outcome[Event]:
        """Let time pass: ask again, ask for packets that are missing, give up what was waited for in vain."""
        events: list[Event] = []
        replies = []
        for found in self._collector.tick(at):
            if isinstance(found, Missing):
                replies.append(self._nak(found, at))
            else:
                events.append(PacketsLost(found))
        for function, question in [*self._questions.items()]:
            if question.due > at:
                continue
            if question.sent > _SENDS_AGAIN:
                del self._questions[function]
                events.append(Unanswered(function))
                continue
            question.sent += 1
            question.due = at + self.station.answers_within
            replies.append(question.wire)
        return Outcome(tuple(events), tuple(replies))

    def _foreign(self, frame: Frame) -> FrameError | None:
        if frame.down or frame.station != self.station.address:
            return FrameError(Sl651Fault.FOREIGN, found=frame.station, expected=self.station.address)
        if self.station.password is not None and frame.password != self.station.password:
            return FrameError(Sl651Fault.PASSWORD)
        return None

    def _uploaded(self, whole: Frame, report: Report, last: Frame) -> tuple[Event, ...]:
        self._token += 1
        if len(self._uncommitted) >= _MOST_UNCOMMITTED:
            del self._uncommitted[min(self._uncommitted)]
        self._uncommitted[self._token] = (replace(last, body=b""), report.serial or 0)
        uploaded = Uploaded(self._token, whole, report)
        if self._questions.pop(whole.function, None) is None:
            return (uploaded,)
        return uploaded, Answered(whole.function, self._token)

    def _nak(self, missing: Missing, at: datetime) -> bytes:
        """Return the frame that asks for one packet again, with the serial of the body where it is known."""
        beside = missing.beside
        first = beside.packet is not None and beside.packet[0] == 1
        serial = (report_read(beside).serial or 0) if first else 0
        total = beside.packet[1] if beside.packet else 0
        body = head_write(serial, at, beside.encoding)
        return self._down(beside, body, Mark.NAK, (missing.number, total))

    @staticmethod
    def _down(frame: Frame, body: bytes, end: Mark, packet: tuple[int, int] | None) -> bytes:
        return frame_encode(replace(frame, down=True, body=body, end=end, packet=packet))
