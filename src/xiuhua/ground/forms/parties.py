"""What the acts on parties, premises, vehicles and device places ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.components import choices_of, reason_field
from xiuhua.ground.forms.places import latitude_field, longitude_field
from xiuhua.ground.terms.parties import PartyKind, PartyState
from xiuhua.ground.terms.premises import PremisesKind, PremisesState
from xiuhua.ground.terms.vehicles import MountKind, MountState, VehicleKind, VehicleState


class PartyForm(forms.Form):
    """A party. Whether its code was mistyped is the rule's to say."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(PartyKind))
    credit_code = forms.CharField(
        label=_("Credit code"),
        max_length=30,
        required=False,
        help_text=_("18 characters, or the old 15 digits"),
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=40, required=False)
    contact_phone = forms.CharField(label=_("Contact phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)


class PartyCreateForm(PartyForm):
    """A new party, and the area it is registered in."""

    area_code = forms.CharField(label=_("Area code"), max_length=20)


class PartyReviseForm(PartyForm):
    """What has changed about a party, and why."""

    state = forms.ChoiceField(label=_("State"), choices=lambda: choices_of(PartyState))
    reason = reason_field()


class PremisesReviseForm(forms.Form):
    """What has changed about premises, and why."""

    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(PremisesKind))
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    credit_code = forms.CharField(
        label=_("Credit code of who runs it"), max_length=30, required=False,
        help_text=_("Of a party that is recorded already."),
    )  # fmt: skip
    contact_phone = forms.CharField(label=_("Contact phone"), max_length=20, required=False)
    frontage_m = forms.FloatField(label=_("Frontage / m"), min_value=0, max_value=9_999, required=False)
    floor_area_m2 = forms.FloatField(
        label=_("Floor area / m²"), min_value=0, max_value=999_999, required=False
    )
    reason = reason_field()


class PremisesMoveForm(forms.Form):
    """Another state, and why."""

    to = forms.ChoiceField(label=_("New state"), choices=lambda: choices_of(PremisesState))
    reason = reason_field()


class VehicleForm(forms.Form):
    """A vehicle."""

    plate = forms.CharField(label=_("Plate"), max_length=12)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(VehicleKind))
    state = forms.ChoiceField(label=_("State"), choices=lambda: choices_of(VehicleState))
    model = forms.CharField(label=_("Model"), max_length=60, required=False)
    load_kg = forms.IntegerField(label=_("Load / kg"), min_value=0, max_value=200_000, required=False)
    unit = forms.CharField(label=_("Unit code"), max_length=18, required=False)
    credit_code = forms.CharField(label=_("Credit code"), max_length=18, required=False)
    area_code = forms.CharField(label=_("Area code"), max_length=20)


class MountForm(forms.Form):
    """A place of cameras or devices."""

    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices_of(MountKind))
    state = forms.ChoiceField(label=_("State"), choices=lambda: choices_of(MountState))
    component = forms.CharField(label=_("Component code"), max_length=17, required=False)
    premises = forms.CharField(label=_("Premises code"), max_length=30, required=False)
    unit = forms.CharField(label=_("Unit code"), max_length=18, required=False)
    area_code = forms.CharField(label=_("Area code"), max_length=20)
    longitude = longitude_field()
    latitude = latitude_field()
    height_m = forms.FloatField(label=_("Height / m"), min_value=0, max_value=500, required=False)
