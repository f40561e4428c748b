"""What the acts on messages and issues need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.web.pages.forms import SuggestInput


class ToCaseForm(forms.Form):
    """A case made of messages."""

    matter = forms.CharField(
        label=_("Matter"), max_length=60, required=False, widget=SuggestInput,
        help_text=_("Name or code; the acceptor may choose another."),
    )  # fmt: skip
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)


class ReplyForm(forms.Form):
    """A reply, drafted from the case."""

    reply = forms.CharField(label=_("Reply"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 8}))


class MarkForm(forms.Form):
    """What makes an issue difficult, and who answers for it."""

    owner = forms.CharField(label=_("Unit that answers"), max_length=120, widget=SuggestInput)
    note = forms.CharField(
        label=_("What makes it difficult, and what is to be done"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("Until which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SettleForm(forms.Form):
    """How a difficult issue was solved."""

    note = forms.CharField(
        label=_("How it was solved"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
