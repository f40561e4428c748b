"""What people do with a draft: edit, ask anew, submit, sign off, send back, send; and what recurs where."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.briefings.models import Briefing, BriefingEdit, BriefingPlan
from xiuhua.briefings.queries import briefings as queries
from xiuhua.briefings.queries.documents import briefing_document
from xiuhua.briefings.queries.files import StoredFile
from xiuhua.briefings.rules.laying import marks_broken
from xiuhua.briefings.rules.scheduling import RHYTHMS
from xiuhua.briefings.rules.telling import RETURNED, SENT, SIGNED, SUBMITTED
from xiuhua.briefings.rules.templates import templates_for
from xiuhua.briefings.services.drafting import record
from xiuhua.briefings.services.telling import briefing_tell, office_of, readers_of, signers_of
from xiuhua.briefings.terms import BlockKind, BriefingAct, BriefingKind, BriefingState
from xiuhua.files.services import content_made, file_keep, incoming
from xiuhua.files.terms import Media
from xiuhua.ledger.services import entry_append
from xiuhua.papers.services import number_take, seat_of, sign_for, word_file
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound

TEXT_MOST = 4_000
_NAME_MOST, _COPIED_MOST = 120, 300


@transaction.atomic
def briefing_edit(*, briefing_id: int, block: str, text: str, actor: Actor, at: datetime) -> Briefing:
    """Write something in the place of a block; empty leaves it out. What the platform wrote is kept.

    Raises:
        NotFound: there is no such briefing, or no such block that holds text.
        NotPermitted, NotAllowedNow: not by this actor, or not now.
        Invalid: too long, or a mark stands behind something else than its figure says.
    """
    briefing = queries.briefing_lock(briefing_id)
    require(actor, BriefingAct.EDIT, briefing)
    known = {one.written.key: one.written for one in queries.blocks_standing(briefing)}
    if briefing.as_of is None or block not in known or not known[block].parts:
        raise NotFound(kind="briefing", key=f"{briefing_id}.{block}")
    said = text.replace("\r\n", "\n").strip()
    if len(said) > TEXT_MOST:
        raise Invalid(fields={"text": "briefing_text_long"})
    if marks_broken(said, queries.figures_by_mark(briefing)):
        raise Invalid(fields={"text": "briefing_mark_broken"})
    BriefingEdit.objects.create(
        briefing=briefing, block=block, as_of=briefing.as_of, text=said, area_code=briefing.area_code,
        edited_by=actor.name, edited_at=at,
    )  # fmt: skip
    briefing.edited_by, briefing.version, briefing.changed_at = actor.name, briefing.version + 1, at
    briefing.gaps = sum(one.block.kind is BlockKind.GAP for one in queries.blocks_standing(briefing))
    briefing.save(update_fields=["edited_by", "version", "changed_at", "gaps"])
    words = {"text.before": known[block].text[:500], "text.after": said[:500]}
    record(briefing, BriefingAct.EDIT, actor=actor, at=at, words=words)
    return briefing


@transaction.atomic
def briefing_redraft(*, briefing_id: int, actor: Actor, at: datetime) -> Briefing:
    """Let a briefing that is not signed be drafted anew, from what is recorded now.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
    """
    return _moved(briefing_id, BriefingAct.REDRAFT, BriefingState.REQUESTED, actor=actor, at=at)


@transaction.atomic
def briefing_submit(*, briefing_id: int, actor: Actor, at: datetime) -> Briefing:
    """Hand a draft to those who sign.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
    """
    briefing = _moved(briefing_id, BriefingAct.SUBMIT, BriefingState.SUBMITTED, actor=actor, at=at)
    briefing_tell(briefing, SUBMITTED, signers_of(briefing, at=at), actor=actor, at=at)
    return briefing


@transaction.atomic
def briefing_return(*, briefing_id: int, reason: str, actor: Actor, at: datetime) -> Briefing:
    """Send a briefing back to the office, and say why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: nobody said why.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "briefing_reason_missing"})
    briefing = _moved(
        briefing_id, BriefingAct.RETURN, BriefingState.RETURNED, actor=actor, at=at, reason=reason.strip()
    )
    briefing_tell(briefing, RETURNED, office_of(briefing, at=at), actor=actor, at=at)
    return briefing


