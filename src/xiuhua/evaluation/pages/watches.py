"""Watched figures and deviations on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.watches import JudgeForm, WatchEndForm, WatchForm
from xiuhua.evaluation.models import Deviation, FigureWatch
from xiuhua.evaluation.queries import watches as queries
from xiuhua.evaluation.rules.wording import value_words
from xiuhua.evaluation.services.watches import deviation_judge, watch_end, watch_set
from xiuhua.evaluation.terms import Method
from xiuhua.evaluation.terms.watches import Cause, DeviationState, WatchAct, WatchState
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.indicators import indicator_named
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Stage, Tag

F = TypeVar("F", bound=forms.Form)


def _title(key: str) -> str:
    one = indicator_named(key)
    return one.title(language()) if one else key


def _words(key: str, value: float) -> str:
    one = indicator_named(key)
    return value_words(one, value, language()) if one else f"{value:,.1f}"


def _course_url(row: FigureWatch | Deviation, period: str = "") -> str:
    url = Address(reverse("evaluation:figure-course", args=(row.key,)))
    return str(url.put(area=row.area_code, period=period))


def _figure_cell(row: FigureWatch) -> Cell:
    return Cell(kind="link", text=_title(row.key), url=_course_url(row))


def _kind_cell(row: FigureWatch) -> Cell:
    said = {"day": _("every day"), "week": _("every week"), "month": _("every month")}
    return Cell(text=said[row.kind])


def _cause_cell(row: Deviation) -> Cell:
    return Cell(text=Cause(row.cause).label(language()) if row.cause else "")


class WatchListPage(ListPage[FigureWatch]):
    """Every watched figure of the reader's areas."""

    key = "watches"
    kind = "figure_watch"
    menu = "deviations"
    act = WatchAct.READ.value
    title = gettext_lazy("Watched figures")
    sort = "-set"
    columns = (
        ListColumn(key="figure", label=gettext_lazy("Figure"), cell=_figure_cell, primary=True, locked=True),
        text("area", gettext_lazy("Area"), of="area_name"),
        ListColumn(key="kind", label=gettext_lazy("Look at it"), cell=_kind_cell),
        code("reason", gettext_lazy("Why"), drop=1),
        code("looked", gettext_lazy("Last looked at"), of="looked_at", drop=2),
        moment("set", gettext_lazy("Since"), of="set_at", sort="set_at"),
        term("state", gettext_lazy("State"), WatchState),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        YesFilter(name="ended", label=gettext_lazy("Ended"), field="is_ended"),
    )
    comes_from = gettext_lazy("Open a figure over time and choose “Watch the figure”.")

    def records(self) -> QuerySet[FigureWatch]:
        """Return the watches that the database scope lets through."""
        return queries.watches_all()

    def row_url(self, record: FigureWatch) -> str:
        """Return where it can be ended; of an ended one the figure."""
        return _course_url(record) if record.ended_at else reverse("evaluation:watch-end", args=(record.pk,))


class WatchSetPage(FormPage[FigureWatch, WatchForm]):
    """Watching a figure of an area."""

    kind = "figure_watch"
    menu = "deviations"
    act = WatchAct.SET.value
    form_class = WatchForm
    title = verb_later(WatchAct.SET, "Watch the figure")
    verb = verb_later(WatchAct.SET, "Watch the figure")
    verb_icon = "bell"

    def load(self) -> FigureWatch:
        """Return the watch that is not there yet.

        Raises:
            NotFound: there is no such figure.
        """
        key = str(self.kwargs["key"])
        if indicator_named(key) is None:
            raise NotFound(kind="figure", key=key)
        areas = seams.areas_for(self.actor, WatchAct.SET.value)
        code = self.request.GET.get("area", "") or (areas[0] if areas else "")
        return FigureWatch(key=key, area_code=code)

    def initial(self) -> Mapping[str, object]:
        """Return the length of period that was looked at."""
        return {"kind": self.request.GET.get("kind", "week")}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the figure over time."""
        return (
            Crumb(label=_("Figures"), url=reverse("evaluation:figures")),
            Crumb(label=_title(self.record.key), url=self.back_url()),
        )

    def version(self) -> str:
        """Return nothing: two watches are two lengths, or refused."""
        return ""

    def back_url(self) -> str:
        """Return the figure over time."""
        return _course_url(self.record)

    def submit(self, sent: Sent[WatchForm]) -> Done:
        """Watch it."""
        typed = sent.form.cleaned_data
        watch_set(
            area_code=self.record.area_code, key=self.record.key, kind=typed["kind"], reason=typed["reason"],
            user_id=self.actor.user_id or 0, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=reverse("evaluation:watches"), message=_("The figure is watched"))


class WatchEndPage(FormPage[FigureWatch, WatchEndForm]):
    """Ending a watch."""

    kind = "figure_watch"
    menu = "deviations"
    act = WatchAct.END.value
    form_class = WatchEndForm
    title = verb_later(WatchAct.END, "Stop watching")
    verb = verb_later(WatchAct.END, "Stop watching")

    def load(self) -> FigureWatch:
        """Return the watch of the URL."""
        return queries.watch_get(self.kwargs["watch_id"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (
            Crumb(label=_("Watched figures"), url=self.back_url()),
            Crumb(label=_title(self.record.key), url=_course_url(self.record)),
        )

    def version(self) -> str:
        """Return whether it goes on."""
        return self.record.state

    def back_url(self) -> str:
        """Return the watches."""
        return reverse("evaluation:watches")

    def submit(self, sent: Sent[WatchEndForm]) -> Done:
        """End it."""
        watch_end(watch_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=WatchAct.END.label(language()))


class DeviationListPage(ListPage[Deviation]):
    """Every value outside its habit of the reader's areas, the latest first."""

    key = "deviations"
    kind = "deviation"
    menu = "deviations"
    act = WatchAct.READ.value
    title = gettext_lazy("Deviations")
    sort = "-raised"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        ListColumn(key="figure", label=gettext_lazy("Figure"), cell=lambda one: Cell(text=_title(one.key))),
        text("area", gettext_lazy("Area"), of="area_name", drop=1),
        code("period", gettext_lazy("Time span")),
        ListColumn(
            key="value", label=gettext_lazy("Value"), cell=lambda one: Cell(text=_words(one.key, one.value))
        ),
        ListColumn(
            key="expected", label=gettext_lazy("Expected"),
            cell=lambda one: Cell(text=_words(one.key, one.expected)),
        ),
        term("state", gettext_lazy("State"), DeviationState),
        moment("raised", gettext_lazy("Raised at"), of="raised_at", sort="raised_at", drop=1),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=DeviationState),
        TermFilter(name="cause", label=gettext_lazy("What it comes from"), vocabulary=Cause),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(
            label=verb_later(DeviationState.OPEN, "To be judged"),
            query={"state": (DeviationState.OPEN.value,)},
        ),
    )
    comes_from = gettext_lazy("A watched figure raises one when a period's value lies outside its habit.")

    def records(self) -> QuerySet[Deviation]:
        """Return the deviations that the database scope lets through."""
        return queries.deviations_all()

    def row_url(self, record: Deviation) -> str:
        """Return the page of the deviation."""
        return reverse("evaluation:deviation", args=(record.pk,))


