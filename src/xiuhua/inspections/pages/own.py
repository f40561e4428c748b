"""What a firm sees of its own: what was found of it, what is ordered, and where it says what it put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.inspections.models import Finding
from xiuhua.inspections.pages.findings import AnswerPage, FindingListPage, FindingPage
from xiuhua.inspections.queries import findings as queries
from xiuhua.inspections.services.findings import concern_check
from xiuhua.inspections.terms.findings import FindingAct, FindingState
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.shared.clock import now
from xiuhua.web.pages.columns import ListColumn
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.lists import Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct
from xiuhua.web.parts import Cell, Crumb, Related, State

_TO_ANSWER = (FindingState.ORDERED.value,)


class OwnFindingListPage(FindingListPage):
    """What was found of the firm that the reader stands for."""

    key = "own-findings"
    act = InspectionAct.OWN.value
    title = gettext_lazy("My findings")
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=FindingState),
    )
    presets = (
        Preset(label=gettext_lazy("To be put right"), query={"state": _TO_ANSWER}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Finding]:
        """Return the findings that its firm answers for."""
        return queries.findings_for(parties_stood_for(self.actor.user_id, at=now()))

    def row_url(self, record: Finding) -> str:
        """Return the firm's own page of the finding."""
        return reverse("inspections:own-finding", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nothing was found of the firm."""
        return State(
            kind="empty",
            title=_("Nothing was found of you"),
            text=_("What officers find wrong at your premises or on your vehicles stands here."),
        )


class OwnFindingPage(FindingPage):
    """One finding, as the firm that it concerns sees it."""

    act = InspectionAct.OWN.value
    list_url_name = "inspections:own-findings"
    acts: ClassVar[Sequence[ObjectAct[Finding]]] = (
        ObjectAct(
            act=FindingAct.ANSWER.value, label=verb_later(FindingAct.ANSWER, "Say what was fixed"),
            url_name="inspections:own-finding-answer", kind="primary", icon="pencil",
        ),
    )  # fmt: skip
    facts = (
        *(fact for fact in FindingPage.facts if fact.key in {"checklist", "until", "found"}),
        ListColumn(
            key="order",
            label=gettext_lazy("Order"),
            cell=lambda one: (
                Cell(kind="link", text=one.order.number,
                     url=reverse("inspections:own-order-print", args=(one.order_id,)))
                if one.order
                else Cell()
            ),
        ),
    )  # fmt: skip

    def permit(self) -> None:
        """Refuse every other firm."""
        super().permit()
        concern_check(self.record, actor=self.actor, at=now())

    def related(self) -> Sequence[Related]:
        """Return nothing: the rest stands in the firm's list."""
        return ()


class OwnAnswerPage(AnswerPage):
    """Saying what was put right."""

    def permit(self) -> None:
        """Refuse every other firm."""
        super().permit()
        concern_check(self.record, actor=self.actor, at=now())

    def crumbs(self) -> list[Crumb]:
        """Return the way down from the firm's own list."""
        return [
            Crumb(label=_("My findings"), url=reverse("inspections:own-findings")),
            Crumb(label=self.record.number, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the firm's own page of the finding."""
        return reverse("inspections:own-finding", args=(self.record.pk,))
