"""Every way an account, a role, a token or a scope can change."""

from xiuhua.access.services.accounts import (
    NewRole,
    account_create,
    account_stop,
    password_change,
    password_generate,
    password_reset,
    role_end,
    role_grant,
)
from xiuhua.access.services.idempotency import Answer, keys_forget, once, once_for_form, request_digest
from xiuhua.access.services.permissions import may, require
from xiuhua.access.services.scopes import scope_opened, scope_reset, scope_set, scope_text, scope_widened
from xiuhua.access.services.sessions import (
    actor_for_session,
    actor_for_token,
    session_begin,
    session_user,
    sessions_forget,
)
from xiuhua.access.services.signing_in import (
    Account,
    WrongCredentials,
    account_unlock,
    sign_in,
    sign_in_vouched,
    sign_out,
)
from xiuhua.access.services.tokens import token_issue, token_revoke

__all__ = [
    "Account",
    "Answer",
    "NewRole",
    "WrongCredentials",
    "account_create",
    "account_stop",
    "account_unlock",
    "actor_for_session",
    "actor_for_token",
    "keys_forget",
    "may",
    "once",
    "once_for_form",
    "password_change",
    "password_generate",
    "password_reset",
    "request_digest",
    "require",
    "role_end",
    "role_grant",
    "scope_opened",
    "scope_reset",
    "scope_set",
    "scope_text",
    "scope_widened",
    "session_begin",
    "session_user",
    "sessions_forget",
    "sign_in",
    "sign_in_vouched",
    "sign_out",
    "token_issue",
    "token_revoke",
]
