"""The door for devices that push their readings over HTTPS, and fetch what they are told.

No account stands behind it: each push is signed with the device's own key.
"""

from __future__ import annotations

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from xiuhua.access.services import scope_opened
from xiuhua.sensing.rules.measuring.pushed import MOST_BYTES
from xiuhua.sensing.services.pushing import answer_push, commands_fetch, device_known, readings_push
from xiuhua.sensing.services.refusals import PushUnreadable, StoreAway
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.errors import envelope

_LONGEST_HEADER = 80
_AGAIN_S = 30
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError)  # also of the cursor beneath Django's


@csrf_exempt
@require_POST
def readings(request: HttpRequest) -> HttpResponse:
    """Store readings; 201 leaves after the commit that holds them."""
    try:
        body, at = _body(request), now()
        with scope_opened(("",)):
            stored = readings_push(**_signed(request), body=body, peer=_peer(request), at=at)
            device = device_known(**_signed(request), body=body, at=at)
            told = commands_fetch(device=device, at=at)
    except CityError as refusal:
        return JsonResponse(envelope(refusal), status=refusal.http_status)
    except _AWAY:
        return _waiting()
    return JsonResponse({"stored": stored, **({"commands": told} if told else {})}, status=201)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def commands(request: HttpRequest) -> HttpResponse:
    """Hand out what a device is to do, or take what became of it."""
    try:
        body, at = _body(request), now()
        with scope_opened(("",)):
            device = device_known(**_signed(request), body=body, at=at)
            if request.method == "POST":
                return JsonResponse({"noted": answer_push(device=device, body=body, at=at)})
            return JsonResponse({"commands": commands_fetch(device=device, at=at)})
    except CityError as refusal:
        return JsonResponse(envelope(refusal), status=refusal.http_status)
    except _AWAY:
        return _waiting()


def _waiting() -> HttpResponse:
    """Tell a device to send again: the database is away, or its disk full, and nothing is kept."""
    refusal = StoreAway()
    answer = JsonResponse(envelope(refusal), status=refusal.http_status)
    answer["Retry-After"] = str(_AGAIN_S)
    return answer


def _signed(request: HttpRequest) -> dict[str, str]:
    return {
        "number": _header(request, "X-Device"),
        "sent_at": _header(request, "X-Time"),
        "signature": _header(request, "X-Signature"),
    }


def _peer(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _header(request: HttpRequest, name: str) -> str:
    return request.headers.get(name, "").replace("\x00", "")[:_LONGEST_HEADER]


def _body(request: HttpRequest) -> bytes:
    """Return the body.

    Raises:
        PushUnreadable: it is too long.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise PushUnreadable
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise PushUnreadable
    return body
