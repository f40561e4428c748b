"""What the acts of epidemic control ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.communities.forms.community_fields import (
    community,
    day,
    latitude,
    longitude,
    pictures,
    suggested,
    words,
)


class StaffingForm(forms.Form):
    """Who is posted where."""

    person = suggested(_("Who"))
    area_code = community()
    kind = forms.ChoiceField(label=_("Kind"))
    spot = forms.CharField(label=_("Which gate or hotel"), max_length=80, required=False)
    since_on = day(_("First day"))
    until_on = day(_("Last day"))


class StaffingEndForm(forms.Form):
    """The last day."""

    last_on = day(_("Last day"))


class HealthCaseForm(forms.Form):
    """What a community has to do."""

    area_code = community()
    kind = forms.ChoiceField(label=_("Kind"))
    text = words(_("What has to be done"))
    campaign = forms.CharField(label=_("Order it belongs to"), max_length=60, required=False)
    matter = suggested(
        _("Matter"), required=False, most=60, hint=_("Name, code or pinyin initials: bllj finds 暴露垃圾.")
    )
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    longitude = longitude()
    latitude = latitude()
    photos = pictures()


class DisinfectionForm(forms.Form):
    """What was disinfected, with what, how strong and how large."""

    area_code = community()
    spot = forms.CharField(label=_("Which yard or market"), max_length=80)
    done_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    agent = forms.ChoiceField(label=_("Disinfectant"))
    concentration_mg_l = forms.FloatField(label=_("Concentration in mg/L"), min_value=0)
    size_m2 = forms.FloatField(label=_("Area in m²"), min_value=0)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)
    longitude = longitude()
    latitude = latitude()
    photos = pictures()
