"""What patrols and problems on the street ask of a person, on a phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PatrolForm(forms.Form):
    """A patrol needs no words."""

    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class IssueForm(forms.Form):
    """What was found; and how it looks now, where it was settled at once."""

    found = forms.CharField(
        label=_("What you found"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(
        label=_("Settled on the spot: how it looks now"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty if it is not settled: you keep it, and may pass it up."),
    )


class EscalateForm(forms.Form):
    """Why somebody above must act."""

    reason = forms.CharField(
        label=_("Why it needs the next level"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(forms.Form):
    """Which department is called in."""

    unit_id = forms.ChoiceField(label=_("Department"))


class SolveForm(forms.Form):
    """How it looks now."""

    solution = forms.CharField(
        label=_("How it looks now"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
