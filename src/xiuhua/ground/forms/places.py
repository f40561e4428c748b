"""A place in degrees, as every form asks for it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def longitude_field(*, required: bool = True) -> forms.FloatField:
    """Return the field of a longitude; the form's latitude is asked for by `latitude_field`."""
    return forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=required, help_text="WGS84"
    )


def latitude_field(*, required: bool = True) -> forms.FloatField:
    """Return the field of a latitude, with the button that fills in where the device stands."""
    return forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        required=required,
        help_text="WGS84",
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )
