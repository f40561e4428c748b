"""What reporting a problem asks of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.forms.photos import photo_fields
from xiuhua.web.pages.forms import SuggestInput


class ReportForm(forms.Form):
    """A problem, as somebody sees it or is told of it."""

    matter = forms.CharField(
        label=_("Matter"),
        max_length=60,
        required=False,
        widget=SuggestInput,
        help_text=_("Name, code or pinyin initials: bllj finds 暴露垃圾."),
    )
    text = forms.CharField(
        label=_("What is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )
    area_code = forms.CharField(
        label=_("Area code"),
        max_length=20,
        required=False,
        help_text=_("Where nobody knows the coordinates."),
    )
    channel = forms.ChoiceField(label=_("Found by"))
    track = forms.ChoiceField(label=_("Track"))
    caller_name = forms.CharField(label=_("Caller"), max_length=40, required=False)
    caller_phone = forms.CharField(
        label=_("Caller's phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    upper_number = forms.CharField(label=_("Number above"), max_length=40, required=False)
    upper_due = forms.DateTimeField(
        label=_("Deadline above"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    solved = forms.BooleanField(
        label=_("Solved on the spot"), required=False, help_text=_("Say above what was done.")
    )
    photo_near, photo_far, photo = photo_fields().values()


class HintsForm(forms.Form):
    """What of a report can be answered while it is typed; anything unreadable is left out."""

    matter = forms.CharField(max_length=60, required=False)
    text = forms.CharField(max_length=2000, required=False)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    caller_phone = forms.CharField(max_length=20, required=False)
