"""The role templates: what each is for, who holds them, and which acts they give."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.access import queries
from xiuhua.access.rules.grants import acts_of
from xiuhua.access.rules.roles import Family, RoleTemplate, templates_grouped
from xiuhua.access.terms import Act
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Action, Crumb
from xiuhua.web.words import word

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads Chinese as Latin


@dataclass(frozen=True)
class RoleLine:
    """A template as the page prints it."""

    template: RoleTemplate
    name: str
    purpose: str
    holders: int
    holders_url: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class RoleGroup:
    """The templates of one family."""

    family: Family
    label: str
    lines: tuple[RoleLine, ...]


@dataclass(frozen=True)
class RolesView:
    """The whole page."""

    crumbs: tuple[Crumb, ...]
    acts: tuple[Action, ...]
    groups: tuple[RoleGroup, ...]


class RolesPage(Page):
    """Every role template; `?export=csv` is the same as a sheet."""

    act = Act.ACCOUNT_READ
    menu = "accounts"
    template = fragment = "access/templates.html"
    title = gettext_lazy("Roles")

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the page or the sheet."""
        groups = tuple(self._groups())
        if request.GET.get("export") == "csv":
            return _sheet(groups)
        url = reverse("access:accounts")
        view = RolesView(
            crumbs=(Crumb(label=_("Accounts"), url=url), Crumb(label=str(self.title))),
            acts=(Action(label=_("Text table"), url="?export=csv", icon="download"),),
            groups=groups,
        )
        return self.answer(view, title=self.title)

    def _groups(self) -> Iterator[RoleGroup]:
        here, held = language(), queries.role_holders(at=now())
        for family, templates in templates_grouped():
            lines = tuple(_line(template, held.get(template.role.value, 0), here) for template in templates)
            yield RoleGroup(family, family.label(here), lines)


def _line(template: RoleTemplate, holders: int, here: str) -> RoleLine:
    return RoleLine(
        template=template,
        name=template.role.label(here),
        purpose=template.purpose(here),
        holders=holders,
        holders_url=f"{reverse('access:accounts')}?role={template.role.value}",
        acts=tuple(word(act, here) for act in acts_of(template.role.value)),
    )


def _sheet(groups: Sequence[RoleGroup]) -> HttpResponse:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Row"), _("Family"), _("Role"), _("What for"), _("Held by"), _("Acts")])
    for group in groups:
        for line in group.lines:
            rows.writerow(
                [line.template.row, group.label, line.name, line.purpose, line.holders, " ".join(line.acts)]
            )
    answer = HttpResponse(_BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="roles.csv"'
    return answer
