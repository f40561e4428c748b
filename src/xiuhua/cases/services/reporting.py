"""A report comes in: where it is, which matter, whether it is known, and the case it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Cast

from xiuhua.access.services import may, require
from xiuhua.cases import queries
from xiuhua.cases.models import Case, Report, ReportPhoto
from xiuhua.cases.queries.cases import case_by_client_id
from xiuhua.cases.queries.ground import item_known, lines_in_force, place_of
from xiuhua.cases.queries.near import Nearby, Spot, alike_at, duplicates_of, spot_at
from xiuhua.cases.queries.reports import report_lock, reports_of
from xiuhua.cases.queries.rows import CatalogueItem, HandbookLine, StoredFile
from xiuhua.cases.queries.settings import Chosen
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.services.desk import line_detail
from xiuhua.cases.services.handling import case_push
from xiuhua.cases.services.refusals import OutsideCity, TooEarly, TooLate
from xiuhua.cases.services.saving import rows_insert
from xiuhua.cases.services.showing import photos_taken
from xiuhua.cases.services.work import Prepared, start_stored
from xiuhua.cases.services.writing import NewMove, Opening
from xiuhua.cases.terms import CaseAct, CaseState, Channel, Closing, Desk, ReportAct, Stage, Track
from xiuhua.files.services import files_settle
from xiuhua.ground.queries.people import person_of_user
from xiuhua.ground.services.phones import phone_reveal
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.shared.search import search_lexemes

_AHEAD = timedelta(minutes=10)  # how far a telephone's clock may run before ours
_BACK = timedelta(days=366)
TITLE_MOST = 120


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """A problem as somebody reports it. Degrees are WGS84.

    Args:
        client_id: given where it was written down; the same one again changes nothing.
        item_id: the matter, where it is known.
        area_code: where no coordinates are known, or beside them.
        occurred_at: when it was first seen; None where nobody said.
        reported_at: when it was reported; None for now.
        upper_number, upper_due_at: of the platform above.
        track: quick response, or straight to the crew.
        solved: that it was solved on the spot, with what was done in `text` and photos.
        push: give it to whoever answers at once, without a desk.
    """

    client_id: UUID
    channel: Channel
    text: str = ""
    item_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = ""
    address: str = ""
    component_id: int | None = None
    premises_id: int | None = None
    source_ref: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    occurred_at: datetime | None = None
    reported_at: datetime | None = None
    upper_number: str = ""
    upper_due_at: datetime | None = None
    track: Track = Track.ORDINARY
    solved: bool = False
    push: bool = False
    photos: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The case of a report, and the open ones that may be about the same thing, nearest first."""

    case: Case
    duplicates: tuple[Nearby, ...]


def case_report(*, new: NewReport, actor: Actor, at: datetime) -> Case:
    """Take a report and open its case.

    Raises:
        CityError: as `report_take`.
    """
    return report_take(new=new, actor=actor, at=at).case


@transaction.atomic
def report_take(*, new: NewReport, actor: Actor, at: datetime) -> Reported:
    """Take a report, open its case, and say what may be the same.

    Raises:
        NotPermitted: the actor may not report there.
        Invalid: the matter, the place or the words are missing or unknown.
        OutsideCity: the place lies in no area that is recorded.
        TooEarly, TooLate: its time cannot be.
        NoUnitToPush: it should go straight to a crew, and nobody answers.
        Conflict: its id names a report that the actor may not see.
    """
    return _reported(new, actor=actor, at=at)


def _reported(new: NewReport, *, actor: Actor, at: datetime, redo_of: Case | None = None) -> Reported:
    known = case_by_client_id(new.client_id)
    if known is not None:
        return _known(known, at)
    _times_check(new, at)
    item = _item(new)
    spot = _spot(new)
    chosen = queries.settings_for(spot.area_code, at=at)
    case = _case_draft(new, item, spot, at=at)
    require(actor, report_act(new=new, case=case, actor=actor), case)
    alike = alike_at(case, settings=chosen.settings, redone=redo_of is not None, at=at)
    case.rebound_of_id, case.redo_of = alike.rebound_id, redo_of
    opening = Opening(case)
    opening.move(_first_move(case, new, _line(item, spot.area_code, at), chosen, actor=actor, at=at))
    pushed = _pushed(opening, chosen, actor=actor, at=at) if new.push else Prepared()
    moves = opening.write()
    if not moves:  # the same report came in this very moment, or out of sight
        known = case_by_client_id(new.client_id)
        if known is None:
            raise Conflict(kind="report", key=str(new.client_id))
        return _known(known, at)
    _report_keep(case, new, actor=actor, at=at)
    pushed.then(moves[-1])
    return Reported(case=case, duplicates=alike.duplicates)


