"""Signing on by a work chat: state out, code back, who that is. The one page that waits for a provider."""

from __future__ import annotations

import hmac
from datetime import datetime

from xiuhua.access.services import Account, scope_opened, sign_in_vouched
from xiuhua.notices.queries.notices import chat_owner
from xiuhua.notices.queries.routes import route_get
from xiuhua.notices.rules.addresses import CHATS
from xiuhua.notices.services.keeping import address_sealed
from xiuhua.notices.services.posting import CallFailed
from xiuhua.notices.services.routes import DingTalk, WeCom
from xiuhua.notices.terms import RouteKind, RouteState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import CityError, NotFound


class SignOnOff(CityError):
    """A work chat is not in use here. Arguments: route."""

    code = "sign_on_off"
    http_status = 409


class SignOnLost(CityError):
    """The answer belongs to no sign-on that this browser began: it is old, somebody else's, or forged."""

    code = "sign_on_lost"
    http_status = 403


class SignOnSilent(CityError):
    """The work chat does not answer. Arguments: route."""

    code = "sign_on_silent"
    http_status = 502


class SignOnStranger(CityError):
    """Who signed on is nobody of the organisation. Arguments: route."""

    code = "sign_on_stranger"
    http_status = 403


class SignOnUnbound(CityError):
    """Who signed on is bound to no account. Arguments: route."""

    code = "sign_on_unbound"
    http_status = 403


def chat_kind(*, kind: str) -> RouteKind:
    """Return a kind that is a work chat, in use or not.

    Raises:
        NotFound: it is none.
    """
    found = next((one for one in CHATS if one.value == kind), None)
    if found is None:
        raise NotFound(kind="route", key=kind)
    return found


def chat_of(*, kind: str) -> WeCom | DingTalk:
    """Return the work chat of a kind.

    Raises:
        NotFound: it is none.
        SignOnOff: nobody has taken it into use.
    """
    route = route_get(chat_kind(kind=kind).value)
    if route.state != RouteState.ACTIVE:
        raise SignOnOff(route=kind)
    return WeCom(route) if kind == RouteKind.WECOM else DingTalk(route)


def chat_person(*, kind: str, code: str, state: str, begun: str, at: datetime) -> str:
    """Return the work-chat id of whoever came back with a code.

    Args:
        kind: the work chat.
        code: as it came.
        state: as it came.
        begun: the state that this browser was sent out with; empty for none.
        at: when.

    Raises:
        SignOnLost, SignOnSilent, SignOnStranger, SignOnOff, NotFound: see each.
    """
    if not begun or not code or not hmac.compare_digest(begun.encode(), state.encode()):
        raise SignOnLost
    try:
        found = chat_of(kind=kind).person(code=code, at=at)
    except CallFailed as silent:
        raise SignOnSilent(route=kind) from silent
    if not found:
        raise SignOnStranger(route=kind)
    return found


def chat_sign_in(*, kind: str, chat_id: str, address: str, at: datetime) -> Account:
    """Sign somebody in whom a work chat vouches for.

    Raises:
        SignOnUnbound: their id is bound to no account that opens anything.
    """
    with scope_opened((EVERYWHERE,)):
        user_id = chat_owner(RouteKind(kind), address_sealed(chat_id))
    user = None if user_id is None else sign_in_vouched(user_id=user_id, by=kind, address=address, at=at)
    if user is None:
        raise SignOnUnbound(route=kind)
    return user
