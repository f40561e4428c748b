"""Screens on the screen: the list, one version, publishing the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.plans import ScreenForm
from xiuhua.evaluation.models import Screen
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.rules.screens import CellsUnread, cells_kept, cells_read, cells_text
from xiuhua.evaluation.services.screens import NewScreen, screen_publish
from xiuhua.evaluation.terms import FigureAct
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, text
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section


def _cells_cell(one: Screen) -> Cell:
    return Cell(kind="number", number=len(one.cells))


def _feed_url(one: Screen) -> str:
    return f"/api/v1/screens/{one.key}"


class ScreenListPage(ListPage[Screen]):
    """Every version of every screen of the reader's areas, the latest first."""

    key = "screens"
    kind = "screen"
    menu = "screens"
    act = FigureAct.READ.value
    title = gettext_lazy("Screens")
    sort = "-published"
    area_field = "area_code"
    columns = (
        text("zh", gettext_lazy("Screen"), primary=True, locked=True),
        code("key", gettext_lazy("Name in addresses")),
        number("number", gettext_lazy("Version")),
        ListColumn(key="cells", label=gettext_lazy("Figures"), cell=_cells_cell),
        text("area", gettext_lazy("Area code"), of="area_code"),
        moment("published", gettext_lazy("Published at"), of="published_at", sort="published_at"),
    )
    comes_from = gettext_lazy(
        "Write down which figures a wall shows; it asks for all of them in one request."
    )

    def records(self) -> QuerySet[Screen]:
        """Return the versions that the database scope lets through."""
        return queries.screens_all()

    def row_url(self, record: Screen) -> str:
        """Return the page of the version."""
        return reverse("evaluation:screen", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return publishing one, for whoever may."""
        return making_offered(
            self.actor, PlanAct.SCREEN_PUBLISH.value, label=_("Publish a screen"),
            url=reverse("evaluation:screen-new"),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CellRow:
    """A cell of a screen, in words."""

    name: str
    kind: str
    split: str


class ScreenPage(ObjectPage[Screen]):
    """One version of a screen."""

    kind = "screen"
    menu = "screens"
    act = FigureAct.READ.value
    list_url_name = "evaluation:screens"
    facts_beside = True
    facts = (
        code("key", gettext_lazy("Name in addresses")),
        number("number", gettext_lazy("Version")),
        text("area", gettext_lazy("Area code"), of="area_code"),
        ListColumn(
            key="feed", label=gettext_lazy("Feed"),
            cell=lambda one: Cell(kind="link", text=_feed_url(one), url=_feed_url(one)),
        ),
        moment("published", gettext_lazy("Published at"), of="published_at"),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=PlanAct.SCREEN_PUBLISH.value, label=gettext_lazy("Next version"), kind="primary",
            url_name="evaluation:screen-next", icon="pencil",
        ),
    )  # fmt: skip

    def load(self) -> Screen:
        """Return the version of the URL."""
        return queries.screen_get(self.kwargs["screen_id"])

    def heading(self) -> str:
        """Return what it is called."""
        return self.record.zh if language().startswith("zh") else self.record.en

    def sections(self) -> Sequence[Section]:
        """Return its cells."""
        cells = cells_kept(self.record.cells)
        names = queries.names_of([one.figure for one in cells], language())
        rows = [
            CellRow(
                name=names.get(one.figure, one.figure), kind=one.kind.value,
                split=one.split_by.label(language()) if one.split_by else "",
            )
            for one in cells
        ]  # fmt: skip
        return (Section(title=_("Figures"), template="evaluation/cells.html", context=rows),)


class ScreenNewPage(NewPage[Screen, ScreenForm]):
    """Publishing a screen."""

    kind = "screen"
    menu = "screens"
    row = Screen
    list_url_name = "evaluation:screens"
    act = PlanAct.SCREEN_PUBLISH.value
    form_class = ScreenForm
    title = gettext_lazy("Publish a screen")
    verb = verb_later(PlanAct.SCREEN_PUBLISH, "Publish")

    def submit(self, sent: Sent[ScreenForm]) -> Done:
        """Publish it over one's own area."""
        area = next(iter(seams.areas_for(self.actor, self.act)), "")
        return _published(self.actor, sent, area, None)


def _published(actor: Actor, sent: Sent[ScreenForm], area: str, seen: int | None) -> Done:
    typed = sent.form.cleaned_data
    try:
        cells = cells_read(typed["cells"])
    except CellsUnread as error:
        raise Invalid(fields={"cells": "screen_cells_unread"}) from error
    new = NewScreen(key=typed["key"], area_code=area, zh=typed["zh"], en=typed["en"], cells=cells)
    made = screen_publish(new=new, seen=seen, actor=actor, at=sent.at)
    return Done(
        url=reverse("evaluation:screen", args=(made.pk,)), message=PlanAct.SCREEN_PUBLISH.label(language())
    )


class ScreenNextPage(FormPage[Screen, ScreenForm]):
    """The next version of a screen."""

    kind = "screen"
    menu = "screens"
    act = PlanAct.SCREEN_PUBLISH.value
    form_class = ScreenForm
    title = gettext_lazy("Next version")
    verb = verb_later(PlanAct.SCREEN_PUBLISH, "Publish")

    def load(self) -> Screen:
        """Return the latest version of what the URL names."""
        named = queries.screen_get(self.kwargs["screen_id"])
        return queries.screen_latest(named.key) or named

    def prepare(self, form: ScreenForm) -> None:
        """Keep the name: it is in the addresses of walls."""
        form.fields["key"].disabled = True

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number + 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        one = self.record
        return {"key": one.key, "zh": one.zh, "en": one.en, "cells": cells_text(cells_kept(one.cells))}

    def back_url(self) -> str:
        """Return the version that holds now."""
        return reverse("evaluation:screen", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the screen."""
        return (
            Crumb(label=_("Screens"), url=reverse("evaluation:screens")),
            Crumb(
                label=self.record.zh if language().startswith("zh") else self.record.en, url=self.back_url()
            ),
        )

    def submit(self, sent: Sent[ScreenForm]) -> Done:
        """Publish it."""
        return _published(self.actor, sent, self.record.area_code, int(sent.seen))
