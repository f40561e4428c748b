"""The order to put something right, as a page to print and as a Word file."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.inspections.models import RectifyOrder
from xiuhua.inspections.pages.inspections import MENU
from xiuhua.inspections.queries.inspections import order_get
from xiuhua.inspections.queries.papers import rectify_facts
from xiuhua.inspections.rules.papers import rectify_letter
from xiuhua.inspections.services.findings import order_concern_check
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.papers.rules.documents import Document
from xiuhua.shared.clock import now
from xiuhua.web.pages.prints import PrintPage
from xiuhua.web.parts import Crumb


class OrderPrintPage(PrintPage[RectifyOrder]):
    """A 责令改正通知书."""

    act = InspectionAct.READ.value
    menu = MENU

    def load(self) -> RectifyOrder:
        """Return the order of the URL."""
        return order_get(self.kwargs["order_id"])

    def documents(self) -> Sequence[Document]:
        """Return the paper."""
        return (rectify_letter(rectify_facts(self.record)),)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down to the inspection."""
        one = self.record.inspection
        return (
            Crumb(label=_("Inspections"), url=reverse("inspections:inspections")),
            Crumb(label=one.number, url=reverse("inspections:inspection", args=(one.pk,))),
            Crumb(label=_("Print")),
        )


class OwnOrderPrintPage(OrderPrintPage):
    """The same paper, for the firm that it was handed to."""

    act = InspectionAct.OWN.value

    def permit(self) -> None:
        """Refuse every other firm."""
        super().permit()
        order_concern_check(self.record, actor=self.actor, at=now())

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down from the firm's own list."""
        return (
            Crumb(label=_("My findings"), url=reverse("inspections:own-findings")),
            Crumb(label=_("Print")),
        )
