"""Sessions: from a cookie or a raw token to an actor."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from xiuhua.access import queries
from xiuhua.access.models import User
from xiuhua.access.services.tokens import token_seen
from xiuhua.shared.actor import Actor

IDLE_MINUTES = 30
LONGEST_HOURS = 12
_RENEW_MINUTES = 5  # how often use is written down, so that reading a page is not a write


class SessionStore(db.SessionStore):
    """Sessions in the database. A cookie that no session can have, such as one with NUL in it, is as none."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and key.isascii() and key.isalnum() and super()._validate_session_key(key))  # type: ignore[misc]  # the stubs lack it


def session_begin(session: SessionBase, user: User, *, at: datetime) -> None:
    """Turn a visitor's session into a user's, under a new key."""
    session.cycle_key()
    session["user_id"] = user.pk
    session["salt"] = user.session_salt
    session["began"] = session["seen"] = at.timestamp()


def session_user(session: SessionBase, *, at: datetime) -> tuple[User, Actor] | None:
    """Return who a session belongs to, or None where it has ended.

    A session ends after 30 minutes without use, 12 hours after sign-in, and as soon as the password
    changes or the account is stopped.

    Source:
        GB/T 22239-2019, 8.1.4.1 b (automatic exit after time-out); the numbers are our own choice.
    """
    user_id = session.get("user_id")
    if user_id is None or not _is_fresh(session, at=at):
        return None
    found = queries.user_and_actor(user_id, at=at)
    if found is None or found[0].session_salt != session.get("salt"):
        return None
    return found


def _is_fresh(session: SessionBase, *, at: datetime) -> bool:
    unused_s, age_s = (at.timestamp() - float(session.get(name, 0)) for name in ("seen", "began"))
    return unused_s < timedelta(minutes=IDLE_MINUTES).total_seconds() and (
        age_s < timedelta(hours=LONGEST_HOURS).total_seconds()
    )


def session_renew(session: SessionBase, *, at: datetime) -> None:
    """Write down that a session is in use, at most every five minutes."""
    if at.timestamp() - session.get("seen", 0) > timedelta(minutes=_RENEW_MINUTES).total_seconds():
        session["seen"] = at.timestamp()


def actor_for_session(session_key: str, *, at: datetime) -> Actor | None:
    """Return the actor behind a session cookie, without counting this as use."""
    found = session_user(SessionStore(session_key), at=at)
    return None if found is None else found[1]


def actor_for_token(raw: str, *, at: datetime) -> Actor | None:
    """Return the actor behind a raw API token."""
    use = queries.token_live(raw, at=at)
    if use is None:
        return None
    token_seen(use, at=at)
    return use.actor


def sessions_forget(*, at: datetime) -> None:
    """Forget sessions that have ended."""
    Session.objects.filter(expire_date__lt=at).delete()
