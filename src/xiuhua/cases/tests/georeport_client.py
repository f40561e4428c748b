"""A client of Open311 GeoReport v2 that knows the specification and nothing of this product.

Source:
    wiki.open311.org/GeoReport_v2; where both are written, its answers in XML and JSON must say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

# Sends a method, a path with its query, a body and headers; returns the status, the media type, the bytes.
Send = Callable[[str, str, bytes, Mapping[str, str]], tuple[int, str, bytes]]

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_NUMBERS = {"lat": float, "long": float, "order": int}
_FLAGS = {"metadata", "variable", "required"}
_LISTS = {"services", "service_requests", "errors", "attributes", "values", "endpoints", "formats"}


@dataclass
class Refused(Exception):
    """The server said no: the status, and what its errors say."""

    status: int
    errors: list[dict[str, Any]]


@dataclass
class Client:
    """Reads in both formats and compares them."""

    send: Send
    base: str = "/open311/v2"
    asked: dict[str, str] = field(default_factory=dict)  # with every request

    def get(self, name: str, **asked: str) -> Any:
        """Ask in JSON and in XML; return what both say."""
        query = urlencode({**self.asked, **asked})
        texts = {form: self._sent("GET", f"{self.base}/{name}.{form}?{query}") for form in ("json", "xml")}
        in_json, in_xml = json.loads(texts["json"]), xml_read(texts["xml"])
        assert in_json == in_xml, (in_json, in_xml)
        return in_json

    def post(self, form: str = "json", *, key: str = "", **filled: str) -> dict[str, Any]:
        """Send a request and return what it is known by."""
        body = urlencode({**self.asked, **filled}).encode()
        headers = {**_FORM, **({"Idempotency-Key": key} if key else {})}
        text = self._sent("POST", f"{self.base}/requests.{form}", body, headers)
        (made,) = json.loads(text) if form == "json" else xml_read(text)
        return dict(made)

    def _sent(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> bytes:
        status, media, text = self.send(method, path, body, headers or {})
        is_json = path.partition("?")[0].endswith(".json")
        assert media == f"{'application/json' if is_json else 'text/xml'}; charset=utf-8", (path, media)
        if status != 200:
            raise Refused(status, json.loads(text) if is_json else xml_read(text))
        return text


def xml_read(text: bytes) -> Any:
    """Return what an XML answer says, in the shape of the JSON answer."""
    assert text.startswith(b"<?xml")
    return _value(ET.fromstring(text))  # noqa: S314 - the answer of our own server


def _value(element: ET.Element) -> Any:
    if element.tag in _LISTS:
        return [_value(child) for child in element]
    if element.tag == "error":
        return {"code": int(element.findtext("code", "")), "description": element.findtext("description")}
    if len(element):
        return {child.tag: _value(child) for child in element}
    told = element.text
    if told is None:
        return None
    if element.tag in _FLAGS:
        return {"true": True, "false": False}[told]
    return _NUMBERS[element.tag](told) if element.tag in _NUMBERS else told
