"""Messages of boards become cases, and are replied to; what many of them are about is gathered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.services import NewReport, report_take
from xiuhua.cases.services.joining import report_join
from xiuhua.cases.terms import OVER, CaseState, Channel
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.residents.models import Issue, Message
from xiuhua.residents.queries.messages import (
    case_told,
    issue_lock,
    issues_known,
    item_named,
    messages_keyed,
    messages_lock,
    messages_spoken,
    refusal_of,
    titles_of,
    unit_chosen,
)
from xiuhua.residents.queries.receipts import report_of_client
from xiuhua.residents.rules.gathering import WEEK, Gathered, issues_gathered, titles_shortened
from xiuhua.residents.services.refusals import MessageCased
from xiuhua.residents.terms.messages import IssueAct, IssueState, MessageAct, MessageState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes
from xiuhua.web.sentences import sentence

GATHERER = system("issues")
_ZH = "zh-hans"
_MOST_REPLY = 4_000


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A message as a board has it. Degrees are WGS84."""

    key: str
    board: str
    ref: str
    title: str
    text: str
    author: str
    phone: str
    address: str
    longitude: float | None
    latitude: float | None
    item_id: int | None
    area_code: str
    posted_at: datetime
    due_at: datetime | None = None


@transaction.atomic
def messages_import_many(*, new: Sequence[NewMessage], actor: Actor, at: datetime) -> list[int]:
    """Take messages of a board in, with an entry for each; return their keys here, in their order.

    Raises:
        NotPermitted: not by this actor, or not there.
    """
    rows = [_row(one, at) for one in new]
    for row in rows:
        require(actor, MessageAct.IMPORT, row)
    Message.objects.bulk_create(rows)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=MessageAct.IMPORT.value, subject=f"message:{row.pk}",
                area=row.area_code, detail={"posted_at": row.posted_at.isoformat()},
            )
            for row in rows
        ]
    )  # fmt: skip
    return [row.pk for row in rows]


@transaction.atomic
def messages_take(*, new: Sequence[NewMessage], actor: Actor, at: datetime) -> int:
    """Take messages that a board's server brings; return how many were new. A known one is left as it is.

    Raises:
        NotPermitted: as `messages_import_many`.
    """
    known = messages_keyed([one.key for one in new])
    fresh = list({one.key: one for one in new if one.key not in known}.values())
    return len(messages_import_many(new=fresh, actor=actor, at=at))


def _row(one: NewMessage, at: datetime) -> Message:
    placed = one.longitude is not None and one.latitude is not None
    return Message(
        key=one.key, board=one.board, ref=one.ref, title=one.title, text=one.text, author=one.author,
        phone=one.phone, address=one.address, item_id=one.item_id, area_code=one.area_code,
        place=Point(one.longitude, one.latitude, srid=4326) if placed else None,
        posted_at=one.posted_at, due_at=one.due_at, recorded_at=at, updated_at=at,
        search=search_lexemes(f"{one.ref} {one.title} {one.text} {one.address}"),
    )  # fmt: skip


