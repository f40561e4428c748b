"""What the acts on accounts need."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.access.models import RoleHolding
from xiuhua.access.rules.roles import platform_roles, roles_grouped
from xiuhua.access.terms import Role


def _password(
    label: object, *, help_text: object = "", autocomplete: str = "new-password"
) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, help_text=help_text)  # type: ignore[arg-type]  # lazy texts


class PasswordForm(forms.Form):
    """Changing one's own password."""

    old = _password(_("Old password"), autocomplete="current-password")
    new = _password(
        _("New password"),
        help_text=_("At least 10 characters, with three of: upper case, lower case, digits, signs."),
    )


class PasswordResetForm(forms.Form):
    """Giving an account another password. It is shown, so that it can be passed on."""

    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "new-password"}),  # so it is kept in no draft either
        help_text=_("Pass it on in person; it must be changed at the next sign-in."),
    )


class AccountForm(PasswordResetForm):
    """A new account."""

    field_order = ("username", "name", "password")
    username = forms.CharField(label=_("User name"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As colleagues read it."))


class RoleForm(forms.Form):
    """A role over an area."""

    role = forms.ChoiceField(label=_("Role"))
    area = forms.RegexField(
        label=_("Area code"),
        regex=r"^[0-9]{2,12}$",
        required=False,
        help_text=_("An area and everything in it, for instance 990101; empty for everywhere."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        here = get_language() or "zh-hans"
        choices = [("", _("Choose a role")), (_("The platform"), platform_roles(here)), *roles_grouped(here)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has them


class HeldRoleForm(forms.Form):
    """One of the roles an account holds now."""

    held = forms.ChoiceField(label=_("Role to end"))

    def offer(self, holdings: list[RoleHolding]) -> None:
        """Offer what is held."""
        here = get_language() or "zh-hans"
        choices = [
            (f"{row.role}|{row.area}", f"{Role(row.role).label(here)} · {row.area or '*'}")
            for row in holdings
        ]
        self.fields["held"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has them


class ConfirmForm(forms.Form):
    """An act that needs nothing but the decision."""
