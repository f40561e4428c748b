"""The elements of an ASCII body.

Source:
    SL 651-2014, 6.6.2 and table C.2: letters and data parted by spaces. ST is followed by the station and
    its class, TT by the observation time; DRxnn is a step, after which the series 31 and 38 name their
    elements and then give the values of one time after another; M stands for no value.
"""

from __future__ import annotations

import math
import re

from xiuhua.sensing.codecs.remarks import remark
from xiuhua.sensing.codecs.sl651.elements import (
    BY_SYMBOL,
    LEVEL_SYMBOLS,
    RAIN_OF_HOUR,
    RAIN_SYMBOL,
    STATUS,
    StationClass,
    symbol_of,
)
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import SERIES, SETTINGS, UNCODED
from xiuhua.sensing.codecs.sl651.reports import Draft, Parameter
from xiuhua.sensing.codecs.sl651.values import hour_read, step_read, time_read

_STEP = re.compile(r"DR([DHN])(\d\d)")
_TOLD_CHARACTERS = 32
_RAW_MARKS = re.compile(rb"(?:^|(?<= ))(RGZS|PIC|\xf2\xf2|\xf3\xf3) ?")
_HOUR = {RAIN_SYMBOL: RAIN_OF_HOUR, **LEVEL_SYMBOLS}


def body_read(body: bytes, function: int, draft: Draft) -> None:
    """Read what follows serial and time of a body that a station sent."""
    uncoded = _RAW_MARKS.search(body)
    if uncoded is not None:
        body, data = body[: uncoded.start()], body[uncoded.end() :]
        if uncoded[1] in {b"RGZS", b"\xf2\xf2"}:
            draft.text = data.decode("gb18030", "replace")
        else:
            draft.picture = data
    words = body.decode("latin-1").split()
    if function in UNCODED:
        words, draft.rest = words[:2], _unhexed("".join(words[2:]))
    at = 0
    while at < len(words):
        at = _word(words, at, function, draft)


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return text.encode("latin-1")


def _word(words: list[str], at: int, function: int, draft: Draft) -> int:
    """Read the group that begins with a word and return where the next one begins."""
    word = words[at].upper()
    data = words[at + 1] if at + 1 < len(words) else ""
    step = _STEP.fullmatch(word)
    if step is not None:
        return _step(words, at, step, function, draft)
    if not data:
        draft.rest += words[at].encode("latin-1")
        draft.remarks.append(remark(Sl651Fault.PARTLY_READ, octets=len(word), text=word[:_TOLD_CHARACTERS]))
    elif word == "ST":
        letter = words[at + 2] if at + 2 < len(words) else ""
        is_class = letter in set(StationClass)
        draft.speaks_for(data.upper(), letter if is_class else None)
        return at + 2 + int(is_class)
    elif word == "TT":
        _time(data, draft)
    elif function in SETTINGS:
        draft.parameters.append(Parameter(word, data.encode("latin-1")))
    else:
        _element(word, [data], draft)
    return at + 2


def _time(digits: str, draft: Draft) -> None:
    draft.observed_at, draft.step = time_read(digits), None
    if draft.observed_at is None:
        draft.remarks.append(remark(Sl651Fault.TIME, name="observed_at", text=digits[:_TOLD_CHARACTERS]))


def _step(words: list[str], at: int, step: re.Match[str], function: int, draft: Draft) -> int:
    """Read a step, and the whole series after it where the function is one."""
    digits = {"D": f"{step[2]}0000", "H": f"00{step[2]}00", "N": f"0000{step[2]}"}[step[1]]
    draft.step = step_read(digits)
    draft.add("04", "DRxnn", float(int(digits)), step[0].encode())
    if function not in SERIES or not draft.step:
        return at + 1
    data = at + 1
    while data < len(words) and not _is_value(words[data]):
        data += 1
    names, values = words[at + 1 : data], words[data:]
    for place, name in enumerate(names):
        _element(name.upper(), values[place :: len(names)], draft)
    return len(words)


def _is_value(word: str) -> bool:
    return word == "M" or _number(word) is not None


def _element(word: str, data: list[str], draft: Draft) -> None:
    raw = " ".join(data).encode("latin-1")
    if word in _HOUR:
        value: float | tuple[float | None, ...] | None = _hour(word, "".join(data), draft)
    else:
        values = tuple(_value(word, text, draft) for text in data)
        value = values[0] if len(values) == 1 else values or None
    number = _HOUR.get(word, BY_SYMBOL.get(word))
    if number is None:
        draft.add(word, None, value, raw)
    else:
        draft.add(f"{number:02X}", symbol_of(number), value, raw)


def _hour(word: str, digits: str, draft: Draft) -> tuple[float | None, ...] | None:
    try:
        return hour_read(_HOUR[word], bytes.fromhex(digits))
    except ValueError:
        draft.remarks.append(remark(Sl651Fault.BCD, id=word, text=digits[:_TOLD_CHARACTERS]))
        return None


def _value(word: str, text: str, draft: Draft) -> float | None:
    if text == "M":
        return None
    if BY_SYMBOL.get(word) == STATUS and re.fullmatch(r"[0-9A-Fa-f]{8}", text):
        return int(text, 16)
    number = _number(text)
    if number is None:
        draft.remarks.append(remark(Sl651Fault.BCD, id=word[:_TOLD_CHARACTERS], text=text[:_TOLD_CHARACTERS]))
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
