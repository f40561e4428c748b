"""What the API of tokens takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema


class TokenIn(Schema):
    """A token to be issued for oneself."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    acts: Annotated[list[str], Field(min_length=1, max_length=100, examples=[["premises.read"]])]
    days: Annotated[int, Field(ge=1, le=366)] = 90


class TokenOut(Schema):
    """A token, without its key."""

    id: int
    name: str
    hint: str
    acts: list[str]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenIssuedOut(TokenOut):
    """A token just issued. Nobody can show the key again."""

    key: str


class MeOut(Schema):
    """Who asks, and what they hold."""

    actor: str
    label: str
    roles: list[str]
    areas: Annotated[list[str], Field(description="area-code prefixes; an empty one is everywhere")]
    limits: Annotated[list[str] | None, Field(description="the acts of the token; null for a session")]
