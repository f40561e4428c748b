"""What drawing, revising and ending a fence asks of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.sensing.rules.tracks.drawing import LONGEST, geometry_read, hours_read
from xiuhua.sensing.terms.alarms import Severity
from xiuhua.sensing.terms.tracks import FenceDays, FenceEffect, FenceKind
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language


def _choices(vocabulary: type[Term], *, none: Any = None) -> list[tuple[str, Any]]:  # lazy words
    listed: list[tuple[str, Any]] = [] if none is None else [("", none)]
    return [*listed, *((word.value, word.label(language())) for word in vocabulary)]


class FenceReasonForm(forms.Form):
    """Why a fence is ended."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )  # fmt: skip


class FenceForm(forms.Form):
    """A fence: where, what it asks, of whom, when, and whether it raises an alarm."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Drawn as"), choices=lambda: _choices(FenceKind))
    shape = forms.CharField(
        label=_("Shape"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "draws": "kind"}),
        help_text=_("Click the corners on the map, or paste GeoJSON (WGS84)."),
    )  # fmt: skip
    width_m = forms.FloatField(
        label=_("Width of the corridor / m"), required=False, help_text=_("From side to side; 10 to 5,000.")
    )
    effect = forms.ChoiceField(label=_("What it asks"), choices=lambda: _choices(FenceEffect))
    severity = forms.ChoiceField(
        label=_("Alarm"), required=False, choices=lambda: _choices(Severity, none=_("None"))
    )
    after_minutes = forms.FloatField(
        label=_("Alarm after / min"), required=False, min_value=0,
        help_text=_("For how long it must be so; 0 for at once."),
    )  # fmt: skip
    hours = forms.CharField(
        label=_("At which hours"), max_length=100, required=False,
        help_text=_("07:00-09:00, 17:00-19:00; empty for the whole day."),
    )  # fmt: skip
    days = forms.ChoiceField(label=_("On which days"), choices=lambda: _choices(FenceDays))
    vehicle_kind = forms.ChoiceField(
        label=_("Kind of vehicle"), required=False, choices=lambda: _choices(VehicleKind, none=_("Any"))
    )
    unit = forms.CharField(
        label=_("Unit code"), max_length=18, required=False, help_text=_("Only this unit's vehicles.")
    )
    plates = forms.CharField(
        label=_("Plates"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only these vehicles, one a line; empty for all of the area."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history, with your name."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read what is typed as text; what does not fit together is for the rules to say."""
        typed: dict[str, Any] = super().clean() or {}
        if "shape" in typed:
            typed["geometry"] = geometry_read(typed["shape"])
        hours = hours_read(typed.get("hours", ""))
        if hours is None:
            self.add_error("hours", _("Hours are written 07:00-09:00, up to six of them."))
        typed["spans"] = hours or ()
        listed = typed.get("plates", "").replace("，", "\n").replace(",", "\n").replace("、", "\n")
        typed["plate_list"] = tuple(dict.fromkeys(one.strip() for one in listed.splitlines() if one.strip()))
        return typed


class FenceCreateForm(FenceForm):
    """A new fence, with its code and area."""

    code = forms.CharField(
        label=_("Code"), max_length=34, help_text=_("Small letters, digits, underscores; never changed.")
    )
    area_code = forms.CharField(
        label=_("Area code"), max_length=20, help_text=_("Vehicles recorded under it are meant.")
    )
