"""Messages of boards as programs bring them, and replies as they fetch them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator

from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.residents.models import Message
from xiuhua.residents.queries.ground import matter_said
from xiuhua.residents.services.messages import NewMessage
from xiuhua.shared.errors import Invalid
from xiuhua.web.api import Instant

_MOST = 200


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("plain text only")
    return text.strip()


def message_key(board: str, ref: str) -> str:
    """Return what names a message across boards."""
    return f"{board} {ref}"


_Line = Annotated[str, Field(max_length=60), AfterValidator(_plain)]


class MessageIn(Schema):
    """One message, under its number on the board. The same one again changes nothing."""

    board: Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
    ref: Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
    text: Annotated[str, Field(max_length=8_000), AfterValidator(_plain)] = ""
    author: Annotated[str, Field(max_length=40), AfterValidator(_plain)] = ""
    phone: Annotated[str, Field(max_length=20), AfterValidator(_plain)] = ""
    address: Annotated[str, Field(max_length=160), AfterValidator(_plain)] = ""
    matter: _Line = ""
    area_code: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Z]*$")] = ""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    posted_at: Instant
    due_at: Instant | None = None

    def as_new(self) -> NewMessage:
        """Return it as the service takes it.

        Raises:
            Invalid: its place or its area lies in no area that is recorded, or nobody knows its matter.
        """
        spot = spot_at(place_of(self.longitude, self.latitude), area_code=self.area_code)
        if spot is None:
            raise Invalid(fields={"area_code": "message_nowhere"})
        item = matter_said(self.matter)
        if self.matter and item is None:
            raise Invalid(fields={"matter": "case_matter_unknown"})
        return NewMessage(
            key=message_key(self.board, self.ref), board=self.board, ref=self.ref, title=self.title,
            text=self.text, author=self.author, phone=self.phone, address=self.address,
            longitude=self.longitude, latitude=self.latitude, item_id=item.pk if item else None,
            area_code=spot.area_code, posted_at=self.posted_at, due_at=self.due_at,
        )  # fmt: skip


class MessagesIn(Schema):
    """Messages, all or none."""

    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=_MOST)]


class MessagesTaken(Schema):
    """How many were new."""

    new: int
    known: int


class ReplyOut(Schema):
    """A reply, for the board."""

    board: str
    ref: str
    reply: str
    replied_at: datetime
    case: str


def reply_out(message: Message) -> ReplyOut:
    """Return a reply as the board reads it."""
    return ReplyOut(
        board=message.board, ref=message.ref, reply=message.reply,
        replied_at=message.replied_at or message.updated_at,
        case=message.case.number if message.case else "",
    )  # fmt: skip
