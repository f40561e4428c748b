"""Recording acts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import orjson
from django.conf import settings
from django.db import connection, transaction

from xiuhua.ledger.models import Entry, Opening
from xiuhua.ledger.rules.canonical import JsonValue, canonical
from xiuhua.ledger.rules.commitments import SALT_BYTES, detail_committed
from xiuhua.ledger.rules.suites import suite_named
from xiuhua.ledger.terms import ERASED
from xiuhua.shared.actor import Actor
from xiuhua.web.statements import prepared

_NOTHING: Mapping[str, str] = MappingProxyType({})

_ENTRY = """
INSERT INTO ledger_entry (at, actor, act, subject, area, detail) VALUES (%s, %s, %s, %s, %s, %s::jsonb)
RETURNING id, recorded_at
"""
_ENTRY_AND_OPENING = """
WITH entry AS (
    INSERT INTO ledger_entry (at, actor, act, subject, area, detail) VALUES (%s, %s, %s, %s, %s, %s::jsonb)
    RETURNING id, recorded_at, area
), opening AS (
    INSERT INTO ledger_opening (entry_id, area, salt, words) SELECT id, area, %s, %s::jsonb FROM entry
)
SELECT id, recorded_at FROM entry
"""
_NUMBERS = """
SELECT array_agg(nextval(pg_get_serial_sequence('ledger_entry', 'id'))), statement_timestamp()
FROM generate_series(1, %s)
"""
_COLUMNS = ("id", "at", "recorded_at", "actor", "act", "subject", "area", "detail")
_ENTRIES = f"COPY ledger_entry ({', '.join(_COLUMNS)}) FROM STDIN"
# PostgreSQL refuses COPY into a table with row-level security; one JSON text is read faster than four arrays.
_OPENINGS = """
INSERT INTO ledger_opening (entry_id, area, salt, words)
SELECT entry, area, decode(salt, 'hex'), words
FROM jsonb_to_recordset(%s) AS opening (entry bigint, area text, salt text, words jsonb)
"""


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An act to be recorded.

    Args:
        at: when it happened; the database adds when it was recorded.
        actor: who did it.
        act: what was done, `case.moved`.
        subject: to what, `kind:pk`.
        area: the code of the subject's area, empty where it has none.
        detail: ids, states, integers; never a float, name, phone number or text.
        words: texts the story shows; kept erasable beside the entry, which holds only their salted digest.
        state: the row's tracked columns after the act, an empty mapping once the row is gone; the entry holds
            their salted digest, so that a row changed behind the ledger's back is found.
    """

    at: datetime
    actor: Actor
    act: str
    subject: str
    area: str = ""
    detail: Mapping[str, JsonValue] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, JsonValue] | None = None


class Numbered(NamedTuple):
    """What the database made of many acts: the ids of their entries, in their order, and the one instant.

    `recorded_at` is None where there were none.
    """

    ids: Sequence[int]
    recorded_at: datetime | None


def entry_append(
    *,
    at: datetime,
    actor: Actor,
    act: str,
    subject: str,
    area: str = "",
    detail: Mapping[str, JsonValue] = MappingProxyType({}),
    words: Mapping[str, str] = _NOTHING,
    state: Mapping[str, JsonValue] | None = None,
) -> Entry:
    """Record one act in the caller's transaction, in one round trip.

    The caller holds the lock on the row it changes, so that entries about one row are numbered in the order
    of its states. Arguments: see `NewEntry`.
    """
    draft = _drafted(
        NewEntry(
            at=at, actor=actor, act=act, subject=subject, area=area, detail=detail, words=words, state=state
        )
    )
    row = (at, actor.name, act, subject, area, draft.detail_json)
    with prepared() as cursor:
        if draft.salt:
            cursor.execute(_ENTRY_AND_OPENING, (*row, draft.salt, canonical(dict(words)).decode()))
        else:
            cursor.execute(_ENTRY, row)
        number, recorded_at = cursor.fetchone()
    return draft.recorded(number, recorded_at)


@transaction.atomic
def entries_append_many(entries: Sequence[NewEntry]) -> Numbered:
    """Record many acts at once; leaves the same rows as `entry_append` for each of them."""
    if not entries:
        return Numbered((), None)
    drafts = [_drafted(new) for new in entries]
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [len(entries)])
        numbers, recorded_at = cursor.fetchone()
        with cursor.copy(_ENTRIES) as copy:
            for number, draft in zip(numbers, drafts, strict=True):
                new = draft.new
                who = (number, new.at, recorded_at, new.actor.name)
                copy.write_row((*who, new.act, new.subject, new.area, draft.detail_json))
        openings = [
            {
                "entry": number,
                "area": draft.new.area,
                "salt": draft.salt.hex(),
                "words": dict(draft.new.words),
            }
            for number, draft in zip(numbers, drafts, strict=True)
            if draft.salt
        ]
        cursor.execute(_OPENINGS, [orjson.dumps(openings).decode()])
    return Numbered(numbers, recorded_at)


@transaction.atomic
def openings_erase(*, entries: Sequence[int], actor: Actor, at: datetime) -> Entry:
    """Erase the words and salts of entries for good, and record that it was done.

    The entries stay and still prove that the act took place. Who may ask for it is decided by the app that
    knows the
    persons: this service is for retention jobs.
    """
    Opening.objects.filter(entry_id__in=entries).delete()
    detail: dict[str, JsonValue] = {"entries": sorted(entries)}
    return entry_append(at=at, actor=actor, act=ERASED, subject="ledger:openings", detail=detail)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An act with its commitments; `salt` is empty where it has none."""

    new: NewEntry
    detail: Mapping[str, JsonValue]
    detail_json: str
    salt: bytes

    def recorded(self, number: int, recorded_at: datetime) -> Entry:
        """Return the entry that the database made of this draft."""
        new = self.new
        when = (number, new.at, recorded_at)
        values = (*when, new.actor.name, new.act, new.subject, new.area, self.detail)
        return Entry.from_db(connection.alias, _COLUMNS, values)


def _drafted(new: NewEntry) -> _Draft:
    detail, salt = new.detail, b""
    if new.words or new.state is not None:
        salt = secrets.token_bytes(SALT_BYTES)
        digest = suite_named(settings.LEDGER_SUITE).hash
        detail = detail_committed(digest, detail=detail, salt=salt, words=new.words, state=new.state)
    detail = dict(detail)
    return _Draft(new, detail, canonical(detail).decode(), salt)
