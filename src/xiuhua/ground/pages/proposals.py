"""部件更新 on the screen: proposed on the phone, checked in the field, accepted at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from xiuhua.files.queries import shapes_of
from xiuhua.ground.forms.components import ProposalAcceptForm, ProposalCheckForm, ProposalForm, ReasonForm
from xiuhua.ground.models.components import ComponentProposal
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.shared import Line, act_new, facts, links, upload_store
from xiuhua.ground.queries import components as queries
from xiuhua.ground.services import proposals as services
from xiuhua.ground.services.proposals import PROPOSED_FIELDS, NewProposal
from xiuhua.ground.terms.components import ComponentState, ProposalAct, ProposalState, ProposalVerb
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, MapLayer, MapView, Section, Stage, Tag


def _thing(proposal: ComponentProposal) -> Cell:
    """Return what it is about: the component's name, or what the new one is called."""
    component, fields = proposal.component, proposal.fields
    return Cell(text=component.name if component else fields.get("name") or fields.get("class_code", ""))


class ProposalListPage(ListPage[ComponentProposal]):
    """Every update from the street, by where it stands."""

    key = "proposals"
    kind = "proposal"
    menu = "components"
    act = ProposalAct.READ
    title = _("Updates from the street")
    sort = "-updated"
    columns = (
        ListColumn(key="thing", label=_("Component"), cell=_thing, primary=True, locked=True),
        term("verb", _("What happened"), ProposalVerb),
        term("state", _("Stands at"), ProposalState),
        text("reason", _("What was seen"), drop=2),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="state", label=_("Stands at"), vocabulary=ProposalState),
        TermFilter(name="verb", label=_("What happened"), vocabulary=ProposalVerb),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("To be checked"), query={"state": ("proposed",)}, counted=True),
        Preset(label=_("Checked"), query={"state": ("checked",)}, counted=True),
        Preset(label=_("Accepted"), query={"state": ("accepted",)}, counted=True),
        Preset(label=_("Refused"), query={"state": ("refused",)}, counted=True),
    )

    def records(self) -> QuerySet[ComponentProposal]:
        """Return every proposal."""
        return queries.proposals_all()

    def row_url(self, record: ComponentProposal) -> str:
        """Return the page of the proposal."""
        return reverse("ground:proposal-page", args=(record.pk,))

    def row_note(self, record: ComponentProposal) -> str:
        """Return what was seen."""
        return record.reason

    def acts(self) -> Sequence[Action]:
        """Offer to propose one."""
        may = seams.may(self.actor, ProposalAct.CREATE)
        return (act_new("ground:proposal-new", _("Propose an update"), ProposalAct.CREATE),) if may else ()


_COURSE = (ProposalState.PROPOSED, ProposalState.CHECKED, ProposalState.ACCEPTED)