def report_act(*, new: NewReport, case: Case, actor: Actor) -> str:
    """Return the act that a report is: who may only report for the public sets no track and no number."""
    if new.solved:
        return CaseAct.SOLVE
    is_open = new.channel is Channel.PUBLIC and new.track is Track.ORDINARY and not new.upper_number
    return ReportAct.MAKE_OPEN if is_open and may(actor, ReportAct.MAKE_OPEN, case) else ReportAct.MAKE


def _known(case: Case, at: datetime) -> Reported:
    settings = queries.settings_for(case.area_code, at=at).settings
    return Reported(case=case, duplicates=tuple(duplicates_of(case, settings=settings, at=at)))


def _times_check(new: NewReport, at: datetime) -> None:
    told = [one for one in (new.reported_at, new.occurred_at) if one is not None]
    if any(one > at + _AHEAD for one in told):
        raise TooLate(at=max(told).isoformat())
    if any(one < at - _BACK for one in told):
        raise TooEarly(at=min(told).isoformat())


def _item(new: NewReport) -> CatalogueItem | None:
    if new.item_id is None:
        if not new.text.strip():
            raise Invalid(fields={"text": "report_text_missing"})
        return None
    found = item_known(new.item_id)
    if found is None:
        raise Invalid(fields={"matter": "case_matter_unknown"})
    return found


def _spot(new: NewReport) -> Spot:
    found = spot_at(place_of(new.longitude, new.latitude), area_code=new.area_code)
    if found is None:
        raise OutsideCity(longitude=new.longitude, latitude=new.latitude, area=new.area_code)
    return found


def _case_draft(new: NewReport, item: CatalogueItem | None, spot: Spot, *, at: datetime) -> Case:
    title = (item.zh if item else new.text.strip().splitlines()[0])[:TITLE_MOST]
    case = Case(
        client_id=new.client_id, channel=new.channel.value, smart=new.channel.is_smart,
        track=(Track.FLAT if new.push and new.track is Track.ORDINARY else new.track).value,
        title=title, description=new.text.strip(), address=new.address.strip()[:160],
        place=place_of(new.longitude, new.latitude), area_id=spot.area_id, area_code=spot.area_code,
        component_id=new.component_id, premises_id=new.premises_id,
        reported_at=min(new.reported_at or at, at), recorded_at=at, updated_at=at,
        upper_number=new.upper_number, upper_due_at=new.upper_due_at,
        state=CaseState.REPORTED.value, key_area=spot.key_area,
        search=case_words(title, new.address, item.zh if item else "", new.source_ref, new.text),
    )  # fmt: skip
    case.item = item
    return case


def _line(item: CatalogueItem | None, area_code: str, at: datetime) -> HandbookLine | None:
    """Return the first line that the handbook has for a matter; a desk may choose another."""
    return next(iter(lines_in_force(item.pk, area_code, at=at)), None) if item else None


def _report_keep(case: Case, new: NewReport, *, actor: Actor, at: datetime) -> Report:
    is_collector = bool(actor.roles & set(DESK_ROLES[Desk.COLLECTOR]))
    report = Report(
        client_id=new.client_id, case=case, channel=new.channel.value, source_ref=new.source_ref,
        item=case.item, text=new.text.strip(), address=case.address, place=case.place,
        area_code=case.area_code, caller_name=new.caller_name.strip(), caller_phone=new.caller_phone.strip(),
        caller_end=phone_end(new.caller_phone),
        person_id=person_of_user(actor.user_id) if is_collector else None,
        occurred_at=new.occurred_at, reported_at=case.reported_at, recorded_at=at,
        search=report_words(
            source_ref=new.source_ref, text=new.text, address=case.address,
            matter=case.item.zh if case.item else "",
        ),
    )  # fmt: skip
    rows_insert([report])
    if new.photos:
        files_settle(files=new.photos, area_code=case.area_code, actor=actor, at=at)
        ReportPhoto.objects.bulk_create([ReportPhoto(report=report, file=file) for file in new.photos])
        photos_taken(
            case, files=new.photos, post=Desk.COLLECTOR.zh if is_collector else new.channel.zh, at=at
        )
    entry_append(
        at=case.reported_at, actor=actor, act=ReportAct.MAKE.value, subject=f"report:{report.pk}",
        area=case.area_code, detail={"case": case.pk, "channel": new.channel.value},
    )  # fmt: skip
    return report


