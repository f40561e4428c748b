"""The records behind the figures of this scene."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.evaluation.pages.records import RecordsPage
from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.models import Ask, Exceedance, Kitchen, Lead, MonitorHour, Proof
from xiuhua.scenes.fumes.pages.kitchens import KitchenListPage
from xiuhua.scenes.fumes.pages.leads import AskListPage, ExceedanceListPage, LeadListPage
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.terms import Act, Found, ProofKind
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, moment, number, term
from xiuhua.web.parts import Cell


class _FumeRecords(RecordsPage[Any]):  # each page has rows of its own
    """Records that only readers of this scene may see: a figure is for more eyes."""

    def permit(self) -> None:
        """Refuse whoever may not read the scene."""
        super().permit()
        seams.require(self.actor, Act.READ)

    def row_url(self, record: Any) -> str:  # as above
        """Return the kitchen that the record is about."""
        return reverse("fumes:kitchen", args=(getattr(record, "kitchen_id", record.pk),))


_NAME: ListColumn[Any] = ListColumn(
    key="kitchen",
    label=said(zh="餐饮店", en="Kitchen"),
    primary=True,
    locked=True,
    cell=lambda one: Cell(text=one.kitchen.name),
)


class KitchenRecordsPage(_FumeRecords):
    """The kitchens behind a figure."""

    key = "figure-fume-kitchens"
    kind = "fume_kitchen"
    sort = "name"
    columns = KitchenListPage.columns

    def records(self) -> QuerySet[Kitchen]:
        """Return every kitchen in sight."""
        return queries.kitchens_all()


class HourRecordsPage(_FumeRecords):
    """The hours behind a figure, with what they add to it."""

    key = "figure-fume-hours"
    kind = "fume_hour"
    sort = "-start"
    columns = (
        _NAME,
        moment("start", said(zh="小时", en="Hour"), sort="start"),
        ListColumn(
            key="online",
            label=said(zh="在线", en="Online"),
            cell=lambda one: Cell(
                text=str(said(zh="是", en="yes") if one.online else said(zh="否", en="no"))
            ),
        ),
        number("compliant", said(zh="达标", en="Compliant")),
        number("valid", said(zh="有效", en="Valid")),
        number("unknown", said(zh="存疑", en="In doubt")),
    )

    def records(self) -> QuerySet[MonitorHour]:
        """Return every hour in sight."""
        return MonitorHour.objects.select_related("kitchen").defer("kitchen__search")


class ExceedanceRecordsPage(_FumeRecords):
    """The exceedances behind a figure."""

    key = "figure-fume-exceedances"
    kind = "fume_exceedance"
    sort = "-start"
    columns = ExceedanceListPage.columns

    def records(self) -> QuerySet[Exceedance]:
        """Return every exceedance in sight."""
        return Exceedance.objects.select_related("kitchen").defer("kitchen__search")


class AskRecordsPage(_FumeRecords):
    """The papers behind a figure."""

    key = "figure-fume-asks"
    kind = "fume_ask"
    sort = "-drafted"
    columns = AskListPage.columns

    def records(self) -> QuerySet[Ask]:
        """Return every paper in sight."""
        return queries.asks_all()


class LeadRecordsPage(_FumeRecords):
    """The leads behind a figure."""

    key = "figure-fume-leads"
    kind = "fume_lead"
    sort = "-opened"
    columns = LeadListPage.columns

    def records(self) -> QuerySet[Lead]:
        """Return every lead in sight."""
        return queries.leads_all()


class ProofRecordsPage(_FumeRecords):
    """The samplings behind a figure."""

    key = "figure-fume-proofs"
    kind = "fume_proof"
    sort = "-at"
    columns = (
        _NAME,
        term("kind", said(zh="方式", en="How"), ProofKind),
        term("found", said(zh="结果", en="Found"), Found),
        number("outlet", said(zh="净化后", en="Behind"), of="outlet_mg_m3", unit="mg/m³", decimals=2),
        number("inlet", said(zh="净化前", en="Before"), of="inlet_mg_m3", unit="mg/m³", decimals=2),
        moment("at", said(zh="时间", en="At"), sort="at"),
    )

    def records(self) -> QuerySet[Proof]:
        """Return every finding in sight."""
        return Proof.objects.select_related("kitchen").defer("kitchen__search")


PAGES = (
    ("fume_kitchen", "", KitchenRecordsPage),
    ("fume_hour", "", HourRecordsPage),
    ("fume_exceedance", "", ExceedanceRecordsPage),
    ("fume_exceedance", "kitchen_id", KitchenRecordsPage),
    ("fume_ask", "", AskRecordsPage),
    ("fume_lead", "kitchen_id", KitchenRecordsPage),
    ("fume_proof", "", ProofRecordsPage),
)
