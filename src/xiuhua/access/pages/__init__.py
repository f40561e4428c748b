"""The pages of signing in and of accounts."""

from xiuhua.access.pages.accounts import AccountListPage, AccountPage, MyAccountPage
from xiuhua.access.pages.acts import (
    AccountCreatePage,
    AccountStopPage,
    AccountUnlockPage,
    PasswordPage,
    PasswordResetPage,
    RoleEndPage,
    RoleGrantPage,
)
from xiuhua.access.pages.door import sign_in_page, sign_out_page
from xiuhua.access.pages.roles import RolesPage

__all__ = [
    "AccountCreatePage",
    "AccountListPage",
    "AccountPage",
    "AccountStopPage",
    "AccountUnlockPage",
    "MyAccountPage",
    "PasswordPage",
    "PasswordResetPage",
    "RoleEndPage",
    "RoleGrantPage",
    "RolesPage",
    "sign_in_page",
    "sign_out_page",
]
