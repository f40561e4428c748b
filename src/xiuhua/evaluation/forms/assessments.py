"""What assessing people asks of whoever does it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.evaluation.rules.assessing import AssessItem, PostBody
from xiuhua.evaluation.terms.assessments import AssessedPost, ItemSource
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices

_HUNDRED, _PATROLS = 100, 20  # a month, where a scheme begins


def _number(label: Any, *, hint: Any = "") -> forms.IntegerField:  # texts that gettext says later
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, help_text=hint)


_NONE = gettext_lazy("A weight of 0 leaves the item out.")
_FROM = gettext_lazy(
    "0: points are weight × rate; else full points from this rate on, one less for each point below."
)


class PostSchemeForm(forms.Form):
    """The items of a post, their weights and targets, the sample and the grades."""

    post = forms.ChoiceField(label=gettext_lazy("Post"), choices=lambda: term_choices(*AssessedPost))
    volume = _number(gettext_lazy("Weight of task volume"), hint=_NONE)
    volume_target = _number(gettext_lazy("Target a month (acts)"))
    timeliness = _number(gettext_lazy("Weight of timeliness"), hint=_NONE)
    timeliness_from = _number(gettext_lazy("Timeliness: full points from %"), hint=_FROM)
    quality = _number(gettext_lazy("Weight of quality"), hint=_NONE)
    quality_from = _number(gettext_lazy("Quality: full points from %"), hint=_FROM)
    presence = _number(gettext_lazy("Weight of field presence"), hint=_NONE)
    presence_target = _number(gettext_lazy("Patrols wanted a month"))
    minimum = _number(gettext_lazy("Fewest records; fewer: not graded"))
    excellent = _number(pgettext_lazy("an assessment", "Excellent from"))
    good = _number(pgettext_lazy("an assessment", "Good from"))
    fair = _number(pgettext_lazy("an assessment", "Fair from"))
    reason = words_field(pgettext_lazy("a setting", "By which paper"), most=200, rows=2)


def scheme_of(typed: dict[str, int]) -> PostBody:
    """Return the scheme that a form was filled in with; items without a weight are left out."""
    items = (
        AssessItem(source=ItemSource.VOLUME, weight=typed["volume"], target=typed["volume_target"]),
        AssessItem(
            source=ItemSource.TIMELINESS, weight=typed["timeliness"], threshold=typed["timeliness_from"]
        ),
        AssessItem(source=ItemSource.QUALITY, weight=typed["quality"], threshold=typed["quality_from"]),
        AssessItem(source=ItemSource.PRESENCE, weight=typed["presence"], target=typed["presence_target"]),
    )
    return PostBody(
        items=tuple(item for item in items if item.weight), minimum=typed["minimum"],
        excellent=typed["excellent"], good=typed["good"], fair=typed["fair"],
    )  # fmt: skip


def typed_of(body: PostBody) -> dict[str, int]:
    """Return what a form shows of a scheme."""
    by = {item.source: item for item in body.items}
    volume, timely = by.get(ItemSource.VOLUME), by.get(ItemSource.TIMELINESS)
    quality, presence = by.get(ItemSource.QUALITY), by.get(ItemSource.PRESENCE)
    return {
        "volume": volume.weight if volume else 0, "volume_target": volume.target if volume else _HUNDRED,
        "timeliness": timely.weight if timely else 0, "timeliness_from": timely.threshold if timely else 0,
        "quality": quality.weight if quality else 0, "quality_from": quality.threshold if quality else 0,
        "presence": presence.weight if presence else 0,
        "presence_target": presence.target if presence else _PATROLS,
        "minimum": body.minimum, "excellent": body.excellent, "good": body.good, "fair": body.fair,
    }  # fmt: skip


class AssessmentRunForm(forms.Form):
    """Which post, over which period."""

    post = forms.ChoiceField(label=gettext_lazy("Post"))
    period = forms.CharField(
        label=pgettext_lazy("what is assessed", "Period"), max_length=10,
        help_text=gettext_lazy("2026-03, 2026-Q1 or 2026."),
    )  # fmt: skip


class FinaliseForm(forms.Form):
    """Nothing is asked: what becomes final was counted."""


class UseForm(forms.Form):
    """What a result is used for."""

    used = words_field(
        gettext_lazy("What it is used for"), most=200, rows=2,
        hint=gettext_lazy("A bonus, an award, training, a talk."),
    )  # fmt: skip
