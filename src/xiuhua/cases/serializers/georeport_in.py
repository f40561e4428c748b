"""What an app of Open311 sends, read from forms and addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from django.utils.timezone import get_current_timezone
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from xiuhua.cases.queries.jurisdictions import Offered, premises_coded
from xiuhua.cases.queries.rows import HandbookLine, Premises
from xiuhua.cases.rules.publishing import Jurisdiction
from xiuhua.cases.serializers.georeport_out import CONDITION
from xiuhua.cases.services import NewReport
from xiuhua.cases.services.georeport import AttributeUnknown, PlaceMissing
from xiuhua.cases.terms import Channel
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.web.api import Instant
from xiuhua.web.sentences import sentence

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,40})\](?:\[\])?")
_TAG = re.compile(r"<\s*[/!?]?\s*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")  # the last is what no UTF-8 was read as
_IN_CHINESE = "zh-hans"  # what is kept with a report is read by the desks


def _plain(text: str) -> str:
    if _TAG.search(text) or _CONTROL.search(text):
        raise PydanticCustomError("georeport_text_plain", "plain text only")
    return text


def _instant(told: object) -> object:
    """Return an instant: a date alone is its midnight here, and a plus that an address lost is put back."""
    if not isinstance(told, str):
        return told
    try:
        read = datetime.fromisoformat(told.replace(" ", "+") if "T" in told else told)
    except ValueError as error:
        raise PydanticCustomError("georeport_instant", "no date-time") from error
    return read if read.tzinfo else read.replace(tzinfo=get_current_timezone())


def _latitude(degrees: float) -> float:
    return _in_reach(degrees, 90)


def _longitude(degrees: float) -> float:
    return _in_reach(degrees, 180)


def _in_reach(degrees: float, most: float) -> float:
    if not -most <= degrees <= most:  # NaN lies nowhere
        raise PydanticCustomError("georeport_number", "out of reach")
    return degrees


def _listed(told: object) -> object:
    return [part.strip() for part in told.split(",") if part.strip()] if isinstance(told, str) else told


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise PydanticCustomError("georeport_address", "no address")
    return text


_Unkept = Annotated[str, Field(max_length=200)]
_Codes = Annotated[list[Annotated[str, AfterValidator(_plain)]], BeforeValidator(_listed)]


class RequestIn(Schema):
    """A new request. Mail, device and account are taken as the specification has them, and not kept."""

    service_code: Annotated[str, Field(max_length=8), AfterValidator(_plain)]
    lat: Annotated[float, AfterValidator(_latitude)] | None = None
    long: Annotated[float, AfterValidator(_longitude)] | None = None
    address_string: Annotated[str, Field(max_length=160), AfterValidator(_plain)] = ""
    address_id: Annotated[str, Field(max_length=30), AfterValidator(_plain)] = ""
    description: Annotated[str, Field(max_length=2_000), AfterValidator(_plain)] = ""
    media_url: Annotated[str, Field(max_length=400), AfterValidator(_web_address)] = ""
    first_name: Annotated[str, Field(max_length=19), AfterValidator(_plain)] = ""
    last_name: Annotated[str, Field(max_length=20), AfterValidator(_plain)] = ""
    phone: Annotated[str, Field(max_length=20), AfterValidator(_plain)] = ""
    email: _Unkept = ""
    device_id: _Unkept = ""
    account_id: _Unkept = ""

    def as_new(
        self, *, offered: Offered, jurisdiction: Jurisdiction, attributes: Mapping[str, Sequence[str]]
    ) -> NewReport:
        """Return it as the service takes it.

        Raises:
            Invalid: half of a place is missing, or no premises have its address_id.
            PlaceMissing: it says nowhere.
            AttributeUnknown: the service asks for no such attribute.
        """
        if (self.lat is None) != (self.long is None):
            raise Invalid(fields={"lat" if self.lat is None else "long": "report_half_a_place"})
        premises = self._premises()
        if self.lat is None and not self.address_string and premises is None:
            raise PlaceMissing
        longitude, latitude = self.long, self.lat
        if premises is not None and longitude is None:
            longitude, latitude = premises.place.x, premises.place.y
        return NewReport(
            client_id=uuid7(), channel=Channel.PUBLIC, item_id=offered.item.pk,
            text=self._text(condition_chosen(offered, attributes)), longitude=longitude, latitude=latitude,
            area_code="" if longitude is not None else jurisdiction.area_code,
            address=self.address_string or (premises.address if premises else ""),
            premises_id=premises.pk if premises else None,
            caller_name=f"{self.last_name}{_between(self.last_name)}{self.first_name}".strip(),
            caller_phone=self.phone,
        )  # fmt: skip

    def _premises(self) -> Premises | None:
        found = premises_coded(self.address_id) if self.address_id else None
        if self.address_id and found is None:
            raise Invalid(fields={"address_id": "report_premises_unknown"})
        return found

    def _text(self, condition: HandbookLine | None) -> str:
        """Return what is kept of its words: a picture elsewhere is named, and never fetched."""
        told = [self.description]
        if condition is not None:
            told.append(f"{sentence('georeport_condition', _IN_CHINESE)}：{condition.filing_condition}")
        if self.media_url:
            told.append(f"{sentence('georeport_media', _IN_CHINESE)}：{self.media_url}")
        return "\n".join(filter(None, told))


def _between(name: str) -> str:
    """Return what stands between family and given name: nothing in Chinese."""
    return " " if name.isascii() else ""


def condition_chosen(offered: Offered, attributes: Mapping[str, Sequence[str]]) -> HandbookLine | None:
    """Return the condition that an app's answer names; None where it gives none.

    Raises:
        AttributeUnknown: it answers something else.
    """
    for code, values in attributes.items():
        asked = {str(line.sequence): line for line in offered.lines} if len(offered.lines) > 1 else {}
        if code != CONDITION or len(values) != 1 or values[0] not in asked:
            raise AttributeUnknown(given=code)
        return asked[values[0]]
    return None


class AskedIn(Schema):
    """Which requests are asked for."""

    service_request_id: _Codes | None = None
    service_code: _Codes = []
    start_date: Annotated[Instant | None, BeforeValidator(_instant)] = None
    end_date: Annotated[Instant | None, BeforeValidator(_instant)] = None
    status: Annotated[list[Literal["open", "closed"]], BeforeValidator(_listed)] = []

    @property
    def over(self) -> bool | None:
        """Whether only what has ended is asked for, or only what has not; None for both."""
        return self.status[0] == "closed" if len(set(self.status)) == 1 else None


def filled_in(given: Mapping[str, str]) -> dict[str, str]:
    """Return what of a form is filled in."""
    return {name: text.strip() for name, text in given.items() if text.strip()}


def attributes_in(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the answers to attributes by their code: `attribute[CODE]`, also written `attribute[CODE][]`."""
    found: dict[str, list[str]] = {}
    for name, values in given.items():
        named = _ATTRIBUTE.fullmatch(name)
        answers = [value.strip() for value in values if value.strip()]
        if named and answers:
            found.setdefault(named[1], []).extend(answers)
    return found
