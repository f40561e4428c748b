"""How somebody wishes to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.notices.forms.routes import clock_input
from xiuhua.notices.rules.choosing import routes_chosen
from xiuhua.notices.terms import Digest, NoticeKind, RouteKind
from xiuhua.web.errors import language

TYPED = (
    RouteKind.SMS,
    RouteKind.EMAIL,
)  # whose addresses are typed; a work chat is bound by signing on there
_CLOCK = ["%H:%M", "%H:%M:%S"]


def choice_name(kind: NoticeKind, route: RouteKind) -> str:
    """Return the name of the tick for a kind and a way."""
    return f"{kind.value}__{route.value}"


class PreferenceForm(forms.Form):
    """Addresses, hours, and a tick for each kind and way."""

    route_sms = forms.CharField(label=_("Mobile number"), max_length=20, required=False)
    route_email = forms.CharField(label=_("E-mail address"), max_length=200, required=False)
    digest = forms.ChoiceField(label=_("How often"), choices=Digest.choices)
    quiet_since = forms.TimeField(
        label=_("Quiet from"), required=False, input_formats=_CLOCK, widget=clock_input(),
        help_text=_("Both empty: as the city has it. What is urgent passes."),
    )  # fmt: skip
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, input_formats=_CLOCK, widget=clock_input()
    )
    language = forms.ChoiceField(label=_("Language"), choices=(("zh-hans", "中文"), ("en", "English")))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to Django
        here = language()
        self.fields["digest"] = forms.ChoiceField(
            label=_("How often"), choices=[(one.value, one.label(here)) for one in Digest],
            help_text=_("What is urgent is told at once; the page shows everything at once anyway."),
        )  # fmt: skip
        for kind in NoticeKind:
            for route in RouteKind:
                self.fields[choice_name(kind, route)] = forms.BooleanField(
                    label=route.label(here), required=False
                )

    def routes(self) -> dict[NoticeKind, list[RouteKind]]:
        """Return the ways that are ticked for each kind."""
        return {
            kind: [route for route in RouteKind if self.cleaned_data[choice_name(kind, route)]]
            for kind in NoticeKind
        }


def ticks(wished: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Return which ticks are set for what somebody has chosen, or not chosen yet."""
    return {
        choice_name(kind, route): route in routes_chosen(kind, wished)
        for kind in NoticeKind
        for route in RouteKind
    }