@transaction.atomic
def messages_import_undo(*, ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take imported messages back, as long as nobody worked on them.

    Raises:
        MessageCased: a case was made of one.
    """
    rows = messages_lock(ids)
    for row in rows:
        require(actor, MessageAct.IMPORT, row)
        if row.case_id is not None or row.replied_at is not None:
            raise MessageCased(ref=row.ref)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=MessageAct.IMPORT_UNDO.value, subject=f"message:{row.pk}",
                area=row.area_code, state={},
            )
            for row in rows
        ]
    )  # fmt: skip
    Message.objects.filter(pk__in=[row.pk for row in rows]).delete()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person adds when messages become a case: matter, address, and where it is."""

    item_id: int | None = None
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None


@transaction.atomic
def messages_to_case(*, ids: Collection[int], wanted: Wanted, actor: Actor, at: datetime) -> int:
    """Make one case of one or many messages, each of them a report of its own; return the case.

    Raises:
        NotFound, NotPermitted: one of the messages is not there, or not this actor's to report.
        MessageCased: one belongs to a case already.
        Invalid: there is none.
    """
    rows = messages_lock(ids)
    if not rows:
        raise Invalid(fields={"messages": "messages_none"})
    case_id: int | None = None
    for row in rows:
        require(actor, MessageAct.TO_CASE, row)
        if row.case_id is not None:
            raise MessageCased(ref=row.ref)
        case_id = _reported(row, case_id, wanted, actor=actor, at=at)
    return case_id or 0


def _reported(row: Message, case_id: int | None, wanted: Wanted, *, actor: Actor, at: datetime) -> int:
    placed = wanted.longitude is not None and wanted.latitude is not None
    new = NewReport(
        client_id=uuid7(), channel=Channel.BOARD, text="\n".join(filter(None, (row.title, row.text))),
        item_id=wanted.item_id or row.item_id, area_code=row.area_code, source_ref=row.ref[:60],
        longitude=wanted.longitude if placed else row.place.x if row.place else None,
        latitude=wanted.latitude if placed else row.place.y if row.place else None,
        address=wanted.address or row.address, caller_name=row.author, caller_phone=row.phone,
        occurred_at=None, reported_at=at,
    )  # fmt: skip
    if case_id is None:
        case_id = report_take(new=new, actor=actor, at=at).case.pk
        row.report = report_of_client(new.client_id)
    else:
        row.report = report_join(case_id=case_id, new=new, actor=actor, at=at)
    row.case_id, row.state, row.updated_at = case_id, MessageState.CASED.value, at
    row.save(update_fields=["case", "report", "state", "updated_at"])
    entry_append(
        at=at, actor=actor, act=MessageAct.TO_CASE.value, subject=f"message:{row.pk}", area=row.area_code,
        detail={"case": case_id, "report": row.report.pk},
    )  # fmt: skip
    return case_id


@transaction.atomic
def message_reply(*, message_id: int, reply: str, actor: Actor, at: datetime) -> Message:
    """Reply to a message; the board gets it with the next export.

    Raises:
        NotFound, NotPermitted: no such message, or not by this actor.
        Invalid: there are no words.
    """
    row = messages_lock([message_id])[0]
    require(actor, MessageAct.REPLY, row)
    said = reply.strip()[:_MOST_REPLY]
    if not said:
        raise Invalid(fields={"reply": "message_reply_missing"})
    row.reply, row.replied_at, row.replied_by = said, at, actor.name
    row.state, row.updated_at = MessageState.REPLIED.value, at
    row.save(update_fields=["reply", "replied_at", "replied_by", "state", "updated_at"])
    entry_append(
        at=at, actor=actor, act=MessageAct.REPLY.value, subject=f"message:{row.pk}", area=row.area_code,
        detail={"case": row.case_id}, words={"reply.after": said},
    )  # fmt: skip
    return row


def reply_drafted(*, message: Message) -> str:
    """Return a reply drafted from what became of the case; a person edits it."""
    if message.case_id is None:
        return sentence("reply_without_case", _ZH, title=message.title)
    case, result = case_told(message.case_id)
    state, unit = CaseState(case.state), case.unit.name if case.unit else ""
    matter = case.item.zh if case.item else message.title
    if state is CaseState.CLOSED:
        return sentence("reply_closed", _ZH, matter=matter, unit=unit, result=result)
    if state in OVER:
        return sentence("reply_aside", _ZH, matter=matter, reason=refusal_of(case.pk))
    return sentence("reply_under_way", _ZH, matter=matter, unit=unit or "城运中心", number=case.number)


# --- issues -------------------------------------------------------------------------------------------------


@transaction.atomic
def issues_gather(*, at: datetime) -> int:
    """Gather what the messages of thirty days speak of; return how many issues there are.

    What somebody marked as difficult, or settled, keeps its state, its owner and its note; its figures go on.
    """
    known = issues_known()
    found = issues_gathered(messages_spoken(at=at))
    for group in found:
        _gathered(group, known.get(group.key), at=at)
    seen = {group.key for group in found}
    quiet = [
        issue.pk for key, issue in known.items() if key not in seen and issue.state == IssueState.HOT.value
    ]
    Issue.objects.filter(pk__in=quiet).update(
        state=IssueState.QUIET.value, messages_count=0, week_count=0, before_count=0, updated_at=at
    )
    return len(found)


def _gathered(group: Gathered, issue: Issue | None, *, at: datetime) -> None:
    item = item_named(group.item_id)
    ids = [one.pk for one in group.members]
    title = item.zh if item else titles_shortened(titles_of(ids))
    values: dict[str, object] = {
        "title": title[:120], "item": item, "messages_count": len(ids), "updated_at": at,
        "week_count": group.count(at - WEEK, at), "before_count": group.count(at - 2 * WEEK, at - WEEK),
        "last_at": group.members[-1].posted_at,
    }  # fmt: skip
    if issue is None:
        issue = Issue.objects.create(
            key=group.key, state=IssueState.HOT.value, area_code=group.area_code, **values
        )
        entry_append(
            at=at, actor=GATHERER, act=IssueAct.GATHER.value, subject=f"issue:{issue.pk}",
            area=issue.area_code, detail={"messages": len(ids)},
        )  # fmt: skip
    else:
        if issue.state == IssueState.QUIET:
            values["state"] = IssueState.HOT.value
        Issue.objects.filter(pk=issue.pk).update(**values)
    Message.objects.filter(pk__in=ids).exclude(issue=issue).update(issue=issue)


@transaction.atomic
def issue_mark(
    *, issue_id: int, owner_id: int | None, note: str, due_on: date | None, actor: Actor, at: datetime
) -> Issue:
    """Mark an issue as difficult: a unit answers for it, with a note and a day.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such issue, not by this actor, not in its state.
        Invalid: no unit, or no words.
    """
    issue = issue_lock(issue_id)
    require(actor, IssueAct.MARK, issue)
    owner = unit_chosen(owner_id) if owner_id else None
    fields = {} if owner else {"owner": "issue_owner_missing"}
    if not note.strip():
        fields["note"] = "issue_note_missing"
    if fields:
        raise Invalid(fields=fields)
    issue.owner, issue.note, issue.due_on = owner, note.strip(), due_on
    issue.state, issue.updated_at = IssueState.DIFFICULT.value, at
    issue.save(update_fields=["owner", "note", "due_on", "state", "updated_at"])
    _issue_record(issue, IssueAct.MARK, actor=actor, at=at, words={"note.after": issue.note})
    return issue


@transaction.atomic
def issue_settle(*, issue_id: int, note: str, actor: Actor, at: datetime) -> Issue:
    """Take a difficult issue off the list, saying how it was solved.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `issue_mark`.
        Invalid: no words.
    """
    issue = issue_lock(issue_id)
    require(actor, IssueAct.SETTLE, issue)
    if not note.strip():
        raise Invalid(fields={"note": "issue_note_missing"})
    issue.state, issue.updated_at = IssueState.SETTLED.value, at
    issue.save(update_fields=["state", "updated_at"])
    _issue_record(issue, IssueAct.SETTLE, actor=actor, at=at, words={"reason": note.strip()})
    return issue


def _issue_record(issue: Issue, act: IssueAct, *, actor: Actor, at: datetime, words: dict[str, str]) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"issue:{issue.pk}", area=issue.area_code,
        detail={"state": issue.state, "owner": issue.owner_id}, words=words,
    )  # fmt: skip
