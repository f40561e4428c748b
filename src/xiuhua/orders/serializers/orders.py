"""Orders as the doors take and tell them. docs/howto/orders.md says where each field is taken from."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.queries.named import matter_named
from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import case_final, parts_of
from xiuhua.orders.serializers.order_fields import AreaCode, Matter, UnitCode
from xiuhua.orders.services.orders import NewOrder
from xiuhua.orders.terms.orders import (
    ContactOutcome,
    OrderKind,
    OrderSource,
    OrderState,
    Satisfaction,
)
from xiuhua.web.api import Instant

_Words = Annotated[str, Field(max_length=2_000)]
CityNumber = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")]


class OrderIn(Schema):
    """An order of the platform above. The same `city_number` again changes nothing."""

    city_number: CityNumber
    kind: OrderKind = OrderKind.COMPLAINT
    words: Annotated[str, Field(min_length=1, max_length=2_000, description="the citizen's own")]
    caller_name: Annotated[str, Field(max_length=40)] = ""
    caller_phone: Annotated[str, Field(max_length=20)] = ""
    address: Annotated[str, Field(max_length=160)] = ""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    area_code: AreaCode = ""
    matter: Matter = ""
    received_at: Instant | None = None
    sign_by: Instant | None = None
    call_by: Instant | None = None
    reply_by: Instant | None = None

    def as_new(self) -> NewOrder:
        """Return it as the service takes it.

        Raises:
            Invalid: no matter has this code.
        """
        told = self.model_dump(exclude={"matter"})
        return NewOrder(source=OrderSource.CITY, item_id=matter_named(self.matter), **told)


class PartOut(Schema):
    """One matter of an order: its case, and whether that is over."""

    case: str
    state: str
    over: bool


class OrderOut(Schema):
    """Where an order stands. It never tells who called: who sent it knows, and nobody else may."""

    id: int
    number: str
    city_number: str
    known: Annotated[bool, Field(description="whether it had come in before")] = False
    state: OrderState
    asked: str
    received_at: datetime
    sign_due_at: datetime
    call_due_at: datetime
    return_due_at: datetime
    reply_due_at: datetime
    signed_at: datetime | None
    first_called_at: datetime | None
    passed_at: datetime | None
    replied_at: datetime | None
    reply: str
    resolved: bool | None
    satisfied: str
    redos: int
    moves_count: int
    parts: list[PartOut]


def order_out(order: Order, *, known: bool = False) -> OrderOut:
    """Return an order as the doors give it."""
    parts = [(part, case_final(part.case)) for part in parts_of(order) if part.until is None]
    names = OrderOut.model_fields.keys() - {"parts", "known", "reply"}
    return OrderOut(
        **{name: getattr(order, name) for name in names}, known=known,
        reply=order.reply if order.replied_at else "",
        parts=[
            PartOut(case=part.case.number, state=final.state, over=final.over_at is not None)
            for part, final in parts
        ],
    )  # fmt: skip


class AboveIn(Schema):
    """What the platform above answers or orders; which of these an act needs docs/howto/orders.md says."""

    reason: _Words = ""
    until: Instant | None = None
    resolved: bool | None = None
    satisfied: Satisfaction | None = None


class OrderSaidIn(Schema):
    """What the desk says with an act on an order; which of these an act needs docs/howto/orders.md says."""

    reason: _Words = ""
    outcome: ContactOutcome = ContactOutcome.REACHED
    until: Instant | None = None
    resolved: bool | None = None
    satisfied: Satisfaction | None = None
    text: _Words = ""
    matter: Matter = ""
    address: Annotated[str, Field(max_length=160)] = ""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    area_code: AreaCode = ""
    unit_code: UnitCode = ""
    push: bool = False
    case: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    seen: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
