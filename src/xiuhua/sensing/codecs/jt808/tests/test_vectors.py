"""Every frame of the reference data decodes to what its source expects, or is refused where that expects it.

The sources' own names are mapped to where we print the same; their raw units become ours on the way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from xiuhua.sensing.codecs.jt808.printing import frames_print
from xiuhua.sensing.codecs.options import PrintOptions
from xiuhua.sensing.codecs.printing import Printed
from xiuhua.sensing.codecs.tests.vectors import FrameVector, ReferenceVectors, vectors_of

# Where we print what a source calls by that name: a path, `|` before another one to try, `#` for how many
# there are, `*` before the number of the source's units in one of ours.
_OURS = {
    "AckMsgId": "ack_id", "AckMsgNum": "ack_serial", "AgainPackageCount": "numbers #",
    "AlarmFlag": "locations.0.alarm", "AlarmID": "alarm_id", "AlarmSign": "locations.0.alarm",
    "AlightNumber": "alighted", "Altitude": "locations.0.altitude_m", "AnswerContent": "choices.0.text",
    "AnswerID": "choices.0.number", "AreaID": "province", "AttachCount": "files #",
    "AttachNumber": "alarm.files", "AuthCode": "auth_code", "BoardNumber": "boarded",
    "ChannelID": "channel", "ChannelNo": "channel", "CityID": "city", "CityOrCountyId": "city",
    "CloseAudioVideoData": "closed", "Code": "auth_code", "ControlCmd": "command", "Count": "locations #",
    "DataLength": "gaps.0.bytes_long", "DataOffset": "gaps.0.offset", "DateTime": "locations.0.time",
    "Direction": "locations.0.direction_deg", "EndTime": "until", "EventItemEncode": "event",
    "FileName": "name|files.0.name", "FileSize": "bytes_long|files.0.bytes_long", "FileType": "kind",
    "GPSTime": "locations.0.time", "InfoType": "kind", "Lat": "locations.0.lat *1000000",
    "Latitude": "locations.0.lat *1000000", "LicensePlateNumber": "plate", "Lng": "locations.0.lon *1000000",
    "LocationType": "kind", "Longitude": "locations.0.lon *1000000", "MakerId": "manufacturer",
    "MakerId(trim 0)": "manufacturer", "ManufacturerID": "manufacturer", "MsgNum": "serial",
    "MultimediaFormatEncode": "coding", "MultimediaID": "media_id", "MultimediaType": "media_kind",
    "OriginalSerialNumber": "first_serial", "PackageLossRate": "loss_percent", "PlateColor": "plate_color",
    "PlateNo": "plate", "ProvinceID": "province", "QuestionContent": "text", "ReplyMsgId": "ack_id",
    "ReplyMsgNum": "ack_serial", "RespondSerialNumber": "ack_serial", "Result": "result",
    "RetransmitPacketNumber": "gaps #", "SerialNumber": "alarm.number|ack_serial", "ServerAddr": "host",
    "Speed": "locations.0.speed_km_h *10", "StartTime": "since", "StatusFlag": "locations.0.status",
    "StatusSign": "locations.0.status", "StreamType": "stream", "TcpPort": "tcp_port",
    "TerminalID": "terminal_id|alarm.terminal_id", "TerminalId": "terminal_id", "TerminalModel": "model",
    "TerminalPhoneNo": "phone", "Text": "text", "Time": "time|alarm.time", "TimeInterval": "interval_s",
    "TrackValidity": "lasts_s", "UdpPort": "udp_port", "UploadResult": "result", "encrypt": "encryption",
    "frag_no": "part.number", "frag_total": "part.total", "mileage_01km": "locations.0.extras.0.value *10",
    "msg_id": "message_id", "oil_01l": "locations.0.extras.1.value *10", "phone": "phone", "serial": "serial",
}  # fmt: skip
# Not in the frame, or not printed: lengths of what is printed, how the source's own objects look.
_PASSED_OVER = {
    "AnswerContentLen", "FileNameLen", "QuestionContentLen", "ServerIPLen", "ProtocolVersion", "VersionFlag",
    "body_hex", "body_len", "decodes", "items",
    "Flag", "InfoCategory",  # what the source makes of bits of 0xFF; the byte is expected below
    "ID",  # a number here, an id as the standard writes it with us; expected below
}  # fmt: skip


def _look(printed: object, place: str) -> object:
    """Return what is printed at a place of the table above."""
    path, _, how = place.partition(" ")
    for name in path.split("."):
        if isinstance(printed, list):
            printed = printed[int(name)]
        else:
            assert isinstance(printed, dict)
            printed = printed[name]
    if how == "#":
        assert isinstance(printed, list)
        return len(printed)
    if how:
        assert isinstance(printed, float)
        return round(printed * int(how[1:]))
    is_time = isinstance(printed, str) and printed.endswith("+08:00")
    return str(printed).replace("T", " ").removesuffix("+08:00") if is_time else printed


def _ours(printed: Printed, name: str) -> object:
    places = _OURS[name].split("|")
    return _look(printed, next((one for one in places if one.split(".")[0] in printed), places[-1]))


def _decoded(vector: FrameVector) -> Printed:
    dialect = "2011" if vector.version == "2011" else ""
    (printed,) = frames_print(f"{vector.frame}\n".encode(), PrintOptions(dialect=dialect))
    json.dumps(printed)
    return printed


def _faults(vector: FrameVector) -> Iterator[str]:
    """Yield what is printed otherwise than a source expects."""
    printed = _decoded(vector)
    if printed["ok"] is (vector.is_negative or not vector.is_valid):
        yield f"{vector.number}: ok is {printed['ok']}"
    if not printed["ok"]:
        return
    locations = printed.get("locations", [])
    assert isinstance(locations, list)
    both: list[tuple[Printed, dict[str, Any]]] = [(printed, vector.expected)]
    for at, item in enumerate(vector.expected.get("items", [])):
        both.append(({"locations": locations[at:]}, item))
    for shown, expected in both:
        for name, wanted in expected.items():
            if name not in _PASSED_OVER and _ours(shown, name) != (wanted if wanted is not None else ""):
                yield f"{vector.number}: {name} is {_ours(shown, name)!r}, not {wanted!r}"


def test_every_frame_says_what_its_source_expects_or_is_refused(reference_vectors: ReferenceVectors) -> None:
    vectors = vectors_of(reference_vectors("jt808"))
    assert len(vectors) > 40
    assert [fault for vector in vectors for fault in _faults(vector)] == []


def test_what_sources_show_in_their_own_way_is_there(reference_vectors: ReferenceVectors) -> None:
    vectors = vectors_of(reference_vectors("jt808"))
    acks = [
        (_decoded(one)["ack_id"], f"0x{one.expected['ID']:04X}") for one in vectors if "ID" in one.expected
    ]
    flags = [_decoded(one)["flags"] for one in vectors if "Flag" in one.expected]
    assert acks
    assert [ours for ours, _ in acks] == [theirs for _, theirs in acks]
    assert flags == [0xFF, 0xFF]


def test_the_area_of_an_overspeed_item_is_read_with_its_own_four_bytes() -> None:
    """An upstream golden file prints 0x42000000 for these bytes; the standard has the high byte first."""
    body = "00000002000000030158A1F006CA8E00000A00640000260101120000" + "1105" + "0100000042"
    (printed,) = frames_print(_framed(body), PrintOptions())
    assert _look(printed, "locations.0.extras.0.value") == {"kind": 1, "area": 0x42}


def test_a_longitude_above_a_hundred_degrees_keeps_its_hundred() -> None:
    """An upstream test asserts 11.39 for 113.94: it lost a digit."""
    body = "000000000000000201570CA0" + f"{113_940_000:08X}" + "000000000000" + "260101120000"
    (printed,) = frames_print(_framed(body), PrintOptions())
    assert _look(printed, "locations.0.lon") == pytest.approx(113.94, abs=1e-9)


def _framed(body: str) -> bytes:
    raw = bytes.fromhex(f"0200{len(body) // 2:04X}0138001380010001{body}")
    checksum = 0
    for byte in raw:
        checksum ^= byte
    content = raw + bytes((checksum,))
    sent = content.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")
    return f"7E{sent.hex()}7E\n".encode()
