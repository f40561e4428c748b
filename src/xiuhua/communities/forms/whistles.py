"""What the acts on whistles ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.communities.forms.community_fields import (
    community,
    latitude,
    limit,
    longitude,
    pictures,
    score,
    suggested,
    words,
)


class WhistleForm(forms.Form):
    """What a community needs whom for."""

    area_code = community()
    kind = forms.ChoiceField(label=_("How pressing"))
    title = forms.CharField(label=_("In one line"), max_length=80)
    text = words(_("What is wrong, and what it takes"))
    matter = suggested(
        _("Matter"), required=False, most=60, hint=_("Name, code or pinyin initials: bllj finds 暴露垃圾.")
    )
    lead = suggested(_("Lead department"))
    helpers = forms.CharField(
        label=_("Other departments"),
        max_length=600,
        required=False,
        help_text=_("Several are separated by commas; each has its own check-in clock."),
    )
    address = forms.CharField(label=_("Address"), max_length=160, required=False)
    longitude = longitude()
    latitude = latitude()
    photos = pictures()


class CheckInForm(forms.Form):
    """How a department checks in."""

    way = forms.ChoiceField(label=_("How"))
    reason = words(_("Reason or first remark"), most=500, required=False)
    longitude = longitude()
    latitude = latitude()
    photos = pictures()


class PartForm(forms.Form):
    """What a department did."""

    text = words(_("What this department did"))


class ConcludeForm(forms.Form):
    """What came of it."""

    result = words(_("Joint result"))


class RateForm(forms.Form):
    """What the community thinks of it; the page adds two fields for each department."""

    score = score(_("The whole, 1 to 5"))
    opinion = words(_("In words"), most=500, required=False)


class LimitsForm(forms.Form):
    """How long departments have."""

    area_code = forms.CharField(label=_("Area code"), max_length=20)
    ordinary = limit(_("Ordinary whistle: check in within"))
    urgent = limit(_("Urgent whistle: check in within"))
    reason = words(_("Reason"), most=200)
