"""回头看 and 申诉 as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.models import Appeal, LookBackRound, Revisit
from xiuhua.cases.queries.look_backs import estimate_of
from xiuhua.cases.queries.named import photos_named
from xiuhua.cases.serializers.shared import MOST_PHOTOS, AreaCode, Id, Matter
from xiuhua.cases.services import Found, NewAppeal
from xiuhua.cases.terms import AppealAbout, AppealState, RevisitState, RoundState
from xiuhua.shared.actor import Actor
from xiuhua.web.api import Instant


class EstimateOut(Schema):
    """What share of all closed cases is not in order, 0 to 1, with a 95 % interval."""

    share: float
    low: float
    high: float
    seen: int
    failed: int
    whole: bool


class RoundOut(Schema):
    """One sample of closed cases."""

    id: int
    area_code: str
    title: str
    since: datetime
    until: datetime
    state: RoundState
    seed: int
    closed_count: int
    drawn_count: int
    done_count: int
    failed_count: int
    due_on: date
    estimate: EstimateOut | None

    @staticmethod
    def resolve_estimate(one: LookBackRound) -> EstimateOut | None:
        """Return the estimate; None before anything was seen."""
        told = estimate_of(one)
        if told is None:
            return None
        return EstimateOut(
            share=told.share, low=told.low, high=told.high, seen=told.seen, failed=told.failed,
            whole=told.whole,
        )  # fmt: skip


class RoundIn(Schema):
    """From what a sample is drawn, how great it is, and until when it is looked at."""

    area_code: AreaCode
    title: Annotated[str, Field(max_length=80)]
    since: Instant
    until: Instant
    size: Annotated[int, Field(ge=1, le=500)]
    due_on: date
    matter: Matter = ""
    seed: Annotated[int | None, Field(ge=0, le=2**53)] = None


class RevisitOut(Schema):
    """One drawn case, and what was found."""

    id: int
    round: int
    case: int
    number: str
    title: str
    address: str
    longitude: float | None
    latitude: float | None
    area_code: str
    chance: float
    person: str | None
    due_on: date
    state: RevisitState
    words: str
    away_m: float | None
    redo: int | None

    @staticmethod
    def resolve_round(one: Revisit) -> int:
        """Return the round."""
        return one.round_id

    @staticmethod
    def resolve_case(one: Revisit) -> int:
        """Return the case."""
        return one.case_id

    @staticmethod
    def resolve_number(one: Revisit) -> str:
        """Return the number of the case."""
        return one.case.number

    @staticmethod
    def resolve_title(one: Revisit) -> str:
        """Return the matter."""
        return one.case.title

    @staticmethod
    def resolve_address(one: Revisit) -> str:
        """Return where the case was, in words."""
        return one.case.address

    @staticmethod
    def resolve_longitude(one: Revisit) -> float | None:
        """Return the longitude of the case."""
        return one.case.place.x if one.case.place else None

    @staticmethod
    def resolve_latitude(one: Revisit) -> float | None:
        """Return the latitude of the case."""
        return one.case.place.y if one.case.place else None

    @staticmethod
    def resolve_person(one: Revisit) -> str | None:
        """Return the work number of whoever looks at it."""
        return one.person.work_number if one.person else None

    @staticmethod
    def resolve_redo(one: Revisit) -> int | None:
        """Return the case that was opened because it was not in order."""
        return one.redo_id


class FoundIn(Schema):
    """What somebody found who went there again, where they stood, and photos that were stored before."""

    state: RevisitState
    words: Annotated[str, Field(max_length=1_000)] = ""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    photos: Annotated[list[Id], Field(max_length=MOST_PHOTOS, description="ids of stored files")] = []

    def as_found(self, *, actor: Actor) -> Found:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo does not exist, or is not the actor's.
        """
        return Found(
            state=self.state, words=self.words, longitude=self.longitude, latitude=self.latitude,
            photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class AppealOut(Schema):
    """One objection, and what two reviewers say."""

    id: int
    case: int
    number: str
    unit: str
    about: AppealAbout
    state: AppealState
    reason: str
    made_at: datetime
    due_at: datetime | None
    first_upholds: bool | None
    first_opinion: str
    second_opinion: str

    @staticmethod
    def resolve_case(one: Appeal) -> int:
        """Return the case."""
        return one.case_id

    @staticmethod
    def resolve_number(one: Appeal) -> str:
        """Return the number of the case."""
        return one.case.number

    @staticmethod
    def resolve_unit(one: Appeal) -> str:
        """Return the code of the unit that objects."""
        return one.unit.code


class AppealIn(Schema):
    """What a unit objects to, and why."""

    about: AppealAbout
    reason: Annotated[str, Field(max_length=1_000)]
    photos: Annotated[list[Id], Field(max_length=MOST_PHOTOS, description="ids of stored files")] = []

    def as_appeal(self, *, actor: Actor) -> NewAppeal:
        """Return it as the service takes it.

        Raises:
            Invalid: a photo does not exist, or is not the actor's.
        """
        return NewAppeal(about=self.about, reason=self.reason, photos=photos_named(self.photos, actor=actor))


class ReviewIn(Schema):
    """Whether an objection should be upheld, and why."""

    upholds: bool
    opinion: Annotated[str, Field(max_length=1_000)]
