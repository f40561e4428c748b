"""What is looked after behind the pages: how devices stand, and the days that are written to next."""

from __future__ import annotations

from xiuhua.access.services import scope_opened
from xiuhua.sensing.queries import commands as commanded
from xiuhua.sensing.services import commands
from xiuhua.sensing.services.devices import liveness_refresh
from xiuhua.sensing.services.partitions import days_make_ahead
from xiuhua.shared.clock import now


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
