"""Cameras by hand: numbers, alarms, positions, channels, moves and what they look like in eight bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.sensing.codecs.gb28181.manscdp import body_read
from xiuhua.sensing.rules.commanding.orders import (
    Order,
    Parameters,
    kinds_of,
    may_overtake,
    parameters_fault,
    target_fault,
)
from xiuhua.sensing.rules.commanding.wording import command_said
from xiuhua.sensing.rules.devices import number_fault, secret_fault
from xiuhua.sensing.rules.measuring.gb28181 import alarm_measured, channel_told, position_fix
from xiuhua.sensing.rules.ordering.gb28181 import gb28181_said
from xiuhua.sensing.rules.showing import frame_shown
from xiuhua.sensing.terms import ChannelState, CommandKind, Protocol

AT = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)  # 08:00 in China
NUMBER = "33010600001320000001"


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("34020000001320000001", None),  # the example of the standard
        ("33010600001180000001", None),
        ("33010600002000000001", None),  # a platform below
        ("3301060000132000001", "number_gb28181"),
        ("3301060000132000000a", "number_gb28181"),
        ("03010600001320000001", "number_gb28181_centre"),
        ("33010600002150000001", "number_gb28181_kind"),  # a group
        ("33010600001000000001", "number_gb28181_kind"),
        ("33010600001320000000", "number_gb28181_serial"),
    ],
)
def test_twenty_digits_are_looked_at_part_by_part(number: str, fault: str | None) -> None:
    assert number_fault(Protocol.GB28181, number) == fault


@pytest.mark.parametrize(
    ("secret", "is_fine"),
    [("Q7WERTY8", True), ("short", False), ('with"quote12', False), ("back\\slash12", False)],
)
def test_a_password_of_a_camera_fits_into_a_quoted_string(secret: str, *, is_fine: bool) -> None:
    assert (secret_fault(Protocol.GB28181, secret) is None) is is_fine


def _alarm(inner: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="GB2312"?>\n<Notify><CmdType>Alarm</CmdType><SN>1</SN>'
        f"<DeviceID>{NUMBER}</DeviceID>{inner}</Notify>"
    ).encode("gb18030")


@pytest.mark.parametrize(
    ("inner", "values"),
    [
        ("<AlarmMethod>5</AlarmMethod><Info><AlarmType>6</AlarmType></Info>", [5006.0]),
        ("<AlarmMethod>2</AlarmMethod><AlarmType>1</AlarmType>", [2001.0]),  # as in the first edition
        ("<AlarmPriority>1</AlarmPriority><AlarmMethod>1</AlarmMethod>", [1000.0, 1.0]),
        ("<AlarmPriority>9</AlarmPriority><AlarmMethod>99</AlarmMethod>", [7000.0]),
        ("<AlarmMethod>²</AlarmMethod><Info><AlarmType>-1</AlarmType></Info>", [7000.0]),
    ],
)
def test_an_alarm_is_its_method_and_type(inner: str, values: list[float]) -> None:
    found = alarm_measured(body_read(_alarm(inner)), offset=timedelta(), received_at=AT)
    assert [one.value for one in found] == values
    assert {one.at for one in found} == {AT}


def test_an_alarm_is_put_right_by_the_clock_and_told_apart_by_channel_and_type() -> None:
    inner = "<AlarmTime>2026-11-26T08:00:30</AlarmTime><AlarmMethod>5</AlarmMethod>"
    one = alarm_measured(body_read(_alarm(inner)), offset=timedelta(seconds=30), received_at=AT)[0]
    other = alarm_measured(
        body_read(_alarm(inner).replace(NUMBER.encode(), NUMBER[:-1].encode() + b"2")),
        offset=timedelta(), received_at=AT,
    )[0]  # fmt: skip
    assert one.at == AT
    assert one.sequence != other.sequence
    first = "<AlarmTime>0001-01-01T00:00:00</AlarmTime>"
    assert alarm_measured(body_read(_alarm(first)), offset=timedelta(days=1), received_at=AT)[0].at == AT


def test_a_position_off_the_earth_is_none() -> None:
    def told(lon: str, lat: str) -> object:
        inner = f"<Longitude>{lon}</Longitude><Latitude>{lat}</Latitude><Speed>nan</Speed>"
        return position_fix(body_read(_alarm(inner)), offset=timedelta(), received_at=AT)

    assert told("120.1", "30.2") is not None
    assert [told(*pair) for pair in (("0", "0"), ("200", "30"), ("inf", "30"), ("", ""))] == [None] * 4


def test_a_catalogue_names_channels_and_not_platforms_groups_or_divisions() -> None:
    items = "".join(
        f"<Item><DeviceID>{code}</DeviceID><Name>绣衣路</Name><Status>{status}</Status>"
        "<Longitude>120.1</Longitude><Latitude>30.2</Latitude></Item>"
        for code, status in (
            (NUMBER, "ON"), ("33010600001340000001", "off"), ("33010600002150000001", "ON"), ("330106", "ON"),
            ("33010600001310000002", ""),
        )
    )  # fmt: skip
    body = body_read(_alarm(f"<DeviceList>{items}</DeviceList>"))
    found = [told for told in (channel_told(item) for item in body.items()) if told is not None]
    assert [(one.code[10:13], one.state) for one in found] == [
        ("132", ChannelState.ON), ("134", ChannelState.OFF), ("131", ChannelState.UNKNOWN),
    ]  # fmt: skip
    assert (found[0].name, found[0].lon, found[0].lat) == ("绣衣路", 120.1, 30.2)


# Bytes by hand after annex A.3: A5 0F 00, command, pan, tilt, zoom in the upper half, sum modulo 256.
@pytest.mark.parametrize(
    ("parameters", "octets"),
    [
        ({"move": "up", "speed": 100, "lasts_ms": 500}, "A50F0008FFFF00BA"),
        ({"move": "down_right", "speed": 20, "lasts_ms": 500}, "A50F00053333001F"),
        ({"move": "zoom_in", "speed": 100, "lasts_ms": 500}, "A50F00100000F0B4"),
        ({"move": "focus_near", "speed": 100, "lasts_ms": 500}, "A50F0042FFFF00F4"),
        ({"move": "preset", "preset": 255}, "A50F008200FF0035"),
        ({"move": "stop"}, "A50F0000000000B4"),
    ],
)
def test_a_move_is_eight_bytes(parameters: Parameters, octets: str) -> None:
    order = Order(id=1, kind=CommandKind.PTZ, target=NUMBER, parameters=parameters)
    assert parameters_fault(CommandKind.PTZ, parameters) is None
    said = gb28181_said(order, "33010600001180000001")
    assert said.ask.device_id == NUMBER
    assert said.ask.fields == {"PTZCmd": octets}


def test_a_move_is_ended_by_the_stop_of_its_kind() -> None:
    def stop(move: str) -> tuple[object, float]:
        parameters = {"move": move, "speed": 50, "lasts_ms": 1500}
        said = gb28181_said(Order(id=1, kind=CommandKind.PTZ, parameters=parameters), NUMBER)
        assert said.then is not None
        return said.then.fields, said.after_s

    assert stop("left") == ({"PTZCmd": "A50F0000000000B4"}, 1.5)
    assert stop("iris_open") == ({"PTZCmd": "A50F0040000000F4"}, 1.5)


@pytest.mark.parametrize(
    ("kind", "parameters", "fault"),
    [
        (CommandKind.PTZ, {}, ("move", "command_move")),
        (CommandKind.PTZ, {"move": "sideways"}, ("move", "command_move")),
        (CommandKind.PTZ, {"move": "left", "speed": 0}, ("speed", "command_speed")),
        (CommandKind.PTZ, {"move": "left", "speed": True}, ("speed", "command_speed")),
        (CommandKind.PTZ, {"move": "left", "lasts_ms": 60_000}, ("lasts_ms", "command_lasts")),
        (CommandKind.PTZ, {"move": "preset", "preset": 256}, ("preset", "command_preset")),
        (CommandKind.LIVE, {"live": "live_start"}, ("live", "command_media")),
        (CommandKind.LIVE, {"live": "now"}, ("live", "command_live")),
        (CommandKind.LIVE, {"live": "live_close"}, None),
        (CommandKind.RECORDINGS, {"hours": 0}, ("hours", "command_hours")),
        (CommandKind.MEDIA, {}, None),
        (CommandKind.REBOOT, {}, None),
    ],
)
def test_what_a_camera_or_terminal_cannot_be_told_is_refused(
    kind: CommandKind, parameters: Parameters, fault: tuple[str, str] | None
) -> None:
    assert parameters_fault(kind, parameters) == fault


def test_only_moves_overtake_and_only_cameras_move() -> None:
    assert [kind for kind in CommandKind if may_overtake(kind)] == [CommandKind.PTZ]
    assert [one for one in Protocol if CommandKind.PTZ in kinds_of(one)] == [Protocol.GB28181]
    assert CommandKind.LIVE in kinds_of(Protocol.JT808)


@pytest.mark.parametrize(
    ("kind", "target", "fault"),
    [
        (CommandKind.PTZ, NUMBER, None),
        (CommandKind.PTZ, "", None),
        (CommandKind.SWITCH, "", None),
        (CommandKind.PTZ, "1", "target_gb28181"),
        (CommandKind.READ, NUMBER, "target_gb28181"),
    ],
)
def test_a_part_of_a_camera_is_a_channel(kind: CommandKind, target: str, fault: str | None) -> None:
    assert target_fault(Protocol.GB28181, kind, target) == fault


def test_commands_of_cameras_are_said_in_a_line() -> None:
    move = {"move": "left", "speed": 50, "lasts_ms": 500}
    assert command_said(CommandKind.PTZ, "路口", move, "zh-hans") == "路口：左 · 50 % · 0.5 s"
    assert (
        command_said(CommandKind.PTZ, "路口", {"move": "preset", "preset": 3}, "en")
        == "路口: Go to a preset 3"
    )
    assert command_said(CommandKind.LIVE, "车内", {"live": "live_start"}, "zh-hans") == "车内：开始传输"
    assert command_said(CommandKind.RECORDINGS, "车内", {"hours": 2}, "zh-hans") == "车内：最近 2 小时"


def test_a_message_is_shown_without_the_response_to_its_challenge() -> None:
    raw = (
        b"REGISTER sip:1@2 SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: <sip:3@2>\r\n"
        b'Authorization: Digest username="3",response="1dae2e01"\r\n\r\n'
    )
    shown = frame_shown("gb28181", raw)
    assert shown.startswith("REGISTER sip:1@2 SIP/2.0 · From: <sip:3@2> · Authorization:")
    assert "1dae2e01" not in shown
    body = "MESSAGE sip:1@2 SIP/2.0\r\nFrom: x\r\n\r\n<Name>绣衣路</Name>".encode("gb18030")
    assert "绣衣路" in frame_shown("gb28181", body)
