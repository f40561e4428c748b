"""Parties on the screen: firms, sole traders and institutions behind premises and vehicles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.parties import PartyCreateForm, PartyReviseForm
from xiuhua.ground.models.parties import Party
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.shared import Line, act_new, facts, links
from xiuhua.ground.queries import parties as queries
from xiuhua.ground.services import parties as services
from xiuhua.ground.services.parties import NewParty
from xiuhua.ground.terms.parties import PartyAct, PartyKind, PartyState
from xiuhua.ground.terms.premises import PremisesState
from xiuhua.ground.terms.vehicles import VehicleState
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm, phone_cell
from xiuhua.web.parts import Action, Cell, Crumb, Section, Tag

_REVISED = ("name", "kind", "credit_code", "contact_name", "contact_phone", "address", "state")


class PartyListPage(ListPage[Party]):
    """Every party."""

    key = "parties"
    kind = "party"
    menu = "premises"
    act = PartyAct.READ
    title = _("Parties")
    sort = "-updated"
    search_field = "search"
    search_label = _("Name or credit code")
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        code("credit_code", _("Credit code"), drop=3),
        term("kind", _("Kind"), PartyKind, drop=4),
        term("state", _("State"), PartyState),
        number("premises", _("Premises"), of="premises_count", drop=2),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=PartyKind),
        TermFilter(name="state", label=_("State"), vocabulary=PartyState),
    )

    def records(self) -> QuerySet[Party]:
        """Return the parties that the database scope lets through."""
        return queries.parties_all()

    def row_url(self, record: Party) -> str:
        """Return the page of the party."""
        return reverse("ground:party-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        may = seams.may(self.actor, PartyAct.CREATE)
        return (act_new("ground:party-new", _("New party"), PartyAct.CREATE),) if may else ()


class PartyPage(ObjectPage[Party]):
    """One party, with what it runs."""

    kind = "party"
    menu = "premises"
    act = PartyAct.READ
    list_url_name = "ground:parties"
    acts = (
        ObjectAct(
            act=PartyAct.REVISE, label=_("Revise"), url_name="ground:party-revise", kind="primary",
            icon="edit", shortcut="e",
        ),
        ObjectAct(
            act=PartyAct.PHONE_REVEAL, label=_("See the whole number"), url_name="ground:party-phone",
            icon="eye",
        ),
    )  # fmt: skip
    facts = (
        text("name", _("Name")),
        term("kind", _("Kind"), PartyKind),
        ListColumn(
            key="credit_code", label=_("Credit code"), kind="code",
            cell=lambda row: Cell(kind="code", text=row.credit_code or "", copyable=bool(row.credit_code)),
        ),
        text("address", _("Address")),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )  # fmt: skip
    change_labels = {
        "contact_name": _("Contact person"), "contact_phone": _("Contact phone"), "state": _("State"),
    }  # fmt: skip

    def load(self) -> Party:
        """Return the party of the URL."""
        return queries.party_get(self.kwargs["party_id"])

    def code(self) -> str:
        """Return its credit code."""
        return self.record.credit_code or ""

    def state(self) -> Tag:
        """Return whether it still exists."""
        return tag_of(PartyState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return how to reach it, and what it runs."""
        row = self.record
        reveal = reverse("ground:party-phone", args=(row.pk,))
        contact = {
            _("Contact person"): Cell(text=row.contact_name),
            _("Contact phone"): phone_cell(row.contact_phone, url=reveal),
        }
        run = [
            Line(
                text=one.name, note=one.address, tag=tag_of(PremisesState(one.state)),
                url=reverse("ground:premises-page", args=(one.pk,)),
            )
            for one in queries.party_premises(row)
        ]  # fmt: skip
        driven = [
            Line(
                text=one.plate, note=one.model, tag=tag_of(VehicleState(one.state)),
                url=reverse("ground:vehicle-page", args=(one.pk,)),
            )
            for one in queries.party_vehicles(row)
        ]  # fmt: skip
        return (facts(_("Contact"), contact), *links(_("Premises"), run), *links(_("Vehicles"), driven))


class PartyFormPage(FormPage[Party, F]):
    """An act on one party."""

    kind = "party"
    menu = "premises"

    def load(self) -> Party:
        """Return the party of the URL."""
        return queries.party_get(self.kwargs["party_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the party."""
        return reverse("ground:party-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the party."""
        return (
            Crumb(label=str(_("Parties")), url=reverse("ground:parties")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class PartyRevisePage(PartyFormPage[PartyReviseForm]):
    """Changing what is known of a party."""

    act = PartyAct.REVISE
    form_class = PartyReviseForm
    title = _("Revise the party")
    verb = _("Revise")
    verb_icon = "edit"

    def initial(self) -> Mapping[str, object]:
        """Return what is known; the number stays masked."""
        known = {name: getattr(self.record, name) or "" for name in _REVISED}
        return known | {"contact_phone": phone_masked(self.record.contact_phone)}

    def submit(self, sent: Sent[PartyReviseForm]) -> Done:
        """Revise; a number left masked is left as it is."""
        typed = sent.form.cleaned_data
        changes = {name: typed[name] for name in _REVISED}
        if changes["contact_phone"] == phone_masked(self.record.contact_phone):
            del changes["contact_phone"]
        services.party_revise(
            party_id=self.record.pk, changes=changes, reason=typed["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=str(_("Revised")))


class PartyPhonePage(PhoneAskPage[Party], PartyFormPage[RevealForm]):
    """Asking for the whole number, with a reason that is kept."""

    act = PartyAct.PHONE_REVEAL
    shown_url_name = "ground:party-phone-shown"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        services.party_phone_reveal(party_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class PartyPhoneShownPage(PhoneShownPage[Party], PartyFormPage[RevealForm]):
    """The whole number, once."""

    act = PartyAct.PHONE_REVEAL
    ask_url_name = "ground:party-phone"

    def phone(self) -> str:
        """Return the number."""
        return self.record.contact_phone

    def note(self) -> str:
        """Return the address."""
        return self.record.address


class PartyNewPage(FormPage[Party, PartyCreateForm]):
    """Recording a party."""

    kind = "party"
    menu = "premises"
    act = PartyAct.CREATE
    form_class = PartyCreateForm
    title = _("New party")
    verb = _("Record the party")
    verb_icon = "plus"

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Party:
        """Return the party that is not there yet."""
        return Party()

    def submit(self, sent: Sent[PartyCreateForm]) -> Done:
        """Record it."""
        typed = dict(sent.form.cleaned_data)
        new = NewParty(kind=PartyKind(typed.pop("kind")), **typed)
        made = services.parties_create_many(new=[new], actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:party-page", args=(made[0].pk,)), message=str(_("Recorded")))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:parties")
