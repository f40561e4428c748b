"""What pages of orders share: words of acts, clocks, choices, what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from xiuhua.cases.queries.cases import number_read
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.queries.handbook import units_called, units_offered
from xiuhua.ground.queries.units import units_unheard
from xiuhua.ground.terms import AreaLevel
from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import item_typed
from xiuhua.orders.rules.callers import words_without_caller
from xiuhua.orders.rules.orders import clock_of
from xiuhua.orders.terms.orders import OrderAct, OrderState
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.filters import AreaChoice
from xiuhua.web.parts import Clock, Option

VERBS_EN: dict[OrderAct, str] = {
    OrderAct.SIGN: "Sign for it",
    OrderAct.CONTACT: "Call the citizen",
    OrderAct.PASS_ON: "Pass it on",
    OrderAct.JOIN: "Join to a case",
    OrderAct.REPLY: "Reply",
    OrderAct.CALL_BACK: "Call back",
    OrderAct.REDO: "Do it again",
    OrderAct.ARCHIVE: "Archive",
    OrderAct.RETURN_ASK: "Return it",
    OrderAct.EXTEND_ASK: "Ask for time",
    OrderAct.PHONE_REVEAL: "See the number",
}


def verb_said(act: OrderAct) -> str:
    """Return an act as a button says it."""
    return VERBS_EN.get(act, act.en) if language().startswith("en") else act.label(language())


def verb_later(act: OrderAct) -> Words:
    """Return an act as a button says it, in the reader's language when it is printed."""
    return cast("Words", lazy(lambda: verb_said(act), str)())


def words_later(word: Term) -> Words:
    """Return a term said in the reader's language when it is printed, for class attributes."""
    return cast("Words", lazy(lambda: word.label(language()), str)())


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    depths = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}
    return [AreaChoice(area.code, area.name, depths[AreaLevel(area.level)]) for area in areas_wide()]


def words_shown(order: Order) -> str:
    """Return the citizen's words as a page prints them: who they are is shown for a reason only."""
    return words_without_caller(order.words, name=order.caller_name, phone=order.caller_phone)


def order_clock(order: Order, at: datetime) -> Clock | None:
    """Return the clock that an order waits for; None where it waits for nobody here."""
    clock = clock_of(OrderState(order.state))
    if clock is None or order.due_at is None:
        return None
    return clock_running(order.due_at, order.soon_at, at, label=clock.label(language()))


def matters_offered() -> tuple[Option, ...]:
    """Return the matters of the catalogue."""
    return tuple(Option(value=f"{item.code} {item.zh}", label=item.en) for item in matters())


def units_offered_options() -> tuple[Option, ...]:
    """Return the units that can be given work."""
    unheard = units_unheard(at=now())
    return tuple(
        Option(value=f"{unit.code} {unit.name}", label=_("nobody is told") if unit.pk in unheard else "")
        for unit in units_offered()
    )


def matter_typed(typed: str) -> int | None:
    """Return the matter that somebody typed, by code, name or initials; None for nothing typed.

    Raises:
        Invalid: none fits, or several do.
    """
    if not typed.strip():
        return None
    found = item_typed(typed)
    if found is None:
        raise Invalid(fields={"matter": "case_matter_unknown"})
    return found


def unit_typed(typed: str) -> int | None:
    """Return the unit that somebody typed, by code or name; None for nothing typed.

    Raises:
        Invalid: none fits, or several do.
    """
    if not typed.strip():
        return None
    found = units_called(typed)
    if len(found) != 1:
        raise Invalid(fields={"unit": "case_unit_unknown"})
    return found[0].pk


def case_typed(typed: str) -> int:
    """Return the case that somebody typed the number of.

    Raises:
        Invalid: it is no number of a case.
    """
    found = number_read(typed)
    if found is None:
        raise Invalid(fields={"case": "case_target_wrong"})
    return found
