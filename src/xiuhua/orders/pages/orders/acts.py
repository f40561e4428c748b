"""The acts on an order, as forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.queries import map_extent
from xiuhua.ground.queries.units import unheard_sentence
from xiuhua.orders.forms.orders import (
    CallBackForm,
    ContactForm,
    ExtendForm,
    JoinForm,
    OrderForm,
    PassOnForm,
    PlainForm,
    ReasonForm,
    RedoForm,
    ReplyForm,
)
from xiuhua.orders.models import Order
from xiuhua.orders.pages.orders.shared import (
    case_typed,
    matter_typed,
    matters_offered,
    unit_typed,
    units_offered_options,
    verb_later,
    verb_said,
)
from xiuhua.orders.queries.orders import order_get
from xiuhua.orders.rules.callers import words_without_caller
from xiuhua.orders.services import orders as services
from xiuhua.orders.terms.orders import ContactOutcome, OrderAct, OrderKind, OrderSource, Satisfaction
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm
from xiuhua.web.parts import Crumb, MapLayer, MapView

_PLACE = Group(
    title=gettext_lazy("Where"), help=gettext_lazy("Click on the map, or write the address."),
    fields=("address",), mapped=True,
)  # fmt: skip
_ADDRESS_SHOWN = 20
_DEGREES = Group(
    title=gettext_lazy("Degrees, or an area code"), fields=("longitude", "latitude", "area_code"), folded=True
)


class OrderFormPage(FormPage[Order, F]):
    """An act on one order."""

    kind = menu = "order"
    does: ClassVar[OrderAct]

    def load(self) -> Order:
        """Return the order of the URL."""
        return order_get(self.kwargs["order_id"])

    def version(self) -> str:
        """Return how far it has moved: whoever is slower is told."""
        return str(self.record.moves_count)

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the order."""
        return [
            Crumb(label=_("Orders"), url=reverse("orders:orders")),
            Crumb(label=f"{self.record.number} {self._what()}", url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the order."""
        return reverse("orders:order", args=(self.record.pk,))

    def _what(self) -> str:
        """Return what the order is about, short, so that nobody acts on another one."""
        order = self.record
        named = order.item.zh if order.item else OrderKind(order.kind).label(language())
        return " · ".join(one for one in (named, order.address[:_ADDRESS_SHOWN]) if one)

    def done(self) -> Done:
        """Lead back to the order, and say what was done."""
        return Done(url=self.back_url(), message=f"{verb_said(self.does)} · {self.record.number}")

    @property
    def seen(self) -> int:
        """How many moves the actor saw."""
        return self.record.moves_count


class OrderSignPage(OrderFormPage[PlainForm]):
    """Signing for an order."""

    does, act = OrderAct.SIGN, OrderAct.SIGN.value
    form_class = PlainForm
    title = verb_later(OrderAct.SIGN)
    verb = verb_later(OrderAct.SIGN)
    lead = gettext_lazy("From now on it is ours to settle. Next: call the citizen.")
    verb_icon = "check"

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Sign for it."""
        services.order_sign(order_id=self.record.pk, seen=self.seen, actor=self.actor, at=sent.at)
        return self.done()


class OrderContactPage(OrderFormPage[ContactForm]):
    """Keeping a try to call the citizen."""

    does, act = OrderAct.CONTACT, OrderAct.CONTACT.value
    form_class = ContactForm
    title = verb_later(OrderAct.CONTACT)
    verb = verb_later(OrderAct.CONTACT)
    lead = gettext_lazy("The first try within its limit counts as a response.")
    verb_icon = "phone"

    def submit(self, sent: Sent[ContactForm]) -> Done:
        """Keep it."""
        typed = sent.form.cleaned_data
        services.order_contact(
            order_id=self.record.pk, outcome=ContactOutcome(typed["outcome"]), note=typed["note"],
            seen=self.seen, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


def part_typed(typed: Mapping[str, object]) -> services.NewPart:
    """Return a matter as somebody typed it.

    Raises:
        Invalid: no matter or no unit is called so.
    """
    unit_id = unit_typed(str(typed["unit"]))
    return services.NewPart(
        text=str(typed["text"]), item_id=matter_typed(str(typed["matter"])),
        longitude=typed["longitude"], latitude=typed["latitude"],  # type: ignore[arg-type]  # a FloatField's
        area_code=str(typed["area_code"]).strip(), address=str(typed["address"]), unit_id=unit_id,
        push=bool(typed["push"]) or unit_id is not None,
    )  # fmt: skip


class OrderPassOnPage(OrderFormPage[PassOnForm]):
    """Passing a matter on; done again, it splits the order."""

    does, act = OrderAct.PASS_ON, OrderAct.PASS_ON.value
    form_class = PassOnForm
    title = verb_later(OrderAct.PASS_ON)
    verb = verb_later(OrderAct.PASS_ON)
    lead = gettext_lazy("One matter becomes one case. Pass it on again for each further matter of the order.")
    verb_icon = "send"
    groups = (
        Group(title=gettext_lazy("What"), fields=("matter", "text")),
        Group(title=gettext_lazy("To whom"), fields=("push", "unit")),
        _PLACE,
        _DEGREES,
    )

    def initial(self) -> Mapping[str, object]:
        """Begin with the citizen's words, without who they are."""
        order = self.record
        return {
            "matter": f"{order.item.code} {order.item.zh}" if order.item else "",
            "text": words_without_caller(order.words, name=order.caller_name, phone=order.caller_phone),
            "address": order.address,
            "longitude": order.place.x if order.place else None,
            "latitude": order.place.y if order.place else None,
            "area_code": "" if order.place else order.area_code,
            "push": True,
        }

    def prepare(self, form: PassOnForm) -> None:
        """Offer matters and units."""
        form.fields["matter"].widget.suggestions = matters_offered()
        form.fields["unit"].widget.suggestions = units_offered_options()

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return city_map()

    def submit(self, sent: Sent[PassOnForm]) -> Done:
        """Open the case."""
        case = services.order_pass_on(
            order_id=self.record.pk, part=part_typed(sent.form.cleaned_data), seen=self.seen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        unheard = unheard_sentence(case.unit, at=sent.at, language=language())
        said = (verb_said(self.does), case.number, unheard)
        return Done(url=self.back_url(), message=" · ".join(one for one in said if one))


def city_map() -> MapView:
    """Return the city, to click on."""
    layers = (MapLayer(name="areas", label=_("Areas")),)
    return MapView(label=_("Where it is"), layers=layers, bounds=map_extent())


class OrderJoinPage(OrderFormPage[JoinForm]):
    """Joining the matter to a case that is known."""

    does, act = OrderAct.JOIN, OrderAct.JOIN.value
    form_class = JoinForm
    title = verb_later(OrderAct.JOIN)
    verb = verb_later(OrderAct.JOIN)
    lead = gettext_lazy("Several orders about one thing are answered by one case.")

    def submit(self, sent: Sent[JoinForm]) -> Done:
        """Join it."""
        services.order_join(
            order_id=self.record.pk, target_id=case_typed(sent.form.cleaned_data["case"]), seen=self.seen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderReplyPage(OrderFormPage[ReplyForm]):
    """Sending the reply."""

    does, act = OrderAct.REPLY, OrderAct.REPLY.value
    form_class = ReplyForm
    title = verb_later(OrderAct.REPLY)
    verb = verb_later(OrderAct.REPLY)
    lead = gettext_lazy("Goes to the platform above, or is told to the citizen by the callback.")
    verb_icon = "message-check"

    def initial(self) -> Mapping[str, object]:
        """Begin with the draft."""
        return {"text": self.record.reply}

    def submit(self, sent: Sent[ReplyForm]) -> Done:
        """Send it."""
        services.order_reply(
            order_id=self.record.pk, text=sent.form.cleaned_data["text"], seen=self.seen, actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderCallBackPage(OrderFormPage[CallBackForm]):
    """Asking the citizen how it went."""

    does, act = OrderAct.CALL_BACK, OrderAct.CALL_BACK.value
    form_class = CallBackForm
    title = verb_later(OrderAct.CALL_BACK)
    verb = verb_later(OrderAct.CALL_BACK)
    lead = gettext_lazy(
        "Tell the citizen what was done, and ask. Who is not satisfied may have it done again."
    )
    verb_icon = "phone"

    def submit(self, sent: Sent[CallBackForm]) -> Done:
        """Keep the answer."""
        typed = sent.form.cleaned_data
        said = services.CalledBack(
            outcome=ContactOutcome(typed["outcome"]),
            resolved={"yes": True, "no": False}.get(typed["resolved"]),
            satisfied=Satisfaction(typed["satisfied"]) if typed["satisfied"] else None,
            note=typed["note"],
        )
        services.order_call_back(
            order_id=self.record.pk, said=said, seen=self.seen, actor=self.actor, at=sent.at
        )
        return self.done()


class OrderRedoPage(OrderFormPage[RedoForm]):
    """Having it done again."""

    does, act = OrderAct.REDO, OrderAct.REDO.value
    form_class = RedoForm
    title = verb_later(OrderAct.REDO)
    verb = verb_later(OrderAct.REDO)
    lead = gettext_lazy("A closed case stays closed: it is opened again as a linked one.")
    verb_icon = "refresh"

    def submit(self, sent: Sent[RedoForm]) -> Done:
        """Open the cases again."""
        services.order_redo(
            order_id=self.record.pk, reason=sent.form.cleaned_data["reason"], seen=self.seen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderArchivePage(OrderFormPage[PlainForm]):
    """Archiving an order."""

    does, act = OrderAct.ARCHIVE, OrderAct.ARCHIVE.value
    form_class = PlainForm
    title = verb_later(OrderAct.ARCHIVE)
    verb = verb_later(OrderAct.ARCHIVE)
    lead = gettext_lazy("Nothing more is done about it; it stays to be read and counted.")
    verb_icon = "circle-check"

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Archive it."""
        services.order_archive(order_id=self.record.pk, seen=self.seen, actor=self.actor, at=sent.at)
        return self.done()


class OrderReturnPage(OrderFormPage[ReasonForm]):
    """Asking the platform above to take it back."""

    does, act = OrderAct.RETURN_ASK, OrderAct.RETURN_ASK.value
    form_class = ReasonForm
    title = verb_later(OrderAct.RETURN_ASK)
    verb = verb_later(OrderAct.RETURN_ASK)
    lead = gettext_lazy("The platform above agrees or refuses; until then nothing runs late here.")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Ask."""
        services.order_return_ask(
            order_id=self.record.pk, reason=sent.form.cleaned_data["reason"], seen=self.seen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderExtendPage(OrderFormPage[ExtendForm]):
    """Asking the platform above for more time."""

    does, act = OrderAct.EXTEND_ASK, OrderAct.EXTEND_ASK.value
    form_class = ExtendForm
    title = verb_later(OrderAct.EXTEND_ASK)
    verb = verb_later(OrderAct.EXTEND_ASK)

    def submit(self, sent: Sent[ExtendForm]) -> Done:
        """Ask."""
        typed = sent.form.cleaned_data
        services.order_extend_ask(
            order_id=self.record.pk, until=typed["until"], reason=typed["reason"], seen=self.seen,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class OrderNewPage(FormPage[Order, OrderForm]):
    """Writing down an order that came by telephone or on paper."""

    kind = menu = "order"
    act = OrderAct.TAKE.value
    form_class = OrderForm
    title = gettext_lazy("New order")
    lead = gettext_lazy("For what came by telephone or on paper; the 12345 platform sends its own.")
    verb = gettext_lazy("Write it down")
    verb_icon = "plus"
    groups = (
        Group(title=gettext_lazy("What"), fields=("kind", "words", "city_number")),
        Group(title=gettext_lazy("From whom"), fields=("caller_name", "caller_phone")),
        _PLACE,
        _DEGREES,
    )

    def permit(self) -> None:
        """Refuse whoever may take no orders."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Order:
        """Return the order that is not there yet."""
        return Order()

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return city_map()

    def initial(self) -> Mapping[str, object]:
        """Begin with a complaint somewhere in the actor's area."""
        areas = seams.areas_for(self.actor, self.act)
        return {"kind": OrderKind.COMPLAINT.value, "area_code": areas[0] if areas else ""}

    def submit(self, sent: Sent[OrderForm]) -> Done:
        """Take it."""
        typed = sent.form.cleaned_data
        placed = typed["longitude"] is not None
        order, _new = services.order_take(
            new=services.NewOrder(
                source=OrderSource.CITY if typed["city_number"].strip() else OrderSource.HOTLINE,
                kind=OrderKind(typed["kind"]), words=typed["words"], city_number=typed["city_number"].strip(),
                caller_name=typed["caller_name"], caller_phone=typed["caller_phone"],
                address=typed["address"], longitude=typed["longitude"], latitude=typed["latitude"],
                area_code="" if placed else typed["area_code"].strip(),
            ),
            link=None, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("orders:order", args=(order.pk,)),
            message=f"{_('Written down')} · {order.number}",
        )

    def back_url(self) -> str:
        """Return the list."""
        return reverse("orders:orders")


class OrderPhonePage(PhoneAskPage[Order], OrderFormPage[RevealForm]):
    """Asking for the citizen's whole number, with a reason that is kept."""

    does, act = OrderAct.PHONE_REVEAL, OrderAct.PHONE_REVEAL.value
    shown_url_name = "orders:order-phone-shown"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        services.order_phone_reveal(order_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class OrderPhoneShownPage(PhoneShownPage[Order], OrderFormPage[RevealForm]):
    """The citizen's whole number, once."""

    does, act = OrderAct.PHONE_REVEAL, OrderAct.PHONE_REVEAL.value
    ask_url_name = "orders:order-phone"

    def phone(self) -> str:
        """Return the number."""
        return self.record.caller_phone

    def note(self) -> str:
        """Return who asked."""
        return self.record.caller_name
