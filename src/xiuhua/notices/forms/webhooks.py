"""What the acts on webhooks need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WebhookForm(forms.Form):
    """A new webhook."""

    name = forms.CharField(label=_("Name"), max_length=60)
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("https://… of the system that is told.")
    )
    acts = forms.CharField(
        label=_("Acts"),
        max_length=60,
        required=False,
        help_text=_("How they begin, for instance “case.”; empty for all."),
    )
    area_code = forms.RegexField(
        label=_("Area code"),
        regex=r"^[0-9]{2,15}$",
        required=False,
        help_text=_("An area and everything in it, for instance 990101; empty for everywhere."),
    )


class AgainForm(forms.Form):
    """From where to send again."""

    leaf = forms.IntegerField(
        label=_("From leaf"), min_value=0, max_value=2**63 - 1, help_text=_("Everything from there on.")
    )


class ConfirmForm(forms.Form):
    """An act that needs nothing but the decision."""
