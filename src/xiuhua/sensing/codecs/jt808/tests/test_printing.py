"""What `./xiuhua decode jt808` prints: the keys that others rely on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.jt808.bodies import BODIES, Body
from xiuhua.sensing.codecs.jt808.encoder import message_frames
from xiuhua.sensing.codecs.jt808.frames import Edition
from xiuhua.sensing.codecs.jt808.messages.locations import Location, LocationBatch
from xiuhua.sensing.codecs.jt808.printing import frames_print
from xiuhua.sensing.codecs.jt808.tests.strategies import bodies, locations
from xiuhua.sensing.codecs.options import PrintOptions, UnknownOption
from xiuhua.sensing.codecs.printing import Printed

# SmallChi/JT808, JT808_0x0200Test: 12.222222 N, 132.444444 E, 6.0 km/h, mileage 10.0 km, fuel 5.5 L.
POSITION = (
    "7E0200002601122334455100010000000100000002"
    "00BA7F0E07E4F11C0028003C000018071510101101040000006402020037AA7E"
)
REGISTRATION_2011 = (
    "7E01000021000123456789000A002800323132333400746B3132333435004348493132330001D4C1413132333435857E"
)
HEADER = {
    "ok",
    "error",
    "fault",
    "warnings",
    "line",
    "message_id",
    "version",
    "phone",
    "serial",
    "encryption",
    "part",
}


def printed(text: str, **options: str) -> list[Printed]:
    """Return what is printed for some lines."""
    return list(frames_print(text.encode(), PrintOptions(**options)))


def test_a_position_is_printed_with_every_promised_key() -> None:
    (found,) = printed(POSITION)
    assert found == {
        "ok": True, "message_id": "0x0200", "version": 2013, "phone": "11223344551", "serial": 1,
        "message": "position", "line": 1,
        "locations": [{
            "lat": 12.222222, "lon": 132.444444, "altitude_m": 40, "speed_km_h": 6.0, "direction_deg": 0,
            "time": "2018-07-15T10:10:11+08:00", "alarm": 1, "status": 2, "alarm_names": ["emergency"],
            "status_names": ["fixed"],
            "extras": [
                {"id": "0x01", "key": "mileage", "name": "mileage", "value": 10.0, "unit": "km", "hex":
                "00000064"}, {"id": "0x02", "key": "fuel", "name": "fuel", "value": 5.5, "unit": "L", "hex":
                "0037"},
            ],
        }],
    }  # fmt: skip


def test_names_and_sentences_are_chinese_where_that_is_spoken() -> None:
    good, bad = printed(f"{POSITION}\n{POSITION.replace('AA7E', 'AB7E')}", language="zh-hans")
    assert good["message"] == "位置信息汇报"
    assert "'alarm_names': ['紧急报警']" in str(good["locations"])
    assert bad == {
        "ok": False, "error": "校验不符：报文写的是 AB，算出来是 AA。", "fault": "checksum", "line": 2,
    }  # fmt: skip


def test_the_layout_of_2011_is_read_only_when_it_is_asked_for() -> None:
    (old,) = printed(REGISTRATION_2011, dialect="2011")
    assert (old["ok"], old["version"], old["model"], old["plate"]) == (True, 2011, "tk12345", "粤A12345")
    (refused,) = printed(REGISTRATION_2011)
    assert (refused["ok"], refused["fault"], refused["message_id"]) == (False, "body", "0x0100")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", []),
        ("\n \n", []),
        ("7E7E", ["delimiters"]),
        ("0102", ["delimiters"]),
        (POSITION[:-2], ["delimiters"]),
        ("7E0", ["not_hex"]),
        ("报文", ["not_hex"]),
        ("zz", ["not_hex"]),
        (POSITION + POSITION, [None, None]),
        (POSITION[:2] + "0102" + POSITION, ["header", None]),
        (f"{POSITION.lower()}\r\n{POSITION[:2]} {POSITION[2:]}", [None, None]),
    ],
)
def test_every_line_says_what_is_wrong_with_it_and_the_next_one_goes_on(
    text: str, faults: list[str | None]
) -> None:
    assert [found.get("fault") for found in printed(text)] == faults


@given(st.binary(max_size=120))
def test_any_file_is_printed(content: bytes) -> None:
    for found in frames_print(content, PrintOptions(language="zh")):
        json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("layout", BODIES.values(), ids=[f"0x{number:04X}" for number in BODIES])
@given(data=st.data())
def test_every_message_is_printed_beside_its_header(layout: type[Body], data: st.DataObject) -> None:
    message, edition = data.draw(bodies(layout))
    raw = message_frames(message, phone="13800138000", serial=1, edition=edition)
    for found in printed("\n".join(one.hex() for one in raw), dialect=str(int(edition))):
        json.dumps(found, allow_nan=False)
        assert found["ok"] is True
    assert not {name for name, _ in layout.wires} & (HEADER | {"message", "body"})


@given(st.lists(locations(), max_size=3))
def test_a_batch_prints_each_position(batch: list[Location]) -> None:
    message = LocationBatch(LocationBatch.BLIND_AREA, tuple(batch))
    (raw,) = message_frames(message, phone="1", serial=1, edition=Edition.E2013)
    (found,) = printed(raw.hex())
    shown = found.get("locations", [])
    assert isinstance(shown, list)
    assert [one["lat"] for one in shown] == [one.latitude_deg for one in batch]


def test_options_that_mean_nothing_are_refused() -> None:
    with pytest.raises(UnknownOption) as caught:
        printed(POSITION, dialect="2007")
    assert caught.value.known == ("2011", "2013", "2019")
    with pytest.raises(UnknownOption):
        printed(POSITION, crc_variant="modbus")
