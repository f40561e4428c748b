"""What the acts on cameras ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.components import choices_of, reason_field
from xiuhua.ground.terms.cameras import CameraKind, CameraState, SightKind
from xiuhua.web.pages.forms import SuggestInput


class CameraForm(forms.Form):
    """A camera. What a field of view and a player's address may be is the rules' to say."""

    code = forms.CharField(label=_("Number"), max_length=20, help_text=_("GB/T 28181, twenty digits"))
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(CameraKind))
    mount = forms.CharField(
        label=_("Device place"),
        max_length=40,
        widget=SuggestInput,
        help_text=_("The code of where it stands"),
    )
    unit = forms.CharField(label=_("Unit code"), max_length=18, required=False, help_text=_("Who runs it"))
    direction_deg = forms.FloatField(
        label=_("Direction / °"), required=False, help_text=_("Clockwise from north: 90 is east")
    )
    angle_deg = forms.FloatField(
        label=_("Angle of view / °"), required=False, help_text=_("360 for one that looks all round")
    )
    range_m = forms.FloatField(
        label=_("Range / m"), required=False, help_text=_("How far things can be told apart")
    )
    put_up_on = forms.DateField(
        label=_("Put up on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty where nobody knows; it then counts as new on the day it is recorded"),
    )
    player_url = forms.CharField(
        label=_("Player's address"), max_length=300, required=False,
        help_text=_("With {code}, {begin} and {end}; empty for the city's usual player"),
    )  # fmt: skip


class CameraMarkForm(forms.Form):
    """Whether it shows a picture, and why not."""

    to = forms.ChoiceField(label=_("New state"), choices=lambda: choices_of(CameraState))
    reason = reason_field()


class CameraSightForm(forms.Form):
    """What a camera sees after all, or does not see."""

    kind = forms.ChoiceField(
        label=_("Correction"),
        choices=lambda: [one for one in choices_of(SightKind) if one[0] != SightKind.BY_VIEW.value],
    )
    premises = forms.CharField(label=_("Premises code"), max_length=30, required=False, widget=SuggestInput)
    component = forms.CharField(label=_("Component code"), max_length=17, required=False)
    reason = reason_field()
