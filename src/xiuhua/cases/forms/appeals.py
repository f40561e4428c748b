"""What appeals ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.forms.photos import photo_fields


def _words(label: object, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazy words
        help_text=help_text,  # type: ignore[arg-type]  # as above
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealForm(forms.Form):
    """What a unit objects to, and why."""

    about = forms.ChoiceField(label=_("Objection to"))
    reason = _words(_("Reason"), _("What kept you, and what shows it. Two people read it."))
    photo_near, photo_far, photo = photo_fields().values()


class ReviewForm(forms.Form):
    """Whether an objection should be upheld, and why."""

    upholds = forms.ChoiceField(label=_("Judgement"))
    opinion = _words(_("Opinion"), _("The unit reads it."))


class WithdrawForm(forms.Form):
    """Why an objection is taken back."""

    reason = _words(_("Reason"))