class ProposalPage(ObjectPage[ComponentProposal]):
    """One update: what was said, what was seen, and how far it has come."""

    kind = "proposal"
    menu = "components"
    act = ProposalAct.READ
    list_url_name = "ground:proposals"
    acts = (
        ObjectAct(
            act=ProposalAct.CHECK,
            label=_("Check in the field"),
            url_name="ground:proposal-check",
            kind="primary",
            icon="clipboard-check",
        ),
        ObjectAct(
            act=ProposalAct.ACCEPT,
            label=_("Accept into the register"),
            url_name="ground:proposal-accept",
            kind="primary",
            icon="check",
        ),
        ObjectAct(
            act=ProposalAct.REFUSE,
            label=_("Refuse"),
            url_name="ground:proposal-refuse",
            kind="danger",
            icon="x",
        ),
    )
    facts = (
        term("verb", _("What happened"), ProposalVerb),
        text("reason", _("What was seen")),
        moment("recorded", _("Recorded"), of="recorded_at"),
        moment("updated", _("Changed"), of="updated_at"),
    )
    change_labels = {
        "name": _("Name"),
        "state": _("State"),
        "note": _("Note"),
        "class_code": _("Kind of component"),
    }

    def load(self) -> ComponentProposal:
        """Return the proposal of the URL."""
        return queries.proposal_get(self.kwargs["proposal_id"])

    def heading(self) -> str:
        """Return what happened to what."""
        return f"{ProposalVerb(self.record.verb).label(language())} · {_thing(self.record).text}"

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(ProposalState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return what is proposed, the pictures, and the component."""
        row = self.record
        labels = {name: self.change_labels[name] for name in PROPOSED_FIELDS}
        said = {
            labels[name]: Cell(text=_said(name, str(row.fields.get(name, "")))) for name in PROPOSED_FIELDS
        }
        at, component = now(), row.component
        shown = [
            {**shapes_of(photo, actor=self.actor, at=at), "label": self.heading()}
            for photo in (row.photo, row.check_photo)
            if photo is not None
        ]
        lines = (
            [
                Line(
                    text=component.name,
                    note=component.code,
                    tag=tag_of(ComponentState(component.state)),
                    url=reverse("ground:component-page", args=(component.pk,)),
                )
            ]
            if component
            else []
        )
        return (
            facts(_("What is proposed"), said),
            Section(title=str(_("Photos")), template="ground/photos.html", context=shown),
            *links(_("Component"), lines),
        )

    def map_view(self) -> MapView | None:
        """Return where it was seen."""
        place = self.record.place
        if place is None:
            return None
        return MapView(
            label=self.heading(),
            layers=(MapLayer(name="areas", label=str(_("Areas"))),),
            feature=place.geojson,
            feature_label=self.heading(),
            subject=self.subject,
        )

    def stages(self) -> Sequence[Stage]:
        """Return how far it has come."""
        here = ProposalState(self.record.state)
        if here is ProposalState.REFUSED:
            return (Stage(label=here.label(language()), state="void"),)
        reached = _COURSE.index(here)
        return [
            Stage(
                label=word.label(language()),
                state="done"
                if place < reached or here is _COURSE[-1]
                else ("under_way" if place == reached else "before"),
            )
            for place, word in enumerate(_COURSE)
        ]


def _said(name: str, value: str) -> str:
    if name == "state" and value:
        return ComponentState(value).label(language())
    return value


class ProposalNewPage(FormPage[ComponentProposal, ProposalForm]):
    """Saying that a component is new, changed or gone, on the phone."""

    kind = "proposal"
    menu = "components"
    act = ProposalAct.CREATE
    form_class = ProposalForm
    title = _("Propose an update")
    lead = _("Somebody else checks it on the spot before it enters the register.")
    verb = _("Send")
    verb_icon = "send"

    def permit(self) -> None:
        """Refuse whoever may propose nothing."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> ComponentProposal:
        """Return the proposal that is not there yet."""
        known = self.kwargs.get("component_id")
        component = queries.component_get(known, actor=self.actor) if known else None
        return ComponentProposal(component=component)

    def initial(self) -> Mapping[str, object]:
        """Begin with what is known of the component."""
        component = self.record.component
        if component is None:
            return {"verb": ProposalVerb.NEW.value}
        return {
            "verb": ProposalVerb.CHANGED.value,
            "name": component.name,
            "class_code": component.class_code,
            "longitude": round(component.place.x, 6),
            "latitude": round(component.place.y, 6),
        }

    def prepare(self, form: ProposalForm) -> None:
        """Offer the kinds of component."""
        form.fields["class_code"].choices = [("", "—"), *queries.class_choices()]  # type: ignore[attr-defined]  # a choice field has them

    def submit(self, sent: Sent[ProposalForm]) -> Done:
        """Send it; the form's own token is the proposal's id, so that sending twice is sending once."""
        typed = sent.form.cleaned_data
        component = self.record.component
        area_code = component.area_code if component else self._area_code(typed)
        photo = upload_store(typed["photo"], area_code=area_code, actor=self.actor, at=sent.at)
        made = services.proposal_create(
            new=NewProposal(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                verb=ProposalVerb(typed["verb"]),
                component_id=component.pk if component else None,
                fields={name: typed.get(name, "") for name in ("class_code", "name", "state")},
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                reason=typed["reason"],
            ),
            photo=photo,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("ground:proposal-page", args=(made.pk,)), message=str(_("Sent")))

    def _area_code(self, typed: Mapping[str, float | None]) -> str:
        area = queries.area_of_place(typed["longitude"], typed["latitude"])
        return area.code if area else ""

    def back_url(self) -> str:
        """Return where the reader came from: the component, or the list of updates."""
        component = self.record.component
        if component is None:
            return reverse("ground:proposals")
        return reverse("ground:component-page", args=(component.pk,))


class ProposalFormPage(FormPage[ComponentProposal, F]):
    """An act on one proposal."""

    kind = "proposal"
    menu = "components"

    def load(self) -> ComponentProposal:
        """Return the proposal of the URL."""
        return queries.proposal_get(self.kwargs["proposal_id"])

    def version(self) -> str:
        """Return where it stands: whoever is slower is told."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the proposal."""
        return reverse("ground:proposal-page", args=(self.record.pk,))


class ProposalCheckPage(ProposalFormPage[ProposalCheckForm]):
    """Confirming or correcting on the spot what somebody else said."""

    act = ProposalAct.CHECK
    form_class = ProposalCheckForm
    title = _("Check in the field")
    lead = _("Confirm what was said, or correct it.")
    verb = _("Confirm")
    verb_icon = "clipboard-check"

    def initial(self) -> Mapping[str, object]:
        """Return what was said."""
        return {name: self.record.fields.get(name, "") for name in ("name", "state")}

    def submit(self, sent: Sent[ProposalCheckForm]) -> Done:
        """Confirm it."""
        typed = sent.form.cleaned_data
        photo = upload_store(typed["photo"], area_code=self.record.area_code, actor=self.actor, at=sent.at)
        services.proposal_check(
            proposal_id=self.record.pk,
            fields={name: typed[name] for name in ("name", "state")},
            photo=photo,
            note=typed["note"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("Confirmed")))


class ProposalAcceptPage(ProposalFormPage[ProposalAcceptForm]):
    """Writing a checked proposal into the register."""

    act = ProposalAct.ACCEPT
    form_class = ProposalAcceptForm
    title = _("Accept into the register")
    lead = _("A new component gets the next free code of its kind in its district.")
    verb = _("Accept")
    verb_icon = "check"

    def submit(self, sent: Sent[ProposalAcceptForm]) -> Done:
        """Accept it."""
        component = services.proposal_accept(
            proposal_id=self.record.pk,
            steward_code=sent.form.cleaned_data["steward_code"],
            changed_on=localtime(sent.at).date(),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("ground:component-page", args=(component.pk,)), message=str(_("Accepted")))


class ProposalRefusePage(ProposalFormPage[ReasonForm]):
    """Leaving the register as it is, with the reason."""

    act = ProposalAct.REFUSE
    form_class = ReasonForm
    title = _("Refuse the update")
    verb = _("Refuse")
    verb_kind = "danger"
    verb_icon = "x"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Refuse it."""
        services.proposal_refuse(
            proposal_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=str(_("Refused")))
