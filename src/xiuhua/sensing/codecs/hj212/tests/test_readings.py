"""Values: the three ways to report fume, flags, units that nobody may guess."""

from __future__ import annotations

import pytest

from xiuhua.sensing.codecs.hj212.decoder import frame_decode
from xiuhua.sensing.codecs.hj212.factors import Dialect, Role
from xiuhua.sensing.codecs.hj212.readings import (
    MachineState,
    Statistic,
    ValueFlag,
    machines,
    readings,
    value_read,
)
from xiuhua.sensing.codecs.hj212.tests.kit import upload, wire
from xiuhua.shared.units import Unit


def test_fume_in_the_national_way() -> None:
    frame = frame_decode(wire(upload("a34041-Rtd=1.2,a34041-Flag=N;SB7-RS=1;SB8-RS=0")))
    (fume,) = readings(frame)
    assert (fume.quantity, fume.unit, fume.value) == ("oil_fume", Unit.MILLIGRAM_PER_CUBIC_METRE, 1.2)
    assert (fume.statistic, fume.flag) == (Statistic.REAL_TIME, ValueFlag.NORMAL)
    assert [(one.role, one.state) for one in machines(frame)] == [
        (Role.FAN, MachineState.RUNNING), (Role.PURIFIER, MachineState.OFF),
    ]  # fmt: skip


def test_fume_by_name() -> None:
    frame = frame_decode(wire(upload("LAMPBLACK-Avg=6.23,LAMPBLACK-Max=9.66,LAMPBLACK-Flag=N;NMHC-Avg=4.23")))
    found = [(one.quantity, one.statistic, one.value) for one in readings(frame, Dialect.LAMPBLACK)]
    assert found == [
        ("oil_fume", Statistic.MEAN, 6.23), ("oil_fume", Statistic.MOST, 9.66),
        ("nmhc", Statistic.MEAN, 4.23),
    ]  # fmt: skip
    assert [one.quantity for one in readings(frame)] == [None, None, None]


def test_fume_with_machines_among_the_factors() -> None:
    frame = frame_decode(wire(upload("a34041-Rtd=0.5;a34000-Rtd=0.1;ga2101-Rtd=1;ga0701-Rtd=0")))
    assert [one.quantity for one in readings(frame, Dialect.GA)] == ["oil_fume", "particulates"]
    assert [(one.role, one.state) for one in machines(frame, Dialect.GA)] == [
        (Role.PURIFIER, MachineState.RUNNING), (Role.FAN, MachineState.OFF),
    ]  # fmt: skip


def test_the_unit_of_particulates_is_not_guessed() -> None:
    (dust,) = readings(frame_decode(wire(upload("a34004-Rtd=35"))))
    assert (dust.quantity, dust.unit) == ("pm2_5", None)


@pytest.mark.parametrize("letter", list(ValueFlag))
def test_every_flag_of_the_standard_is_known(letter: ValueFlag) -> None:
    (noise,) = readings(frame_decode(wire(upload(f" LA-td=50.1,LA-flag={letter}"))))
    assert (noise.quantity, noise.flag, noise.value) == ("la", letter, 50.1)


def test_an_unknown_flag_is_not_taken_for_normal() -> None:
    (noise,) = readings(frame_decode(wire(upload("LA-Rtd=50.1,LA-Flag=Z"))))
    assert noise.flag is None


@pytest.mark.parametrize("text", ["", "NaN", "inf", "-99", "-99.000000", "abc", "1e999"])
def test_what_is_no_value_is_none(text: str) -> None:
    assert value_read(text) is None


def test_times_notes_and_settings_are_no_readings() -> None:
    content = "RtdInterval=30;i11001-Info=1;a34041-ZsAvg=1.5,a34041-SampleTime=20260706103000"
    (fume,) = readings(frame_decode(wire(upload(content))))
    assert fume.converted
    assert fume.sampled_at is not None
    assert fume.sampled_at.isoformat() == "2026-07-06T10:30:00+08:00"
