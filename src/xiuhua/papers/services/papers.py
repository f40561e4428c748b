"""Every change of a document: drafted from the record, written by a person, numbered, kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from xiuhua.access.services import require
from xiuhua.files.services import content_made, file_keep, incoming
from xiuhua.files.terms import Media
from xiuhua.ledger.services import entry_append
from xiuhua.papers.models import Paper, PaperVersion
from xiuhua.papers.queries.papers import paper_lock, paper_state
from xiuhua.papers.queries.rows import StoredFile
from xiuhua.papers.rules.documents import Document, letter
from xiuhua.papers.rules.drafting import Draft
from xiuhua.papers.services.numbers import number_take
from xiuhua.papers.services.printing import word_file
from xiuhua.papers.services.refusals import Overtaken
from xiuhua.papers.services.subjects import seat_of
from xiuhua.papers.terms import PaperAct, PaperKind, PaperState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

TITLE_MOST, BODY_MOST = 120, 20_000


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a person has written."""

    title: str
    addressee: str
    issuer: str
    body: str


@transaction.atomic
def paper_draft(
    *, kind: PaperKind, subject: str, area_code: str, draft: Draft, actor: Actor, at: datetime
) -> Paper:
    """Begin a document with what was drafted from the record.

    Raises:
        NotPermitted: not by this actor, or not there.
    """
    seat = seat_of(actor=actor)
    paper = Paper(
        kind=kind.value, subject=subject, area_code=area_code, title=draft.title[:TITLE_MOST],
        addressee=draft.addressee, issuer=seat.unit_name if seat else "", body=draft.body[:BODY_MOST],
        sources=[{"text": one.text, "sources": list(one.sources)} for one in draft.sentences],
        drafted_by=actor.name, drafted_at=at, saved_at=at,
    )  # fmt: skip
    require(actor, PaperAct.DRAFT, paper)
    paper.save(force_insert=True)
    _version(paper, actor=actor, at=at)
    _record(paper, PaperAct.DRAFT, actor=actor, at=at)
    return paper


@transaction.atomic
def paper_autosave(*, paper_id: int, text: Text, seen: str, actor: Actor, at: datetime) -> Paper:
    """Write a draft down while somebody types. No entry: an act is what they keep, see `paper_edit`.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such document, not by this actor, or it is final.
        Overtaken: somebody else has written since `seen`.
        Invalid: it is too long.
    """
    paper = paper_lock(paper_id)
    require(actor, PaperAct.EDIT, paper)
    if seen and seen != stamp(paper):
        raise Overtaken
    _fill(paper, text)
    paper.saved_at = at
    paper.save(update_fields=["title", "addressee", "issuer", "body", "saved_at"])
    return paper


def stamp(paper: Paper) -> str:
    """Return what tells this text of a draft from a later one."""
    return paper.saved_at.isoformat()


@transaction.atomic
def paper_edit(*, paper_id: int, text: Text, actor: Actor, at: datetime) -> Paper:
    """Keep the text of a draft as its next version.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, Invalid: as `paper_autosave`.
    """
    paper = paper_lock(paper_id)
    require(actor, PaperAct.EDIT, paper)
    _fill(paper, text)
    paper.version, paper.saved_at = paper.version + 1, at
    paper.save()
    _version(paper, actor=actor, at=at)
    _record(paper, PaperAct.EDIT, actor=actor, at=at)
    return paper


@transaction.atomic
def paper_finish(*, paper_id: int, sign: str, organ: str, actor: Actor, at: datetime) -> Paper:
    """Make a document final: it gets the next number, and its Word file is kept as it is now.

    Args:
        paper_id: which.
        sign: of the authority, before the word of its kind: 云.
        organ: the red head; empty for none.
        actor: who answers for it.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such document, not by this actor, or it is no draft.
        Invalid: it has no text.
    """
    paper = paper_lock(paper_id)
    require(actor, PaperAct.FINISH, paper)
    if not paper.body.strip():
        raise Invalid(fields={"body": "paper_body_missing"})
    kind = PaperKind(paper.kind)
    paper.number = number_take(kind=kind, area_code=paper.area_code, sign=sign, at=at)
    paper.state, paper.finished_at, paper.saved_at = PaperState.FINAL.value, at, at
    paper.version += 1
    paper.file = _kept(paper, organ=organ, actor=actor, at=at)
    paper.save()
    _version(paper, actor=actor, at=at)
    _record(paper, PaperAct.FINISH, actor=actor, at=at)
    return paper


@transaction.atomic
def paper_void(*, paper_id: int, reason: str, actor: Actor, at: datetime) -> Paper:
    """Void a document; a number that it had stays taken.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such document, not by this actor, or it is void.
        Invalid: no reason.
    """
    paper = paper_lock(paper_id)
    require(actor, PaperAct.VOID, paper)
    if not reason.strip():
        raise Invalid(fields={"reason": "paper_reason_missing"})
    paper.state, paper.saved_at = PaperState.VOID.value, at
    paper.save(update_fields=["state", "saved_at"])
    _record(paper, PaperAct.VOID, actor=actor, at=at, reason=reason.strip())
    return paper


def paper_document(paper: Paper, *, organ: str = "") -> Document:
    """Return a document laid out as an official letter: 信函格式, without imprint: GB/T 9704-2012, 10.1."""
    said = paper.finished_at.astimezone(get_default_timezone()) if paper.finished_at else None
    return letter(
        title=paper.title, paragraphs=paper.body.splitlines(), number=paper.number, organ=organ,
        addressee=paper.addressee, issuer=paper.issuer,
        dated=f"{said.year}年{said.month}月{said.day}日" if said else "",
    )  # fmt: skip


def _fill(paper: Paper, text: Text) -> None:
    faults = {} if text.title.strip() else {"title": "paper_title_missing"}
    if not text.body.strip():
        faults["body"] = "paper_body_missing"
    elif len(text.body) > BODY_MOST:
        faults["body"] = "paper_body_long"
    if faults:
        raise Invalid(fields=faults)
    paper.title, paper.body = text.title.strip()[:TITLE_MOST], text.body.replace("\r\n", "\n").strip()
    paper.addressee, paper.issuer = text.addressee.strip(), text.issuer.strip()


def _kept(paper: Paper, *, organ: str, actor: Actor, at: datetime) -> StoredFile:
    with incoming() as file:
        file.write(word_file([paper_document(paper, organ=organ)]))
        file.flush()
        content = content_made(file, media=Media.DOCX)
        name = f"{paper.number} {paper.title}.docx"
        return file_keep(file, content, name=name[:120], area_code=paper.area_code, actor=actor, at=at)


def _version(paper: Paper, *, actor: Actor, at: datetime) -> None:
    PaperVersion.objects.create(
        paper=paper, number=paper.version, title=paper.title, body=paper.body, area_code=paper.area_code,
        kept_by=actor.name, kept_at=at,
    )  # fmt: skip


def _record(paper: Paper, act: PaperAct, *, actor: Actor, at: datetime, reason: str = "") -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"paper:{paper.pk}", area=paper.area_code,
        detail={"about": paper.subject, "version": paper.version, "number": paper.number,
                "file": paper.file_id},
        words={"reason": reason} if reason else {}, state=paper_state(paper),
    )  # fmt: skip
