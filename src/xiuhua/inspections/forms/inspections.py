"""The form of an inspection: photos first, then what is looked at, then a tap for each item."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.inspections.forms.findings import amount_field
from xiuhua.inspections.rules.findings import MOST_OFFICERS, USUAL_DAYS
from xiuhua.inspections.terms.inspections import Outcome
from xiuhua.scenekit.declared import Checklist, ChecklistItem
from xiuhua.web.pages.fields import day_field, pictures_field, words_field
from xiuhua.web.pages.forms import SuggestInput
from xiuhua.web.pages.making import term_choices

ITEM, TEXT, PHOTOS, UNTIL = "item_{}", "text_{}", "photos_{}", "until_{}"
AMOUNT = "amount_{}"


class InspectionForm(forms.Form):
    """What every inspection asks; `items_added` adds what its checklist asks."""

    photos = pictures_field(_("Photos of the place"))
    subject = forms.CharField(max_length=120, widget=SuggestInput)
    officers = forms.IntegerField(
        label=_("People who inspect"), min_value=1, max_value=MOST_OFFICERS,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_OFFICERS}),
    )  # fmt: skip
    note = words_field(_("Note"), required=False, rows=2)
    demand = words_field(_("What the order asks for"), required=False, rows=2)
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )  # fmt: skip
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)


def items_added(form: forms.Form, checklist: Checklist, language: str) -> None:
    """Add the fields of a checklist's items to the form."""
    for item in checklist.items:
        form.fields[ITEM.format(item.key)] = forms.ChoiceField(
            label=item.title_zh if language.startswith("zh") and item.title_zh else item.title,
            help_text=item.asks_zh if language.startswith("zh") else item.asks,
            choices=term_choices(*Outcome),
            widget=forms.RadioSelect,
        )  # fmt: skip
        form.fields[TEXT.format(item.key)] = words_field(_("What exactly is wrong"), required=False, rows=2)
        form.fields[PHOTOS.format(item.key)] = pictures_field(_("Photos of it"))
        if item.unit:
            form.fields[AMOUNT.format(item.key)] = amount_field(item.unit.value)
        form.fields[UNTIL.format(item.key)] = day_field(
            _("To be put right by"), required=False, hint=_until_hint(item)
        )


def _until_hint(item: ChecklistItem) -> str:
    return _("Left empty: in %(days)s days.") % {"days": item.order_days or USUAL_DAYS}
