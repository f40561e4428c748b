"""Premises on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from xiuhua.files.services import file_store
from xiuhua.ground import queries, services
from xiuhua.ground.forms.parties import PremisesMoveForm, PremisesReviseForm
from xiuhua.ground.forms.premises import RenameForm
from xiuhua.ground.models import Premises
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.cameras import cameras_section
from xiuhua.ground.pages.shared import Line, facts, links
from xiuhua.ground.terms import Act, PremisesKind, PremisesState
from xiuhua.ground.terms.cameras import CameraAct
from xiuhua.ground.terms.surveys import FindingResult
from xiuhua.ground.terms.vehicles import MountKind, MountState
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm, phone_cell
from xiuhua.web.parts import Cell, Crumb, MapLayer, MapView, Section, Tag


def _street(premises: Premises) -> Cell:
    above = premises.area.parent
    return Cell(text=f"{above.name} {premises.area.name}" if above else premises.area.name)


def _party(premises: Premises) -> Cell:
    party = premises.party
    if party is None:
        return Cell()
    return Cell(kind="link", text=party.name, url=reverse("ground:party-page", args=(party.pk,)))


def _phone(premises: Premises) -> Cell:
    return phone_cell(premises.contact_phone)


class PremisesListPage(ListPage[Premises]):
    """Every shop, restaurant, site, estate, market and car park."""

    key = kind = menu = "premises"
    act = Act.PREMISES_READ
    title = _("Premises")
    sort = "-updated"
    search_field = "search"
    search_label = _("Name, code or address")
    shape_field = "place"
    mappable = True
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("kind", _("Kind"), PremisesKind, drop=3),
        term("state", _("State"), PremisesState),
        ListColumn(key="area", label=_("Street and community"), cell=_street, sort="area_code", drop=2),
        text("address", _("Address"), drop=4),
        ListColumn(key="phone", label=_("Contact phone"), kind="code", cell=_phone, shown=False),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="kind", label=_("Kind"), vocabulary=PremisesKind),
        TermFilter(name="state", label=_("State"), vocabulary=PremisesState),
        PrefixFilter(name="code", label=_("Code begins with")),
        DaysFilter(name="changed", label=_("Changed"), field="updated_at"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("In use"), query={"state": ("open",)}),
        Preset(label=_("Restaurants"), query={"kind": ("restaurant",), "state": ("open",)}),
        Preset(label=_("Building sites"), query={"kind": ("site",), "state": ("open",)}),
    )

    def records(self) -> QuerySet[Premises]:
        """Return the premises that the database scope lets through."""
        return queries.premises_all()

    def row_url(self, record: Premises) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(record.pk,))

    def row_note(self, record: Premises) -> str:
        """Return the address."""
        return record.address


class PremisesPage(ObjectPage[Premises]):
    """One of the premises."""

    kind = menu = "premises"
    act = Act.PREMISES_READ
    list_url_name = "ground:premises"
    acts = (
        ObjectAct(
            act=Act.PREMISES_RENAME,
            label=_("Rename"),
            url_name="ground:premises-rename",
            kind="primary",
            icon="edit",
            shortcut="e",
        ),
        ObjectAct(
            act=Act.PREMISES_REVISE, label=_("Revise"), url_name="ground:premises-revise", icon="pencil"
        ),
        ObjectAct(
            act=Act.PREMISES_MOVE,
            label=_("Change the state"),
            url_name="ground:premises-move",
            icon="refresh",
        ),
        ObjectAct(
            act=Act.PREMISES_PHONE_REVEAL,
            label=_("See the whole number"),
            url_name="ground:premises-phone",
            icon="eye",
        ),
    )
    edits = {"name": Act.PREMISES_RENAME}
    change_labels = {
        "contact_phone": _("Contact phone"),
        "frontage_m": _("Frontage"),
        "floor_area_m2": _("Floor area"),
    }
    facts = (
        text("name", _("Name")),
        term("kind", _("Kind"), PremisesKind),
        text("address", _("Address")),
        ListColumn(key="area", label=_("Street and community"), cell=_street),
        ListColumn(key="party", label=_("Who runs it"), kind="link", cell=_party),
        number("frontage", _("Frontage"), of="frontage_m", decimals=1, unit="m"),
        number("floor_area", _("Floor area"), of="floor_area_m2", decimals=1, unit="m²"),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )

    def sections(self) -> Sequence[Section]:
        """Return how to reach somebody, who answers, and what hangs on it."""
        row = self.record
        reveal = reverse("ground:premises-phone", args=(row.pk,))
        phone = phone_cell(row.contact_phone, url=reveal)
        return (
            facts(_("Contact"), {_("Contact phone"): phone}),
            answers_section(self.request, premises=row),
            *(cameras_section(row) if seams.may(self.actor, CameraAct.READ, row) else ()),
            *links(_("Cameras and devices here"), self._mount_lines()),
            *links(_("Found by surveys"), self._finding_lines()),
        )

    def _mount_lines(self) -> Sequence[Line]:
        return [
            Line(
                text=mount.name,
                note=MountKind(mount.kind).label(language()),
                tag=tag_of(MountState(mount.state)),
                url=reverse("ground:mount-page", args=(mount.pk,)),
            )
            for mount in queries.premises_mounts(self.record)
        ]

    def _finding_lines(self) -> Sequence[Line]:
        return [
            Line(
                text=finding.grid.survey.title,
                note=localtime(finding.at).date().isoformat(),
                tag=tag_of(FindingResult(finding.result)),
                url=reverse("ground:survey-page", args=(finding.grid.survey_id,)),
            )
            for finding in queries.premises_findings(self.record)
        ]

    def load(self) -> Premises:
        """Return the premises of the URL."""
        return queries.premises_get(self.kwargs["premises_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it is in use."""
        return tag_of(PremisesState(self.record.state))

    def place(self) -> str:
        """Return street, community and address."""
        return f"{_street(self.record).text} · {self.record.address}"

    def map_view(self) -> MapView:
        """Return it on the map, among its neighbours."""
        return MapView(
            label=self.record.name,
            layers=(
                MapLayer(name="areas", label=str(_("Areas"))),
                MapLayer(name="premises", label=str(_("Premises"))),
            ),
            feature=self.record.place.geojson,
            feature_label=self.record.name,
            subject=self.subject,
            list_url=reverse("ground:premises"),
            open_url="/premises/{id}",
        )


