"""Cases as the API gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.models import Case, CaseClock, Move, Report
from xiuhua.cases.queries.near import Nearby
from xiuhua.cases.terms import AskedFor, CaseAct, CaseState, Channel, Closing, Desk, Stage, Track
from xiuhua.shared.masks import phone_masked

Told = dict[str, Any]
"""What an answer says, by the names of its fields."""


class StandingOut(Schema):
    """Where a case stands. `seen` goes back with the next act, so that nobody acts on what has moved on."""

    id: int
    number: str
    client_id: UUID
    state: CaseState
    stage: Annotated[Stage | None, Field(description="whose clock runs")]
    due_at: datetime | None
    soon_at: datetime | None
    late: bool
    unit: Annotated[str | None, Field(description="code of the unit that has it")]
    unit_name: str
    seen: int


class CaseOut(StandingOut):
    """A case as a list has it."""

    title: str
    channel: Channel
    smart: bool
    track: Track
    closing: Closing | None
    asked: AskedFor | None
    matter: str | None
    matter_name: str
    area_code: str
    area: str
    address: str
    longitude: float | None
    latitude: float | None
    upper_number: str
    provisional: bool
    reported_at: datetime
    over_at: datetime | None
    updated_at: datetime


class CasesPage(Schema):
    """Some cases, newest first, and where the next ones begin."""

    items: list[CaseOut]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")]


class CaseFullOut(CaseOut):
    """A case with everything its moves have made of it."""

    description: str
    component: str | None
    premises: str | None
    person: str
    line_id: int | None
    limit_amount: int | None
    limit_unit: str
    limit_source: str
    dangerous: bool
    key_area: bool
    returns: int
    reworks: int
    extensions: int
    defers: int
    steps_up: int
    upper_due_at: datetime | None
    resume_at: datetime | None
    review_on: date | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    received_at: datetime | None
    fed_back_at: datetime | None
    replied_at: datetime | None
    recorded_at: datetime
    merged_into: int | None
    rebound_of: int | None
    redo_of: int | None


class NearOut(CaseOut):
    """A case near a place, and how far."""

    distance_m: float | None


def standing_told(case: Case) -> Told:
    """Return the fields of `StandingOut`."""
    unit = case.unit
    return {
        "id": case.pk, "number": case.number, "client_id": case.client_id, "state": case.state,
        "stage": case.stage or None, "due_at": case.due_at, "soon_at": case.soon_at, "late": case.late,
        "unit": unit.code if unit else None, "unit_name": unit.name if unit else "", "seen": case.moves_count,
    }  # fmt: skip


_PLAIN = (
    *("title", "channel", "smart", "track", "area_code", "address", "upper_number", "provisional"),
    *("reported_at", "over_at", "updated_at"),
)
_PLAIN_IN_FULL = (
    *("description", "line_id", "limit_amount", "limit_unit", "limit_source", "dangerous", "key_area"),
    *("returns", "reworks", "extensions", "defers", "steps_up", "upper_due_at", "resume_at", "review_on"),
    *("filed_at", "dispatched_at", "received_at", "fed_back_at", "replied_at", "recorded_at"),
)


def case_told(case: Case) -> Told:
    """Return the fields of `CaseOut`."""
    item, place = case.item, case.place
    return {
        **standing_told(case), **{name: getattr(case, name) for name in _PLAIN},
        "closing": case.closing or None, "asked": case.asked or None, "matter": item.code if item else None,
        "matter_name": item.zh if item else "", "area": case.area.name,
        "longitude": place.x if place else None, "latitude": place.y if place else None,
    }  # fmt: skip


def case_full_told(case: Case) -> Told:
    """Return the fields of `CaseFullOut`."""
    return {
        **case_told(case), **{name: getattr(case, name) for name in _PLAIN_IN_FULL},
        "component": case.component.code if case.component else None,
        "premises": case.premises.code if case.premises else None,
        "person": case.person.name if case.person else "", "merged_into": case.merged_into_id,
        "rebound_of": case.rebound_of_id, "redo_of": case.redo_of_id,
    }  # fmt: skip


def near_told(near: Nearby) -> Told:
    """Return the fields of `NearOut`."""
    distance = None if near.distance_m is None else round(near.distance_m, 1)
    return {**case_told(near.case), "distance_m": distance}


class MoveOut(Schema):
    """One move. `entry` names it in the ledger."""

    number: int
    act: CaseAct
    before: CaseState | None
    after: CaseState
    at: datetime
    recorded_at: datetime
    actor: str
    desk: Desk | None
    unit: str | None
    person: str
    note: str
    photos: list[int]
    detail: dict[str, Any]
    entry: int

    @staticmethod
    def resolve_before(move: Move) -> str | None:
        """Return the state before, None for the first."""
        return move.before or None

    @staticmethod
    def resolve_desk(move: Move) -> str | None:
        """Return the desk, None where it was done at none."""
        return move.desk or None

    @staticmethod
    def resolve_unit(move: Move) -> str | None:
        """Return the code of the unit it names."""
        return move.unit.code if move.unit else None

    @staticmethod
    def resolve_person(move: Move) -> str:
        """Return the name of whom it names."""
        return move.person.name if move.person else ""

    @staticmethod
    def resolve_photos(move: Move) -> list[int]:
        """Return the stored files that show it."""
        return [photo.file_id for photo in move.photos.all()]

    @staticmethod
    def resolve_entry(move: Move) -> int:
        """Return its entry."""
        return move.entry_id


class ClockOut(Schema):
    """One run of a stage's clock. `light` is its colour at the instant of the answer."""

    stage: Stage
    number: int
    charged_to: str
    limit_amount: int | None
    limit_unit: str
    started_at: datetime
    due_at: datetime | None
    soon_at: datetime | None
    stopped_at: datetime | None
    left_s: int | None
    late: bool
    cancelled: bool
    extensions: int
    provisional: bool
    light: str


def clock_out(row: CaseClock, light: str) -> ClockOut:
    """Return a clock as the API gives it."""
    return ClockOut(
        stage=Stage(row.stage), number=row.number, charged_to=row.charged_to, limit_amount=row.limit_amount,
        limit_unit=row.limit_unit, started_at=row.started_at, due_at=row.due_at, soon_at=row.soon_at,
        stopped_at=row.stopped_at, left_s=row.left_s, late=row.late, cancelled=row.cancelled,
        extensions=row.extensions, provisional=bool(row.unpublished), light=light,
    )  # fmt: skip


class TakenReportOut(Schema):
    """One notice about a case. The caller's number is masked, and the name left out."""

    id: int
    client_id: UUID
    channel: Channel
    source_ref: str
    matter: str | None
    text: str
    address: str
    caller_phone: str
    collector: str
    photos: list[int]
    occurred_at: datetime | None
    reported_at: datetime
    recorded_at: datetime

    @staticmethod
    def resolve_matter(report: Report) -> str | None:
        """Return the code of the matter it names."""
        return report.item.code if report.item else None

    @staticmethod
    def resolve_caller_phone(report: Report) -> str:
        """Return the number with its middle hidden."""
        return phone_masked(report.caller_phone)

    @staticmethod
    def resolve_collector(report: Report) -> str:
        """Return the name of the collector who reported it."""
        return report.person.name if report.person else ""

    @staticmethod
    def resolve_photos(report: Report) -> list[int]:
        """Return the stored files that came with it."""
        return [photo.file_id for photo in report.photos.all()]
