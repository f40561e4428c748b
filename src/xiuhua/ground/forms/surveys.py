"""What the acts on surveys ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.forms.components import choices_of
from xiuhua.ground.forms.places import latitude_field, longitude_field
from xiuhua.ground.terms.premises import PremisesKind


class SurveyForm(forms.Form):
    """What is to be surveyed, where, until when."""

    title = forms.CharField(label=_("Title"), max_length=80)
    area_code = forms.ChoiceField(label=_("Area"))
    kind = forms.ChoiceField(
        label=_("What is surveyed"), choices=lambda: choices_of(PremisesKind), initial=PremisesKind.SHOP.value
    )
    due_on = forms.DateField(label=_("Due on"), widget=forms.DateInput)


class AssignForm(forms.Form):
    """Who walks the grid instead."""

    work_number = forms.CharField(label=_("Work number"), max_length=30)


class ShopForm(forms.Form):
    """Premises that nobody knew: few fields, all of them large on a phone."""

    name = forms.CharField(label=_("Name on the sign"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"))
    address = forms.CharField(label=_("Address"), max_length=120)
    contact_phone = forms.CharField(
        label=_("Contact phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    frontage_m = forms.FloatField(label=_("Frontage / m"), min_value=0, max_value=9_999, required=False)
    longitude = longitude_field()
    latitude = latitude_field()


class ChangedForm(forms.Form):
    """What is different at known premises."""

    name = forms.CharField(label=_("Name on the sign"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=120)
