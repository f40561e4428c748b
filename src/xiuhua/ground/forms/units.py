"""What the acts on units ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.terms.people import UnitKind
from xiuhua.shared.terms import Term
from xiuhua.web.pages.forms import SuggestInput


def term_choices(vocabulary: type[Term]) -> list[tuple[str, str]]:
    """Return the words of a vocabulary in the reader's language."""
    here = get_language() or "zh-hans"
    return [(word.value, word.label(here)) for word in vocabulary]


def reason_field(label: object = None) -> forms.CharField:
    """Return the field that asks why."""
    return forms.CharField(
        label=label or _("Reason"),  # type: ignore[arg-type]  # lazy texts
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )


class UnitForm(forms.Form):
    """What may be changed of a unit by itself."""

    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(
        label=_("Short name"), max_length=30, required=False, help_text=_("As maps and lists print it.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    duty_phone = forms.CharField(
        label=_("Duty telephone"),
        max_length=20,
        required=False,
        help_text=_("Of the office, not of a person."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["kind"].choices = term_choices(UnitKind)  # type: ignore[attr-defined]  # a ChoiceField has them


class UnitCreateForm(UnitForm):
    """A new unit."""

    field_order = ("code", "name", "short_name", "kind", "parent_code", "area_code", "duty_phone")
    code = forms.CharField(
        label=_("Code"), max_length=18, help_text=_("The credit code, or the bureau's own number.")
    )
    parent_code = forms.ChoiceField(label=_("Belongs to"), required=False)
    area_code = forms.CharField(label=_("Area code"), max_length=20, widget=SuggestInput)


class UnitMoveForm(forms.Form):
    """Where a unit belongs from now on."""

    parent = forms.ChoiceField(label=_("Belongs to"), required=False)
    reason = reason_field()


class ReasonForm(forms.Form):
    """An act that needs only its reason."""

    reason = reason_field()
