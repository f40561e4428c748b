"""Looked after behind the pages: how devices stand, rules, figures of readings, days made and retired."""

from __future__ import annotations

import logging
from threading import Event
from time import monotonic

import psycopg
from django.db import connection

from xiuhua.access.services import scope_opened
from xiuhua.sensing.queries import commands as commanded
from xiuhua.sensing.services import commands
from xiuhua.sensing.services.devices import liveness_refresh
from xiuhua.sensing.services.following import tracks_follow
from xiuhua.sensing.services.judging import MOST_LOOKS, due_judge, rules_follow
from xiuhua.sensing.services.partitions import days_make_ahead
from xiuhua.sensing.services.retiring import day_retire, days_due
from xiuhua.sensing.services.rolling import BATCH, rolls_refresh
from xiuhua.sensing.terms import READINGS_CAME
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.looping import repeat

_ROUNDS = 5
_APART_S = 0.05  # between two beginnings of judging: each looks at every device that has sent
_UNTOLD_S = 0.5  # after which the judge looks although it was told nothing
_WHOLE_S = 2.0  # between two looks for rules and devices that are new or gone
_WHOLE_APART = 10.0  # or so many times as long as the last one took
_REACHED_BY = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")
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


def judge_loop(stop: Event) -> None:
    """Judge as readings come, and every timer that is due, until told to stop."""
    ear = _Ear()
    round_ = _Round()

    def work() -> bool:
        ear.wait(0.0 if round_.has_more else _UNTOLD_S)
        if not stop.is_set():
            round_.judge()
        return False

    repeat(stop, _APART_S, work)
    ear.close()


class _Round:
    """What the judge does each time it is told; only now and then it looks for new devices and rules."""

    def __init__(self) -> None:
        self.has_more = False
        self._whole_due = 0.0

    def judge(self) -> None:
        """Judge what there is."""
        with scope_opened(("",)):
            began = monotonic()
            if began >= self._whole_due:
                rules_follow(at=now())
                ended = monotonic()
                self._whole_due = ended + max(_WHOLE_S, _WHOLE_APART * (ended - began))
            looks, _steps = due_judge(at=now())
        self.has_more = looks >= MOST_LOOKS


class _Ear:
    """Hears when readings were stored, on a connection of its own, so that none is missed while judging."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> None:
        """Return once readings were stored since the last time, or after so many seconds."""
        try:
            for _ in self._listening().notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error:  # the judge, whose statements fail too, says that the database is away
            self.close()

    def close(self) -> None:
        """Leave the database."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _listening(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            found = connection.get_connection_params()
            given = {name: found[name] for name in _REACHED_BY if found.get(name)}
            self._connection = psycopg.connect(**given, autocommit=True)
            self._connection.execute(f"LISTEN {READINGS_CAME}")
        return self._connection


def fences_follow() -> None:
    """Follow the tracks that have grown since the last time."""
    with scope_opened(("",)):
        for _ in range(_ROUNDS):
            if not tracks_follow(at=now()).has_more:
                break
