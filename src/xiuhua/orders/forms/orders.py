"""What acts on orders and calls ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.orders.rules.order_settings import LIMITS, NUMBERS
from xiuhua.orders.terms.orders import ContactOutcome, OrderKind, Satisfaction
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput

_LONG = 2000
_LIKE_THE_HANDBOOK = _("As the handbook writes limits: 2 working hours, 4 urgent hours, 5 working days.")
_WHERE_REACHED = _("Stays open where nobody was reached.")


def _choices(vocabulary: type[Term]) -> list[tuple[str, object]]:
    """Return the words of a vocabulary, said in the reader's language when they are printed."""
    return [(one.value, lazy(lambda one=one: one.label(language()), str)()) for one in vocabulary]


def _words(label: object, *, rows: int = 3, required: bool = True, text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        max_length=_LONG,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=text,  # type: ignore[arg-type]  # as above
    )


class PlainForm(forms.Form):
    """An act that needs no more than being done."""


class ReasonForm(forms.Form):
    """An act that must be told why."""

    reason = _words(_("Reason"), text=_("The platform above reads it."))


class RedoForm(forms.Form):
    """Having it done again."""

    reason = _words(_("What is still wrong"), text=_("The unit reads it: no name and no number."))


class ContactForm(forms.Form):
    """A try to call the citizen."""

    outcome = forms.ChoiceField(label=_("What came of the call"), choices=_choices(ContactOutcome))
    note = _words(_("What the citizen said"), required=False)


class CallBackForm(forms.Form):
    """Asking the citizen how it went."""

    outcome = forms.ChoiceField(label=_("What came of the call"), choices=_choices(ContactOutcome))
    resolved = forms.ChoiceField(
        label=_("Is it solved?"),
        required=False,
        choices=[("", "—"), ("yes", _("Solved")), ("no", _("Not solved"))],
        widget=forms.Select(attrs={"needed": True}),
        help_text=_WHERE_REACHED,
    )
    satisfied = forms.ChoiceField(
        label=_("Is the citizen satisfied?"),
        required=False,
        choices=[("", "—"), *_choices(Satisfaction)],
        widget=forms.Select(attrs={"needed": True}),
        help_text=_WHERE_REACHED,
    )
    note = _words(_("What the citizen said"), required=False)


class ReplyForm(forms.Form):
    """The reply to the citizen."""

    text = _words(_("Reply"), rows=8, text=_("Drafted from the record; read it before it goes out."))


class ExtendForm(forms.Form):
    """Asking for more time."""

    until = forms.DateTimeField(
        label=_("Until when"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = _words(_("Reason"), text=_("The platform above reads it."))


class JoinForm(forms.Form):
    """Joining the matter to a case that is known."""

    case = forms.CharField(
        label=_("Case"),
        max_length=20,
        widget=SuggestInput,
        help_text=_("Its number, for instance AJ00000012."),
    )


class _PlaceForm(forms.Form):
    address = forms.CharField(label=_("Address"), max_length=160, required=False, widget=SuggestInput)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),  # a click on the map writes both
    )  # fmt: skip
    area_code = forms.CharField(
        label=_("Area code"), max_length=20, required=False,
        help_text=_("Where nobody knows the coordinates."),
    )  # fmt: skip


class PassOnForm(_PlaceForm):
    """One matter of an order, as the unit will read it."""

    matter = forms.CharField(
        label=_("Matter"), max_length=60, required=False, widget=SuggestInput,
        help_text=_("Name, code or pinyin initials: bllj finds 暴露垃圾."),
    )  # fmt: skip
    text = _words(
        _("What is wrong"), text=_("The unit reads this. Names and numbers of the citizen are taken out.")
    )
    push = forms.BooleanField(
        label=_("Straight to the squad"), required=False,
        help_text=_("Past the desks, to whoever answers by the duty table, or to the unit named below."),
    )  # fmt: skip
    unit = forms.CharField(label=_("Squad"), max_length=80, required=False, widget=SuggestInput)


class RegisterForm(PassOnForm):
    """What an agent writes down while talking."""

    kind = forms.ChoiceField(label=_("What the citizen wants"), choices=_choices(OrderKind))
    caller_name = forms.CharField(label=_("Caller"), max_length=40, required=False)
    answer = _words(
        _("Answered on the telephone"), required=False,
        text=_("Fill this in instead of opening a case, where the question is answered at once."),
    )  # fmt: skip


class OrderForm(_PlaceForm):
    """An order that came by telephone or on paper."""

    kind = forms.ChoiceField(label=_("What the citizen wants"), choices=_choices(OrderKind))
    words = _words(_("The citizen's words"))
    city_number = forms.CharField(label=_("Number above"), max_length=40, required=False)
    caller_name = forms.CharField(label=_("Caller"), max_length=40, required=False)
    caller_phone = forms.CharField(
        label=_("Caller's phone"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )  # fmt: skip


LIMIT_LABELS = {
    "sign": _("Sign for it within"),
    "contact": _("Call the citizen within"),
    "pass_on": _("Pass it on within"),
    "send_back": _("Return it within"),
    "reply": _("Reply within"),
    "reply_consult": _("Reply to a question within"),
}
NUMBER_LABELS = {
    "sample_least": _("A small sample has fewer than"),
    "response_percent": _("Target of the response rate / %"),
    "resolution_percent": _("Target of the resolution rate / %"),
    "satisfaction_percent": _("Target of the satisfaction rate / %"),
}


class OrderLimitsForm(forms.Form):
    """A city's limits of orders. A published version never changes; the next one takes over at once."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        for name in LIMITS:
            self.fields[name] = forms.CharField(
                label=LIMIT_LABELS[name], max_length=20,
                help_text=_LIKE_THE_HANDBOOK,
            )  # fmt: skip
        for name in NUMBERS:
            self.fields[name] = forms.IntegerField(label=NUMBER_LABELS[name], min_value=0, max_value=999)


class LinkForm(forms.Form):
    """A link to another system."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("What stands at the other end"))
    area_code = forms.CharField(label=_("Area code"), max_length=20)
    url = forms.CharField(
        label=_("Where it is told"), max_length=500, required=False,
        help_text=_("https://… where signatures, replies and results are sent; empty where it asks itself."),
    )  # fmt: skip
