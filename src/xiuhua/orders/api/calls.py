"""The signed door of the hotline's telephone system."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router

from xiuhua.orders.api.signed import Signed, link_acts
from xiuhua.orders.serializers.calls import CallIn, CallOut, call_out
from xiuhua.orders.services.calls import call_record, call_told
from xiuhua.orders.terms.links import LinkKind

router = Router(tags=["orders"])
_TELEPHONE = Signed(LinkKind.TELEPHONE)
_CallId = Annotated[str, Path(max_length=80, pattern=r"^[!-~]+$")]


@router.post("/calls", auth=_TELEPHONE, response=CallOut, summary="Telephone system: what happens to a call")
def call_tell(request: HttpRequest, told: CallIn) -> CallOut:
    """Keep one event of a call; twice is once."""
    return link_acts(
        request,
        lambda link, actor, at: call_out(call_told(told=told.as_told(), link=link, actor=actor, at=at)),
    )


@router.put(
    "/calls/{call_id}/recording", auth=_TELEPHONE, response=CallOut, summary="Telephone system: a recording"
)
def call_recorded(request: HttpRequest, call_id: _CallId) -> CallOut:
    """Keep the recording of a call, WAV or MP3, sent as the body."""
    content = request.body
    return link_acts(
        request,
        lambda link, actor, at: call_out(
            call_record(link=link, call_id=call_id, content=content, actor=actor, at=at)
        ),
    )
