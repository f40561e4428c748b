"""What the body of a frame says, in either encoding: whose it is, when it was sent, and its elements.

Source:
    SL 651-2014, 6.6 (bodies) and annex C (elements). Stations break the coding of elements with arrays of
    their own: what does not follow it is kept as it is, and reading goes on at the next observation time or
    voltage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.remarks import Remark


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a report.

    Args:
        id: its number in hexadecimal, "20", with "FF" before one of a vendor; letters where ASCII has others.
        symbol: the letters of the standard for it; None of one that is not in the table.
        value: a number in the unit of the table, or several of a series or an hour; None where there is none.
        raw: its data as sent.
        station: whose it is; a report may speak for several.
        observed_at: when; of a series, when its first value was.
        step: from one value of a series to the next.
    """

    id: str
    symbol: str | None
    value: float | tuple[float | None, ...] | None
    raw: bytes
    station: str | None = None
    observed_at: datetime | None = None
    step: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of a station: its number in annex D, in hexadecimal, and its data as sent."""

    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a body says.

    Args:
        serial: 1 to 65535 of a station's own frames, 0 of a centre's questions; None of a later packet.
        sent_at: when it was sent; None of a later packet.
        station: of whom it speaks first; None where it does not say.
        station_class: the letter of its class; None where it does not say.
        text: what somebody keyed in by hand.
        picture: a JPEG file.
        rest: what follows that has no coding of its own.
        remarks: what was borne.
    """

    serial: int | None = None
    sent_at: datetime | None = None
    station: str | None = None
    station_class: str | None = None
    elements: tuple[Element, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    text: str | None = None
    picture: bytes | None = None
    rest: bytes = b""
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Draft:
    """A report while it is read."""

    station: str | None = None
    station_class: str | None = None
    observed_at: datetime | None = None
    step: timedelta | None = None
    elements: list[Element] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    text: str | None = None
    picture: bytes | None = None
    rest: bytes = b""
    remarks: list[Remark] = field(default_factory=list)
    first_station: str | None = None

    def speaks_for(self, station: str, station_class: str | None) -> None:
        """Note of whom the next elements are."""
        self.station, self.station_class = station, station_class or self.station_class
        self.first_station = self.first_station or station
        self.observed_at = self.step = None

    def add(
        self, number: str, symbol: str | None, value: float | tuple[float | None, ...] | None, raw: bytes
    ) -> None:
        """Note an element of the station and the time that were named last."""
        found = Element(number, symbol, value, raw, self.station, self.observed_at, self.step)
        self.elements.append(found)

    def report(self, serial: int | None, sent_at: datetime | None) -> Report:
        """Return the finished report."""
        return Report(
            serial=serial,
            sent_at=sent_at,
            station=self.first_station,
            station_class=self.station_class,
            elements=tuple(self.elements),
            parameters=tuple(self.parameters),
            text=self.text,
            picture=self.picture,
            rest=self.rest,
            remarks=tuple(self.remarks),
        )
