"""What the acts on a finding ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.inspections.rules.findings import MOST_AMOUNT
from xiuhua.web.pages.fields import day_field, pictures_field, words_field


def amount_field(unit: str) -> forms.FloatField:
    """Return the field of how much was put right, in a unit."""
    return forms.FloatField(
        label=_("How much was put right (%(unit)s)") % {"unit": unit}, required=False, min_value=0,
        max_value=MOST_AMOUNT, widget=forms.NumberInput(attrs={"step": "any", "min": 0}),
    )  # fmt: skip


class FixForm(forms.Form):
    """What was put right on the spot."""

    photos = pictures_field(_("Photos of how it looks now"))
    text = words_field(_("What was put right"), required=False)


class OrderForm(forms.Form):
    """What has to be put right, and by when."""

    until = day_field(_("To be put right by"))
    demand = words_field(_("What the order asks for"), required=False)


class AnswerForm(forms.Form):
    """What was put right."""

    photos = pictures_field(_("Photos of how it looks now"))
    text = words_field(_("What was put right"))


class RecheckForm(forms.Form):
    """What was found when somebody looked again."""

    photos = pictures_field(_("Photos of how it looks now"))
    verdict = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect)
    text = words_field(_("In words"), required=False)
    until = day_field(
        _("New day"), required=False, hint=_("Where it was not put right: the last day of the time left.")
    )


class CaseForm(forms.Form):
    """What the desks should know beside what was found."""

    text = words_field(_("In words"), required=False)
