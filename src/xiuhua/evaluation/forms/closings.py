"""What closing a month asks of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.evaluation.terms.closings import LineState
from xiuhua.web.pages.fields import pictures_field, words_field
from xiuhua.web.pages.making import term_choices


class ClosingRuleForm(forms.Form):
    """How many working days each part takes, and where the colours begin."""

    freeze_days = forms.IntegerField(
        label=gettext_lazy("Frozen so many working days after the month"),
        min_value=1, max_value=30,
    )  # fmt: skip
    objection_days = forms.IntegerField(
        label=gettext_lazy("Days to object (working days)"), min_value=1, max_value=30
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of public notice (working days)"),
        min_value=1,
        max_value=30,
    )
    green = forms.IntegerField(label=gettext_lazy("Green (excellent) from %"), min_value=1, max_value=100)
    blue = forms.IntegerField(label=gettext_lazy("Blue (good) from %"), min_value=1, max_value=100)
    yellow = forms.IntegerField(
        label=gettext_lazy("Yellow (fair) from %"), min_value=1, max_value=100,
        help_text=gettext_lazy("Below it: red (poor)."),
    )  # fmt: skip
    reason = words_field(pgettext_lazy("a setting", "By which paper"), most=200, rows=2)


class FreezeForm(forms.Form):
    """Which month is frozen."""

    period = forms.CharField(label=gettext_lazy("Statistical month"), max_length=7)


class AdvanceForm(forms.Form):
    """Nothing is asked: what is put up was counted."""


class LineObjectForm(forms.Form):
    """Why a line is wrong, and what proves it."""

    text = words_field(gettext_lazy("Why it should not count"), rows=4)
    photos = pictures_field(gettext_lazy("Photo as evidence"))


class LineDecideForm(forms.Form):
    """What is decided, and why."""

    upheld = forms.ChoiceField(
        label=pgettext_lazy("an objection to a line", "Decision"), widget=forms.RadioSelect,
        choices=lambda: term_choices(LineState.UPHELD, LineState.REJECTED),
    )  # fmt: skip
    answer = words_field(pgettext_lazy("a decision", "Why"), rows=3)
