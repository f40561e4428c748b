"""Running a round: opened, marked on the spot, and published with everything that follows from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import may, require
from xiuhua.evaluation.models import Mark, MarkPhoto, Objection, Round, Standing
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import standings as standing_queries
from xiuhua.evaluation.queries.field_rows import StoredFile
from xiuhua.evaluation.rules.schemes import body_read, points_faults
from xiuhua.evaluation.rules.seats import party_of, place_of
from xiuhua.evaluation.rules.triggers import excellent_streak, first_streak
from xiuhua.evaluation.services.concerning import concern_check
from xiuhua.evaluation.services.following import following_make
from xiuhua.evaluation.services.refusals import (
    BesideMissing,
    NobodyRanked,
    ObjectionsOpen,
    OutOfOrder,
    PartyMissing,
    PublishedBeside,
    RoundClosed,
    RoundNotOver,
)
from xiuhua.evaluation.services.telling import objection_tell, press_tell, results_tell
from xiuhua.evaluation.terms.contests import (
    Cadence,
    ContestAct,
    ItemKind,
    MarkState,
    ObjectionState,
    Party,
    RoundState,
    SubjectLevel,
)
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotFound
from xiuhua.shared.ids import uuid7

_AHEAD = timedelta(minutes=10)  # a telephone's clock may run so far ahead
_MOST_SAMPLES = 1_000


@dataclass(frozen=True, kw_only=True)
class NewMark:
    """A sheet as whoever marks writes it down.

    Args:
        round_id: the round it is for.
        subject_code: the area or unit that is marked.
        points: by item, 0 to 100; None for a deduction or bonus that there is none of.
        samples: how many sampled points the sheet stands for.
        problems: how many problems were found there.
        spot: where it was; `note` what was seen.
        marked_at: when; None: now.
        photos: of what was seen.
        client_id: given where it was written down; the same one again changes nothing.
    """

    round_id: int
    subject_code: str
    points: Mapping[str, Decimal | None]
    samples: int = 1
    problems: int = 0
    spot: str = ""
    note: str = ""
    marked_at: datetime | None = None
    photos: tuple[StoredFile, ...] = ()
    client_id: UUID = field(default_factory=uuid7)


@transaction.atomic
def round_open(*, key: str, area_code: str, period: str, actor: Actor, at: datetime) -> Round:
    """Begin a round of a scheme over a period, by the version that holds now; with the one beside it.

    Args:
        key: of the scheme.
        area_code: whose parts are ranked.
        period: `2026-03` or `2026-Q1`, as long as the scheme's cadence, begun already.
        actor: who begins it.
        at: when.

    Raises:
        NotFound: the area has no such scheme.
        NotPermitted: the actor may not, or not there.
        Conflict: the round is there already.
        OutOfOrder: a later one is published already.
        Invalid: the period is none, of another length, or has not begun.
    """
    queries.scheme_lock(key, area_code)
    scheme = queries.scheme_latest(key, area_code)
    if scheme is None:
        raise NotFound(kind="scheme", key=key)
    require(actor, ContestAct.OPEN, scheme)
    asked = queries.period_of(period, Cadence(scheme.cadence), area_code, at=at)
    if queries.round_of(key, area_code, asked.key) is not None:
        raise Conflict(kind="contest_round", key=asked.key)
    made = Round(
        scheme=scheme, key=key, area_code=area_code, name=f"{scheme.zh} {asked.key}", period=asked.key,
        since=asked.since, until=asked.until, opened_at=at,
    )  # fmt: skip
    if queries.published_after(made):
        raise OutOfOrder(round=made.name)
    made.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=ContestAct.OPEN.value, subject=f"contest_round:{made.pk}", area=area_code,
        detail={"scheme": scheme.pk, "period": made.period}, state=states_of.round_state(made),
    )  # fmt: skip
    beside = body_read(scheme.body).beside
    if beside and queries.scheme_latest(beside, area_code) and not queries.round_beside(made):
        round_open(key=beside, area_code=area_code, period=period, actor=actor, at=at)
    return made


@transaction.atomic
def mark_record(*, new: NewMark, actor: Actor, at: datetime) -> Mark:
    """Record a sheet of marks.

    Raises:
        NotFound: there is no such round.
        NotPermitted: not by this actor, or not there.
        RoundClosed: the round is published.
        PartyMissing: the scheme is scored by parties, and the actor belongs to none; or it is not, and a town
            would score itself.
        Invalid: subject, points, samples or time will not do; `fields` says which. The points of an item are
            named `points_<key>`.
    """
    known = queries.mark_known(new.client_id)
    if known is not None:
        return known
    one = queries.round_lock(new.round_id)
    subject = queries.subject_of(one, new.subject_code)
    when = new.marked_at or at
    within = one.since <= when < one.until
    mark = Mark(
        client_id=new.client_id, round=one, subject_code=subject.code, subject_name=subject.name,
        month=queries.month_of(one, when) if within else "", samples=new.samples, problems=new.problems,
        points={key: str(value) for key, value in new.points.items() if value is not None},
        spot=new.spot.strip(), note=new.note.strip(), marked_by=actor.name,
        area_code=place_of(actor, subject.area_code), at=when, recorded_at=at,
    )  # fmt: skip
    require(actor, ContestAct.MARK, mark)
    mark.party = _party(one, actor, subject.area_code).value
    if one.state != RoundState.OPEN:
        raise RoundClosed(round=one.name)
    wrong = {f"points_{key}": said for key, said in points_faults(queries.body_of(one), new.points).items()}
    wrong |= {} if 1 <= new.samples <= _MOST_SAMPLES else {"samples": "contest_samples_wrong"}
    wrong |= {} if within and when <= at + _AHEAD else {"at": "contest_time_wrong"}
    wrong |= _evidence_faults(one, new)
    if wrong:
        raise Invalid(fields=wrong)
    mark.save(force_insert=True)
    MarkPhoto.objects.bulk_create(MarkPhoto(mark=mark, file=photo) for photo in new.photos)
    files_settle(files=new.photos, area_code=mark.area_code, actor=actor, at=at)
    entry_append(
        at=at, actor=actor, act=ContestAct.MARK.value, subject=f"mark:{mark.pk}", area=mark.area_code,
        detail={"round": one.pk, "samples": mark.samples}, words={"note": mark.note, "spot": mark.spot},
        state=states_of.mark_state(mark),
    )  # fmt: skip
    return mark


def _party(one: Round, actor: Actor, area_code: str) -> Party:
    """Return for whom an actor scores.

    Source:
        own choice: the first party that the actor's roles name; where one party alone scores, no town does.
    """
    party = party_of(actor, area_code)
    party_check(one, actor=actor)
    return party or Party.DISTRICT


def party_check(one: Round, *, actor: Actor) -> None:
    """Let whoever scores a round pass.

    Raises:
        PartyMissing: the scheme is scored by parties, and the actor belongs to none; or it is not, and a town
            would score itself.
    """
    party = party_of(actor, one.area_code)
    known = {party for party, _weight in queries.body_of(one).parties}
    if known and party not in known:
        raise PartyMissing(round=one.name)
    if not known and party is Party.TOWN:
        raise PartyMissing(round=one.name)


def _evidence_faults(one: Round, new: NewMark) -> dict[str, str]:
    """Return what a deduction from a contractor lacks: it costs money, so it is shown and said."""
    if SubjectLevel(one.scheme.level) is not SubjectLevel.CONTRACTOR:
        return {}
    taken = [
        item.key
        for item in queries.body_of(one).items
        if item.kind is ItemKind.DEDUCTION and new.points.get(item.key)
    ]
    wrong = {"photos": "contest_evidence_missing"} if taken and not new.photos else {}
    return wrong | ({"note": "contest_evidence_unsaid"} if taken and not new.note.strip() else {})


@transaction.atomic
def mark_strike(*, mark_id: int, reason: str, actor: Actor, at: datetime) -> Mark:
    """Strike a sheet that should not count, while its round is open. The sheet stays to be seen.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it is struck already.
        RoundClosed: the round is published.
        Invalid: nobody said why.
    """
    mark = queries.mark_get(mark_id)
    one = queries.round_lock(mark.round_id)
    mark = queries.mark_get(mark_id)
    require(actor, ContestAct.STRIKE, mark)
    if one.state != RoundState.OPEN:
        raise RoundClosed(round=one.name)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    _struck(mark, reason.strip(), actor=actor, at=at)
    return mark


def _struck(mark: Mark, reason: str, *, actor: Actor, at: datetime) -> None:
    mark.state, mark.struck_at = MarkState.STRUCK.value, at
    mark.save(update_fields=["state", "struck_at"])
    entry_append(
        at=at, actor=actor, act=ContestAct.STRIKE.value, subject=f"mark:{mark.pk}", area=mark.area_code,
        detail={"round": mark.round_id}, words={"reason": reason}, state=states_of.mark_state(mark),
    )  # fmt: skip


@transaction.atomic
def objection_raise(*, mark_id: int, item: str, text: str, actor: Actor, at: datetime) -> Objection:
    """Object to an item of a sheet, until the ranking is published.

    Raises:
        NotFound: the sheet is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the sheet is struck.
        ListingOthers: it concerns another contractor.
        RoundClosed: the round is published.
        Invalid: nobody said why, or the sheet has no such item.
    """
    mark = queries.mark_get(mark_id)
    require(actor, ContestAct.OBJECT, mark)
    if not may(actor, ContestAct.SHEETS, mark):
        concern_check(mark.subject_code, actor=actor, at=at)
    one = queries.round_lock(mark.round_id)
    if one.state != RoundState.OPEN:
        raise RoundClosed(round=one.name)
    wrong = {} if text.strip() else {"text": "contest_objection_empty"}
    wrong |= {} if item in mark.points else {"item": "contest_item_unknown"}
    if wrong:
        raise Invalid(fields=wrong)
    row = Objection.objects.create(
        mark=mark, item=item, text=text.strip(), raised_by=actor.name, raised_at=at, area_code=mark.area_code
    )
    entry_append(
        at=at, actor=actor, act=ContestAct.OBJECT.value, subject=f"objection:{row.pk}", area=row.area_code,
        detail={"mark": mark.pk, "item": item}, words={"text": row.text},
        state=states_of.objection_state(row),
    )  # fmt: skip
    return row


@transaction.atomic
def objection_decide(
    *, objection_id: int, upheld: bool, answer: str, actor: Actor, at: datetime
) -> Objection:
    """Answer an objection; where it is upheld, the sheet is struck in the same act.

    Raises:
        NotFound: it is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was answered already.
        Invalid: nobody said why.
    """
    row = queries.objection_get(objection_id)
    queries.round_lock(row.mark.round_id)
    row = queries.objection_get(objection_id)
    require(actor, ContestAct.DECIDE, row)
    if not answer.strip():
        raise Invalid(fields={"answer": "contest_objection_empty"})
    row.state = (ObjectionState.UPHELD if upheld else ObjectionState.REJECTED).value
    row.answer, row.decided_at = answer.strip(), at
    row.save(update_fields=["state", "answer", "decided_at"])
    entry_append(
        at=at, actor=actor, act=ContestAct.DECIDE.value, subject=f"objection:{row.pk}", area=row.area_code,
        detail={"mark": row.mark_id, "upheld": upheld}, words={"answer": row.answer},
        state=states_of.objection_state(row),
    )  # fmt: skip
    mark = queries.mark_get(row.mark_id)
    if upheld and mark.state == MarkState.COUNTED:
        _struck(mark, row.answer, actor=actor, at=at)
    objection_tell(row=row, actor=actor, at=at)
    return row


@transaction.atomic
def round_publish(*, round_id: int, seen: str = "", actor: Actor, at: datetime) -> Round:
    """Publish a round: scores, ranks, the interviews and commendations they call for, and who is told.

    All in one transaction, and with it the round that its scheme names beside it (R-02).

    Args:
        round_id: the round.
        seen: what `marks_version` said when the actor looked; another means that marks came in since.
        actor: who publishes.
        at: when.

    Raises:
        NotFound: there is no such round.
        NotPermitted, NotAllowedNow: not by this actor, or it is published already.
        RoundNotOver: its period still runs.
        OutOfOrder: an earlier round of the contest is open, or a later one is published.
        PublishedBeside: it is published with another, from there.
        BesideMissing: what has to be published in the same act is not there, or ranks nobody.
        NobodyRanked: nobody has enough samples.
        Conflict: marks came in since the actor looked.
    """
    one = queries.round_lock(round_id)
    require(actor, ContestAct.PUBLISH, one)
    if (led := queries.round_led(one)) is not None:
        raise PublishedBeside(led=led.name)
    if seen and seen != queries.marks_version(one):
        raise Conflict(kind="contest_round", key=one.name)
    beside_key = queries.body_of(one).beside
    beside = queries.round_beside(one)
    if beside_key:
        if beside is None or beside.state != RoundState.OPEN:
            raise BesideMissing(beside=queries.scheme_name(beside_key, one.area_code))
        beside = queries.round_lock(beside.pk)
        try:
            _published(beside, actor=actor, at=at)
        except NobodyRanked as refused:
            raise BesideMissing(beside=beside.name) from refused
    _published(one, actor=actor, at=at)
    press_tell(one=one, actor=actor, at=at)
    return one


def _published(one: Round, *, actor: Actor, at: datetime) -> None:
    if at < one.until:
        raise RoundNotOver(round=one.name)
    if waiting := queries.objections_open(one):
        raise ObjectionsOpen(count=waiting)
    if (other := queries.open_before(one) or queries.published_after(one)) is not None:
        raise OutOfOrder(round=other.name)
    ranking = standing_queries.ranking_of(one, at=at)
    if not ranking.ranked:
        raise NobodyRanked(round=one.name)
    standings = {
        stand.subject.code: Standing(
            round=one, subject_code=stand.subject.code, subject_name=stand.subject.name,
            area_code=stand.subject.area_code, score=stand.result.score,
            rank=stand.place.rank if stand.place else None,
            from_end=stand.place.from_end if stand.place else None, ranked=ranking.ranked,
            unranked=stand.result.why.value if stand.result.why else "",
            grade=stand.grade.value if stand.grade else "", samples=stand.result.samples,
            first_streak=first_streak(stand.history), grade_streak=excellent_streak(stand.history),
            lines=[standing_queries.line_told(line) for line in stand.result.lines], published_at=at,
        )
        for stand in ranking.stands
    }  # fmt: skip
    Standing.objects.bulk_create(standings.values())
    one.state, one.published_at, one.published_by = RoundState.PUBLISHED.value, at, actor.name
    one.save(update_fields=["state", "published_at", "published_by"])
    entry_append(
        at=at, actor=actor, act=ContestAct.PUBLISH.value, subject=f"contest_round:{one.pk}",
        area=one.area_code,
        detail={
            "ranked": ranking.ranked, "unranked": len(standings) - ranking.ranked,
            "called": len(ranking.fired), "standings": standings_digest(standings=standings.values()),
        },
        state=states_of.round_state(one),
    )  # fmt: skip
    following_make(one=one, fired=ranking.fired, standings=standings, actor=actor, at=at)
    results_tell(one=one, standings=standings.values(), actor=actor, at=at)


def standings_digest(*, standings: Iterable[Standing]) -> str:
    """Return the SHA-256 of a league table, as its entry in the ledger holds it."""
    told = [
        [row.subject_code, None if row.score is None else str(row.score), row.rank, row.unranked]
        for row in sorted(standings, key=lambda row: row.subject_code)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
