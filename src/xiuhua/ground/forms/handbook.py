"""What the acts on the handbook ask of a person."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import Media, PhotoRange
from xiuhua.ground.terms.catalogue import HandbookStart
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput

_PAPERS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"
_PICTURES = f"{Media.JPEG},{Media.PNG},{Media.WEBP}"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DraftForm(forms.Form):
    """Which area, what it is called, and what it begins with."""

    area_code = forms.ChoiceField(label=_("Area"))
    title = forms.CharField(label=_("Title"), max_length=80)
    start = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("Reference lines come from another city's table and must be adapted line by line."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django hands a form
        start = cast("forms.ChoiceField", self.fields["start"])
        start.choices = [(word.value, word.label(language())) for word in HandbookStart]


class UnitsForm(forms.Form):
    """The four units; the page offers those recorded."""

    steward = forms.CharField(label=_("Steward unit"), max_length=120, required=False, widget=SuggestInput)
    owner = forms.CharField(label=_("Owner unit"), max_length=120, required=False, widget=SuggestInput)
    keeper = forms.CharField(label=_("Keeper unit"), max_length=120, required=False, widget=SuggestInput)
    handler = forms.CharField(label=_("Handling unit"), max_length=120, required=False, widget=SuggestInput)


class LineForm(UnitsForm):
    """What a line says. The limit is typed as a table writes it."""

    filing_condition = forms.CharField(label=_("Filing condition"), max_length=300, widget=_area(2))
    limit = forms.CharField(
        label=_("Limit"),
        max_length=40,
        required=False,
        help_text=_("As the table writes it: 2紧急工作时, 4工作时, 5工作日, 2自然日, or 种植季节15工作日."),
    )
    closing_condition = forms.CharField(
        label=_("Closing condition"), max_length=300, required=False, widget=_area(2)
    )
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    unchecked = forms.CharField(
        label=_("Still to be checked"),
        max_length=200,
        required=False,
        help_text=_("Empty once somebody has checked it."),
    )
    field_order = (
        "item",
        "filing_condition",
        "limit",
        "closing_condition",
        "steward",
        "owner",
        "keeper",
        "handler",
    )


class NewLineForm(LineForm):
    """A line and the item it is about."""

    item = forms.CharField(
        widget=SuggestInput,
        label=_("Item"),
        max_length=80,
        help_text=_("Type the code or words of the name, then choose from the list."),
    )


class AssignForm(UnitsForm):
    """Units for every line under a code."""

    code = forms.CharField(
        label=_("Class or item"), max_length=5, help_text=_("06 for a whole class, 06010 for one item.")
    )
    field_order = ("code", "steward", "owner", "keeper", "handler")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=_area(3),
        help_text=_("Kept in the history, with your name."),
    )


class PhotoForm(forms.Form):
    """A picture, from near or far, and what it shows."""

    photo = forms.FileField(label=_("Photo"), widget=forms.ClearableFileInput(attrs={"accept": _PICTURES}))
    shot = forms.ChoiceField(label=_("Taken from"))
    caption = forms.CharField(label=_("Caption"), max_length=80, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django hands a form
        shot = cast("forms.ChoiceField", self.fields["shot"])
        shot.choices = [(word.value, word.label(language())) for word in PhotoRange]


class PublishForm(forms.Form):
    """The document, its paper, and the day from which the version holds."""

    document_number = forms.CharField(label=_("Document number"), max_length=60)
    effective_on = forms.DateField(label=_("Holds from"), widget=forms.DateInput)
    basis = forms.FileField(
        label=_("Paper it rests on"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": _PAPERS}),
        help_text=_("The issued document: PDF, picture or Word document."),
    )
