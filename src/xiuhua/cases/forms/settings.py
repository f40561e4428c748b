"""The form of a city's settings of the loop."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.rules.choosing import DESKS
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.terms import Channel, Stage, SupervisionLevel
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Group

_HELP = _("For example 30 working minutes, 2 urgent hours, 5 working days. Empty: no limit.")
_VERIFIED_HELP = _(
    "What comes in by these channels cannot be accepted as it is: the acceptor sends it for verification, and"
    " only once a collector has looked does it go to the shift head. What is pushed straight to a crew does"
    " not wait."
)
QUICK, MERGED, VERIFIED = "quick_", "merged_", "verified_"  # how fields of a stage, desk or channel begin
SAMENESS = ("duplicate_m", "duplicate_hours", "rebound_m", "rebound_days", "rebound_raised")
_NUMBERS = (
    ("duplicate_m", _("May be the same within / m")),
    ("duplicate_hours", _("May be the same within / h")),
    ("rebound_m", _("Comes back within / m")),
    ("rebound_days", _("Comes back within / days")),
    ("danger_hours", _("Dangerous from so few urgent hours")),
    ("extensions_most", _("More time, at most how often")),
    ("defers_most", _("Deferred, at most how often")),
    ("defer_days_most", _("Deferred, at most how many days")),
    ("rework_escalates", _("Which failed check is passed up")),
    ("escalate_minutes", _("Lateness is passed up after / min")),
    ("meeting_day", _("Ownership meeting on which day of the month")),
    ("remind_minutes", _("Reminded again at the earliest after / min")),
    ("order_late_points", _("Points more for a late answer")),
    ("appeal_days", _("A unit may object within / days")),
    ("appeal_review_days", _("Each review of an objection within / days")),
    ("look_back_m", _("A look-back is done within / m")),
)


def _said(word: Term) -> str:
    said: str = lazy(lambda: word.label(language()), str)()
    return said


class LoopForm(forms.Form):
    """What a city chooses. A published version never changes; the next one takes over at once."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history."),
    )
    handle_limit = forms.CharField(
        label=_("Handling, where the handbook says nothing"), max_length=20, help_text=_HELP
    )
    key_limits = forms.CharField(
        label=_("Limits in key areas"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A line each, parted by semicolons: the matter’s code; in key areas; elsewhere; from dispatch or"
            " from the report."
        ),
    )
    extend_late = forms.BooleanField(label=_("A late case may still get more time"), required=False)
    rebound_raised = forms.BooleanField(
        label=_("What came back is checked by another person"),
        required=False,
        help_text=_("Whoever passed the check last time does not pass it this time."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        known = LoopSettings()
        for stage in (one for one in Stage if one in known.stage_limits):
            self.fields[stage.value] = forms.CharField(label=_said(stage), max_length=20, required=False)
        for stage in known.quick_limits:
            quick = f"1315 · {stage.label(language())}"
            self.fields[f"{QUICK}{stage.value}"] = forms.CharField(label=quick, max_length=20, required=False)
        for name, label in _NUMBERS:
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=10_000)
        for desk in DESKS:
            offered = [("", "—"), *((one.value, one.label(language())) for one in DESKS if one is not desk)]
            whose = _("%(desk)s is worked by") % {"desk": desk.label(language())}
            self.fields[f"{MERGED}{desk.value}"] = forms.ChoiceField(
                label=whose, required=False, choices=offered
            )
        for channel in Channel:
            said = _("Verified before filing: %(channel)s") % {"channel": channel.label(language())}
            self.fields[f"{VERIFIED}{channel.value}"] = forms.BooleanField(label=said, required=False)
        for level in SupervisionLevel:
            named = {"level": level.label(language())}
            self.fields[level.value] = forms.CharField(
                label=_("%(level)s: answered within") % named, max_length=20
            )
            self.fields[f"points_{level.value}"] = forms.IntegerField(
                label=_("%(level)s: points") % named, min_value=0, max_value=100
            )
        self.fields["paper_sign"] = forms.CharField(
            label=_("Sign of the authority in document numbers"),
            max_length=8,
            required=False,
            help_text=_("云 in 云督〔2026〕12号. Empty: the first character of the district's name."),
        )
        self.order_fields(["reason"])


def settings_groups() -> tuple[Group, ...]:
    """Return the fields under headings, those that are seldom changed folded away."""
    names = tuple(LoopForm().fields)
    quick, merged, verified = (
        tuple(name for name in names if name.startswith(head)) for head in (QUICK, MERGED, VERIFIED)
    )
    stages = tuple(name for name in names if name in {stage.value for stage in Stage})
    handling = ("handle_limit", "key_limits", "extend_late")
    orders = (
        *("remind_minutes", *(level.value for level in SupervisionLevel)),
        *(f"points_{level.value}" for level in SupervisionLevel),
        *("order_late_points", "paper_sign"),
    )
    told = {"reason", *orders, *quick, *merged, *verified, *stages, *handling, *SAMENESS}
    return (
        Group(fields=("reason",)),
        Group(title=_("Limits of handling"), fields=handling),
        Group(title=_("Limits of the stages"), fields=stages, help=_HELP),
        Group(title=_("Limits of the quick response"), fields=quick),
        Group(title=_("What is the same, what comes back"), fields=SAMENESS),
        Group(title=_("How often, how long"), fields=tuple(name for name in names if name not in told)),
        Group(title=_("Reminders and supervision orders"), fields=orders),
        Group(title=_("Posts worked by another"), fields=merged),
        Group(title=_("Verified before filing"), fields=verified, help=_VERIFIED_HELP),
    )
