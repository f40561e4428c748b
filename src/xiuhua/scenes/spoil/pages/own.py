"""The small pages of whoever is asked for something: site, haulier, dock, driver; each sees its own alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.models import Manifest
from xiuhua.scenes.spoil.pages.manifests import COLUMNS, ManifestListPage
from xiuhua.scenes.spoil.pages.shared import OWN_FLEET, OWN_SITE
from xiuhua.scenes.spoil.queries import checks
from xiuhua.scenes.spoil.queries import manifests as queries
from xiuhua.scenes.spoil.terms import Act, ManifestState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.pages.filters import Filter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import act_offered
from xiuhua.web.parts import Action, State


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
        new = act_offered(
            self.actor, Act.OPEN, said(zh="开具联单", en="Open a manifest"), "spoil:manifest-new"
        )
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
