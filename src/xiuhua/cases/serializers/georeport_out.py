"""What an app of Open311 is told: services, requests and refusals, and how they are written.

One tree of plain values is written as JSON and as XML, so that the two cannot disagree.

Source:
    Open311 GeoReport v2, wiki.open311.org/GeoReport_v2, and its description in OpenAPI (georeport_v2-1.yaml).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, tostring

from django.http import HttpResponse
from django.utils.timezone import localtime
from pydantic import ValidationError

from xiuhua.cases.models import Case
from xiuhua.cases.queries.jurisdictions import Offered
from xiuhua.cases.queries.rows import CatalogueItem, HandbookLine
from xiuhua.cases.rules.publishing import is_promised
from xiuhua.cases.terms import CaseState, Closing
from xiuhua.ground.rules.limits import limit_text
from xiuhua.shared.errors import CityError
from xiuhua.web.errors import language
from xiuhua.web.sentences import error_sentence, field_sentences, sentence

Told = dict[str, object]

CONDITION = "condition"
FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
_CHANGED = "2026-11-26T00:00:00+08:00"  # when this contract last changed
_EACH = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "endpoints": "endpoint", "formats": "format", "errors": "error",
}  # fmt: skip
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_NAMED_STATUSES = frozenset({400, 403, 404})


def written(form: str, root: str, told: object, *, status: int = 200) -> HttpResponse:
    """Return an answer in the form asked for, open to scripts of other sites: it depends on no cookie."""
    if form == "json":
        body = json.dumps(_writable(told), ensure_ascii=False).encode()
    else:
        body = tostring(_grown(root, _writable(told)), encoding="utf-8", xml_declaration=True)
    return HttpResponse(
        body, content_type=FORMATS.get(form, FORMATS["xml"]), status=status,
        headers={"Access-Control-Allow-Origin": "*"},
    )  # fmt: skip


def _writable(told: object) -> object:
    """Return a tree without the characters that XML cannot hold, so that both forms say the same."""
    if isinstance(told, dict):
        return {key: _writable(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_writable(value) for value in told]
    return _NOT_IN_XML.sub("", told) if isinstance(told, str) else told


def _grown(name: str, told: object) -> Element:
    element = Element(name)
    if isinstance(told, dict):
        element.extend(_grown(key, value) for key, value in told.items())
    elif isinstance(told, list):
        element.extend(_grown(_EACH[name], value) for value in told)
    elif isinstance(told, bool):
        element.text = "true" if told else "false"
    elif told is not None:
        element.text = str(told)
    return element


def discovery_told(address: str) -> Told:
    """Return where this server is found and what it speaks; `address` is that of its version."""
    endpoint: Told = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": address,
        "changeset": _CHANGED,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": _CHANGED,
        "contact": sentence("georeport_contact", language()),
        "key_service": sentence("georeport_key_service", language()),
        "endpoints": [endpoint],
    }


def service_told(offered: Offered) -> Told:
    """Return a matter as a service."""
    item = offered.item
    return {
        "service_code": item.code,
        "service_name": _named(item),
        "description": "；".join(line.filing_condition for line in offered.lines),
        "metadata": len(offered.lines) > 1,
        "type": "realtime",
        "keywords": ", ".join(dict.fromkeys(filter(None, (item.zh, item.class_zh, item.en)))),
        "group": item.class_zh if _is_zh() or not item.class_en else item.class_en,
    }


def definition_told(offered: Offered) -> Told:
    """Return what is asked beside the place: which condition it meets, where there are several."""
    attribute: Told = {
        "variable": True,
        "code": CONDITION,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": sentence("georeport_condition_hint", language()),
        "order": 1,
        "description": sentence("georeport_condition", language()),
        "values": [{"key": str(line.sequence), "name": line.filing_condition} for line in offered.lines],
    }
    return {
        "service_code": offered.item.code,
        "attributes": [attribute] if len(offered.lines) > 1 else [],
    }


def receipt_told(case: Case, offered: Offered) -> Told:
    """Return what whoever sent a request gets: its number, at once, which serves as its token too."""
    return {**token_told(case), "service_notice": _notice(offered.lines[0]), "account_id": None}


def token_told(case: Case) -> Told:
    """Return a request's number by its token."""
    return {"service_request_id": case.number, "token": case.number}


