"""The door for devices that push their readings over HTTPS.

No account stands behind it: each push is signed with the device's own key.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from xiuhua.access.services import scope_opened
from xiuhua.sensing.rules.measuring.pushed import MOST_BYTES
from xiuhua.sensing.services.pushing import readings_push
from xiuhua.sensing.services.refusals import PushUnreadable
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.errors import envelope

_LONGEST_HEADER = 80


@csrf_exempt
@require_POST
def readings(request: HttpRequest) -> HttpResponse:
    """Store readings; 201 leaves after the commit that holds them."""
    try:
        with scope_opened(("",)):
            stored = readings_push(
                number=_header(request, "X-Device"),
                sent_at=_header(request, "X-Time"),
                signature=_header(request, "X-Signature"),
                body=_body(request),
                peer=str(request.META.get("REMOTE_ADDR", "")),
                at=now(),
            )
    except CityError as refusal:
        return JsonResponse(envelope(refusal), status=refusal.http_status)
    return JsonResponse({"stored": stored}, status=201)


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
