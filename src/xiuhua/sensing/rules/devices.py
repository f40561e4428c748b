"""What may be entered for a device, and how it stands by what was heard of it.

Source:
    numbers: HJ 212-2017 6.3 (MN), JT/T 808 (phone of 12 or 20 digits), SL 651-2014 6.2.2 (ten hexadecimal
    digits); passwords: HJ 212-2017 6.3, SL 651-2014 table 16; of GB/T 28181 our own choice, without what a
    quoted string of SIP cannot hold. How long a device may be late is our own
    choice: one missed sending is no news, five are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.terms import Liveness, Protocol

LEAST_INTERVAL_S, MOST_INTERVAL_S = 1, 7 * 24 * 3600
MOST_OFFSET_S = 366 * 24 * 3600
MOST_TAGS, LONGEST_TAG = 20, 30
_BETWEEN_TAGS = re.compile(r"[\s,，;；、]+")
LATE_AFTER, SILENT_AFTER = 2, 6  # times the interval
_LEAST_PATIENCE_S = 60
_FIRST_KIND, _LAST_KIND, _PLATFORM_KIND = 111, 199, 200  # of GB/T 28181
_NUMBERS = {
    Protocol.HJ212: re.compile(r"[0-9A-Za-z_-]{1,24}"),
    Protocol.JT808: re.compile(r"[0-9]{1,20}"),
    Protocol.SL651: re.compile(r"[0-9A-Fa-f]{10}"),
    Protocol.HTTPS: re.compile(r"[0-9A-Za-z._-]{1,40}"),
    Protocol.MQTT: re.compile(r"[0-9A-Za-z._-]{1,40}"),
    Protocol.GB28181: re.compile(r"[0-9]{20}"),
}
_SECRETS = {
    Protocol.HJ212: re.compile(r"[!-%'-:<>-~]{0,9}"),
    Protocol.JT808: re.compile(r"[!-~]{1,60}"),
    Protocol.SL651: re.compile(r"(?:[0-9A-Fa-f]{4})?"),
    Protocol.HTTPS: re.compile(r"[!-~]{16,64}"),
    Protocol.MQTT: re.compile(r"[!-~]{8,64}"),
    Protocol.GB28181: re.compile(r"[!#-\[\]-~]{8,64}"),
}
DIALECTS = {
    Protocol.HJ212: tuple(dialect.value for dialect in Dialect),
    Protocol.JT808: ("2011", "2013", "2019"),
    Protocol.SL651: (),
    Protocol.HTTPS: (),
    Protocol.MQTT: (),
    Protocol.GB28181: (),
}
CRC_VARIANTS = {Protocol.HJ212: tuple(variant.value for variant in CrcVariant)}


def number_tidied(protocol: Protocol, number: str) -> str:
    """Return a number as frames are compared with it: without padding, capitals where case says nothing."""
    found = number.strip()
    if protocol is Protocol.JT808:
        return found.lstrip("0") or found[:1]
    return found.upper() if protocol is Protocol.SL651 else found


def number_fault(protocol: Protocol, number: str) -> str | None:
    """Return what is wrong with a tidied number, as the code of a sentence; None for nothing."""
    if not _NUMBERS[protocol].fullmatch(number):
        return f"number_{protocol.value}"
    return gb28181_fault(number) if protocol is Protocol.GB28181 else None


def gb28181_fault(number: str) -> str | None:
    """Return what is wrong with the parts of twenty digits, as the code of a sentence; None for nothing.

    Source:
        GB/T 28181-2016 and -2022, appendix D and E: 1 to 8 the centre, a division of GB/T 2260 and a base
        unit; 9 and 10 the trade; 11 to 13 the type, 111 to 199 devices at the front and around, 200 a
        platform below; 14 the network; 15 to 20 a serial. No division begins with 0.
    """
    if number[0] == "0":
        return "number_gb28181_centre"
    kind = int(number[10:13])
    if not (_FIRST_KIND <= kind <= _LAST_KIND or kind == _PLATFORM_KIND):
        return "number_gb28181_kind"
    return None if number[14:].strip("0") else "number_gb28181_serial"


def secret_fault(protocol: Protocol, secret: str) -> str | None:
    """Return what is wrong with a password, code or key, as the code of a sentence; None for nothing."""
    return None if _SECRETS[protocol].fullmatch(secret) else f"secret_{protocol.value}"


def dialect_fault(protocol: Protocol, dialect: str) -> str | None:
    """Return what is wrong with a dialect, as the code of a sentence; None for nothing."""
    return None if not dialect or dialect in DIALECTS[protocol] else "dialect_unknown"


def crc_fault(protocol: Protocol, variant: str) -> str | None:
    """Return what is wrong with a way to make checksums, as the code of a sentence; None for nothing."""
    return None if not variant or variant in CRC_VARIANTS.get(protocol, ()) else "crc_unknown"


def patience(interval_s: int, times: int) -> timedelta:
    """Return for how long a device that sends at an interval may say nothing, some intervals long."""
    return timedelta(seconds=max(interval_s * times, _LEAST_PATIENCE_S * times / LATE_AFTER))


def tags_typed(text: str) -> tuple[str, ...]:
    """Return the tags of a text, each once: 夜市、低洼."""
    return tuple(dict.fromkeys(one for one in _BETWEEN_TAGS.split(text.strip()) if one))


def tags_fault(tags: Sequence[str]) -> str | None:
    """Return what is wrong with tags, as the code of a sentence; None for nothing."""
    return "device_tags" if len(tags) > MOST_TAGS or any(len(one) > LONGEST_TAG for one in tags) else None


def liveness(
    *,
    is_stopped: bool,
    interval_s: int,
    frame_at: datetime | None,
    fault_at: datetime | None,
    at: datetime,
) -> Liveness:
    """Return how a device stands.

    Args:
        is_stopped: that a person has stopped it.
        interval_s: how often it is expected to send, seconds.
        frame_at: when its last good frame came; None for never.
        fault_at: when its last refused frame came; None for never.
        at: now.
    """
    if is_stopped:
        return Liveness.STOPPED
    silent = patience(interval_s, SILENT_AFTER)
    if frame_at is not None and at - frame_at <= patience(interval_s, LATE_AFTER):
        return Liveness.ONLINE
    if fault_at is not None and at - fault_at <= silent and (frame_at is None or fault_at > frame_at):
        return Liveness.FAULTY
    if frame_at is None:
        return Liveness.NEVER
    return Liveness.LATE if at - frame_at <= silent else Liveness.SILENT
