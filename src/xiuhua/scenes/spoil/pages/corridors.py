"""Corridors that join docks and routes: the list, and the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms.dispatch import CorridorForm
from xiuhua.scenes.spoil.models import Corridor
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.services import dispatch as services
from xiuhua.scenes.spoil.terms import Act
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, number, text
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered
from xiuhua.web.parts import Action, Cell


class CorridorListPage(ListPage[Corridor]):
    """The corridors: which docks and routes lie on each."""

    key = "spoil_corridors"
    kind = "spoil_corridor"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输廊道", en="Corridors")
    comes_from = said(
        zh="廊道把码头和线路围栏归为一组，如“南线”“北线”，由渣土窗口登记。",
        en="A corridor groups docks and route fences, as “south” and “north”; the permit clerk records it.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="廊道", en="Corridor"), primary=True, locked=True, sort="name"),
        ListColumn(
            key="docks",
            label=said(zh="消纳点", en="Docks"),
            cell=lambda one: Cell(text="、".join(dock.premises.name for dock in one.docks.all())),
        ),
        ListColumn(
            key="routes",
            label=said(zh="路线", en="Routes"),
            cell=lambda one: Cell(text="、".join(route.name for route in one.routes.all())),
            drop=1,
        ),
        number("projects", said(zh="在册项目", en="Projects"), of="number_of_projects"),
    )

    def records(self) -> QuerySet[Corridor]:
        """Return the corridors."""
        return queries.corridors()

    def row_url(self, record: Corridor) -> str:  # noqa: ARG002 - it has no page of its own
        """Return the projects: a corridor says nothing but its name and what lies on it."""
        return reverse("spoil:projects")

    def acts(self) -> Sequence[Action]:
        """Offer to set one."""
        return act_offered(
            self.actor, Act.CORRIDOR, said(zh="划定廊道", en="Set a corridor"), "spoil:corridor-new"
        )


class CorridorNewPage(NewPage[Corridor, CorridorForm]):
    """Setting a corridor."""

    kind = "spoil_corridor"
    menu = MENU
    row = Corridor
    act = Act.CORRIDOR.value
    list_url_name = "spoil:corridors"
    form_class = CorridorForm
    title = said(zh="划定廊道", en="Set a corridor")
    lead = said(zh="同名廊道会被替换。", en="One of the same name is replaced.")
    verb = said(zh="划定", en="Set it")

    def submit(self, sent: Sent[CorridorForm]) -> Done:
        """Set it."""
        typed = sent.form.cleaned_data
        areas = seams.areas_for(self.actor, self.act)
        services.corridor_write(
            name=typed["name"],
            area_code=areas[0] if areas else "",
            dock_ids=_known(queries.docks_coded(typed["docks"].split()), typed["docks"], "docks"),
            route_ids=_known(queries.routes_coded(typed["routes"].split()), typed["routes"], "routes"),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.CORRIDOR.label(language()))


def _known(found: Mapping[str, int], typed: str, field: str) -> list[int]:
    """Return the ids of what was typed, all of which must be known."""
    if set(typed.split()) - set(found):
        raise Invalid(fields={field: "spoil_premises_unknown" if field == "docks" else "spoil_route_unknown"})
    return list(found.values())
