"""The fixed words of accounts, and the acts on them."""

from xiuhua.shared.terms import Term


class AccountState(Term):
    """Whether an account opens anything."""

    ACTIVE = "active", "正常", "Active", "done"
    STOPPED = "stopped", "已停用", "Stopped"


class Act(Term):
    """The acts of this app, as the ledger and the act table name them."""

    SIGN_IN = "access.signed_in", "登录", "Signed in"
    SIGN_OUT = "access.signed_out", "退出", "Signed out"
    LOCK = "access.locked", "锁定登录", "Locked out"
    ACCOUNT_READ = "account.read", "查看账号", "Read accounts"
    ACCOUNT_CREATE = "account.create", "新建账号", "Created the account"
    ACCOUNT_STOP = "account.stop", "停用账号", "Stopped the account"
    ACCOUNT_UNLOCK = "account.unlock", "解除锁定", "Unlocked the account"
    PASSWORD_CHANGE = "account.password", "修改密码", "Changed the password"
    PASSWORD_RESET = "account.password_reset", "重置密码", "Reset the password"
    ROLE_GRANT = "account.role_grant", "授予角色", "Granted a role"
    ROLE_END = "account.role_end", "收回角色", "Ended a role"
    TOKEN_ISSUE = "token.issue", "签发令牌", "Issued a token"
    TOKEN_REVOKE = "token.revoke", "吊销令牌", "Revoked a token"
