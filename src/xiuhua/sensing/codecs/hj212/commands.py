"""What the platform may ask of a device: the command codes, and the content that each wants.

Source:
    HJ 212-2017, 6.6 and annex C (codes, contents, ranges). The codes of 2025 are as published software has
    them; the edition's text was not at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.decoder import CHINA
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault

SYSTEM_ST = "91"  # the system code of answers
_REAL_TIME_S = range(30, 3601)  # 1062: seconds between real-time data
_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)  # 1064: minutes between minute data
_MOST_PASSWORD = 9  # characters, annex C: the field PW=… is nine characters, its value six


class Cn(StrEnum):
    """Command codes."""

    TIMEOUT = "1000"
    LOGGER_SERIAL = "1001"
    MN_SET = "1002"
    TIME = "1011"
    TIME_SET = "1012"
    TIME_ASKED = "1013"
    KEYS = "1014"
    REAL_TIME_INTERVAL = "1061"
    REAL_TIME_INTERVAL_SET = "1062"
    MINUTE_INTERVAL = "1063"
    MINUTE_INTERVAL_SET = "1064"
    PW_SET = "1072"
    REAL_TIME = "2011"
    REAL_TIME_STOP = "2012"
    RAW = "2013"
    STATE = "2021"
    STATE_STOP = "2022"
    DAY = "2031"
    RUN_TIME = "2041"
    MINUTE = "2051"
    NOISE_EVENT = "2052"
    HOUR = "2061"
    STANDARD_CHECK = "2062"
    RESTARTED = "2081"
    FURNACE = "2111"
    CALIBRATE = "3011"
    SAMPLE = "3012"
    CLEAN = "3013"
    COMPARE = "3014"
    RETAIN = "3015"
    PERIOD_SET = "3016"
    PERIOD = "3017"
    SAMPLE_TIME = "3018"
    ANALYSER_SERIAL = "3019"
    ANALYSER_READ = "3020"
    ANALYSER_SET = "3021"
    RETAIN_NOW = "3022"
    CHECK_START = "3024"
    ACCEPTED = "9011"
    EXECUTED = "9012"
    NOTICE_ACK = "9013"
    DATA_ACK = "9014"
    HEARTBEAT = "9015"


# What a device sends of itself and waits to hear that it was kept.
DATA = frozenset({
    Cn.REAL_TIME, Cn.RAW, Cn.STATE, Cn.DAY, Cn.RUN_TIME, Cn.MINUTE, Cn.NOISE_EVENT, Cn.HOUR,
    Cn.STANDARD_CHECK, Cn.RESTARTED, Cn.FURNACE, Cn.ANALYSER_SERIAL, Cn.ANALYSER_READ,
})  # fmt: skip
NOTICES = frozenset({Cn.TIME_ASKED, Cn.REAL_TIME_STOP, Cn.STATE_STOP, Cn.HEARTBEAT})


@dataclass(frozen=True, slots=True)
class Command:
    """A request to a device.

    Args:
        cn: its code.
        cp: its content.
    """

    cn: Cn
    cp: Mapping[str, str] = field(default_factory=dict)


def time_ask(pollutant: str) -> Command:
    """Ask for the clock of a factor's analyser."""
    return Command(Cn.TIME, {"PolId": pollutant})


def time_set(pollutant: str, at: datetime) -> Command:
    """Set the clock of a factor's analyser, or of the logger where the factor is empty."""
    named = {"PolId": pollutant} if pollutant else {}
    return Command(Cn.TIME_SET, {**named, "SystemTime": time_write(at)})


def real_time_interval_set(seconds: int) -> Command:
    """Set how often real-time data are sent, seconds.

    Raises:
        FrameError: it is not between 30 and 3600.
    """
    if seconds not in _REAL_TIME_S:
        raise FrameError(Hj212Fault.VALUE, name="RtdInterval", text=str(seconds))
    return Command(Cn.REAL_TIME_INTERVAL_SET, {"RtdInterval": str(seconds)})


def minute_interval_set(minutes: int) -> Command:
    """Set how often minute data are sent, minutes.

    Raises:
        FrameError: it is none of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 and 30.
    """
    if minutes not in _MINUTES:
        raise FrameError(Hj212Fault.VALUE, name="MinInterval", text=str(minutes))
    return Command(Cn.MINUTE_INTERVAL_SET, {"MinInterval": str(minutes)})


def password_set(password: str) -> Command:
    """Set the password that the device sends and expects.

    Raises:
        FrameError: it is empty, or longer than the field allows.
    """
    if not password or len(password) > _MOST_PASSWORD:
        raise FrameError(Hj212Fault.VALUE, name="NewPW", text=password)
    return Command(Cn.PW_SET, {"NewPW": password})


def history_ask(cn: Cn, since: datetime, until: datetime) -> Command:
    """Ask for stored data of a period: 2031 days, 2041 run times, 2051 minutes, 2061 hours.

    Raises:
        FrameError: the code asks for no history, or the period is empty.
    """
    if cn not in {Cn.DAY, Cn.RUN_TIME, Cn.MINUTE, Cn.HOUR}:
        raise FrameError(Hj212Fault.VALUE, name="CN", text=cn.value)
    if since > until:
        raise FrameError(Hj212Fault.VALUE, name="EndTime", text=time_write(until))
    return Command(cn, {"BeginTime": time_write(since), "EndTime": time_write(until)})


def plain(cn: Cn) -> Command:
    """Ask for what needs no content: 1061, 1063, 2011, 2012, 2021, 2022."""
    return Command(cn)


def control(cn: Cn, pollutant: str, **further: str) -> Command:
    """Ask an analyser to act or to tell: the codes 3011 to 3024, with what else the code wants.

    Raises:
        FrameError: the code is none of these.
    """
    if not Cn.CALIBRATE <= cn <= Cn.CHECK_START:
        raise FrameError(Hj212Fault.VALUE, name="CN", text=cn.value)
    return Command(cn, {"PolId": pollutant, **further})


def time_write(at: datetime) -> str:
    """Return an instant in 14 digits, UTC+8."""
    return at.astimezone(CHINA).strftime("%Y%m%d%H%M%S")