def case_words(*told: str) -> str:
    """Return what a case is found by: title, address, matter, and what its reports said."""
    return search_lexemes(" ".join(told))


def case_words_renew(*, case_id: int) -> None:
    """Let a case be found by the words of the reports that lie with it now: some came or went.

    No entry: what a case is found by is no fact about it, and can be made again at any time.
    """
    case = queries.case_get(case_id)
    told = [f"{report.source_ref} {report.text}" for report in reports_of(case)]
    words = case_words(case.title, case.address, case.item.zh if case.item else "", *told)
    Case.objects.filter(pk=case_id).update(search=Cast(Value(words), SearchVectorField()))


def phone_end(phone: str) -> str:
    """Return the last four digits of a number, by which it can be found; empty where it has fewer."""
    digits = "".join(sign for sign in phone if sign.isdecimal() and sign.isascii())
    return digits[-4:] if len(digits) >= 4 else ""


def report_words(*, source_ref: str, text: str, address: str, matter: str) -> str:
    """Return what a report is found by."""
    return search_lexemes(f"{source_ref} {text} {address} {matter}")


def _first_move(
    case: Case, new: NewReport, line: HandbookLine | None, chosen: Chosen, *, actor: Actor, at: datetime
) -> NewMove:
    """Return the first move: the case waits at the acceptor's desk, or was solved on the spot."""
    detail: dict[str, Any] = {
        "item": case.item_id, "key_area": case.key_area, "track": case.track,
        "rebound_of": case.rebound_of_id,
        **(line_detail(line=line, settings=chosen.settings) if line else {}),
    }  # fmt: skip
    desk = Desk.COLLECTOR if actor.roles & set(DESK_ROLES[Desk.COLLECTOR]) else None
    if new.solved:
        return NewMove(
            act=CaseAct.SOLVE, after=CaseState.CLOSED, actor=actor, at=case.reported_at, desk=desk,
            note=new.text.strip(), detail=detail | {"closing": Closing.ON_THE_SPOT.value},
        )  # fmt: skip
    start = {Stage.ACCEPT.value: start_stored(stage=Stage.ACCEPT, track=case.track, settings=chosen.settings)}
    return NewMove(
        act=CaseAct.OPEN, after=CaseState.REPORTED, actor=actor, at=at, desk=desk,
        detail=detail | {"start": start}, escalate_minutes=chosen.settings.escalate_minutes,
    )  # fmt: skip


def _pushed(opening: Opening, chosen: Chosen, *, actor: Actor, at: datetime) -> Prepared:
    """Give a case to whoever answers, at once."""
    require(actor, CaseAct.PUSH, opening.case)
    return case_push(opening=opening, chosen=chosen, actor=actor, at=at)


def case_redo(
    *,
    case: Case,
    reason: str,
    actor: Actor,
    at: datetime,
    channel: Channel | None = None,
    photos: tuple[StoredFile, ...] = (),
) -> Case:
    """Open a closed matter again as a linked case. The caller has locked the closed one and is permitted.

    It keeps the channel by which it was found, unless it was found not in order by another.

    Raises:
        CityError: as `case_report`.
    """
    fresh = NewReport(
        client_id=uuid7(), channel=channel or Channel(case.channel), text=reason, photos=photos,
        item_id=case.item_id,
        longitude=case.place.x if case.place else None, latitude=case.place.y if case.place else None,
        area_code=case.area_code, address=case.address, component_id=case.component_id,
        premises_id=case.premises_id, upper_number=case.upper_number,
    )  # fmt: skip
    return _reported(fresh, actor=actor, at=at, redo_of=case).case


@transaction.atomic
def report_phone_reveal(*, report_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return the whole number of whoever called; the ledger keeps who asked, and why.

    Raises:
        NotFound: no such report in the actor's areas.
        NotPermitted, Invalid: as `ground.services.phones.phone_reveal`.
    """
    report = report_lock(report_id)
    return phone_reveal(
        report, report.caller_phone, act=ReportAct.PHONE_REVEAL.value, subject=f"report:{report.pk}",
        reason=reason, actor=actor, at=at,
    )  # fmt: skip
