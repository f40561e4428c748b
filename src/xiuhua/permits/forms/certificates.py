"""Forms of certificates: what every kind asks, and the fields that a kind declares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.permits.rules.fields import field_shown
from xiuhua.scenekit.declared import FieldType, PermitField, PermitKind
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.forms import SuggestInput

FIELD = "field_{}"
_HINTS = {
    FieldType.HOURS: _("For example 22:00-06:00; several with a comma between them."),
    FieldType.FENCES: _("Codes of fences with a comma between them."),
    FieldType.PREMISES: _("Codes of premises with a comma between them."),
}


def _moment(
    label: Any, *, required: bool = True, hint: Any = ""
) -> forms.DateTimeField:  # gettext says it later
    return forms.DateTimeField(
        label=label, required=required, help_text=hint,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class CertificateForm(forms.Form):
    """What every new certificate asks; `fields_added` adds what its kind asks."""

    party = forms.CharField(label=_("Holder"), max_length=120, widget=SuggestInput)
    premises = forms.CharField(label=_("Premises"), max_length=120, widget=SuggestInput)
    vehicle = forms.CharField(label=_("Plate"), max_length=16)
    parent = forms.CharField(label=_("Given under"), max_length=80, widget=SuggestInput)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    since = _moment(_("Holds from"))
    until = _moment(_("Holds until"), required=False, hint=_("Left empty: without an end."))
    file = forms.FileField(label=_("Document"), required=False)


class AmendForm(forms.Form):
    """What a certificate says from now on; `fields_added` adds what its kind asks."""

    until = _moment(_("Holds until"), required=False, hint=_("Left empty: without an end."))
    reason = words_field(_("Reason"), most=300)
    file = forms.FileField(label=_("Document"), required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Reason"), most=300)


def fields_added(form: forms.Form, kind: PermitKind, language: str) -> None:
    """Add the fields that a kind declares to the form."""
    for field in kind.fields:
        form.fields[FIELD.format(field.key)] = _field(field, language)


def fields_initial(kind: PermitKind, fields: dict[str, Any]) -> dict[str, str]:  # what JSON holds
    """Return what a certificate says now, as its form shows it."""
    return {FIELD.format(field.key): field_shown(field, fields.get(field.key)) for field in kind.fields}


def _field(field: PermitField, language: str) -> forms.Field:
    named = field.title_zh if language.startswith("zh") and field.title_zh else field.title
    label = f"{named} / {field.unit}" if field.unit else named
    if field.type is FieldType.NUMBER:
        return forms.FloatField(
            label=label, required=field.required, min_value=field.least, max_value=field.most,
            widget=forms.NumberInput(attrs={"step": "any"}),
        )  # fmt: skip
    return forms.CharField(
        label=label, required=field.required, max_length=2_000, help_text=_HINTS.get(field.type, "")
    )
