"""What left the house, or did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.notices import services
from xiuhua.notices.forms import ConfirmForm
from xiuhua.notices.models import Outgoing
from xiuhua.notices.queries.routes import outgoing_all, outgoing_get
from xiuhua.notices.rules.addresses import route_address_read
from xiuhua.notices.rules.templates import SAID_IN
from xiuhua.notices.services.keeping import address_opened, address_sealed
from xiuhua.notices.terms import OutgoingAct, OutgoingState, RouteKind
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import Filter, Mark, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm
from xiuhua.web.parts import Cell, Crumb, FilterField, Section, State, Tag
from xiuhua.web.words import word

_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class AddressFilter(Filter):
    """One whole address: `?to=13800000000`. It is looked for as it is kept, encrypted."""

    def is_value(self, value: str) -> bool:
        """Return whether it is an address of any way."""
        return len(value) <= _LONGEST and any(route_address_read(route, value) for route in RouteKind)

    def condition(self, held: Held) -> Q:
        """Return that it went there."""
        read = (route_address_read(route, held[self.name][0]) for route in RouteKind)
        return Q(address__in=[address_sealed(one) for one in dict.fromkeys(read) if one])

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a field to type into."""
        return FilterField(
            name=self.name, label=str(self.label), kind="text", value=next(iter(held.get(self.name, ())), ""),
            help=str(self.help),
        )  # fmt: skip


def _fault(row: Outgoing) -> Cell:
    """Return why it did not leave, and when it is tried again where that is waited for."""
    if not row.fault:
        return Cell()
    waits = row.state == OutgoingState.WAITING and row.next_at is not None
    again = gettext("tried again %s") % f"{localtime(row.next_at):%m-%d %H:%M}" if waits else ""
    return Cell(text=" · ".join(one for one in (word(row.fault, language()), again) if one))


class SentPage(ListPage[Outgoing]):
    """Every message, with its address masked."""

    act = OutgoingAct.READ
    menu = "accounts"
    key = "outgoing"
    kind = "outgoing"
    title = _("Messages sent")
    sort = "-queued"
    search_field = "search"
    search_label = _("Words of the message, or the masked address")
    columns = (
        text("title", _("Message"), locked=True, primary=True),
        term("route", _("Route"), RouteKind),
        code("to", _("To"), of="address_masked"),
        term("state", _("State"), OutgoingState),
        ListColumn(key="fault", label=_("What was wrong"), cell=_fault, drop=1),
        number("segments", _("Segments"), drop=1),
        number("attempts", _("Tries"), drop=1),
        moment("queued", _("Written"), of="queued_at", sort="queued_at"),
    )
    filters = (
        TermFilter(name="route", label=_("Route"), vocabulary=RouteKind),
        TermFilter(name="state", label=_("State"), vocabulary=OutgoingState),
        AddressFilter(name="to", label=_("To"), help=_("A whole number or address")),
        YesFilter(name="urgent", label=_("Urgent")),
    )
    presets = (
        Preset(label=_("All")),
        Preset(
            label=_("Not delivered"),
            query={"state": (OutgoingState.FAILED.value, OutgoingState.REFUSED.value)},
        ),
        Preset(label=_("Sandbox"), query={"state": (OutgoingState.SANDBOXED.value,)}),
        Preset(label=_("To be sent"), query={"state": (OutgoingState.WAITING.value,)}),
    )

    def records(self) -> QuerySet[Outgoing]:
        """Return every message."""
        return outgoing_all()

    def row_url(self, record: Outgoing) -> str:
        """Lead to the message."""
        return reverse("notices:outgoing", args=(record.pk,))

    def row_note(self, record: Outgoing) -> str:
        """Return how it went where, on the phone."""
        return f"{word(record.route, language())} {record.address_masked}"

    def empty(self) -> State:
        """Say what will come here."""
        return State(
            kind="empty",
            title=gettext("Nothing was sent yet"),
            text=gettext(
                "What leaves the house by e-mail, SMS or work chat is listed here, sandbox included."
            ),
        )


class OutgoingPage(ObjectPage[Outgoing]):
    """One message."""

    act = OutgoingAct.READ
    menu = "accounts"
    kind = "outgoing"
    list_url_name = "notices:sent"
    facts = (
        term("route", _("Route"), RouteKind),
        ListColumn(
            key="to", label=_("To"),
            cell=lambda row: Cell(
                kind="code", text=row.address_masked, masked=True,
                reveal_url=reverse("notices:outgoing-reveal", args=(row.pk,)),
            ),
        ),
        ListColumn(key="fault", label=_("What was wrong"), cell=_fault),
        number("segments", _("Segments")),
        number("attempts", _("Tries")),
        code("provider_code", _("Provider’s answer")),
        code("provider_ref", _("Provider’s id")),
        moment("queued_at", _("Written")),
        moment("next_at", _("Next try")),
        moment("accepted_at", _("Accepted by the provider")),
        moment("settled_at", _("Settled")),
    )  # fmt: skip
    spare = frozenset({"fault", "segments", "provider_code", "provider_ref"})
    acts: ClassVar[Sequence[ObjectAct[Outgoing]]] = (
        ObjectAct(
            act=OutgoingAct.RESEND,
            label=_("Send once more"),
            url_name="notices:outgoing-resend",
            kind="primary",
            icon="send",
        ),
    )  # fmt: skip

    def load(self) -> Outgoing:
        """Return the message in the URL."""
        return outgoing_get(int(self.kwargs["outgoing_id"]))

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag | None:
        """Return where it stands."""
        return tag_of(OutgoingState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Show what it says."""
        words = {name: word for name, word in self.record.words.items() if name != SAID_IN}
        context: Mapping[str, object] = {"text": self.record.text, "words": words}
        return (Section(title=gettext("Text"), template="notices/said.html", context=context, leads=True),)


class OutgoingResendPage(FormPage[Outgoing, ConfirmForm]):
    """Send a message once more."""

    act = OutgoingAct.RESEND
    menu = "accounts"
    kind = "outgoing"
    form_class = ConfirmForm
    title = _("Send once more")
    lead = _("It counts towards today’s quota once more.")
    verb = _("Send once more")

    def load(self) -> Outgoing:
        """Return the message in the URL."""
        return outgoing_get(int(self.kwargs["outgoing_id"]))

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Let it wait again."""
        services.outgoing_resend(outgoing_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("On its way."))

    def back_url(self) -> str:
        """Lead back to the message."""
        return reverse("notices:outgoing", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=gettext("Messages sent"), url=reverse("notices:sent")),)


class _OutgoingAddress(FormPage[Outgoing, RevealForm]):
    """The address of one message."""

    act = OutgoingAct.REVEAL
    menu = "accounts"
    kind = "outgoing"

    def load(self) -> Outgoing:
        """Return the message in the URL."""
        return outgoing_get(int(self.kwargs["outgoing_id"]))

    def back_url(self) -> str:
        """Lead back to the message."""
        return reverse("notices:outgoing", args=(self.record.pk,))


class OutgoingAskPage(PhoneAskPage[Outgoing], _OutgoingAddress):
    """Ask why the whole address is needed."""

    title = _("See the whole address")
    verb = _("Show the address")
    shown_url_name = "notices:outgoing-address"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        services.outgoing_address_reveal(outgoing_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class OutgoingShownPage(PhoneShownPage[Outgoing], _OutgoingAddress):
    """The whole address, once."""

    title = _("The whole address")
    ask_url_name = "notices:outgoing-reveal"

    def phone(self) -> str:
        """Return the address."""
        return address_opened(self.record.address)
