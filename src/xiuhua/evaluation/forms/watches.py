"""What watching a figure, and judging a deviation, ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.evaluation.terms.watches import Cause
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices


class WatchForm(forms.Form):
    """Which lengths of period are looked at, and why."""

    kind = forms.ChoiceField(
        label=_("Look at it"), widget=forms.RadioSelect,
        choices=[("day", _("every day")), ("week", _("every week")), ("month", _("every month"))],
        help_text=_("You are told when a period's value lies outside its habit, six hours after its end."),
    )  # fmt: skip
    reason = words_field(_("Why"), most=200, rows=2, hint=_("Kept in the history."))


class WatchEndForm(forms.Form):
    """Nothing is asked."""


class JudgeForm(forms.Form):
    """What a value outside its habit comes from."""

    cause = forms.ChoiceField(
        label=_("What it comes from"), widget=forms.RadioSelect, choices=lambda: term_choices(*Cause)
    )
    note = words_field(_("What was found, and what is done"), rows=3)
