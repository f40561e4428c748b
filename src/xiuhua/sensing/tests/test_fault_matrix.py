"""Every protocol times everything that can be wrong, over real sockets.

Each fault is counted by its reason, stands on the device's page in words, and does not keep another device on
the same gateway waiting. What is odd and yet right (glued, escaped, played again) is taken, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Device, Observation, TrackPoint
from xiuhua.sensing.rules.showing import fault_name
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator import hj212, jt808, mqtt, sl651
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.device_kit import PASSWORD, SENSOR_SECRET, monitor, sensor, station, truck
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.clock import now

_NUMBERS = count(1)
_CODE = "K8S7AAZ2"
_BEGAN = now().replace(second=0, microsecond=0) - timedelta(minutes=1)
_Y2000, _Y2099 = datetime(2000, 1, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, 1, tzinfo=UTC)
_LONG = 65_535
H, J, S, M = Protocol.HJ212, Protocol.JT808, Protocol.SL651, Protocol.MQTT


# --- how each protocol says something good ------------------------------------------------------------------


def _fume(number: str, at: datetime = _BEGAN, value: str = "1.5", password: str = PASSWORD) -> bytes:
    return hj212.upload(mn=number, at=at, values={"a34041-Rtd": value}, password=password)


def _where(number: str, at: datetime = _BEGAN, lon: float = 120.1, lat: float = 30.2, **more: int) -> bytes:
    place = jt808.Position(at=at, lon=lon, lat=lat, **more)
    return jt808.position(place, phone=number, serial=next(_NUMBERS))


def _level(number: str, at: datetime = _BEGAN, password: str = "1234", raw: bytes | None = None) -> bytes:  # noqa: S107 - what stations leave the factory with
    element = sl651.element(sl651.LEVEL, 3.217, digits=7, decimals=3) if raw is None else raw
    return sl651.report(
        station=number, serial=next(_NUMBERS) % 60_000 + 1, at=at, elements=[element], password=password,
        sent_at=_BEGAN,
    )  # fmt: skip


def _fill(number: str, at: datetime = _BEGAN, payload: bytes | None = None, to: str = "") -> bytes:
    body = mqtt.readings([("fill", at, 41.0)]) if payload is None else payload
    return mqtt.publish(body, to=to or mqtt.topic(number), number=next(_NUMBERS) % 60_000 + 1)


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """A protocol: a device of it, what it says first, something good, and the answers to that."""

    device: Callable[[str], NewDevice]
    number: Callable[[int], str]
    good: Callable[..., bytes]
    answers: Callable[[bytes], list[object]]
    hello: Callable[[str], bytes] = lambda _number: b""
    hello_answers: int = 0


def _pubacks(stream: bytes) -> list[object]:
    return [one for one in mqtt.answers(stream) if one.kind in {mqtt.PUBACK, mqtt.CONNACK}]


TONGUES: Mapping[Protocol, Tongue] = {
    H: Tongue(
        device=monitor, number=lambda one: f"MX{one:08}", good=_fume,
        answers=lambda stream: list(hj212.answers(stream)),
    ),
    J: Tongue(
        device=truck, number=lambda one: f"1350{one:07}", good=_where,
        answers=lambda stream: [one for one in jt808.answers(stream) if one.result == 0],
        hello=lambda number: jt808.authentication(phone=number, serial=1, code=_CODE), hello_answers=1,
    ),
    S: Tongue(
        device=station, number=lambda one: f"00550{one:05}", good=_level,
        answers=lambda stream: list(sl651.answers(stream)),
    ),
    M: Tongue(
        device=sensor, number=lambda one: f"mx-{one:04}", good=_fill, answers=_pubacks,
        hello=lambda number: mqtt.connect(user=number, password=SENSOR_SECRET), hello_answers=1,
    ),
}  # fmt: skip


# --- and what can be wrong with it --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A fault.

    Args:
        name: of the fault, as the issue has it.
        octets: what is sent, of a device's number.
        reasons: the codes that may be counted.
        goes_on: whether a good frame behind it on the same line is still taken.
        is_answered: whether it is answered like a good one, and only what is wrong in it left out.
    """

    protocol: Protocol
    name: str
    octets: Callable[[str], bytes]
    reasons: tuple[str, ...]
    goes_on: bool = True
    is_answered: bool = False


