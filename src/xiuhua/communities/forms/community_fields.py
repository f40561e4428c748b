"""Fields that several forms of communities have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import Purpose
from xiuhua.web.pages.fields import PicturesField
from xiuhua.web.pages.forms import SeveralFilesInput, SuggestInput

_PICTURES = ",".join(Purpose.PHOTO.kinds)


def pictures() -> PicturesField:
    """Return a field of photos, none of which is needed."""
    return PicturesField(
        label=_("Photos"), required=False, widget=SeveralFilesInput(attrs={"accept": _PICTURES})
    )


def community() -> forms.ChoiceField:
    """Return a choice of communities and villages; the page offers those of the actor."""
    return forms.ChoiceField(label=_("Community or village"))


def longitude() -> forms.FloatField:
    """Return a field of degrees east."""
    return forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)


def latitude() -> forms.FloatField:
    """Return a field of degrees north, which offers to fill in both."""
    return forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )  # fmt: skip


def words(
    label: Any, *, most: int = 2_000, required: bool = True, rows: int = 3
) -> forms.CharField:  # a text, or one that gettext says later
    """Return a field of several lines."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:  # as above
    """Return a field of a day."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def suggested(
    label: Any, *, required: bool = True, most: int = 120, hint: Any = ""
) -> forms.CharField:  # as above
    """Return a field that offers values while somebody types."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=SuggestInput, help_text=hint
    )


def limit(label: Any) -> forms.CharField:  # as above
    """Return a field of an amount of time, in the words of a handbook."""
    return forms.CharField(
        label=label, max_length=20, widget=SuggestInput,
        help_text=_("For example 2 working days or 4 working hours."),
    )  # fmt: skip


def score(label: Any) -> forms.IntegerField:  # as above
    """Return a field of 1 to 5."""
    return forms.IntegerField(
        label=label, min_value=1, max_value=5, widget=forms.NumberInput(attrs={"min": 1, "max": 5})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = words(_("Reason"), most=500)


class PlainForm(forms.Form):
    """Nothing but the wish itself."""
