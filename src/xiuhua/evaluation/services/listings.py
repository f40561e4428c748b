"""Red and black lists after the ranking: objected to, answered, published, put right and taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import may, require
from xiuhua.evaluation.models import Listing
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import listings as listing_queries
from xiuhua.evaluation.rules.ranking import Place
from xiuhua.evaluation.rules.telling import LISTING_ANSWERED, LISTING_PUBLISHED, LISTING_REPAIRED
from xiuhua.evaluation.rules.triggers import PRINTED, Fired, Stood
from xiuhua.evaluation.services.concerning import concern_check
from xiuhua.evaluation.services.following import commendation_give, interview_draft
from xiuhua.evaluation.services.refusals import ListingLate, NothingDue
from xiuhua.evaluation.services.telling import listing_tell
from xiuhua.evaluation.terms.contests import ListingAct, ListingState, Outcome
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_TRIGGERS = {one.key: one for one in PRINTED}


@transaction.atomic
def listing_object(*, listing_id: int, text: str, actor: Actor, at: datetime) -> Listing:
    """Object to a place on a list, before it is published.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or it is published already.
        ListingOthers: it concerns another firm.
        ListingLate: the days for objecting are over.
        Invalid: nobody said why.
    """
    row = _own(listing_id, ListingAct.OBJECT, actor=actor, at=at)
    if at >= row.object_until:
        raise ListingLate
    if not text.strip():
        raise Invalid(fields={"text": "contest_objection_empty"})
    row.objection, row.state = text.strip(), ListingState.OBJECTED.value
    _changed(row, ListingAct.OBJECT, {"objection": row.objection}, actor=actor, at=at)
    return row


@transaction.atomic
def listing_decide(*, listing_id: int, upheld: bool, answer: str, actor: Actor, at: datetime) -> Listing:
    """Answer an objection: upheld, the place is dropped; rejected, it may be published.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or nothing waits.
        Invalid: nobody said why.
    """
    row = listing_queries.listing_lock(listing_id)
    require(actor, ListingAct.DECIDE, row)
    if not answer.strip():
        raise Invalid(fields={"answer": "contest_objection_empty"})
    row.answer = answer.strip()
    row.state = (ListingState.DROPPED if upheld else ListingState.TOLD).value
    _changed(row, ListingAct.DECIDE, {"answer": row.answer}, actor=actor, at=at)
    listing_tell(row=row, template=LISTING_ANSWERED, actor=actor, at=at)
    return row


@transaction.atomic
def listings_publish(*, round_id: int, actor: Actor, at: datetime) -> list[Listing]:
    """Publish what is due of the lists of a round, and draft the reward or the penalty of each.

    A red place brings a commendation, a black one an interview with whoever answers for it (R-79:
    正向激励和反向惩戒), and ends after the days that the scheme sets.

    Raises:
        NotFound: there is no such round.
        NotPermitted, NotAllowedNow: not by this actor, or the round is not published.
        NothingDue: everything is published, or may still be objected to.
    """
    one = queries.round_lock(round_id)
    require(actor, ListingAct.PUBLISH, one)
    body = queries.body_of(one)
    rows = listing_queries.listings_due(one, at=at)
    if not rows:
        raise NothingDue(round=one.name, waiting=listing_queries.listings_waiting(one))
    lines = {trigger.key: trigger for trigger in body.triggers}
    for row in rows:
        row.state, row.published_at = ListingState.PUBLISHED.value, at
        if row.kind == Outcome.BLACK:
            row.until = at + timedelta(days=body.black_days)
        _changed(row, ListingAct.PUBLISH, {}, actor=actor, at=at)
        listing_tell(row=row, template=LISTING_PUBLISHED, actor=actor, at=at)
        _follow(row, Fired(
            trigger=replace(lines.get(row.rule, _TRIGGERS[row.rule]), line=row.line),
            subject=row.subject_code, rounds=(_stood(row),),
        ), actor=actor, at=at)  # fmt: skip
    return rows


def _stood(row: Listing) -> Stood:
    stood = row.standing
    place = (
        Place(rank=stood.rank, from_end=stood.from_end, of=stood.ranked)
        if stood.rank is not None and stood.from_end is not None
        else None
    )
    return Stood(period=stood.round.period, place=place, score=stood.score)


def _follow(row: Listing, found: Fired, *, actor: Actor, at: datetime) -> None:
    if row.kind == Outcome.RED:
        commendation_give(found, row.standing, actor=actor, at=at)
    else:
        interview_draft(row.standing.round, found, row.standing, actor=actor, at=at)


@transaction.atomic
def listing_claim(*, listing_id: int, text: str, actor: Actor, at: datetime) -> Listing:
    """Say that what a black place stands for was put right, and ask to be taken off.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or it is not published.
        ListingOthers: it concerns another firm.
        Invalid: nobody said what was put right, or it is a red place.
    """
    row = _own(listing_id, ListingAct.CLAIM, actor=actor, at=at)
    if not text.strip() or row.kind != Outcome.BLACK:
        raise Invalid(fields={"text": "listing_claim_empty"})
    row.claim, row.state = text.strip(), ListingState.CLAIMED.value
    _changed(row, ListingAct.CLAIM, {"claim": row.claim}, actor=actor, at=at)
    return row


@transaction.atomic
def listing_repair(*, listing_id: int, passed: bool, text: str, actor: Actor, at: datetime) -> Listing:
    """Say what was seen on the spot: put right, and the place is taken off the black list; or not yet.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: not in scope, not by this actor, or nobody asked.
        Invalid: nobody said what was seen.
    """
    row = listing_queries.listing_lock(listing_id)
    require(actor, ListingAct.REPAIR, row)
    if not text.strip():
        raise Invalid(fields={"text": "listing_claim_empty"})
    row.repair = text.strip()
    row.state = (ListingState.REPAIRED if passed else ListingState.PUBLISHED).value
    row.repaired_at = at if passed else None
    _changed(row, ListingAct.REPAIR, {"repair": row.repair}, actor=actor, at=at)
    listing_tell(row=row, template=LISTING_REPAIRED, actor=actor, at=at)
    return row


def _own(listing_id: int, act: ListingAct, *, actor: Actor, at: datetime) -> Listing:
    row = listing_queries.listing_lock(listing_id)
    require(actor, act, row)
    if not may(actor, ListingAct.READ, row):
        concern_check(row.subject_code, actor=actor, at=at)
    return row


def _changed(row: Listing, act: ListingAct, words: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    row.updated_at = at
    row.save()
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"listing:{row.pk}", area=row.area_code,
        detail={"kind": row.kind, "state": row.state}, words=words, state=states_of.listing_state(row),
    )  # fmt: skip
