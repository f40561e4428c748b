"""Open311 GeoReport v2: apps list what can be reported, report it, and read what became of it.

Reading is for everybody, through a reader of its own that sees one district and only what is published.
Reporting needs a token of the product. No cookie counts here, so nothing has to be proven against forgery.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from xiuhua.access.services import scope_opened
from xiuhua.access.services.idempotency import Answer, once, request_digest
from xiuhua.access.services.permissions import require
from xiuhua.access.services.sessions import actor_for_token
from xiuhua.cases.models import Case
from xiuhua.cases.queries.cases import number_read
from xiuhua.cases.queries.jurisdictions import Offered, jurisdictions, offered_in
from xiuhua.cases.queries.published import PublishedWish, cases_published, pictures_published, places_named
from xiuhua.cases.rules.publishing import (
    MOST_DAYS,
    MOST_ROWS,
    Jurisdiction,
    jurisdiction_meant,
    public_reader,
    span_asked,
)
from xiuhua.cases.serializers.georeport_in import AskedIn, RequestIn, attributes_in, filled_in
from xiuhua.cases.serializers.georeport_out import (
    FORMATS,
    Told,
    definition_told,
    discovery_told,
    faults_told,
    receipt_told,
    refusal_told,
    requests_told,
    service_told,
    status_named,
    token_told,
    written,
)
from xiuhua.cases.services.georeport import (
    ApiKeyRefused,
    FormOnly,
    JurisdictionMissing,
    JurisdictionUnknown,
    RequestUnknown,
    ServiceUnknown,
    SpanWrong,
    TooManyIds,
    request_take,
)
from xiuhua.cases.terms import ReportAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, Invalid
from xiuhua.web.errors import MethodRefused, PageNotFound

_PATH = "/open311/v2"
_FORM = "application/x-www-form-urlencoded"
_LONGEST_KEY = 80

View = Callable[..., tuple[str, object]]


def _written(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Write what a view tells, or why it refuses, in the form that its address names."""

    def around(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, form: str, **named: str) -> HttpResponse:
            if form not in FORMATS:
                raise PageNotFound  # no form of ours: whoever came here is told as on any page
            try:
                if request.method not in methods:
                    raise MethodRefused
                return written(form, *view(request, **named))
            except CityError as error:
                return written(form, "errors", refusal_told(error), status=status_named(error))
            except ValidationError as error:
                return written(form, "errors", faults_told(error), status=400)

        return answered

    return around


@_written("GET", "HEAD")
def discovery(request: HttpRequest) -> tuple[str, object]:
    """Tell where the server is and what it speaks."""
    return "discovery", discovery_told(request.build_absolute_uri(_PATH))


@_written("GET", "HEAD")
def services(request: HttpRequest) -> tuple[str, object]:
    """Tell what can be reported: the matters of the handbook in force."""
    place = _jurisdiction(filled_in(request.GET.dict()))
    return "services", [service_told(offered) for offered in offered_in(place.area_code, at=now())]


@_written("GET", "HEAD")
def service(request: HttpRequest, code: str) -> tuple[str, object]:
    """Tell what a service asks beside the place."""
    place = _jurisdiction(filled_in(request.GET.dict()))
    return "service_definition", definition_told(_offered(place, code))


@_written("GET", "HEAD", "POST")
def requests(request: HttpRequest) -> tuple[str, object]:
    """Tell which requests there are, or take a new one."""
    told = _posted(request) if request.method == "POST" else _asked(request)
    return "service_requests", told


@_written("GET", "HEAD")
def request_read(request: HttpRequest, number: str) -> tuple[str, object]:
    """Tell how a request stands."""
    return "service_requests", _told(_jurisdiction(filled_in(request.GET.dict())), _number(number), request)


@_written("GET", "HEAD")
def token(request: HttpRequest, number: str) -> tuple[str, object]:
    """Tell the number of a request by its token: they are the same from the beginning."""
    place = _jurisdiction(filled_in(request.GET.dict()))
    with scope_opened(_reader(place).areas):
        return "service_requests", [token_told(_published(place, _number(number)))]


