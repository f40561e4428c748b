"""What every answer carries, and how a refusal becomes one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from xiuhua.shared.errors import CityError
from xiuhua.web.errors import method_refused, refusal

# Neither unsafe-inline nor unsafe-eval: styles and scripts are files, templates carry no handlers.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def content_security_policy() -> str:
    """Return the policy; where tiles from outside lie beneath the map, exactly their host is let in."""
    source = settings.MAP_SOURCE
    if source is None:
        return CONTENT_SECURITY_POLICY
    widened = CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {source.origin}")
    return widened.replace("connect-src 'self'", f"connect-src 'self' {source.origin}")


def policy_showing(origin: str) -> str:
    """Return the policy of a page that shows a player: that host alone may fill a frame or a film."""
    return f"{content_security_policy()}; frame-src {origin}; media-src {origin}"


PERMISSIONS_POLICY = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"


class PolicyMiddleware:
    """Puts the browser's rules on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = content_security_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        if (
            request.encoding
        ):  # as its sender names it; only UTF-8 surely decodes to what can be stored and shown
            request.encoding = "utf-8"
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class RefusalMiddleware:
    """Turns a CityError that a page let fly, and a method that it does not have, into a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request."""
        response = self.get_response(request)
        return method_refused(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; let a bug fly on."""
        return refusal(request, exception) if isinstance(exception, CityError) else None
