"""Telling people of briefings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import users_with
from xiuhua.briefings.rules.granting import OFFICE, RECIPIENTS, SIGNERS
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.shared.actor import Actor

Told = Iterable[tuple[int, str]]


def office_of(briefing: Briefing, *, at: datetime) -> Told:
    """Return who edits a briefing, each with the area of their role."""
    return _own(users_with(OFFICE, briefing.area_code, at=at), briefing)


def signers_of(briefing: Briefing, *, at: datetime) -> Told:
    """Return who may sign a briefing off."""
    return _own(users_with(SIGNERS, briefing.area_code, at=at), briefing)


def readers_of(briefing: Briefing, *, at: datetime) -> Told:
    """Return whom a briefing is sent to: who leads its area, and whoever answers for a part of it."""
    return users_with(RECIPIENTS, briefing.area_code, at=at)


def _own(found: Told, briefing: Briefing) -> Told:
    return [(user, area) for user, area in found if area == briefing.area_code]


def briefing_tell(
    briefing: Briefing, template: str, to: Told, *, actor: Actor, at: datetime, **words: str
) -> None:
    """Tell some people something of a briefing; who did it is not told."""
    for user_id, area in to:
        if user_id != actor.user_id:
            notice_send(
                to=Recipient(user_id=user_id), template=template,
                words={"title": briefing.title, **words}, subject=f"briefing:{briefing.pk}", area=area,
                actor=actor, at=at,
            )  # fmt: skip
