"""A request of an Open311 app becomes a report like any other; and why one can be refused."""

from __future__ import annotations

from datetime import datetime

from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.rules.publishing import Jurisdiction
from xiuhua.cases.services.reporting import NewReport, Reported, report_take
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError


class JurisdictionMissing(CityError):
    """Several jurisdictions are served and none was named. Arguments: known."""

    code = "georeport_jurisdiction_missing"


class JurisdictionUnknown(CityError):
    """None of this id is served. Arguments: given."""

    code = "georeport_jurisdiction_unknown"
    http_status = 404


class ServiceUnknown(CityError):
    """The handbook in force has no such matter. Arguments: given, jurisdiction."""

    code = "georeport_service_unknown"
    http_status = 404


class RequestUnknown(CityError):
    """No such request, or none that is published here. Arguments: given."""

    code = "georeport_request_unknown"
    http_status = 404


class ApiKeyRefused(CityError):
    """The key is missing, unknown, revoked or has expired."""

    code = "georeport_api_key"
    http_status = 403


class FormOnly(CityError):
    """A request comes as a form and in no other way."""

    code = "georeport_form_only"


class PlaceMissing(CityError):
    """Neither coordinates nor an address."""

    code = "georeport_place_missing"


class OutsideJurisdiction(CityError):
    """The place lies elsewhere. Arguments: jurisdiction."""

    code = "georeport_outside"


class SpanWrong(CityError):
    """The span of a list ends before it begins, or is too long. Arguments: most."""

    code = "georeport_span"


class TooManyIds(CityError):
    """More requests by id than one answer holds. Arguments: most."""

    code = "georeport_too_many"


class AttributeUnknown(CityError):
    """The service asks no such attribute, or has no such value. Arguments: given."""

    code = "georeport_attribute"


def request_take(*, new: NewReport, jurisdiction: Jurisdiction, actor: Actor, at: datetime) -> Reported:
    """Take a report from an app and open its case.

    Raises:
        OutsideJurisdiction: its coordinates lie in another district, or nowhere.
        CityError: as `report_take`.
    """
    spot = spot_at(place_of(new.longitude, new.latitude), area_code=new.area_code)
    if spot is None or not spot.area_code.startswith(jurisdiction.area_code):
        raise OutsideJurisdiction(jurisdiction=jurisdiction.name)
    return report_take(new=new, actor=actor, at=at)