def request_told(case: Case, *, places: Mapping[str, str], pictures: Mapping[int, str]) -> Told:
    """Return a published case. Nothing of it was typed by a person; its picture was published by one."""
    item, until = case.item, case.due_at if is_promised(case.stage) else None
    return {
        "service_request_id": case.number,
        "status": "open" if case.over_at is None else "closed",
        "status_notes": _standing(case),
        "service_name": _named(item) if item else None,
        "service_code": item.code if item else None,
        "description": None,
        "agency_responsible": case.unit.name if case.unit else None,
        "service_notice": _notice(case.line) if case.line else None,
        "requested_datetime": _instant(case.reported_at),
        "updated_datetime": _instant(case.over_at or case.updated_at),
        "expected_datetime": _instant(until),
        "address": places.get(case.area_code) or None,
        "address_id": None,
        "zipcode": None,
        "lat": round(case.place.y, 6) if case.place else None,
        "long": round(case.place.x, 6) if case.place else None,
        "media_url": pictures.get(case.pk),
    }


def status_named(error: CityError) -> int:
    """Return the status that the specification has for a refusal."""
    status = 403 if error.http_status == 401 else error.http_status
    return status if status in _NAMED_STATUSES else 400


def refusal_told(error: CityError) -> list[Told]:
    """Return a refusal as the specification writes it, one for each field that is wrong."""
    status = status_named(error)
    fields = field_sentences(error, language())
    sentences = [f"{name}: {said}" for name, said in fields.items()] or [error_sentence(error, language())]
    return [{"code": status, "description": said} for said in sentences]


def faults_told(error: ValidationError) -> list[Told]:
    """Return what cannot be read, a sentence for each field."""
    return [
        {"code": 400, "description": f"{one['loc'][0]}: {_fault(one['type'], one.get('ctx', {}))}"}
        for one in error.errors(include_url=False, include_input=False)
    ]


_FAULTS = {
    "missing": "georeport_missing", "float_parsing": "georeport_number", "literal_error": "georeport_status",
    "value_error": "georeport_instant",
}  # fmt: skip


def _fault(kind: str, context: dict[str, object]) -> str:
    if kind == "string_too_long":
        return sentence("georeport_too_long", language(), most=context["max_length"])
    return sentence(_FAULTS.get(kind, kind), language())


def _is_zh() -> bool:
    return language().startswith("zh")


def _named(item: CatalogueItem) -> str:
    return item.zh if _is_zh() or not item.en else item.en


def _standing(case: Case) -> str:
    """Return where a case stands in the words of the loop, and how it was closed; never a desk's opinion."""
    standing = CaseState(case.state).label(language())
    if not case.closing:
        return standing
    closing = Closing(case.closing).label(language())
    return f"{standing}（{closing}）" if _is_zh() else f"{standing} ({closing})"


def _notice(line: HandbookLine) -> str:
    limit = limit_text(line.limit, language())
    closing = line.closing_condition.rstrip("。")
    if not limit:
        return sentence("georeport_notice_closing", language(), closing=closing)
    return sentence("georeport_notice", language(), limit=limit, closing=closing)


def _instant(at: datetime | None) -> str | None:
    """Return an instant as W3C writes it, with the offset of the city."""
    return localtime(at).isoformat(timespec="seconds") if at else None


def requests_told(
    cases: Sequence[Case], *, places: Mapping[str, str], pictures: Mapping[int, str]
) -> list[Told]:
    """Return published cases, in their order."""
    return [request_told(case, places=places, pictures=pictures) for case in cases]
