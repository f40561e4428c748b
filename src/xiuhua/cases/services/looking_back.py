"""回头看: drawing a round, sending people, and what they find."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require, scope_widened
from xiuhua.cases import queries
from xiuhua.cases.models import Case, LookBackRound, Revisit, RevisitPhoto
from xiuhua.cases.queries.ground import item_known, place_of
from xiuhua.cases.queries.look_backs import (
    MOST_DRAWN_FROM,
    Drawable,
    closed_cases,
    looker_of,
    lookers,
    rebound_shares,
    revisit_lock,
    shares_kept,
    to_see,
)
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.sampling import assigned, chances_of, drawn, may_look, weight_of
from xiuhua.cases.services.refusals import NothingToDraw, NotYourRevisit, OwnWork
from xiuhua.cases.services.reporting import case_redo
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import (
    CaseAct,
    CaseState,
    Channel,
    Desk,
    LookBackAct,
    RevisitState,
    RoundState,
)
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow
from xiuhua.shared.geometry import distance_m

MOST_DRAWN = 500


@dataclass(frozen=True, kw_only=True)
class NewRound:
    """A sample to be drawn.

    Args:
        area_code: where.
        title: what people call it.
        since, until: cases closed from the first instant on and before the second.
        size: how many are drawn, at most.
        due_on: until when they are looked at.
        item_id: one matter only.
        seed: given by whoever wants to draw the same sample again; None for one of chance.
    """

    area_code: str
    title: str
    since: datetime
    until: datetime
    size: int
    due_on: date
    item_id: int | None = None
    seed: int | None = None


@transaction.atomic
def round_draw(*, new: NewRound, actor: Actor, at: datetime) -> LookBackRound:
    """Draw a sample of closed cases, weighted to what comes back, and give each to somebody to look at.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: the span, the size or the day cannot be used.
        NothingToDraw: no closed case of the span may be looked at.
    """
    made = LookBackRound(
        area_code=new.area_code, title=new.title.strip(), since=new.since, until=new.until,
        item_id=new.item_id, due_on=new.due_on, drawn_by=actor.name, recorded_at=at, updated_at=at,
        seed=secrets.randbelow(2**31) if new.seed is None else new.seed,
    )  # fmt: skip
    require(actor, LookBackAct.DRAW, made)
    _round_check(new, at)
    closed = closed_cases(
        Drawable(area_code=new.area_code, since=new.since, until=new.until, item_id=new.item_id)
    )
    if not closed:
        raise NothingToDraw
    if len(closed) > MOST_DRAWN_FROM:
        raise Invalid(fields={"until": "round_span_too_much"})
    shares = rebound_shares(new.area_code, until=new.until)
    chances = chances_of({one.case_id: weight_of(one, shares) for one in closed}, new.size)
    taken = drawn(chances, seed=made.seed)
    made.closed_count, made.drawn_count = len(closed), len(taken)
    made.weights = shares_kept(shares, [one for one in closed if one.case_id in set(taken)])
    made.save(force_insert=True)
    cases = to_see(taken)
    whose = assigned(cases, lookers(new.area_code, at=at))
    Revisit.objects.bulk_create(
        Revisit(
            round=made, case_id=one.case_id, chance=chances[one.case_id], person_id=whose[one.case_id],
            due_on=new.due_on, area_code=one.area_code, updated_at=at,
        )
        for one in sorted(cases, key=lambda one: one.case_id)
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=LookBackAct.DRAW.value, subject=f"look_back:{made.pk}", area=made.area_code,
        detail={"seed": made.seed, "closed": made.closed_count, "drawn": made.drawn_count, "cases": taken},
    )  # fmt: skip
    return made


def _round_check(new: NewRound, at: datetime) -> None:
    fields = {}
    if not (new.area_code.isascii() and new.area_code.isdigit()):
        fields["area"] = "round_area_wrong"
    if not new.title.strip():
        fields["title"] = "round_title_missing"
    if not new.since < new.until:
        fields["until"] = "round_span_wrong"
    if not 1 <= new.size <= MOST_DRAWN:
        fields["size"] = "round_size_wrong"
    if new.due_on < at.date():
        fields["due_on"] = "round_due_passed"
    if new.item_id is not None and item_known(new.item_id) is None:
        fields["matter"] = "case_matter_unknown"
    if fields:
        raise Invalid(fields=fields)


@transaction.atomic
def revisit_assign(
    *, revisit_id: int, person_id: int | None, reason: str, actor: Actor, at: datetime
) -> Revisit:
    """Let somebody else look at a drawn case.

    Raises:
        NotFound: no such revisit in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was looked at already.
        Invalid: the person may not look there, or the reason is missing.
        OwnWork: the person serves in a unit whose work it was, or passed its check.
    """
    revisit = revisit_lock(revisit_id)
    require(actor, LookBackAct.ASSIGN, revisit)
    _to_do(revisit, LookBackAct.ASSIGN)
    looker = next((one for one in lookers(revisit.area_code, at=at) if one.person_id == person_id), None)
    fields = {} if looker else {"person": "revisit_person_unfit"}
    if not reason.strip():
        fields["reason"] = "case_reason_missing"
    if fields or looker is None:
        raise Invalid(fields=fields)
    (case,) = to_see([revisit.case_id])
    if not may_look(looker, case):
        raise OwnWork
    before, revisit.person_id, revisit.updated_at = revisit.person_id, looker.person_id, at
    revisit.save(update_fields=["person", "updated_at"])
    entry_append(
        at=at, actor=actor, act=LookBackAct.ASSIGN.value, subject=f"revisit:{revisit.pk}",
        area=revisit.area_code, detail={"from": before, "to": looker.person_id},
        words={"reason": reason.strip()},
    )  # fmt: skip
    return revisit


@dataclass(frozen=True, kw_only=True)
class Found:
    """What somebody found who went there again. Degrees are WGS84: where they stood."""

    state: RevisitState
    words: str = ""
    longitude: float | None = None
    latitude: float | None = None
    photos: tuple[StoredFile, ...] = field(default=())


@transaction.atomic
def revisit_record(*, revisit_id: int, found: Found, actor: Actor, at: datetime) -> Revisit:
    """Keep what was found; what is not in order is opened again as a linked case.

    Raises:
        NotFound: no such revisit in scope.
        NotPermitted, NotAllowedNow: not by this actor, or it was looked at already.
        NotYourRevisit: it was given to somebody else.
        OwnWork: the actor serves in a unit whose work it was, or passed its check.
        Invalid: the result is none, words, photos or the place are missing, or it is too far away.
    """
    revisit = revisit_lock(revisit_id)
    require(actor, LookBackAct.REVISIT, revisit)
    _to_do(revisit, LookBackAct.REVISIT)
    looker = looker_of(actor.user_id, revisit.area_code, at=at)
    if looker is None or looker.person_id != revisit.person_id:
        raise NotYourRevisit(person=revisit.person.name if revisit.person else "")
    (seen,) = to_see([revisit.case_id])
    if not may_look(looker, seen):
        raise OwnWork
    case, chosen = queries.case_held(revisit.case_id, user_id=None, at=at)
    place = place_of(found.longitude, found.latitude)
    away_m = _away_m(case, place)
    _found_check(found, away_m, most_m=chosen.settings.look_back_m)
    if found.photos and found.state is not RevisitState.FAILED:  # those of a failed one go with its new case
        files_settle(files=found.photos, area_code=revisit.area_code, actor=actor, at=at)
    revisit.state, revisit.words = found.state.value, found.words.strip()
    revisit.place, revisit.away_m = place, away_m
    revisit.done_by, revisit.done_at, revisit.updated_at = actor.name, at, at
    if found.state is RevisitState.FAILED:
        revisit.redo = _redone(case, revisit, found, actor=actor, at=at)
    revisit.save()
    RevisitPhoto.objects.bulk_create(RevisitPhoto(revisit=revisit, file=file) for file in found.photos)
    entry_append(
        at=at, actor=actor, act=LookBackAct.REVISIT.value, subject=f"revisit:{revisit.pk}",
        area=revisit.area_code,
        detail={"case": case.pk, "state": revisit.state, "redo": revisit.redo_id,
                "away_m": None if away_m is None else round(away_m)},
        words={"reason": revisit.words} if revisit.words else {},
    )  # fmt: skip
    _round_end(revisit.round, at)
    return revisit


def _to_do(revisit: Revisit, act: LookBackAct) -> None:
    if revisit.state != RevisitState.TO_DO:
        raise NotAllowedNow(act=act.value, state=revisit.state)


def _away_m(case: Case, place: Point | None) -> float | None:
    if case.place is None or place is None:
        return None
    return distance_m(case.place.x, case.place.y, place.x, place.y)


def _found_check(found: Found, away_m: float | None, *, most_m: int) -> None:
    fields = {}
    if found.state is RevisitState.TO_DO:
        fields["state"] = "revisit_state_missing"
    if found.state in {RevisitState.FAILED, RevisitState.UNSEEN} and not found.words.strip():
        fields["words"] = "revisit_words_missing"
    if found.state in {RevisitState.PASSED, RevisitState.FAILED}:
        if not found.photos:
            fields["photo"] = "revisit_photos_missing"
        if away_m is None:
            fields["latitude"] = "revisit_place_missing"
        elif away_m > most_m:
            fields["latitude"] = "revisit_too_far"
    if fields:
        raise Invalid(fields=fields)


def _redone(case: Case, revisit: Revisit, found: Found, *, actor: Actor, at: datetime) -> Case:
    """Open a case again that was not in order; one that was opened again already goes on."""
    running = case.redone_as.filter(over_at__isnull=True).first()
    if running is not None:
        files_settle(files=found.photos, area_code=revisit.area_code, actor=actor, at=at)
        return running
    move_write(
        case=case,
        new=NewMove(
            act=CaseAct.REDO, after=CaseState(case.state), actor=actor, at=at, desk=Desk.COLLECTOR,
            unit_id=case.unit_id, note=found.words.strip(), detail={"look_back": revisit.round_id},
        ),
    )  # fmt: skip
    return case_redo(
        case=case, reason=found.words, actor=actor, at=at, channel=Channel.LOOK_BACK, photos=found.photos
    )


def _round_end(one: LookBackRound, at: datetime) -> None:
    """Close a round once nothing of it is left to be looked at, in whatever street."""
    with scope_widened((one.area_code,)):
        left = Revisit.objects.filter(round=one, state=RevisitState.TO_DO.value).exists()
    LookBackRound.objects.filter(pk=one.pk).update(
        state=(RoundState.OPEN if left else RoundState.DONE).value, updated_at=at
    )
