"""What the acts on components and on proposals ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import Media
from xiuhua.ground.forms.places import latitude_field, longitude_field
from xiuhua.ground.terms.components import Accuracy, ComponentState, ProposalVerb
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language

_PICTURES = f"{Media.JPEG},{Media.PNG},{Media.WEBP}"
_DAY = forms.DateInput


def choices_of(vocabulary: type[Term], *, empty: str = "") -> list[tuple[str, str]]:
    """Return a vocabulary as the choices of a field, in the reader's language."""
    first = [("", empty)] if empty else []
    return [*first, *((word.value, word.label(language())) for word in vocabulary)]


def photo_field() -> forms.FileField:
    """Return a field that opens the camera on a phone."""
    return forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": _PICTURES, "capture": "environment"}),
    )


def reason_field() -> forms.CharField:
    """Return a field for the reason, which the history keeps."""
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )


class ComponentForm(forms.Form):
    """A component that a clerk records by hand."""

    code = forms.CharField(label=_("Component code"), max_length=17, help_text=_("17 digits"))
    name = forms.CharField(label=_("Name"), max_length=30)
    steward_code = forms.CharField(label=_("Steward code"), max_length=18)
    steward_name = forms.CharField(label=_("Steward"), max_length=100)
    keeper_code = forms.CharField(label=_("Keeper code"), max_length=18, required=False)
    keeper_name = forms.CharField(label=_("Keeper"), max_length=100, required=False)
    grid_code = forms.CharField(label=_("Unit grid"), max_length=15, help_text=_("15 digits"))
    surveyed_on = forms.DateField(label=_("Surveyed on"), widget=_DAY)
    longitude = longitude_field()
    latitude = latitude_field()
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea)


class ComponentReviseForm(forms.Form):
    """The words of a component."""

    name = forms.CharField(label=_("Name"), max_length=30)
    steward_code = forms.CharField(label=_("Steward code"), max_length=18)
    steward_name = forms.CharField(label=_("Steward"), max_length=100)
    owner_code = forms.CharField(label=_("Owner code"), max_length=18, required=False)
    owner_name = forms.CharField(label=_("Owner"), max_length=100, required=False)
    keeper_code = forms.CharField(label=_("Keeper code"), max_length=18, required=False)
    keeper_name = forms.CharField(label=_("Keeper"), max_length=100, required=False)
    accuracy = forms.ChoiceField(
        label=_("Accuracy"), required=False, choices=lambda: choices_of(Accuracy, empty="—")
    )
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea)
    reason = reason_field()


class ComponentMoveForm(forms.Form):
    """Another state, and why. Which states may follow is the rule's to say."""

    to = forms.ChoiceField(label=_("New state"), choices=lambda: choices_of(ComponentState))
    reason = reason_field()


class ComponentPhotoForm(forms.Form):
    """A picture."""

    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": _PICTURES, "capture": "environment"}),
    )


class ProposalForm(forms.Form):
    """What somebody in the street says about a component: few fields, all of them large on a phone."""

    verb = forms.ChoiceField(label=_("What happened"), choices=lambda: choices_of(ProposalVerb))
    class_code = forms.ChoiceField(label=_("Kind of component"), required=False)
    name = forms.CharField(label=_("Name"), max_length=30, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=lambda: choices_of(ComponentState, empty="—")
    )
    longitude = longitude_field(required=False)
    latitude = latitude_field(required=False)
    photo = photo_field()
    reason = forms.CharField(
        label=_("What you saw"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposalCheckForm(forms.Form):
    """What a second person saw on the spot."""

    name = forms.CharField(label=_("Name"), max_length=30, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=lambda: choices_of(ComponentState, empty="—")
    )
    photo = photo_field()
    note = forms.CharField(
        label=_("What you saw"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposalAcceptForm(forms.Form):
    """What only the register clerk knows: the unit in charge of a new component."""

    steward_code = forms.CharField(
        label=_("Steward code"), max_length=18, required=False, help_text=_("Needed for a new component.")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = reason_field()
