"""Generated passwords, kept under `var/secrets` in the form that PostgreSQL's own clients read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SUPERUSER = "postgres"
OWNER = "xiuhua_owner"
APP = "xiuhua_app"
GATEWAY = "xiuhua_gateway"
_ROLES = (SUPERUSER, OWNER, APP, GATEWAY)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only this user can ever have read, complete or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def pgpass_text(passwords: dict[str, str]) -> str:
    """Return a password file for the one server behind our socket.

    Source:
        PostgreSQL documentation, "The Password File": hostname:port:database:username:password.
    """
    return "".join(f"*:*:*:{role}:{password}\n" for role, password in passwords.items())


def pgpass_read(text: str) -> dict[str, str]:
    """Return the passwords by role. Ours hold no colon and no backslash, so nothing is escaped."""
    return {
        fields[3]: fields[4] for fields in (line.split(":") for line in text.splitlines()) if len(fields) == 5
    }


def passwords_ensure(file: Path) -> dict[str, str]:
    """Return the passwords of the database roles, generated where there are none yet."""
    known = pgpass_read(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if set(_ROLES) <= set(known):
        return known
    passwords = {role: known.get(role) or secrets.token_urlsafe(24) for role in _ROLES}
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_secret(file, pgpass_text(passwords))
    return passwords
