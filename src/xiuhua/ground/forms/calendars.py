"""What the acts on calendars ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.rules.calendars import DayRule
from xiuhua.ground.terms.calendars import TimeUnit

_DAY_RULES = (
    (DayRule.END_OF_DAY.value, _("when work stops on the last day; the day of the start does not count")),
    (DayRule.SAME_TIME.value, _("at the time of day at which it began")),
)
_WEEKS = (
    ("0,1,2,3,4", _("Monday to Friday")),
    ("0,1,2,3,4,5", _("Monday to Saturday")),
    ("0,1,2,3,4,5,6", _("every day")),
)
_EFFECTS = (("rests", _("rests")), ("works", _("works")), ("week", _("as the week has it")))


class CalendarDraftForm(forms.Form):
    """For which area, and what it is called."""

    area_code = forms.ChoiceField(label=_("Area"), required=False)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)

    def offer(self, areas: list[tuple[str, str]]) -> None:
        """Offer the areas a calendar may be made for."""
        self.fields["area_code"].choices = areas  # type: ignore[attr-defined]  # it is a ChoiceField


class HoursForm(forms.Form):
    """Working week, seasons, shifts, and when working days end."""

    seasons = forms.CharField(
        label=_("Seasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name, the day it begins, its periods. 夏令时 05-01 08:00-12:00 15:00-18:00"),
    )
    workweek = forms.ChoiceField(label=_("Working days of the week"), choices=_WEEKS)
    day_rule = forms.ChoiceField(label=_("A limit of working days ends"), choices=_DAY_RULES)
    shifts = forms.CharField(
        label=_("Shifts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: name and hours. 夜班 20:00-08:00"),
    )


class YearForm(forms.Form):
    """A year whose holidays are entered."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    by_hand = forms.BooleanField(
        label=_("The days entered by hand are complete"),
        required=False,
        help_text=_("For a year that the installation does not know yet: limits in it become final."),
    )


class SpecialDayForm(forms.Form):
    """A day that differs from the week."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    effect = forms.ChoiceField(label=_("On this day the city"), choices=_EFFECTS)
    name = forms.CharField(label=_("Name or reason"), max_length=40, required=False)


class PublishForm(forms.Form):
    """From which day."""

    effective_on = forms.DateField(
        label=_("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("From the beginning of that day. Limits counted before keep their end."),
    )


class TryForm(forms.Form):
    """A limit to be counted, in the calendar's own zone."""

    on = forms.DateField()
    clock = forms.TimeField()
    amount = forms.IntegerField(min_value=1, max_value=400)
    unit = forms.ChoiceField(choices=[(unit.value, unit.zh) for unit in TimeUnit])
