"""By which ways somebody is told of what.

Source:
    own choice: everything stands on the page; work chat is free and quiet, so it is on; an SMS costs money
    and is for what cannot wait; e-mail is for those who ask for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from xiuhua.notices.terms import NoticeKind, RouteKind

_CHATS = (RouteKind.WECOM, RouteKind.DINGTALK)
_BY_SMS = frozenset({NoticeKind.PRESS})


def routes_by_default(kind: NoticeKind) -> tuple[RouteKind, ...]:
    """Return the ways for a kind, for whoever has not chosen."""
    return (*_CHATS, RouteKind.SMS) if kind in _BY_SMS else _CHATS


def routes_chosen(kind: NoticeKind, wished: Mapping[str, Sequence[str]]) -> tuple[RouteKind, ...]:
    """Return the ways that somebody chose for a kind; their silence is the default."""
    if kind.value not in wished:
        return routes_by_default(kind)
    return tuple(route for route in RouteKind if route.value in wished[kind.value])


def routes_for(
    kind: NoticeKind, wished: Mapping[str, Sequence[str]], *, allowed: Collection[RouteKind], urgent: bool
) -> tuple[RouteKind, ...]:
    """Return the ways by which a notice leaves: chosen and allowed; an urgent one by all but e-mail."""
    chosen = set(routes_chosen(kind, wished))
    if urgent:
        chosen |= {route for route in RouteKind if route is not RouteKind.EMAIL}
    return tuple(route for route in RouteKind if route in chosen and route in allowed)
