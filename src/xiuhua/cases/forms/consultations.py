"""What the acts of 确权会商 ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import Media
from xiuhua.web.pages.forms import SuggestInput

_PAPERS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"


def _paper() -> forms.FileField:
    return forms.FileField(
        label=_("Paper"), required=False, widget=forms.ClearableFileInput(attrs={"accept": _PAPERS})
    )


class DecideForm(forms.Form):
    """Who owns it from now on, and why."""

    unit = forms.CharField(label=_("Owner from now on"), max_length=120, widget=SuggestInput)
    area_code = forms.CharField(
        label=_("Area code"),
        max_length=20,
        help_text=_("Where the decision holds: the area of the case or a wider one."),
    )
    only_this_matter = forms.BooleanField(
        label=_("For this matter only"),
        required=False,
        initial=True,
        help_text=_("Otherwise for every matter there."),
    )
    document_number = forms.CharField(label=_("Document number"), max_length=60)
    reason = forms.CharField(
        label=_("Decision"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "phrases": "1"})
    )
    paper = _paper()


class DropForm(forms.Form):
    """Why a question is taken off the agenda."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "phrases": "1"})
    )


class MinutesForm(forms.Form):
    """What was said and decided."""

    meets_on = forms.DateField(
        label=_("Met on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    minutes = forms.CharField(
        label=_("Minutes"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12, "phrases": "1"})
    )
    paper = _paper()


class CostForm(forms.Form):
    """What was spent, to be recovered from whoever turns out to own it."""

    amount = forms.DecimalField(label=_("Amount in yuan"), max_digits=12, decimal_places=2, min_value=0)
    purpose = forms.CharField(label=_("Spent on"), max_length=120)
