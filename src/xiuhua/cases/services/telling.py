"""Telling people what happened to a case: once, and nobody what they did themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.access.queries import users_named
from xiuhua.cases.models import Case
from xiuhua.cases.queries.telling import (
    asker_of,
    cases_told_of,
    charged_unit,
    heads_over,
    reporters_of,
    users_of_person,
    users_of_unit,
)
from xiuhua.cases.rules.telling import NO_NEWS, TELLINGS, Telling, Whom
from xiuhua.cases.terms import CaseAct
from xiuhua.ledger.tails import SealedEntry
from xiuhua.notices.services import NewNotice, Recipient, notice_tell
from xiuhua.shared.actor import system

TELLER = system("cases_telling")
_ACTS = {act.value: act for act in TELLINGS}


def cases_tell(*, entries: Sequence[SealedEntry], at: datetime) -> int:
    """Tell people of sealed acts on cases; a second time tells nobody. Returns how many notices there are.

    Runs in the transaction of the tail, which sees every area.
    """
    news = [entry for entry in entries if entry.act in _ACTS and at - entry.at < NO_NEWS]
    cases = cases_told_of({_case_id(entry) for entry in news})
    return sum(
        _told(entry, cases[_case_id(entry)], telling, at=at)
        for entry in news
        if _case_id(entry) in cases
        for telling in TELLINGS[_ACTS[entry.act]]
    )


def _case_id(entry: SealedEntry) -> int:
    return int(entry.subject.partition(":")[2])


def _told(entry: SealedEntry, case: Case, telling: Telling, *, at: datetime) -> int:
    own = users_named([entry.actor])
    recipients = [one for one in _whom(entry, case, telling.whom, at=at) if one not in own]
    words = _words(case, CaseAct(entry.act))
    unit = case.unit.code if case.unit else ""
    for user_id in recipients:
        notice_tell(
            new=NewNotice(
                to=Recipient(user_id=user_id, unit=unit), template=telling.template, words=words,
                subject=entry.subject, area=case.area_code, urgent=telling.urgent, leaf=entry.leaf,
            ),
            actor=TELLER, at=at,
        )  # fmt: skip
    return len(recipients)


def _whom(entry: SealedEntry, case: Case, whom: Whom, *, at: datetime) -> Sequence[int]:
    if whom is Whom.UNIT:
        unit_id = entry.detail.get("unit") or case.unit_id
        return users_of_unit(int(unit_id), at=at) if isinstance(unit_id, int) else ()
    if whom is Whom.PERSON:
        return users_of_person(case.person_id)
    if whom is Whom.CHARGED:
        unit_id = charged_unit(case.pk, str(entry.detail.get("stage", "")))
        return users_of_unit(unit_id, at=at) if unit_id is not None else ()
    if whom is Whom.HEADS:
        return heads_over(case.area_code, at=at)
    return asker_of(case.pk) if whom is Whom.ASKER else reporters_of(case.pk)


def _words(case: Case, act: CaseAct) -> Mapping[str, str]:
    due = f"{localtime(case.due_at):%Y-%m-%d %H:%M}" if case.due_at else ""
    return {
        "number": case.number,
        "title": case.title[:40],
        "place": case.address or case.area.name,
        "due": f"{due} 到期。" if due else "",
        "due_en": f"Due {due}. " if due else "",
        "act": act.zh,
        "act_en": act.en,
    }
