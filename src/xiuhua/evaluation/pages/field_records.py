"""The inspections, findings, certificates, premises, vehicles and areas behind a figure.

A figure is for more eyes than what it was counted from: each list asks for the right to read its rows.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhua.evaluation.pages.records import RecordsPage, records_page_register
from xiuhua.evaluation.queries.field_rows import (
    Area,
    Certificate,
    Finding,
    Inspection,
    Mount,
    Premises,
    Vehicle,
)
from xiuhua.ground.queries.areas import areas_named
from xiuhua.ground.queries.premises import premises_all
from xiuhua.ground.queries.vehicles import mounts_all, vehicles_all
from xiuhua.ground.terms import Act, AreaLevel, PremisesKind, PremisesState
from xiuhua.ground.terms.vehicles import MountAct, MountState, VehicleAct, VehicleKind, VehicleState
from xiuhua.inspections.queries.findings import finding_facts, findings_all
from xiuhua.inspections.queries.inspections import inspections_all
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct, InspectionResult
from xiuhua.permits.queries.certificates import certificates_all
from xiuhua.permits.terms import CertificateAct, CertificateState
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.parts import Cell


class InspectionRecordsPage(RecordsPage[Inspection]):
    """The inspections behind a figure."""

    key = "figure-inspections"
    kind = "inspection"
    sort = "-at"
    columns = (
        code("number", _("Number"), primary=True, locked=True),
        text("subject", _("What was inspected"), of="subject_name"),
        term("result", _("Result"), InspectionResult),
        number("officers", _("People")),
        moment("at", _("Inspected at"), sort="at"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read inspections."""
        super().permit()
        seams.require(self.actor, InspectionAct.READ)

    def records(self) -> QuerySet[Inspection]:
        """Return the inspections that the database scope lets through."""
        return inspections_all()

    def row_url(self, record: Inspection) -> str:
        """Return the page of the inspection."""
        return reverse("inspections:inspection", args=(record.pk,))


def _item(row: Finding) -> Cell:
    facts = finding_facts(row)
    return Cell(text=facts.item_zh if language().startswith("zh") else facts.item_en)


class FindingRecordsPage(RecordsPage[Finding]):
    """The findings behind a figure."""

    key = "figure-findings"
    kind = "finding"
    sort = "-found"
    columns = (
        code("number", _("Number"), primary=True, locked=True),
        text("subject", _("Where"), of="subject_name"),
        ListColumn(key="item", label=_("Item"), cell=_item),
        term("state", _("State"), FindingState),
        moment("found", _("Found at"), of="found_at", sort="found_at"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read findings."""
        super().permit()
        seams.require(self.actor, InspectionAct.READ)

    def records(self) -> QuerySet[Finding]:
        """Return the findings that the database scope lets through."""
        return findings_all()

    def row_url(self, record: Finding) -> str:
        """Return the page of the finding."""
        return reverse("inspections:finding", args=(record.pk,))


class CertificateRecordsPage(RecordsPage[Certificate]):
    """The certificates behind a figure."""

    key = "figure-certificates"
    kind = "certificate"
    sort = "-changed"
    columns = (
        code("number", _("Number"), primary=True, locked=True),
        text("holder", _("Holder"), of="holder_name"),
        text("subject", pgettext_lazy("a record", "About"), of="subject_name"),
        term("state", _("State"), CertificateState),
        moment("until", _("Holds until"), of="until_at"),
        moment("changed", _("Changed"), of="updated_at", sort="updated_at"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read certificates."""
        super().permit()
        seams.require(self.actor, CertificateAct.READ)

    def records(self) -> QuerySet[Certificate]:
        """Return the certificates that the database scope lets through."""
        return certificates_all()

    def row_url(self, record: Certificate) -> str:
        """Return the page of the certificate."""
        return reverse("permits:certificate", args=(record.pk,))


class PremisesRecordsPage(RecordsPage[Premises]):
    """The premises behind a figure that counts premises."""

    key = "figure-premises"
    kind = "premises"
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        code("code", _("Code")),
        term("kind", _("Kind"), PremisesKind),
        term("state", _("State"), PremisesState),
        text("address", _("Address"), drop=2),
    )

    def permit(self) -> None:
        """Refuse whoever may not read premises."""
        super().permit()
        seams.require(self.actor, "premises.read")

    def records(self) -> QuerySet[Premises]:
        """Return the premises that the database scope lets through."""
        return premises_all()

    def row_url(self, record: Premises) -> str:
        """Return the page of the premises."""
        return reverse("ground:premises-page", args=(record.pk,))


class VehicleRecordsPage(RecordsPage[Vehicle]):
    """The vehicles behind a figure that counts vehicles."""

    key = "figure-vehicles"
    kind = "vehicle"
    sort = "-changed"
    columns = (
        text("plate", _("Plate"), primary=True, locked=True),
        term("kind", _("Kind"), VehicleKind),
        term("state", _("State"), VehicleState),
        moment("changed", _("Changed"), of="updated_at", sort="updated_at"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read vehicles."""
        super().permit()
        seams.require(self.actor, VehicleAct.READ)

    def records(self) -> QuerySet[Vehicle]:
        """Return the vehicles that the database scope lets through."""
        return vehicles_all()

    def row_url(self, record: Vehicle) -> str:
        """Return the page of the vehicle."""
        return reverse("ground:vehicle-page", args=(record.pk,))


class MountRecordsPage(RecordsPage[Mount]):
    """The places of cameras behind a figure that counts places."""

    key = "figure-mounts"
    kind = "mount"
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        code("code", _("Number")),
        term("state", _("State"), MountState),
        text("area", _("Area"), of="area.name"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read places of devices."""
        super().permit()
        seams.require(self.actor, MountAct.READ)

    def records(self) -> QuerySet[Mount]:
        """Return the places that the database scope lets through."""
        return mounts_all()

    def row_url(self, record: Mount) -> str:
        """Return the page of the place."""
        return reverse("ground:mount-page", args=(record.pk,))


class AreaRecordsPage(RecordsPage[Area]):
    """The areas behind a figure that counts areas."""

    key = "figure-areas"
    kind = "area"
    sort = "code"
    area_field = ""  # public ground: everybody sees every area
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("level", _("Level"), AreaLevel),
        text("parent", _("Lies in"), of="parent_name"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read areas."""
        super().permit()
        seams.require(self.actor, Act.AREA_READ)

    def records(self) -> QuerySet[Area]:
        """Return every area."""
        return areas_named()

    def row_url(self, record: Area) -> str:
        """Return the page of the area."""
        return reverse("ground:area-page", args=(record.pk,))


def records_entered() -> None:
    """Enter the lists of what is inspected, found and permitted, and of where that is."""
    records_page_register("inspection", InspectionRecordsPage)
    records_page_register("finding", FindingRecordsPage)
    records_page_register("certificate", CertificateRecordsPage)
    records_page_register("standing", AreaRecordsPage, distinct="area_id")
    records_page_register("camera", MountRecordsPage, distinct="mount_id")
    for fact in ("inspection", "finding", "certificate"):
        records_page_register(fact, PremisesRecordsPage, distinct="premises_id")
        records_page_register(fact, VehicleRecordsPage, distinct="vehicle_id")
