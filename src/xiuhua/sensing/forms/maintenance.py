"""What announcing and ending maintenance ask of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.rules.picking import numbers_typed
from xiuhua.web.pages.forms import SuggestInput


def _instant(label: Any, help_text: Any = "") -> forms.DateTimeField:  # lazy words
    return forms.DateTimeField(
        label=label, help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class MaintenanceForm(forms.Form):
    """Work on devices: which, when, by whom and why."""

    numbers = forms.CharField(
        label=_("Device numbers"), required=False, max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or more, in lines or with commas; a list may be pasted."),
    )  # fmt: skip
    area_code = forms.CharField(
        label=_("Or every device of the area"), max_length=20, required=False, widget=SuggestInput,
        help_text=_("Area code. Those that are added later keep quiet too."),
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=_("Which rules keep quiet"), required=False,
        help_text=_("With one rule chosen the others go on, and readings are not marked."),
    )  # fmt: skip
    since = _instant(_("Begins at"), _("Announced ahead; at the earliest now."))
    until = _instant(_("Ends at"))
    weekly_until = forms.DateField(
        label=_("Again every week until"), required=False, widget=forms.DateInput,
        help_text=_("The last day. Empty: once."),
    )  # fmt: skip
    worker = forms.CharField(label=_("Who does the work"), max_length=80)
    reason = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "phrases": True})
    )

    def rules_offer(self, rules: list[tuple[int, str]]) -> None:
        """Offer some rules, by id and name."""
        offered = [("", _("All rules")), *((str(key), name) for key, name in rules)]
        self.fields["rule"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def clean_numbers(self) -> tuple[str, ...]:
        """Return the numbers, each once."""
        return numbers_typed(self.cleaned_data["numbers"])


class MaintenanceReasonForm(forms.Form):
    """Why maintenance ends early, or does not take place."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )  # fmt: skip
