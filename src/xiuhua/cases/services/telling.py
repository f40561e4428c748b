"""Telling people what happened to a case or an order: once, and nobody what they did themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.access.queries import users_named
from xiuhua.cases.models import Case, Supervision
from xiuhua.cases.queries.telling import (
    asker_of,
    cases_told_of,
    charged_unit,
    heads_over,
    issuers_of,
    reporters_of,
    said_with,
    supervisions_told_of,
    users_of_person,
)
from xiuhua.cases.rules.telling import NO_NEWS, SAID, TELLINGS, Telling, Whom
from xiuhua.cases.terms import SupervisionLevel
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.ledger.tails import SealedEntry
from xiuhua.notices.services import NewNotice, Recipient, notice_tell
from xiuhua.shared.actor import system

TELLER = system("cases_telling")
_ACTS = {act.value: act for act in TELLINGS}
_SAID_MOST = 120
_TOLD_OF: Mapping[str, Callable[[Collection[int]], Mapping[int, Case | Supervision]]] = {
    "case": cases_told_of,
    "supervision": supervisions_told_of,
}


def cases_tell(*, entries: Sequence[SealedEntry], at: datetime) -> int:
    """Tell people of sealed acts on cases and supervision orders; a second time tells nobody.

    Runs in the transaction of the tail, which sees every area. Returns how many notices there are.
    """
    news = [entry for entry in entries if entry.act in _ACTS and at - entry.at < NO_NEWS]
    rows = {
        (kind, number): row
        for kind, told_of in _TOLD_OF.items()
        for number, row in told_of({_subject(one)[1] for one in news if _subject(one)[0] == kind}).items()
    }
    return sum(
        _told(entry, rows[_subject(entry)], telling, at=at)
        for entry in news
        if _subject(entry) in rows
        for telling in TELLINGS[_ACTS[entry.act]]
    )


def _subject(entry: SealedEntry) -> tuple[str, int]:
    kind, _, number = entry.subject.partition(":")
    return kind, int(number)


def _told(entry: SealedEntry, row: Case | Supervision, telling: Telling, *, at: datetime) -> int:
    own = users_named([entry.actor])
    recipients = [one for one in _whom(entry, row, telling.whom, at=at) if one not in own]
    words = _words(entry, row)
    unit = row.unit.code if row.unit else ""
    for user_id in recipients:
        notice_tell(
            new=NewNotice(
                to=Recipient(user_id=user_id, unit=unit), template=telling.template, words=words,
                subject=entry.subject, area=row.area_code, urgent=telling.urgent, leaf=entry.leaf,
            ),
            actor=TELLER, at=at,
        )  # fmt: skip
    return len(recipients)


def _whom(entry: SealedEntry, row: Case | Supervision, whom: Whom, *, at: datetime) -> Sequence[int]:
    if whom is Whom.UNIT:
        unit_id = entry.detail.get("unit") or row.unit_id
        return users_of_unit(int(unit_id), at=at) if isinstance(unit_id, int) else ()
    if whom is Whom.HEADS:
        return heads_over(row.area_code, at=at)
    if isinstance(row, Supervision):
        return issuers_of(row, at=at) if whom is Whom.ISSUER else ()
    if whom is Whom.PERSON:
        return users_of_person(row.person_id)
    if whom is Whom.CHARGED:
        unit_id = charged_unit(row.pk, str(entry.detail.get("stage", "")))
        return users_of_unit(unit_id, at=at) if unit_id is not None else ()
    return asker_of(row.pk) if whom is Whom.ASKER else reporters_of(row.pk)


def _words(entry: SealedEntry, row: Case | Supervision) -> Mapping[str, str]:
    due = f"{localtime(row.due_at):%Y-%m-%d %H:%M}" if row.due_at else ""
    words = {
        "number": row.number,
        "title": row.title[:40],
        "due": f"{due} 到期。" if due else "",
        "due_en": f"Due {due}. " if due else "",
        "act": _ACTS[entry.act].zh,
        "act_en": _ACTS[entry.act].en,
        "said": said_with(entry.id)[:_SAID_MOST].strip().rstrip("。.；;") if entry.act in SAID else "",
    }
    if isinstance(row, Case):
        return words | {"place": row.address or row.area.name}
    level = SupervisionLevel(row.level)
    return words | {"unit": row.unit.name, "level": level.zh, "level_en": level.en}
