"""The form of an act, made from what the loop's table says it needs."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.forms.photos import photo_fields
from xiuhua.cases.rules.loop import Need, Step
from xiuhua.cases.terms import CaseAct
from xiuhua.web.pages.forms import SuggestInput

_DAY = {"type": "date"}
Label = Any  # a text, or one that gettext says later, which the stubs of forms have under another name

_FIELDS: Mapping[Need, Mapping[str, forms.Field]] = MappingProxyType(
    {
        Need.MATTER: {
            "matter": forms.CharField(
                label=_("Matter"),
                max_length=60,
                widget=SuggestInput,
                help_text=_("Name, code or pinyin initials: bllj finds 暴露垃圾."),
            )
        },
        Need.LINE: {"line": forms.ChoiceField(label=_("Condition of the handbook"))},
        Need.UNIT: {
            "unit": forms.CharField(label=_("Unit that handles it"), max_length=120, widget=SuggestInput),
            "helpers": forms.CharField(
                label=_("Units that help"),
                max_length=400,
                required=False,
                help_text=_("Several are separated by commas."),
            ),
        },
        Need.PERSON: {"person": forms.ChoiceField(label=_("Who does it"))},
        Need.UNTIL: {
            "until": forms.DateField(
                label=_("Until which day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
            )
        },
        Need.LIMIT: {
            "limit": forms.CharField(
                label=_("How much more time"),
                max_length=20,
                widget=SuggestInput,
                help_text=_("For example 2 working days or 4 working hours."),
            )
        },
        Need.TARGET: {
            "target": forms.CharField(
                label=_("Number of the other case"),
                max_length=20,
                help_text=_("It goes on, for example AJ00020109; this one ends with it."),
            )
        },
        Need.REASON: {
            "reason": forms.CharField(
                label=_("Opinion"),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3, "phrases": "1"}),
                help_text=_("The next person reads it; kept in the history, with your name."),
            )
        },
        Need.PHOTOS: {
            **photo_fields(),
        },
    }
)
_ORDER = (
    Need.MATTER,
    Need.LINE,
    Need.UNIT,
    Need.PERSON,
    Need.UNTIL,
    Need.LIMIT,
    Need.TARGET,
    Need.REASON,
    Need.PHOTOS,
)


_LABELS: Mapping[tuple[CaseAct, str], Label] = MappingProxyType(
    {
        (CaseAct.ASK_VERIFY, "person"): _("Who verifies it"),
        (CaseAct.FEEDBACK_PASS, "person"): _("Who checks it"),
        (CaseAct.SEND_BACK, "unit"): _("Unit that it belongs to instead"),
    }
)


class ActForm(forms.Form):
    """The form of one act; `act_form` fills in its fields."""


def act_form(step: Step) -> type[ActForm]:
    """Return the form of a step: its needs are mandatory, its offers and an opinion are not."""
    made: dict[str, forms.Field] = {}
    for need in _ORDER:
        if need not in step.needs and need not in step.offers and need is not Need.REASON:
            continue
        for name, field in _FIELDS[need].items():
            own = deepcopy(field)
            own.required = need in step.needs and field.required
            own.label = _LABELS.get((step.act, name), own.label)
            made[name] = own
    if Need.UNIT in step.offers:  # a proposal: nobody helps yet
        made.pop("helpers", None)
    return type(f"{step.act.name.title().replace('_', '')}Form", (ActForm,), made)
