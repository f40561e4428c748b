"""Signing on by a work chat, and binding one's own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.access.services import session_begin
from xiuhua.notices import services
from xiuhua.notices.queries.routes import routes_by_kind
from xiuhua.notices.rules.addresses import CHATS
from xiuhua.notices.services.signing_on import chat_of, chat_person, chat_sign_in
from xiuhua.notices.terms import NoticeAct, RouteKind, RouteState
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.parts import Action, State
from xiuhua.web.sentences import error_sentence

_BEGUN, _PURPOSE = "work_chat_state", "work_chat_purpose"  # in the session of whoever was sent out
_SIGN_IN, _BIND = "sign-in", "bind"
_LONGEST = 512  # characters of a code or a state


def doors() -> Sequence[Action]:
    """Return the work chats by which people may sign in now."""
    routes, here = routes_by_kind(), language()
    return [
        Action(
            label=_("Sign in by %(chat)s") % {"chat": kind.label(here)},
            url=reverse("notices:sign-on", args=(kind.value,)),
        )
        for kind in CHATS
        if routes[kind].state == RouteState.ACTIVE
    ]


def _back_url(request: HttpRequest, kind: str) -> str:
    return request.build_absolute_uri(reverse("notices:sign-on-back", args=(kind,)))


def _sent_out(request: HttpRequest, kind: str, purpose: str) -> HttpResponse:
    """Send a browser to the work chat, with a state that only this session knows."""
    state = secrets.token_urlsafe(24)
    url = chat_of(kind=kind).authorize_url(back=_back_url(request, kind), state=state)
    request.session[_BEGUN], request.session[_PURPOSE] = f"{kind}:{state}", purpose
    return HttpResponseRedirect(url)


@require_GET
def sign_on_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Send somebody to the work chat to say who they are."""
    try:
        return _sent_out(request, kind, _SIGN_IN)
    except CityError as refused:
        return _refused(request, refused)


@require_POST
def chat_bind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Send somebody who is signed in to the work chat, to bind what they are there."""
    actor = _signed_in(request)
    seams.require(actor, NoticeAct.BIND)
    return _sent_out(request, kind, _BIND)


@require_POST
def chat_unbind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Take the work chat from an account."""
    actor = _signed_in(request)
    seams.require(actor, NoticeAct.BIND)
    services.chat_unbind(route=services.chat_kind(kind=kind), actor=actor, at=now())
    messages.success(request, _("Unbound."))
    return HttpResponseRedirect(reverse("notices:preferences"), status=303)


@require_GET
def sign_on_back_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Take somebody back who said at the work chat who they are: sign them in, or bind it."""
    begun, purpose = request.session.pop(_BEGUN, ""), request.session.pop(_PURPOSE, _SIGN_IN)
    code = (request.GET.get("code") or request.GET.get("authCode") or "")[:_LONGEST]
    state = f"{kind}:{request.GET.get('state', '')[:_LONGEST]}"
    try:
        chat_id = chat_person(kind=kind, code=code, state=state, begun=begun, at=now())
        if purpose == _BIND:
            actor = _signed_in(request)
            services.chat_bind(route=RouteKind(kind), chat_id=chat_id, actor=actor, at=now())
            messages.success(request, _("Bound. From now on you can sign in with it and are told by it."))
            return HttpResponseRedirect(reverse("notices:preferences"))
        user = chat_sign_in(kind=kind, chat_id=chat_id, address=_address(request), at=now())
    except CityError as refused:
        return _refused(request, refused)
    session_begin(request.session, user, at=now())
    return HttpResponseRedirect("/account/password" if user.must_change_password else "/")


def _signed_in(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    return actor


def _address(request: HttpRequest) -> str:
    """Return who is at the other end: the front door overwrites X-Real-IP, so nobody else can set it."""
    return request.headers.get("X-Real-IP") or request.META.get("REMOTE_ADDR") or "127.0.0.1"


def _refused(request: HttpRequest, error: CityError) -> HttpResponse:
    """Say why somebody was not signed in, and where else they can."""
    back = Action(label=_("Sign in with a password"), url="/sign-in", kind="primary")
    state = State(
        kind="forbidden", title=_("Not signed in"), text=error_sentence(error, language()), acts=(back,)
    )
    context = {"state": state, "title": _("Sign in")}
    return render(request, "web/error.html", context, status=error.http_status)
