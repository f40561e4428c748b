"""Every way out of the house, behind one interface."""

from __future__ import annotations

from xiuhua.notices.models import Route
from xiuhua.notices.services.routes.chats import DingTalk, WeCom
from xiuhua.notices.services.routes.email import Email
from xiuhua.notices.services.routes.sandbox import Sandbox
from xiuhua.notices.services.routes.sms import Sms
from xiuhua.notices.services.routes.way import Way
from xiuhua.notices.terms import RouteKind, RouteState

__all__ = ["DingTalk", "Email", "Sandbox", "Sms", "Way", "WeCom", "way_of"]


def way_of(*, route: Route) -> Way:
    """Return the way that a row describes: a sandbox until an administrator took the real one into use."""
    if route.state != RouteState.ACTIVE:
        return Sandbox()
    kind = RouteKind(route.kind)
    if kind is RouteKind.EMAIL:
        return Email(route)
    if kind is RouteKind.SMS:
        return Sms(route)
    return WeCom(route) if kind is RouteKind.WECOM else DingTalk(route)
