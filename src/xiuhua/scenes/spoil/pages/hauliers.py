"""Hauliers on the screen, with their grades."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.pages.shared import MENU, tag
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.queries.rows import Party
from xiuhua.scenes.spoil.rules.risk import Graded
from xiuhua.scenes.spoil.terms import Act
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, number, text
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Cell


class HaulierListPage(ListPage[Party]):
    """Hauliers with their trucks and their grade, and why."""

    key = "spoil_hauliers"
    kind = "party"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输企业", en="Hauliers")
    comes_from = said(
        zh="企业在“主体”登记，取得准运证的车辆归到其名下。",
        en="Firms are recorded under Parties; trucks with a transport permit count as theirs.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="企业", en="Haulier"), primary=True, locked=True, sort="name"),
        number("trucks", said(zh="渣土车", en="Trucks")),
        ListColumn(
            key="grade",
            label=said(zh="风险等级", en="Grade"),
            kind="tag",
            cell=lambda one: tag(_graded(one).grade),
        ),
        ListColumn(
            key="why",
            label=said(zh="依据", en="Why"),
            drop=1,
            cell=lambda one: Cell(text=because_said(_graded(one))),
        ),
    )

    def records(self) -> QuerySet[Party]:
        """Return the hauliers that the database scope lets through."""
        return queries.hauliers()

    def row_url(self, record: Party) -> str:
        """Return the party's page."""
        return reverse("ground:party-page", args=(record.pk,))


def _graded(party: Party) -> Graded:
    return queries.grade_of_haulier(party, at=now())


def because_said(found: Graded) -> str:
    """Return what a grade is made of."""
    here = language()
    parts = [f"{kind.label(here)} {count}" for kind, count, _points in found.because]
    return f"{found.points:.1f} · {'、'.join(parts)}" if parts else f"{found.points:.1f}"
