"""Addresses of signing in and of accounts."""

from django.urls import path

from xiuhua.access import pages

app_name = "access"
urlpatterns = [
    path("sign-in", pages.sign_in_page, name="sign-in"),
    path("sign-out", pages.sign_out_page, name="sign-out"),
    path("account", pages.MyAccountPage.as_view(), name="account"),
    path("account/password", pages.PasswordPage.as_view(), name="password"),
    path("accounts", pages.AccountListPage.as_view(), name="accounts"),
    path("accounts/new", pages.AccountCreatePage.as_view(), name="account-create"),
    path("accounts/roles", pages.RolesPage.as_view(), name="roles"),
    path("accounts/<int:user_id>", pages.AccountPage.as_view(), name="account-read"),
    path("accounts/<int:user_id>/password", pages.PasswordResetPage.as_view(), name="account-password"),
    path("accounts/<int:user_id>/role", pages.RoleGrantPage.as_view(), name="account-role-grant"),
    path("accounts/<int:user_id>/role/end", pages.RoleEndPage.as_view(), name="account-role-end"),
    path("accounts/<int:user_id>/unlock", pages.AccountUnlockPage.as_view(), name="account-unlock"),
    path("accounts/<int:user_id>/stop", pages.AccountStopPage.as_view(), name="account-stop"),
]
