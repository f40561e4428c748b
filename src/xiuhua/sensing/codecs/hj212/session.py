"""One link with one device: what its frames mean, and what goes back.

The link does no input and no output. Frames and the time go in; events and ready frames come out. An upload
is answered only once the platform says that it is committed, so what was answered is kept.

Source:
    HJ 212-2017, 6.1 and 6.6: uploads with bit 0 of Flag are answered 9014 (notices 9013) with the same QN, PW
    and MN; a request is answered 9011, then by its data, then 9012. How often a request is sent again and how
    long is waited are our own choice, as the standard leaves both to command 1000.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.commands import NOTICES, SYSTEM_ST, Cn, Command
from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.decoder import CHINA, Edition, Frame
from xiuhua.sensing.codecs.hj212.encoder import flag_of, frame_encode
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.hj212.parts import Collector, joined
from xiuhua.sensing.codecs.outcomes import Outcome

_READY = "1"  # QnRtn: ready to execute
_DONE = "1"  # ExeRtn: executed
_MOST_UNCOMMITTED = 4096  # frames; the oldest is forgotten, unanswered, so that the device sends it again
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What the platform knows of the device at the other end.

    Args:
        mn: its number; password: as it sends it, None where none is checked; st: its system code.
        answers_within: how long is waited for 9011; executes_within: how long for 9012.
        sends_again: how often an unanswered request is repeated.
    """

    mn: str
    st: str
    password: str | None = None
    variant: CrcVariant = CrcVariant.HJ212
    edition: Edition = Edition.OF_2017
    answers_within: timedelta = timedelta(seconds=10)
    executes_within: timedelta = timedelta(minutes=5)
    sends_again: int = 2


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Data or a notice to be kept; `committed` with the token lets the answer go."""

    token: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame that the device may not send; nothing goes back."""

    frame: Frame
    fault: FrameError


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that the device will execute."""

    qn: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Data that a request asked for; they are an upload too, and come as one."""

    qn: str
    token: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a request.

    Args:
        qn: its number.
        done: that it was executed.
        code: QnRtn where it was refused, ExeRtn where it was executed or not; None where no answer came.
    """

    qn: str
    done: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class PartsLost:
    """Parts of a frame that never came whole, and were never answered."""

    fault: FrameError


Event = Uploaded | Refused | Accepted | Answered | Finished | PartsLost


@dataclass(slots=True)
class _Request:
    wire: bytes
    due: datetime
    sent: int = 1
    accepted: bool = False


class Link:
    """The state of one link."""

    __slots__ = ("_collector", "_last_qn", "_requests", "_token", "_uncommitted", "device")

    def __init__(self, device: Device) -> None:
        self.device = device
        self._collector = Collector()
        self._requests: dict[str, _Request] = {}
        self._uncommitted: dict[int, tuple[Frame, ...]] = {}
        self._token = 0
        self._last_qn = datetime(1970, 1, 1, tzinfo=CHINA)

    def received(self, frame: Frame, at: datetime) -> Outcome[Event]:
        """Take a frame that came at some time."""
        fault = self._foreign(frame)
        if fault is not None:
            return Outcome((Refused(frame, fault),))
        if frame.cn in {Cn.ACCEPTED, Cn.EXECUTED}:
            return Outcome(self._replied(frame, at))
        if frame.cn in {Cn.NOTICE_ACK, Cn.DATA_ACK}:
            return Outcome()
        # A part that says its own DataTime is complete in itself, and a device may wait for its answer.
        if frame.part is None or frame.measured_at is not None:
            return Outcome(self._uploaded(frame, (frame,)))
        try:
            parts = self._collector.add(frame, at)
        except FrameError as error:
            return Outcome((Refused(frame, error),))
        lost = self._lost(at)
        return Outcome((*lost, *self._uploaded(joined(parts), parts)) if parts else lost)

    def committed(self, token: int) -> Outcome[Event]:
        """Answer an upload that the platform has committed."""
        frames = self._uncommitted.pop(token, ())
        return Outcome((), tuple(self._answer(frame) for frame in frames if frame.wants_answer))

    def request(self, command: Command, at: datetime) -> tuple[str, Outcome[Event]]:
        """Ask the device for something; return the request's number and the frame to send."""
        qn = self._next_qn(at)
        asked = Frame(
            qn=qn,
            st=self.device.st,
            cn=command.cn,
            pw=self.device.password or "",
            mn=self.device.mn,
            flag=flag_of(self.device.edition, wants_answer=True),
            cp=command.cp,
        )
        wire = frame_encode(asked, self.device.variant)
        self._requests[qn] = _Request(wire, at + self.device.answers_within)
        return qn, Outcome((), (wire,))

    def tick(self, at: datetime) -> Outcome[Event]:
        """Let time pass: send again what was not answered, give up what was waited for in vain."""
        events: list[Event] = list(self._lost(at))
        replies = []
        for qn, request in [*self._requests.items()]:
            if request.due > at:
                continue
            if request.accepted or request.sent > self.device.sends_again:
                del self._requests[qn]
                events.append(Finished(qn, done=False, code=None))
            else:
                request.sent += 1
                request.due = at + self.device.answers_within
                replies.append(request.wire)
        return Outcome(tuple(events), tuple(replies))

    def _foreign(self, frame: Frame) -> FrameError | None:
        if frame.mn and frame.mn != self.device.mn:
            return FrameError(Hj212Fault.FOREIGN, found=frame.mn, expected=self.device.mn)
        if self.device.password is not None and frame.pw != self.device.password:
            return FrameError(Hj212Fault.PASSWORD)
        return None

    def _uploaded(self, frame: Frame, parts: tuple[Frame, ...]) -> tuple[Event, ...]:
        self._token += 1
        if len(self._uncommitted) >= _MOST_UNCOMMITTED:
            del self._uncommitted[min(self._uncommitted)]
        self._uncommitted[self._token] = parts
        uploaded = Uploaded(self._token, frame)
        if frame.qn in self._requests:
            return uploaded, Answered(frame.qn or "", self._token)
        return (uploaded,)

    def _lost(self, at: datetime) -> tuple[Event, ...]:
        return tuple(PartsLost(fault) for _, fault in self._collector.expire(at))

    def _replied(self, frame: Frame, at: datetime) -> tuple[Event, ...]:
        """Return what 9011 or 9012 means for the request it names; nothing where that is over or unknown."""
        qn = frame.qn or ""
        request = self._requests.get(qn)
        if request is None:
            return ()
        if frame.cn == Cn.ACCEPTED:
            code = frame.cp.get("QnRtn")
            if code == _READY:
                request.accepted, request.due = True, at + self.device.executes_within
                return (Accepted(qn),)
        else:
            code = frame.cp.get("ExeRtn")
        del self._requests[qn]
        return (Finished(qn, done=frame.cn == Cn.EXECUTED and code == _DONE, code=code),)

    def _answer(self, frame: Frame) -> bytes:
        cn = Cn.NOTICE_ACK if frame.cn in NOTICES else Cn.DATA_ACK
        flag = flag_of(frame.edition)
        answer = replace(frame, st=SYSTEM_ST, cn=cn, flag=flag, cp={}, part=None, borne=())
        return frame_encode(answer, self.device.variant)

    def _next_qn(self, at: datetime) -> str:
        """Return a request number: the time to the millisecond, and never one twice."""
        wanted = at.astimezone(CHINA)
        self._last_qn = max(wanted, self._last_qn + _MILLISECOND)
        return f"{self._last_qn:%Y%m%d%H%M%S}{self._last_qn.microsecond // 1000:03d}"
