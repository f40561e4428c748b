"""One refusal, four readers: a page, a fragment, the API, and a person whose session ended."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiuhua.shared.errors import CityError, NotSignedIn
from xiuhua.web.parts import Action, State, StateKind
from xiuhua.web.sentences import error_sentence, field_sentences

_KINDS: dict[int, StateKind] = {401: "forbidden", 403: "forbidden", 404: "gone"}
_OF_AN_OBJECT = re.compile(r"(/.+/[0-9]+)/.")  # an act on it, a part of it
_LONGEST_NEXT = 2_000  # a longer way back would not fit into the header that the front door reads
log = logging.getLogger(__name__)


class PageNotFound(CityError):
    """No page has this address."""

    code = "page_not_found"
    http_status = 404


class BadRequest(CityError):
    """The request cannot be read: a wrong host, too many fields, a body that is cut off."""

    code = "bad_request"
    http_status = 400


class MethodRefused(CityError):
    """The address exists, but not for this method."""

    code = "method_refused"
    http_status = 405


class CsrfFailed(CityError):
    """The form's token does not belong to the session."""

    code = "csrf_failed"
    http_status = 403


class ServerFault(CityError):
    """A bug, told to a person. Arguments: reference, which the log carries too."""

    code = "server_fault"
    http_status = 500


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def envelope(error: CityError) -> dict[str, Any]:
    """Return the body every refused API request is answered with."""
    return {
        "code": error.code,
        "message": error_sentence(error, language()),
        "fields": field_sentences(error, language()),
    }


def refusal(request: HttpRequest, error: CityError) -> HttpResponse:
    """Return the answer to a refused request, in the form its sender can read."""
    if _wants_json(request):
        return JsonResponse(envelope(error), status=error.http_status)
    if isinstance(error, NotSignedIn) and request.method == "GET" and not _is_fragment(request):
        return HttpResponseRedirect(_sign_in_url(request))
    return render(
        request,
        _template(request),
        {"state": _state(error, _way_back(request)), "title": _title(error)},
        status=error.http_status,
    )


def _sign_in_url(request: HttpRequest) -> str:
    back = request.get_full_path()
    return f"/sign-in?{urlencode({'next': back})}" if len(back) <= _LONGEST_NEXT else "/sign-in"


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(
        ("/api/", "/sta/", "/tiles/")
    ) or "application/json" in request.headers.get("Accept", "")


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _template(request: HttpRequest) -> str:
    return "web/fragments/error.html" if _is_fragment(request) else "web/error.html"


def _title(error: CityError) -> str:
    titles = {401: _("Sign in"), 403: _("Not permitted"), 404: _("Not found"), 409: _("Not possible now")}
    titles |= {422: _("Needs correcting"), 429: _("Wait a moment"), 500: _("The server failed")}
    return titles.get(error.http_status, _("Not possible"))


def _way_back(request: HttpRequest) -> Action:
    """Return the way to the object that the address is about, else to the start page."""
    about = _OF_AN_OBJECT.match(request.path)
    if about is not None:
        try:
            resolve(about[1])
        except Resolver404:
            pass  # such as a file, which has no page of its own
        else:
            return Action(label=_("Go back"), url=about[1], kind="primary")
    return Action(label=_("Back to the start page"), url="/", kind="primary")


def _state(error: CityError, back: Action) -> State:
    kind = _KINDS.get(error.http_status, "error")
    quoted = str(error.arguments.get("reference", ""))
    return State(
        kind=kind, title=_title(error), text=error_sentence(error, language()), acts=(back,), code=quoted
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read; Django's `exception` quotes it and is not for readers."""
    del exception
    request.GET = QueryDict()  # the frame around the sentence must not try to read it again
    return refusal(request, BadRequest())


def method_refused(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """Answer a method that an address does not have, still naming those it has."""
    said = refusal(request, MethodRefused())
    said.headers["Allow"] = answer.headers.get("Allow", "")
    return said


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that no page has; Django's `exception` lists every pattern and is not for readers."""
    del exception
    return refusal(request, PageNotFound())


def server_fault(request: HttpRequest) -> HttpResponse:
    """Answer a bug: nothing happened, and here is a code to quote."""
    reference = secrets.token_hex(4)
    log.error("fault %s at %s", reference, request.path)
    return refusal(request, ServerFault(reference=reference))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has expired."""
    log.warning("csrf: %s at %s", reason, request.path)
    return refusal(request, CsrfFailed())
