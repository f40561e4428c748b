"""JT/T 808 on a line: registration, authentication, positions."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Hashable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from xiuhua.ground.rules.vehicles import plate_tidied
from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.frames import DELIMITER, Edition, Frame, frame_read
from xiuhua.sensing.codecs.jt808.messages.links import RegistrationResult, Result
from xiuhua.sensing.codecs.jt808.messages.locations import Location
from xiuhua.sensing.codecs.jt808.messages.video import MediaAbility
from xiuhua.sensing.codecs.jt808.session.events import (
    Abandoned,
    AuthenticationAsked,
    Confirmed,
    Ended,
    Event,
    Heard,
    Refused,
    RegistrationAsked,
    Sent,
)
from xiuhua.sensing.codecs.jt808.session.receiving import received
from xiuhua.sensing.codecs.jt808.session.speaking import (
    authentication_answer,
    command_send,
    opened,
    registration_answer,
    replaced,
    ticked,
)
from xiuhua.sensing.codecs.jt808.session.state import DEFAULT_LIMITS, Stage, Step
from xiuhua.sensing.codecs.jt808.session.storing import committed
from xiuhua.sensing.codecs.jt808.splitting import Splitter
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken, Told
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.jt808 import location_fix, locations_of
from xiuhua.sensing.rules.measuring.measured import Fix
from xiuhua.sensing.rules.ordering.jt808 import jt808_details, jt808_message, jt808_outcome
from xiuhua.sensing.terms import CommandKind, FrameFault, Protocol
from xiuhua.shared.clock import now

_POSITION = 0x0200
_EDITIONS = {"2011": Edition.E2011, "2013": Edition.E2013, "2019": Edition.E2019}
_OWES = DEFAULT_LIMITS.waiting
# A command is sent once, docs/decisions/0030; its answer is known for as long as a person could wait for it.
_ANSWER_AFTER = timedelta(days=1)


class Jt808Talk:
    """A line of JT/T 808."""

    def __init__(self, directory: Directory, peer: str) -> None:
        self.card: Card | None = None
        self.number = ""
        self._directory = directory
        self._frames = Frames(Protocol.JT808, peer)
        self._splitter = Splitter()
        self._session = opened(now())
        self._limits = replace(DEFAULT_LIMITS, waiting=_OWES, answer_tries=1, answer_after=_ANSWER_AFTER)
        self._ordered: dict[int, tuple[str, Order]] = {}  # by serial
        self._born = f"{now():%Y%m%d%H%M%S%f}"

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return self._splitter.pending

    @property
    def seat(self) -> Hashable | None:
        """The terminal."""
        return None if self.card is None else self.card.id

    def received(self, octets: bytes, at: datetime) -> Taken:
        """Take the next bytes."""
        taken = Taken()
        for content in self._splitter.feed(octets):
            self._content(content, at, taken)
        return taken

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:  # noqa: ARG002 - others need it
        """Return the acknowledgements of what is stored."""
        step = committed(self._session, tokens, self._limits)  # type: ignore[arg-type]  # its own numbers
        self._session = step.session
        return list(step.replies)

    def ticked(self, at: datetime) -> Taken:
        """Let time pass."""
        taken = Taken()
        self._stepped(ticked(self._session, at, self._limits), None, b"", at, taken)
        return taken

    def replaced(self) -> None:
        """Give up what is owed: the terminal has connected anew."""
        self._session = replaced(self._session).session

    def ended(self, at: datetime) -> list[Item]:  # noqa: ARG002 - others need it
        """Return nothing: what was heard is on its way."""
        return []

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:
        """Put a command into a message; it is sent once."""
        if self.card is None or self.card.id != device_id or self._session.stage is not Stage.AUTHENTICATED:
            return None
        message = jt808_message(order, self._session.edition, at)
        step = command_send(self._session, message, at, self._limits)
        self._session = step.session
        serial = next(event.serial for event in step.events if isinstance(event, Sent))
        reference = f"{self._born}-{serial}"
        self._ordered[serial] = (reference, order)
        return Ordered(reference, step.replies)

    def _content(self, content: bytes, at: datetime, taken: Taken) -> None:
        raw = DELIMITER + content + DELIMITER
        try:
            frame = frame_read(content, self._session.edition)
        except FrameError as error:
            taken.items.append(self._frames.refused(self.card, self.number, raw, at, error))
            return
        card = self._directory.find(Protocol.JT808, frame.phone)
        self.number = frame.phone
        if card is not None and frame.edition is not Edition.E2019 and card.dialect == "2011":
            frame = frame._replace(edition=Edition.E2011)
        before = len(taken.items)
        self._stepped(received(self._session, frame, at, self._limits), card, raw, at, taken)
        if len(taken.items) == before and card is not None and self._session.stage is Stage.AUTHENTICATED:
            taken.items.append(self._frames.alive(card, at))

    def _stepped(self, step: Step, card: Card | None, raw: bytes, at: datetime, taken: Taken) -> None:
        self._session = step.session
        taken.replies += step.replies
        for event in step.events:
            self._event(event, card, raw, at, taken)

    def _event(self, event: Event, card: Card | None, raw: bytes, at: datetime, taken: Taken) -> None:
        if isinstance(event, Heard):
            self._heard(event, card, raw, at, taken)
        elif isinstance(event, RegistrationAsked):
            self._registered(event, card, raw, at, taken)
        elif isinstance(event, AuthenticationAsked):
            self._authenticated(event, card, raw, at, taken)
        elif isinstance(event, Confirmed):
            self._told(event, at, taken)
        elif isinstance(event, Refused):
            # Whose line it is is known by its code: what it says in another's name is its own fault.
            owner = self.card or card
            why = event.error if owner is not None else FrameFault.UNKNOWN_DEVICE
            taken.items.append(self._frames.refused(owner, event.frame.phone, raw, at, why))
        elif isinstance(event, Abandoned):
            taken.items.append(self._frames.refused(self.card, self.number, b"", at, FrameFault.PARTS))
        elif isinstance(event, Ended):
            taken.is_over = True

    def _told(self, event: Confirmed, at: datetime, taken: Taken) -> None:
        reference, order = self._ordered.pop(event.serial, ("", None))
        if order is not None and self.card is not None:
            self._answered(order, reference, event.result, event.message, at, taken)

    def _answered(
        self, order: Order, reference: str, result: int, message: Message, at: datetime, taken: Taken
    ) -> None:
        outcome, answer = jt808_outcome(order, result, message)
        if self.card is not None:
            details = jt808_details(message)
            taken.told.append(Told(self.card.id, reference, outcome, answer, at, details=details))

    def _media_told(self, message: Message, at: datetime, taken: Taken) -> None:
        """Take what media a terminal has as the answer to whoever asked: it names no serial."""
        if not isinstance(message, MediaAbility):
            return
        asked = next(
            (one for one, (_, order) in self._ordered.items() if order.kind is CommandKind.MEDIA), None
        )
        if asked is not None:
            reference, order = self._ordered.pop(asked)
            self._answered(order, reference, Result.DONE, message, at, taken)

    def _heard(self, event: Heard, card: Card | None, raw: bytes, at: datetime, taken: Taken) -> None:
        if card is None or card.is_stopped:  # taken out of the register, or stopped, since it authenticated
            why = FrameFault.STOPPED if card else FrameFault.UNKNOWN_DEVICE
            taken.items.append(self._frames.refused(card, event.frame.phone, raw, at, why))
            taken.is_over = True
            return
        self.card = card
        self._media_told(event.message, at, taken)
        fixes, fault = self._fixes(event, card)
        taken.items.append(self._frames.kept(card, raw, at, fixes=fixes, fault=fault, token=event.token))

    @staticmethod
    def _fixes(event: Heard, card: Card) -> tuple[Iterable[Fix], FrameFault | None]:
        locations: tuple[Location, ...] = locations_of(event.message)
        own = event.frame.body if event.frame.message_id == _POSITION else b""
        found = [location_fix(location, card.offset, own) for location in locations]
        fixes = [one for one in found if isinstance(one, Fix)]
        return fixes, FrameFault.NO_PLACE if len(fixes) < len(found) else None

    def _registered(
        self, event: RegistrationAsked, card: Card | None, raw: bytes, at: datetime, taken: Taken
    ) -> None:
        result, why = RegistrationResult.DONE, None
        if card is None:
            result, why = RegistrationResult.NO_SUCH_TERMINAL, FrameFault.UNKNOWN_DEVICE
        elif card.is_stopped:
            result, why = RegistrationResult.NO_SUCH_TERMINAL, FrameFault.STOPPED
        elif card.plate and event.message.plate_color and plate_tidied(event.message.plate) != card.plate:
            result, why = RegistrationResult.NO_SUCH_VEHICLE, FrameFault.PLATE
        step = registration_answer(self._session, event.frame, result, card.secret if card else "")
        self._session = step.session
        taken.replies += step.replies
        taken.items.append(self._judged(event.frame, card, raw, at, why))

    def _authenticated(
        self, event: AuthenticationAsked, card: Card | None, raw: bytes, at: datetime, taken: Taken
    ) -> None:
        why: FrameFault | None = None
        if card is None:
            why = FrameFault.UNKNOWN_DEVICE
        elif card.is_stopped:
            why = FrameFault.STOPPED
        elif not hmac.compare_digest(event.message.auth_code.encode(), card.secret.encode()):
            why = FrameFault.AUTH_CODE
        else:
            self._limits = replace(
                self._limits, silent_after=max(timedelta(minutes=5), timedelta(seconds=4 * card.interval_s))
            )
            self.card = card
        taken.items.append(self._judged(event.frame, card, raw, at, why))
        answer = authentication_answer(self._session, event.frame, is_right=why is None, limits=self._limits)
        self._stepped(answer, card, raw, at, taken)

    def _judged(
        self, frame: Frame, card: Card | None, raw: bytes, at: datetime, why: FrameFault | None
    ) -> Item:
        if why is None and card is not None:
            return self._frames.kept(card, raw, at)
        return self._frames.refused(card, frame.phone, raw, at, why or FrameFault.UNKNOWN_DEVICE)
