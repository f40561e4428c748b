"""Telephone calls as the telephone system tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.orders.models import Call
from xiuhua.orders.services.calls import CallTold
from xiuhua.orders.terms.calls import CallEvent, CallState
from xiuhua.web.api import Instant

CallId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[!-~]+$")]


class CallIn(Schema):
    """One event of a call. `agent` is the user name of whoever it rings at."""

    call_id: CallId
    event: CallEvent
    caller_phone: Annotated[str, Field(max_length=20)] = ""
    agent: Annotated[str, Field(max_length=60)] = ""
    happened_at: Instant | None = None

    def as_told(self) -> CallTold:
        """Return it as the service takes it."""
        return CallTold(**self.model_dump())


class CallOut(Schema):
    """Where a call stands."""

    id: int
    number: str
    call_id: str
    state: CallState
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    recorded: bool


def call_out(call: Call) -> CallOut:
    """Return a call as the door gives it."""
    names = CallOut.model_fields.keys() - {"recorded"}
    return CallOut(**{name: getattr(call, name) for name in names}, recorded=call.recording_id is not None)
