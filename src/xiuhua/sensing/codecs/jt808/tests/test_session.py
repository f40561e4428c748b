"""One link, step by step: who is answered what, when a position is acknowledged, what is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.jt808.decoder import Message, message_read
from xiuhua.sensing.codecs.jt808.encoder import message_frames
from xiuhua.sensing.codecs.jt808.frames import Edition, Frame, frame_read
from xiuhua.sensing.codecs.jt808.messages.links import (
    Authentication,
    Heartbeat,
    LogOut,
    PartsRequest,
    PlatformAck,
    Registration,
    RegistrationAnswer,
    RegistrationResult,
    Result,
    TerminalAck,
    TerminalPartsRequest,
    TimeAnswer,
    TimeRequest,
)
from xiuhua.sensing.codecs.jt808.messages.locations import (
    Location,
    LocationAnswer,
    LocationBatch,
    LocationRequest,
)
from xiuhua.sensing.codecs.jt808.messages.media import MediaAnswer, MediaUpload
from xiuhua.sensing.codecs.jt808.messages.texts import BytesDown, BytesUp, TextMessage
from xiuhua.sensing.codecs.jt808.session.events import (
    Abandoned,
    AuthenticationAsked,
    Confirmed,
    Ended,
    EndReason,
    Heard,
    LoggedOut,
    Refused,
    RegistrationAsked,
    Repeated,
    Sent,
    Unanswered,
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
from xiuhua.sensing.codecs.jt808.session.state import Limits, Session, Stage, Step
from xiuhua.sensing.codecs.jt808.session.storing import committed, declined
from xiuhua.sensing.codecs.jt808.tests.test_frames import content_of

PHONE = "13800138000"
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
PLACE = Location(0, 3, 30.242718, 120.111154, 60, 36.0, 143, AT)
T = TypeVar("T")


def frames_of(message: Message, serial: int, *, phone: str = PHONE) -> list[Frame]:
    """Return the frames in which a terminal sends a message."""
    return [frame_read(content_of(raw)) for raw in message_frames(message, phone=phone, serial=serial)]


def frame_of(message: Message, serial: int, *, phone: str = PHONE) -> Frame:
    """Return the one frame in which a terminal sends a message."""
    (frame,) = frames_of(message, serial, phone=phone)
    return frame


def said(step: Step) -> list[Message]:
    """Return the messages that a step sends to the terminal."""
    return [message_read(frame_read(content_of(raw)))[0] for raw in step.replies]


def only(step: Step, kind: type[T]) -> T:
    """Return the one event of a step."""
    (event,) = step.events
    assert isinstance(event, kind)
    return event


def authenticated(at: datetime = AT) -> Session:
    """Return the link of a terminal that has shown its code."""
    asked = received(opened(at), frame_of(Authentication("K7", "", ""), 1), at)
    return authentication_answer(asked.session, only(asked, AuthenticationAsked).frame, is_right=True).session


def test_a_terminal_registers_authenticates_and_is_answered_each_time() -> None:
    registration = Registration(44, 300, "XH", "M1", "T1", 2, "粤B12345")
    asked = received(opened(AT), frame_of(registration, 1), AT)
    assert only(asked, RegistrationAsked).message == registration
    assert asked.replies == ()
    told = registration_answer(asked.session, frame_of(registration, 1), RegistrationResult.DONE, "K7")
    assert said(told) == [RegistrationAnswer(1, 0, "K7")]
    shown = received(told.session, frame_of(Authentication("K7", "", ""), 2), AT)
    assert only(shown, AuthenticationAsked).message.auth_code == "K7"
    let_in = authentication_answer(shown.session, only(shown, AuthenticationAsked).frame, is_right=True)
    assert said(let_in) == [PlatformAck(2, 0x0102, Result.DONE)]
    assert let_in.session.stage is Stage.AUTHENTICATED


def test_a_registration_that_is_refused_gives_no_code() -> None:
    frame = frame_of(Registration(44, 300, "XH", "M1", "T1", 2, "粤B12345"), 1)
    asked = received(opened(AT), frame, AT)
    told = registration_answer(asked.session, frame, RegistrationResult.NO_SUCH_TERMINAL, "K7")
    assert said(told) == [RegistrationAnswer(1, 4, "")]


def test_wrong_codes_are_told_and_in_the_end_the_link_is_over() -> None:
    session, frame = opened(AT), frame_of(Authentication("no", "", ""), 1)
    for _ in range(2):
        step = authentication_answer(received(session, frame, AT).session, frame, is_right=False)
        assert said(step) == [PlatformAck(1, 0x0102, Result.FAILED)]
        assert step.events == ()
        session = step.session
    last = authentication_answer(received(session, frame, AT).session, frame, is_right=False)
    assert only(last, Ended).reason is EndReason.REFUSED
    assert len(last.replies) == 1
    after = received(last.session, frame, AT)
    assert only(after, Refused).error.fault.value == "ended"
    assert after.replies == ()


def test_a_position_is_acknowledged_after_its_commit_and_not_before() -> None:
    heard = received(authenticated(), frame_of(PLACE, 7), AT)
    event = only(heard, Heard)
    assert event.message == PLACE
    assert heard.replies == ()
    stored = committed(heard.session, {event.token})
    assert said(stored) == [PlatformAck(7, 0x0200, Result.DONE)]
    assert committed(stored.session, {event.token}).replies == ()


def test_a_batch_is_acknowledged_once() -> None:
    heard = received(authenticated(), frame_of(LocationBatch(0, (PLACE, PLACE)), 9), AT)
    assert said(committed(heard.session, {only(heard, Heard).token})) == [PlatformAck(9, 0x0704, Result.DONE)]


def test_only_what_was_committed_is_acknowledged_in_the_order_it_came() -> None:
    session, tokens = authenticated(), []
    for serial in (5, 6, 7):
        heard = received(session, frame_of(PLACE._replace(altitude_m=serial), serial), AT)
        tokens.append(only(heard, Heard).token)
        session = heard.session
    step = committed(session, {tokens[2], tokens[0]})
    assert [ack.ack_serial for ack in said(step) if isinstance(ack, PlatformAck)] == [5, 7]
    assert [owed.serials for owed in step.session.owed.values()] == [(6,)]


def test_what_could_not_be_stored_for_good_is_told() -> None:
    heard = received(authenticated(), frame_of(PLACE, 7), AT)
    assert said(declined(heard.session, only(heard, Heard).token, Result.BAD_MESSAGE)) == [
        PlatformAck(7, 0x0200, Result.BAD_MESSAGE)
    ]


def test_a_repeated_position_is_stored_once_and_acknowledged_again() -> None:
    frame = frame_of(PLACE, 7)
    heard = received(authenticated(), frame, AT)
    waiting = received(heard.session, frame, AT)
    assert only(waiting, Repeated).frame == frame
    assert waiting.replies == ()
    stored = committed(waiting.session, {only(heard, Heard).token})
    again = received(stored.session, frame, AT)
    assert only(again, Repeated).frame == frame
    assert said(again) == [PlatformAck(7, 0x0200, Result.DONE)]
    other = received(stored.session, frame_of(PLACE._replace(altitude_m=61), 7), AT)
    assert (
        only(other, Heard).frame.serial == 7
    )  # the serial again, but another position: the terminal has started anew


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (Heartbeat(), PlatformAck(3, 0x0002, Result.DONE)),
        (TimeRequest(), TimeAnswer(AT)),
        (LogOut(), PlatformAck(3, 0x0003, Result.DONE)),
    ],
)
def test_what_holds_no_facts_is_answered_at_once(message: Message, answer: Message) -> None:
    step = received(authenticated(), frame_of(message, 3), AT)
    assert said(step) == [answer]
    assert step.events == ((LoggedOut(),) if isinstance(message, LogOut) else ())


def test_nothing_is_taken_from_a_terminal_that_has_not_authenticated() -> None:
    step = received(opened(AT), frame_of(PLACE, 7), AT)
    assert only(step, Refused).error.fault.value == "not_authenticated"
    assert said(step) == [PlatformAck(7, 0x0200, Result.FAILED)]
    left = received(authenticated(), frame_of(LogOut(), 3), AT).session
    refused = only(received(left, frame_of(PLACE, 8), AT), Refused)
    assert refused.error.fault.value == "not_authenticated"


def test_a_frame_of_another_terminal_is_neither_taken_nor_answered() -> None:
    step = received(authenticated(), frame_of(PLACE, 7, phone="13900139000"), AT)
    assert only(step, Refused).error.fault.value == "other_phone"
    assert step.replies == ()


def test_a_bad_body_and_an_unknown_message_are_told() -> None:
    bad = received(authenticated(), Frame(0x0200, Edition.E2013, PHONE, 7, b"\0"), AT)
    assert only(bad, Refused).error.fault.value == "body"
    assert said(bad) == [PlatformAck(7, 0x0200, Result.BAD_MESSAGE)]
    for frame in (Frame(0x0999, Edition.E2013, PHONE, 8, b"\0"), frame_of(PlatformAck(1, 2, 0), 8)):
        unknown = received(authenticated(), frame, AT)
        assert only(unknown, Refused).error.fault.value == "unsupported"
        assert said(unknown) == [PlatformAck(8, frame.message_id, Result.UNSUPPORTED)]


def test_a_terminal_that_floods_is_not_taken_from_until_something_is_stored() -> None:
    limits = Limits(waiting=1)
    heard = received(authenticated(), frame_of(PLACE, 1), AT, limits)
    second = frame_of(PLACE._replace(altitude_m=2), 2)
    flooded = received(heard.session, second, AT, limits)
    assert only(flooded, Refused).error.fault.value == "flooding"
    assert flooded.replies == ()
    stored = committed(flooded.session, {only(heard, Heard).token}, limits)
    assert only(received(stored.session, second, AT, limits), Heard).frame == second


PICTURE = MediaUpload(77, 0, 0, 1, 1, PLACE, bytes(3000))  # three frames


@given(st.permutations(range(3)))
def test_a_picture_in_parts_is_whole_in_any_order_and_answered_by_its_id(order: list[int]) -> None:
    frames, session = frames_of(PICTURE, 0xFFFF), authenticated()
    steps = []
    for at in order:
        steps.append(received(session, frames[at], AT))
        session = steps[-1].session
    assert [step.events for step in steps[:-1]] == [(), ()]
    event = only(steps[-1], Heard)
    assert event.message == PICTURE
    assert event.frame.serial == 0xFFFF
    assert [step.replies for step in steps] == [(), (), ()]
    assert said(committed(session, {event.token})) == [MediaAnswer(77, ())]


def test_a_long_message_is_acknowledged_part_by_part_once_the_whole_is_stored() -> None:
    first, second = frames_of(BytesUp(0x41, bytes(2000)), 20)
    begun = received(authenticated(), first, AT)
    whole = received(begun.session, second, AT)
    assert begun.replies == whole.replies == ()
    acks = said(committed(whole.session, {only(whole, Heard).token}))
    assert acks == [PlatformAck(20, 0x0900, Result.DONE), PlatformAck(21, 0x0900, Result.DONE)]


def test_missing_parts_are_asked_for_and_in_the_end_given_up() -> None:
    limits = Limits(gap_after=timedelta(seconds=5), gap_asks=2)
    frames = frames_of(PICTURE, 10)
    session = received(authenticated(), frames[1], AT, limits).session
    assert ticked(session, AT + timedelta(seconds=4), limits).replies == ()
    at = AT
    for _ in range(2):
        at += timedelta(seconds=5)
        asked = ticked(session, at, limits)
        assert said(asked) == [PartsRequest(10, (1, 3))]
        session = asked.session
    given_up = ticked(session, at + timedelta(seconds=5), limits)
    assert only(given_up, Abandoned) == Abandoned(0x0801, 10, (1, 3))
    assert given_up.session.assemblies == ()


def test_the_oldest_unfinished_message_gives_way_to_a_new_one() -> None:
    limits = Limits(assemblies=1)
    session = received(authenticated(), frames_of(PICTURE, 10)[0], AT, limits).session
    step = received(session, frames_of(BytesUp(1, bytes(2000)), 50)[0], AT, limits)
    assert only(step, Abandoned).first_serial == 10


def test_a_message_in_too_many_parts_is_refused() -> None:
    frame = Frame(0x0801, Edition.E2013, PHONE, 1, b"")._replace(part=frames_of(PICTURE, 1)[0].part)
    step = received(authenticated(), frame, AT, Limits(assembly_parts=2))
    assert only(step, Refused).error.fault.value == "too_many_parts"
    assert said(step) == [PlatformAck(1, 0x0801, Result.UNSUPPORTED)]


def test_a_whole_that_cannot_be_read_is_told() -> None:
    step = Step(authenticated())
    for frame in frames_of(PICTURE, 10):
        step = received(step.session, frame._replace(body=b""), AT)
    assert only(step, Refused).error.fault.value == "body"
    assert said(step) == [PlatformAck(10, 0x0801, Result.BAD_MESSAGE)]


def test_a_command_is_confirmed_by_its_acknowledgement() -> None:
    sent = command_send(authenticated(), TextMessage(1, 0, "请靠边停车"), AT)
    serial = only(sent, Sent).serial
    assert said(sent) == [TextMessage(1, 0, "请靠边停车")]
    strange = received(sent.session, frame_of(TerminalAck(serial, 0x8103, 0), 4), AT)
    assert strange.events == ()
    done = received(strange.session, frame_of(TerminalAck(serial, 0x8300, Result.FAILED), 5), AT)
    assert only(done, Confirmed).result == Result.FAILED
    assert done.replies == ()
    assert received(done.session, frame_of(TerminalAck(serial, 0x8300, 0), 6), AT).events == ()


def test_an_answer_of_its_own_confirms_a_command_and_is_stored_too() -> None:
    sent = command_send(authenticated(), LocationRequest(), AT)
    answer = LocationAnswer(only(sent, Sent).serial, PLACE)
    step = received(sent.session, frame_of(answer, 6), AT)
    confirmed, heard = step.events
    assert isinstance(confirmed, Confirmed)
    assert isinstance(heard, Heard)
    assert confirmed.message == heard.message == answer
    assert said(committed(step.session, {heard.token})) == [PlatformAck(6, 0x0201, Result.DONE)]


def test_an_unanswered_command_is_sent_again_with_growing_patience_and_given_up() -> None:
    limits = Limits(answer_after=timedelta(seconds=10), answer_tries=3)
    sent = command_send(authenticated(), TextMessage(1, 0, "x"), AT, limits)
    session, resent_after_s = sent.session, []
    for seconds in range(0, 100, 5):
        step = ticked(session, AT + timedelta(seconds=seconds), limits)
        session = step.session
        if step.replies:
            assert step.replies == sent.replies
            resent_after_s.append(seconds)
        if step.events:
            assert only(step, Unanswered).serial == only(sent, Sent).serial
            assert seconds == 60
            break
    assert resent_after_s == [10, 30]
    assert session.commands == ()


def test_a_terminal_may_ask_for_parts_of_a_command_again() -> None:
    sent = command_send(authenticated(), BytesDown(1, bytes(2500)), AT)
    again = received(sent.session, frame_of(TerminalPartsRequest(only(sent, Sent).serial, (2, 9)), 5), AT)
    assert again.replies == sent.replies[1:2]
    unknown = received(sent.session, frame_of(TerminalPartsRequest(999, (1,)), 5), AT)
    assert said(unknown) == [PlatformAck(5, 0x0005, Result.FAILED)]


def test_serials_of_the_platform_count_on_and_begin_again() -> None:
    session = authenticated().changed(next_serial=0xFFFF)
    first = received(session, frame_of(Heartbeat(), 1), AT)
    second = received(first.session, frame_of(Heartbeat(), 2), AT)
    assert [frame_read(content_of(step.replies[0])).serial for step in (first, second)] == [0xFFFF, 0]


def test_silence_ends_a_link_and_so_does_another_link_of_the_terminal() -> None:
    heard = received(authenticated(), frame_of(PLACE, 7), AT)
    session = command_send(heard.session, LocationRequest(), AT).session
    assert Ended(EndReason.SILENT) not in ticked(session, AT + timedelta(seconds=299)).events
    silent = ticked(session, AT + timedelta(seconds=300))
    assert silent.events[-1] == Ended(EndReason.SILENT)
    assert isinstance(silent.events[0], Unanswered)
    other = replaced(session)
    assert other.events[-1] == Ended(EndReason.REPLACED)
    assert committed(other.session, {1}).replies == ()
    assert ticked(other.session, AT + timedelta(days=1)) == Step(other.session)


@given(st.lists(st.integers(0, 3), max_size=30), st.data())
def test_nothing_is_acknowledged_that_was_not_committed(altitudes: list[int], data: st.DataObject) -> None:
    """Whatever is sent, repeated and stored: what is acknowledged was stored before, and all of it is."""
    session, stored, acknowledged = authenticated(), set[int](), set[int]()
    for altitude in altitudes:
        heard = received(session, frame_of(PLACE._replace(altitude_m=altitude), altitude), AT)
        acknowledged |= {ack.ack_serial for ack in said(heard) if isinstance(ack, PlatformAck)}
        assert acknowledged <= stored
        owed = [owed.token for owed in heard.session.owed.values()]
        chosen = data.draw(st.sets(st.sampled_from(owed))) if owed else set()
        stored |= {one.serials[0] for one in heard.session.owed.values() if one.token in chosen}
        done = committed(heard.session, chosen)
        acknowledged |= {ack.ack_serial for ack in said(done) if isinstance(ack, PlatformAck)}
        assert acknowledged <= stored
        session = done.session
    final = committed(session, {owed.token for owed in session.owed.values()})
    acknowledged |= {ack.ack_serial for ack in said(final) if isinstance(ack, PlatformAck)}
    assert acknowledged == set(altitudes)
