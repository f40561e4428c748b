"""What the acts on duties ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhua.access.terms import Role
from xiuhua.files.terms import Media
from xiuhua.ground.terms.duties import ChiefLevel, DutyGround, DutyHours
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language

_PAPERS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def term_choices(vocabulary: type[Term], *, empty: str = "") -> list[tuple[str, str]]:
    """Return the words of a vocabulary in the reader's language, after an empty one where it is named."""
    words = [(word.value, word.label(language())) for word in vocabulary]
    return [("", empty), *words] if empty else words


class RevisionForm(forms.Form):
    """What a change is called and where it holds."""

    title = forms.CharField(label=_("Title"), max_length=80)
    area_code = forms.CharField(
        label=_("Area code"), max_length=20, help_text=_("District or street: every line lies inside it.")
    )


class DutyLineForm(forms.Form):
    """One line of a draft."""

    code = forms.CharField(
        label=_("Code of the duty"),
        max_length=40,
        help_text=_("A code in force is replaced from the date of the change; a new one is added."),
    )
    area_code = forms.CharField(
        label=_("Area code"), max_length=20, help_text=_("A segment, a grid, a community, a street …")
    )
    ground = forms.ChoiceField(label=_("On what ground"))
    level = forms.ChoiceField(label=_("Road-chief level"), required=False)
    unit_code = forms.CharField(label=_("Unit code"), max_length=18)
    work_number = forms.CharField(
        label=_("Work number"), max_length=30, required=False, help_text=_("Empty: the unit itself answers.")
    )
    role = forms.ChoiceField(
        label=_("Post"), required=False, help_text=_("Only where the person holds several posts there.")
    )
    matter = forms.CharField(
        label=_("Matter code"), max_length=5, required=False, help_text=_("Empty: every matter.")
    )
    class_code = forms.CharField(label=_("Class of matters"), max_length=2, required=False)
    hours = forms.ChoiceField(label=pgettext_lazy("a duty", "Hours"))
    until = forms.DateField(label=_("Last day"), required=False, widget=_DAY)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        choices = {
            "ground": term_choices(DutyGround),
            "level": term_choices(ChiefLevel, empty="—"),
            "hours": term_choices(DutyHours),
            "role": term_choices(Role, empty="—"),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # each is a ChoiceField


class DutyEndForm(forms.Form):
    """Which lines of the table a draft ends."""

    codes = forms.CharField(
        label=_("Codes of the duties"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Separated by spaces or lines; copy them from the list of duties."),
    )


class PublishForm(forms.Form):
    """From when, and on what paper."""

    effective_on = forms.DateField(
        label=_("Holds from"), widget=_DAY, help_text=_("Today or later; until then it can be withdrawn.")
    )
    document_number = forms.CharField(label=_("Document number"), max_length=60)
    basis = forms.FileField(
        label=_("Paper it rests on"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": _PAPERS}),
        help_text=_("A licence or a letter: PDF, picture or Word document."),
    )


class WithdrawForm(forms.Form):
    """Why a change is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )
