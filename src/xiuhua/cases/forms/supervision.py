"""What reminders and supervision orders ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.terms import SupervisionLevel
from xiuhua.files.terms import Media
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput

_PAPERS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "phrases": "1"})


def _levels() -> list[tuple[str, str]]:
    return [(level.value, level.label(language())) for level in SupervisionLevel]


class RemindForm(forms.Form):
    """What the unit is reminded of."""

    words = forms.CharField(
        label=_("Reminder"),
        max_length=500,
        widget=_words(3),
        help_text=_("The unit reads it; no answer is needed."),
    )


class SupervisionForm(forms.Form):
    """An order: to whom, how grave, about what, and what is asked for."""

    level = forms.ChoiceField(label=_("Level of the order"), choices=_levels)
    unit = forms.CharField(label=_("Unit that answers"), max_length=120, widget=SuggestInput)
    cases = forms.CharField(
        label=_("Cases"), max_length=400, required=False, help_text=_("Numbers, several separated by commas.")
    )
    title = forms.CharField(label=_("Order about"), max_length=120)
    demand = forms.CharField(
        label=_("What is asked for"),
        max_length=4_000,
        widget=_words(8),
        help_text=_("Drafted from the record; a line is a paragraph."),
    )
    limit = forms.CharField(
        label=_("Answered within"),
        max_length=20,
        required=False,
        widget=SuggestInput,
        help_text=_("Empty: as the settings say for the level."),
    )


class ReplyForm(forms.Form):
    """What the unit did."""

    reply = forms.CharField(
        label=_("Answer"),
        max_length=4_000,
        widget=_words(8),
        help_text=_("What was found, what was done, when it was finished, who answers for it."),
    )
    paper = forms.FileField(
        label=_("Paper"), required=False, widget=forms.ClearableFileInput(attrs={"accept": _PAPERS})
    )


class JudgeForm(forms.Form):
    """Why an answer is refused, or an order withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=1_000, widget=_words(3))


class ReleaseForm(forms.Form):
    """A remark on the release."""

    note = forms.CharField(label=_("Opinion"), max_length=1_000, required=False, widget=_words(3))
