"""The hotline desk on the screen: the call that rings, calls before, writing it down, listening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.files.queries import file_address
from xiuhua.orders.forms.orders import RegisterForm
from xiuhua.orders.models import Call
from xiuhua.orders.pages.orders.acts import city_map, part_typed
from xiuhua.orders.pages.orders.shared import (
    area_choices,
    matters_offered,
    units_offered_options,
    words_later,
    words_shown,
)
from xiuhua.orders.queries.calls import call_at_seat, call_get, calls_all, calls_of_phone
from xiuhua.orders.queries.orders import orders_of_phone
from xiuhua.orders.services.calls import Registered, call_listen, call_register
from xiuhua.orders.services.orders import NewOrder
from xiuhua.orders.terms.calls import CallAct, CallState
from xiuhua.orders.terms.orders import OrderKind, OrderSource, OrderState
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import RevealForm
from xiuhua.web.parts import Cell, Crumb, MapView, Option, Section, State, Tag


def _order(call: Call) -> Cell:
    if call.order is None:
        return Cell()
    url = reverse("orders:order", args=(call.order_id,))
    return Cell(kind="link", text=call.order.number, url=url)


def _phone(call: Call) -> Cell:
    return Cell(kind="code", text=phone_masked(call.caller_phone))


def _agent(call: Call) -> Cell:
    return Cell(kind="person", text=call.agent.name if call.agent else "")


def _recording(call: Call) -> Cell:
    return Cell(kind="yes", number=int(call.recording_id is not None))


class CallListPage(ListPage[Call]):
    """Every call, the last first."""

    key = "calls"
    kind = "call"
    menu = "order"
    act = CallAct.READ.value
    title = gettext_lazy("Calls")
    sort = "-rang"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        term("state", gettext_lazy("State"), CallState),
        ListColumn(key="phone", label=gettext_lazy("Caller"), kind="code", cell=_phone),
        ListColumn(key="agent", label=gettext_lazy("Agent"), cell=_agent, drop=2),
        moment("rang", gettext_lazy("Rang"), of="rang_at", sort="rang_at"),
        moment("ended", gettext_lazy("Ended at"), of="ended_at", drop=1),
        ListColumn(key="order", label=pgettext_lazy("of a citizen", "Order"), cell=_order),
        ListColumn(key="recording", label=gettext_lazy("Recording"), kind="yes", cell=_recording, drop=3),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=CallState),
        DaysFilter(name="rang", label=gettext_lazy("Rang"), field="rang_at"),
    )

    def records(self) -> QuerySet[Call]:
        """Return the calls that the database scope lets through."""
        return calls_all()

    def row_url(self, record: Call) -> str:
        """Return the page of the call."""
        return reverse("orders:call", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nobody has called."""
        return State(
            kind="empty",
            title=_("No call yet"),
            text=_("The telephone system of the hotline tells of each call: link it first."),
        )


def _open_only(call: Call) -> str:
    if call.order is not None:
        return _("It was written down as %(order)s") % {"order": call.order.number}
    return ""


def _recorded_only(call: Call) -> str:
    return "" if call.recording_id else _("No recording is kept")


