"""Some figures as any page prints them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.values import aims_of
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.serializers import figure_part
from xiuhua.evaluation.terms import FigureAct
from xiuhua.shared.actor import NOBODY
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotPermitted
from xiuhua.web import seams
from xiuhua.web.errors import language


def figures_shown(request: HttpRequest | None, said: Wording) -> SafeString:
    """Return figures, counted in one scan; nothing for whoever may not read them there."""
    actor = getattr(request, "actor", NOBODY)
    try:
        question = question_read(said, areas=seams.areas_for(actor, FigureAct.READ), at=now())
    except NotPermitted:
        return mark_safe("")
    aims = aims_of(question)
    parts = [
        figure_part(one, question, language(), aimed=aims.get(one.indicator.key))
        for one in figures_counted(question, compared=True)
    ]
    told = {"figures": parts, "period": period_words(question.period, language()), "as_of": question.asked.at}
    return mark_safe(render_to_string("evaluation/parts/figures.html", told, request))  # noqa: S308 - a template's own output


def figures_of(request: HttpRequest, keys: Sequence[str], /, *, period: str) -> SafeString:
    """Return figures of a period, as `web.seams` asks for them."""
    return figures_shown(request, Wording(keys=tuple(keys), period=period))
