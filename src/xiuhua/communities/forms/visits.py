"""What the acts of 城管进社区 ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.communities.forms.community_fields import community, day, pictures, score, suggested, words


class SlotForm(forms.Form):
    """Who is where on which weekdays."""

    area_code = community()
    person = suggested(_("Officer"))
    spot = forms.CharField(
        label=_("Where residents find them"), max_length=80, help_text=_("Room, hall, gate.")
    )
    weekdays = forms.CharField(
        label=_("Weekdays"), max_length=20, help_text=_("1 is Monday, 7 is Sunday: 1, 3, 5.")
    )
    begins = forms.TimeField(
        label=_("From what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Until what time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    since_on = day(_("First day"))


class SlotEndForm(forms.Form):
    """The last day."""

    until_on = day(_("Last day"))


class RecordForm(forms.Form):
    """What was done for residents."""

    area_code = community()
    on = day(_("Day"))
    kind = forms.ChoiceField(label=_("Kind"))
    residents = forms.IntegerField(label=_("Residents served"), min_value=0, max_value=100_000)
    text = words(_("What was done"))
    case = forms.CharField(
        label=_("Case that came of it"), max_length=20, required=False, help_text=_("Its number, AJ00000012.")
    )
    photos = pictures()


class RequestForm(forms.Form):
    """What a resident asks for."""

    area_code = community()
    kind = forms.ChoiceField(label=_("Kind"))
    text = words(_("What the resident asks for"))
    resident_name = forms.CharField(label=_("Resident"), max_length=40)
    resident_phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    address = forms.CharField(label=_("Address"), max_length=160, required=False)


class FinishForm(forms.Form):
    """What was done for a resident."""

    answer = words(_("What was done"))
    case = forms.CharField(
        label=_("Case that came of it"), max_length=20, required=False, help_text=_("Its number, AJ00000012.")
    )
    photos = pictures()


class ConfirmForm(forms.Form):
    """What the resident thinks of it."""

    score = score(_("Score, 1 to 5"))
    opinion = words(_("In words"), most=500, required=False)