def _flipped(frame: bytes, place: int) -> bytes:
    wrong = bytearray(frame)
    wrong[place] ^= 1
    return bytes(wrong)


def _hj_length(number: str) -> bytes:
    frame = _fume(number)
    return b"##%04d" % (int(frame[2:6]) - 3) + frame[6:]


def _jt_raw(content: bytes) -> bytes:
    """Return bytes of a frame of JT/T 808 between its marks, checksum made good, without escapes."""
    total = 0
    for octet in content:
        total ^= octet
    return b"\x7e" + content + bytes((total,)) + b"\x7e"


def _jt_content(number: str) -> bytes:
    return bytes.fromhex("0002 0000") + bytes.fromhex(number.rjust(12, "0")) + b"\x00\x07"


def _jt_body(number: str, body: bytes) -> bytes:
    return jt808.message(jt808.POSITION, phone=number, serial=next(_NUMBERS), body=body)


def _jt_time(number: str, told: str) -> bytes:
    body = jt808.Position(at=_BEGAN, lon=120.1, lat=30.2).body()
    return _jt_body(number, body[:22] + bytes.fromhex(told))


def _sl_length(number: str) -> bytes:
    frame = bytearray(_level(number))
    frame[11:13] = (int.from_bytes(frame[11:13]) - 2).to_bytes(2)
    return bytes(frame)


