"""How an act of the API is answered once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Schema

from xiuhua.access.services.idempotency import Answer, once, request_digest
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=80)]


def answered_once(
    request: HttpRequest,
    key: str | None,
    act: Callable[[Actor, datetime], Schema],
    *,
    said: bytes | None = None,
) -> HttpResponse:
    """Run an act under its idempotency key and return its answer as JSON.

    `said` stands for the body where that was read as a form and is gone.
    """
    actor, at = asker(request), now()

    def run() -> Answer:
        return Answer(200, act(actor, at).model_dump(mode="json"))

    digest = request_digest(path=request.path, body=request.body if said is None else said)
    answer = once(key=key, request_digest=digest, actor=actor, at=at, act=run)
    return JsonResponse(answer.body, status=answer.status)
