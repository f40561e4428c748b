"""Who is asking: sets `request.actor` and the database scope, and closes the scope behind the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from xiuhua.access.services.scopes import scope_reset, scope_set
from xiuhua.access.services.sessions import actor_for_token, session_renew, session_user
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now

_BEARER = "Bearer "
_ONLY_PASSWORD = frozenset({"account.password"})
_OPEN_TO_ALL = ("/account/password", "/sign-", "/i18n/", "/healthz", "/metrics", "/events")


class ActorMiddleware:
    """Recognise a bearer token or a session, once a request.

    The scope stays open until the answer is closed, because a streamed export is read after the view returns.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request as whoever asks."""
        actor = _actor(request)
        request.actor = actor  # type: ignore[attr-defined]  # the one attribute the platform adds to a request
        if actor.holdings:
            scope_set(actor.areas)
        response = _password_first(request) or self.get_response(request)
        if actor.holdings:
            response._resource_closers.append(scope_reset)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own hook
        return response


def _actor(request: HttpRequest) -> Actor:
    at = now()
    header = request.headers.get("Authorization", "")
    if header.startswith(_BEARER):
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - a token is no cookie
        return actor_for_token(header.removeprefix(_BEARER), at=at) or NOBODY
    found = session_user(request.session, at=at)
    if found is None:
        return NOBODY
    session_renew(request.session, at=at)
    user, actor = found
    return replace(actor, limits=_ONLY_PASSWORD) if user.must_change_password else actor


def _password_first(request: HttpRequest) -> HttpResponseBase | None:
    """Lead somebody with a handed-out password to the page that changes it, whatever page they ask for."""
    is_held = request.actor.limits is _ONLY_PASSWORD  # type: ignore[attr-defined]  # set above
    if is_held and request.method == "GET" and not request.path.startswith(_OPEN_TO_ALL):
        return HttpResponseRedirect("/account/password")
    return None