@transaction.atomic
def briefing_sign(*, briefing_id: int, actor: Actor, at: datetime) -> Briefing:
    """Sign a briefing off: it gets the next number of the year, and its Word file is kept as it is now.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
    """
    briefing = queries.briefing_lock(briefing_id)
    require(actor, BriefingAct.SIGN, briefing)
    seat = seat_of(actor=actor)
    briefing.issuer = seat.unit_name if seat else ""
    briefing.signed_by, briefing.signed_at, briefing.changed_at = actor.name, at, at
    briefing.state = BriefingState.SIGNED.value
    kind, area = BriefingKind(briefing.kind), briefing.area_code
    briefing.number = number_take(kind=kind, area_code=area, sign=sign_for(area, at=at), at=at)
    briefing.file = _kept(briefing, actor=actor, at=at)
    briefing.save()
    record(briefing, BriefingAct.SIGN, actor=actor, at=at)
    briefing_tell(briefing, SIGNED, office_of(briefing, at=at), actor=actor, at=at, number=briefing.number)
    return briefing


@transaction.atomic
def briefing_send(*, briefing_id: int, copied_to: str = "", actor: Actor, at: datetime) -> Briefing:
    """Send a signed briefing to those who lead its area, and to whoever answers for a part of it.

    From now on its day of issue is known: its Word file is kept anew, with the imprint.

    Args:
        briefing_id: which.
        copied_to: the organs that have a copy, as typed, with commas in between; empty for none.
        actor: who sends it.
        at: when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
    """
    briefing = queries.briefing_lock(briefing_id)
    require(actor, BriefingAct.SEND, briefing)
    briefing.state, briefing.sent_at, briefing.changed_at = BriefingState.SENT.value, at, at
    briefing.copied_to = copied_to.strip()[:_COPIED_MOST]
    briefing.file = _kept(briefing, actor=actor, at=at)
    briefing.save(update_fields=["state", "sent_at", "changed_at", "copied_to", "file"])
    words = {"copied_to": briefing.copied_to} if briefing.copied_to else None
    record(briefing, BriefingAct.SEND, actor=actor, at=at, words=words)
    briefing_tell(briefing, SENT, readers_of(briefing, at=at), actor=actor, at=at, number=briefing.number)
    return briefing


def _moved(
    briefing_id: int, act: BriefingAct, to: BriefingState, *, actor: Actor, at: datetime, reason: str = ""
) -> Briefing:
    briefing = queries.briefing_lock(briefing_id)
    require(actor, act, briefing)
    briefing.state, briefing.changed_at, briefing.returned_why = to.value, at, reason[:500]
    briefing.save(update_fields=["state", "changed_at", "returned_why"])
    record(briefing, act, actor=actor, at=at, words={"reason": reason} if reason else None)
    return briefing


def _kept(briefing: Briefing, *, actor: Actor, at: datetime) -> StoredFile:
    with incoming() as file:
        file.write(word_file([briefing_document(briefing)]))
        file.flush()
        content = content_made(file, media=Media.DOCX)
        name = f"{briefing.number} {briefing.title}.docx"
        return file_keep(
            file, content, name=name[-_NAME_MOST:], area_code=briefing.area_code, actor=actor, at=at
        )


@transaction.atomic
def plan_set(
    *, area: str, kind: BriefingKind, template: str, enabled: bool, actor: Actor, at: datetime
) -> BriefingPlan:
    """Say whether a kind is drafted by itself for an area, and after which template, from now on.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: the kind does not recur, or has no such template.
    """
    known = queries.plan_of(area, kind)
    plan = BriefingPlan(
        area_code=area, kind=kind.value, template=template, enabled=enabled, set_by=actor.name, set_at=at,
        number=known.number + 1 if known else 1,
    )  # fmt: skip
    require(actor, BriefingAct.PLAN, plan)
    if kind not in RHYTHMS or template not in {one.key for one in templates_for(kind)}:
        raise Invalid(fields={"template": "briefing_template_unknown"})
    plan.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=BriefingAct.PLAN.value, subject=f"briefing_plan:{plan.pk}", area=area,
        detail={"kind": kind.value, "enabled": enabled, "template": template},
        state=queries.plan_state(plan),
    )  # fmt: skip
    return plan
