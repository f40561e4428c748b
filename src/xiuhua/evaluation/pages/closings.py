"""Closings of statistical months on the screen: the list, one month, freezing one and taking it further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from xiuhua.evaluation.forms.closings import AdvanceForm, FreezeForm
from xiuhua.evaluation.models import MonthClosing, Vintage
from xiuhua.evaluation.pages.vintages import line_table, vintage_row
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.services.closings import closing_advance, month_freeze
from xiuhua.evaluation.terms.closings import ClosingAct, ClosingState, LineAbout, LineState, VintageKind
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, area, moment, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, Section, Stage, Tag

MENU = "closings"


def _area_cell(one: MonthClosing) -> Cell:
    return Cell(text=seams.area_names([one.area_code]).get(one.area_code, one.area_code))


class ClosingListPage(ListPage[MonthClosing]):
    """Every closing that concerns the reader, the latest month first."""

    key = "month-closings"
    kind = "month_closing"
    menu = MENU
    act = ClosingAct.READ.value
    title = gettext_lazy("Closed months")
    sort = "-since"
    area_field = ""
    columns = (
        text("period", pgettext_lazy("a closed month", "Month"), primary=True, locked=True),
        ListColumn(key="area", label=gettext_lazy("Area"), cell=_area_cell),
        term("state", pgettext_lazy("a period", "State"), ClosingState),
        moment("since", pgettext_lazy("a period", "From"), sort="since", drop=2),
        moment("frozen", gettext_lazy("Frozen"), of="frozen_at", drop=1),
        moment("objections", gettext_lazy("Objections until"), of="objections_until"),
        moment("notice", gettext_lazy("Notice until"), of="notice_until", drop=1),
        moment("final", gettext_lazy("Final"), of="final_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=pgettext_lazy("a period", "State"), vocabulary=ClosingState),
    )
    comes_from = gettext_lazy("A month is frozen by itself once it is set how, or by whoever assesses.")

    def records(self) -> QuerySet[MonthClosing]:
        """Return the closings of the reader's areas, above and below."""
        return queries.closings_all().filter(queries.closings_seen(self.actor.areas))

    def row_url(self, record: MonthClosing) -> str:
        """Return the page of the month."""
        return reverse("evaluation:closing", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return freezing and setting, for whoever may."""
        return (
            *making_offered(
                self.actor, ClosingAct.FREEZE.value, label=_("Freeze a month"),
                url=reverse("evaluation:closing-freeze"), icon="lock",
            ),
            *making_offered(
                self.actor, ClosingAct.RULE.value, label=_("Set how months close"),
                url=reverse("evaluation:closing-rule"), icon="settings", kind="plain",
            ),
        )  # fmt: skip


def _not_yet(one: MonthClosing) -> str:
    until = one.notice_until if one.state == ClosingState.NOTICE else one.objections_until
    if until is not None and now() <= until:
        return _("Days are left.")
    if one.state == ClosingState.OBJECTIONS and queries.waiting_for(one):
        return _("An objection waits to be decided.")
    return ""


class ClosingPage(ObjectPage[MonthClosing]):
    """One month: raw and assessed values of streets and units, vintages, objections, what is left of time."""

    kind = "month_closing"
    menu = MENU
    act = ClosingAct.READ.value
    list_url_name = "evaluation:closings"
    facts = (
        area("area", gettext_lazy("Area")),
        ListColumn(
            key="since", label=pgettext_lazy("a period", "From"),
            cell=lambda one: Cell(text=localtime(one.since).date().isoformat()),
        ),
        ListColumn(
            key="until", label=gettext_lazy("Last day"),
            cell=lambda one: Cell(text=localtime(one.until - timedelta(seconds=1)).date().isoformat()),
        ),
        moment("frozen", gettext_lazy("Frozen"), of="frozen_at"),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=ClosingAct.NOTIFY.value, label=verb_later(ClosingAct.NOTIFY, "Put up for notice"),
            kind="primary", url_name="evaluation:closing-advance", icon="send",
            why_not=_not_yet,
        ),
        ObjectAct(
            act=ClosingAct.FINALISE.value, label=verb_later(ClosingAct.FINALISE, "Make final"),
            kind="primary", url_name="evaluation:closing-advance", icon="check",
            why_not=_not_yet,
        ),
    )  # fmt: skip

    def load(self) -> MonthClosing:
        """Return the closing of the URL."""
        return queries.closing_get(self.kwargs["closing_id"], areas=self.actor.areas)

    def heading(self) -> str:
        """Return which month it is."""
        return self._heading

    @cached_property
    def _heading(self) -> str:
        return f"{_area_cell(self.record).text} · {self.record.period}"

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(ClosingState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[MonthClosing]]:
        """Return the one step that comes next."""
        at = {ClosingState.OBJECTIONS.value: self.acts[:1], ClosingState.NOTICE.value: self.acts[1:]}
        return at.get(self.record.state, ())

    def stages(self) -> Sequence[Stage]:
        """Return the way from the freeze to the end."""
        one, here = self.record, language()
        reached = list(ClosingState).index(ClosingState(one.state))
        found = [Stage(label=VintageKind.FREEZE.label(here), state="done", at=one.frozen_at)]
        for place, (state, at) in enumerate(
            (
                (ClosingState.OBJECTIONS, one.objections_until),
                (ClosingState.NOTICE, one.notice_until),
                (ClosingState.FINAL, one.final_at),
            )
        ):
            is_done = place < reached or one.state == ClosingState.FINAL
            label = VintageKind.FINAL.label(here) if state is ClosingState.FINAL else state.label(here)
            found.append(
                Stage(
                    label=label, at=at,
                    state="done" if is_done else "under_way" if place == reached else "before",
                )
            )  # fmt: skip
        return found

    def clocks(self) -> Sequence[Clock]:
        """Return what is left of the days to object, or of the notice."""
        one = self.record
        if one.state == ClosingState.OBJECTIONS:
            label = _("Objections until")
            return (clock_running(one.objections_until, None, now(), label=label),)
        if one.state == ClosingState.NOTICE and one.notice_until is not None:
            label = _("Notice until")
            return (clock_running(one.notice_until, None, now(), label=label),)
        return ()

    @cached_property
    def _vintages(self) -> list[Vintage]:
        return queries.vintages_of(self.record)

    def sections(self) -> Sequence[Section]:
        """Return the tables of the latest vintage, the objections, and every vintage with its changes."""
        last = self._vintages[-1]
        bands = queries.bands_for(self.record.area_code)
        note = _("Vintage %(number)s, as of %(at)s") % {
            "number": last.number, "at": f"{localtime(last.as_of):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        tables = tuple(
            Section(
                title=title, template="evaluation/closing_lines.html",
                context=line_table(self.record, last, kind, title, first, bands),
                note=note,
            )
            for kind, title, first in (
                (queries.STREET, _("Streets"), _("Street")),
                (queries.UNIT, pgettext("cases", "Units"), pgettext("a case", "Unit")),
            )
        )  # fmt: skip
        return (
            *tables,
            Section(
                title=_("Objections"), template="evaluation/line_objections.html",
                context=objection_rows(self.record),
            ),
            Section(
                title=_("Vintages"), template="evaluation/vintages.html",
                context=[vintage_row(self.record, one) for one in reversed(self._vintages)],
            ),
        )  # fmt: skip


def objection_rows(closing: MonthClosing) -> list[Mapping[str, object]]:
    """Return the objections of a month that the reader may see."""
    here = language()
    return [
        {
            "number": one.number, "url": reverse("evaluation:line-objection", args=(one.pk,)),
            "case": one.case.number, "unit": one.unit.name if one.unit else "",
            "about": LineAbout(one.about).label(here), "state": tag_of(LineState(one.state)), "one": one,
        }
        for one in queries.objections_all().filter(closing=closing).order_by("-pk")[:200]
    ]  # fmt: skip


class AdvancePage(FormPage[MonthClosing, AdvanceForm]):
    """Taking a closing its next step by hand, where the sweep has not come yet."""

    kind = "month_closing"
    menu = MENU
    form_class = AdvanceForm
    verb = pgettext_lazy("a closed month", "Go on")
    title = gettext_lazy("The next step")
    lead = gettext_lazy("The figures are fixed once more as of now, and units and streets are told.")

    @property
    def act(self) -> str:  # type: ignore[override]  # the step that comes next
        """The step that comes next."""
        final = self.record.state == ClosingState.NOTICE
        return (ClosingAct.FINALISE if final else ClosingAct.NOTIFY).value

    def load(self) -> MonthClosing:
        """Return the closing of the URL."""
        return queries.closing_get(self.kwargs["closing_id"], areas=self.actor.areas)

    def version(self) -> str:
        """Return how far it has come."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the month."""
        return closing_crumbs(self.record)

    def back_url(self) -> str:
        """Return the month."""
        return reverse("evaluation:closing", args=(self.record.pk,))

    def submit(self, sent: Sent[AdvanceForm]) -> Done:
        """Go on."""
        done = closing_advance(closing_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=ClosingState(done.state).label(language()))


def closing_crumbs(one: MonthClosing) -> tuple[Crumb, ...]:
    """Return the way down to a month."""
    return (
        Crumb(label=str(ClosingListPage.title), url=reverse("evaluation:closings")),
        Crumb(label=one.period, url=reverse("evaluation:closing", args=(one.pk,))),
    )


class FreezePage(NewPage[MonthClosing, FreezeForm]):
    """Freezing a month by hand."""

    kind = "month_closing"
    menu = MENU
    row = MonthClosing
    list_url_name = "evaluation:closings"
    act = ClosingAct.FREEZE.value
    form_class = FreezeForm
    title = gettext_lazy("Freeze a month")
    lead = gettext_lazy("Figures and records are fixed as of now; units and streets may object line by line.")
    verb = gettext_lazy("Freeze")
    verb_icon = "lock"

    def initial(self) -> Mapping[str, object]:
        """Begin with the last month that has ended."""
        return {"period": queries.month_ended(seams.area_for(self.actor, self.act), at=now()).key}

    def submit(self, sent: Sent[FreezeForm]) -> Done:
        """Freeze it."""
        made = month_freeze(
            area_code=seams.area_for(self.actor, self.act),
            period=sent.form.cleaned_data["period"].strip(), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:closing", args=(made.pk,)),
            message=f"{ClosingAct.FREEZE.label(language())} · {made.period}",
        )
