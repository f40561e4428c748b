"""Bodies: elements, series, signs, what vendors add, what has a shape of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651 import answers
from xiuhua.sensing.codecs.sl651.bodies import report_read
from xiuhua.sensing.codecs.sl651.decoder import frame_decode
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.reports import Parameter, Report
from xiuhua.sensing.codecs.sl651.tests.kit import HEAD, STATION, WHOSE, wire, wire_ascii


def read(body: str, function: str = "32") -> Report:
    return report_read(frame_decode(wire(HEAD + body, function=function)))


def read_ascii(body: str, function: str = "32") -> Report:
    return report_read(frame_decode(wire_ascii(HEAD + body, function=function)))


def values(report: Report) -> list[tuple[str | None, object]]:
    return [(element.symbol, element.value) for element in report.elements]


def test_a_timed_report() -> None:
    report = read(f"{WHOSE}2019000040 3923 00010490 3812 1099")
    assert values(report) == [("PJ", 4.0), ("Z", 10.49), ("VT", 10.99)]
    assert (report.serial, report.station, report.station_class) == (7, STATION, "H")
    assert report.sent_at is not None
    assert report.sent_at.isoformat() == "2026-07-06T10:35:12+08:00"
    assert {element.observed_at.isoformat() for element in report.elements if element.observed_at} == {
        "2026-07-06T10:35:00+08:00"
    }
    assert report.remarks == ()


def test_negative_values_have_a_leading_ff() -> None:
    assert values(read(f"{WHOSE}0219FF0125 3923FF001250")) == [("AI", -12.5), ("Z", -1.25)]
    assert values(read(f"{WHOSE}0211FF05")) == [("AI", -0.5)]


@pytest.mark.parametrize("data", ["AAAAAAAA", "FFFFFFFF", "09999999", "99999999"])
def test_signs_of_no_value_are_none(data: str) -> None:
    assert values(read(f"{WHOSE}3923{data}")) == [("Z", None)]


def test_bytes_that_are_no_bcd_are_told_and_give_no_value() -> None:
    report = read(f"{WHOSE}39230001C490 3812 1099")
    assert values(report) == [("Z", None), ("VT", 10.99)]
    assert [one.fault for one in report.remarks] == [Sl651Fault.BCD]


def test_the_status_word_is_binary() -> None:
    assert values(read(f"{WHOSE}4520 00000281")) == [("ZT", 0x281)]


def test_an_element_of_a_vendor_has_a_second_byte() -> None:
    report = read(f"{WHOSE}FF0A 12 1234 3812 1099")
    assert [(one.id, one.symbol, one.value) for one in report.elements] == [
        ("FF0A", None, 12.34),
        ("38", "VT", 10.99),
    ]


def test_arrays_of_an_hour() -> None:
    report = read(f"{WHOSE}F460 0500000014FFFFFFFFFF0000 F5C0{'000C' * 11}FFFF", "34")
    assert values(report) == [
        ("DRP", (0.5, 0, 0, 0, 2, None, None, None, None, None, 0, 0)),
        ("DRZ1", (*(0.12,) * 11, None)),
    ]


def test_a_series_repeats_the_values_of_its_element() -> None:
    report = read(f"{WHOSE}0418000005 2219 000001 FFFFFF 000012", "31")
    series = report.elements[-1]
    assert (series.symbol, series.value, series.step) == ("PN05", (0.1, None, 1.2), timedelta(minutes=5))


def test_the_same_step_repeats_nothing_in_other_reports() -> None:
    assert values(read(f"{WHOSE}0418000005 2219 000001 3812 1099"))[1:] == [("PN05", 0.1), ("VT", 10.99)]


# As a real station sends it: a step that is no BCD, and doubled bytes before arrays of no coding.
VENDOR = "7979" + "5B" * 4 + "7D7D" + "0000" * 12 + "F9F9" + "FFFF" * 12


def test_reading_goes_on_after_an_array_of_a_vendor() -> None:
    report = read(f"{WHOSE}041800000F {VENDOR} F0F02607061100 3923 00010490 3812 1099", "34")
    assert values(report) == [("DRxnn", None), ("Z", 10.49), ("VT", 10.99)]
    assert report.rest.hex().upper() == VENDOR
    assert {one.fault for one in report.remarks} == {Sl651Fault.BCD, Sl651Fault.PARTLY_READ}
    assert report.elements[1].observed_at is not None
    assert report.elements[1].observed_at.minute == 0


def test_a_definition_that_overruns_keeps_the_rest_and_what_was_read() -> None:
    report = read(f"{WHOSE}2019000040 77F8 0102")
    assert values(report) == [("PJ", 4.0)]
    assert report.rest.hex() == "77f80102"


def test_another_station_in_the_body_is_told() -> None:
    report = read(f"F1F1999999999948F0F02607061035 2019000040 {WHOSE} 2019000050")
    assert [(one.station, one.value) for one in report.elements] == [("9999999999", 4.0), (STATION, 5.0)]
    assert [one.fault for one in report.remarks] == [Sl651Fault.STATION]


def test_what_was_keyed_in_and_pictures_are_kept_whole() -> None:
    assert read("F2F2" + b"Q 1.234".hex(), "35").text == "Q 1.234"
    assert read(f"{WHOSE}F3F3FFD8FFE0", "36").picture == bytes.fromhex("FFD8FFE0")


def test_settings_are_not_taken_for_elements() -> None:
    report = read(f"F1F1{STATION}0310 1234 0210 5678", "41")
    assert report.elements == ()
    assert report.parameters == (Parameter("03", b"\x12\x34"), Parameter("02", b"\x56\x78"))


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("0007", Sl651Fault.SHORT_BODY),
        ("0007261306103512", Sl651Fault.TIME),
        ("00072607061035AA", Sl651Fault.TIME),
    ],
)
def test_a_body_without_serial_and_time_is_refused(head: str, fault: Sl651Fault) -> None:
    with pytest.raises(FrameError) as refused:
        report_read(frame_decode(wire(head)))
    assert refused.value.fault is fault


def test_a_wrong_observation_time_is_told_and_left_open() -> None:
    report = read(f"F1F1{STATION}48F0F02613061035 2019000040")
    assert [one.fault for one in report.remarks] == [Sl651Fault.TIME]
    assert report.elements[0].observed_at is None


def test_answers_of_their_own_shape() -> None:
    assert answers.version_read(read(f"F1F1{STATION}0556312E3031", "45").rest) == "V1.01"
    assert answers.switches_read(read(f"F1F1{STATION}0105", "4C").rest)[:4] == (True, False, True, False)
    assert answers.gates_read(read(f"F1F1{STATION}02010120 0000", "4E").rest) == (
        answers.Gate(is_open=True, opening_cm=120), answers.Gate(is_open=False, opening_cm=0),
    )  # fmt: skip
    assert answers.quota_read(read(f"F1F1{STATION}FF", "4F").rest) is True
    events = answers.events_read(read(f"F1F1{STATION}{'0003' * 32}", "50").rest)
    assert (events["mains_lost"], len(events)) == (3, 18)


@pytest.mark.parametrize(
    "reader",
    [
        answers.version_read,
        answers.switches_read,
        answers.gates_read,
        answers.quota_read,
        answers.events_read,
    ],
)
@pytest.mark.parametrize("rest", [b"", b"\x05", b"\x02\x01\x0a\xbc\x00\x00"])
def test_answers_out_of_their_shape_are_refused(reader: object, rest: bytes) -> None:
    with pytest.raises(FrameError):
        reader(rest)  # type: ignore[operator]  # a list of readers


def test_the_same_report_in_letters() -> None:
    report = read_ascii(f"ST {STATION} H TT 2607061035 PJ 4.0 Z 10.490 AI -12.5 VT 10.99 ")
    assert values(report) == [("PJ", 4.0), ("Z", 10.49), ("AI", -12.5), ("VT", 10.99)]
    assert (report.serial, report.station, report.station_class) == (7, STATION, "H")
    assert [one.id for one in report.elements] == ["20", "39", "02", "38"]


def test_letters_of_an_hour_and_of_a_series() -> None:
    hour = read_ascii(f"ST {STATION} P TT 2607061005 DRP 0500000014FFFFFFFFFF0000 DRZ1 {'000C' * 12} ", "34")
    assert values(hour)[0] == ("DRP", (0.5, 0, 0, 0, 2, *(None,) * 5, 0, 0))
    series = read_ascii(f"ST {STATION} H TT 2607061005 DRN05 PN05 Z 0.1 10.49 M 10.50 ", "38")
    assert values(series)[1:] == [("PN05", (0.1, None)), ("Z", (10.49, 10.5))]
    assert series.elements[1].step == timedelta(minutes=5)


def test_letters_that_make_no_sense_are_told() -> None:
    report = read_ascii(f"ST {STATION} H TT 2613061035 Z ten XX 5 ZT 00000281 PJ")
    assert values(report) == [("Z", None), (None, 5.0), ("ZT", 0x281)]
    assert [one.fault for one in report.remarks] == [Sl651Fault.TIME, Sl651Fault.BCD, Sl651Fault.PARTLY_READ]


def test_settings_text_and_switches_in_letters() -> None:
    assert read_ascii(f"ST {STATION} 03 1234 ", "41").parameters == (Parameter("03", b"1234"),)
    assert read_ascii("RGZS Q 1.234", "35").text == "Q 1.234"
    assert answers.switches_read(read_ascii(f"ST {STATION} 01 05 ", "4C").rest)[:3] == (True, False, True)


def test_a_function_of_a_vendor_is_told() -> None:
    assert [one.fault for one in read(WHOSE, "E1").remarks] == [Sl651Fault.UNKNOWN_FUNCTION]