class PremisesFormPage(FormPage[Premises, F]):
    """An act on premises."""

    kind = menu = "premises"

    def load(self) -> Premises:
        """Return the premises of the URL."""
        return queries.premises_get(self.kwargs["premises_id"])

    def back_url(self) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the premises."""
        return (
            Crumb(label=str(_("Premises")), url=reverse("ground:premises")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class PremisesRenamePage(PremisesFormPage[RenameForm]):
    """Giving premises another name."""

    act = Act.PREMISES_RENAME
    form_class = RenameForm
    title = _("Rename the premises")
    lead = _("The code stays; the old name remains in the history.")
    verb = _("Rename")
    verb_icon = "edit"

    def initial(self) -> dict[str, object]:
        """Return the present name."""
        return {"name": self.record.name}

    def version(self) -> str:
        """Return the present name: whatever else has changed does not matter to this act."""
        return self.record.name

    def submit(self, sent: Sent[RenameForm]) -> Done:
        """Rename."""
        typed = sent.form.cleaned_data
        paper = typed["basis"]
        stored = paper and file_store(
            content=paper, name=paper.name, area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        services.premises_rename(
            premises_id=self.record.pk,
            name=typed["name"],
            reason=typed["reason"],
            expected_name=sent.seen,
            basis=stored or None,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("Renamed")))


_REVISED = ("kind", "address", "contact_phone", "frontage_m", "floor_area_m2")


class PremisesRevisePage(PremisesFormPage[PremisesReviseForm]):
    """Changing what is known of premises."""

    act = Act.PREMISES_REVISE
    form_class = PremisesReviseForm
    title = _("Revise the premises")
    verb = _("Revise")
    verb_icon = "pencil"

    def version(self) -> str:
        """Return when they last changed."""
        return self.record.updated_at.isoformat()

    def initial(self) -> Mapping[str, object]:
        """Return what is known; the number only to whoever may see it whole."""
        row = self.record
        known = {name: getattr(row, name) for name in _REVISED}
        code = row.party.credit_code if row.party else ""
        return known | {"credit_code": code or "", "contact_phone": phone_masked(row.contact_phone)}

    def submit(self, sent: Sent[PremisesReviseForm]) -> Done:
        """Revise; a number left masked is left as it is."""
        typed = sent.form.cleaned_data
        changes = {name: typed[name] for name in _REVISED}
        if changes["contact_phone"] == phone_masked(self.record.contact_phone):
            del changes["contact_phone"]
        services.premises_revise(
            premises_id=self.record.pk,
            changes=changes,
            credit_code=typed["credit_code"],
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("Revised")))


class PremisesMovePage(PremisesFormPage[PremisesMoveForm]):
    """Opening, suspending or closing premises."""

    act = Act.PREMISES_MOVE
    form_class = PremisesMoveForm
    title = _("Change the state")
    verb = _("Change the state")
    verb_icon = "refresh"

    def submit(self, sent: Sent[PremisesMoveForm]) -> Done:
        """Change it."""
        typed = sent.form.cleaned_data
        services.premises_move(
            premises_id=self.record.pk,
            to=PremisesState(typed["to"]),
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("State changed")))


class PremisesPhonePage(PhoneAskPage[Premises], PremisesFormPage[RevealForm]):
    """Asking for the whole number, with a reason that is kept."""

    act = Act.PREMISES_PHONE_REVEAL
    shown_url_name = "ground:premises-phone-shown"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        services.premises_phone_reveal(premises_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class PremisesPhoneShownPage(PhoneShownPage[Premises], PremisesFormPage[RevealForm]):
    """The whole number, once."""

    act = Act.PREMISES_PHONE_REVEAL
    ask_url_name = "ground:premises-phone"

    def phone(self) -> str:
        """Return the number."""
        return self.record.contact_phone

    def note(self) -> str:
        """Return the address."""
        return self.record.address
