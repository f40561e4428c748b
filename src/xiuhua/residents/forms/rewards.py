"""What the acts on rewards need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(forms.Form):
    """An act that needs nothing but the decision."""


class VoucherForm(forms.Form):
    """A payout."""

    voucher = forms.CharField(
        label=_("Number of the voucher"), max_length=60, help_text=_("Each number is used once.")
    )


class RulesForm(forms.Form):
    """A version of the rules. Amounts in yuan, kept in fen."""

    document_number = forms.CharField(label=_("Document number"), max_length=60)
    area_code = forms.RegexField(
        label=_("Area code"), regex=r"^[0-9]{2,15}$", help_text=_("With everything in it.")
    )
    effective_at = forms.DateTimeField(
        label=_("From when"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    month_most = forms.DecimalField(
        label=_("Most for one person in a month, yuan"), min_value=0, decimal_places=2, max_digits=9
    )
    default = forms.DecimalField(
        label=_("For matters without a line, yuan"), min_value=0, decimal_places=2, max_digits=9
    )
    first_only = forms.BooleanField(label=_("Only the first to report"), required=False, initial=True)
    rates = forms.CharField(
        label=_("By matter"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One line each: code of the matter, a space, yuan. For example 06010 20."),
    )
