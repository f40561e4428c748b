"""What the API of the catalogue and the handbook gives."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from xiuhua.ground.models import HandbookLine
from xiuhua.ground.rules.limits import Limit, Manual, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.terms.catalogue import HandbookState, ItemKind, Standard


class ItemOut(Schema):
    """A component or matter of a standard."""

    id: int
    standard: Standard
    kind: ItemKind
    code: str
    zh: str
    en: str
    class_code: str
    class_zh: str
    class_en: str
    source: str
    unchecked: str


class LimitOut(Schema):
    """A limit: an amount with its unit, or the words by which a person judges it."""

    amount: int | None
    unit: TimeUnit | None
    text: str


def limit_out(limit: Limit | Manual | None) -> LimitOut | None:
    """Return a limit as the API gives it; none while nobody has written one."""
    if limit is None:
        return None
    if isinstance(limit, Manual):
        return LimitOut(amount=None, unit=None, text=limit.reason)
    return LimitOut(amount=limit.amount, unit=limit.unit, text=limit_text(limit))


class ConditionOut(Schema):
    """One condition: when a case is filed, within which limit it is handled, what closes it. Units by id."""

    line: int
    sequence: int
    filing_condition: str
    limit: LimitOut | None
    closing_condition: str
    steward: int | None
    owner: int | None
    keeper: int | None
    handler: int | None


class HoldingOut(Schema):
    """What holds for an item at an instant, and the version that says so."""

    handbook: int
    number: int
    area_code: str
    item: ItemOut
    conditions: list[ConditionOut]


class LineOut(ConditionOut):
    """A line of a version with the item it is about."""

    item: ItemOut
    source: str
    unchecked: str


class HandbookOut(Schema):
    """A version."""

    id: int
    area_code: str
    number: int
    title: str
    document_number: str
    state: HandbookState
    effective_at: datetime | None
    published_at: datetime | None


class HandbookFullOut(HandbookOut):
    """A version with every line."""

    lines: list[LineOut]


def line_out(line: HandbookLine) -> LineOut:
    """Return a line as the API gives it."""
    return LineOut(
        line=line.pk,
        sequence=line.sequence,
        filing_condition=line.filing_condition,
        limit=limit_out(line.limit),
        closing_condition=line.closing_condition,
        steward=line.steward_id,
        owner=line.owner_id,
        keeper=line.keeper_id,
        handler=line.handler_id,
        item=ItemOut.from_orm(line.item),
        source=line.source,
        unchecked=line.unchecked,
    )
