"""Errors that reach a person. Anything else that is raised is a bug and is allowed to fly.

An error carries a stable code and typed arguments, never a sentence: `web` renders the sentence in the
reader's language from the `sentences.toml` of the app that raises it, and `./xiuhua check` fails where
one is missing.
"""

from __future__ import annotations

from typing import ClassVar

Argument = str | int | float | None


class CityError(Exception):
    """A refusal with a stable code and what a sentence about it needs.

    Args:
        fields: per form field, the code of what is wrong with it.
        arguments: what the sentence mentions, by the name of its placeholder.
    """

    code: ClassVar[str] = "refused"
    http_status: ClassVar[int] = 400

    def __init__(self, *, fields: dict[str, str] | None = None, **arguments: Argument) -> None:
        self.fields = fields or {}
        self.arguments = arguments
        super().__init__(f"{self.code} {arguments} {self.fields}")


class NotPermitted(CityError):
    """The actor's roles, area or token do not give this act. Arguments: act."""

    code = "not_permitted"
    http_status = 403


class NotSignedIn(CityError):
    """Nobody is signed in, or the session has ended."""

    code = "not_signed_in"
    http_status = 401


class NotFound(CityError):
    """There is no such thing, or it lies outside what the actor may see. Arguments: kind, key."""

    code = "not_found"
    http_status = 404


class NotAllowedNow(CityError):
    """The request is well formed, but not in the present state. Arguments: act, state."""

    code = "not_allowed_now"
    http_status = 409


class Conflict(CityError):
    """Somebody else was faster. Arguments: kind, key."""

    code = "conflict"
    http_status = 409


class Invalid(CityError):
    """What was sent cannot be used; `fields` says where."""

    code = "invalid"
    http_status = 422


class TooManyRequests(CityError):
    """The door is closed for a while. Arguments: seconds."""

    code = "too_many_requests"
    http_status = 429
