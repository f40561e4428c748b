"""Which matter a text may speak of, as the API tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.models import MatterSuggestion
from xiuhua.cases.queries.matters import MatterFound


class MatterFoundOut(Schema):
    """A matter that a text may speak of, with the words that spoke for it."""

    matter: Annotated[str, Field(description="its code in the catalogue in force")]
    name: str
    name_en: str
    confidence: Annotated[float, Field(description="0 to 1; calibrated where a model said it")]
    words: list[str]
    model: Annotated[int | None, Field(description="the version that said it; null: by words alone")]


class MatterSuggestionOut(MatterFoundOut):
    """What was suggested for a case, and when."""

    suggested_at: datetime


def matter_found_out(found: MatterFound) -> MatterFoundOut:
    """Return a matter as the API gives it."""
    return MatterFoundOut(
        matter=found.code, name=found.zh, name_en=found.en, confidence=round(found.confidence, 3),
        words=list(found.words), model=found.model_number,
    )  # fmt: skip


def matter_suggestion_out(row: MatterSuggestion) -> MatterSuggestionOut:
    """Return a suggestion as the API gives it."""
    return MatterSuggestionOut(
        matter=row.item.code, name=row.item.zh, name_en=row.item.en, confidence=round(row.confidence, 3),
        words=row.words, model=row.model.number if row.model else None, suggested_at=row.suggested_at,
    )  # fmt: skip
