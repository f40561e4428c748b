"""The records behind the figures of spoil."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.evaluation.pages.records import RecordsPage
from xiuhua.scenes.spoil.models import CoverPoint, Dock, Haul, Manifest, Site
from xiuhua.scenes.spoil.pages.hauls import HaulListPage
from xiuhua.scenes.spoil.pages.manifests import ManifestListPage
from xiuhua.scenes.spoil.pages.places import CoverListPage, DockListPage, SiteListPage
from xiuhua.scenes.spoil.queries import hauls, manifests, places
from xiuhua.scenes.spoil.terms import Act
from xiuhua.web import seams


class _SpoilRecords(RecordsPage[Any]):  # each page has rows of its own
    """Records that only readers of this scene may see: a figure is for more eyes."""

    def permit(self) -> None:
        """Refuse whoever may not read the scene."""
        super().permit()
        seams.require(self.actor, Act.READ)


class SiteRecordsPage(_SpoilRecords):
    """The sites behind a figure."""

    key = "figure-spoil-sites"
    kind = "spoil_site"
    sort = "-updated"
    columns = SiteListPage.columns

    def records(self) -> QuerySet[Site]:
        """Return every site in sight."""
        return places.sites()

    def row_url(self, record: Site) -> str:
        """Return the page of the site."""
        return reverse("spoil:site", args=(record.pk,))


class DockRecordsPage(_SpoilRecords):
    """The docks behind a figure."""

    key = "figure-spoil-docks"
    kind = "spoil_dock"
    sort = "-updated"
    columns = DockListPage.columns

    def records(self) -> QuerySet[Dock]:
        """Return every dock in sight."""
        return places.docks()

    def row_url(self, record: Dock) -> str:
        """Return the page of the dock."""
        return reverse("spoil:dock", args=(record.pk,))


class PointRecordsPage(_SpoilRecords):
    """The points behind a figure."""

    key = "figure-spoil-points"
    kind = "spoil_point"
    sort = "name"
    columns = CoverListPage.columns

    def records(self) -> QuerySet[CoverPoint]:
        """Return every point."""
        return places.cover_points()

    def row_url(self, record: CoverPoint) -> str:
        """Return the list of points."""
        del record
        return reverse("spoil:points")


class ManifestRecordsPage(_SpoilRecords):
    """The manifests behind a figure."""

    key = "figure-spoil-manifests"
    kind = "manifest"
    sort = "-opened"
    columns = ManifestListPage.columns

    def records(self) -> QuerySet[Manifest]:
        """Return every manifest in sight."""
        return manifests.manifests()

    def row_url(self, record: Manifest) -> str:
        """Return the page of the manifest."""
        return reverse("spoil:manifest", args=(record.pk,))


class HaulRecordsPage(_SpoilRecords):
    """The hauls behind a figure."""

    key = "figure-spoil-hauls"
    kind = "spoil_haul"
    sort = "-left"
    columns = HaulListPage.columns

    def records(self) -> QuerySet[Haul]:
        """Return every haul in sight."""
        return hauls.hauls()

    def row_url(self, record: Haul) -> str:
        """Return the truck's day."""
        return f"{reverse('spoil:truck', args=(record.vehicle_id,))}?day={record.on.isoformat()}"


PAGES = (
    ("spoil_site", SiteRecordsPage),
    ("spoil_dock", DockRecordsPage),
    ("spoil_point", PointRecordsPage),
    ("spoil_manifest", ManifestRecordsPage),
    ("spoil_haul", HaulRecordsPage),
)
