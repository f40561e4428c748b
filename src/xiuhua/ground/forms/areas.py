"""What the acts on areas ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AreaReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )


class AreaReviseForm(AreaReasonForm):
    """A new name, other members, and why."""

    name = forms.CharField(label=_("Name"), max_length=60)
    members = forms.CharField(
        label=_("Member unit grids"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Codes of 15 digits, with spaces or line breaks between. They must touch one another."),
    )
    field_order = ("name", "members", "reason")
