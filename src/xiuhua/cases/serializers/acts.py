"""Acts as the API takes them, and what it answers."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.queries.named import matter_named, person_named, photos_named, target_named, units_named
from xiuhua.cases.serializers.cases import StandingOut, standing_told
from xiuhua.cases.serializers.shared import MOST_PHOTOS, Code, Id, LimitIn, Matter
from xiuhua.cases.services import Said
from xiuhua.cases.services.many import Done
from xiuhua.cases.services.offering import Offer
from xiuhua.cases.terms import CaseAct, CaseState, Desk
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.shared.actor import Actor
from xiuhua.web.api import Instant
from xiuhua.web.errors import envelope

MOST_AT_ONCE = 200


class SaidIn(Schema):
    """What an act is told. `GET /cases/{id}/acts` says what each one needs.

    `seen` is the number of moves that the asker saw; an act on a case that has moved on since is refused.
    """

    reason: Annotated[str, Field(max_length=2_000)] = ""
    unit_code: Code = ""
    helper_codes: Annotated[list[Code], Field(max_length=20)] = []
    person_number: Annotated[str, Field(max_length=30)] = ""
    until: Instant | None = None
    limit: LimitIn | None = None
    target: Annotated[str, Field(max_length=20, description="another case: its number or id")] = ""
    matter: Matter = ""
    matter_kind: ItemKind = ItemKind.MATTER
    line_id: Id | None = None
    photos: Annotated[list[Id], Field(max_length=MOST_PHOTOS, description="ids of stored files")] = []
    seen: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None

    def as_said(self, *, actor: Actor) -> Said:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        unit = units_named([self.unit_code], field="unit") if self.unit_code else ()
        return Said(
            reason=self.reason,
            unit_id=unit[0] if unit else None,
            helper_ids=units_named(self.helper_codes, field="helpers"),
            person_id=person_named(self.person_number),
            until=self.until,
            limit=self.limit.as_limit() if self.limit else None,
            target_id=target_named(self.target),
            item_id=matter_named(self.matter, kind=self.matter_kind),
            line_id=self.line_id,
            photos=photos_named(self.photos, actor=actor),
            seen=self.seen,
        )


class ActsIn(SaidIn):
    """One act on many cases, told the same. With `all_or_none` one refusal takes everything back."""

    act: Annotated[str, Field(max_length=30, examples=["receive"], description="without `case.`")]
    cases: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    all_or_none: bool = False


class DoneOut(Schema):
    """What became of one case. Neither `case` nor `code` means: taken back, because another was refused."""

    id: int
    done: bool
    case: StandingOut | None = None
    code: str | None = None
    message: str = ""
    fields: dict[str, str] = {}


class ActsOut(Schema):
    """What became of each case, in the order of their ids."""

    done: int
    refused: int
    results: list[DoneOut]


def acts_out(done: list[Done]) -> ActsOut:
    """Return what became of each case as the API gives it."""
    return ActsOut(
        done=sum(one.case is not None for one in done),
        refused=sum(one.refusal is not None for one in done),
        results=[_done_out(one) for one in done],
    )


def _done_out(one: Done) -> DoneOut:
    if one.refusal is not None:
        return DoneOut(id=one.case_id, done=False, **envelope(one.refusal))
    standing = StandingOut(**standing_told(one.case)) if one.case else None
    return DoneOut(id=one.case_id, done=standing is not None, case=standing)


class OfferOut(Schema):
    """An act that is the asker's: what it needs and may be told, where it leads, why it is refused now."""

    act: CaseAct
    name: str
    desks: list[Desk]
    to: CaseState | None
    needs: list[str]
    offers: list[str]
    allowed: bool
    code: str | None = None
    message: str = ""


def offer_out(offer: Offer, *, language: str) -> OfferOut:
    """Return an act on offer as the API gives it."""
    step = offer.step
    why = envelope(offer.refusal) if offer.refusal else {}
    return OfferOut(
        act=step.act,
        name=step.act.label(language),
        desks=list(step.desks),
        to=step.to,
        needs=[need.value for need in step.needs],
        offers=[need.value for need in step.offers],
        allowed=offer.refusal is None,
        code=why.get("code"),
        message=why.get("message", ""),
    )