def _jurisdiction(given: dict[str, str]) -> Jurisdiction:
    wanted, those = given.get("jurisdiction_id", ""), jurisdictions(settings.OPEN311_JURISDICTIONS)
    found = jurisdiction_meant(wanted, those)
    if found is None and wanted:
        raise JurisdictionUnknown(given=wanted)
    if found is None:
        raise JurisdictionMissing(known=", ".join(one.key for one in those))
    return found


def _offered(place: Jurisdiction, code: str) -> Offered:
    found = offered_in(place.area_code, at=now(), code=code) if code.isascii() and code.isalnum() else []
    if not found:
        raise ServiceUnknown(given=code, jurisdiction=place.name)
    return found[0]


def _reader(place: Jurisdiction) -> Actor:
    reader = public_reader(place.area_code)
    require(reader, ReportAct.READ_PUBLISHED)
    return reader


def _number(text: str) -> int:
    found = number_read(text) if text.isascii() else None
    if found is None:
        raise RequestUnknown(given=text)
    return found


def _published(place: Jurisdiction, number: int) -> Case:
    found = cases_published(area_code=place.area_code, wish=PublishedWish(ids=[number]))
    if not found:
        raise RequestUnknown(given=str(number))
    return found[0]


def _told(place: Jurisdiction, number: int, request: HttpRequest) -> list[Told]:
    with scope_opened(_reader(place).areas):
        return _all_told([_published(place, number)], request)


def _asked(request: HttpRequest) -> list[Told]:
    given = filled_in(request.GET.dict())
    place, asked = _jurisdiction(given), AskedIn.model_validate(given)
    wish = _wish(asked)
    with scope_opened(_reader(place).areas):
        return _all_told(cases_published(area_code=place.area_code, wish=wish), request)


def _all_told(found: Sequence[Case], request: HttpRequest) -> list[Told]:
    """Return published cases with their places in words and the addresses of their published pictures."""
    pictures = {key: request.build_absolute_uri(path) for key, path in pictures_published(found).items()}
    return requests_told(found, places=places_named([case.area_code for case in found]), pictures=pictures)


def _wish(asked: AskedIn) -> PublishedWish:
    """Return what a list asks for; numbers override everything else, as the specification has it."""
    if asked.service_request_id is not None:
        if len(asked.service_request_id) > MOST_ROWS:
            raise TooManyIds(most=MOST_ROWS)
        return PublishedWish(ids={_number(number) for number in asked.service_request_id})
    try:
        span = span_asked(asked.start_date, asked.end_date, at=now())
    except ValueError as error:
        raise SpanWrong(most=MOST_DAYS) from error
    return PublishedWish(matters=asked.service_code, over=asked.over, since=span.since, until=span.until)


def _posted(request: HttpRequest) -> object:
    """Take a request. Its values stand in the form or in the address: the specification has both."""
    if request.content_type not in {"", _FORM}:
        raise FormOnly
    given = request.GET.copy()
    for name, values in request.POST.lists():
        given.setlist(name, values)
    filled, at = filled_in({name: str(text) for name, text in given.items()}), now()
    place, actor = _jurisdiction(filled), _poster(request, filled.get("api_key", ""))
    asked = RequestIn.model_validate(filled)

    def act() -> Answer:
        offered = _offered(place, asked.service_code)
        new = asked.as_new(offered=offered, jurisdiction=place, attributes=attributes_in(dict(given.lists())))
        taken = request_take(new=new, jurisdiction=place, actor=actor, at=at)
        return Answer(200, {"service_requests": [receipt_told(taken.case, offered)]})

    sent = request.body + b"\0" + request.META.get("QUERY_STRING", "").encode()
    with scope_opened(actor.areas):
        answer = once(
            key=_key(request), request_digest=request_digest(path=f"{_PATH}/requests", body=sent),
            actor=actor, at=at, act=act,
        )  # fmt: skip
    return answer.body["service_requests"]


def _poster(request: HttpRequest, api_key: str) -> Actor:
    """Return who reports: by api_key, or by the token in the header. A signed-in browser is nobody here."""
    bearer: Actor = request.actor  # type: ignore[attr-defined]  # set by access.middleware
    found = actor_for_token(api_key, at=now()) if api_key else bearer
    if found is None or not found.name.startswith("token:"):
        raise ApiKeyRefused
    return found


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise Invalid(fields={"Idempotency-Key": "georeport_text_plain"})
    return key or None
