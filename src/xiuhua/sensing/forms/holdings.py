"""What giving a device out, and taking it back, ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.web.pages.forms import SuggestInput


class DeviceGiveForm(forms.Form):
    """To whom, and for which grid."""

    person = forms.CharField(
        label=_("With whom"), max_length=80, widget=SuggestInput, help_text=_("Work number or name")
    )
    grid = forms.CharField(
        label=_("For which grid"), max_length=20, widget=SuggestInput,
        help_text=_("The code of a duty grid, or of another area"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("What comes with it, in what condition")
    )


class DeviceReturnForm(forms.Form):
    """How it came back."""

    note = forms.CharField(
        label=_("Condition"), max_length=200, required=False, help_text=_("Whole, damaged, what is missing")
    )
