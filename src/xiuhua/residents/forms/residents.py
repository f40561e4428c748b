"""What a resident fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.residents.terms.residents import Rating


class ResidentForm(forms.Form):
    """A report without an account. Only the place, and a picture or words, are needed.

    `nickname` is a field that nobody sees; whoever fills it in is a program.
    """

    client_id = forms.UUIDField(required=False)
    made = forms.CharField(max_length=80, required=False)
    nickname = forms.CharField(max_length=60, required=False)
    text = forms.CharField(max_length=1_000, required=False)
    matter = forms.CharField(max_length=60, required=False)
    address = forms.CharField(max_length=160, required=False)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    name = forms.CharField(max_length=40, required=False)
    phone = forms.RegexField(
        regex=r"^[0-9+() -]{5,20}$",
        required=False,
        error_messages={
            "invalid": _(
                "This is no telephone number: write all its digits, with the area code of a landline."
            )
        },
    )
    met = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class SpotForm(forms.Form):
    """Where somebody asks what others have met."""

    longitude = forms.FloatField(min_value=-180, max_value=180)
    latitude = forms.FloatField(min_value=-90, max_value=90)
    matter = forms.CharField(max_length=60, required=False)


class ReceiptActForm(forms.Form):
    """What the holder of a receipt does with it."""

    act = forms.ChoiceField(choices=[("add", "add"), ("withdraw", "withdraw"), ("rate", "rate")])
    text = forms.CharField(max_length=1_000, required=False)
    rating = forms.ChoiceField(choices=Rating.choices(), required=False)
