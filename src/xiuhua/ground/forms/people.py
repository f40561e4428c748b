"""What the acts on people, posts and absences ask of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.access.rules.roles import roles_grouped
from xiuhua.ground.forms.units import reason_field, term_choices
from xiuhua.ground.terms.people import AbsenceKind
from xiuhua.web.pages.forms import SuggestInput

_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2199, 12, 31)  # nobody serves outside; years are mistyped


def _number(label: object, **options: Any) -> forms.CharField:  # as CharField takes them
    return forms.CharField(label=label, max_length=30, widget=SuggestInput, **options)  # type: ignore[arg-type]  # lazy texts


def _day(label: object, **options: Any) -> forms.DateField:  # as DateField takes them
    widget = forms.DateInput(attrs={"type": "date"})
    limits = (MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY))
    return forms.DateField(label=label, widget=widget, validators=limits, **options)  # type: ignore[arg-type]  # lazy texts


class PersonForm(forms.Form):
    """What may be changed of a person."""

    name = forms.CharField(label=_("Full name"), max_length=40)
    unit = forms.ChoiceField(label=_("Unit"))
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Leave empty to keep the present number."),
    )


class PersonCreateForm(PersonForm):
    """Somebody new."""

    field_order = ("work_number", "name", "unit", "phone")
    work_number = forms.CharField(label=_("Work number"), max_length=30)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["phone"].help_text = ""


class LinkForm(forms.Form):
    """The account that is a person's."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        required=False,
        help_text=_("Empty to unlink. Roles are given to the account by the security administrator."),
    )


class PostForm(forms.Form):
    """A new post of a person."""

    role = forms.ChoiceField(label=_("Post"))
    title = forms.CharField(
        label=_("Title"), max_length=40, required=False, help_text=_("As printed, for instance 办事处副主任.")
    )
    unit = forms.ChoiceField(label=_("Unit"))
    area = forms.CharField(
        label=_("Area"),
        max_length=20,
        widget=SuggestInput,
        help_text=_("The code of the street, community, grid or road segment answered for."),
    )
    deputy = _number(
        _("Deputy (B post)"), required=False, help_text=_("Work number of whoever stands in for the holder.")
    )
    since = _day(_("From"))
    until = _day(_("Last day"), required=False, help_text=_("Empty while the end is not known."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        here = get_language() or "zh-hans"
        self.fields["role"].choices = [("", _("Choose a role")), *roles_grouped(here)]  # type: ignore[attr-defined]  # a ChoiceField has them


class PostEndForm(forms.Form):
    """When and why a post ends."""

    until = _day(_("Last day"), required=False, help_text=_("Empty: it ends now."))
    reason = reason_field()


class DeputyForm(forms.Form):
    """Who stands in for the holder of a post."""

    deputy = _number(_("Deputy (B post)"), required=False, help_text=_("A work number; empty for no deputy."))


class AbsenceForm(forms.Form):
    """How long somebody is away, and who stands in."""

    kind = forms.ChoiceField(label=_("Why"))
    since = _day(_("First day"))
    until = _day(_("Last day"))
    deputy = _number(
        _("Stand-in"),
        required=False,
        help_text=_("Work number of whoever answers meanwhile; empty: the deputy of each post does."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["kind"].choices = term_choices(AbsenceKind)  # type: ignore[attr-defined]  # a ChoiceField has them


class ConfirmForm(forms.Form):
    """An act that needs nothing but the decision."""


class HandOverForm(forms.Form):
    """Which posts go, to whom, why, and the decision. The page adds one box for each post."""

    to = _number(_("Receiver"), help_text=_("Work number of whoever takes over."))
    reason = reason_field()
    confirmed = forms.BooleanField(
        label=_("Everything ticked above goes to the receiver at once; both histories keep it.")
    )
