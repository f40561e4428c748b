"""What setting targets, choosing figures, fixing them and publishing screens ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.evaluation.rules.overviews import FIGURES_SHOWN
from xiuhua.evaluation.terms.plans import TargetKind
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices

FIGURE = "figure_{}"


class TargetForm(forms.Form):
    """What an area aims at."""

    figure = forms.ChoiceField(label=_("Figure"))
    area = forms.ChoiceField(label=_("Area"))
    period = forms.CharField(
        label=_("Year or month"), max_length=10, help_text=_("A year is written 2026, a month 2026-03.")
    )
    kind = forms.ChoiceField(
        label=_("Aimed at"), widget=forms.RadioSelect, choices=lambda: term_choices(*TargetKind)
    )
    amount = forms.DecimalField(
        label=_("How much"), min_value=0, max_digits=14, decimal_places=2,
        help_text=_(
            "In the figure's unit. Against the year before: in per cent, of a rate in percentage points."
        ),
    )  # fmt: skip
    source = words_field(
        _("Document and row"), most=200, rows=2, hint=_("The plan that says so; kept in the history.")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(_("Why"), most=200, rows=2, hint=_("Kept in the history."))


class FixForm(ReasonForm):
    """Which month of which area is fixed, and why."""

    area = forms.ChoiceField(label=_("Area"))
    period = forms.CharField(
        label=_("Month"), max_length=10, help_text=_("A month is written 2026-03, a quarter 2026-Q1.")
    )
    field_order = ("area", "period", "reason")


class OverviewForm(forms.Form):
    """Eight figures, and the one that streets are sorted by."""

    main = forms.ChoiceField(label=_("Streets are sorted by"))
    reason = words_field(_("Why"), most=200, rows=2, hint=_("Kept in the history."))
    field_order = (*(FIGURE.format(number) for number in range(1, FIGURES_SHOWN + 1)), "main", "reason")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        for number in range(1, FIGURES_SHOWN + 1):
            self.fields[FIGURE.format(number)] = forms.ChoiceField(label=_("Figure %d") % number)
        self.order_fields(self.field_order)


class ScreenForm(forms.Form):
    """What a screen shows, a line a cell."""

    key = forms.SlugField(
        label=_("Name in addresses"), max_length=40, help_text=_("Small letters, digits and hyphens.")
    )
    zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    en = forms.CharField(label=_("Name in English"), max_length=60)
    cells = forms.CharField(
        label=_("Figures"), max_length=6_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "A line each: key of the figure | day, week, month, quarter or year | what it is split by, if "
            "anything: district, street, community, unit, matter, channel."
        ),
    )  # fmt: skip
