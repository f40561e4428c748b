"""What documents ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PaperForm(forms.Form):
    """A document as it is written: plain text, a paragraph a line."""

    title = forms.CharField(label=_("Title"), max_length=120)
    addressee = forms.CharField(
        label=_("Addressee"), max_length=120, required=False, help_text=_("To whom it goes.")
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18, "phrases": "1"}),
        help_text=_("A line is a paragraph. A line such as 一、基本情况 becomes a heading."),
    )
    issuer = forms.CharField(
        label=_("Signed by"), max_length=100, required=False, help_text=_("The unit under the text.")
    )


class FinishForm(forms.Form):
    """Making a document final."""

    organ = forms.CharField(
        label=_("Red head"), max_length=60, required=False, help_text=_("The authority above the red line.")
    )


class VoidForm(forms.Form):
    """Why a document is voided."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
