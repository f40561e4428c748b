"""The page of figures: a period, an area, the period before beside it, and every count a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.values import aims_of
from xiuhua.evaluation.rules.periods import PeriodKind, period_after, period_at, period_before
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.serializers import figure_part
from xiuhua.evaluation.terms import Against, FigureAct
from xiuhua.ground.queries import areas_wide
from xiuhua.scenekit.indicators import FigureGroup
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Figure, Option

_SAID = ("area", "period", "as_of", "against")


@dataclass(frozen=True, kw_only=True)
class KindTab:
    """A length of period to choose."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class FigureSection:
    """Figures under one heading."""

    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class FiguresView:
    """What the page prints. `later_url` is empty where the next period has not begun.

    Args:
        against: what the figures may be compared with.
    """

    period: str
    period_key: str
    kinds: tuple[KindTab, ...]
    earlier_url: str
    later_url: str
    areas: tuple[Option, ...]
    against: tuple[Option, ...]
    as_of: datetime
    as_of_text: str
    is_past: bool
    now_url: str
    sections: tuple[FigureSection, ...]
    months_url: str = ""


def said_in(request: HttpRequest, *keys: str) -> Wording:
    """Return what an address asks: of some figures or of all, where, when, and compared with what."""
    area, period, as_of, against = (request.GET.get(name, "").strip() for name in _SAID)
    return Wording(area=area, period=period, as_of=as_of, keys=keys, against=against)


class FiguresPage(Page):
    """Every figure of a period."""

    act = FigureAct.READ
    menu = "figures"
    template = fragment = "evaluation/figures.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the figures."""
        said = said_in(request)
        question = question_read(said, areas=seams.areas_for(self.actor, self.act), at=now())
        sets_months = seams.may(self.actor, FigureAct.MONTHS)
        view = replace(
            _view(request.path, said, question),
            months_url=reverse("evaluation:months") if sets_months else "",
        )
        return self.answer(view, title=_("Figures"))


def _view(path: str, said: Wording, question: FigureQuestion) -> FiguresView:
    held = {"area": said.area, "period": question.period.key, "as_of": said.as_of, "against": said.against}
    here = Address(path).put(**held)
    months, period, at = question.months, question.period, question.asked.at
    after = period_after(period, months)
    return FiguresView(
        period=period_words(period, language()),
        period_key=period.key,
        kinds=kind_tabs(here, question),
        earlier_url=str(here.put(period=period_before(period, months).key)),
        later_url=str(here.put(period=after.key)) if after.since <= at else "",
        areas=_areas(said.area),
        against=_against(question.against),
        as_of=at,
        as_of_text=said.as_of,
        is_past=question.asked.past,
        now_url=str(here.without("as_of")),
        sections=_sections(question),
    )


def kind_tabs(here: Address, question: FigureQuestion) -> tuple[KindTab, ...]:
    """Return the lengths of period, each leading to the one in which this one's last known instant lies."""
    labels = {
        PeriodKind.DAY: _("By day"), PeriodKind.WEEK: _("By week"), PeriodKind.MONTH: _("By month"),
        PeriodKind.QUARTER: _("By quarter"), PeriodKind.YEAR: _("By year"),
    }  # fmt: skip
    period = question.period
    inside = question.asked.at if period.holds(question.asked.at) else period.since
    return tuple(
        KindTab(
            label=label,
            url=str(here.put(period=period_at(kind, inside, question.months).key)),
            current=kind is period.kind,
        )
        for kind, label in labels.items()
    )


def _areas(chosen: str) -> tuple[Option, ...]:
    known = [Option(value=one.code, label=one.name, selected=one.code == chosen) for one in areas_wide()]
    if chosen and not any(one.selected for one in known):
        known.append(Option(value=chosen, label=chosen, selected=True))
    return tuple(known)


def _against(chosen: Against) -> tuple[Option, ...]:
    return tuple(
        Option(
            value="" if one is Against.BEFORE else one.value.removeprefix("against_"),
            label=one.label(language()),
            selected=one is chosen,
        )
        for one in Against
    )


def _sections(question: FigureQuestion) -> tuple[FigureSection, ...]:
    here = language()
    place = {group: number for number, group in enumerate(FigureGroup)}
    counted = sorted(
        figures_counted(question, compared=True), key=lambda one: place[one.indicator.group]
    )  # an app may start before another whose figures are read first
    aims = aims_of(question)
    return tuple(
        FigureSection(
            label=group.label(here),
            figures=tuple(
                figure_part(one, question, here, aimed=aims.get(one.indicator.key)) for one in figures
            ),
        )
        for group, figures in groupby(counted, key=lambda one: one.indicator.group)
    )
