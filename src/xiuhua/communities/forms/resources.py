"""What the acts on shared resources ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhua.communities.forms.community_fields import day, suggested, words


class ResourceForm(forms.Form):
    """What a department offers."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Capital letters, digits, hyphens."))
    title = forms.CharField(label=pgettext_lazy("a resource", "Title"), max_length=80)
    summary = words(pgettext_lazy("a resource", "What it holds"), most=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    secrecy = forms.ChoiceField(label=_("Sharing"))
    fields_named = forms.CharField(
        label=_("Columns"),
        max_length=2_000,
        required=False,
        help_text=_("Names separated by commas; those of the file that is imported."),
    )
    owner = suggested(_("Owning department"))
    area_code = forms.CharField(label=_("Area code"), max_length=20)
    since_on = day(_("First day"))
    until_on = day(_("Last day"), required=False)
    address = forms.CharField(label=_("Address of the service"), max_length=200, required=False)


class AskForm(forms.Form):
    """What it is wanted for."""

    purpose = forms.CharField(label=_("Purpose"), max_length=200)


class PeriodForm(forms.Form):
    """The days for which access is granted."""

    since_on = day(_("First day"))
    until_on = day(_("Last day"))


class FetchForm(forms.Form):
    """Which delivery, and what for."""

    delivery = forms.ChoiceField(label=_("Delivery"), required=False)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=200, required=False, help_text=_("Without words the grant's counts.")
    )


class DeliverForm(forms.Form):
    """The file of a resource."""

    delivery = forms.CharField(label=_("Delivery"), max_length=20, help_text=_("As 2026-03."))
    file = forms.FileField(label=_("File"))
