"""The acts on accounts."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access import queries, services
from xiuhua.access.forms import (
    AccountForm,
    ConfirmForm,
    HeldRoleForm,
    PasswordForm,
    PasswordResetForm,
    RoleForm,
)
from xiuhua.access.models import User
from xiuhua.access.terms import Act, Role
from xiuhua.shared.clock import now
from xiuhua.web.pages.forms import Done, F, FormPage, Sent


class AccountCreatePage(FormPage[User, AccountForm]):
    """Make an account."""

    act = Act.ACCOUNT_CREATE
    menu = "accounts"
    kind = "user"
    form_class = AccountForm
    secrets = ("password",)
    title = _("New account")
    verb = _("Create the account")

    def load(self) -> User:
        """Return the account that is not there yet."""
        return User()

    def initial(self) -> Mapping[str, object]:
        """Propose a password that meets the policy."""
        return {"password": services.password_generate()} if self.request.method == "GET" else {}

    def submit(self, sent: Sent[AccountForm]) -> Done:
        """Create it; its password must be changed at the first sign-in."""
        user = services.account_create(
            **sent.form.cleaned_data, must_change=True, actor=self.actor, at=sent.at
        )
        url = reverse("access:account-read", args=(user.pk,))
        return Done(
            url=url,
            message=gettext("Account %(name)s created. It has no role yet.") % {"name": user.username},
        )

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("access:accounts")


class _AccountAct(FormPage[User, F]):
    """An act on one account."""

    menu = "accounts"
    kind = "user"

    def load(self) -> User:
        """Return the account in the URL."""
        return queries.account_get(int(self.kwargs["user_id"]))

    def back_url(self) -> str:
        """Lead back to the account."""
        return reverse("access:account-read", args=(self.record.pk,))


class PasswordResetPage(_AccountAct[PasswordResetForm]):
    """Give an account another password."""

    act = Act.PASSWORD_RESET
    form_class = PasswordResetForm
    secrets = ("password",)
    title = _("Reset the password")
    verb = _("Reset the password")

    def initial(self) -> Mapping[str, object]:
        """Propose a password that meets the policy."""
        return {"password": services.password_generate()} if self.request.method == "GET" else {}

    def submit(self, sent: Sent[PasswordResetForm]) -> Done:
        """Set it; every session of the account ends."""
        password = sent.form.cleaned_data["password"]
        services.password_reset(user_id=self.record.pk, password=password, actor=self.actor, at=sent.at)
        return Done(
            url=self.back_url(), message=gettext("Password reset; every session of the account has ended.")
        )


class RoleGrantPage(_AccountAct[RoleForm]):
    """Give a role over an area."""

    act = Act.ROLE_GRANT
    form_class = RoleForm
    title = _("Grant a role")
    verb = _("Grant the role")

    def submit(self, sent: Sent[RoleForm]) -> Done:
        """Give it from now on."""
        role, area = Role(sent.form.cleaned_data["role"]), sent.form.cleaned_data["area"]
        services.role_grant(user_id=self.record.pk, role=role, area=area, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Role granted from now on."))


class RoleEndPage(_AccountAct[HeldRoleForm]):
    """End a role."""

    act = Act.ROLE_END
    form_class = HeldRoleForm
    title = _("End a role")
    verb = _("End the role")
    verb_kind = "danger"

    def prepare(self, form: HeldRoleForm) -> None:
        """Offer what the account holds now."""
        form.offer(queries.holdings_at(self.record.pk, at=now()))

    def submit(self, sent: Sent[HeldRoleForm]) -> Done:
        """End it from now on."""
        role, _bar, area = sent.form.cleaned_data["held"].partition("|")
        services.role_end(user_id=self.record.pk, role=Role(role), area=area, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Role ended from now on."))


class AccountUnlockPage(_AccountAct[ConfirmForm]):
    """Open the door to a locked account at once."""

    act = Act.ACCOUNT_UNLOCK
    form_class = ConfirmForm
    title = _("Unlock")
    lead = _("Ends the lock after failed sign-ins at once. Make sure first that the person asked for it.")
    verb = _("Unlock")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Unlock it."""
        services.account_unlock(user_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Unlocked; the person can sign in now."))


class AccountStopPage(_AccountAct[ConfirmForm]):
    """Stop an account."""

    act = Act.ACCOUNT_STOP
    form_class = ConfirmForm
    title = _("Stop the account")
    lead = _("Its sessions and tokens open nothing from now on. What it did stays in the history.")
    verb = _("Stop the account")
    verb_kind = "danger"

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Stop it."""
        services.account_stop(user_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Account stopped."))


class PasswordPage(FormPage[User, PasswordForm]):
    """Change one's own password."""

    act = Act.PASSWORD_CHANGE
    menu = "account"
    kind = "user"
    form_class = PasswordForm
    secrets = ("old", "new")
    title = _("Change the password")
    lead = _("Every other session of this account ends.")
    verb = _("Change the password")

    def load(self) -> User:
        """Return the account of whoever asks."""
        return queries.account_get(self.actor.user_id or 0)

    def submit(self, sent: Sent[PasswordForm]) -> Done:
        """Change it, and keep this one session."""
        old, new = sent.form.cleaned_data["old"], sent.form.cleaned_data["new"]
        user = services.password_change(old=old, new=new, actor=self.actor, at=sent.at)
        services.session_begin(self.request.session, user, at=sent.at)
        return Done(url="/", message=gettext("Password changed; every other session has ended."))

    def back_url(self) -> str:
        """Lead back to one's account."""
        return reverse("access:account")
