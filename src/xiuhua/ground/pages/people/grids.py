"""The members of each grid."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.ground.models import Area
from xiuhua.ground.queries.people import (
    grid_members,
)
from xiuhua.ground.terms.people import PersonAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb, Figure


@dataclass(frozen=True, kw_only=True)
class GridLine:
    """A duty grid with its members."""

    name: str
    code: str
    parent: str
    members: int
    url: str


@dataclass(frozen=True, kw_only=True)
class GridMembersView:
    """The figures of the grid members."""

    crumbs: tuple[Crumb, ...]
    figures: tuple[Figure, ...]
    spread: tuple[GridLine, ...]


class GridMembersPage(Page):
    """How many grid members there are, and how many to a grid; every figure opens the people it counts."""

    act = PersonAct.READ
    menu = "people"
    template = fragment = "ground/grid_members.html"
    title = _("Grid members")

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the figures."""
        at = now()
        found = grid_members(seams.areas_for(self.actor, self.act), at=at)
        people_url = reverse("ground:people")
        everybody = f"{people_url}?role={Role.GRID_MEMBER}"
        view = GridMembersView(
            crumbs=(Crumb(label=gettext("People"), url=people_url), Crumb(label=str(self.title))),
            figures=(
                Figure(label=gettext("Grid members"), value=found.members, as_of=at, url=everybody),
                Figure(
                    label=gettext("Duty grids"), value=found.grids, as_of=at,
                    url=f"{reverse('ground:areas')}?level=duty_grid",
                ),
                Figure(
                    label=gettext("Members per grid"), value=found.per_grid, decimals=2, as_of=at,
                    numerator=found.members, denominator=found.grids, url=everybody,
                    why_none=gettext("No duty grid is recorded."),
                ),
                Figure(label=gettext("Members of no duty grid"), value=found.elsewhere, as_of=at),
            ),
            spread=tuple(_grid_line(grid, members, people_url) for grid, members in found.spread),
        )  # fmt: skip
        return self.answer(view, title=self.title)


def _grid_line(grid: Area, members: int, people_url: str) -> GridLine:
    return GridLine(
        name=grid.name,
        code=grid.code,
        parent=grid.parent.name if grid.parent else "",
        members=members,
        url=f"{people_url}?grid={grid.code}",
    )