class CallPage(ObjectPage[Call]):
    """One call: who called, what they asked before, what it became."""

    kind = "call"
    menu = "order"
    act = CallAct.READ.value
    list_url_name = "orders:calls"
    facts_beside = True
    acts = (
        ObjectAct(
            act=CallAct.REGISTER.value,
            label=gettext_lazy("Write the call down"),
            url_name="orders:call-register",
            kind="primary",
            icon="edit",
            why_not=_open_only,
        ),
        ObjectAct(
            act=CallAct.LISTEN.value,
            label=words_later(CallAct.LISTEN),
            url_name="orders:call-listen",
            icon="phone",
            why_not=_recorded_only,
        ),
    )
    facts = (
        ListColumn(key="phone", label=gettext_lazy("Caller"), cell=_phone),
        ListColumn(key="agent", label=gettext_lazy("Agent"), cell=_agent),
        moment("rang", gettext_lazy("Rang"), of="rang_at"),
        moment("answered", gettext_lazy("Answered"), of="answered_at"),
        moment("ended", gettext_lazy("Ended at"), of="ended_at"),
        ListColumn(key="order", label=pgettext_lazy("of a citizen", "Order"), cell=_order),
    )

    def load(self) -> Call:
        """Return the call of the URL."""
        return call_get(self.kwargs["call_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who calls, masked."""
        return phone_masked(self.record.caller_phone) or _("Number withheld")

    def state(self) -> Tag | None:
        """Return where it stands."""
        return tag_of(CallState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return what this number asked before."""
        call = self.record
        orders = orders_of_phone(call.phone_key, but=call.order_id or 0)
        calls = calls_of_phone(call.phone_key, but=call.pk)
        found = []
        if orders:
            lines = [
                {"order": one, "state": tag_of(OrderState(one.state)), "words": words_shown(one)}
                for one in orders
            ]
            found.append(
                Section(title=_("Earlier orders of this number"), template="orders/earlier.html",
                        context=lines, note=str(len(lines)), leads=True)
            )  # fmt: skip
        if calls:
            found.append(
                Section(title=_("Earlier calls of this number"), template="orders/calls.html",
                        context=calls, note=str(len(calls)))
            )  # fmt: skip
        return found


class CallDeskPage(CallPage):
    """The agent's own page: it shows the call as soon as the telephone rings, by itself."""

    act = CallAct.REGISTER.value

    def permit(self) -> None:
        """Refuse whoever writes no calls down."""
        seams.require(self.actor, self.act)
        self.record = self.load()

    def load(self) -> Call:
        """Return the call at the seat; one that is not there while nobody calls."""
        found = call_at_seat(self.actor.user_id, at=now())
        areas = seams.areas_for(self.actor, self.act)
        return found or Call(area_code=areas[0] if areas else "", state="")

    @property
    def subject(self) -> str:
        """The seat: what happens there is entered under its name, so that this page is renewed."""
        return f"seat:{self.actor.user_id}"

    def story_subjects(self) -> Sequence[str]:
        """Return the call alone: what rang before at this seat is no part of its story."""
        return (f"call:{self.record.pk}",) if self.record.pk else ()

    def code(self) -> str:
        """Return the number of the call."""
        return self.record.number if self.record.pk else ""

    def heading(self) -> str:
        """Return who calls."""
        return super().heading() if self.record.pk else _("Nobody calls")

    def state(self) -> Tag | None:
        """Return where the call stands."""
        return super().state() if self.record.pk else None

    def offered(self) -> Sequence[ObjectAct[Call]]:
        """Return what may be done with the call; nothing without one."""
        return super().offered() if self.record.pk else ()

    spare = frozenset({"phone", "agent", "rang", "answered", "ended", "order"})

    def sections(self) -> Sequence[Section]:
        """Return what this number asked before, or what this page is for."""
        if self.record.pk:
            return super().sections()
        return (Section(title=_("Hotline desk"), template="orders/no_call.html", leads=True),)


class CallFormPage(FormPage[Call, F]):
    """An act on one call."""

    kind = "call"
    menu = "order"

    def load(self) -> Call:
        """Return the call of the URL."""
        return call_get(self.kwargs["call_id"])

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the call."""
        return [
            Crumb(label=_("Calls"), url=reverse("orders:calls")),
            Crumb(label=self.record.number, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the call."""
        return reverse("orders:call", args=(self.record.pk,))


class CallRegisterPage(CallFormPage[RegisterForm]):
    """Writing a call down while talking."""

    act = CallAct.REGISTER.value
    form_class = RegisterForm
    title = gettext_lazy("Write the call down")
    lead = gettext_lazy("A matter becomes a case; a question is answered here and now.")
    verb = gettext_lazy("Write it down")
    verb_icon = "edit"
    groups = (
        Group(title=gettext_lazy("What"), fields=("kind", "matter", "text", "caller_name")),
        Group(
            title=gettext_lazy("Where"),
            help=gettext_lazy("Click on the map, or write the address."),
            fields=("address",),
            mapped=True,
        ),
        Group(title=gettext_lazy("To whom"), fields=("push", "unit"), folded=True),
        Group(title=gettext_lazy("Or answered at once"), fields=("answer",), folded=True),
        Group(
            title=gettext_lazy("Degrees, or an area code"),
            fields=("longitude", "latitude", "area_code"),
            folded=True,
        ),
    )

    def initial(self) -> Mapping[str, object]:
        """Begin with a complaint, and the name that the number gave before."""
        before = orders_of_phone(self.record.phone_key)
        known = next((one.caller_name for one in before if one.caller_name), "")
        return {
            "kind": OrderKind.COMPLAINT.value, "area_code": self.record.area_code, "caller_name": known,
        }  # fmt: skip

    def prepare(self, form: RegisterForm) -> None:
        """Offer matters, units, and the places this number spoke of before."""
        form.fields["matter"].widget.suggestions = matters_offered()
        form.fields["unit"].widget.suggestions = units_offered_options()
        before = dict.fromkeys(one.address for one in orders_of_phone(self.record.phone_key) if one.address)
        form.fields["address"].widget.suggestions = tuple(
            Option(value=address, label=_("spoken of before")) for address in before
        )

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return city_map()

    def submit(self, sent: Sent[RegisterForm]) -> Done:
        """Write it down."""
        typed = sent.form.cleaned_data
        part = part_typed(
            {**typed, "area_code": "" if typed["longitude"] is not None else typed["area_code"]}
        )
        new = NewOrder(
            source=OrderSource.HOTLINE, kind=OrderKind(typed["kind"]), words=typed["text"],
            caller_name=typed["caller_name"], caller_phone=self.record.caller_phone,
            address=typed["address"], longitude=typed["longitude"], latitude=typed["latitude"],
            area_code=part.area_code, item_id=part.item_id, received_at=self.record.rang_at,
        )  # fmt: skip
        answer = typed["answer"].strip()
        order = call_register(
            call_id=self.record.pk, actor=self.actor, at=sent.at,
            said=Registered(order=new, part=None if answer else part, answer=answer),
        )  # fmt: skip
        return Done(
            url=reverse("orders:order", args=(order.pk,)), message=f"{_('Written down')} · {order.number}"
        )


_HEARD = "call_heard"  # in the session: whose recording may be played, once


class CallListenPage(CallFormPage[RevealForm]):
    """Asking to hear a recording, with a reason that is kept."""

    act = CallAct.LISTEN.value
    form_class = RevealForm
    title = words_later(CallAct.LISTEN)
    lead = gettext_lazy("That you listened, and why, stays in the history.")
    verb = gettext_lazy("Listen")
    verb_icon = "phone"

    def submit(self, sent: Sent[RevealForm]) -> Done:
        """Keep the reason, and lead to the recording."""
        call_listen(
            call_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        self.request.session[_HEARD] = self.record.pk
        url = reverse("orders:call-recording", args=(self.record.pk,))
        return Done(url=url, message=_("The reason is kept in the history"))


@dataclass(frozen=True, kw_only=True)
class RecordingView:
    """A recording, to be played."""

    crumbs: Sequence[Crumb]
    name: str
    note: str
    url: str
    back_url: str


class CallRecordingPage(CallFormPage[RevealForm]):
    """The recording, once for each reason."""

    act = CallAct.LISTEN.value
    form_class = RevealForm
    template = fragment = "orders/recording.html"
    title = words_later(CallAct.LISTEN)
    verb = words_later(CallAct.LISTEN)
    http_method_names: ClassVar[list[str]] = ["get", "head"]  # type: ignore[misc]  # Django's own is no ClassVar

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the recording, or ask for the reason."""
        call = self.record
        if call.recording is None:
            raise NotFound(kind="call", key=call.number)
        if self.request.session.pop(_HEARD, None) != call.pk:
            return HttpResponseRedirect(reverse("orders:call-listen", args=(call.pk,)))
        view = RecordingView(
            crumbs=self.crumbs(), name=call.number, note=phone_masked(call.caller_phone),
            url=file_address(call.recording, actor=self.actor, at=now()), back_url=self.back_url(),
        )  # fmt: skip
        answer = self.answer(view, title=self.title)
        answer["Cache-Control"] = "no-store"
        return answer
