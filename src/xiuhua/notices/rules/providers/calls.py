"""A call of somebody else's interface, what it answered, and what that means.

Source:
    own choice, because a provider is tested by comparing values, and sent to by one function for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from xiuhua.notices.terms import OutgoingFault


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request: everything that goes over the line."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> dict[str, object]:
        """Return it as a JSON object; an empty one where it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, whatever way it goes.

    Args:
        uuid: ours, told to the provider where it takes an id, so that the same is not sent twice.
        address: where to: a mobile number, an e-mail address, an id of a work chat.
        template: the key of its template; an SMS needs the provider's code for it.
        words: what the provider's template takes, in its order.
        url: the page that it leads to, empty for none.
        language: that its text is written in.
    """

    uuid: UUID
    address: str
    title: str
    text: str
    template: str
    words: Mapping[str, str]
    url: str = ""
    language: str = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a try.

    Args:
        fault: what was wrong; None where it was accepted.
        ref: the provider's own id of the message.
        code: as the provider says it, for whoever calls them.
        again: whether trying later may help.
        uncertain: whether it may have been sent all the same: the line broke before the answer.
        kept: whether it was only kept here, in the sandbox.
        delivered: whether the provider says that it has arrived.
    """

    fault: OutgoingFault | None = None
    ref: str = ""
    code: str = ""
    again: bool = False
    uncertain: bool = False
    kept: bool = False
    delivered: bool = False


UNREACHED = Receipt(fault=OutgoingFault.UNREACHED, again=True, uncertain=True)


def json_body(value: Mapping[str, object]) -> bytes:
    """Return a JSON body in which the same value is the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
