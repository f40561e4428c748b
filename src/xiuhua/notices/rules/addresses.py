"""Addresses of people outside: read, told apart, and masked.

Source:
    RFC 5321 4.1.2 for the shape of a mailbox, narrowed to what people have; user ids of work chats are taken
    up to 64 characters without spaces or commas (unverified). Masks are our own choice: enough to recognise
    one's own, too little to write to.
"""

from __future__ import annotations

import re

from xiuhua.notices.rules.sms import phone_read
from xiuhua.notices.terms import RecipientKind, RouteKind
from xiuhua.shared.masks import phone_masked

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?\.[A-Za-z]{2,24}")
_CHAT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
CHATS = (RouteKind.WECOM, RouteKind.DINGTALK)


def email_read(text: str) -> str | None:
    """Return an e-mail address, its domain in small letters; None where it is none."""
    bare = text.strip()
    if not _EMAIL.fullmatch(bare) or ".." in bare:
        return None
    name, _, domain = bare.partition("@")
    return f"{name}@{domain.lower()}"


def chat_id_read(text: str) -> str | None:
    """Return a user id of a work chat; None where it is none."""
    bare = text.strip()
    return bare if _CHAT_ID.fullmatch(bare) else None


def route_address_read(route: RouteKind, text: str) -> str | None:
    """Return an address of a way; None where it is none."""
    if route is RouteKind.SMS:
        return phone_read(text)
    return email_read(text) if route is RouteKind.EMAIL else chat_id_read(text)


def address_read(kind: RecipientKind, text: str) -> tuple[RouteKind | None, str]:
    """Return the way to somebody outside and their address; an empty address where it is none."""
    if kind is RecipientKind.PHONE:
        return RouteKind.SMS, phone_read(text) or ""
    if kind is RecipientKind.EMAIL:
        return RouteKind.EMAIL, email_read(text) or ""
    named, _, chat_id = text.partition(":")
    route = next((one for one in CHATS if one.value == named), None)
    return route, chat_id_read(chat_id) or ""


def address_masked(route: RouteKind, address: str) -> str:
    """Return an address as pages print it: 138****5678, z***n@example.gov.cn, li***."""
    if route is RouteKind.SMS:
        return phone_masked(address)
    if route is RouteKind.EMAIL:
        name, _, domain = address.partition("@")
        return f"{_middle_hidden(name)}@{domain}"
    return _middle_hidden(address)


def _middle_hidden(name: str) -> str:
    return f"{name[0]}***{name[-1]}" if len(name) > 3 else f"{name[:1]}***"
