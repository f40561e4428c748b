"""催办 of the demo district: desks and leaders asked units to hurry about what stands open long."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import Case, Reminder
from xiuhua.cases.services import case_remind
from xiuhua.cases.terms import CaseState

_CASES = 14
_BY = ("dispatcher", "dispatcher", "acceptor", "team", "leader", "shifthead")
_WORDS = (
    "请加快处置，今日下班前反馈结果并附处置后照片。",
    "居民再次来电催问，请抓紧安排人员到场。",
    "该件临近时限，请收发员落实到人。",
    "现场影响通行，请先做临时处置再彻底整改。",
    "已超时限，请说明原因并尽快办结。",
    "明日区领导巡查该路段，请今晚前处置到位。",
)


@transaction.atomic
def reminders_told(crew: Crew) -> int:
    """Remind of some open cases, of each up to three times; once."""
    with scope_opened((HOME,)):
        if Reminder.objects.exists():
            return 0
        waiting = Case.objects.filter(
            state__in=(CaseState.DISPATCHED.value, CaseState.HANDLING.value), unit__isnull=False, asked="",
            area_code__startswith=HOME, dispatched_at__isnull=False,
        )  # fmt: skip
        cases = list(waiting.defer("search", "description").order_by("due_at", "pk")[:_CASES])
    told = 0
    for number, case in enumerate(cases):
        chance = chance_of(f"reminder/{number}")
        for at in _instants(case, crew, chance):
            by = chance.choice(_BY)
            with crew.acting(by) as actor:
                case_remind(case_id=case.pk, words=chance.choice(_WORDS), actor=actor, at=at)
            told += 1
    return told


def _instants(case: Case, crew: Crew, chance: Random) -> list[datetime]:
    """Return when somebody reminds, at least two hours apart, after the unit got the case."""
    at, found = case.dispatched_at, list[datetime]()
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = crew.later(at, chance.uniform(130, 700)) if at else crew.until
        if at > crew.until:
            break
        found.append(at)
    return found
