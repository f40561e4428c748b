"""Dialogues with one device."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181 import queries
from xiuhua.sensing.codecs.gb28181.digest import Credentials, response_of
from xiuhua.sensing.codecs.gb28181.events import (
    Answered,
    CatalogReceived,
    Delivered,
    Device,
    Event,
    Failed,
    KeptAlive,
    LoggedOut,
    Notified,
    Offline,
    Platform,
    Refused,
    Registered,
)
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.manscdp import body_read
from xiuhua.sensing.codecs.gb28181.ptz import PtzCommand
from xiuhua.sensing.codecs.gb28181.session import Link
from xiuhua.sensing.codecs.gb28181.sip import Message, message_decode
from xiuhua.sensing.codecs.gb28181.tests.kit import (
    AT,
    DEVICE,
    KEEPALIVE,
    PLATFORM,
    REGISTER,
    SOURCE,
    manscdp,
    request,
)
from xiuhua.sensing.codecs.outcomes import Outcome

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def new(transport: str = "UDP", *, realm: str = "") -> Link:
    platform = Platform(
        id=PLATFORM, host="192.168.230.53", port=5060, secret=b"of the tests", transport=transport,
        realm=realm,
    )  # fmt: skip
    return Link(platform, Device(id=DEVICE, password="12345678"))


def hear(link: Link, raw: bytes, at: object = AT) -> Outcome[Event]:
    return link.received(message_decode(raw), at, SOURCE)  # type: ignore[arg-type]  # a time


def first(outcome: Outcome[Event]) -> Message:
    return message_decode(outcome.replies[0])


def register(
    challenge: Message,
    *,
    word: str = "12345678",
    expires: int = 3600,
    number: int = 2,
    realm: str = "3401000000",
) -> bytes:
    """The registration with which a device answers a challenge."""
    nonce = challenge.header("WWW-Authenticate").split('nonce="')[1].split('"')[0]
    credentials = Credentials(username=DEVICE, realm=realm, nonce=nonce, uri="sip:x", response="")
    response = response_of(credentials, "REGISTER", word)
    header = (
        f'Digest username="{DEVICE}", realm="{realm}", nonce="{nonce}", uri="sip:x", response="{response}"'
    )
    contact = f"Contact: <sip:{DEVICE}@10.0.0.7:5060>\r\nExpires: {expires}\r\n"
    return request("REGISTER", number=number, headers=f"Authorization: {header}\r\n{contact}")


def online(transport: str = "UDP") -> Link:
    link = new(transport)
    challenge = first(hear(link, request("REGISTER")))
    assert hear(link, register(challenge)).events
    return link


def test_a_device_is_challenged_then_let_in_and_told_the_time() -> None:
    link = new()
    challenged = hear(link, request("REGISTER"))
    challenge = first(challenged)
    assert (challenged.events, challenge.status, link.is_online) == ((), 401, False)
    assert challenge.header("WWW-Authenticate").startswith('Digest realm="3401000000",nonce="')
    welcomed = hear(link, register(challenge))
    assert welcomed.events == (Registered(AT + timedelta(hours=1), f"<sip:{DEVICE}@10.0.0.7:5060>"),)
    answer = first(welcomed)
    assert (answer.status, answer.header("Date"), answer.header("Expires")) == (
        200,
        "2026-07-06T10:35:12.345",
        "3600",
    )
    assert link.is_online
    assert link.contact == "192.168.230.100:5060"


def test_another_realm_is_asked_for_where_one_is_set() -> None:
    link = new(realm="video.example")
    challenge = first(hear(link, request("REGISTER")))
    assert challenge.header("WWW-Authenticate").startswith('Digest realm="video.example",')
    assert first(hear(link, register(challenge))).status == 403  # for the domain, which is another realm
    assert not link.is_online
    challenge = first(hear(link, request("REGISTER", number=3)))
    assert hear(link, register(challenge, number=4, realm="video.example")).events
    assert link.is_online


def test_a_wrong_password_is_shown_and_forbidden() -> None:
    link = new()
    refused = hear(link, register(first(hear(link, request("REGISTER"))), word="letmein"))
    (event,) = refused.events
    assert isinstance(event, Refused)
    assert event.fault.fault is Gb28181Fault.PASSWORD
    assert first(refused).status == 403
    assert not link.is_online


def test_a_captured_registration_is_challenged_again() -> None:
    outcome = hear(new(), REGISTER)
    assert outcome.events == ()
    assert "stale=true" in first(outcome).header("WWW-Authenticate")


def test_a_nonce_lets_in_once_and_for_five_minutes() -> None:
    link = new()
    challenge = first(hear(link, request("REGISTER")))
    assert hear(link, register(challenge)).events
    again = hear(link, register(challenge, number=3))
    assert (again.events, first(again).status) == ((), 401)
    late = hear(link, register(first(hear(link, request("REGISTER", number=4))), number=5), AT + 6 * MINUTE)
    assert (late.events, first(late).status) == ((), 401)


def test_a_device_logs_out() -> None:
    link = online()
    challenge = first(hear(link, request("REGISTER", number=3), AT + SECOND))
    outcome = hear(link, register(challenge, expires=0, number=4), AT + SECOND)
    assert outcome.events == (LoggedOut(),)
    assert not link.is_online


def test_credentials_that_cannot_be_read_are_refused() -> None:
    outcome = hear(new(), request("REGISTER", headers="Authorization: Basic abc\r\n"))
    assert isinstance(outcome.events[0], Refused)
    assert first(outcome).status == 400


def test_a_device_that_did_not_register_is_not_heard() -> None:
    outcome = hear(new(), KEEPALIVE)
    (event,) = outcome.events
    assert isinstance(event, Refused)
    assert event.fault.fault is Gb28181Fault.UNREGISTERED
    assert first(outcome).status == 403


def test_another_device_is_shown_and_not_answered() -> None:
    outcome = hear(online(), request("MESSAGE", manscdp("Notify", "Keepalive"), sender=PLATFORM, number=9))
    (event,) = outcome.events
    assert isinstance(event, Refused)
    assert event.fault.fault is Gb28181Fault.FOREIGN
    assert outcome.replies == ()


def test_three_missed_keepalives_take_a_device_off_line() -> None:
    link = online()
    outcome = hear(link, KEEPALIVE, AT + MINUTE)
    assert outcome.events == (KeptAlive("OK"),)
    assert first(outcome).status == 200
    assert link.tick(AT + 4 * MINUTE).events == ()
    assert link.tick(AT + 4 * MINUTE + SECOND).events == (Offline(AT + MINUTE),)
    assert link.tick(AT + 9 * MINUTE).events == ()


def test_a_registration_that_runs_out_takes_a_device_off_line() -> None:
    link = new()
    hear(link, register(first(hear(link, request("REGISTER"))), expires=120))
    hear(link, KEEPALIVE, AT + MINUTE)
    assert link.tick(AT + 2 * MINUTE).events == (Offline(AT + MINUTE),)


def test_faulty_channels_are_told_with_the_keepalive() -> None:
    body = manscdp(
        "Notify", "Keepalive", "<Status>OK</Status><Info><DeviceID>1</DeviceID><DeviceID>2</DeviceID></Info>"
    )
    assert hear(online(), request("MESSAGE", body, number=9)).events == (KeptAlive("OK", ("1", "2")),)


ALARM = manscdp("Notify", "Alarm", "<AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod>")


def test_an_alarm_is_answered_after_the_commit_with_a_response_of_its_own() -> None:
    link = online()
    outcome = hear(link, request("MESSAGE", ALARM, number=9))
    assert outcome.replies == ()
    (event,) = outcome.events
    assert isinstance(event, Notified)
    assert event.body.node.value("AlarmMethod") == "5"
    assert hear(link, request("MESSAGE", ALARM, number=9)) == Outcome()
    ok, response = (message_decode(raw) for raw in link.committed(event.token, AT).replies)
    body = body_read(response.body)
    assert (ok.status, ok.call_id) == (200, "9")
    assert (response.method, body.kind, body.cmd_type, body.sn) == ("MESSAGE", "Response", "Alarm", "17")
    assert link.committed(event.token, AT) == Outcome()
    assert [
        message_decode(raw).status for raw in hear(link, request("MESSAGE", ALARM, number=9)).replies
    ] == [200]


def test_a_position_of_a_subscription_is_answered_after_the_commit() -> None:
    link = online()
    body = manscdp("Notify", "MobilePosition", "<Longitude>114.05</Longitude><Latitude>22.54</Latitude>")
    outcome = hear(link, request("NOTIFY", body, number=9, headers="Event: MobilePosition\r\n"))
    (event,) = outcome.events
    assert isinstance(event, Notified)
    assert len(link.committed(event.token, AT).replies) == 1


def catalog(number: int, *channels: str, total: int = 3) -> bytes:
    items = "".join(f"<Item><DeviceID>{channel}</DeviceID></Item>" for channel in channels)
    body = f'<SumNum>{total}</SumNum><DeviceList Num="{len(channels)}">{items}</DeviceList>'
    return request("MESSAGE", manscdp("Response", "Catalog", body, sn="1"), number=number)


def test_a_catalogue_is_collected_until_all_its_channels_came() -> None:
    link = online()
    call_id, sent = link.ask(queries.catalog_ask(DEVICE), AT)
    asked = message_decode(sent.replies[0])
    assert (asked.method, asked.uri, asked.call_id) == (
        "MESSAGE",
        f"sip:{DEVICE}@192.168.230.100:5060",
        call_id,
    )
    assert body_read(asked.body).node.nested() == {"CmdType": "Catalog", "SN": "1", "DeviceID": DEVICE}
    delivered = message_decode(
        sent.replies[0].replace(f"MESSAGE {asked.uri} SIP/2.0".encode(), b"SIP/2.0 200 OK")
    )
    assert link.received(delivered, AT).events == (Delivered(call_id),)
    assert hear(link, catalog(10, "a", "b")).events == ()
    assert hear(link, catalog(11, "b")).events == ()
    (event,) = hear(link, catalog(12, "c")).events
    assert isinstance(event, CatalogReceived)
    assert (event.sn, event.complete, [item.value("DeviceID") for item in event.items]) == (
        "1",
        True,
        ["a", "b", "c"],
    )
    assert link.tick(AT + MINUTE).events == ()


def test_a_catalogue_that_stays_short_is_given_as_it_is() -> None:
    link = online()
    hear(link, catalog(10, "a"))
    (event,) = link.tick(AT + 15 * SECOND).events
    assert isinstance(event, CatalogReceived)
    assert (event.complete, len(event.items)) == (False, 1)


def test_an_empty_catalogue_is_complete() -> None:
    (event,) = hear(online(), catalog(10, total=0)).events
    assert event == CatalogReceived("1", (), complete=True)


def test_an_answer_ends_the_waiting_for_it() -> None:
    link = online()
    link.ask(queries.device_identity_ask(DEVICE), AT)
    body = manscdp("Response", "DeviceInfo", "<Manufacturer>海康</Manufacturer>", sn="1")
    (event,) = hear(link, request("MESSAGE", body, number=10)).events
    assert isinstance(event, Answered)
    assert event.body.node.value("Manufacturer") == "海康"
    assert link.tick(AT + 40 * SECOND).events == ()


def test_a_question_is_repeated_over_udp_and_given_up() -> None:
    link = online()
    call_id, sent = link.ask(queries.device_status_ask(DEVICE), AT)
    repeats = sum(len(link.tick(AT + step * SECOND / 2).replies) for step in range(1, 64))
    assert repeats == 10  # after 0.5, 1.5, 3.5, 7.5 s and then every 4 s
    assert link.tick(AT + 32 * SECOND).events == (Failed(call_id, None),)
    assert sent.replies


def test_a_question_is_not_repeated_over_tcp() -> None:
    link = online("TCP")
    link.ask(queries.device_status_ask(DEVICE), AT)
    assert link.tick(AT + 10 * SECOND).replies == ()


def test_a_refused_question_is_over() -> None:
    link = online()
    call_id, sent = link.ask(queries.ptz(DEVICE, PtzCommand(actions=("up",), second=100)), AT)
    start = sent.replies[0].split(b"\r\n")[0]
    refused = message_decode(sent.replies[0].replace(start, b"SIP/2.0 404 Not Found"))
    assert link.received(refused, AT).events == (Failed(call_id, 404),)
    assert body_read(message_decode(sent.replies[0]).body).node.value("PTZCmd") == "A50F000800640020"


def test_subscriptions_carry_event_and_expiry() -> None:
    link = online()
    _, sent = link.subscribe(queries.position_subscription(DEVICE, 5), 600, AT)
    asked = message_decode(sent.replies[0])
    assert (asked.method, asked.header("Event"), asked.header("Expires")) == (
        "SUBSCRIBE",
        "MobilePosition",
        "600",
    )
    assert body_read(asked.body).node.value("Interval") == "5"
    _, sent = link.subscribe(queries.alarm_subscription(DEVICE), 600, AT)
    assert message_decode(sent.replies[0]).header("Event") == "presence"
    assert queries.catalog_subscription(DEVICE).cmd_type == "Catalog"


@pytest.mark.parametrize(("raw", "status"), [
    (request("INVITE", number=9), 405),
    (request("BYE", number=9), 200),
    (request("MESSAGE", "<a", number=9), 400),
    (request("MESSAGE", manscdp("Query", "Catalog"), number=9), 400),
])  # fmt: skip
def test_other_requests_are_answered_by_status(raw: bytes, status: int) -> None:
    assert first(hear(online(), raw)).status == status


def test_an_ack_and_an_unknown_response_are_not_answered() -> None:
    link = online()
    assert hear(link, request("ACK", number=9)) == Outcome()
    assert (
        hear(
            link,
            request("ACK", number=9).replace(
                b"ACK sip:34010000002000000001@192.168.230.53:5060 SIP/2.0", b"SIP/2.0 200 OK"
            ),
        )
        == Outcome()
    )


def test_controls_and_periods() -> None:
    assert queries.guard(DEVICE, on=True).fields == {"GuardCmd": "SetGuard"}
    assert queries.guard(DEVICE, on=False).fields == {"GuardCmd": "ResetGuard"}
    assert queries.alarm_reset(DEVICE).fields == {"AlarmCmd": "ResetAlarm"}
    asked = queries.records_ask(DEVICE, AT - MINUTE, AT).fields
    assert (asked["StartTime"], asked["EndTime"]) == ("2026-07-06T10:34:12", "2026-07-06T10:35:12")
    assert queries.time_read("2026-07-06T10:35:12.345") == AT
    assert queries.time_read("2026-07-06T02:35:12.345+00:00") == AT
    assert queries.time_read("yesterday") is None
    with pytest.raises(FrameError):
        queries.records_ask(DEVICE, AT, AT)
    with pytest.raises(FrameError):
        queries.position_subscription(DEVICE, 0)


def test_numbers_of_thousands_of_digits_are_numbers_of_nothing() -> None:
    digits = "9" * 5_000  # more than Python reads as a number
    link = online()
    listed = manscdp("Response", "Catalog", f"<SumNum>{digits}</SumNum><DeviceList/>", sn=digits)
    assert first(hear(link, request("MESSAGE", listed, number=70))).status == 200
    (notified,) = hear(link, request("MESSAGE", manscdp("Notify", "Alarm", sn="²"), number=71)).events
    assert isinstance(notified, Notified)
    assert len(link.committed(notified.token, AT).replies) == 2
    asked = hear(new(), request("REGISTER", headers=f"Expires: {digits}\r\n", number=72))
    assert first(asked).status == 401
    with pytest.raises(FrameError) as refused:
        message_decode(request("MESSAGE").replace(b"Content-Length: 0", f"Content-Length: {digits}".encode()))
    assert refused.value.fault is Gb28181Fault.NUMBER


def test_what_is_sent_once_is_not_repeated() -> None:
    link = online()
    _, sent = link.ask(queries.guard(DEVICE, on=True), AT, once=True)
    assert len(sent.replies) == 1
    assert link.tick(AT + 10 * SECOND).replies == ()
    again = link.tick(AT + 40 * SECOND)
    assert [type(event) for event in again.events] == [Failed]
    assert again.replies == ()
