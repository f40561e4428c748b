"""Cameras on the screen: the ledger, what each sees, and by which of them premises are seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.cameras import CameraForm, CameraMarkForm, CameraSightForm
from xiuhua.ground.models.cameras import Camera
from xiuhua.ground.models.components import Component
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.shared import act_new
from xiuhua.ground.queries import cameras as queries
from xiuhua.ground.queries.cameras import MOST_SEEN, Seen
from xiuhua.ground.queries.vehicles import mounts_all
from xiuhua.ground.rules.cameras import player_address
from xiuhua.ground.services import cameras as services
from xiuhua.ground.services.cameras import Correction, NewCamera
from xiuhua.ground.terms import Act, PremisesState
from xiuhua.ground.terms.cameras import CameraAct, CameraKind, CameraState, SightKind
from xiuhua.ground.terms.components import ComponentAct, ComponentState
from xiuhua.ground.terms.vehicles import MountKind, MountState
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, MapLayer, MapView, Option, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

_MOST_MOUNTS = 500


def _unit(camera: Camera) -> Cell:
    unit = camera.unit
    if unit is None:
        return Cell()
    return Cell(kind="link", text=unit.name, url=reverse("ground:unit-page", args=(unit.pk,)))


def _mount(camera: Camera) -> Cell:
    url = reverse("ground:mount-page", args=(camera.mount_id,))
    return Cell(kind="link", text=f"{camera.mount.code} {camera.mount.name}", url=url)


def _put_up(camera: Camera) -> Cell:
    return Cell(text=camera.put_up_on.isoformat() if camera.put_up_on else "")


def _player(camera: Camera) -> Cell:
    template = queries.player_template(camera)
    if not template:
        return Cell(why_none=gettext("No player is set"))
    return Cell(kind="link", text=gettext("Open the player"), url=player_address(template, code=camera.code))


class CameraListPage(ListPage[Camera]):
    """Every camera."""

    key = "cameras"
    kind = "camera"
    menu = "components"
    act = CameraAct.READ
    title = _("Cameras")
    sort = "name"
    search_field = "search"
    search_label = _("Name, number or place")
    shape_field = "mount__place"
    mappable = True
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("state", _("State"), CameraState),
        term("kind", _("Kind"), CameraKind, drop=3),
        code("code", _("Number"), drop=2),
        ListColumn(
            key="area", label=_("Street or community"),
            cell=lambda camera: Cell(text=camera.mount.area.name), drop=2,
        ),
        ListColumn(key="unit", label=_("Run by"), cell=_unit, kind="link", drop=3),
        number("direction", _("Direction"), of="direction_deg", unit="°", drop=4, shown=False),
        number("range", _("Range"), of="range_m", unit="m", drop=4, shown=False),
        ListColumn(key="put_up", label=_("Put up on"), cell=_put_up, drop=4),
        moment("since", _("So since"), of="state_at", drop=4),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", shown=False),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="state", label=_("State"), vocabulary=CameraState),
        TermFilter(name="kind", label=_("Kind"), vocabulary=CameraKind),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Without a picture"), query={"state": ("camera_offline", "camera_repair")}),
    )

    def records(self) -> QuerySet[Camera]:
        """Return the cameras that the database scope lets through."""
        return queries.cameras_all()

    def row_url(self, record: Camera) -> str:
        """Return the page of the camera."""
        return reverse("ground:camera-page", args=(record.pk,))

    def row_note(self, record: Camera) -> str:
        """Return its place."""
        return record.mount.name

    def acts(self) -> Sequence[Action]:
        """Offer to record one."""
        may = seams.may(self.actor, CameraAct.CREATE)
        return (act_new("ground:camera-new", _("New camera"), CameraAct.CREATE),) if may else ()


class CameraPage(ObjectPage[Camera]):
    """One camera: where it looks, and which shops and components it sees."""

    kind = "camera"
    menu = "components"
    act = CameraAct.READ
    list_url_name = "ground:cameras"
    facts_beside = True
    spare = frozenset({"direction"})
    acts = (
        ObjectAct(
            act=CameraAct.SIGHT, label=_("Correct what it sees"), url_name="ground:camera-sight",
            kind="primary", icon="eye",
        ),
        ObjectAct(
            act=CameraAct.REVISE, label=_("Revise"), url_name="ground:camera-revise", icon="edit",
            shortcut="e",
        ),
        ObjectAct(
            act=CameraAct.MARK, label=_("Mark the state"), url_name="ground:camera-mark", icon="refresh"
        ),
    )  # fmt: skip
    change_labels = {"sight": _("Correction"), "name": _("Name")}
    facts = (
        term("kind", _("Kind"), CameraKind),
        ListColumn(key="mount", label=_("Device place"), kind="link", cell=_mount),
        ListColumn(key="unit", label=_("Run by"), kind="link", cell=_unit),
        number("direction", _("Direction"), of="direction_deg", unit="°"),
        number("angle", _("Angle of view"), of="angle_deg", unit="°"),
        number("range", _("Range"), of="range_m", unit="m"),
        ListColumn(key="put_up", label=_("Put up on"), cell=_put_up),
        ListColumn(key="player", label=_("Player"), kind="link", cell=_player),
        term("state", _("State"), CameraState),
        moment("since", _("So since"), of="state_at"),
    )

    def load(self) -> Camera:
        """Return the camera of the URL."""
        return queries.camera_get(self.kwargs["camera_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.code

    def heading(self) -> str:
        """Return its name."""
        return self.record.name

    def state(self) -> Tag:
        """Return whether it shows a picture."""
        return tag_of(CameraState(self.record.state))

    def place(self) -> str:
        """Return where it stands."""
        return f"{self.record.mount.area.name} · {self.record.mount.name}"

    def sections(self) -> Sequence[Section]:
        """Return the shops and the components that it sees."""
        shops = queries.premises_seen(self.record) if seams.may(self.actor, Act.PREMISES_READ) else []
        things = queries.components_seen(self.record) if seams.may(self.actor, ComponentAct.READ) else []
        self._shops = shops
        return (
            _seen_section(_("Shops it sees"), shops, self.record),
            _seen_section(_("Components it sees"), things, self.record),
        )

    def map_view(self) -> MapView:
        """Return its field of view, with the shops in it."""
        row = self.record
        shape = row.view or row.mount.place
        return MapView(
            label=row.name,
            layers=(
                MapLayer(name="areas", label=gettext("Areas")),
                MapLayer(name="cameras", label=gettext("Cameras")),
                MapLayer(name="premises", label=gettext("Premises")),
            ),
            feature=shape.geojson, feature_label=row.name, subject=self.subject,
            overlay={"type": "FeatureCollection", "features": [_drawn(one) for one in self._shops]},
            list_url=reverse("ground:cameras"), open_url="/premises/{id}",
        )  # fmt: skip


def _drawn(one: Seen) -> dict[str, object]:
    said = {"kind": "premises", "name": one.thing.name, "url": _thing_url(one.thing)}
    return {"type": "Feature", "properties": said, "geometry": json.loads(one.thing.place.geojson)}


def _thing_url(thing: Premises | Component) -> str:
    name = "ground:premises-page" if isinstance(thing, Premises) else "ground:component-page"
    return reverse(name, args=(thing.pk,))


def _seen_section(title: object, seen: Sequence[Seen], camera: Camera) -> Section:
    left = sum(one.kind is not SightKind.REMOVED for one in seen)
    empty = (
        gettext("Nothing lies in its field of view.")
        if camera.view is not None
        else gettext(
            "Its direction, angle and range are not recorded, so what it sees is only known by hand."
        )
    )
    section = lines_section(str(title), tuple(_seen_line(one) for one in seen), empty=empty)
    note = gettext("the nearest %(most)s") % {"most": MOST_SEEN} if len(seen) == MOST_SEEN else str(left)
    return Section(
        title=section.title, template=section.template, context=section.context, note=note if seen else ""
    )


def _seen_line(one: Seen) -> Line:
    thing = one.thing
    told = [f"{one.away_m:.0f} m"]
    if isinstance(thing, Premises):
        told += [thing.address] if thing.address else []
        state = tag_of(PremisesState(thing.state))
    else:
        told += [thing.code]
        state = tag_of(ComponentState(thing.state))
    if one.kind is not SightKind.BY_VIEW:
        told += [f"{one.kind.label(language())}：{one.reason}"]
        state = tag_of(one.kind)
    return Line(text=thing.name, note=" · ".join(told), url=_thing_url(thing), tag=state)


def camera_lines(thing: Premises | Component) -> tuple[Line, ...]:
    """Return the cameras that see premises or a component, as lines of its page."""
    return tuple(
        Line(
            text=camera.name,
            note=" · ".join((camera.mount.name, kind.label(language()))),
            tag=tag_of(CameraState(camera.state)),
            url=reverse("ground:camera-page", args=(camera.pk,)),
        )
        for camera, kind in queries.cameras_seeing(thing)
    )


def cameras_section(thing: Premises | Component) -> Sequence[Section]:
    """Return the card of the cameras that see something, none where none does."""
    lines = camera_lines(thing)
    return (lines_section(gettext("Seen by cameras"), lines, empty=""),) if lines else ()


_GROUPS = (
    Group(fields=("code", "name", "kind", "mount", "unit", "put_up_on")),
    Group(
        title=_("Where it looks"),
        help=_("With all three, the shops it sees are known; walls and trees are taken away by hand."),
        fields=("direction_deg", "angle_deg", "range_m"),
    ),
    Group(title=_("Where it is watched"), fields=("player_url",), folded=True),
)


def _mounts_offered() -> tuple[Option, ...]:
    rows = mounts_all().filter(kind=MountKind.CAMERA.value, state=MountState.IN_USE.value)
    return tuple(Option(value=row.code, label=row.name) for row in rows.order_by("code")[:_MOST_MOUNTS])


def _camera(form: CameraForm) -> NewCamera:
    typed = dict(form.cleaned_data)
    return NewCamera(kind=CameraKind(typed.pop("kind")), **typed)


class CameraNewPage(FormPage[Camera, CameraForm]):
    """Recording a camera."""

    kind = "camera"
    menu = "components"
    act = CameraAct.CREATE
    form_class = CameraForm
    title = _("New camera")
    verb = _("Record the camera")
    verb_icon = "plus"
    groups = _GROUPS

    def permit(self) -> None:
        """Refuse whoever may record none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Camera:
        """Return the camera that is not there yet."""
        return Camera()

    def initial(self) -> Mapping[str, object]:
        """Return the place from whose page somebody came."""
        return {"mount": self.request.GET.get("mount", "")[:40]}

    def prepare(self, form: CameraForm) -> None:
        """Offer the places of cameras."""
        form.fields["mount"].widget.suggestions = _mounts_offered()

    def submit(self, sent: Sent[CameraForm]) -> Done:
        """Record it."""
        made = services.cameras_write(items=[(_camera(sent.form), None)], actor=self.actor, at=sent.at)
        return Done(url=reverse("ground:camera-page", args=(made[0].pk,)), message=gettext("Recorded"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("ground:cameras")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Cameras"), url=self.back_url()),)


class CameraFormPage(FormPage[Camera, F]):
    """An act on one camera."""

    kind = "camera"
    menu = "components"

    def load(self) -> Camera:
        """Return the camera of the URL."""
        return queries.camera_get(self.kwargs["camera_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the camera."""
        return reverse("ground:camera-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the camera."""
        return (
            Crumb(label=gettext("Cameras"), url=reverse("ground:cameras")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class CameraRevisePage(CameraFormPage[CameraForm]):
    """Changing what is known of a camera; the number stays."""

    act = CameraAct.REVISE
    form_class = CameraForm
    title = _("Revise the camera")
    lead = _("Another number is another camera: record that one, and mark this one as dismantled.")
    verb = _("Revise")
    verb_icon = "edit"
    groups = _GROUPS

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        row = self.record
        names = ("code", "name", "kind", "direction_deg", "angle_deg", "range_m", "put_up_on", "player_url")
        known = {name: getattr(row, name) for name in names}
        return known | {"mount": row.mount.code, "unit": row.unit.code if row.unit else ""}

    def prepare(self, form: CameraForm) -> None:
        """Keep the number, and offer places."""
        form.fields["code"].disabled = True
        form.fields["mount"].widget.suggestions = _mounts_offered()

    def submit(self, sent: Sent[CameraForm]) -> Done:
        """Revise."""
        items = [(_camera(sent.form), self.record.pk)]
        services.cameras_write(items=items, act=CameraAct.REVISE, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Revised"))


class CameraMarkPage(CameraFormPage[CameraMarkForm]):
    """Saying whether a camera shows a picture."""

    act = CameraAct.MARK
    form_class = CameraMarkForm
    title = _("Mark the state")
    verb = _("Mark the state")
    verb_icon = "refresh"

    def initial(self) -> Mapping[str, object]:
        """Return the state that most often follows."""
        is_online = self.record.state == CameraState.ONLINE
        return {"to": (CameraState.OFFLINE if is_online else CameraState.ONLINE).value}

    def submit(self, sent: Sent[CameraMarkForm]) -> Done:
        """Mark it."""
        typed = sent.form.cleaned_data
        services.camera_mark(
            camera_id=self.record.pk, to=CameraState(typed["to"]), reason=typed["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("State changed"))


class CameraSightPage(CameraFormPage[CameraSightForm]):
    """Adding what a camera sees after all, or taking away what it does not see."""

    act = CameraAct.SIGHT
    form_class = CameraSightForm
    title = _("Correct what it sees")
    lead = _("Name premises or a component; the last correction of a thing holds.")
    verb = _("Correct it")
    verb_icon = "eye"

    def prepare(self, form: CameraSightForm) -> None:
        """Offer what lies in sight."""
        form.fields["premises"].widget.suggestions = tuple(
            Option(value=one.thing.code, label=one.thing.name) for one in queries.premises_seen(self.record)
        )

    def submit(self, sent: Sent[CameraSightForm]) -> Done:
        """Correct it."""
        typed = sent.form.cleaned_data
        correction = Correction(
            kind=SightKind(typed["kind"]), premises=typed["premises"].strip(),
            component=typed["component"].strip(), reason=typed["reason"],
        )  # fmt: skip
        services.camera_sight_correct(
            camera_id=self.record.pk, correction=correction, actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Corrected"))
