"""One order on the screen: its course, clocks, cases, calls, reply, and what was told above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases.queries.ground import names_above
from xiuhua.cases.terms import CaseState
from xiuhua.ground.queries.units import unheard_sentence
from xiuhua.notices.queries.routes import outgoing_about
from xiuhua.notices.terms import OutgoingState
from xiuhua.orders.models import Order, OrderCase
from xiuhua.orders.pages.orders.shared import order_clock, verb_later, words_shown
from xiuhua.orders.queries.calls import calls_of_order
from xiuhua.orders.queries.orders import (
    case_final,
    contacts_of,
    messages_of,
    order_get,
    orders_of_phone,
    parts_of,
)
from xiuhua.orders.queries.rows import Case
from xiuhua.orders.rules.orders import may_move
from xiuhua.orders.terms.links import MessageKind, MessageState
from xiuhua.orders.terms.orders import (
    ContactOutcome,
    OrderAct,
    OrderClock,
    OrderKind,
    OrderSource,
    OrderState,
    Satisfaction,
)
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import phone_cell
from xiuhua.web.parts import Cell, Clock, MapLayer, MapView, Section, Stage, StageState, State, Tag
from xiuhua.web.words import word

_A, _S = OrderAct, OrderState
_ICONS = {
    _A.SIGN: "check",
    _A.CONTACT: "phone",
    _A.PASS_ON: "send",
    _A.REPLY: "message-check",
    _A.CALL_BACK: "phone",
    _A.REDO: "refresh",
    _A.ARCHIVE: "circle-check",
}
_LEADS = {
    _S.WAITING: _A.SIGN,
    _S.SIGNED: _A.CONTACT,
    _S.CONTACTED: _A.PASS_ON,
    _S.ANSWERING: _A.REPLY,
    _S.REPLIED: _A.CALL_BACK,
    _S.CALLED_BACK: _A.ARCHIVE,
}
_OFFERED = (
    *(_A.SIGN, _A.CONTACT, _A.PASS_ON, _A.REPLY, _A.CALL_BACK, _A.ARCHIVE, _A.REDO, _A.JOIN),
    *(_A.EXTEND_ASK, _A.RETURN_ASK),
)
_ASIDE = frozenset({_A.JOIN, _A.EXTEND_ASK, _A.RETURN_ASK})
_COURSE = (
    (OrderClock.SIGN, "signed_at", _S.WAITING),
    (OrderClock.CONTACT, "contacted_at", _S.SIGNED),
    (OrderClock.PASS_ON, "passed_at", _S.CONTACTED),
    (OrderClock.REPLY, "replied_at", _S.ANSWERING),
    (OrderAct.CALL_BACK, "called_back_at", _S.REPLIED),
    (OrderAct.ARCHIVE, "archived_at", _S.CALLED_BACK),
)


def _caller(order: Order) -> Cell:
    url = reverse("orders:order-phone", args=(order.pk,))
    return phone_cell(order.caller_phone, url=url)


def _answer(order: Order) -> Cell:
    if order.resolved is None or not order.satisfied:
        return Cell()
    solved = _("Solved") if order.resolved else _("Not solved")
    return Cell(text=f"{solved} · {Satisfaction(order.satisfied).label(language())}")


class OrderPage(ObjectPage[Order]):
    """One order."""

    kind = menu = "order"
    act = OrderAct.READ.value
    list_url_name = "orders:orders"
    facts_beside = True
    facts = (
        term("source", gettext_lazy("Came by"), OrderSource),
        term("kind", gettext_lazy("Kind"), OrderKind),
        code("city_number", gettext_lazy("Number above")),
        ListColumn(
            key="item",
            label=gettext_lazy("Matter"),
            cell=lambda order: Cell(text=order.item.zh if order.item else ""),
        ),
        ListColumn(
            key="caller",
            label=gettext_lazy("Citizen"),
            cell=lambda order: Cell(
                kind="person", text=order.caller_name[:1] + "**" if order.caller_name else ""
            ),
        ),
        ListColumn(key="phone", label=gettext_lazy("Citizen's phone"), cell=_caller),
        moment("received", gettext_lazy("Came in"), of="received_at"),
        moment("return_due", gettext_lazy("Can be returned until"), of="return_due_at"),
        moment("reply_due", gettext_lazy("Reply due"), of="reply_due_at"),
        ListColumn(key="answer", label=gettext_lazy("Citizen's answer"), cell=_answer),
    )
    spare = frozenset({"city_number", "item", "caller", "phone", "answer"})

    def load(self) -> Order:
        """Return the order of the URL."""
        return order_get(self.kwargs["order_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is about."""
        return self.record.item.zh if self.record.item else OrderKind(self.record.kind).label(language())

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(OrderState(self.record.state))

    def place(self) -> str:
        """Return where it is."""
        areas = " ".join(names_above(self.record.area_code) or [self.record.area.name])
        return " · ".join(part for part in (areas, self.record.address) if part)

    def offered(self) -> Sequence[ObjectAct[Order]]:
        """Return the acts that the table has for this state, the one that leads on first."""
        here = OrderState(self.record.state)
        found = [act for act in _OFFERED if may_move(act, here)]
        return [self._offered(act) for act in sorted(found, key=lambda act: act is not self._leading(here))]

    def _leading(self, here: OrderState) -> OrderAct | None:
        unhappy = here is _S.CALLED_BACK and (
            self.record.resolved is False or self.record.satisfied == Satisfaction.NO
        )
        return _A.REDO if unhappy else _LEADS.get(here)

    def _offered(self, act: OrderAct) -> ObjectAct[Order]:
        leads = act is self._leading(OrderState(self.record.state))
        return ObjectAct(
            act=act.value,
            label=verb_later(act),
            url_name=f"orders:order-{act.value.removeprefix('order.').replace('_', '-')}",
            kind="primary" if leads else "plain",
            icon=_ICONS.get(act, ""),
            aside=act in _ASIDE,
            why_not=lambda order: self._why_not(act, order),
        )

    def _why_not(self, act: OrderAct, order: Order) -> str:
        if act in {_A.RETURN_ASK, _A.EXTEND_ASK} and order.source != OrderSource.CITY:
            return _("It was written here: there is nobody above")
        if act is _A.RETURN_ASK and now() > order.return_due_at:
            return _("The limit for returning it has passed")
        if act is _A.EXTEND_ASK and order.asked:
            return _("More time was asked for already")
        return ""

    def stages(self) -> Sequence[Stage]:
        """Return the course it runs."""
        here = OrderState(self.record.state)
        if here in {_S.RETURN_ASKED, _S.RETURNED}:
            state: StageState = "returned" if here is _S.RETURN_ASKED else "void"
            return [Stage(label=here.label(language()), state=state, at=self.record.returned_at)]
        return [self._stage(label.label(language()), name, wait, here) for label, name, wait in _COURSE]

    def _stage(self, label: str, name: str, wait: OrderState, here: OrderState) -> Stage:
        at: datetime | None = getattr(self.record, name)
        is_here = here is wait or (wait is _S.ANSWERING and here is _S.PASSED)
        order = list(OrderState)
        passed = order.index(here) > order.index(wait)
        if is_here:
            return Stage(label=label, state="under_way", note=_("under way"))
        return Stage(label=label, state="done" if passed else "before", at=at if passed else None)

    def clocks(self) -> Sequence[Clock]:
        """Return the clock that it waits for."""
        found = order_clock(self.record, now())
        return (found,) if found else ()

    def map_view(self) -> MapView | None:
        """Return where it is."""
        order = self.record
        if order.place is None:
            return None
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=order.place.geojson,
            feature_label=self.heading(),
            subject=self.subject,
        )

    def sections(self) -> Sequence[Section]:
        """Return the citizen's words, the reply, cases, calls, what was told above, earlier orders."""
        found = (
            self._words(), self._reply(), self._cases(), self._contacts(), self._calls(), self._texted(),
            self._messages(), self._earlier(),
        )  # fmt: skip
        return tuple(section for section in found if section is not None)

    def _words(self) -> Section:
        return Section(
            title=_("The citizen's words"),
            template="orders/words.html",
            context=words_shown(self.record),
            leads=True,
        )

    def _reply(self) -> Section | None:
        order = self.record
        if not order.reply:
            return None
        is_sent = order.replied_at is not None
        return Section(
            title=_("Reply") if is_sent else _("Draft of the reply"), template="orders/words.html",
            context=order.reply, note="" if is_sent else _("not sent yet"), leads=not is_sent,
        )  # fmt: skip

    def caution(self) -> State | None:
        """Say where a matter was passed to a unit of which nobody can be told."""
        units = {
            final.unit.pk: final.unit
            for part, final in self._parts
            if part.until is None and final.unit and final.over_at is None
        }
        said = (unheard_sentence(unit, at=now(), language=language()) for unit in units.values())
        words = " ".join(one for one in said if one)
        return State(kind="stale", title=words) if words else None

    @cached_property
    def _parts(self) -> list[tuple[OrderCase, Case]]:
        """The matters passed on, each with the case that it is now."""
        return [(part, case_final(part.case)) for part in parts_of(self.record)]

    def _cases(self) -> Section | None:
        lines = []
        for part, final in self._parts:
            lines.append(
                {
                    "case": part.case,
                    "final": final if final.pk != part.case_id else None,
                    "state": tag_of(CaseState(final.state)),
                    "unit": final.unit.name if final.unit else "",
                    "again": part.until is not None,
                }
            )
        if not lines:
            return None
        return Section(
            title=_("Cases"), template="orders/order_cases.html", context=lines, note=str(len(lines))
        )

    def _contacts(self) -> Section | None:
        rows = list(contacts_of(self.record))
        labels = seams.actor_labels({row.actor for row in rows})
        lines = [
            {
                "row": row,
                "outcome": tag_of(ContactOutcome(row.outcome)),
                "who": labels.get(row.actor, ""),
                "what": OrderAct.CALL_BACK.label(language()) if row.is_callback else "",
            }
            for row in rows
        ]
        if not lines:
            return None
        return Section(
            title=_("Calls to the citizen"), template="orders/order_contacts.html", context=lines,
            note=str(len(lines)),
        )  # fmt: skip

    def _calls(self) -> Section | None:
        rows = calls_of_order(self.record)
        if not rows:
            return None
        return Section(title=_("Call of the hotline"), template="orders/calls.html", context=rows)

    def _texted(self) -> Section | None:
        rows = outgoing_about(self.subject)
        if not rows:
            return None
        lines = [
            {"row": row, "state": tag_of(OutgoingState(row.state)), "fault": _fault_said(row.fault)}
            for row in rows
        ]
        return Section(title=_("Told the citizen by SMS"), template="orders/texted.html", context=lines)

    def _messages(self) -> Section | None:
        lines = [
            {
                "kind": MessageKind(row.kind).label(language()),
                "state": tag_of(MessageState(row.state)),
                "fault": _fault_said(row.fault),
                "row": row,
            }
            for row in messages_of(self.record)
        ]
        if not lines:
            return None
        return Section(title=_("Told the platform above"), template="orders/messages.html", context=lines)

    def _earlier(self) -> Section | None:
        rows = orders_of_phone(self.record.phone_key, but=self.record.pk)
        if not rows:
            return None
        lines = [
            {"order": row, "state": tag_of(OrderState(row.state)), "words": words_shown(row)} for row in rows
        ]
        title = _("Earlier orders of this number")
        return Section(title=title, template="orders/earlier.html", context=lines, note=str(len(lines)))


def _fault_said(fault: str) -> str:
    """Return why something did not arrive, in the reader's language; empty where it did."""
    return word(fault, language()) if fault else ""
