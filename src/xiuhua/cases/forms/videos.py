"""What video rounds ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.forms.photos import photo_fields
from xiuhua.cases.terms import Footage
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput


def _instant(label: object, help_text: object = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,  # type: ignore[arg-type]  # lazy words
        required=False,
        help_text=help_text,  # type: ignore[arg-type]  # as above
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _hour(label: object) -> forms.TimeField:
    return forms.TimeField(
        label=label,  # type: ignore[arg-type]  # as above
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def _words(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # as above
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(forms.Form):
    """Which cameras are looked at, in which order, how long, when and by whom."""

    title = forms.CharField(label=_("Title of the plan"), max_length=80)
    area = forms.ChoiceField(label=_("Area"))
    footage = forms.ChoiceField(
        label=_("What is looked at"),
        choices=lambda: [(one.value, one.label(language())) for one in Footage],
    )
    cameras = forms.CharField(
        label=_("Cameras in their order"), max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: its number or name, then the minutes where they differ."),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes for each"), min_value=1, max_value=120, initial=3)
    from_time = _hour(_("From what time"))
    to_time = _hour(_("Until what time"))
    person = forms.CharField(
        label=_("Who makes the rounds"), max_length=120, required=False, widget=SuggestInput,
        help_text=_("Empty: whoever has the duty."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why."""

    reason = _words(_("Reason"))


class StartForm(forms.Form):
    """Which span of the recording is looked at."""

    footage_since = _instant(_("Recording from"))
    footage_until = _instant(_("Recording to"))


class FindingForm(forms.Form):
    """What the picture shows."""

    matter = forms.CharField(
        label=_("Matter"), max_length=60, widget=SuggestInput,
        help_text=_("Name, code or pinyin initials: bllj finds 暴露垃圾."),
    )  # fmt: skip
    shop = forms.ChoiceField(
        label=_("Which shop"), required=False, help_text=_("Those that the camera sees.")
    )
    text = forms.CharField(
        label=_("What is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photo = photo_fields()["photo"]
    clip_since = _instant(_("Clip from"))
    clip_until = _instant(_("Clip to"))
    clip_ref = forms.CharField(
        label=_("Where the clip lies"), max_length=160, required=False,
        help_text=_("Its name on the recorder, or on the evidence disk."),
    )  # fmt: skip
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
