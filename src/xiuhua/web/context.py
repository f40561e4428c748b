"""The frame around every page, built once a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve, reverse
from django.utils.functional import SimpleLazyObject

from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.menu import menu_for, neighbours_for, search_place
from xiuhua.web.parts import Language, Person, Shell, Theme
from xiuhua.web.words import word

_THEMES: dict[str, Theme] = {"light": "light", "dark": "dark", "auto": "auto"}


def shell(request: HttpRequest) -> dict[str, object]:
    """Give templates `shell`; nothing is computed where no template asks."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    actor: Actor = getattr(request, "actor", NOBODY)
    here = language()
    signed_in = actor.user_id is not None
    place = search_place(actor, may=seams.may) if signed_in else None
    return Shell(
        district=settings.DISTRICT_ZH if here.startswith("zh") else settings.DISTRICT_EN,
        menu=menu_for(actor, language=here, current=_current(request, actor), may=seams.may)
        if signed_in
        else (),
        neighbours=neighbours_for(actor, language=here, path=request.path, may=seams.may)
        if signed_in
        else (),
        person=_person(actor, here) if signed_in else None,
        theme=_THEMES.get(request.COOKIES.get("xh_theme", ""), "auto"),
        languages=tuple(
            Language(code=code, label=label, current=code == here) for code, label in settings.LANGUAGES
        ),
        sign_out_url=reverse("access:sign-out"),
        search_url=reverse(place.url_name) if place else "",
        search_label=(place.zh if here.startswith("zh") else place.en) if place else "",
        search_value=request.GET.get("q", "") if place else "",
        events_url="/events" if signed_in else "",
        bell=seams.bell(actor) if signed_in else None,
        now=now(),
    )


def _current(request: HttpRequest, actor: Actor) -> str:
    """Return the place that a page belongs to: for who reads their own records alone, that of these."""
    page = _page(request.resolver_match)
    wide, own = getattr(page, "own_list", ("", ""))
    if wide and not seams.may(actor, wide):
        page = _page(resolve(reverse(own)))
    return getattr(page, "menu", "")


def _page(match: ResolverMatch | None) -> object:
    return getattr(getattr(match, "func", None), "view_class", None)


def _person(actor: Actor, here: str) -> Person:
    roles = " · ".join(sorted(word(role, here) for role in actor.roles))
    return Person(name=actor.label, role=roles, url=reverse("access:account"))
