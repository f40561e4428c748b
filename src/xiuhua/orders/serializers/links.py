"""Links as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.orders.terms.links import LinkKind, LinkState


class LinkIn(Schema):
    """A link to another system. Key and secret are drawn and answered once."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: LinkKind
    area_code: Annotated[str, Field(min_length=1, max_length=20, pattern="^[0-9]+$")]
    url: Annotated[str, Field(max_length=500, description="where it is told; empty where it asks")] = ""


class LinkOut(Schema):
    """A link, without its secret."""

    id: int
    name: str
    kind: LinkKind
    area_code: str
    key: str
    url: str
    state: LinkState
    created_by: str
    created_at: datetime


class LinkMadeOut(LinkOut):
    """A link just made. Nobody can show the secret again."""

    secret: str
