"""What look-backs ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.forms.photos import photo_fields
from xiuhua.cases.terms import RevisitState
from xiuhua.web.pages.forms import SuggestInput


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _words(label: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy words
        max_length=1000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RoundForm(forms.Form):
    """From what a sample is drawn, how great it is, and until when it is looked at."""

    title = forms.CharField(label=_("Title of the round"), max_length=80)
    area = forms.ChoiceField(label=_("Area"))
    since = forms.DateField(label=_("Closed from"), widget=_day())
    until = forms.DateField(label=_("Closed to"), widget=_day())
    matter = forms.CharField(
        label=_("Matter"),
        max_length=60,
        required=False,
        widget=SuggestInput,
        help_text=_("Empty: every matter."),
    )
    size = forms.IntegerField(label=_("How many cases"), min_value=1, max_value=500)
    due_on = forms.DateField(label=_("To be looked at until"), widget=_day())
    seed = forms.IntegerField(
        label=_("Seed"),
        required=False,
        min_value=0,
        max_value=2**53,
        help_text=_("Empty: by chance. The same seed over the same cases draws the same sample."),
    )


class AssignForm(forms.Form):
    """Who looks instead, and why."""

    person = forms.CharField(label=_("Who looks at it"), max_length=120, widget=SuggestInput)
    reason = _words(_("Reason"))


class RevisitForm(forms.Form):
    """What it looks like now."""

    state = forms.ChoiceField(label=_("What came of it"))
    words = _words(_("What you found"), required=False)
    photo_near, photo_far, photo = photo_fields().values()
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["state"].choices = [("", "—"), *RevisitState.choices()[1:]]  # type: ignore[attr-defined]  # a ChoiceField
