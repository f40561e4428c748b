"""What the acts on areas and premises ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import Media

_PAPERS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"


class RenameForm(forms.Form):
    """A new name, why, and the paper it rests on. How long a name may be is the service's to say."""

    name = forms.CharField(label=_("New name"), max_length=200)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )
    basis = forms.FileField(
        label=_("Paper it rests on"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": _PAPERS}),
        help_text=_("A licence or a letter: PDF, picture or Word document."),
    )
