"""Reading accounts: the administrators' list, one account, and one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiuhua.access import queries
from xiuhua.access.models import User
from xiuhua.access.terms import AccountState, Act, Role
from xiuhua.shared.clock import now
from xiuhua.shared.terms import Term
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import code, moment, tag_of, term, text
from xiuhua.web.pages.filters import TermFilter, YesFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.words import word


@dataclass(frozen=True, kw_only=True)
class RoleFilter(TermFilter):
    """Roles held now."""

    vocabulary: type[Term] = Role

    def condition(self, held: Held) -> Q:
        """Return that one of the roles is held now."""
        return queries.holding(held[self.name], at=now())


class AccountListPage(ListPage[User]):
    """Every account."""

    act = Act.ACCOUNT_READ
    menu = "accounts"
    key = "accounts"
    kind = "user"
    title = _("Accounts")
    area_field = ""
    sort = "username"
    columns = (
        code("username", _("User name"), sort="username", locked=True, primary=True),
        text("name", _("Name")),
        term("state", _("State"), AccountState),
        moment("changed", _("Password changed"), of="password_changed_at", drop=1),
    )
    filters = (
        YesFilter(name="active", field="is_active", label=_("Active")),
        RoleFilter(name="role", label=_("Role")),
    )

    def records(self) -> QuerySet[User]:
        """Return every account."""
        return queries.accounts()

    def row_url(self, record: User) -> str:
        """Lead to the account."""
        return reverse("access:account-read", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Lead to the roles, and offer to make an account."""
        roles = Action(label=str(_("Roles")), icon="id", url=reverse("access:roles"))
        if not seams.may(self.actor, Act.ACCOUNT_CREATE):
            return (roles,)
        label, url = str(_("New account")), reverse("access:account-create")
        new = Action(name=Act.ACCOUNT_CREATE, label=label, kind="primary", icon="plus", url=url)
        return (roles, new)


class AccountPage(ObjectPage[User]):
    """One account, as administrators see it."""

    act = Act.ACCOUNT_READ
    menu = "accounts"
    kind = "user"
    list_url_name = "access:accounts"
    change_labels = {"role": _("Role"), "over": _("Area code")}
    facts = (
        code("username", _("User name")),
        text("name", _("Name")),
        moment("password_changed_at", _("Password changed")),
    )
    acts: ClassVar[Sequence[ObjectAct[User]]] = (
        ObjectAct(
            act=Act.ROLE_GRANT, label=_("Grant a role"), url_name="access:account-role-grant", icon="plus"
        ),
        ObjectAct(act=Act.ROLE_END, label=_("End a role"), url_name="access:account-role-end", icon="minus"),
        ObjectAct(
            act=Act.ACCOUNT_UNLOCK, label=_("Unlock"), url_name="access:account-unlock", icon="lock-open"
        ),
        ObjectAct(
            act=Act.PASSWORD_RESET,
            label=_("Reset the password"),
            url_name="access:account-password",
            icon="key",
        ),
        ObjectAct(
            act=Act.ACCOUNT_STOP, label=_("Stop"), url_name="access:account-stop", icon="ban", kind="danger"
        ),
    )

    def load(self) -> User:
        """Return the account in the URL."""
        return queries.account_get(int(self.kwargs["user_id"]))

    def code(self) -> str:
        """Return the user name."""
        return self.record.username

    def heading(self) -> str:
        """Return the person's name."""
        return self.record.name

    def state(self) -> Tag | None:
        """Return whether it opens anything."""
        return tag_of(AccountState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Show the roles held now."""
        here = language()
        rows = [
            Cell(text=f"{word(held.role, here)} · {held.area or _('everywhere')}")
            for held in queries.holdings_at(self.record.pk, at=now())
        ]
        return (Section(title=str(_("Roles held now")), template="access/roles.html", context=rows),)


class MyAccountPage(AccountPage):
    """One's own account."""

    act = Act.PASSWORD_CHANGE
    menu = "account"
    list_url_name = "web:home"
    acts = (
        ObjectAct(
            act=Act.PASSWORD_CHANGE, label=_("Change the password"), url_name="access:password",
            kind="primary", icon="key",
        ),
    )  # fmt: skip

    def load(self) -> User:
        """Return the account of whoever asks."""
        return queries.account_get(self.actor.user_id or 0)

    def act_url(self, declared: ObjectAct[User]) -> str:
        """Return the page of an act on one's own account, which names nobody."""
        return reverse(declared.url_name)