_NAN = b'{"readings": [{"quantity": "fill", "at": "2026-11-26T08:00:00+08:00", "value": NaN}]}'
WRONGS = (
    Wrong(protocol=H, name="checksum", octets=lambda n: _flipped(_fume(n), -4), reasons=("checksum",)),
    Wrong(protocol=H, name="length", octets=_hj_length, reasons=("length", "truncated", "not_a_frame")),
    Wrong(protocol=H, name="truncated", octets=lambda n: _fume(n)[:70], reasons=("truncated", "length")),
    Wrong(
        protocol=H, name="password", octets=lambda n: _fume(n, password="999999"), reasons=("password",)
    ),
    Wrong(
        protocol=H, name="year_2000",
        octets=lambda n: _fume(n, _Y2000), reasons=("ancient",), is_answered=True,
    ),
    Wrong(
        protocol=H, name="year_2099",
        octets=lambda n: _fume(n, _Y2099), reasons=("future",), is_answered=True,
    ),
    Wrong(
        protocol=H, name="nan",
        octets=lambda n: _fume(n, value="NaN"), reasons=("no_number",), is_answered=True,
    ),
    Wrong(
        protocol=H, name="long_body",
        octets=lambda _n: b"##9999" + b"x" * _LONG,
        reasons=("length", "truncated", "not_a_frame", "too_long"),
    ),
    Wrong(protocol=J, name="checksum", octets=lambda n: _flipped(_where(n), -2), reasons=("checksum",)),
    Wrong(
        protocol=J, name="length",
        octets=lambda n: _jt_raw(_jt_content(n) + b"\x01\x02"), reasons=("length",),
    ),
    Wrong(
        protocol=J, name="truncated",
        octets=lambda n: _where(n)[:20] + b"\x7e", reasons=("length", "checksum"),
    ),
    Wrong(
        protocol=J, name="escape",
        octets=lambda n: _where(n)[:-2] + b"\x7d\x05\x7e", reasons=("escape",),
    ),
    Wrong(
        protocol=J, name="bcd_number",
        octets=lambda _n: _jt_raw(bytes.fromhex("0002 0000 0A3F00000001 0007")), reasons=("bcd",),
    ),
    Wrong(protocol=J, name="bcd_time", octets=lambda n: _jt_time(n, "26113A256199"), reasons=("bcd", "time")),
    Wrong(
        protocol=J, name="year_2000",
        octets=lambda n: _where(n, _Y2000), reasons=("ancient",), is_answered=True,
    ),
    Wrong(
        protocol=J, name="year_2099",
        octets=lambda n: _where(n, _Y2099), reasons=("future",), is_answered=True,
    ),
    Wrong(
        protocol=J, name="zero",
        octets=lambda n: _where(n, lon=0.0, lat=0.0), reasons=("nowhere",), is_answered=True,
    ),
    Wrong(
        protocol=J, name="swapped",
        octets=lambda n: _where(n, lon=30.2, lat=120.1), reasons=("nowhere",), is_answered=True,
    ),
    Wrong(
        protocol=J, name="long_body",
        octets=lambda _n: b"\x7e" + b"\x01" * _LONG + b"\x7e", reasons=("overlong",),
    ),
    Wrong(
        protocol=J, name="id_of_another", octets=lambda _n: _where("13500009999"), reasons=("other_phone",)
    ),
    Wrong(protocol=S, name="checksum", octets=lambda n: _flipped(_level(n), -1), reasons=("checksum",)),
    Wrong(protocol=S, name="length", octets=_sl_length, reasons=("length", "not_a_frame")),
    Wrong(
        protocol=S, name="truncated",
        octets=lambda n: _level(n)[:30], reasons=("truncated", "not_a_frame"),
    ),
    Wrong(protocol=S, name="password", octets=lambda n: _level(n, password="9999"), reasons=("password",)),
    Wrong(
        protocol=S, name="year_2000",
        octets=lambda n: _level(n, _Y2000), reasons=("ancient",), is_answered=True,
    ),
    Wrong(
        protocol=S, name="year_2099",
        octets=lambda n: _level(n, _Y2099), reasons=("future",), is_answered=True,
    ),
    Wrong(
        protocol=S, name="bcd", octets=lambda n: _level(n, raw=bytes.fromhex("39230A3F217B")),
        reasons=("no_number",), is_answered=True,
    ),
    Wrong(
        protocol=M, name="length", octets=lambda _n: b"\x32\x04\x00\x09ab", reasons=("short",), goes_on=False
    ),
    Wrong(
        protocol=M, name="nan",
        octets=lambda n: _fill(n, payload=_NAN), reasons=("payload",), goes_on=False,
    ),
    Wrong(
        protocol=M, name="year_2000",
        octets=lambda n: _fill(n, _Y2000), reasons=("ancient",), is_answered=True,
    ),
    Wrong(
        protocol=M, name="year_2099",
        octets=lambda n: _fill(n, _Y2099), reasons=("future",), is_answered=True,
    ),
    Wrong(
        protocol=M, name="long_body", octets=lambda n: _fill(n, payload=b" " * 2 * _LONG)[:64],
        reasons=("too_long",), goes_on=False,
    ),
    Wrong(
        protocol=M, name="id_of_another", octets=lambda n: _fill(n, to="devices/another/readings"),
        reasons=("may_not_publish",), goes_on=False,
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def gateway(live_city: str, gateway_url: str) -> Iterator[Gateway]:
    """A gateway that waits for half a frame a second."""
    with gateway_running(gateway_url, Bounds(half_frame_s=1.0)) as running:
        yield running


@pytest.fixture(scope="module")
def keeper(live_city: str) -> Client:
    """Whoever keeps the register, signed in."""
    return people_of(live_city)(role="data_admin", area="9901", person="keeper")


@pytest.fixture(scope="module")
def calm(gateway: Gateway) -> Mapping[Protocol, Device]:
    """A device of each protocol that sends nothing but what is right."""
    with scope_opened(("",)):
        made = entered_and_known(
            gateway, *(one.device(one.number(next(_NUMBERS))) for one in TONGUES.values())
        )
    return dict(zip(TONGUES, made, strict=True))


def _entered(gateway: Gateway, protocol: Protocol) -> Device:
    tongue = TONGUES[protocol]
    with scope_opened(("",)):
        (device,) = entered_and_known(gateway, tongue.device(tongue.number(next(_NUMBERS))))
    return device


def _said(line: Wire, device: Device, at: datetime = _BEGAN) -> None:
    """Say hello where that is needed, and something good; wait for the answer."""
    tongue = TONGUES[Protocol(device.protocol)]
    line.send(tongue.hello(device.number) + tongue.good(device.number, at))
    line.wait(tongue.answers, tongue.hello_answers + 1)


def _stored(device: Device) -> int:
    table = TrackPoint if device.protocol == Protocol.JT808 else Observation
    return table.objects.filter(device=device).count()


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda one: f"{one.protocol.value}-{one.name}")
def test_what_is_wrong_is_counted_shown_and_felt_by_nobody_else(
    gateway: Gateway, keeper: Client, calm: Mapping[Protocol, Device], wrong: Wrong
) -> None:
    device, tongue = _entered(gateway, wrong.protocol), TONGUES[wrong.protocol]
    with wire(gateway, wrong.protocol) as line, wire(gateway, wrong.protocol) as other:
        _said(line, device)
        line.send(wrong.octets(device.number))
        _said(other, calm[wrong.protocol], _BEGAN - timedelta(minutes=next(_NUMBERS)))
        if wrong.goes_on:
            before = len(tongue.answers(line.heard))
            line.send(tongue.good(device.number, _BEGAN - timedelta(minutes=5)))
            line.wait(tongue.answers, before + 1 + wrong.is_answered)
        else:
            assert line.is_closed()
        with scope_opened(("",)):
            faults = eventually(lambda: Contact.objects.get(device=device).faults)
            assert set(faults) <= set(wrong.reasons), faults
            assert _stored(device) == (2 if wrong.goes_on else 1)
    page = keeper.get(f"/devices/{device.pk}?frames=refused").content.decode()
    for reason in faults:
        assert fault_name(wrong.protocol, reason, "zh-hans") in page


@pytest.mark.parametrize("protocol", TONGUES)
def test_two_frames_glued_are_two(gateway: Gateway, protocol: Protocol) -> None:
    device, tongue = _entered(gateway, protocol), TONGUES[protocol]
    with wire(gateway, protocol) as line:
        line.send(
            tongue.hello(device.number)
            + b"".join(tongue.good(device.number, _BEGAN - timedelta(minutes=step)) for step in (1, 2, 3))
        )
        line.wait(tongue.answers, tongue.hello_answers + 3)
    with scope_opened(("",)):
        assert (_stored(device), Contact.objects.get(device=device).faults) == (3, {})


@pytest.mark.parametrize("protocol", TONGUES)
def test_a_capture_that_is_played_again_is_answered_and_kept_once(
    gateway: Gateway, protocol: Protocol
) -> None:
    device, tongue = _entered(gateway, protocol), TONGUES[protocol]
    capture = tongue.hello(device.number) + tongue.good(device.number)
    for _ in range(3):
        with wire(gateway, protocol) as line:
            line.send(capture)
            line.wait(tongue.answers, tongue.hello_answers + 1)
    with scope_opened(("",)):
        assert _stored(device) == 1


@pytest.mark.parametrize("protocol", TONGUES)
def test_half_a_frame_is_hung_up_counted_and_shown(
    gateway: Gateway, keeper: Client, protocol: Protocol
) -> None:
    device, tongue = _entered(gateway, protocol), TONGUES[protocol]
    with wire(gateway, protocol) as line:
        _said(line, device)
        line.send(tongue.good(device.number)[:25])
        assert line.is_closed()
    with scope_opened(("",)):
        eventually(lambda: Contact.objects.get(device=device).faults == {"half_frame": 1})
    page = keeper.get(f"/devices/{device.pk}?frames=refused").content.decode()
    assert fault_name(protocol, "half_frame", "zh-hans") in page


def test_bytes_that_are_escaped_at_the_edges_come_out_whole(gateway: Gateway) -> None:
    device = _entered(gateway, J)
    with wire(gateway, J) as line:
        # 0x7E and 0x7D as the first byte of the body, next to its end, and both in the serial's place
        for alarm, altitude in ((0x7E000000, 0x7D7E), (0x7D7E7D7E, 0x7E7D)):
            line.send(TONGUES[J].hello(device.number))
            place = jt808.Position(
                at=_BEGAN - timedelta(minutes=altitude % 7), lon=120.1, lat=30.2, alarm=alarm,
                altitude_m=altitude,
            )  # fmt: skip
            line.send(jt808.position(place, phone=device.number, serial=0x7E7D))
        line.wait(TONGUES[J].answers, 4)
    with scope_opened(("",)):
        kept = TrackPoint.objects.filter(device=device).order_by("at")
        assert {(one.alarm, one.altitude_m) for one in kept} == {
            (0x7E000000, 0x7D7E), (0x7D7E7D7E, 0x7E7D),
        }  # fmt: skip
        assert Contact.objects.get(device=device).faults == {}
