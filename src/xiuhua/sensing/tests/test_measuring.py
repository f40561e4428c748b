"""From decoded frames to what is stored: codes, units, times, flags; by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.hj212.decoder import Frame
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.codecs.jt808.messages.locations import Location, location_read
from xiuhua.sensing.rules.devices import liveness, number_fault, number_tidied, secret_fault
from xiuhua.sensing.rules.measuring.hj212 import hj212_has_no_number, hj212_measured
from xiuhua.sensing.rules.measuring.jt808 import location_fix
from xiuhua.sensing.rules.measuring.measured import Fix, Measured, late_flag, range_flag, time_fault
from xiuhua.sensing.rules.measuring.pushed import push_is_own, push_read, push_signature
from xiuhua.sensing.rules.quantities import (
    BASES,
    codes_surplus,
    quantity_is_code,
    quantity_is_named,
    quantity_words,
)
from xiuhua.sensing.rules.showing import fault_name, fault_sentence, frame_shown, polylines
from xiuhua.sensing.simulator import jt808, mqtt
from xiuhua.sensing.terms import ConcentrationUnit, FrameFault, Liveness, Protocol
from xiuhua.sensing.terms.doubts import Doubt

AT = datetime(2026, 11, 26, 0, 0, tzinfo=UTC)  # 08:00 in China
CHINA_TEXT = "20261126080000"


def _measured(
    cp: dict[str, str],
    cn: str = "2011",
    dialect: Dialect = Dialect.NATIONAL,
    unit: ConcentrationUnit = ConcentrationUnit.MICROGRAM,
    offset_s: int = 0,
) -> dict[str, tuple[datetime, float, int]]:
    frame = Frame(qn=None, st="31", cn=cn, pw=None, mn="X", flag=4, cp={"DataTime": CHINA_TEXT, **cp})
    found = hj212_measured(
        frame, dialect=dialect, unit=unit, offset=timedelta(seconds=offset_s), received_at=AT
    )
    return {one.code: (one.at, one.value, one.flags) for one in found}


def test_a_reading_of_the_moment_keeps_its_bare_code_and_its_time() -> None:
    assert _measured({"a34041-Rtd": "1.25", "a34041-Flag": "N"}) == {"oil_fume": (AT, 1.25, 0)}


def test_a_statistic_of_an_interval_says_both() -> None:
    found = _measured({"a34002-Avg": "80", "a34002-Max": "120", "a34002-ZsAvg": "90"}, cn="2061")
    assert set(found) == {"pm10.hour.avg", "pm10.hour.max", "pm10.hour.avg.zs"}


def test_a_mean_alone_in_a_frame_of_the_moment_is_the_moments() -> None:
    assert set(_measured({"LAMPBLACK-Avg": "1.1"}, dialect=Dialect.LAMPBLACK)) == {"oil_fume"}
    assert set(_measured({"a34041-Rtd": "1", "a34041-Avg": "2"})) == {"oil_fume", "oil_fume.avg"}


@pytest.mark.parametrize(
    ("unit", "kept"),
    # 0.08 mg/m³ = 80 µg/m³ = 80,000 ng/m³
    [
        (ConcentrationUnit.MILLIGRAM, 80.0),
        (ConcentrationUnit.MICROGRAM, 0.08),
        (ConcentrationUnit.NANOGRAM, 8e-5),
    ],
)
def test_dust_is_kept_in_micrograms_whatever_its_device_sends(unit: ConcentrationUnit, kept: float) -> None:
    ((_at, value, _flags),) = _measured({"a34002-Rtd": "0.08"}, unit=unit).values()
    assert value == pytest.approx(kept)


def test_fume_has_its_own_unit_and_pressure_and_flow_are_converted() -> None:
    found = _measured({"a34041-Rtd": "2", "a01006-Rtd": "101.3", "w00000-Rtd": "250"},
                      unit=ConcentrationUnit.NANOGRAM)  # fmt: skip
    assert found["oil_fume"][1] == 2.0
    assert found["air_pressure"][1] == pytest.approx(1013.0)  # hPa
    assert found["flow"][1] == pytest.approx(0.25)  # m³/s


def test_a_flow_without_a_unit_stands_beside_no_other() -> None:
    assert set(_measured({"B01-Rtd": "3"})) == {"hj212:B01"}


def test_what_the_device_holds_against_its_value_is_kept_as_flags() -> None:
    for letter, flag in (
        ("M", Doubt.MAINTENANCE.bit),
        ("D", Doubt.FAULTY.bit),
        ("T", Doubt.OUT_OF_RANGE.bit),
        ("N", 0),
    ):
        ((_at, _value, flags),) = _measured({"a34041-Rtd": "1", "a34041-Flag": letter}).values()
        assert flags == flag, letter


def test_a_fast_clock_is_put_back_and_no_value_is_no_reading() -> None:
    assert _measured({"a34041-Rtd": "1"}, offset_s=90)["oil_fume"][0] == AT - timedelta(seconds=90)
    assert _measured({"a34041-Rtd": "-99"}) == {}
    assert _measured({"a34041-Rtd": "NaN"}) == {}


def test_machines_are_readings_too() -> None:
    found = _measured({"SB7-RS": "1", "SB8-RS": "0", "SB9-RS": "1"})
    assert {code: value for code, (_at, value, _flags) in found.items()} == {
        "fan_state": 1.0, "purifier_state": 0.0, "machine:SB9": 1.0,
    }  # fmt: skip


def _location(**changes: object) -> Location:
    where = jt808.Position(**({"at": AT, "lon": 120.5, "lat": 30.25, "mileage_km": 12.3} | changes))  # type: ignore[arg-type]  # fields by name
    return location_read(where.body())


def test_the_same_fix_has_the_same_sequence_however_it_comes_and_another_has_another() -> None:
    body = jt808.Position(at=AT, lon=120.5, lat=30.25, mileage_km=12.3).body()
    alone = location_fix(location_read(body), timedelta(), body)
    again = location_fix(_location(), timedelta())
    assert alone == again
    assert isinstance(alone, Fix)
    assert alone.mileage_km == 12.3
    other = location_fix(_location(speed_km_h=1.0), timedelta())
    assert isinstance(other, Fix)
    assert other.sequence != alone.sequence


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (30.25, 120.5)])
def test_no_fix_and_swapped_degrees_are_no_place(lon: float, lat: float) -> None:
    assert location_fix(_location(lon=lon, lat=lat), timedelta()) is FrameFault.NO_PLACE


def test_an_instant_too_far_ahead_or_before_2000_is_none() -> None:
    assert time_fault(AT + timedelta(hours=1), AT) is None
    assert time_fault(AT + timedelta(hours=1, seconds=1), AT) is FrameFault.FUTURE
    assert time_fault(datetime(2000, 1, 1, tzinfo=UTC), AT) is FrameFault.ANCIENT


def test_late_is_three_intervals_and_at_least_ten_minutes() -> None:
    assert late_flag(AT - timedelta(minutes=10), AT, 60) == 0
    assert late_flag(AT - timedelta(minutes=10, seconds=1), AT, 60) == Doubt.LATE_ARRIVAL.bit
    assert late_flag(AT - timedelta(hours=3), AT, 3_600) == 0
    assert range_flag(100.1, 0, 100) == Doubt.OUT_OF_RANGE.bit
    assert range_flag(100.0, 0, 100) == range_flag(-5, None, None) == 0


def test_a_device_stands_as_its_interval_says() -> None:
    def stands(heard_s: float | None, fault_s: float | None = None, *, interval_s: int = 300) -> Liveness:
        return liveness(
            is_stopped=False, interval_s=interval_s, at=AT,
            frame_at=None if heard_s is None else AT - timedelta(seconds=heard_s),
            fault_at=None if fault_s is None else AT - timedelta(seconds=fault_s),
        )  # fmt: skip

    assert stands(600) is Liveness.ONLINE
    assert stands(601) is stands(1_800) is Liveness.LATE
    assert stands(1_801) is Liveness.SILENT
    assert stands(60, interval_s=1) is Liveness.ONLINE  # nobody is late within a minute
    assert stands(None) is Liveness.NEVER
    assert stands(None, 5) is stands(700, 5) is Liveness.FAULTY
    assert stands(600, 5) is Liveness.ONLINE  # good frames between the refused ones
    assert stands(2_000, 1_801) is Liveness.SILENT
    assert liveness(is_stopped=True, interval_s=1, frame_at=AT, fault_at=None, at=AT) is Liveness.STOPPED


def test_numbers_and_secrets_are_those_of_their_protocol() -> None:
    assert number_tidied(Protocol.JT808, "013900000001") == "13900000001"
    assert number_tidied(Protocol.SL651, "00123456ab") == "00123456AB"
    assert number_fault(Protocol.SL651, "123") == "number_sl651"
    assert number_fault(Protocol.HJ212, "a;b") == "number_hj212"
    assert secret_fault(Protocol.HJ212, "") is None
    assert secret_fault(Protocol.JT808, "") == "secret_jt808"
    assert secret_fault(Protocol.HTTPS, "short") == "secret_https"
    assert secret_fault(Protocol.MQTT, "") == secret_fault(Protocol.MQTT, "seven-7") == "secret_mqtt"
    assert number_fault(Protocol.MQTT, "well-01") is None
    assert number_fault(Protocol.MQTT, "well/+") == "number_mqtt"  # it stands in topics


def test_every_quantity_has_both_names_and_a_code_that_is_one() -> None:
    assert all(quantity_is_code(code) and words.zh and words.en for code, words in BASES.items())
    assert (quantity_words("pm10.hour.avg").zh, quantity_words("pm10.hour.avg").en) == (
        "PM10 小时均值", "PM10 hourly mean",
    )  # fmt: skip
    assert quantity_words("rain_total").high is None
    assert quantity_words("hj212:a99999").zh == "a99999"
    assert (quantity_is_named("pm10.hour.avg"), quantity_is_named("odd"), quantity_is_named("pm10.odd")) == (
        True, False, False,
    )  # fmt: skip
    assert not quantity_is_code("a b")
    assert not quantity_is_code("x" * 61)


def test_a_push_is_own_by_its_key_and_for_five_minutes() -> None:
    body, sent = b'{"readings": []}', str(int(AT.timestamp()))
    sign = push_signature("K" * 20, sent, body)
    assert push_is_own("K" * 20, sent, body, sign, AT + timedelta(minutes=5))
    assert not push_is_own("K" * 20, sent, body, sign, AT + timedelta(minutes=5, seconds=1))
    assert not push_is_own("L" * 20, sent, body, sign, AT)
    assert not push_is_own("K" * 20, sent, body + b" ", sign, AT)
    assert not push_is_own("K" * 20, "٣", body, sign, AT)


def test_a_push_is_read_whole_or_not_at_all() -> None:
    row = b'{"quantity": "water_depth", "at": "2026-11-26T08:00:00+08:00", "value": 27.5}'
    assert push_read(b'{"readings": [%s]}' % row, timedelta()) == (Measured("water_depth", AT, 27.5),)
    for wrong in (b"", b"[]", b'{"readings": []}', b'{"readings": [%s, 1]}' % row, b"[" * 5_000,
                  b'{"readings": [%s]}' % row.replace(b"+08:00", b""),
                  b'{"readings": [%s]}' % row.replace(b"27.5", b"1e999")):  # fmt: skip
        assert push_read(wrong, timedelta()) is None, wrong[:40]


@given(st.binary(max_size=400))
def test_no_bytes_bring_a_push_or_a_shown_frame_down(octets: bytes) -> None:
    push_read(octets, timedelta())
    for protocol in Protocol:
        assert isinstance(frame_shown(protocol, octets), str)


def test_a_frame_is_shown_without_its_password_and_its_fault_as_a_sentence() -> None:
    assert "654321" not in frame_shown("hj212", b"##0101QN=1;PW=654321;MN=X;CP=&&&&1C80\r\n")
    assert frame_shown("jt808", b"\x7e\x01") == "7E 01"
    connect = mqtt.connect(user="well-01", password="654321-abc")
    shown = frame_shown("mqtt", connect)
    assert shown.startswith("CONNECT client_id=well-01 ")
    assert "password=******" in shown
    assert b"654321".hex(" ") not in frame_shown("mqtt", connect[:-1]).lower()  # cut off, so not read
    message = mqtt.publish(b'{"readings": []}', to="devices/well-01/readings", number=7)
    assert frame_shown("mqtt", message).endswith('payload={"readings": []}')
    said = fault_sentence("hj212", "checksum", {"found": "1C81", "expected": "1C80"}, "zh-hans")
    assert "1C80" in said
    assert fault_sentence("jt808", "unknown_device", None, "en") == "No such device is registered"
    assert fault_sentence("hj212", "checksum", None, "zh-hans") == "checksum"
    assert fault_name("hj212", "checksum", "zh-hans") == "校验不符"
    assert fault_name("hj212", "checksum", "en") == "The checksum does not agree"
    assert fault_name("jt808", "auth_code", "zh-hans") == "鉴权码不对"


def test_a_series_is_drawn_from_low_to_high_and_broken_where_nothing_came() -> None:
    points = [(0.0, 1.0), (0.1, 3.0), (0.2, 2.0), (0.8, 1.0), (0.9, 1.0)]
    assert polylines(points, width=100, height=10, gap=0.3) == (
        "0.0,10.0 10.0,0.0 20.0,5.0", "80.0,10.0 90.0,10.0",
    )  # fmt: skip
    assert polylines([], width=1, height=1, gap=1) == ()
    assert polylines([(0.0, 5.0), (0.5, 5.0)], width=100, height=10, gap=1) == ("0.0,5.0 50.0,5.0",)


def test_a_device_may_bring_so_many_kinds_of_readings_without_a_name() -> None:
    assert codes_surplus(["pm10", "x1", "x2", "x1", "pm10.hour.avg"], {"x0"}, most=2) == {"x2"}
    assert codes_surplus(["x0", "x1"], {"x0", "x1"}, most=2) == set()
    assert codes_surplus(["x2", "level"], {"x0", "x1"}, most=2) == {"x2"}  # a named one always may


@pytest.mark.parametrize(
    ("text", "odd"),
    [("NaN", True), ("abc", True), ("1e999", True), ("", False), ("-99", False), ("1.5", False)],
)
def test_a_value_that_is_no_number_is_told_from_the_sign_of_no_value(text: str, *, odd: bool) -> None:
    frame = Frame(None, "31", "2011", None, "1", 4, {"DataTime": "x", "a34041-Rtd": text, "a34041-Flag": "N"})
    assert hj212_has_no_number(frame) is odd
