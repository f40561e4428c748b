"""Readings of SL 651.

Source:
    SL 651-2014, annex C; five-minute sums and levels of an hour (F4 to FC) end at the observation time and
    stand five minutes apart, oldest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.sl651.elements import KINDS, LEVELS_OF_HOUR, RAIN_OF_HOUR
from xiuhua.sensing.codecs.sl651.reports import Element, Report
from xiuhua.sensing.rules.measuring.measured import Measured, instant_told

_OWN_ID = re.compile(r"[A-Za-z0-9_]{1,20}")
_HOUR_STEP = timedelta(minutes=5)
_OF_HOUR = {RAIN_OF_HOUR: "rain_5_min"} | {
    number: f"relative_level_{number - LEVELS_OF_HOUR.start + 1}" for number in LEVELS_OF_HOUR
}


def sl651_measured(
    report: Report, *, station: str, offset: timedelta, received_at: datetime
) -> tuple[Measured, ...]:
    """Return the readings of a report that are the station's own.

    Args:
        report: of one station, or of several.
        station: whose readings are wanted, its address.
        offset: by how much the station's clock is fast.
        received_at: what counts where the report tells no time.
    """
    found: dict[tuple[str, datetime], Measured] = {}
    for element in report.elements:
        if element.station is not None and element.station != station:
            continue
        told = element.observed_at or report.sent_at
        at = instant_told(told, offset) if told else received_at
        for one in _of_element(element, at):
            found[one.code, one.at] = one
    return tuple(found.values())


def _of_element(element: Element, at: datetime) -> Iterator[Measured]:
    code, step = _code(element), element.step
    if code is None or element.value is None:
        return
    if not isinstance(element.value, tuple):
        yield Measured(code, at, float(element.value))
        return
    first = at
    if step is None:
        step = _HOUR_STEP
        first = at - step * (len(element.value) - 1)
    for place, value in enumerate(element.value):
        if value is not None:
            yield Measured(code, first + step * place, float(value))


def _code(element: Element) -> str | None:
    try:
        number = int(element.id, 16)
    except ValueError:
        number = -1
    if number in _OF_HOUR:
        return _OF_HOUR[number]
    kind = KINDS.get(number)
    if kind is not None and not element.id.upper().startswith("FF"):
        return kind.quantity
    return f"sl651:{element.id}" if _OWN_ID.fullmatch(element.id) else None
