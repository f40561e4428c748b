"""A figure in any template: `{% load figures %}{% figure "closure_rate_cohort" period="2026-03" %}`.

Whoever may not read figures there sees nothing; a figure that nobody can know says why.
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from xiuhua.evaluation.pages.shown import figures_shown
from xiuhua.evaluation.queries.asking import Wording

register = template.Library()


@register.simple_tag(takes_context=True)
def figure(
    context: template.Context, *keys: str, area: str = "", period: str = "", as_of: str = ""
) -> SafeString:
    """Print some figures, counted in one scan, each with its counts, the period before and its records."""
    said = Wording(keys=keys, area=area, period=period, as_of=as_of)
    return figures_shown(context.get("request"), said)
