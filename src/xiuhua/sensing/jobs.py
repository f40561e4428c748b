"""Looked after behind the pages: how devices stand, rules, figures of readings, days made and retired."""

from __future__ import annotations

import logging

from xiuhua.access.services import scope_opened
from xiuhua.sensing.queries import commands as commanded
from xiuhua.sensing.services import commands
from xiuhua.sensing.services.devices import liveness_refresh
from xiuhua.sensing.services.following import tracks_follow
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.partitions import days_make_ahead
from xiuhua.sensing.services.retiring import day_retire, days_due
from xiuhua.sensing.services.rolling import BATCH, rolls_refresh
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError

_ROUNDS = 5
_LOG = logging.getLogger(__name__)


def liveness_look() -> None:
    """Write down which devices are late, silent or faulty by now."""
    with scope_opened(("",)):
        liveness_refresh(at=now())


def commands_settle() -> None:
    """Make acts of what the gateway has sent and heard, and of what nobody has answered in time."""
    with scope_opened(("",)):
        at = now()
        for command_id in commanded.commands_gone(at=at):
            commands.command_sent(command_id=command_id, actor=commands.DOOR, at=at)
        for news_id in commanded.news_unsettled():
            commands.command_settle(news_id=news_id, actor=commands.DOOR, at=at)
        for command_id in commanded.commands_answered():
            commands.command_read_back(command_id=command_id, actor=commands.DOOR, at=at)
        for command_id in commanded.commands_due(at=at):
            commands.command_expire(command_id=command_id, actor=commands.DOOR, at=at)


def days_make() -> None:
    """Make the partitions of the coming days."""
    days_make_ahead(at=now())


def rolls_make() -> None:
    """Make the figures of the hours in which something was stored; a backlog is left to the next time."""
    with scope_opened(("",)):
        for _ in range(_ROUNDS):
            if rolls_refresh(at=now()) < BATCH:
                break


def days_leave() -> None:
    """Move a day of each table to a file, the oldest that is due; one, because other jobs wait for this."""
    with scope_opened(("",)):
        for kind, day in dict(reversed(days_due(at=now()))).items():
            try:
                day_retire(kind=kind, day=day, actor=system("readings"), at=now())
            except CityError as busy:
                _LOG.info("a day stays for now: %s", busy)


def rules_judge() -> None:
    """Judge what came since the last time, and every timer that is due."""
    with scope_opened(("",)):
        alarms_judge(at=now())


def fences_follow() -> None:
    """Follow the tracks that have grown since the last time."""
    with scope_opened(("",)):
        for _ in range(_ROUNDS):
            if tracks_follow(at=now()).touches == 0:
                break
