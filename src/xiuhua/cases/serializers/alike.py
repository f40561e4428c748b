"""What may be the same, as the API asks for it and tells it."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.named import component_named, matter_named, photos_named, premises_named
from xiuhua.cases.queries.resembling import Resembling, sight_told
from xiuhua.cases.rules.resemblance import Sight
from xiuhua.cases.serializers.cases import StandingOut, standing_told
from xiuhua.cases.serializers.shared import MOST_PHOTOS, AreaCode, Code, Id, Matter
from xiuhua.cases.terms.likeness import Likelihood
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.api import Instant
from xiuhua.web.sentences import sentence


class AlikeIn(Schema):
    """A report that nobody has sent yet: what of it can be compared."""

    matter: Matter = ""
    matter_kind: ItemKind = ItemKind.MATTER
    text: Annotated[str, Field(max_length=2_000)] = ""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    area_code: AreaCode = ""
    component_code: Code = ""
    premises_code: Annotated[str, Field(max_length=30)] = ""
    caller_phone: Annotated[str, Field(max_length=20)] = ""
    reported_at: Instant | None = None
    photos: Annotated[list[Id], Field(max_length=MOST_PHOTOS, description="ids of stored files")] = []

    def as_sight(self, *, actor: Actor, at: Instant) -> Sight:
        """Return it as it is compared.

        Raises:
            Invalid: something it names does not exist, or half of a place is missing.
        """
        if (self.longitude is None) != (self.latitude is None):
            missing = "longitude" if self.longitude is None else "latitude"
            raise Invalid(fields={missing: "report_half_a_place"})
        return sight_told(
            item_id=matter_named(self.matter, kind=self.matter_kind), text=self.text,
            place=place_of(self.longitude, self.latitude), at=self.reported_at or at,
            component_id=component_named(self.component_code), premises_id=premises_named(self.premises_code),
            caller_phone=self.caller_phone, photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class AlikeReasonOut(Schema):
    """Why two may be the same: a code, and its sentence in the reader's language."""

    code: str
    sentence: str


class AlikeOut(StandingOut):
    """An open case that may be the same. `score` is 0 to 1; docs/duplicates.md says what it is worth."""

    title: str
    matter: str | None
    score: float
    likelihood: Likelihood
    reasons: list[AlikeReasonOut]
    distance_m: float | None
    apart_s: int


def alike_out(found: Resembling, language: str) -> AlikeOut:
    """Return a candidate as the API gives it."""
    told, case = found.likeness, found.case
    return AlikeOut(
        **standing_told(case), title=case.title, matter=case.item.code if case.item else None,
        score=round(found.score, 3), likelihood=found.likelihood,
        reasons=[
            AlikeReasonOut(code=one.code, sentence=sentence(one.code, language, **one.arguments))
            for one in found.reasons
        ],
        distance_m=None if told.distance_m is None else round(told.distance_m, 1),
        apart_s=round(told.apart_s),
    )  # fmt: skip
