"""What the acts of evaluation ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.evaluation.rules.periods import CALENDAR_MONTH, is_start

_LAST_DAY = 31


class MonthsForm(forms.Form):
    """On which day a statistical month begins, and why."""

    starts_on = forms.TypedChoiceField(
        label=_("The statistical month begins on"),
        coerce=int,
        choices=[
            (day, _("the 1st, as in the calendar") if day == CALENDAR_MONTH else str(day))
            for day in range(1, _LAST_DAY + 1)
            if is_start(day)
        ],
        help_text=_(
            "A day from the 16th on is one of the month before: "
            "with the 26th, March is 26 February to 25 March."
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history."),
    )
