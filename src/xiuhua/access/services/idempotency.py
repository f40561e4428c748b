"""Doing a request once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiuhua.access.models import IdempotencyKey
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict
from xiuhua.web.statements import prepared

KEPT_DAYS = 7


@dataclass(frozen=True)
class Answer:
    """What a request was answered with: the HTTP status and the JSON body."""

    status: int
    body: dict[str, Any]  # any JSON


def request_digest(*, path: str, body: bytes) -> str:
    """Return what tells two requests under one key apart."""
    return hashlib.sha256(path.encode() + b"\0" + body).hexdigest()


@transaction.atomic
def once(
    *, key: str | None, request_digest: str, actor: Actor, at: datetime, act: Callable[[], Answer]
) -> Answer:
    """Run an act and keep its answer under a key, or give the answer kept. Without a key the act just runs.

    The key's row and the act's effects commit together. A second request with the same key waits for the
    first: the unique index blocks its insert until the first commits (it then answers alike) or rolls back
    (it then acts).

    Raises:
        Conflict: the key was used for another request.
    """
    if key is None:
        return act()
    taken = _taken(actor, key, request_digest, at)
    if taken is None:
        kept = IdempotencyKey.objects.get(actor=actor.name, key=key)
        if kept.request_digest != request_digest:
            raise Conflict(kind="idempotency_key", key=key)
        return Answer(kept.status, kept.answer)
    answer = act()
    with prepared() as cursor:
        cursor.execute(_KEEP, [answer.status, json.dumps(answer.body), taken])
    return answer


# In SQL, because every act by API passes here: the ORM took longer to put them together than they take.
_TAKE = """
INSERT INTO access_idempotencykey (actor, key, request_digest, status, answer, at)
VALUES (%s, %s, %s, 0, '{}', %s) ON CONFLICT DO NOTHING RETURNING id
"""
_KEEP = "UPDATE access_idempotencykey SET status = %s, answer = %s::jsonb WHERE id = %s"


def _taken(actor: Actor, key: str, request_digest: str, at: datetime) -> int | None:
    """Take a key and return the id of its row; None where somebody has had it."""
    with prepared() as cursor:
        cursor.execute(_TAKE, [actor.name, key, request_digest, at])
        row = cursor.fetchone()
    return row[0] if row else None


def once_for_form(
    *, key: str, actor: Actor, at: datetime, act: Callable[[], dict[str, str]]
) -> dict[str, str]:
    """Do what a form asks once per key: a second click on its button gets the first one's answer.

    The key was drawn when the form was shown, so it names one filling-in; what was typed is not compared.
    """
    answer = once(key=f"form:{key}", request_digest="", actor=actor, at=at, act=lambda: Answer(200, act()))
    return answer.body


def keys_forget(*, at: datetime) -> None:
    """Forget keys older than a week."""
    IdempotencyKey.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()