class DeviationPage(ObjectPage[Deviation]):
    """One deviation: what it was, what was expected and why, and what it comes from."""

    kind = "deviation"
    menu = "deviations"
    act = WatchAct.READ.value
    list_url_name = "evaluation:deviations"
    spare = frozenset({"cause"})
    change_labels: ClassVar[Mapping[str, Words]] = {"note": gettext_lazy("What was found, and what is done")}
    facts = (
        ListColumn(
            key="value", label=gettext_lazy("Value"), cell=lambda one: Cell(text=_words(one.key, one.value))
        ),
        ListColumn(
            key="expected", label=gettext_lazy("Expected"),
            cell=lambda one: Cell(text=_words(one.key, one.expected)),
        ),
        ListColumn(
            key="usual_miss", label=gettext_lazy("Misses as a rule by"),
            cell=lambda one: Cell(text=_words(one.key, one.usual_miss)),
        ),
        term("method", gettext_lazy("Expected by"), Method),
        ListColumn(
            key="course", label=gettext_lazy("Over time"),
            cell=lambda one: Cell(kind="link", text=_title(one.key), url=_course_url(one, one.period)),
        ),
        text("area", gettext_lazy("Area"), of="area_name"),
        ListColumn(
            key="watch", label=gettext_lazy("Why it is watched"), cell=lambda one: Cell(text=one.watch.reason)
        ),
        ListColumn(key="cause", label=gettext_lazy("What it comes from"), cell=_cause_cell),
    )  # fmt: skip
    acts = (
        ObjectAct(
            act=WatchAct.JUDGE.value, label=verb_later(WatchAct.JUDGE, "Judge it"), kind="primary",
            url_name="evaluation:deviation-judge", icon="pencil",
        ),
    )  # fmt: skip

    def load(self) -> Deviation:
        """Return the deviation of the URL."""
        return queries.deviation_get(self.kwargs["deviation_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return the figure and its period."""
        return f"{_title(self.record.key)} · {self.record.period}"

    def state(self) -> Tag:
        """Return whether it was judged."""
        return tag_of(DeviationState(self.record.state))

    def stages(self) -> Sequence[Stage]:
        """Return its course."""
        one = self.record
        ends = ((DeviationState.OPEN, one.raised_at), (DeviationState.JUDGED, one.judged_at))
        return [
            Stage(label=state.label(language()), state="done" if at else "before", at=at)
            for state, at in ends
        ]

    def sections(self) -> Sequence[Section]:
        """Return what was found."""
        if not self.record.note:
            return ()
        return (
            Section(
                title=_("What was found, and what is done"), template="evaluation/words.html",
                context={"text": self.record.note},
            ),
        )  # fmt: skip


class DeviationJudgePage(FormPage[Deviation, JudgeForm]):
    """Saying what a deviation comes from."""

    kind = "deviation"
    menu = "deviations"
    act = WatchAct.JUDGE.value
    form_class = JudgeForm
    title = verb_later(WatchAct.JUDGE, "Judge it")
    verb = verb_later(WatchAct.JUDGE, "Judge it")

    def load(self) -> Deviation:
        """Return the deviation of the URL."""
        return queries.deviation_get(self.kwargs["deviation_id"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the deviation."""
        return (
            Crumb(label=_("Deviations"), url=reverse("evaluation:deviations")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def version(self) -> str:
        """Return whether it was judged."""
        return self.record.state

    def back_url(self) -> str:
        """Return the deviation."""
        return reverse("evaluation:deviation", args=(self.record.pk,))

    def submit(self, sent: Sent[JudgeForm]) -> Done:
        """Judge it."""
        typed = sent.form.cleaned_data
        deviation_judge(
            deviation_id=self.record.pk,
            cause=typed["cause"],
            note=typed["note"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=WatchAct.JUDGE.label(language()))
