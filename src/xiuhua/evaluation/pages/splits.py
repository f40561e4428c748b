"""One figure in its parts: what each area, unit, matter or channel contributes, adding up to the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.cases.terms import Channel
from xiuhua.evaluation.pages.figures import said_in
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import CountedFigure, figures_counted, splits_of
from xiuhua.evaluation.rules.splits import CODE_LENGTHS, SPLITS
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.serializers import figure_part
from xiuhua.evaluation.terms import FigureAct, SplitBy
from xiuhua.scenekit.indicators import Indicator
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.parts import Crumb, Figure, SavedView


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one group contributes.

    Args:
        figure: its value, as the shared component prints it, and where its counts open.
        number: how many were counted; `over` of how many, None for what is no rate.
        share_percent: of all that were counted, None where nothing was.
    """

    label: str
    figure: Figure
    number: int | None
    over: int | None
    share_percent: float | None


@dataclass(frozen=True, kw_only=True)
class SplitView:
    """What the page prints. `whole` is counted by itself, not added up; `measured` is there beside counts."""

    title: str
    period: str
    formula: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[SavedView, ...]
    split: str
    measured: Literal["rate", "median", "sum", ""]
    parts: tuple[Part, ...]
    whole: Part


class FigureSplitPage(Page):
    """A figure split by area, unit, matter or channel."""

    act = FigureAct.READ
    menu = "figures"
    template = fragment = "evaluation/split.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the parts, those that contribute most first."""
        said = said_in(request, str(self.kwargs["key"]))
        question = question_read(said, areas=seams.areas_for(self.actor, self.act), at=now())
        view = _view(request, said, question)
        return self.answer(view, title=view.title)


def _view(request: HttpRequest, said: Wording, question: FigureQuestion) -> SplitView:
    (one,) = question.indicators
    offered = splits_of(one)
    if not offered:
        raise NotFound(kind="figure", key=one.key)
    split = _chosen(request.GET.get("by", ""), offered, question)
    here = language()
    (whole,) = figures_counted(question)
    parts = figures_counted(replace(question, split=split))
    title = one.title(here)
    held = {"area": said.area, "period": question.period.key, "as_of": said.as_of}
    figures = Address(reverse("evaluation:figures")).put(**held)
    return SplitView(
        title=title, period=period_words(question.period, here), formula=one.formula(here),
        crumbs=(Crumb(label=_("Figures"), url=str(figures)),), tabs=_tabs(request.path, held, offered, split),
        split=split.label(here),
        measured=_measured(one),
        parts=tuple(_part(part, whole, question, split) for part in sorted(parts, key=_greatest_first)),
        whole=_counted(whole, _("All together"), whole, question),
    )  # fmt: skip


def _measured(one: Indicator) -> Literal["rate", "median", "sum", ""]:
    if one.denominator:
        return "rate"
    return "median" if one.numerator.lasts else "sum" if one.numerator.sums else ""


def _chosen(text: str, offered: tuple[SplitBy, ...], question: FigureQuestion) -> SplitBy:
    """Return what is asked for, else the areas one level below the one that is looked at."""
    asked = next((one for one in offered if one.value == f"split_{text}"), None)
    if asked is not None:
        return asked
    deepest = max((len(prefix) for prefix in question.asked.prefixes), default=0)
    below = next((one for one, length in CODE_LENGTHS.items() if length > deepest), SplitBy.COMMUNITY)
    return below if below in offered else offered[0]


def _tabs(
    path: str, held: dict[str, str], offered: tuple[SplitBy, ...], split: SplitBy
) -> tuple[SavedView, ...]:
    here = Address(path).put(**held)
    return tuple(
        SavedView(
            label=one.label(language()),
            url=str(here.put(by=one.value.removeprefix("split_"))),
            current=one is split,
        )
        for one in offered
    )


def _greatest_first(part: CountedFigure) -> tuple[int, int, str]:
    value = part.value
    return -(value.numerator or 0), -(value.denominator or 0), part.group


def _part(part: CountedFigure, whole: CountedFigure, question: FigureQuestion, split: SplitBy) -> Part:
    by_area = split in CODE_LENGTHS
    narrowed = replace(
        question, only=SPLITS[split].narrowed(part.group), area=part.group if by_area else question.area
    )
    return _counted(part, _label(part, split), whole, narrowed)


def _label(part: CountedFigure, split: SplitBy) -> str:
    if split in CODE_LENGTHS and len(part.group) < CODE_LENGTHS[split]:
        return _("%(area)s, no further known") % {"area": part.group_label}
    if not part.group:
        return _("Not with a unit yet") if split is SplitBy.UNIT else _("No matter chosen")
    return Channel(part.group).label(language()) if split is SplitBy.CHANNEL else part.group_label


def _counted(part: CountedFigure, label: str, whole: CountedFigure, question: FigureQuestion) -> Part:
    number, of_all = part.value.numerator, whole.value.numerator
    return Part(
        label=label, figure=figure_part(part, question, language()), number=number,
        over=part.value.denominator,
        share_percent=100 * number / of_all if number is not None and of_all else None,
    )  # fmt: skip
