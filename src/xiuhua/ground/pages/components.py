"""Components on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from xiuhua.files.queries import shapes_of
from xiuhua.ground.forms.components import (
    ComponentForm,
    ComponentMoveForm,
    ComponentPhotoForm,
    ComponentReviseForm,
    choices_of,
)
from xiuhua.ground.models.components import Component
from xiuhua.ground.pages.answers import answers_section
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.shared import Line, act_new, facts, links, unit_cell, upload_store
from xiuhua.ground.queries import components as queries
from xiuhua.ground.rules.components import states_following
from xiuhua.ground.services import components as services
from xiuhua.ground.services.components import NewComponent
from xiuhua.ground.terms.components import (
    Accuracy,
    ComponentAct,
    ComponentSource,
    ComponentState,
    ProposalAct,
    ProposalState,
    ProposalVerb,
)
from xiuhua.ground.terms.vehicles import MountKind, MountState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, MapLayer, MapView, Related, Section, Tag

_REVISED = (
    "name",
    "steward_code",
    "steward_name",
    "owner_code",
    "owner_name",
    "keeper_code",
    "keeper_name",
    "accuracy",
    "note",
)


def _where(component: Component) -> Cell:
    area = component.area
    above = area.parent
    return Cell(text=f"{above.name} {area.name}" if above else area.name)


def _kind(component: Component) -> Cell:
    item = component.item
    return Cell(text=item.zh if language().startswith("zh") or not item.en else item.en)


class ComponentListPage(ListPage[Component]):
    """Every component: what stands in the street and somebody keeps."""

    key = "components"
    kind = "component"
    menu = "components"
    act = ComponentAct.READ
    title = _("Components")
    sort = "-updated"
    search_field = "search"
    search_label = _("Name, code or note")
    shape_field = "place"
    mappable = True
    columns = (
        code("code", _("Component code"), sort="", drop=2),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        ListColumn(key="kind", label=_("Kind of component"), cell=_kind, drop=3),
        term("state", _("State"), ComponentState),
        text("keeper", _("Keeper"), of="keeper_name", drop=4),
        ListColumn(key="area", label=_("Street and community"), cell=_where, sort="area_code", drop=3),
        code("grid", _("Unit grid"), of="grid_code", shown=False),
        code("code_2013", _("Code of 2013"), shown=False),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        ChoiceFilter(
            name="class", label=_("Kind of component"), field="class_code", choices=queries.class_choices
        ),
        TermFilter(name="state", label=_("State"), vocabulary=ComponentState),
        ChoiceFilter(name="keeper", label=_("Keeper"), choices=queries.keeper_choices),
        PrefixFilter(name="code", label=_("Code begins with")),
        DaysFilter(name="changed", label=_("Changed"), field="updated_at"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Needing repair"), query={"state": ("broken", "lost")}),
        Preset(label=_("Abandoned"), query={"state": ("abandoned",)}),
    )

    def records(self) -> QuerySet[Component]:
        """Return the components that the actor may read."""
        return queries.components_for(self.actor)

    def row_url(self, record: Component) -> str:
        """Return the page of the component."""
        return reverse("ground:component-page", args=(record.pk,))

    def row_note(self, record: Component) -> str:
        """Return kind, place and keeper."""
        return f"{_kind(record).text} · {_where(record).text} · {record.keeper_name or record.steward_name}"

    def acts(self) -> Sequence[Action]:
        """Offer recording one by hand."""
        if not seams.may(self.actor, ComponentAct.CREATE):
            return ()
        return (act_new("ground:component-new", _("New component"), ComponentAct.CREATE),)


class ComponentPage(ObjectPage[Component]):
    """One component: its 18 attributes, who answers for it, what hangs on it, and its whole story."""

    kind = "component"
    menu = "components"
    act = ComponentAct.READ
    list_url_name = "ground:components"
    acts = (
        ObjectAct(
            act=ComponentAct.MOVE,
            label=_("Change the state"),
            url_name="ground:component-move",
            kind="primary",
            icon="refresh",
            shortcut="s",
        ),
        ObjectAct(
            act=ComponentAct.REVISE,
            label=_("Revise"),
            url_name="ground:component-revise",
            icon="edit",
            shortcut="e",
        ),
        ObjectAct(
            act=ComponentAct.PHOTO, label=_("Add a photo"), url_name="ground:component-photo", icon="camera"
        ),
        ObjectAct(
            act=ProposalAct.CREATE,
            label=_("Propose an update"),
            url_name="ground:component-propose",
            icon="flag",
        ),
    )
    facts = (
        text("name", _("Name")),
        ListColumn(key="class", label=_("Kind of component"), cell=_kind),
        ListColumn(
            key="code",
            label=_("Component code"),
            kind="code",
            cell=lambda row: Cell(kind="code", text=row.code, copyable=True),
        ),
        ListColumn(
            key="code_2013",
            label=_("Code of 2013"),
            kind="code",
            cell=lambda row: Cell(kind="code", text=row.code_2013 or "", copyable=bool(row.code_2013)),
        ),
        term("state", _("State"), ComponentState),
        text("note", _("Note")),
    )
    change_labels = {
        "steward_code": _("Steward code"),
        "steward_name": _("Steward"),
        "owner_code": _("Owner code"),
        "owner_name": _("Owner"),
        "keeper_code": _("Keeper code"),
        "keeper_name": _("Keeper"),
        "accuracy": _("Accuracy"),
        "class_code": _("Kind of component"),
    }

    def load(self) -> Component:
        """Return the component of the URL."""
        return queries.component_get(self.kwargs["component_id"], actor=self.actor)

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def state(self) -> Tag:
        """Return its state."""
        return tag_of(ComponentState(self.record.state))

    def place(self) -> str:
        """Return street, community and unit grid."""
        return f"{_where(self.record).text} · {self.record.grid_code}"

    def sections(self) -> Sequence[Section]:
        """Return who answers, pictures, units, survey and place, and what hangs on it."""
        self._mounts, self._proposals = (
            queries.component_mounts(self.record),
            queries.component_proposals(self.record),
        )
        return (
            answers_section(self.request, component=self.record),
            self._photos(),
            self._units(),
            self._survey(),
            *links(_("Cameras and devices on it"), self._mount_lines()),
            *links(_("Updates from the street"), self._proposal_lines()),
            *links(_("Nearby"), self._nearby_lines()),
        )

    def story_subjects(self) -> Sequence[str]:
        """Return it, what was proposed about it, and what is mounted on it: all that happened there."""
        return (
            self.subject,
            *(f"proposal:{one.pk}" for one in self._proposals),
            *(f"mount:{one.pk}" for one in self._mounts),
        )

    def _photos(self) -> Section:
        at = now()
        shown = [
            {**shapes_of(photo.file, actor=self.actor, at=at), "label": self.record.name}
            for photo in queries.component_photos(self.record)
        ]
        return Section(title=str(_("Photos")), template="ground/photos.html", context=shown)

    def _units(self) -> Section:
        row = self.record
        return facts(
            _("Units in charge"),
            {
                _("Steward"): unit_cell(row.steward_code, row.steward_name),
                _("Owner"): unit_cell(row.owner_code, row.owner_name),
                _("Keeper"): unit_cell(row.keeper_code, row.keeper_name),
            },
        )

    def _survey(self) -> Section:
        row = self.record
        return facts(
            _("Place and survey"),
            {
                _("Unit grid"): Cell(kind="code", text=row.grid_code, copyable=True),
                _("Street and community"): Cell(
                    text=" ".join(filter(None, (row.street_name, row.community_name))) or _where(row).text
                ),
                _("Surveyed on"): Cell(text=row.surveyed_on.isoformat()),
                _("Changed on"): Cell(text=row.changed_on.isoformat() if row.changed_on else ""),
                _("Data source"): Cell(text=_said(ComponentSource, row.source)),
                _("Accuracy"): Cell(text=_said(Accuracy, row.accuracy)),
                _("Longitude"): Cell(kind="number", number=row.place.x, decimals=6),
                _("Latitude"): Cell(kind="number", number=row.place.y, decimals=6),
            },
        )

    def _mount_lines(self) -> Sequence[Line]:
        return [
            Line(
                text=mount.name,
                note=MountKind(mount.kind).label(language()),
                tag=tag_of(MountState(mount.state)),
                url=reverse("ground:mount-page", args=(mount.pk,)),
            )
            for mount in self._mounts
        ]

    def _proposal_lines(self) -> Sequence[Line]:
        return [
            Line(
                text=ProposalVerb(one.verb).label(language()),
                note=one.reason,
                tag=tag_of(ProposalState(one.state)),
                url=reverse("ground:proposal-page", args=(one.pk,)),
            )
            for one in self._proposals
        ]

    def _nearby_lines(self) -> Sequence[Line]:
        return [
            Line(
                text=row.name,
                note=f"{row.far_m:.0f} m",  # type: ignore[attr-defined]  # the query adds how far it is
                tag=tag_of(ComponentState(row.state)),
                url=reverse("ground:component-page", args=(row.pk,)),
            )
            for row in queries.components_near(self.record)
        ]

    def map_view(self) -> MapView:
        """Return it on the map, among its neighbours."""
        row = self.record
        return MapView(
            label=row.name,
            layers=(
                MapLayer(name="areas", label=str(_("Areas"))),
                MapLayer(name="premises", label=str(_("Premises"))),
            ),
            feature=(row.shape or row.place).geojson,
            feature_label=row.name,
            subject=self.subject,
            list_url=reverse("ground:components"),
            open_url="/components/{id}",
        )

    def related(self) -> Sequence[Related]:
        """Return the others of its kind in the same area, and what its keeper keeps."""
        row, url = self.record, reverse("ground:components")
        kept = []
        if row.keeper:
            label = str(_("Components kept by %(name)s")) % {"name": row.keeper_name or row.keeper.name}
            kept.append(Related(label=label, icon="users", url=f"{url}?keeper={row.keeper_id}"))
        same = Related(
            label=str(_("Others of this kind here")),
            icon="list",
            url=f"{url}?class={row.class_code}&area={row.area_code[:12]}",
            count=Count(number=queries.components_alike(row)),
        )
        return (same, *kept)


def _said(vocabulary: type[ComponentSource | Accuracy], value: str) -> str:
    return vocabulary(value).label(language()) if value else ""


class ComponentFormPage(FormPage[Component, F]):
    """An act on one component."""

    kind = "component"
    menu = "components"

    def load(self) -> Component:
        """Return the component of the URL."""
        return queries.component_get(self.kwargs["component_id"], actor=self.actor)

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the component."""
        return reverse("ground:component-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the component."""
        return (
            Crumb(label=str(_("Components")), url=reverse("ground:components")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class ComponentRevisePage(ComponentFormPage[ComponentReviseForm]):
    """Changing the words of a component."""

    act = ComponentAct.REVISE
    form_class = ComponentReviseForm
    title = _("Revise the component")
    lead = _("The code stays; what was there before remains in the history.")
    verb = _("Revise")
    verb_icon = "edit"

    def initial(self) -> Mapping[str, object]:
        """Return the present words."""
        return {name: getattr(self.record, name) for name in _REVISED}

    def submit(self, sent: Sent[ComponentReviseForm]) -> Done:
        """Revise."""
        typed = sent.form.cleaned_data
        services.component_revise(
            component_id=self.record.pk,
            changes={name: typed[name] for name in _REVISED},
            reason=typed["reason"],
            changed_on=localtime(sent.at).date(),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("Revised")))


class ComponentMovePage(ComponentFormPage[ComponentMoveForm]):
    """Putting a component into another state."""

    act = ComponentAct.MOVE
    form_class = ComponentMoveForm
    title = _("Change the state")
    verb = _("Change the state")
    verb_icon = "refresh"

    def prepare(self, form: ComponentMoveForm) -> None:
        """Offer the states that may follow."""
        following = {word.value for word in states_following(ComponentState(self.record.state))}
        form.fields["to"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            pair for pair in choices_of(ComponentState) if pair[0] in following
        ]

    def submit(self, sent: Sent[ComponentMoveForm]) -> Done:
        """Change it."""
        typed = sent.form.cleaned_data
        services.component_move(
            component_id=self.record.pk,
            to=ComponentState(typed["to"]),
            reason=typed["reason"],
            changed_on=localtime(sent.at).date(),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=str(_("State changed")))


class ComponentPhotoPage(ComponentFormPage[ComponentPhotoForm]):
    """Adding a picture."""

    act = ComponentAct.PHOTO
    form_class = ComponentPhotoForm
    title = _("Add a photo")
    verb = _("Add the photo")
    verb_icon = "camera"

    def submit(self, sent: Sent[ComponentPhotoForm]) -> Done:
        """Keep the picture and hang it on the component."""
        stored = upload_store(
            sent.form.cleaned_data["photo"], area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        if stored is not None:
            services.component_photo_add(
                component_id=self.record.pk, file=stored, actor=self.actor, at=sent.at
            )
        return Done(url=self.back_url(), message=str(_("Photo added")))


class ComponentNewPage(FormPage[Component, ComponentForm]):
    """Recording a component by hand."""

    kind = "component"
    menu = "components"
    act = ComponentAct.CREATE
    form_class = ComponentForm
    title = _("New component")
    lead = _("Many at once come by file: see imports.")
    verb = _("Record the component")
    verb_icon = "plus"

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Component:
        """Return the component that is not there yet."""
        return Component()

    def initial(self) -> Mapping[str, object]:
        """Propose today."""
        return {"surveyed_on": localtime(now()).date()}

    def submit(self, sent: Sent[ComponentForm]) -> Done:
        """Record it."""
        typed = dict(sent.form.cleaned_data)
        shape = shapely.Point(typed.pop("longitude"), typed.pop("latitude"))
        new = NewComponent(shape=shape, source=ComponentSource.MEASURED, **typed)
        made = services.components_create_many(new=[new], actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:component-page", args=(made[0].pk,)), message=str(_("Recorded")))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:components")
