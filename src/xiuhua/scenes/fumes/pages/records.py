"""Hours and findings as lists: the records behind figures of this scene, beside its other lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.models import MonitorHour, Proof
from xiuhua.scenes.fumes.pages.kitchens import KitchenListPage
from xiuhua.scenes.fumes.pages.leads import AskListPage, ExceedanceListPage
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.terms import Act, Found, ProofKind
from xiuhua.web.pages.columns import ListColumn, moment, number, term
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Cell

_NAME: ListColumn[Any] = ListColumn(  # of an hour and of a finding
    key="kitchen",
    label=said(zh="餐饮店", en="Kitchen"),
    primary=True,
    locked=True,
    cell=lambda one: Cell(text=one.kitchen.name),
)


class HourListPage(ListPage[MonitorHour]):
    """Hours of monitors, with what they add to a figure."""

    key = "fume_hours"
    kind = "fume_hour"
    act = Act.READ
    menu = "fumes"
    title = said(zh="监测小时", en="Hours of monitors")
    comes_from = said(
        zh="每台油烟监测仪每小时一条。",
        en="One for each hour of each fume monitor.",
    )
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
        return queries.hours_all()

    def row_url(self, record: MonitorHour) -> str:
        """Return the page of the kitchen."""
        return reverse("fumes:kitchen", args=(record.kitchen_id,))


class ProofListPage(ListPage[Proof]):
    """Visits, samplings and second checks."""

    key = "fume_proofs"
    kind = "fume_proof"
    act = Act.READ
    menu = "fumes"
    title = said(zh="核查与采样", en="Findings")
    comes_from = said(
        zh="现场核查和采样在线索页面登记。",
        en="Visits and samplings are recorded on the page of a lead.",
    )
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
        return queries.proofs_all()

    def row_url(self, record: Proof) -> str:
        """Return the page of the lead."""
        return reverse("fumes:lead", args=(record.lead_id,))


PAGES = (
    ("fume_kitchen", "", KitchenListPage),
    ("fume_hour", "", HourListPage),
    ("fume_exceedance", "", ExceedanceListPage),
    ("fume_exceedance", "kitchen_id", KitchenListPage),
    ("fume_ask", "", AskListPage),
    ("fume_lead", "kitchen_id", KitchenListPage),
    ("fume_proof", "", ProofListPage),
)
