"""What the API of notices takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.notices.models import Notice
from xiuhua.notices.rules.templates import template_of
from xiuhua.notices.terms import NoticeKind
from xiuhua.web.errors import language

Id = Annotated[int, Field(ge=0, le=2**63 - 1)]


class NoticeOut(Schema):
    """One thing that somebody was told, in the language that is asked for."""

    id: int
    kind: NoticeKind
    template: str
    subject: str
    urgent: bool
    sent_at: datetime
    read_at: datetime | None
    title: str
    text: str

    @staticmethod
    def resolve_title(notice: Notice) -> str:
        """Return its title."""
        template = template_of(notice.template)
        return template.title(notice.words, language()) if template else ""

    @staticmethod
    def resolve_text(notice: Notice) -> str:
        """Return its text."""
        template = template_of(notice.template)
        return template.text(notice.words, language()) if template else ""


class MarkIn(Schema):
    """Which notices, and as what."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    read: bool = True


class MarkOut(Schema):
    """Those that were not so before."""

    changed: list[int]


class ReceiptsOut(Schema):
    """That delivery reports were taken, as Alibaba Cloud expects it."""

    code: int
    msg: str
