"""People as a list, by unit, post and grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.terms import Role
from xiuhua.ground.models import Person, Post
from xiuhua.ground.pages.areas import area_choices
from xiuhua.ground.pages.people.words import role_said
from xiuhua.ground.pages.units import UnitFilter
from xiuhua.ground.queries.people import (
    in_post,
    people_all,
)
from xiuhua.ground.terms.people import PersonAct, PersonState
from xiuhua.shared.clock import now
from xiuhua.shared.terms import Term
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.pages.columns import ListColumn, code, moment, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.phones import phone_cell
from xiuhua.web.parts import Action, Cell


def _phone(person: Person) -> Cell:
    return phone_cell(person.phone)


def _posts(person: Person) -> Cell:
    held: list[Post] = getattr(person, "posts_now", [])  # prefetched by people_all
    return Cell(text="、".join(f"{role_said(post)}（{post.area.name}）" for post in held))


@dataclass(frozen=True, kw_only=True)
class PostFilter(TermFilter):
    """The posts held now."""

    vocabulary: type[Term] = Role

    def condition(self, held: Held) -> Q:
        """Return that one of the posts is held now."""
        condition, at = Q(pk__in=()), now()
        for role in held[self.name]:
            condition |= in_post(role, at=at)
        return condition


@dataclass(frozen=True, kw_only=True)
class GridFilter(UnitFilter):
    """Member of one grid now, by its whole code."""

    def condition(self, held: Held) -> Q:
        """Return that a post of grid member is held there now."""
        return in_post(Role.GRID_MEMBER, at=now(), area_code=held[self.name][0])


class PersonListPage(ListPage[Person]):
    """Everybody who holds posts, or did."""

    key = "people"
    kind = "person"
    menu = "people"
    act = PersonAct.READ
    title = _("People")
    sort = "number"
    search_field = "search"
    search_label = _("Name or work number")
    columns = (
        code("number", _("Work number"), of="work_number", sort="work_number"),
        text("name", _("Full name"), sort="name", primary=True, locked=True),
        text("unit", _("Unit"), of="unit.name"),
        ListColumn(key="posts", label=_("Posts now"), cell=_posts),
        ListColumn(key="phone", label=_("Telephone"), kind="code", cell=_phone, drop=2),
        term("state", _("State"), PersonState),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        PostFilter(name="role", label=_("Post")),
        GridFilter(name="grid", label=_("Member of the grid")),
        UnitFilter(name="unit", label=_("Unit code")),
        TermFilter(name="state", label=_("State"), vocabulary=PersonState),
        DaysFilter(name="changed", label=_("Changed"), field="updated_at"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Serving"), query={"state": ("serving",)}),
        Preset(label=_("Road chiefs"), query={"role": ("road_chief",)}),
        Preset(label=_("Grid members"), query={"role": ("grid_member",)}),
    )

    def records(self) -> QuerySet[Person]:
        """Return the people that the database scope lets through."""
        return people_all(at=now())

    def row_url(self, record: Person) -> str:
        """Return the page of the person."""
        return reverse("ground:person-page", args=(record.pk,))

    def row_note(self, record: Person) -> str:
        """Return unit and posts."""
        return " · ".join(filter(None, (record.unit.name, _posts(record).text)))

    def acts(self) -> Sequence[Action]:
        """Lead to the members per grid, and offer to record somebody."""
        found = [Action(label=gettext("Per grid"), icon="chart-bar", url=reverse("ground:grid-members"))]
        if seams.may(self.actor, PersonAct.CREATE):
            url = reverse("ground:person-create")
            found.append(
                Action(
                    name=PersonAct.CREATE, label=gettext("New person"), kind="primary", icon="plus", url=url
                )
            )
        return found
