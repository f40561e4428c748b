"""The doors through which files leave: signed addresses that nginx serves, and what everybody may see."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xiuhua.files import services
from xiuhua.files.terms import Media
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotSignedIn

_NGINX_PREFIX = "/_files/"  # an internal location: nothing outside nginx can ask for it
_NOTHING_RUNS = "default-src 'none'; sandbox"
_PUBLIC_SECONDS = 600  # how long a withheld picture may still be in somebody's browser


def signed_in(request: HttpRequest) -> Actor:
    """Return who asks.

    Raises:
        NotSignedIn: nobody does.
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    return actor


@require_safe
def file_serve(request: HttpRequest, file_id: int, signature: str, name: str) -> HttpResponse:  # noqa: ARG001 - the name is there for people
    """Let nginx hand out a file to whoever followed an address made for them."""
    at = now()
    handover = services.file_open(file_id=file_id, signature=signature, actor=signed_in(request), at=at)
    return _handed(handover, at)


@require_safe
def rendition_serve(
    request: HttpRequest,
    file_id: int,
    shape: str,
    signature: str,
    name: str,  # noqa: ARG001 - the name is there for people
) -> HttpResponse:
    """Let nginx hand out a picture, made anew from its original, to whoever followed an address."""
    at, actor = now(), signed_in(request)
    handover = services.rendition_open(file_id=file_id, shape=shape, signature=signature, actor=actor, at=at)
    return _handed(handover, at)


def _handed(handover: services.Handover, at: datetime) -> HttpResponse:
    answer = _given(handover.path, handover.media)
    answer["Content-Disposition"] = (
        content_disposition_header(not handover.is_shown, handover.name) or "inline"
    )
    answer["Cache-Control"] = f"private, max-age={int((handover.until - at).total_seconds())}, immutable"
    return answer


@require_safe
def published_serve(_request: HttpRequest, name: str) -> HttpResponse:
    """Let nginx hand out a picture that everybody may see."""
    answer = _given(services.published_open(name=name).as_posix(), Media.JPEG)
    answer["Cache-Control"] = f"public, max-age={_PUBLIC_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _given(path: str, media: Media) -> HttpResponse:
    """Return an answer whose bytes nginx puts in, and under which nothing runs."""
    answer = HttpResponse(content_type=media.value)
    answer["X-Accel-Redirect"] = _NGINX_PREFIX + path
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _NOTHING_RUNS
    return answer
