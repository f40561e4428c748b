"""A figure in any template: `{% load figures %}{% figure "closure_rate_cohort" period="2026-03" %}`.

Whoever may not read figures there sees nothing; a figure that nobody can know says why.
"""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.serializers import figure_part
from xiuhua.evaluation.terms import FigureAct
from xiuhua.shared.actor import NOBODY
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotPermitted
from xiuhua.web import seams
from xiuhua.web.errors import language

register = template.Library()


@register.simple_tag(takes_context=True)
def figure(
    context: template.Context, *keys: str, area: str = "", period: str = "", as_of: str = ""
) -> SafeString:
    """Print some figures, counted in one scan, each with its counts, the period before and its records."""
    actor = getattr(context.get("request"), "actor", NOBODY)
    said = Wording(keys=keys, area=area, period=period, as_of=as_of)
    try:
        question = question_read(said, areas=seams.areas_for(actor, FigureAct.READ), at=now())
    except NotPermitted:
        return mark_safe("")
    parts = [figure_part(one, question, language()) for one in figures_counted(question, compared=True)]
    told = {"figures": parts, "period": period_words(question.period, language())}
    return mark_safe(render_to_string("evaluation/parts/figures.html", told, context.get("request")))  # noqa: S308 - a template's own output
