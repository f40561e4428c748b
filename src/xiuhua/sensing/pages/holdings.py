"""Who has which device: the list by grid and person, the card on a device's page, giving out, taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.forms.holdings import DeviceGiveForm, DeviceReturnForm
from xiuhua.sensing.models import Device, DeviceHolding
from xiuhua.sensing.pages.shared import area_choices, device_crumbs
from xiuhua.sensing.queries import holdings as queries
from xiuhua.sensing.queries.devices import device_get
from xiuhua.sensing.queries.rows import Area, Person
from xiuhua.sensing.services import holdings as services
from xiuhua.sensing.services.holdings import NewHolding
from xiuhua.sensing.terms import Liveness, Protocol
from xiuhua.sensing.terms.holdings import HoldingAct, HoldingState
from xiuhua.web.pages.columns import ListColumn, code, moment, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Cell, Count, Crumb, Option, Related, Section, State

_MOST_OFFERED = 500


def _person(one: DeviceHolding) -> Cell:
    url = reverse("ground:person-page", args=(one.person_id,))
    return Cell(kind="link", text=one.person.name, url=url)


def _grid(one: DeviceHolding) -> Cell:
    return Cell(kind="link", text=one.grid.name, url=reverse("ground:area-page", args=(one.grid_id,)))


class KitListPage(ListPage[DeviceHolding]):
    """Devices with the people who have them, by grid and person."""

    key = "kit"
    kind = "kit"
    menu = "components"
    act = HoldingAct.READ
    title = _("Kit of grids and people")
    sort = "-since"
    search_field = "search"
    search_label = _("Device, number, person or grid")
    columns = (
        text("device", _("Device"), of="device.name", primary=True, locked=True),
        term("state", _("State"), HoldingState),
        ListColumn(key="person", label=_("With whom"), kind="link", cell=_person),
        text("unit", _("Unit"), of="person.unit.name", drop=3),
        ListColumn(key="grid", label=_("Grid"), kind="link", cell=_grid),
        code("number", _("Device number"), of="device.number", drop=3),
        term("protocol", _("Protocol"), Protocol, of="device.protocol", drop=4),
        term("liveness", _("Heard of"), Liveness, of="device.contact.liveness", drop=2),
        moment("since", _("Given out"), sort="since"),
        moment("until", _("Given back"), drop=4),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        ChoiceFilter(name="grid", label=_("Grid"), choices=queries.grid_choices, by_id=True),
        ChoiceFilter(name="person", label=_("Person"), choices=queries.person_choices, by_id=True),
        TermFilter(name="state", label=_("State"), vocabulary=HoldingState),
    )
    presets = (
        Preset(label=_("Given out now"), query={"state": (HoldingState.HELD.value,)}),
        Preset(label=_("All")),
    )

    def records(self) -> QuerySet[DeviceHolding]:
        """Return what the database scope lets through."""
        return queries.holdings_all().select_related("device__contact")

    def row_url(self, record: DeviceHolding) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(record.device_id,))

    def row_note(self, record: DeviceHolding) -> str:
        """Return who has it, and for which grid."""
        return f"{record.person.name} · {record.grid.name}"

    def empty(self) -> State:
        """Return what stands where nothing was given out."""
        return State(
            kind="empty", title=gettext("Nothing given out yet"),
            text=gettext("A device is given to a person on its own page: “Give it out”."),
        )  # fmt: skip


def holdings_section(holdings: Sequence[DeviceHolding]) -> Sequence[Section]:
    """Return the card of who has a device and who had it; nothing where nobody ever did."""
    if not holdings:
        return ()
    lines = [
        {
            "person": one.person.name,
            "person_url": reverse("ground:person-page", args=(one.person_id,)),
            "grid": one.grid.name,
            "grid_url": reverse("ground:area-page", args=(one.grid_id,)),
            "since": one.since,
            "until": one.until,
            "note": " · ".join(part for part in (one.note, one.returned_note) if part),
        }
        for one in holdings
    ]
    return (Section(title=gettext("With whom it is"), template="sensing/holdings.html", context=lines),)


def person_related(person: Person) -> Sequence[Related]:
    """Return the devices that somebody has, for their page."""
    count = queries.held_by(person)
    return (_related({"person": person.pk}, count),) if count else ()


def area_related(area: Area) -> Sequence[Related]:
    """Return the devices given out for a grid, for its page."""
    count = queries.held_in(area)
    return (_related({"grid": area.pk}, count),) if count else ()


def _related(asked: Mapping[str, int], count: int) -> Related:
    (name, key), *_rest = asked.items()
    url = f"{reverse('sensing:kit')}?{name}={key}&state={HoldingState.HELD.value}"
    return Related(label=gettext("Devices and kit"), url=url, icon="broadcast", count=Count(number=count))


class _DeviceHoldingPage(FormPage[Device, F]):
    """An act on who has a device."""

    kind = "device"
    menu = "components"

    def load(self) -> Device:
        """Return the device of the URL."""
        return device_get(self.kwargs["device_id"])

    def version(self) -> str:
        """Return who has it by now, so that somebody faster is noticed."""
        held = queries.holding_of(self.record)
        return str(held.pk) if held else ""

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the device."""
        return device_crumbs(self.record)


class DeviceGivePage(_DeviceHoldingPage[DeviceGiveForm]):
    """Giving a device out."""

    act = HoldingAct.GIVE
    form_class = DeviceGiveForm
    title = _("Give the device out")
    lead = _("Who has it is told of its alarms, where the rule tells anybody.")
    verb = _("Give it out")
    verb_icon = "user"

    def initial(self) -> Mapping[str, object]:
        """Return the duty grid in which it stands."""
        grid = queries.grid_at(self.record.contact.place or self.record.place)
        return {"grid": grid.code} if grid else {}

    def prepare(self, form: DeviceGiveForm) -> None:
        """Offer people and duty grids."""
        form.fields["person"].widget.suggestions = tuple(
            Option(value=f"{one.work_number} {one.name}", label=one.unit.short_name or one.unit.name)
            for one in queries.people_serving()[:_MOST_OFFERED]
        )
        form.fields["grid"].widget.suggestions = tuple(
            Option(value=one.code, label=one.name) for one in queries.grids_known()[:_MOST_OFFERED]
        )

    def submit(self, sent: Sent[DeviceGiveForm]) -> Done:
        """Give it out."""
        typed = sent.form.cleaned_data
        new = NewHolding(person=typed["person"], grid=typed["grid"].strip(), note=typed["note"])
        services.device_give(device_id=self.record.pk, new=new, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Given out"))


class DeviceReturnPage(_DeviceHoldingPage[DeviceReturnForm]):
    """Taking a device back."""

    act = HoldingAct.RETURN
    form_class = DeviceReturnForm
    title = _("Take the device back")
    verb = _("Take it back")
    verb_icon = "arrow-back-up"

    def submit(self, sent: Sent[DeviceReturnForm]) -> Done:
        """Take it back."""
        services.device_return(
            device_id=self.record.pk, note=sent.form.cleaned_data["note"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Taken back"))
