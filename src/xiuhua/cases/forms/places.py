"""What the supervision list asks of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.web.pages.forms import SuggestInput


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WatchForm(forms.Form):
    """Who answers for a hot spot, until when, and to what it shall come down."""

    matter = forms.CharField(
        label=_("Matter"),
        max_length=60,
        required=False,
        widget=SuggestInput,
        help_text=_("Empty: every matter there."),
    )
    owner = forms.CharField(
        label=_("Who answers for it"),
        max_length=120,
        widget=SuggestInput,
        help_text=_("Name, or work number where two are called so."),
    )
    since = forms.DateField(label=_("Watched from"), widget=_day())
    until = forms.DateField(label=_("Watched until"), widget=_day())
    target = forms.IntegerField(
        label=_("Target: at most so many cases in that time"), min_value=0, max_value=100_000
    )
    note = forms.CharField(
        label=_("What shall be done there"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WatchEndForm(forms.Form):
    """What was done there, and how it is kept up."""

    conclusion = forms.CharField(
        label=_("What was done, and how it is kept up"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
