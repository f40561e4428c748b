"""Messages of boards by API: a board's server brings them, and fetches the replies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.residents.queries.messages import messages_replied
from xiuhua.residents.serializers.messages import MessagesIn, MessagesTaken, ReplyOut, reply_out
from xiuhua.residents.services.messages import messages_take
from xiuhua.residents.terms.messages import MessageAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import Instant, asker

router = Router(tags=["residents"])


@router.post("/messages", response=MessagesTaken, summary="Bring messages of a board, all or none")
def messages_bring(request: HttpRequest, new: MessagesIn, idempotency_key: Key = None) -> HttpResponse:
    """Keep each message once, by its board and number."""

    def act(actor: Actor, at: datetime) -> MessagesTaken:
        rows = [one.as_new() for one in new.messages]
        made = messages_take(new=rows, actor=actor, at=at)
        return MessagesTaken(new=made, known=len(rows) - made)

    return answered_once(request, idempotency_key, act)


@router.get("/messages/replies", response=list[ReplyOut], summary="Fetch the replies to a board's messages")
def replies_fetch(
    request: HttpRequest,
    board: Annotated[str, Query(max_length=60)],
    since: Annotated[Instant, Query()],
) -> list[ReplyOut]:
    """Return what was replied since an instant, oldest first, two hundred at most."""
    require(asker(request), MessageAct.READ)
    return [reply_out(one) for one in messages_replied(board=board.replace("\x00", ""), since=since)]
