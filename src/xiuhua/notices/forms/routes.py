"""What the acts on ways out of the house need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.notices.terms import NoticeKind
from xiuhua.web.errors import language

_CLOCK = ["%H:%M", "%H:%M:%S"]
Label = Any  # a text, or one that gettext says later, which the stubs of forms have under another name
_LONGEST = 300


def clock_input() -> forms.TimeInput:
    """Return an input of a time of day."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _line(label: Label, *, help_text: Label = "", needed: bool = True) -> forms.CharField:
    """Return a line of text; the service says in its own words that one which is needed is empty."""
    line = forms.CharField(label=label, help_text=help_text, max_length=_LONGEST, required=False)
    line.widget.attrs["needed"] = needed
    return line


class EmailRouteForm(forms.Form):
    """A mail server."""

    host = _line(_("Mail server"))
    port = _line(_("Port"))
    security = forms.ChoiceField(
        label=_("Encryption"), choices=(("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none")))
    )
    username = _line(_("User name"), needed=False)
    sender = _line(_("Sender’s address"))
    secret = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Kept encrypted and never shown. Empty: the one that is kept stays."),
    )  # fmt: skip


class SmsRouteForm(forms.Form):
    """An account of Alibaba Cloud's SMS service."""

    endpoint = _line(_("Address of the service"))
    key_id = _line("AccessKey ID")
    secret = forms.CharField(
        label="AccessKey Secret", max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Kept encrypted and never shown. Empty: the one that is kept stays."),
    )  # fmt: skip
    signature = _line(_("Signature"), help_text=_("As it was approved, without 【】."))
    codes = forms.CharField(
        label=_("Template codes"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One a line, for instance: case.dispatched = SMS_123456789. What is approved in English:"
            " case.dispatched.en = SMS_…; without it the Chinese text goes out."
        ),
    )  # fmt: skip
    receipts = forms.ChoiceField(
        label=_("Receipts are believed by"),
        choices=(("signed", _("their signature")), ("address", _("the secret in their address"))),
        help_text=_("Alibaba Cloud signs nothing: behind a gateway that signs, take the signature."),
    )


class WeComRouteForm(forms.Form):
    """An application of WeCom."""

    endpoint = _line(_("Address of the service"))
    login = _line(_("Address for signing on"))
    corp_id = _line("CorpID")
    agent_id = _line("AgentId")
    secret = forms.CharField(
        label="Secret", max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Kept encrypted and never shown. Empty: the one that is kept stays."),
    )  # fmt: skip
    site = _line(_("Address of this platform"), help_text=_("As phones open it: links lead there."))


class DingTalkRouteForm(forms.Form):
    """A micro app of DingTalk."""

    endpoint = _line(_("Address of the service"))
    api = _line(_("Address of the newer service"))
    login = _line(_("Address for signing on"))
    app_key = _line("AppKey")
    agent_id = _line("AgentId")
    secret = forms.CharField(
        label="AppSecret", max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Kept encrypted and never shown. Empty: the one that is kept stays."),
    )  # fmt: skip
    site = _line(_("Address of this platform"), help_text=_("As phones open it: links lead there."))


class AddressForm(forms.Form):
    """One address of a way."""

    address = forms.CharField(label=_("Address"), max_length=200)


class NoticeRulesForm(forms.Form):
    """What holds for the whole city."""

    quiet_since = forms.TimeField(label=_("Quiet from"), input_formats=_CLOCK, widget=clock_input())
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        input_formats=_CLOCK,
        widget=clock_input(),
        help_text=_("The same hour twice: no quiet hours."),
    )
    daily_at = forms.TimeField(label=_("Daily digest at"), input_formats=_CLOCK, widget=clock_input())
    sms_daily_total = forms.IntegerField(
        label=_("SMS a day, in all"), min_value=0, max_value=1_000_000,
        help_text=_("Counted in segments of 70 or 67 characters, as they are charged."),
    )  # fmt: skip
    sms_daily_unit = forms.IntegerField(label=_("SMS a day, each unit"), min_value=0, max_value=1_000_000)
    kept_days = forms.IntegerField(
        label=_("Days that notices are kept"), min_value=30, max_value=3650,
        help_text=_("Unread ones too. What they told of stays in the ledger."),
    )  # fmt: skip


class EscalationForm(forms.Form):
    """A list of who is told next."""

    area_code = forms.RegexField(
        label=_("Area code"), regex=r"^[0-9]{2,20}$",
        help_text=_("The list of the smallest area that has one holds."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of notice"), choices=NoticeKind.choices)
    lines = forms.CharField(
        label=_("Who, after how many minutes"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: user name, minutes. An empty list takes it away."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to Django
        here = language()
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of notice"), choices=[(one.value, one.label(here)) for one in NoticeKind]
        )
