"""The small pages of whoever is asked for something: site, haulier, dock, driver; each sees its own alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import ManifestForm, PlainForm, ReasonForm, WeighForm
from xiuhua.scenes.spoil.models import Manifest
from xiuhua.scenes.spoil.pages.manifests import COLUMNS, ManifestListPage
from xiuhua.scenes.spoil.pages.shared import (
    MENU,
    OWN_FLEET,
    OWN_SITE,
    choices,
    offered,
)
from xiuhua.scenes.spoil.queries import checks, places
from xiuhua.scenes.spoil.queries import manifests as queries
from xiuhua.scenes.spoil.services import manifests as services
from xiuhua.scenes.spoil.services.manifests import NewManifest, Weighed
from xiuhua.scenes.spoil.terms import Act, ManifestState, MeasuredIn
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.filters import Filter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage
from xiuhua.web.parts import Action, Option, State


class OwnPage(ListPage[Manifest]):
    """What is asked of somebody comes first: each page begins with what waits for its own act."""

    kind = "manifest"
    menu = OWN_FLEET
    act = Act.OWN.value
    sort = "-opened"
    columns = COLUMNS
    filters: ClassVar[Sequence[Filter]] = ManifestListPage.filters

    def row_url(self, record: Manifest) -> str:
        """Return the page of the manifest."""
        return reverse("spoil:manifest", args=(record.pk,))

    def row_note(self, record: Manifest) -> str:
        """Return the way of the load."""
        return f"{record.site.premises.name} → {record.dock.premises.name}"

    @cached_property
    def parties(self) -> frozenset[int]:
        """For whom the reader stands."""
        return queries.stands_for(self.actor, at=now())

    def empty(self) -> State:
        """Say why there is nothing."""
        return State(
            kind="empty",
            title=str(said(zh="还没有联单", en="No manifest yet")),
            text=str(
                said(
                    zh="这里只显示与本单位有关的联单。账号所在单位的代码应与企业的统一社会信用代码一致。",
                    en="Only manifests of your own firm stand here: your unit's code is its credit code.",
                )
            ),
        )


class SiteOwnPage(OwnPage):
    """A site's manager: loads to be opened and weighed out."""

    key = "spoil_own_site"
    menu = OWN_SITE
    title = said(zh="我的工地", en="My site")
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待出场", en="To be weighed out"),
            query={"state": (ManifestState.OPENED.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Manifest]:
        """Return the manifests of the reader's sites."""
        return queries.manifests_of_site(self.parties)

    def acts(self) -> Sequence[Action]:
        """Offer to open one, and lead to what the firm has to put right."""
        new = offered(self.actor, Act.OPEN, said(zh="开具联单", en="Open a manifest"), "spoil:manifest-new")
        return (*new, *self._asked())

    def _asked(self) -> Sequence[Action]:
        """Lead to what checks ordered the reader's firm to put right, with how much of it waits."""
        if not seams.may(self.actor, InspectionAct.OWN.value):
            return ()
        number = checks.ordered_of(self.parties)
        url = f"{reverse('inspections:own-findings')}?state={FindingState.ORDERED.value}"
        label = str(said(zh=f"待整改 {number}", en=f"To be put right: {number}"))
        return (Action(name=InspectionAct.OWN.value, label=label, icon="alert-triangle", url=url),)


class HaulerOwnPage(OwnPage):
    """A haulier: what its trucks carry."""

    key = "spoil_own_hauler"
    title = said(zh="我的车队", en="My trucks")
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="在途", en="On the way"),
            query={"state": (ManifestState.ON_THE_WAY.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Manifest]:
        """Return the manifests of the reader's trucks."""
        return queries.manifests_of_hauler(self.parties)


class DockOwnPage(OwnPage):
    """A dock's keeper: loads on their way to it, to be weighed in and signed for."""

    key = "spoil_own_dock"
    title = said(zh="我的码头", en="My dock")
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待过磅", en="To be weighed in"),
            query={"state": (ManifestState.ON_THE_WAY.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="待签收", en="To be signed for"),
            query={"state": (ManifestState.ARRIVED.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Manifest]:
        """Return the manifests that name the reader's docks."""
        return queries.manifests_of_dock(self.parties)


class DriverOwnPage(OwnPage):
    """A driver: the loads that name him."""

    key = "spoil_own_driver"
    title = said(zh="我的运输", en="My loads")
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待接单", en="To be taken"),
            query={"state": (ManifestState.OPENED.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Manifest]:
        """Return the manifests that name the reader."""
        return queries.manifests_of_driver(self.actor)


class ManifestOpenPage(NewPage[Manifest, ManifestForm]):
    """Opening a manifest."""

    kind = "manifest"
    menu = MENU
    row = Manifest
    act = Act.OPEN.value
    list_url_name = "spoil:own-site"
    form_class = ManifestForm
    title = said(zh="开具联单", en="Open a manifest")
    verb = said(zh="开具", en="Open it")

    def prepare(self, form: ManifestForm) -> None:
        """Offer the reader's sites, every dock that takes spoil, and trucks by plate."""
        parties = queries.stands_for(self.actor, at=now())
        form.fields["site"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.pk, one.premises.name) for one in places.sites_of(parties)
        ]
        form.fields["dock"].choices = [(one.pk, one.premises.name) for one in places.docks_taking()]  # type: ignore[attr-defined]  # as above
        form.fields["measured_in"].choices = choices(MeasuredIn)  # type: ignore[attr-defined]  # as above
        form.fields["plate"].widget.suggestions = tuple(
            Option(value=plate, label="") for plate in queries.plates_known()
        )

    def submit(self, sent: Sent[ManifestForm]) -> Done:
        """Open it."""
        typed = sent.form.cleaned_data
        truck = queries.truck_plated(typed["plate"])
        if truck is None:
            raise Invalid(fields={"plate": "spoil_plate_unknown"})
        driver = queries.driver_numbered(typed["driver"])
        made = services.manifest_open(
            new=NewManifest(
                client_id=uuid7(),
                site_id=int(typed["site"]),
                dock_id=int(typed["dock"]),
                vehicle_id=truck.pk,
                amount=typed["amount"],
                measured_in=MeasuredIn(typed["measured_in"]),
                driver_id=driver.pk if driver else None,
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:manifest", args=(made.pk,)), message=Act.OPEN.label(language()))


class ManifestActPage(FormPage[Manifest, F]):
    """An act on one manifest."""

    kind = "manifest"
    menu = MENU
    term: ClassVar[Act]

    def load(self) -> Manifest:
        """Return the manifest of the URL."""
        return queries.manifest_get(self.kwargs["manifest_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the manifest."""
        return reverse("spoil:manifest", args=(self.record.pk,))

    def done(self) -> Done:
        """Return to the manifest."""
        return Done(url=self.back_url(), message=self.term.label(language()))


class CarryPage(ManifestActPage[PlainForm]):
    """Taking a load."""

    act, term = Act.CARRY.value, Act.CARRY
    form_class = PlainForm
    title = said(zh="接单运输", en="Take the load")
    verb = said(zh="接单", en="Take it")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Take it."""
        services.manifest_carry(manifest_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class WeighPage(ManifestActPage[WeighForm]):
    """Weighing a truck."""

    form_class = WeighForm

    def prepare(self, form: WeighForm) -> None:
        """Offer the measures."""
        form.fields["measured_in"].choices = choices(MeasuredIn)  # type: ignore[attr-defined]  # a ChoiceField

    def weighed(self, sent: Sent[WeighForm]) -> Weighed:
        """Return what was typed."""
        typed: Mapping[str, object] = sent.form.cleaned_data
        told = str(typed["measured_in"] or MeasuredIn.LOOSE.value)
        return Weighed(
            gross_kg=_number(typed["gross_kg"]),
            tare_kg=_number(typed["tare_kg"]),
            amount=_number(typed["amount"]),
            measured_in=MeasuredIn(told),
        )


def _number(typed: object) -> float | None:
    return float(typed) if isinstance(typed, int | float) else None


class LeavePage(WeighPage):
    """Weighing out of the gate."""

    act, term = Act.LEAVE.value, Act.LEAVE
    title = said(zh="过磅出场", en="Weigh out")
    verb = said(zh="过磅", en="Weigh")

    def submit(self, sent: Sent[WeighForm]) -> Done:
        """Weigh it."""
        services.manifest_leave(
            manifest_id=self.record.pk, weighed=self.weighed(sent), actor=self.actor, at=sent.at
        )
        return self.done()


class ArrivePage(WeighPage):
    """Weighing at the dock."""

    act, term = Act.ARRIVE.value, Act.ARRIVE
    title = said(zh="过磅到场", en="Weigh in")
    verb = said(zh="过磅", en="Weigh")

    def submit(self, sent: Sent[WeighForm]) -> Done:
        """Weigh it."""
        services.manifest_arrive(
            manifest_id=self.record.pk, weighed=self.weighed(sent), actor=self.actor, at=sent.at
        )
        return self.done()


class SignPage(ManifestActPage[PlainForm]):
    """Signing for a load."""

    act, term = Act.SIGN.value, Act.SIGN
    form_class = PlainForm
    title = said(zh="签收联单", en="Sign for the load")
    verb = said(zh="签收", en="Sign")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Sign for it."""
        services.manifest_sign(manifest_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class VoidPage(ManifestActPage[ReasonForm]):
    """Voiding a manifest."""

    act, term = Act.VOID.value, Act.VOID
    form_class = ReasonForm
    title = said(zh="作废联单", en="Void the manifest")
    verb = said(zh="作废", en="Void it")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Void it."""
        services.manifest_void(
            manifest_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()
