"""Messages: what captures hold, what is borne, what is refused, how streams are cut."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, Fault, FrameError
from xiuhua.sensing.codecs.gb28181.digest import credentials_read, is_right, response_of
from xiuhua.sensing.codecs.gb28181.encoder import message_encode, reply_to
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.sip import Message, message_decode
from xiuhua.sensing.codecs.gb28181.splitter import MOST_BODY_OCTETS, MOST_OCTETS, Piece, Splitter
from xiuhua.sensing.codecs.gb28181.tests.kit import DEVICE, KEEPALIVE, REGISTER, SOURCE, request
from xiuhua.sensing.codecs.tests.vectors import ReferenceVectors


def test_every_captured_message_reads_as_its_source_expects(reference_vectors: ReferenceVectors) -> None:
    vectors = reference_vectors("gb28181")
    messages = [vector for vector in vectors if vector["encoding"] == "sip-text"]
    assert messages
    for vector in messages:
        message, expected = message_decode(vector["frame"].encode()), vector["expected"]
        assert message.header("CSeq") == expected["cseq"]
        assert message.remarks == ()
        start = (
            f"{message.method} {message.uri} SIP/2.0"
            if message.method
            else f"SIP/2.0 {message.status} {message.reason}"
        )
        assert start == vector["decoded"]["start_line"]
        if "digest" in expected:
            credentials = credentials_read(message.header("Authorization"))
            wanted = {name: value or "" for name, value in expected["digest"].items() if name != "password"}
            assert {name: getattr(credentials, name) for name in wanted} == wanted
            assert is_right(credentials, str(message.method), expected["digest"]["password"])
            assert not is_right(credentials, str(message.method), "87654321")


def test_a_captured_keepalive() -> None:
    message = message_decode(KEEPALIVE)
    assert (message.method, message.sender, message.cseq, message.call_id) == (
        "MESSAGE", DEVICE, (20, "MESSAGE"), "1097651024",
    )  # fmt: skip
    assert len(message.body) == 151


def test_a_captured_registration_proves_its_password() -> None:
    credentials = credentials_read(message_decode(REGISTER).header("Authorization"))
    assert response_of(credentials, "REGISTER", "12345678") == "1dae2e01c1b83b2a156dd94d86ff9c08"


def test_qop_is_understood() -> None:
    # The worked example of RFC 2617, 3.5.
    credentials = credentials_read(
        'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", '
        'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert is_right(credentials, "GET", "Circle Of Life")
    assert not is_right(credentials, "POST", "Circle Of Life")


@pytest.mark.parametrize(
    "header",
    [
        "Basic abc",
        "Digest",
        'Digest username="a"',
        REGISTER.decode().split("Authorization: ")[1].split("\r\n")[0] + ',qop="auth-int"',
    ],
)
def test_credentials_that_cannot_be_read_are_refused(header: str) -> None:
    with pytest.raises(FrameError):
        credentials_read(header)


def test_compact_names_and_folded_lines_are_read() -> None:
    raw = KEEPALIVE.replace(b"From:", b"f :").replace(b"Content-Length:   151", b"l: 151")
    message = message_decode(raw.replace(b"Max-Forwards: 70", b"Subject: a\r\n b"))
    assert message.sender == DEVICE
    assert message.header("subject") == "a b"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (KEEPALIVE.replace(b"   151", b" 9"), Gb28181Fault.SURPLUS),
        (KEEPALIVE.replace(b"Content-Length:   151\r\n", b""), Gb28181Fault.NO_LENGTH),
        (REGISTER.replace(b"\r\n", b"\n"), Gb28181Fault.LINE_ENDS),
    ],
)
def test_what_the_field_sends_is_borne_with_a_remark(raw: bytes, fault: Fault) -> None:
    assert [one.fault for one in message_decode(raw).remarks] == [fault]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", Gb28181Fault.NOT_SIP),
        (b"GET / HTTP/1.1\r\n\r\n", Gb28181Fault.NOT_SIP),
        (b"SIP/2.0 999 What\r\n\r\n", Gb28181Fault.NOT_SIP),
        (KEEPALIVE[:-10], CommonFault.TRUNCATED),
        (KEEPALIVE.replace(b"Call-ID: 1097651024\r\n", b""), Gb28181Fault.MISSING),
        (KEEPALIVE.replace(b"20 MESSAGE", b"MESSAGE"), Gb28181Fault.NUMBER),
        (KEEPALIVE.replace(b"   151", b" -1"), Gb28181Fault.NUMBER),
        (KEEPALIVE.replace(b"Max-Forwards: 70", b"Max-Forwards 70"), Gb28181Fault.HEADER),
    ],
)
def test_bad_messages_say_why(raw: bytes, fault: Fault) -> None:
    with pytest.raises(FrameError) as refused:
        message_decode(raw)
    assert refused.value.fault is fault
    assert refused.value.sentence("zh") != refused.value.sentence("en")


def test_a_response_copies_what_it_must_and_tells_the_address_seen() -> None:
    reply = reply_to(message_decode(request("MESSAGE")), 200, tag="t", source=SOURCE)
    assert message_encode(reply).decode().split("\r\n") == [
        "SIP/2.0 200 OK",
        "Via: SIP/2.0/UDP 10.0.0.7:5060;rport=5060;branch=z9hG4bK1;received=192.168.230.100",
        f"From: <sip:{DEVICE}@3401000000>;tag=1",
        "To: <sip:34010000002000000001@3401000000>;tag=t",
        "Call-ID: 1",
        "CSeq: 1 MESSAGE",
        "Content-Length: 0",
        "",
        "",
    ]


def test_a_header_cannot_smuggle_another() -> None:
    with pytest.raises(FrameError):
        message_encode(Message("MESSAGE", "sip:a", None, "", (("Subject", "a\r\nEvil: 1"),)))


WORDS = st.text("abcXYZ019 ;<>=:@.清", max_size=20).map(str.strip)


@given(
    st.lists(st.tuples(st.sampled_from(["Subject", "Contact", "X-GB-Ver"]), WORDS), max_size=5),
    st.binary(max_size=50),
)
def test_what_is_written_is_read_again(further: list[tuple[str, str]], body: bytes) -> None:
    needed = [
        ("Via", "SIP/2.0/UDP a"),
        ("From", "<sip:1@2>"),
        ("To", "<sip:2@2>"),
        ("Call-ID", "1"),
        ("CSeq", "1 INFO"),
    ]
    headers = (*needed, *further)
    message = Message("INFO", "sip:1@2", None, "", headers, body)
    read = message_decode(message_encode(message))
    assert read == Message("INFO", "sip:1@2", None, "", (*headers, ("Content-Length", str(len(body)))), body)


def split(stream: bytes, *, cuts: Sequence[int] = ()) -> list[Piece]:
    splitter = Splitter()
    pieces: list[Piece] = []
    at = 0
    for end in [*sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]:
        pieces += splitter.feed(stream[at:end])
        at = end
    return [*pieces, *splitter.close()]


def told(pieces: Sequence[Piece]) -> list[tuple[bytes, str | None]]:
    return [(piece.raw, piece.fault.fault.value if piece.fault else None) for piece in pieces]


def test_glued_messages_and_keepalives_of_the_link_are_parted() -> None:
    assert told(split(REGISTER + b"\r\n\r\n" + KEEPALIVE)) == [(REGISTER, None), (KEEPALIVE, None)]


def test_noise_is_told_once_and_passed_over() -> None:
    assert told(split(b"\x00\x01noise\n" + KEEPALIVE)) == [(b"\x01noise", "not_sip"), (KEEPALIVE, None)]


def test_a_length_beyond_reason_loses_only_its_own_message() -> None:
    huge = KEEPALIVE.replace(b"   151", b" %d" % (MOST_BODY_OCTETS + 1))
    found = split(huge + REGISTER)
    assert [piece.fault.fault if piece.fault else None for piece in found] == [
        Gb28181Fault.TOO_LONG, Gb28181Fault.NOT_SIP, None,
    ]  # fmt: skip


def test_a_head_without_end_is_given_up() -> None:
    found = split(b"MESSAGE sip:a SIP/2.0\r\n" + b"X: 1\r\n" * 4000 + REGISTER)
    assert found[0].fault is not None
    assert found[0].fault.fault is Gb28181Fault.TOO_LONG
    assert found[-1].raw == REGISTER


def test_half_a_message_is_told_when_the_stream_ends() -> None:
    (left,) = split(KEEPALIVE[:-5])
    assert left.fault is not None
    assert dict(left.fault.details) == {"expected": len(KEEPALIVE), "found": len(KEEPALIVE) - 5}


def test_never_more_than_one_message_is_kept() -> None:
    splitter = Splitter()
    for noise in (b"x" * 60_000, b"MESSAGE sip:a SIP/2.0\r\nContent-Length: 200000\r\n\r\n", b"y" * 60_000):
        for _ in range(6):
            splitter.feed(noise)
            assert splitter.pending_octets < MOST_OCTETS


STRETCHES = st.sampled_from([
    REGISTER, KEEPALIVE, KEEPALIVE[:300], KEEPALIVE[300:], b"\r\n", b"noise", b"SIP/2.0 200 OK\r\n",
    b"x" * 3000,
    KEEPALIVE.replace(b"   151", b" 20"),
])  # fmt: skip


@given(st.lists(STRETCHES, max_size=6), st.lists(st.integers(0, 9000), max_size=12))
def test_the_cuts_change_nothing(stretches: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(stretches)
    assert told(split(stream, cuts=cuts)) == told(split(stream))


@given(st.lists(STRETCHES, max_size=2))
def test_not_even_single_bytes_matter(stretches: list[bytes]) -> None:
    stream = b"".join(stretches)
    assert told(split(stream, cuts=range(len(stream)))) == told(split(stream))


@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda noise: KEEPALIVE[:150] + noise + KEEPALIVE[150:])
)
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    with suppress(FrameError):
        credentials_read(message_decode(raw).header("Authorization"))


@given(st.text(max_size=60))
def test_no_credentials_raise_anything_else(text: str) -> None:
    with suppress(FrameError):
        credentials_read(f"Digest {text}")
