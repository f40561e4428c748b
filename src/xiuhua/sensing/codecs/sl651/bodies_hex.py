"""The elements of a HEX/BCD body.

Source:
    SL 651-2014, 6.6.3 and table 26: a number of one byte (two after FF), a byte with the length in its
    upper five bits and the decimals in its lower three, then the data. F0 to F3 announce time, station,
    text and picture, FD a batch of velocities. In the series 31 and 38 the data of one element repeat to
    the end of the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from xiuhua.sensing.codecs.remarks import remark
from xiuhua.sensing.codecs.sl651.elements import STEP, StationClass, symbol_of
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import SERIES, SETTINGS, UNCODED
from xiuhua.sensing.codecs.sl651.reports import Draft, Parameter
from xiuhua.sensing.codecs.sl651.values import (
    NotBcd,
    hour_read,
    is_hour_group,
    step_read,
    time_read,
    value_read,
)

_STATION, _TIME = 5, 5  # bytes
_TIME_MARK, _STATION_MARK, _BATCH_MARK = b"\xf0\xf0", b"\xf1\xf1", b"\xfd\xf6"
_TEXT_MARK, _PICTURE_MARK = b"\xf2\xf2", b"\xf3\xf3"
_FURTHER = 0xFF  # a second byte of number follows
_STEP_SIGN = 0x18  # three bytes, no decimals
_RELAY_RANGES = 0x0E  # annex D.1: all eight bits are the length
_LAST_OF_TABLE = 0x75  # table C.1: 76 to EF are kept free
_TOLD_OCTETS = 16
_CLASSES = {ord(letter): letter for letter in StationClass}
# Where reading can go on: an observation time, or a supply voltage of two bytes, both in BCD.
_BCD = rb"[\x00-\x09\x10-\x19\x20-\x29\x30-\x39\x40-\x49\x50-\x59\x60-\x69\x70-\x79\x80-\x89\x90-\x99]"
_RESYNC = re.compile(rb"\xf0\xf0" + _BCD + rb"{5}|\x38\x12" + _BCD + rb"{2}")


def body_read(body: bytes, function: int, draft: Draft) -> None:
    """Read what follows serial and time of a body that a station sent."""
    at = 0
    while at < len(body):
        mark = body[at : at + 2]
        if mark in _MARKED:
            at = _MARKED[mark](body, at + 2, draft)
        elif function in UNCODED:
            draft.rest, at = body[at:], len(body)
        elif function in SETTINGS:
            at = _parameter(body, at, draft)
        else:
            at = _element(body, at, draft, repeats=function in SERIES)


def _time(body: bytes, at: int, draft: Draft) -> int:
    digits = body[at : at + _TIME].hex()
    draft.observed_at = time_read(digits)
    draft.step = None
    if draft.observed_at is None:
        draft.remarks.append(remark(Sl651Fault.TIME, name="observed_at", text=digits))
    return at + _TIME


def _station(body: bytes, at: int, draft: Draft) -> int:
    after = at + _STATION
    letter = _CLASSES.get(body[after]) if after < len(body) else None
    # Without a class the next byte is the number of a parameter or the length of a version: never a mark.
    is_class = letter is not None and body[after + 1 : after + 3] in _AFTER_CLASS
    draft.speaks_for(body[at:after].hex().upper(), letter if is_class else None)
    return after + int(is_class)


def _text(body: bytes, at: int, draft: Draft) -> int:
    draft.text = body[at:].decode("gb18030", "replace")
    return len(body)


def _picture(body: bytes, at: int, draft: Draft) -> int:
    draft.picture = body[at:]
    return len(body)


def _batch(body: bytes, at: int, draft: Draft) -> int:
    draft.rest = body[at - 2 :]
    return len(body)


_MARKED: Mapping[bytes, Callable[[bytes, int, Draft], int]] = {
    _TIME_MARK: _time,
    _STATION_MARK: _station,
    _TEXT_MARK: _text,
    _PICTURE_MARK: _picture,
    _BATCH_MARK: _batch,
}
_AFTER_CLASS = frozenset(_MARKED)


def _parameter(body: bytes, at: int, draft: Draft) -> int:
    sign = body[at + 1] if at + 1 < len(body) else 0
    octets = sign if body[at] == _RELAY_RANGES else sign >> 3
    data = body[at + 2 : at + 2 + octets]
    if len(data) < octets:
        return _kept(body, at, len(body), draft)
    draft.parameters.append(Parameter(f"{body[at]:02X}", data))
    return at + 2 + octets


def _element(body: bytes, at: int, draft: Draft, *, repeats: bool) -> int:
    """Read the element at a place and return where the next one stands."""
    start = at
    number = body[at]
    name = f"{number:02X}"
    if number == _FURTHER:
        at += 1
        number = -1
        name += body[at : at + 1].hex().upper()
    if at + 1 >= len(body):
        return _kept(body, start, len(body), draft)
    sign = body[at + 1]
    octets, decimals = sign >> 3, sign & 0b111
    first = at + 2
    if first + octets > len(body) or _is_vendors(number, sign):
        resync = _RESYNC.search(body, start + 1)
        return _kept(body, start, resync.start() if resync else len(body), draft)
    if number == STEP and sign == _STEP_SIGN:
        draft.step = step_read(body[first : first + octets].hex())
    times = (len(body) - first) // octets if repeats and octets and draft.step and number != STEP else 1
    after = first + times * octets
    _valued(
        name,
        number,
        [body[place : place + octets] for place in range(first, after, octets or 1)],
        decimals,
        draft,
    )
    return after


def _is_vendors(number: int, sign: int) -> bool:
    """Return whether a doubled byte announces an array of a vendor, or an hour's group has an odd length."""
    if is_hour_group(number):
        return sign & 0b111 != 0 or sign >> 3 not in {12, 24}
    return number == sign and number > _LAST_OF_TABLE


def _valued(name: str, number: int, groups: list[bytes], decimals: int, draft: Draft) -> None:
    raw = b"".join(groups)
    values: list[float | None] = []
    for group in groups:
        if is_hour_group(number):
            values += hour_read(number, group) or ()
            continue
        try:
            values.append(value_read(number, group, decimals))
        except NotBcd:
            values.append(None)
            draft.remarks.append(remark(Sl651Fault.BCD, id=name, text=group.hex().upper()))
    alone = len(values) == 1 and not is_hour_group(number)
    value = values[0] if alone else tuple(values) if values else None
    draft.add(name, "DRxnn" if number == STEP else symbol_of(number), value, raw)


def _kept(body: bytes, since: int, until: int, draft: Draft) -> int:
    """Keep bytes that follow no coding."""
    kept = body[since:until]
    draft.rest += kept
    told = kept[:_TOLD_OCTETS].hex().upper()
    draft.remarks.append(remark(Sl651Fault.PARTLY_READ, octets=len(kept), text=told))
    return until
